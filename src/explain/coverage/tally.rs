//! Counts over a corpus; those of several threads are put together.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use crate::pack::Pack;
use crate::record::{EntryId, LexiconId};

use super::Outline;

/// What a rule did.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RuleTally {
    pub scopes: u64,
    pub skipped: u64,
    pub matched: u64,
    pub made: u64,
    pub conditions: u64,
    pub missing: u64,
    pub excepted: u64,
    pub lost: u64,
    pub doubled: u64,
    pub runs_dropped: u64,
    pub records: u64,
    pub steps: u64,
}

impl RuleTally {
    fn add(&mut self, other: &Self) {
        for (sum, more) in [
            (&mut self.scopes, other.scopes),
            (&mut self.skipped, other.skipped),
            (&mut self.matched, other.matched),
            (&mut self.made, other.made),
            (&mut self.conditions, other.conditions),
            (&mut self.missing, other.missing),
            (&mut self.excepted, other.excepted),
            (&mut self.lost, other.lost),
            (&mut self.doubled, other.doubled),
            (&mut self.runs_dropped, other.runs_dropped),
            (&mut self.records, other.records),
            (&mut self.steps, other.steps),
        ] {
            *sum += more;
        }
    }
}

/// What became of an entry.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct EntryTally {
    /// Places where it stands.
    pub stands: u64,
    /// Places where it is written but a guard or a longer entry forbids it.
    pub hidden: u64,
    /// Places where a match uses it.
    pub used: u64,
    /// Of these, those inside a longer word.
    pub inside: u64,
}

/// A place in the corpus, with some text around it. The first of several stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sample {
    pub document: u64,
    pub start: u32,
    pub id: String,
    pub left: String,
    pub text: String,
    pub right: String,
}

/// How often an entry was used inside a certain longer word.
#[derive(Debug, Clone)]
pub(super) struct Inside {
    pub count: u64,
    pub sample: Sample,
}

/// An entry and a word that holds it.
pub(super) type InsideKey = (LexiconId, EntryId, String);

/// What the rules did over a corpus.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub(super) documents: u64,
    pub(super) characters: u64,
    pub(super) steps: u64,
    pub(super) rules: Vec<RuleTally>,
    pub(super) branches: Vec<u64>,
    /// For each rule, its exceptions.
    pub(super) exceptions: Vec<Vec<u64>>,
    pub(super) entries: Vec<Vec<EntryTally>>,
    pub(super) inside: HashMap<InsideKey, Inside>,
    /// For each expectation: records of its type, and those with its field.
    pub(super) promises: Vec<(u64, u64)>,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(pack: &Pack, outline: &Outline) -> Self {
        let exceptions = |rule: &crate::pack::Rule| vec![0; rule.exceptions.len()];
        let entries =
            |lexicon: &crate::pack::Lexicon| vec![EntryTally::default(); lexicon.entries.len()];
        Self {
            rules: vec![RuleTally::default(); pack.rules.len()],
            branches: vec![0; outline.branches.len()],
            exceptions: pack.rules.iter().map(exceptions).collect(),
            entries: pack.lexicons.iter().map(entries).collect(),
            promises: vec![(0, 0); pack.expectations.len()],
            ..Self::default()
        }
    }

    /// Adds the counts of other documents under the same pack.
    pub fn add(&mut self, other: Tally) {
        self.documents += other.documents;
        self.characters += other.characters;
        self.steps += other.steps;
        for (sum, more) in self.rules.iter_mut().zip(&other.rules) {
            sum.add(more);
        }
        for (sum, more) in self.branches.iter_mut().zip(other.branches) {
            *sum += more;
        }
        let exceptions = self.exceptions.iter_mut().flatten();
        for (sum, more) in exceptions.zip(other.exceptions.into_iter().flatten()) {
            *sum += more;
        }
        let entries = self.entries.iter_mut().flatten();
        for (sum, more) in entries.zip(other.entries.iter().flatten()) {
            sum.stands += more.stands;
            sum.hidden += more.hidden;
            sum.used += more.used;
            sum.inside += more.inside;
        }
        for (key, inside) in other.inside {
            self.add_inside(key, inside);
        }
        for (sum, more) in self.promises.iter_mut().zip(other.promises) {
            sum.0 += more.0;
            sum.1 += more.1;
        }
    }

    pub(super) fn add_inside(&mut self, key: InsideKey, inside: Inside) {
        match self.inside.entry(key) {
            Slot::Vacant(slot) => {
                slot.insert(inside);
            }
            Slot::Occupied(mut slot) => {
                let known = slot.get_mut();
                known.count += inside.count;
                if inside.sample < known.sample {
                    known.sample = inside.sample;
                }
            }
        }
    }
}
