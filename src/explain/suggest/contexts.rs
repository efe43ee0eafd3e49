//! The first reading: where the known entries stand.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{Context, Side, lefts, rights};
use crate::pack::Pack;
use crate::record::{LexiconId, Span};

/// Contexts that are kept for the second reading, at most.
const MOST_CONTEXTS: usize = 4000;
/// Contexts in memory, at most; beyond that those that held one entry once are forgotten.
const MOST_IN_MEMORY: usize = 2_000_000;
/// Candidates are no longer than this, whatever the entries are, in code points.
const LONGEST: usize = 10;

/// The entries of a lexicon, and what else is known not to be missing.
#[derive(Debug, Clone)]
struct Known {
    entries: Vec<Arc<str>>,
    own: HashSet<Arc<str>>,
    /// Entries, and those of the lexicons that rule them out.
    settled: HashSet<Arc<str>>,
    shortest: usize,
    longest: usize,
    /// Characters of entries that are no letters.
    marks: HashSet<char>,
}

/// Counts the contexts of a lexicon's entries.
#[derive(Debug)]
pub struct Contexts {
    known: Known,
    /// For each context, how often each entry stood in it.
    found: HashMap<Context, BTreeMap<u32, u32>>,
    numbers: HashMap<Arc<str>, u32>,
    occurring: HashSet<u32>,
    places: u64,
}

/// The places of one document where entries stand: entry text, context.
#[derive(Debug, Default)]
pub struct Places(Vec<(String, Context)>);

impl Places {
    /// The contexts of entries at these spans of a text.
    pub fn new(chars: &[char], spans: impl IntoIterator<Item = Span>) -> Self {
        let mut places = Vec::new();
        for span in spans {
            let word: String = chars[span.range()].iter().collect();
            for left in lefts(chars, span.start as usize) {
                for right in rights(chars, span.end as usize) {
                    places.push((word.clone(), Context { left, right }));
                }
            }
        }
        Self(places)
    }
}

impl Contexts {
    /// Nothing counted yet.
    pub fn new(pack: &Pack, lexicon: LexiconId) -> Self {
        let own = &pack.lexicons[lexicon.index()];
        let entries: Vec<Arc<str>> = own.entries.iter().map(|entry| entry.text.clone()).collect();
        let ruled_out = own.not_inside.iter().flat_map(|id| {
            let entries = &pack.lexicons[id.index()].entries;
            entries.iter().map(|entry| entry.text.clone())
        });
        let lengths = || entries.iter().map(|entry| entry.chars().count());
        let marks = entries.iter().flat_map(|entry| entry.chars());
        let known = Known {
            own: entries.iter().cloned().collect(),
            settled: entries.iter().cloned().chain(ruled_out).collect(),
            shortest: lengths().min().unwrap_or(1),
            longest: lengths().max().unwrap_or(1).min(LONGEST),
            marks: marks.filter(|mark| !mark.is_alphabetic()).collect(),
            entries,
        };
        let numbered = (0..).zip(&known.entries);
        Self {
            numbers: numbered
                .map(|(number, entry)| (entry.clone(), number))
                .collect(),
            known,
            found: HashMap::new(),
            occurring: HashSet::new(),
            places: 0,
        }
    }

    /// Counts the places of a document.
    pub fn add(&mut self, places: &Places) {
        for (word, context) in &places.0 {
            let Some(&number) = self.numbers.get(&**word) else {
                continue;
            };
            self.occurring.insert(number);
            *self
                .found
                .entry(*context)
                .or_default()
                .entry(number)
                .or_default() += 1;
        }
        self.places += places.0.len() as u64 / 4;
        if self.found.len() > MOST_IN_MEMORY {
            self.found
                .retain(|_, entries| entries.values().sum::<u32>() > 1);
        }
    }

    /// What was learnt: the contexts that hold several entries.
    pub fn finish(self) -> Learnt {
        // Of few entries two are several.
        let least = if self.occurring.len() < 10 { 2 } else { 3 };
        let mut kept: Vec<(Context, BTreeMap<u32, u32>)> = self
            .found
            .into_iter()
            .filter(|(_, entries)| entries.len() >= least)
            .collect();
        kept.sort_by(|(left, l), (right, r)| r.len().cmp(&l.len()).then(left.cmp(right)));
        kept.truncate(MOST_CONTEXTS);
        let mut by_left: HashMap<Side, HashMap<Side, u32>> = HashMap::new();
        for (number, (context, _)) in (0..).zip(&kept) {
            by_left
                .entry(context.left)
                .or_default()
                .insert(context.right, number);
        }
        Learnt {
            known: self.known,
            contexts: kept.into_iter().map(|(_, entries)| entries).collect(),
            by_left,
            occurring: self.occurring.len(),
            places: self.places,
        }
    }
}

/// The contexts that are worth looking into.
#[derive(Debug)]
pub struct Learnt {
    known: Known,
    /// How often each entry stood in each.
    pub(super) contexts: Vec<BTreeMap<u32, u32>>,
    by_left: HashMap<Side, HashMap<Side, u32>>,
    /// Entries that occur in the corpus.
    pub(super) occurring: usize,
    /// Places where entries stand.
    pub(super) places: u64,
}

impl Learnt {
    /// Whether there is anything to go by.
    pub fn is_empty(&self) -> bool {
        self.contexts.is_empty()
    }

    pub(super) fn entries(&self) -> &[Arc<str>] {
        &self.known.entries
    }

    /// Whether a word needs no suggestion.
    pub(super) fn is_settled(&self, word: &str) -> bool {
        self.known.settled.contains(word)
    }

    /// Whether an entry of two or more characters is a part of a word: rules find that already.
    pub(super) fn holds_entry(&self, word: &str) -> bool {
        let ends = || word.char_indices().map(|(at, _)| at).chain([word.len()]);
        let starts: Vec<usize> = ends().collect();
        let parts = starts.iter().enumerate().flat_map(|(index, &start)| {
            starts[index + 1..]
                .iter()
                .skip(1)
                .map(move |&end| &word[start..end])
        });
        parts
            .filter(|part| part.len() < word.len())
            .any(|part| self.known.own.contains(part))
    }

    /// Calls `found` with each stretch that may be a word and each known context around it.
    pub(super) fn each(&self, chars: &[char], mut found: impl FnMut(Span, u32)) {
        let letter =
            |character: char| character.is_alphabetic() || self.known.marks.contains(&character);
        for start in 0..chars.len() {
            if !letter(chars[start]) {
                continue;
            }
            let lefts = lefts(chars, start).map(|left| self.by_left.get(&left));
            if lefts.iter().all(Option::is_none) {
                continue;
            }
            let longest = (start + self.known.longest).min(chars.len());
            let run = chars[start..longest]
                .iter()
                .take_while(|&&character| letter(character));
            for end in start + self.known.shortest..=start + run.count() {
                let rights = rights(chars, end);
                for (right, by_right) in rights
                    .iter()
                    .flat_map(|right| lefts.iter().flatten().map(move |left| (right, left)))
                {
                    if let Some(&number) = by_right.get(right) {
                        found(Span::new(start as u32, end as u32), number);
                    }
                }
            }
        }
    }

    /// Whether any known context is around a stretch.
    pub(super) fn stands(&self, chars: &[char], span: Span) -> bool {
        let rights = rights(chars, span.end as usize);
        lefts(chars, span.start as usize)
            .iter()
            .filter_map(|left| self.by_left.get(left))
            .any(|by_right| rights.iter().any(|right| by_right.contains_key(right)))
    }
}
