//! The lattice seen element by element: a row of bits for the places where it starts.
//!
//! What occurs often stands in rows, one for each length; what is rare stays a list. Both are
//! made when first asked for and thrown away with the document, their room kept.

use std::cell::{OnceCell, RefCell};

use crate::compile::{
    Alphabet, Classes, Element, ElementId, LexiconTest, Program, RimId, Side, Trigger, Vocabulary,
};
use crate::record::Span;
use crate::text::{Text, Unit};

use super::bits::{self, WORD};
use super::entries::entry_of;
use super::{Lattice, Spans};

/// The longest occurrence that stands in a row: so many places fit a shift of a word.
const LONGEST: u32 = WORD - 1;
/// A row pays where it has at least one occurrence in so many of its words.
const SPARSE: usize = 4;

/// Where an element occurs.
#[derive(Debug, Default)]
pub struct Occurrences {
    /// Lengths that have rows.
    lengths: Vec<u32>,
    /// The rows, one behind the other.
    rows: Vec<u64>,
    /// What stands in no row: (start, end), by start.
    pub others: Vec<(u32, u32)>,
    /// The longest of `others`.
    pub longest: u32,
    /// Whether one is empty: a record can be.
    pub some_empty: bool,
}

impl Occurrences {
    /// The rows: (length, the places where an occurrence of this length starts).
    pub fn rows(&self) -> impl Iterator<Item = (u32, &[u64])> {
        let words = self.rows.len() / self.lengths.len().max(1);
        let rows = self.rows.chunks_exact(words.max(1));
        self.lengths.iter().copied().zip(rows)
    }

    /// The lengths that have rows.
    pub fn lengths(&self) -> &[u32] {
        &self.lengths
    }

    /// For each length, a row of where its occurrences start, one behind the other.
    pub fn starts(&self) -> &[u64] {
        &self.rows
    }

    fn clear(&mut self) {
        self.lengths.clear();
        self.rows.clear();
        self.others.clear();
        self.longest = 0;
        self.some_empty = false;
    }

    /// Takes those of several elements in a document of so many words.
    fn unite(&mut self, words: usize, parts: &[Where<'_>]) {
        for part in parts {
            match part {
                Where::Characters(starts) => self.add_row(words, 1, starts),
                Where::Stretches(part) => {
                    part.rows()
                        .for_each(|(length, starts)| self.add_row(words, length, starts));
                    self.others.extend(&part.others);
                    self.longest = self.longest.max(part.longest);
                    self.some_empty |= part.some_empty;
                }
            }
        }
        self.others.sort_unstable();
        self.others.dedup();
    }

    fn add_row(&mut self, words: usize, length: u32, starts: &[u64]) {
        let index = self.lengths.iter().position(|&known| known == length);
        let index = index.unwrap_or_else(|| {
            self.lengths.push(length);
            self.rows.resize(self.lengths.len() * words, 0);
            self.lengths.len() - 1
        });
        let row = self.rows[index * words..].iter_mut();
        row.zip(starts).for_each(|(to, from)| *to |= from);
    }

    /// Takes occurrences (each once, by start) in a document of so many words.
    fn fill(&mut self, words: usize, occurrences: impl Iterator<Item = (u32, u32)> + Clone) {
        let mut counts = [0usize; LONGEST as usize + 1];
        for (start, end) in occurrences.clone() {
            self.some_empty |= start == end;
            if end - start <= LONGEST {
                counts[(end - start) as usize] += 1;
            }
        }
        let mut row_of = [usize::MAX; LONGEST as usize + 1];
        for (length, &count) in counts.iter().enumerate().skip(1) {
            if count > 0 && count * SPARSE >= words {
                row_of[length] = self.lengths.len() * words;
                self.lengths.push(length as u32);
            }
        }
        self.rows.resize(self.lengths.len() * words, 0);
        for (start, end) in occurrences {
            let length = end - start;
            let row = row_of.get(length as usize).copied().unwrap_or(usize::MAX);
            if row == usize::MAX {
                self.longest = self.longest.max(length);
                self.others.push((start, end));
            } else {
                bits::set(&mut self.rows[row..row + words], start);
            }
        }
    }
}

/// Where the characters of a document stand, class by class.
#[derive(Debug, Default)]
struct Places {
    /// For each class, where its places begin; one more at the end.
    firsts: Vec<u32>,
    places: Vec<u32>,
    /// For each character, its class.
    classes: Vec<u32>,
}

impl Places {
    /// A counting sort.
    fn sort(&mut self, alphabet: &Alphabet, text: &Text) {
        let characters = text.chars().iter();
        self.classes.clear();
        self.classes
            .extend(characters.map(|&character| alphabet.class(character)));
        self.firsts.clear();
        self.firsts.resize(alphabet.class_count() + 1, 0);
        for &class in &self.classes {
            self.firsts[class as usize] += 1;
        }
        let mut end = 0;
        for first in &mut self.firsts {
            end += *first;
            *first = end;
        }
        self.places.resize(self.classes.len(), 0);
        // Filled from behind, each first slides from the end of its places to their begin.
        for (place, &class) in (0..self.classes.len() as u32).zip(&self.classes).rev() {
            let first = &mut self.firsts[class as usize];
            *first -= 1;
            self.places[*first as usize] = place;
        }
    }

    /// How many characters there are.
    fn count(&self) -> u32 {
        self.classes.len() as u32
    }

    /// The places of the characters of a class, ascending.
    fn of(&self, class: u32) -> &[u32] {
        let class = class as usize;
        &self.places[self.firsts[class] as usize..self.firsts[class + 1] as usize]
    }
}

/// The rows of a document.
#[derive(Debug, Default)]
pub struct Rows {
    words: usize,
    elements: Vec<OnceCell<Occurrences>>,
    /// For each list of triggers that guards ask for, the places where one holds.
    rims: Vec<OnceCell<Vec<u64>>>,
    /// For each set of characters, its row.
    sets: Vec<OnceCell<Vec<u64>>>,
    places: Places,
    /// For each unit, where it starts and where it ends.
    units: [OnceCell<[Vec<u64>; 2]>; Unit::COUNT],
    blanks: OnceCell<Vec<u64>>,
    /// Room of earlier documents.
    spare: RefCell<Vec<Occurrences>>,
    spare_words: RefCell<Vec<Vec<u64>>>,
}

impl Rows {
    pub(super) fn begin(&mut self, program: &Program, text: &Text) {
        self.words = bits::words(text.chars().len() + 1);
        let spare = self.spare.get_mut();
        spare.extend(self.elements.iter_mut().filter_map(OnceCell::take));
        self.elements
            .resize_with(program.elements.all().len(), OnceCell::new);
        let spare_words = self.spare_words.get_mut();
        spare_words.extend(self.rims.iter_mut().filter_map(OnceCell::take));
        self.rims.resize_with(program.rims.count(), OnceCell::new);
        spare_words.extend(self.sets.iter_mut().filter_map(OnceCell::take));
        self.sets
            .resize_with(program.alphabet.set_count(), OnceCell::new);
        self.places.sort(&program.alphabet, text);
        for unit in &mut self.units {
            spare_words.extend(unit.take().into_iter().flatten());
        }
        spare_words.extend(self.blanks.take());
    }

    /// Forgets where a field or record occurs, since that has changed.
    pub(super) fn forget(&mut self, program: &Program, element: &Element) {
        for id in program.elements.holding(element) {
            let known = self.elements[id.0 as usize].take();
            self.spare.get_mut().extend(known);
            for rim in program.rims.holding(id) {
                let known = self.rims[rim.0 as usize].take();
                self.spare_words.get_mut().extend(known);
            }
        }
    }

    fn empty(&self) -> Vec<u64> {
        let mut row = self.spare_words.borrow_mut().pop().unwrap_or_default();
        row.clear();
        row
    }
}

/// Where a set of characters or any other element occurs.
pub enum Where<'a> {
    /// A row of characters.
    Characters(&'a [u64]),
    /// Stretches of any length.
    Stretches(&'a Occurrences),
}

impl Lattice {
    /// Words in a row of this document.
    pub fn row_words(&self) -> usize {
        self.rows.words
    }

    /// Where an element that patterns read occurs.
    pub(in crate::engine) fn occurrences_of(
        &self,
        program: &Program,
        text: &Text,
        element: ElementId,
    ) -> Where<'_> {
        if program.alphabet.is_whole(element)
            && let Some(row) = self.set_row(&program.alphabet, element)
        {
            return Where::Characters(row);
        }
        Where::Stretches(self.rows.elements[element.0 as usize].get_or_init(|| {
            let mut occurrences = self.rows.spare.borrow_mut().pop().unwrap_or_default();
            occurrences.clear();
            self.fill_occurrences(program, text, element, &mut occurrences);
            occurrences
        }))
    }

    /// The places where one of some triggers holds.
    pub(in crate::engine) fn rim_row(&self, program: &Program, text: &Text, rim: RimId) -> &[u64] {
        self.rows.rims[rim.0 as usize].get_or_init(|| {
            let mut row = self.rows.empty();
            row.resize(self.rows.words, 0);
            for &trigger in program.rims.get(rim) {
                self.add_rims(program, text, trigger, &mut row);
            }
            row
        })
    }

    /// Adds to a row the places where a trigger holds.
    fn add_rims(&self, program: &Program, text: &Text, trigger: Trigger, row: &mut [u64]) {
        let Trigger { element, side } = trigger;
        if let Element::Unit(unit) = program.elements.get(element) {
            let rims = &self.unit_rows(text, *unit)[usize::from(side == Side::Ends)];
            row.iter_mut().zip(rims).for_each(|(to, from)| *to |= from);
            return;
        }
        let mut add = |length: u32, starts: &[u64]| match side {
            Side::Starts => row
                .iter_mut()
                .zip(starts)
                .for_each(|(to, from)| *to |= from),
            Side::Ends => {
                let mut below = 0;
                for (to, &from) in row.iter_mut().zip(starts) {
                    *to |= from << length | below >> (WORD - length);
                    below = from;
                }
            }
        };
        match self.occurrences_of(program, text, element) {
            Where::Characters(starts) => add(1, starts),
            Where::Stretches(occurrences) => {
                occurrences
                    .rows()
                    .for_each(|(length, starts)| add(length, starts));
                for &(start, end) in &occurrences.others {
                    bits::set(row, if side == Side::Starts { start } else { end });
                }
            }
        }
    }

    /// Calls `found` with start and end of each occurrence of an element inside a scope.
    pub(in crate::engine) fn each_inside(
        &self,
        program: &Program,
        text: &Text,
        element: ElementId,
        scope: Span,
        found: &mut dyn FnMut(u32, u32),
    ) {
        let mut each = |length: u32, starts: &[u64]| {
            let mut next = bits::next(starts, scope.start);
            while let Some(start) = next.filter(|start| start + length <= scope.end) {
                found(start, start + length);
                next = bits::next(starts, start + 1);
            }
        };
        match self.occurrences_of(program, text, element) {
            Where::Characters(starts) => each(1, starts),
            Where::Stretches(occurrences) => {
                occurrences
                    .rows()
                    .for_each(|(length, starts)| each(length, starts));
                let others = &occurrences.others;
                let first = others.partition_point(|&(start, _)| start < scope.start);
                let starting = others[first..].iter().take_while(|one| one.0 < scope.end);
                for &(start, end) in starting.filter(|one| one.1 <= scope.end) {
                    found(start, end);
                }
            }
        }
    }

    fn fill_occurrences(
        &self,
        program: &Program,
        text: &Text,
        element: ElementId,
        into: &mut Occurrences,
    ) {
        let words = self.rows.words;
        let span = |&index: &u32| {
            let edge = self.edges[index as usize];
            (edge.start, edge.end)
        };
        let records = |spans: &Spans, into: &mut Occurrences| {
            let spans = spans.by_start.iter().map(|edge| edge.span);
            let mut spans: Vec<(u32, u32)> = spans.map(|span| (span.start, span.end)).collect();
            spans.dedup();
            into.fill(words, spans.iter().copied());
        };
        match program.elements.get(element) {
            Element::Any(elements) => {
                let part = |&element: &ElementId| self.occurrences_of(program, text, element);
                into.unite(words, &elements.iter().map(part).collect::<Vec<_>>());
            }
            Element::Lexicon(test) => {
                let edges = self.lexicons[test.lexicon.index()].iter();
                match test.allowed {
                    None => into.fill(words, edges.map(span)),
                    Some(_) => {
                        let vocabulary = &program.vocabulary;
                        let allowed = edges.filter(|&&index| self.allows(vocabulary, test, index));
                        into.fill(words, allowed.map(span));
                    }
                }
                if let Some(row) = self.set_row(&program.alphabet, element) {
                    into.add_row(words, 1, row);
                }
            }
            Element::Literal(literal) => {
                into.fill(words, self.literals[*literal as usize].iter().map(span));
            }
            Element::Field(key) => records(&self.fields[*key as usize], into),
            Element::Record(key) => records(&self.records[*key as usize], into),
            Element::Set(_) | Element::Unit(_) | Element::Scope => {}
        }
    }

    fn allows(&self, vocabulary: &Vocabulary, test: &LexiconTest, index: u32) -> bool {
        let entry = entry_of(vocabulary, self.edges[index as usize], test.lexicon);
        let allowed = test.allowed.as_ref();
        entry.is_some_and(|entry| allowed.is_none_or(|allowed| allowed[entry.index()]))
    }

    /// The places of the single characters of an element.
    pub(super) fn set_row(&self, alphabet: &Alphabet, element: ElementId) -> Option<&[u64]> {
        let set = alphabet.number(element)?;
        Some(self.rows.sets[set as usize].get_or_init(|| {
            let mut row = self.rows.empty();
            row.resize(self.rows.words, 0);
            let known = &self.rows.places;
            match alphabet.classes(set) {
                Classes::Of(classes) => {
                    let places = classes.iter().flat_map(|&class| known.of(class));
                    places.for_each(|&place| bits::set(&mut row, place));
                }
                Classes::AllBut(classes) => {
                    if let Some(last) = known.count().checked_sub(1) {
                        bits::fill(&mut row, 0, last);
                    }
                    let places = classes.iter().flat_map(|&class| known.of(class));
                    places.for_each(|&place| bits::clear(&mut row, place, place));
                }
            }
            row
        }))
    }

    /// Where units start, and where they end.
    pub(in crate::engine) fn unit_rows(&self, text: &Text, unit: Unit) -> &[Vec<u64>; 2] {
        self.rows.units[unit as usize].get_or_init(|| {
            let mut rows = [self.rows.empty(), self.rows.empty()];
            for row in &mut rows {
                row.resize(self.rows.words, 0);
            }
            for span in text.units(unit) {
                bits::set(&mut rows[0], span.start);
                bits::set(&mut rows[1], span.end);
            }
            rows
        })
    }

    /// The places with a blank before them.
    pub(in crate::engine) fn blank_row(&self, text: &Text) -> &[u64] {
        self.rows.blanks.get_or_init(|| {
            let mut row = self.rows.empty();
            row.resize(self.rows.words, 0);
            text.each_blank(|place| bits::set(&mut row, place));
            row
        })
    }
}
