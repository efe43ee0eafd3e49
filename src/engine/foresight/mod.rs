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

use crate::compile::{
    Address, Choice, Copies, ElementId, GapSpec, Instruction, Look, PatternProgram, Run, Side,
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
    /// For each loop of the pattern, the places of its head's row when it was last gone round.
    sizes: Vec<u32>,
    /// The characters that the gap at hand may pass over.
    passable: Vec<u64>,
    /// For each kind of run of the pattern, whether the row of its characters is filled.
    singles: Vec<bool>,
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
        if !pattern.foreseeable || pattern.instructions.is_empty() {
            return Ok(false);
        }
        let words: usize = scopes
            .iter()
            .map(|scope| scope.len() as usize / 64 + 2)
            .sum();
        if words.saturating_mul(pattern.instructions.len()) > MOST_WORDS {
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
        self.table.rows[pattern.landmarks.arrival(address) as usize]
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
        let stop = self
            .table
            .next_clear(self.table.single_slot(single), from, from + most);
        let found = self.table.previous(row, from + minimum, stop)?;
        Some(place + (found - from))
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
        self.sizes.resize(pattern.loops.len(), 0);
        self.singles.clear();
        self.singles.resize(pattern.singles.len(), false);
        self.table
            .begin(self.layer.words.len(), pattern, &self.layer.places);
        let mut work = Work {
            reading,
            pattern,
            view: self,
            budget,
            empty: false,
        };
        work.program(0, pattern.end, true)?;
        Ok(!work.empty || pattern.loops.is_empty())
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
    /// Fills the rows of the instructions from `first` to before `end`.
    fn program(&mut self, first: Address, end: Address, ahead: bool) -> Result<(), LimitError> {
        let mut next = end;
        while next > first {
            let landmarks = &self.pattern.landmarks;
            let (address, row) = if let Some(run) = landmarks.run_ending(next) {
                (self.pattern.runs[run].first, self.run(run)?)
            } else if let Some(choice) = landmarks.choice_ending(next) {
                let Choice {
                    first,
                    end,
                    element,
                } = self.pattern.choices[choice];
                (first, self.element_before(first, end, Some(element), true))
            } else if let Instruction::Open(_) | Instruction::Close =
                self.pattern.instructions[next as usize - 1]
            {
                next -= 1;
                continue;
            } else {
                (next - 1, self.instruction(next - 1, ahead)?)
            };
            self.view.table.rows[address as usize] = row;
            self.budget.spend(u64::from(row.high - row.low) + 1)?;
            next = match self.again(address) {
                Some(source) => source + 1,
                // Rows only grow, so what leads to nothing now has led to nothing before.
                None if row.is_empty() => self.pattern.leading[address as usize].max(first),
                None => self.repeated(address).unwrap_or(address),
            };
        }
        Ok(())
    }

    /// The row of the first instruction of a run of characters.
    fn run(&mut self, index: usize) -> Result<Row, LimitError> {
        let run = &self.pattern.runs[index];
        let source = self.row(run.end);
        if source.is_empty() {
            return Ok(source);
        }
        let Run {
            first,
            single,
            minimum,
            maximum,
            ..
        } = *run;
        self.spend_on(minimum, source)?;
        self.passable(single)?;
        Ok(self.view.run(first, source, single, minimum, maximum))
    }

    /// The characters that a run may read, as a row in a slot of its own.
    fn passable(&mut self, index: u32) -> Result<(), LimitError> {
        if self.view.singles[index as usize] {
            return Ok(());
        }
        self.view.singles[index as usize] = true;
        let single = &self.pattern.singles[index as usize];
        let slot = self.view.table.single_slot(index);
        let inside = self.view.table.write(slot, &self.view.layer.inside);
        if let Some(element) = single.element {
            let Reading {
                program,
                text,
                lattice,
            } = self.reading;
            if let Where::Characters(row) = lattice.occurrences_of(program, text, element) {
                let View { layer, table, .. } = &mut *self.view;
                let words = table.words_mut(inside).iter_mut().zip(&layer.words);
                words.for_each(|(to, &word)| *to &= row[word as usize]);
            }
        }
        for &look in &single.looks {
            let holds = self.look(look)?;
            let negative = self.pattern.looks[look as usize].negative;
            self.view.table.mask(inside, holds, negative);
        }
        Ok(())
    }

    /// Where to go on if an instruction begins one of several copies whose row is that of the
    /// next copy: then all copies before have the same rows.
    fn repeated(&mut self, address: Address) -> Option<Address> {
        let index = self.pattern.landmarks.copy_starting(address)?;
        let Copies {
            first,
            length,
            count,
        } = self.pattern.copies[index];
        let number = (address - first) / length;
        let rows = &mut self.view.table.rows;
        let own = rows[address as usize];
        if number == 0 || number + 1 == count {
            return None;
        }
        let next = rows[(address + length) as usize];
        if !self.view.table.same(own, next) {
            return None;
        }
        let rows = &mut self.view.table.rows;
        for copy in 0..number {
            let to = first + copy * length;
            rows.copy_within(address as usize..(address + length) as usize, to as usize);
        }
        Some(first)
    }

    /// Where to go on if an instruction heads a loop whose row has grown.
    fn again(&mut self, address: Address) -> Option<Address> {
        let loops = &self.pattern.loops;
        let index = loops.binary_search_by_key(&address, |one| one.head).ok()?;
        // Rows only grow from round to round, so their sizes tell whether they did.
        let size = self
            .view
            .table
            .count(self.view.table.rows[address as usize]);
        let grown = size > self.view.sizes[index];
        self.view.sizes[index] = size;
        grown.then_some(loops[index].source)
    }

    /// The row of an instruction, as far as it is known.
    fn row(&self, address: Address) -> Row {
        self.view.row(self.pattern, address)
    }

    /// The places from which an element leads to what succeeds from `next`.
    fn element_before(
        &mut self,
        slot: Address,
        next: Address,
        element: Option<ElementId>,
        ahead: bool,
    ) -> Row {
        let source = self.row(next);
        match element {
            Some(element) if !source.is_empty() => self.element(slot, source, element, ahead),
            _ => Row::EMPTY,
        }
    }

    fn instruction(&mut self, address: Address, ahead: bool) -> Result<Row, LimitError> {
        let all = self.view.table.all();
        let after = |address: Address| self.row(address + 1);
        let instruction = self.pattern.instructions[address as usize];
        Ok(match instruction {
            Instruction::Accept => all,
            Instruction::Jump(to) => self.row(to),
            Instruction::Open(_) | Instruction::Close => after(address),
            Instruction::Split { first, second } => {
                let (first, second) = (self.row(first), self.row(second));
                self.view.table.unite(address, first, second)
            }
            Instruction::Any => {
                let source = after(address);
                self.view.pull_any(address, source, ahead)
            }
            Instruction::Character(_)
            | Instruction::Set(_)
            | Instruction::Literal { .. }
            | Instruction::Lexicon(_)
            | Instruction::Field(_)
            | Instruction::Record(_) => {
                let element = self.pattern.elements[address as usize];
                self.element_before(address, address + 1, element, ahead)
            }
            // Patterns that ask for tokens are not foreseeable.
            Instruction::Token(_) => Row::EMPTY,
            Instruction::Look(look) => {
                let source = after(address);
                if source.is_empty() {
                    return Ok(Row::EMPTY);
                }
                let negative = self.pattern.looks[look as usize].negative;
                let holds = self.look(look)?;
                self.view.table.cut(address, source, holds, negative)
            }
            Instruction::Edge(edge) => {
                let source = after(address);
                self.edge(address, source, edge)
            }
            Instruction::Gap(gap) => {
                let source = after(address);
                if source.is_empty() {
                    return Ok(Row::EMPTY);
                }
                let GapSpec {
                    minimum,
                    maximum,
                    barrier,
                } = self.pattern.gaps[gap as usize];
                self.spend_on(minimum, source)?;
                let barrier = self.barrier(barrier)?;
                self.view.layer.lay_pairs(self.reading.text);
                self.view.gap(address, source, barrier, minimum, maximum)
            }
            Instruction::Rest(gap) => {
                let source = after(address);
                if source.is_empty() {
                    return Ok(Row::EMPTY);
                }
                let barrier = self.barrier(self.pattern.gaps[gap as usize].barrier)?;
                self.view.rest(address, source, barrier)
            }
        })
    }

    /// The first so many characters of a gap or run are gone back over one by one.
    fn spend_on(&mut self, minimum: u32, source: Row) -> Result<(), LimitError> {
        let words = u64::from(source.high - source.low);
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
            end,
            ahead,
            question,
            ..
        } = self.pattern.looks[index as usize];
        let row = match question {
            None => {
                self.program(address, end, ahead)?;
                self.row(address)
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

    fn element(&mut self, address: Address, source: Row, element: ElementId, ahead: bool) -> Row {
        let [_, spare] = self.view.table.spare_slots();
        // A row is never made from itself.
        let source = match source.slot == address {
            true => self.view.table.copy(spare, source),
            false => source,
        };
        let empty = self.view.table.empty(address);
        let row = self.add_element(empty, source, element, ahead);
        self.view.table.trim(row)
    }

    /// Adds to a row the places from which an element leads to one of `source`.
    fn add_element(&mut self, row: Row, source: Row, element: ElementId, ahead: bool) -> Row {
        let Reading {
            program,
            text,
            lattice,
        } = self.reading;
        match lattice.occurrences_of(program, text, element) {
            Where::Characters(characters) => self.view.pull(row, source, characters, 1, ahead),
            Where::Stretches(occurrences) => {
                let mut row = row;
                self.empty |= occurrences.some_empty;
                for (length, starts) in occurrences.rows() {
                    row = self.view.pull(row, source, starts, length, ahead);
                }
                match occurrences.others.is_empty() {
                    true => row,
                    false => self.view.pull_others(row, source, occurrences, ahead),
                }
            }
        }
    }

    fn edge(&mut self, address: Address, source: Row, edge: Edge) -> Row {
        if source.is_empty() {
            return source;
        }
        let Reading { text, lattice, .. } = self.reading;
        let View { layer, table, .. } = &mut *self.view;
        match edge {
            Edge::ScopeStart => table.keep(address, source, |word| layer.firsts[word]),
            Edge::ScopeEnd => table.keep(address, source, |word| layer.lasts[word]),
            Edge::UnitStart(unit) => {
                let starts = &lattice.unit_rows(text, unit)[0];
                table.keep(address, source, |word| starts[layer.words[word] as usize])
            }
            Edge::UnitEnd(unit) => {
                let ends = &lattice.unit_rows(text, unit)[1];
                table.keep(address, source, |word| ends[layer.words[word] as usize])
            }
            Edge::Blank => {
                let blanks = lattice.blank_row(text);
                table.keep(address, source, |word| blanks[layer.words[word] as usize])
            }
        }
    }
}
