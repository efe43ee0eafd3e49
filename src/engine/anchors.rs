//! Where a pattern's guard holds: only scopes with such a place can hold a match.

use crate::compile::{Guard, Trigger};

use super::lattice::Lattice;
use super::matcher::Reading;

impl Reading<'_> {
    /// Fills `out` with the places, ascending, one of which every match of a pattern with this
    /// guard holds (a scope holds it when it starts there or before and ends behind it). Gives
    /// false where nothing is known, so that every scope may hold a match.
    pub fn anchors(&self, guard: &Guard, out: &mut Vec<u32>) -> bool {
        out.clear();
        let Reading {
            program,
            text,
            lattice,
        } = *self;
        let (vocabulary, chars) = (&program.vocabulary, text.chars());
        match guard {
            Guard::None => return false,
            Guard::One(triggers) => {
                for trigger in triggers {
                    lattice.each_trigger(vocabulary, chars, trigger, true, |position| {
                        out.push(position)
                    });
                }
            }
            Guard::Pair(pair) => {
                // Walk over the side that occurs less often, and look across the junction.
                let from_before =
                    count(lattice, &pair.before, chars) < count(lattice, &pair.after, chars);
                let (walked, other) = if from_before {
                    (&pair.before, &pair.after)
                } else {
                    (&pair.after, &pair.before)
                };
                for trigger in walked {
                    lattice.each_trigger(vocabulary, chars, trigger, !from_before, |position| {
                        if lattice.triggers_at(vocabulary, chars, other, position, from_before) {
                            out.push(position);
                        }
                    });
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        true
    }
}

fn count(lattice: &Lattice, triggers: &[Trigger], chars: &[char]) -> usize {
    triggers
        .iter()
        .map(|trigger| lattice.trigger_count(trigger, chars))
        .sum()
}
