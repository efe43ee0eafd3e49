//! From markers and ends to segments with their parts.

use std::sync::Arc;

use crate::record::Span;
use crate::text::Unit;

use super::{Division, Draft, Hit, Ordinal, Run, Segment};

impl Division<'_> {
    /// Drafts as runs.
    pub(super) fn finish(&self, drafts: &[Draft]) -> Vec<Run> {
        let spans: Vec<Span> = drafts.iter().map(|draft| self.span(draft)).collect();
        let mut ends: Vec<u32> = spans.iter().map(|span| span.end).collect();
        ends.sort_unstable();
        let runs = drafts.iter().zip(&spans).map(|(draft, &span)| {
            let style = &self.styles[draft.style];
            let mut ordinal = 0;
            let segments = draft.segments.iter().map(|&(hit, end)| {
                let hit = &self.hits[hit];
                ordinal = match hit.ordinal {
                    Ordinal::Number(number) => number,
                    Ordinal::Next | Ordinal::Unknown => ordinal + 1,
                };
                let known = self.consecutive || hit.ordinal != Ordinal::Unknown;
                self.segment(hit, end, known.then_some(ordinal), style)
            });
            let segments = segments.collect();
            let begin = draft.parent.map_or(self.scope.start, |(run, segment)| {
                self.hits[drafts[run].segments[segment].0].found.span.end
            });
            let earlier = ends.partition_point(|&end| end <= span.start);
            let last = earlier.checked_sub(1).map_or(begin, |index| ends[index]);
            let begin = begin.max(last);
            let before = self.trimmed(Span::new(begin.min(span.start), span.start));
            Run {
                style: style.clone(),
                span,
                segments,
                before,
                announce: before.and_then(|before| self.last_clause(before)),
            }
        });
        runs.collect()
    }

    fn span(&self, draft: &Draft) -> Span {
        let start = draft
            .segments
            .first()
            .map_or(0, |&(hit, _)| self.hits[hit].found.span.start);
        let end = draft.segments.last().map_or(start, |&(_, end)| end);
        self.trimmed(Span::new(start, end.max(start)))
            .unwrap_or(Span::new(start, start))
    }

    fn segment(&self, hit: &Hit, end: u32, ordinal: Option<u32>, style: &Arc<str>) -> Segment {
        let marker = hit.found.span;
        let whole = Span::new(marker.start, end.max(marker.end));
        let span = self.trimmed(whole).unwrap_or(marker);
        let content = self.trimmed(Span::new(marker.end, span.end.max(marker.end)));
        let (head, body) = content.map_or((None, None), |content| self.halves(content));
        Segment {
            span,
            marker,
            content,
            head,
            body,
            ordinal,
            style: style.clone(),
            captures: hit.found.captures.clone(),
            claims: hit.found.claims.clone(),
        }
    }

    /// The head and the body of a content; a body without a word is none.
    fn halves(&self, content: Span) -> (Option<Span>, Option<Span>) {
        let characters = &self.text.chars()[content.range()];
        let stop = characters
            .iter()
            .position(|character| matches!(character, '。' | '；' | '，' | '：'));
        let Some(stop) = stop else {
            return (Some(content), None);
        };
        let stop = content.start + stop as u32;
        let head = self.trimmed(Span::new(content.start, stop));
        let body = self.trimmed(Span::new(stop + 1, content.end));
        let says = |span: &Span| {
            let characters = &self.text.chars()[span.range()];
            characters
                .iter()
                .any(|character| character.is_alphanumeric())
        };
        (head, body.filter(says))
    }

    /// The last clause that says something, without an opening mark at its end.
    fn last_clause(&self, span: Span) -> Option<Span> {
        let mut clauses = Vec::new();
        self.text.units_within(Unit::Clause, span, &mut clauses);
        let characters = self.text.chars();
        clauses.into_iter().rev().find_map(|clause| {
            let said = characters[clause.range()].iter().rev();
            let opening = said.take_while(|character| "“‘「『（(《〈【".contains(**character));
            let clause = Span::new(clause.start, clause.end - opening.count() as u32);
            self.trimmed(clause).filter(|clause| self.says(*clause))
        })
    }

    /// Whether a stretch is more than marks and blanks.
    fn says(&self, span: Span) -> bool {
        let mut characters = self.text.chars()[span.range()].iter();
        characters.any(|character| character.is_alphanumeric())
    }

    /// A span without blanks at its rims, if anything is left.
    fn trimmed(&self, span: Span) -> Option<Span> {
        let characters = self.text.chars();
        let Span { mut start, mut end } = span;
        while start < end && characters[start as usize].is_whitespace() {
            start += 1;
        }
        while start < end && characters[end as usize - 1].is_whitespace() {
            end -= 1;
        }
        (start < end).then_some(Span::new(start, end))
    }
}
