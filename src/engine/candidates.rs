//! Where a pattern can match at all, known from what occurs in the document.

use crate::compile::{
    Element, ElementId, Guard, PatternProgram, Question, Side, StartSet, Trigger,
};
use crate::record::Span;

use super::lattice::bits;
use super::matcher::Reading;

/// Room for the rows of guards, kept from rule to rule.
#[derive(Debug, Default)]
pub struct Anchors {
    row: Vec<u64>,
    other: Vec<u64>,
}

impl Reading<'_> {
    /// Keeps of `scopes` those in which every guard of the pattern holds.
    pub fn keep_candidates(
        &self,
        pattern: &PatternProgram,
        scopes: &mut Vec<Span>,
        anchors: &mut Anchors,
    ) {
        for guard in &pattern.guards {
            if scopes.is_empty() {
                return;
            }
            self.anchor(guard, anchors);
            let row = &anchors.row;
            scopes.retain(|scope| {
                bits::next(row, scope.start).is_some_and(|anchor| anchor < scope.end)
            });
        }
    }

    /// The places where a guard holds: the start of its element, or the junction of its pair.
    fn anchor(&self, guard: &Guard, Anchors { row, other }: &mut Anchors) {
        match guard {
            Guard::One(elements) => self.rims(elements, Side::Starts, row),
            Guard::Pair(before, after) => {
                self.rims(before, Side::Ends, row);
                if row.iter().all(|&word| word == 0) {
                    return;
                }
                self.rims(after, Side::Starts, other);
                row.iter_mut()
                    .zip(&*other)
                    .for_each(|(to, from)| *to &= from);
            }
        }
    }

    /// The places where one of some elements starts (or ends).
    fn rims(&self, elements: &[ElementId], side: Side, row: &mut Vec<u64>) {
        row.clear();
        row.resize(self.lattice.row_words(), 0);
        for &element in elements {
            self.lattice
                .add_rims(self.program, self.text, element, side, row);
        }
    }

    /// Fills `starts` with a bit for each place of `scope`, its end included, at which a match
    /// can start.
    pub(super) fn mark_starts(&self, pattern: &PatternProgram, scope: Span, starts: &mut Vec<u64>) {
        let places = scope.len() + 1;
        starts.clear();
        starts.resize(bits::words(places as usize), 0);
        match &pattern.starts {
            StartSet::Anywhere => bits::fill(starts, 0, scope.len()),
            StartSet::At(triggers) => {
                for &Trigger { element, side } in triggers {
                    self.add_starts(element, side, scope, starts);
                }
            }
        }
    }

    fn add_starts(&self, element: ElementId, side: Side, scope: Span, starts: &mut [u64]) {
        match self.program.elements.get(element) {
            Element::Scope => {
                let place = if side == Side::Starts { 0 } else { scope.len() };
                bits::set(starts, place);
            }
            Element::Unit(unit) => {
                let rows = self.lattice.unit_rows(self.text, *unit);
                let row = &rows[usize::from(side == Side::Ends)];
                let mut next = bits::next(row, scope.start);
                while let Some(place) = next.filter(|&place| place <= scope.end) {
                    bits::set(starts, place - scope.start);
                    next = bits::next(row, place + 1);
                }
            }
            _ => self.lattice.each_inside(
                self.program,
                self.text,
                element,
                scope,
                &mut |start, end| {
                    let place = if side == Side::Starts { start } else { end };
                    bits::set(starts, place - scope.start);
                },
            ),
        }
    }

    /// Fills `answers` with a bit for each place of `scope`, its end included, beside which one
    /// of a question's elements stands inside the scope.
    pub(super) fn answer(&self, question: &Question, scope: Span, answers: &mut Vec<u64>) {
        answers.clear();
        answers.resize(bits::words(scope.len() as usize + 1), 0);
        self.lattice.each_inside(
            self.program,
            self.text,
            question.element,
            scope,
            &mut |start, end| {
                let place = match question.side {
                    Side::Starts => start,
                    Side::Ends => end,
                };
                bits::set(answers, place - scope.start);
            },
        );
    }
}
