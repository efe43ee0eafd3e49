//! Records of a text that was edited since.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Fact;
use crate::record::Span;

/// The records as they stand in the text now: what stood before and behind an edit moves with
/// it, what was edited shrinks or grows to what took its place.
pub fn moved(facts: &[Fact], before: &[char], now: &[char]) -> Vec<Fact> {
    if before == now {
        return facts.to_vec();
    }
    let edits = capture_diff_slices(Algorithm::Myers, before, now);
    let at = |position: u32| position_now(&edits, position as usize) as u32;
    let facts = facts.iter().map(|fact| {
        let Span { start, end } = fact.span;
        // The end is behind the last character, wherever that stands now.
        let last = end.checked_sub(1).filter(|&last| last >= start);
        let span = match last {
            Some(last) => Span::new(at(start), (at(last) + 1).min(now.len() as u32)),
            None => Span::new(at(start), at(start)),
        };
        Fact {
            span: Span::new(span.start.min(span.end), span.end),
            ..fact.clone()
        }
    });
    facts.collect()
}

/// Where a character stands now, or what took its place.
fn position_now(edits: &[DiffOp], position: usize) -> usize {
    for edit in edits {
        let old = edit.old_range();
        if old.contains(&position) {
            let new = edit.new_range();
            let inside = (position - old.start).min(new.len());
            return new.start + inside;
        }
    }
    edits.last().map_or(position, |edit| edit.new_range().end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(before: &str, now: &str, spans: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let facts: Vec<Fact> = spans
            .iter()
            .map(|&(start, end)| Fact {
                kind: "A".to_owned(),
                rule: "r".to_owned(),
                span: Span::new(start, end),
                name: None,
                fields: Vec::new(),
            })
            .collect();
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        moved(&facts, &chars(before), &chars(now))
            .iter()
            .map(|fact| (fact.span.start, fact.span.end))
            .collect()
    }

    #[test]
    fn what_stands_behind_an_edit_moves() {
        assert_eq!(
            spans("甲乙丙丁", "甲新新乙丙丁", &[(0, 1), (1, 3), (3, 4)]),
            [(0, 1), (3, 5), (5, 6)]
        );
        assert_eq!(
            spans("甲乙丙丁", "甲丁", &[(3, 4), (0, 1)]),
            [(1, 2), (0, 1)]
        );
    }

    #[test]
    fn what_was_taken_out_stays_within_the_text() {
        for (start, end) in spans("甲乙丙丁", "甲", &[(1, 3), (3, 4), (0, 4)]) {
            assert!(start <= end && end <= 1, "{start} {end}");
        }
        assert_eq!(spans("甲", "", &[(0, 1)]), [(0, 0)]);
    }
}
