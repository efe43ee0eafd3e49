//! Spans sorted by where they start, and the questions that expressions ask of them.

use crate::expression::tree::Relation;
use crate::record::Span;

/// Spans with what stands there, sorted by start, then the longer first.
#[derive(Debug, Clone)]
pub(crate) struct SpanIndex<T> {
    items: Vec<(Span, T)>,
    longest: u32,
}

impl<T> Default for SpanIndex<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            longest: 0,
        }
    }
}

impl<T: Copy> SpanIndex<T> {
    /// Sorts the items in.
    pub fn new(mut items: Vec<(Span, T)>) -> Self {
        items.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let longest = items.iter().map(|(span, _)| span.len()).max().unwrap_or(0);
        Self { items, longest }
    }

    /// All items in order.
    pub fn items(&self) -> &[(Span, T)] {
        &self.items
    }

    /// Those that start before `position`.
    fn before(&self, position: u32) -> &[(Span, T)] {
        let end = self
            .items
            .partition_point(|(span, _)| span.start < position);
        &self.items[..end]
    }

    /// Those that lie inside `scope`, in order.
    pub fn inside(&self, scope: Span) -> impl Iterator<Item = (Span, T)> + '_ {
        let start = self.before(scope.start).len();
        self.items[start..]
            .iter()
            .take_while(move |(span, _)| span.start <= scope.end)
            .filter(move |(span, _)| scope.contains(*span))
            .copied()
    }

    /// The smallest that contains `span` and fits; of equally small ones the first.
    pub fn enclosing(&self, span: Span, mut fits: impl FnMut(Span, T) -> bool) -> Option<T> {
        let mut best: Option<(Span, T)> = None;
        for &(candidate, item) in self.before(span.start + 1).iter().rev() {
            if candidate.start + self.longest < span.end {
                break;
            }
            let smaller = best.is_none_or(|(found, _)| candidate.len() <= found.len());
            if smaller && candidate.contains(span) && fits(candidate, item) {
                best = Some((candidate, item));
            }
        }
        best.map(|(_, item)| item)
    }

    /// The last inside `scope` that ends at `position` or before and fits; of those that end
    /// together the longest.
    pub fn nearest_before(
        &self,
        position: u32,
        scope: Span,
        mut fits: impl FnMut(Span, T) -> bool,
    ) -> Option<T> {
        let mut best: Option<(Span, T)> = None;
        for &(candidate, item) in self.before(position + 1).iter().rev() {
            let beaten = best.is_some_and(|(found, _)| candidate.start + self.longest < found.end);
            if beaten || candidate.start < scope.start {
                break;
            }
            let later = best.is_none_or(|(found, _)| candidate.end >= found.end);
            let there = candidate.end <= position && scope.contains(candidate);
            if later && there && fits(candidate, item) {
                best = Some((candidate, item));
            }
        }
        best.map(|(_, item)| item)
    }

    /// The first inside `scope` that starts at `position` or after and fits; of those that
    /// start together the longest.
    pub fn nearest_after(
        &self,
        position: u32,
        scope: Span,
        mut fits: impl FnMut(Span, T) -> bool,
    ) -> Option<T> {
        let start = position.max(scope.start).min(scope.end);
        self.inside(Span::new(start, scope.end))
            .find(|(span, item)| span.start >= position && fits(*span, *item))
            .map(|(_, item)| item)
    }

    /// The first of the spans that `span` stands in one of the relations to.
    pub fn first_related(&self, span: Span, relations: &[Relation]) -> Option<Span> {
        let mut near = self.before(span.end + 1).iter().map(|(other, _)| *other);
        near.find(|&other| {
            let mut relations = relations.iter();
            relations.any(|&relation| holds(span, relation, other))
        })
    }

    /// Whether `span` stands in one of the relations to any of the spans; `look` is called for
    /// each one looked at.
    pub fn relates(&self, span: Span, relations: &[Relation], look: impl Fn()) -> bool {
        self.before(span.end + 1)
            .iter()
            .rev()
            .take_while(|(candidate, _)| candidate.start + self.longest >= span.start)
            .any(|(candidate, _)| {
                look();
                relations
                    .iter()
                    .any(|&relation| holds(span, relation, *candidate))
            })
    }
}

/// Whether `span` stands in the relation to `other`.
pub(crate) fn holds(span: Span, relation: Relation, other: Span) -> bool {
    match relation {
        Relation::Within => other.contains(span),
        Relation::Contains => span.contains(other),
        Relation::Equals => span == other,
        Relation::Crosses => span.crosses(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        prop::collection::vec((0_u32..20, 0_u32..6), 0..12).prop_map(|pairs| {
            pairs
                .into_iter()
                .map(|(start, length)| Span::new(start, start + length))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_same_as_looking_at_all(spans in spans(), start in 0_u32..20, length in 0_u32..6) {
            let span = Span::new(start, start + length);
            let index = SpanIndex::new(spans.iter().map(|&span| (span, span)).collect());
            let yes = |_: Span, _: Span| true;
            let scope = Span::new(5, 15);

            let smallest = spans.iter().filter(|s| s.contains(span)).map(|s| s.len()).min();
            prop_assert_eq!(index.enclosing(span, yes).map(Span::len), smallest);

            let there = || spans.iter().filter(|s| scope.contains(**s));
            let last = there().filter(|s| s.end <= start).map(|s| (s.end, s.len())).max();
            let found = index.nearest_before(start, scope, yes).map(|s| (s.end, s.len()));
            prop_assert_eq!(found, last);

            let first = there().filter(|s| s.start >= start).map(|s| s.start).min();
            let found = index.nearest_after(start, scope, yes);
            prop_assert_eq!(found.map(|s| s.start), first);

            for relation in [Relation::Within, Relation::Contains, Relation::Equals, Relation::Crosses] {
                let any = spans.iter().any(|&other| holds(span, relation, other));
                prop_assert_eq!(index.relates(span, &[relation], || ()), any, "{:?}", relation);
            }

            let inside = spans.iter().filter(|s| span.contains(**s)).count();
            prop_assert_eq!(index.inside(span).count(), inside);
        }
    }
}
