//! From which places the rest of a pattern succeeds, for all places of all scopes at once.
//!
//! *At every choice take the first branch with which the whole pattern still succeeds*: that is
//! a question about an instruction and a place, not about the way there. So it is answered
//! before anything is walked, from the last instruction to the first. Each has a row of bits:
//! where the row of the next instruction is known, an element's own row moved by its length
//! gives the row before it, a choice unites two rows, a look cuts one by another, and a loop is
//! gone round until its row grows no more. Sixty-four places are answered by a few operations,
//! and most rows are empty soon. The walk that follows never turns back.
//!
//! The states are those of the usual simulation of an automaton (Thompson 1968), taken
//! backwards over the text at once instead of forwards over one character at a time; words of
//! bits hold places, not states as in bit-parallel matching (Baeza-Yates and Gonnet 1992).

mod fill;
mod layer;
mod row;

use std::ops::Range;

use crate::compile::{
    Address, Check, ElementId, GapSpec, Look, NO_ROW, PatternProgram, Repeated, RowAction, Run,
    Side, Step,
};
use crate::pattern::tree::Edge;
use crate::record::Span;

use super::lattice::rows::Where;
use super::limits::{Budget, LimitError};
use super::matcher::Reading;

use layer::Layer;
use row::{Row, Table};

/// What is known of one pattern in some scopes.
#[derive(Debug, Default)]
pub struct Foresight {
    views: Vec<View>,
    /// Views in use; the rest is room of earlier patterns.
    used: usize,
    /// For each scope, the view that holds it.
    view_of: Vec<u32>,
    /// For each view, the end of its last scope.
    ends: Vec<u32>,
}

/// What is known of a pattern in scopes that do not touch.
#[derive(Debug, Default)]
pub struct View {
    layer: Layer,
    table: Table,
    looks: Vec<Option<Row>>,
    /// For each loop of the pattern, the places of its last row when it was last gone round.
    sizes: Vec<u32>,
    /// The characters that the gap at hand may pass over.
    passable: Vec<u64>,
    /// The places that a gap or run leads from, as they are found.
    filled: Vec<u64>,
    /// For each kind of run of the pattern, the characters that it may read.
    singles: Vec<Option<Row>>,
}

/// Words that are looked at together: their rows stay in the caches.
const WINDOW: usize = 512;
/// The most words of all rows of a view (128 MiB): a scope that asks for more is not foreseen.
const MOST_WORDS: usize = 1 << 24;

impl Foresight {
    /// How many of some scopes are looked at together; one at least.
    pub fn window(scopes: &[Span]) -> usize {
        let mut words = 0;
        let within = scopes.iter().take_while(|scope| {
            words += scope.len() as usize / 64 + 1;
            words <= WINDOW
        });
        within.count().max(1)
    }

    /// Looks at a pattern in scopes, which are sorted by start; tells whether it can be
    /// foreseen. It cannot where it says so itself, or where it repeats a record that is empty.
    ///
    /// # Errors
    /// When the document has no steps left.
    pub fn look(
        &mut self,
        reading: Reading<'_>,
        pattern: &PatternProgram,
        scopes: &[Span],
        budget: &mut Budget,
    ) -> Result<bool, LimitError> {
        if pattern.schedule.steps.is_empty() {
            return Ok(false);
        }
        let words: usize = scopes
            .iter()
            .map(|scope| scope.len() as usize / 64 + 2)
            .sum();
        if words.saturating_mul(pattern.schedule.steps.len()) > MOST_WORDS {
            return Ok(false);
        }
        self.divide(scopes);
        for (number, view) in self.views[..self.used].iter_mut().enumerate() {
            let own = scopes.iter().zip(&self.view_of);
            let own = own.filter(|(_, view)| **view == number as u32);
            view.layer.begin(reading, own.map(|(scope, _)| *scope));
            if !view.look(reading, pattern, budget)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Scopes that touch or overlap go to different views: in one, a place has one scope.
    fn divide(&mut self, scopes: &[Span]) {
        self.view_of.clear();
        self.ends.clear();
        for scope in scopes {
            let free = self.ends.iter().position(|&end| end < scope.start);
            let view = free.unwrap_or_else(|| {
                self.ends.push(0);
                self.ends.len() - 1
            });
            self.ends[view] = scope.end;
            self.view_of.push(view as u32);
        }
        self.used = self.ends.len();
        if self.views.len() < self.used {
            self.views.resize_with(self.used, View::default);
        }
    }

    /// What is known in a scope, told by its number.
    pub fn of(&self, scope: usize) -> &View {
        &self.views[self.view_of[scope] as usize]
    }
}

impl View {
    /// The row of an instruction, as far as it is known.
    fn row(&self, pattern: &PatternProgram, address: Address) -> Row {
        match pattern.schedule.rows[address as usize] {
            NO_ROW => Row::EMPTY,
            row => self.table.rows[row as usize],
        }
    }

    /// Whether a pattern succeeds from an instruction at a place.
    pub fn succeeds(&self, pattern: &PatternProgram, address: Address, place: u32) -> bool {
        let row = self.row(pattern, address);
        let place = self.layer.inner(place);
        place.is_some_and(|place| self.table.has(row, place))
    }

    /// The first place from `place` to `last` from which an instruction succeeds; both lie in
    /// one scope.
    pub fn next(
        &self,
        pattern: &PatternProgram,
        address: Address,
        place: u32,
        last: u32,
    ) -> Option<u32> {
        let row = self.row(pattern, address);
        let from = self.layer.inner(place)?;
        let found = self.table.next(row, from)?;
        let found = place + (found - from);
        (found <= last).then_some(found)
    }

    /// The first place from `place` to `last` where a look holds that was asked for.
    pub fn next_look(&self, look: u32, place: u32, last: u32) -> Option<u32> {
        let from = self.layer.inner(place)?;
        let row = self.looks[look as usize]?;
        let found = place + (self.table.next(row, from)? - from);
        (found <= last).then_some(found)
    }

    /// Where the run that begins at an instruction ends if it is read from `place`: the end
    /// nearest to what it prefers from which the rest succeeds. All in one scope, which ends
    /// at `last`.
    pub fn run_end(
        &self,
        pattern: &PatternProgram,
        run: usize,
        place: u32,
        last: u32,
    ) -> Option<u32> {
        let Run {
            end,
            single,
            minimum,
            maximum,
            lazy,
            ..
        } = pattern.runs[run];
        let from = self.layer.inner(place)?;
        if lazy {
            return self.next(pattern, end, place + minimum, last);
        }
        let row = self.row(pattern, end);
        let most = place.saturating_add(maximum).min(last) - place;
        let characters = self.singles[single as usize].unwrap_or(Row::EMPTY);
        let stop = self.table.next_clear(characters, from, from + most);
        let found = self.table.previous(row, stop)?;
        (found >= from + minimum).then(|| place + (found - from))
    }

    fn look(
        &mut self,
        reading: Reading<'_>,
        pattern: &PatternProgram,
        budget: &mut Budget,
    ) -> Result<bool, LimitError> {
        self.looks.clear();
        self.looks.resize(pattern.looks.len(), None);
        self.sizes.clear();
        self.sizes.resize(pattern.schedule.loops.len(), 0);
        self.singles.clear();
        self.singles.resize(pattern.singles.len(), None);
        self.table.begin(pattern, &self.layer.places);
        let mut work = Work {
            reading,
            pattern,
            view: self,
            budget,
            empty: false,
        };
        work.steps(pattern.schedule.main.clone(), true)?;
        Ok(!work.empty || pattern.schedule.loops.is_empty())
    }
}

/// A view in the making.
struct Work<'a> {
    reading: Reading<'a>,
    pattern: &'a PatternProgram,
    view: &'a mut View,
    budget: &'a mut Budget,
    /// Whether some element read nothing somewhere.
    empty: bool,
}

impl Work<'_> {
    /// Takes some steps.
    fn steps(&mut self, steps: Range<u32>, ahead: bool) -> Result<(), LimitError> {
        let mut at = steps.start;
        while at < steps.end {
            let step = self.pattern.schedule.steps[at as usize];
            let row = self.row_of(at, step, ahead)?;
            self.view.table.rows[at as usize] = row;
            self.budget.spend(self.view.table.size(row) + 1)?;
            at = match step.check {
                Check::Grown(index) if self.has_grown(index, row) => {
                    self.pattern.schedule.loops[index as usize]
                }
                _ if row.is_empty() => step.skip,
                Check::Same(copies) => self.behind_copies(copies, at),
                _ => at + 1,
            };
        }
        Ok(())
    }

    fn row_of(&mut self, slot: u32, step: Step, ahead: bool) -> Result<Row, LimitError> {
        let source = match step.source {
            NO_ROW => Row::EMPTY,
            row => self.view.table.rows[row as usize],
        };
        Ok(match step.action {
            RowAction::Everywhere => self.view.table.all(),
            RowAction::Union { first, end } => {
                let rows = &self.pattern.schedule.united[first as usize..end as usize];
                self.view.table.unite(slot, rows)
            }
            _ if source.is_empty() => Row::EMPTY,
            RowAction::Nowhere => Row::EMPTY,
            RowAction::Element(element) => {
                let source = self.apart(slot, source);
                self.element(slot, source, element, ahead)
            }
            RowAction::Any => {
                let source = self.apart(slot, source);
                self.view.pull_any(slot, source, ahead)
            }
            RowAction::Run(run) => self.run(slot, source, run)?,
            RowAction::Look(look) => {
                let negative = self.pattern.looks[look as usize].negative;
                let holds = self.look(look)?;
                self.view.table.cut(slot, source, holds, negative)
            }
            RowAction::Edge(edge) => self.edge(slot, source, edge),
            RowAction::Gap(gap) => {
                let GapSpec {
                    minimum,
                    maximum,
                    barrier,
                } = self.pattern.gaps[gap as usize];
                self.spend_on(minimum, source)?;
                let barrier = self.barrier(barrier)?;
                self.view.layer.lay_pairs(self.reading.text);
                self.view.gap(slot, source, barrier, minimum, maximum)
            }
            RowAction::Rest(gap) => {
                let barrier = self.barrier(self.pattern.gaps[gap as usize].barrier)?;
                self.view.rest(slot, source, barrier)
            }
        })
    }

    /// A row that stands in another slot: in a loop a row can have become that of the step
    /// that reads it, and none is moved onto itself.
    fn apart(&mut self, slot: u32, row: Row) -> Row {
        let [_, spare] = self.view.table.spare_slots();
        match row.stands_in(slot) {
            true => self.view.table.copy(spare, row),
            false => row,
        }
    }

    /// The row of a run of characters.
    fn run(&mut self, slot: u32, source: Row, run: u32) -> Result<Row, LimitError> {
        let Run {
            single,
            minimum,
            maximum,
            ..
        } = self.pattern.runs[run as usize];
        self.spend_on(minimum, source)?;
        let characters = self.characters(single)?;
        Ok(self.view.run(slot, source, characters, minimum, maximum))
    }

    /// The characters that a run may read.
    fn characters(&mut self, index: u32) -> Result<Row, LimitError> {
        if let Some(known) = self.view.singles[index as usize] {
            return Ok(known);
        }
        let single = &self.pattern.singles[index as usize];
        let slot = self.view.table.single_slot(index);
        let Reading {
            program,
            text,
            lattice,
        } = self.reading;
        let View { layer, table, .. } = &mut *self.view;
        let mut row = table.write(slot, 0, &layer.inside);
        if let Some(element) = single.element
            && let Where::Characters(characters) = lattice.occurrences_of(program, text, element)
        {
            row = table.derive(slot, row, |word, bits| {
                bits & characters[layer.words[word] as usize]
            });
        }
        for &look in &single.looks {
            let holds = self.look(look)?;
            let negative = self.pattern.looks[look as usize].negative;
            row = self.view.table.cut(slot, row, holds, negative);
        }
        self.view.singles[index as usize] = Some(row);
        Ok(row)
    }

    /// Where to go on behind the last row of a copy: if it is that of the copy taken before,
    /// all further copies have the same rows.
    fn behind_copies(&mut self, copies: u32, at: u32) -> u32 {
        let Repeated {
            first,
            length,
            count,
        } = self.pattern.schedule.copies[copies as usize];
        let table = &mut self.view.table;
        let (own, before) = (at as usize, (at - length) as usize);
        if !table.same(table.rows[own], table.rows[before]) {
            return at + 1;
        }
        let end = first + count * length;
        let copied = before + 1..own + 1;
        for to in (at + 1..end).step_by(length as usize) {
            table.rows.copy_within(copied.clone(), to as usize);
        }
        end
    }

    /// Whether the row of a loop holds more than when it was last gone round: rows only grow,
    /// so their sizes tell.
    fn has_grown(&mut self, index: u32, row: Row) -> bool {
        let size = self.view.table.count(row);
        let known = &mut self.view.sizes[index as usize];
        let grown = size > *known;
        *known = size;
        grown
    }

    /// The first so many characters of a gap or run are gone back over one by one.
    fn spend_on(&mut self, minimum: u32, source: Row) -> Result<(), LimitError> {
        let words = self.view.table.size(source);
        self.budget.spend(u64::from(minimum) * words)
    }

    fn barrier(&mut self, barrier: Option<u32>) -> Result<Row, LimitError> {
        barrier.map_or(Ok(Row::EMPTY), |barrier| self.look(barrier))
    }

    /// The places where a look holds, not yet turned round.
    fn look(&mut self, index: u32) -> Result<Row, LimitError> {
        if let Some(known) = self.view.looks[index as usize] {
            return Ok(known);
        }
        let Look {
            address,
            ahead,
            question,
            ..
        } = self.pattern.looks[index as usize];
        let row = match question {
            None => {
                self.steps(self.pattern.schedule.looks[index as usize].clone(), ahead)?;
                self.view.row(self.pattern, address)
            }
            Some(question) => {
                let question = &self.pattern.questions[question as usize];
                let slot = self.view.table.look_slot(index);
                let all = self.view.table.all();
                self.element(slot, all, question.element, question.side == Side::Starts)
            }
        };
        self.view.looks[index as usize] = Some(row);
        Ok(row)
    }

    fn element(&mut self, slot: u32, source: Row, element: ElementId, ahead: bool) -> Row {
        let Reading {
            program,
            text,
            lattice,
        } = self.reading;
        match lattice.occurrences_of(program, text, element) {
            Where::Characters(characters) => self.view.pull(slot, source, &[1], characters, ahead),
            Where::Stretches(occurrences) => {
                self.empty |= occurrences.some_empty;
                let (lengths, starts) = (occurrences.lengths(), occurrences.starts());
                let row = match lengths {
                    [] => Row::EMPTY,
                    _ => self.view.pull(slot, source, lengths, starts, ahead),
                };
                match occurrences.others.is_empty() {
                    true => row,
                    false => self.view.pull_others(slot, row, source, occurrences, ahead),
                }
            }
        }
    }

    fn edge(&mut self, slot: u32, source: Row, edge: Edge) -> Row {
        let Reading { text, lattice, .. } = self.reading;
        let View { layer, table, .. } = &mut *self.view;
        match edge {
            Edge::ScopeStart => table.derive(slot, source, |word, bits| bits & layer.firsts[word]),
            Edge::ScopeEnd => table.derive(slot, source, |word, bits| bits & layer.lasts[word]),
            Edge::UnitStart(unit) => {
                let starts = &lattice.unit_rows(text, unit)[0];
                table.derive(slot, source, |word, bits| {
                    bits & starts[layer.words[word] as usize]
                })
            }
            Edge::UnitEnd(unit) => {
                let ends = &lattice.unit_rows(text, unit)[1];
                table.derive(slot, source, |word, bits| {
                    bits & ends[layer.words[word] as usize]
                })
            }
            Edge::Blank => {
                let blanks = lattice.blank_row(text);
                table.derive(slot, source, |word, bits| {
                    bits & blanks[layer.words[word] as usize]
                })
            }
        }
    }
}
