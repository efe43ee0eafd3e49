//! Highlights that nest: stretches may cross, elements may not.

use std::cmp::Reverse;

use crate::record::Span;

/// A step on the way through a text with highlights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A piece of a highlight (by its index) begins.
    Open {
        /// Which.
        highlight: usize,
        /// Whether the highlight itself begins here.
        first: bool,
        /// Whether the highlight itself ends where this piece ends.
        last: bool,
    },
    /// Text, in code points of the normalised text.
    Text(Span),
    /// The piece opened last ends.
    Close,
}

/// The steps through `within`. Where highlights cross, the one that began later is cut in
/// pieces, so that every piece lies wholly inside or outside of every other.
///
/// `highlights` are sorted by their start, of the same start the longer first.
pub(super) fn steps(within: Span, highlights: &[Span]) -> Vec<Step> {
    let mut walk = Walk {
        within,
        highlights,
        open: Vec::new(),
        steps: Vec::new(),
    };
    let visible = |span: &Span| span.overlaps(within) && !span.is_empty();
    let mut ahead = (0..highlights.len())
        .filter(|&index| visible(&highlights[index]))
        .peekable();
    let mut position = within.start;
    while position < within.end {
        walk.close_at(position);
        while let Some(index) = ahead.next_if(|&index| highlights[index].start <= position) {
            walk.open(index, true);
        }
        let next_start = ahead.peek().map(|&index| highlights[index].start);
        let next_end = walk.open.iter().map(|&index| highlights[index].end);
        let next = next_end.chain(next_start).min().unwrap_or(within.end);
        let next = next.min(within.end);
        walk.steps.push(Step::Text(Span::new(position, next)));
        position = next;
    }
    walk.steps.extend(walk.open.iter().map(|_| Step::Close));
    walk.mark_last();
    walk.steps
}

struct Walk<'h> {
    within: Span,
    highlights: &'h [Span],
    open: Vec<usize>,
    steps: Vec<Step>,
}

impl Walk<'_> {
    fn open(&mut self, highlight: usize, begins: bool) {
        self.open.push(highlight);
        self.steps.push(Step::Open {
            highlight,
            first: begins && self.within.start <= self.highlights[highlight].start,
            last: false,
        });
    }

    /// Closes what ends at `position`; what lies above it is closed too and goes on after.
    fn close_at(&mut self, position: u32) {
        let ends = |&highlight: &usize| self.highlights[highlight].end <= position;
        let Some(lowest) = self.open.iter().position(ends) else {
            return;
        };
        let above = self.open.split_off(lowest);
        self.steps.extend(above.iter().map(|_| Step::Close));
        let mut going_on: Vec<usize> = above.into_iter().filter(|it| !ends(it)).collect();
        // The longest outside: it is cut least.
        going_on.sort_by_key(|&highlight| Reverse(self.highlights[highlight].end));
        for highlight in going_on {
            self.open(highlight, false);
        }
    }

    /// The last piece of each highlight that ends within is known only now.
    fn mark_last(&mut self) {
        let mut marked = vec![false; self.highlights.len()];
        for step in self.steps.iter_mut().rev() {
            if let Step::Open {
                highlight, last, ..
            } = step
            {
                let ends_here = self.highlights[*highlight].end <= self.within.end;
                *last = ends_here && !marked[*highlight];
                marked[*highlight] = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Letters for text, `[` … `]` around pieces with the number of the highlight.
    fn drawn(length: u32, highlights: &[(u32, u32)]) -> String {
        let spans: Vec<Span> = highlights
            .iter()
            .map(|&(start, end)| Span::new(start, end))
            .collect();
        let text = "abcdefghij";
        let draw = |step| match step {
            Step::Open {
                highlight,
                first,
                last,
            } => format!(
                "[{highlight}{}{}:",
                if first { "+" } else { "" },
                if last { "-" } else { "" }
            ),
            Step::Text(span) => text[span.range()].to_owned(),
            Step::Close => "]".to_owned(),
        };
        steps(Span::new(0, length), &spans)
            .into_iter()
            .map(draw)
            .collect()
    }

    #[test]
    fn nested_highlights_stay_whole() {
        assert_eq!(drawn(6, &[(0, 6), (1, 3)]), "[0+-:a[1+-:bc]def]");
        assert_eq!(drawn(4, &[(1, 3), (1, 3)]), "a[0+-:[1+-:bc]]d");
    }

    #[test]
    fn the_later_of_crossing_highlights_is_cut() {
        assert_eq!(drawn(6, &[(0, 4), (2, 6)]), "[0+-:ab[1+:cd]][1-:ef]");
    }

    #[test]
    fn a_highlight_over_the_rim_neither_begins_nor_ends() {
        let spans = [Span::new(0, 9)];
        let steps = steps(Span::new(3, 5), &spans);
        let open = Step::Open {
            highlight: 0,
            first: false,
            last: false,
        };
        assert_eq!(steps, [open, Step::Text(Span::new(3, 5)), Step::Close]);
    }

    proptest! {
        #[test]
        fn pieces_nest_and_cover_what_they_should(
            mut pairs in prop::collection::vec((0_u32..30, 0_u32..12), 0..12),
        ) {
            pairs.sort_by_key(|&(start, length)| (start, Reverse(length)));
            let spans: Vec<Span> = pairs.iter().map(|&(start, length)| Span::new(start, start + length)).collect();
            let within = Span::new(2, 28);
            let mut covered = vec![vec![0_u32; 40]; spans.len()];
            let mut open: Vec<usize> = Vec::new();
            let mut position = within.start;
            for step in steps(within, &spans) {
                match step {
                    Step::Open { highlight, .. } => open.push(highlight),
                    Step::Close => prop_assert!(open.pop().is_some()),
                    Step::Text(span) => {
                        prop_assert_eq!(span.start, position);
                        position = span.end;
                        for at in span.range() {
                            open.iter().for_each(|&highlight| covered[highlight][at] += 1);
                        }
                    }
                }
            }
            prop_assert!(open.is_empty());
            prop_assert_eq!(position, within.end);
            for (highlight, span) in spans.iter().enumerate() {
                for at in within.range() {
                    let inside = span.range().contains(&at);
                    prop_assert_eq!(covered[highlight][at], u32::from(inside));
                }
            }
        }
    }
}
