//! Where a pattern can match at all, known from what occurs in the document.

use crate::compile::{
    Element, ElementId, Guard, PatternProgram, Question, RimId, Side, StartSet, Trigger,
};
use crate::record::Span;

use super::lattice::bits;
use super::matcher::Reading;

/// Room for what guards ask, kept from rule to rule.
#[derive(Debug, Default)]
pub struct Anchors {
    /// The places where a guard holds.
    row: Vec<u64>,
    /// The scopes in which a branch can match.
    branch: Vec<Span>,
}

impl Reading<'_> {
    /// Keeps of `scopes` those in which every guard of the pattern holds.
    pub fn keep_candidates(
        &self,
        pattern: &PatternProgram,
        scopes: &mut Vec<Span>,
        anchors: &mut Anchors,
    ) {
        self.keep_guarded(&pattern.guards, scopes, anchors);
    }

    fn keep_guarded(&self, guards: &[Guard], scopes: &mut Vec<Span>, anchors: &mut Anchors) {
        for guard in guards {
            if scopes.is_empty() {
                return;
            }
            match guard {
                Guard::Place { rims, inside } => {
                    let row = self.anchor(rims, &mut anchors.row);
                    keep_anchored(row, *inside, scopes);
                }
                Guard::Any(branches) => self.keep_branching(branches, scopes, anchors),
            }
        }
    }

    /// Keeps the scopes in which all guards of one branch hold.
    fn keep_branching(
        &self,
        branches: &[Vec<Guard>],
        scopes: &mut Vec<Span>,
        anchors: &mut Anchors,
    ) {
        let mut kept = Vec::new();
        let mut branch = std::mem::take(&mut anchors.branch);
        for guards in branches {
            branch.clear();
            branch.extend_from_slice(scopes);
            self.keep_guarded(guards, &mut branch, anchors);
            kept.extend_from_slice(&branch);
        }
        anchors.branch = branch;
        kept.sort_unstable();
        kept.dedup();
        *scopes = kept;
    }

    /// The places where one of each list of triggers holds.
    fn anchor<'a>(&'a self, rims: &[RimId], row: &'a mut Vec<u64>) -> &'a [u64] {
        let row_of = |rim: RimId| self.lattice.rim_row(self.program, self.text, rim);
        let [first, rest @ ..] = rims else {
            return &[];
        };
        if rest.is_empty() {
            return row_of(*first);
        }
        row.clear();
        row.extend_from_slice(row_of(*first));
        for &rim in rest {
            row.iter_mut()
                .zip(row_of(rim))
                .for_each(|(to, from)| *to &= from);
        }
        row
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

/// Keeps the scopes (sorted by start) in which a place of a row lies; their ends count unless
/// something must start `inside`.
fn keep_anchored(row: &[u64], inside: bool, scopes: &mut Vec<Span>) {
    let mut anchor = bits::next(row, 0);
    scopes.retain(|scope| {
        if anchor.is_some_and(|anchor| anchor < scope.start) {
            anchor = bits::next(row, scope.start);
        }
        anchor.is_some_and(|anchor| anchor < scope.end || anchor == scope.end && !inside)
    });
}
