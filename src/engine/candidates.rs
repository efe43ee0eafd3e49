//! Where a pattern can match at all, known from what occurs in the document.

use crate::compile::{Element, Guard, PatternProgram, Question, Side, StartSet, Trigger};
use crate::record::Span;

use super::matcher::Reading;

impl Reading<'_> {
    /// Keeps of `scopes` (ascending, disjoint or nested) those in which every guard of the
    /// pattern holds. The guard that occurs least is looked up in the whole document; the
    /// others only where it left something.
    pub fn keep_candidates(
        &self,
        pattern: &PatternProgram,
        scopes: &mut Vec<Span>,
        anchors: &mut Vec<u32>,
    ) {
        let mut guards: Vec<(usize, &Guard)> = pattern
            .guards
            .iter()
            .map(|guard| (self.guard_count(guard), guard))
            .collect();
        guards.sort_by_key(|(count, _)| *count);
        let whole = Span::new(0, self.text.chars().len() as u32);
        for (index, (count, guard)) in guards.into_iter().enumerate() {
            if count == 0 {
                scopes.clear();
            }
            if scopes.is_empty() {
                return;
            }
            if index == 0 {
                anchors.clear();
                self.each_anchor(guard, whole, &mut |position| anchors.push(position));
                anchors.sort_unstable();
                scopes.retain(|scope| {
                    let first = anchors.partition_point(|&anchor| anchor < scope.start);
                    anchors.get(first).is_some_and(|&anchor| anchor < scope.end)
                });
            } else {
                scopes.retain(|&scope| {
                    let mut holds = false;
                    self.each_anchor(guard, scope, &mut |_| holds = true);
                    holds
                });
            }
        }
    }

    /// Calls `found` with each place inside `scope` where a guard holds: the start of its
    /// element, or the junction of its pair.
    fn each_anchor(&self, guard: &Guard, scope: Span, found: &mut dyn FnMut(u32)) {
        match guard {
            Guard::One(elements) => {
                for element in elements {
                    self.lattice.each_occurrence(
                        self,
                        element,
                        Side::Starts,
                        scope,
                        &mut |start, _| found(start),
                    );
                }
            }
            Guard::Pair(before, after) => {
                // Walk over the side that occurs less often, and look across the junction.
                let count = |elements: &[Element]| -> usize {
                    elements
                        .iter()
                        .map(|element| self.lattice.count(self, element))
                        .sum()
                };
                let (walked, side, other, across) = if count(before) < count(after) {
                    (before, Side::Ends, after, Side::Starts)
                } else {
                    (after, Side::Starts, before, Side::Ends)
                };
                for element in walked {
                    self.lattice
                        .each_occurrence(self, element, side, scope, &mut |position, _| {
                            let inside = scope.start <= position && position < scope.end;
                            if inside
                                && other.iter().any(|other| {
                                    self.lattice.occurs_at(self, other, across, position)
                                })
                            {
                                found(position);
                            }
                        });
                }
            }
        }
    }

    fn guard_count(&self, guard: &Guard) -> usize {
        let count = |elements: &[Element]| -> usize {
            elements
                .iter()
                .map(|element| self.lattice.count(self, element))
                .sum()
        };
        match guard {
            Guard::One(elements) => count(elements),
            Guard::Pair(before, after) => count(before).min(count(after)).div_ceil(2),
        }
    }

    /// Fills `starts` with a bit for each place of `scope`, its end included, at which a match
    /// can start.
    pub(super) fn mark_starts(&self, pattern: &PatternProgram, scope: Span, starts: &mut Vec<u64>) {
        let places = scope.len() as usize + 1;
        starts.clear();
        match &pattern.starts {
            StartSet::Anywhere => starts.resize(places.div_ceil(64), u64::MAX),
            StartSet::At(triggers) => {
                starts.resize(places.div_ceil(64), 0);
                for Trigger { element, side } in triggers {
                    if let Element::Scope = element {
                        let position = if *side == Side::Starts { 0 } else { places - 1 };
                        starts[position / 64] |= 1 << (position % 64);
                        continue;
                    }
                    self.lattice.each_occurrence(
                        self,
                        element,
                        *side,
                        scope,
                        &mut |position, _| {
                            if scope.start <= position && position <= scope.end {
                                let place = (position - scope.start) as usize;
                                starts[place / 64] |= 1 << (place % 64);
                            }
                        },
                    );
                }
            }
        }
    }

    /// Fills `answers` with a bit for each place of `scope`, its end included, beside which one
    /// of a question's elements stands inside the scope.
    pub(super) fn answer(&self, question: &Question, scope: Span, answers: &mut Vec<u64>) {
        answers.clear();
        answers.resize((scope.len() as usize + 1).div_ceil(64), 0);
        for element in &question.elements {
            self.lattice.each_occurrence(
                self,
                element,
                question.side,
                scope,
                &mut |position, other| {
                    if position.max(other) <= scope.end {
                        let place = (position - scope.start) as usize;
                        answers[place / 64] |= 1 << (place % 64);
                    }
                },
            );
        }
    }
}
