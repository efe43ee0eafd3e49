//! The third reading: how often the best words stand anywhere, and beside what.

use std::collections::{BTreeMap, HashMap};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use serde::Serialize;

use super::candidates::Word;
use super::{Candidates, Learnt, RIM};
use crate::pack::Pack;
use crate::record::{LexiconId, Span};
use crate::text::Text;

/// Neighbours of a word vary at least so much, in bits: as if two stood there in turn.
const LEAST_ENTROPY: f64 = 1.0;
/// Characters of context on each side of a sample.
const SAMPLE_CONTEXT: u32 = 10;
/// Entries that a candidate is likened to.
const MOST_ALIKE: usize = 3;

/// What is shown of what was found.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Candidates stand in the corpus at least so often.
    pub least: u64,
    /// Candidates, at most.
    pub limit: Option<usize>,
    /// Samples of each, at most.
    pub samples: usize,
    /// Whether words that hold an entry are shown.
    pub longer: bool,
}

/// The best candidates, and how they are found in a text.
pub struct Weighing<'l> {
    learnt: &'l Learnt,
    words: Vec<Word>,
    worth: Vec<f64>,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

/// How often each candidate stands in the corpus, and beside what.
#[derive(Debug)]
pub struct Counts {
    counts: Vec<Count>,
    settings: Settings,
    documents: u64,
}

#[derive(Debug, Clone, Default)]
struct Count {
    times: u64,
    /// Places in the contexts of entries.
    standing: u64,
    documents: u64,
    left: HashMap<char, u64>,
    right: HashMap<char, u64>,
    samples: Vec<Sample>,
}

/// A place where a candidate stands as entries do.
#[derive(Debug, Clone, Serialize)]
pub struct Sample {
    /// The document's id.
    pub document: String,
    /// What stands before.
    pub left: String,
    /// What stands behind.
    pub right: String,
}

/// What one document has of the candidates: which, its neighbours, and a sample where it
/// stands as entries do.
#[derive(Debug, Default)]
pub struct Seen(Vec<(u32, char, char, Option<Sample>)>);

/// Candidates for a lexicon, the best first.
#[derive(Debug, Clone, Serialize)]
pub struct Suggestions {
    /// The lexicon.
    pub lexicon: String,
    /// Documents read.
    pub documents: u64,
    /// Entries that the lexicon has.
    pub entries: usize,
    /// Of these, those that occur.
    pub occurring: usize,
    /// Places where they stand.
    pub places: u64,
    /// Contexts that hold several of them.
    pub contexts: usize,
    /// The candidates.
    pub candidates: Vec<Candidate>,
}

/// A word that may be missing in the lexicon.
#[derive(Debug, Clone, Serialize)]
pub struct Candidate {
    /// The word.
    pub text: String,
    /// How well it fits; to be compared within one list only.
    pub score: f64,
    /// How often it stands in the corpus.
    pub count: u64,
    /// Of these, in a context that entries have.
    pub standing: u64,
    /// Documents with it.
    pub documents: u64,
    /// Different contexts that it shares with entries.
    pub contexts: usize,
    /// How much its neighbours vary, in bits, on the side where they vary less.
    pub entropy: f64,
    /// The entries that share its contexts most.
    pub alike: Vec<String>,
    /// Other lexicons of the pack that have it.
    pub in_lexicons: Vec<String>,
    /// Places where it stands as entries do.
    pub samples: Vec<Sample>,
}

impl<'l> Weighing<'l> {
    /// The best candidates, to be counted.
    pub fn new(learnt: &'l Learnt, candidates: Candidates<'l>) -> Self {
        let (words, worth) = candidates.finish();
        let patterns = (0..)
            .zip(&words)
            .map(|(number, word)| (&*word.text, number));
        // Without words there is nothing to look for.
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(patterns)
            .ok();
        Self {
            learnt,
            words,
            worth,
            automaton,
        }
    }

    /// Nothing counted yet.
    pub fn count(&self, settings: Settings) -> Counts {
        Counts {
            counts: vec![Count::default(); self.words.len()],
            settings,
            documents: 0,
        }
    }

    /// Looks through a document.
    pub fn look(&self, document: &str, text: &Text) -> Seen {
        let mut seen = Vec::new();
        let Some(automaton) = &self.automaton else {
            return Seen::default();
        };
        let chars = text.chars();
        let bytes = text.normalised();
        let (mut byte, mut position) = (0, 0);
        for hit in automaton.find_overlapping_iter(bytes) {
            // Hits come in the order of their ends.
            position += bytes[byte..hit.end()].chars().count();
            byte = hit.end();
            let length = bytes[hit.start()..hit.end()].chars().count();
            let span = Span::new((position - length) as u32, position as u32);
            let left = (position - length)
                .checked_sub(1)
                .map_or(RIM, |at| chars[at]);
            let right = chars.get(position).copied().unwrap_or(RIM);
            let sample = self.learnt.stands(chars, span).then(|| Sample {
                document: document.to_owned(),
                left: line_end(text.slice(Span::new(
                    span.start.saturating_sub(SAMPLE_CONTEXT),
                    span.start,
                ))),
                right: line_begin(text.slice(Span::new(
                    span.end,
                    (span.end + SAMPLE_CONTEXT).min(chars.len() as u32),
                ))),
            });
            seen.push((hit.value(), left, right, sample));
        }
        Seen(seen)
    }

    fn candidate(&self, word: &Word, count: &Count, pack: &Pack, lexicon: LexiconId) -> Candidate {
        let share = count.standing as f64 / count.times.max(1) as f64;
        let others = pack.lexicons.iter().enumerate().filter(|(index, other)| {
            *index != lexicon.index() && other.entries.iter().any(|entry| *entry.text == *word.text)
        });
        Candidate {
            text: word.text.clone(),
            score: rounded(word.support * share.sqrt()),
            count: count.times,
            standing: count.standing,
            documents: count.documents,
            contexts: word.contexts.len(),
            entropy: rounded(entropy(&count.left).min(entropy(&count.right))),
            alike: self.alike(word),
            in_lexicons: others.map(|(_, other)| other.name.clone()).collect(),
            samples: count.samples.clone(),
        }
    }

    /// The entries that share a word's contexts most.
    fn alike(&self, word: &Word) -> Vec<String> {
        let mut shared: BTreeMap<u32, f64> = BTreeMap::new();
        for &(context, _) in &word.contexts {
            for (&entry, &times) in &self.learnt.contexts[context as usize] {
                *shared.entry(entry).or_default() +=
                    self.worth[context as usize] * (1.0 + f64::from(times)).log2();
            }
        }
        let mut shared: Vec<(u32, f64)> = shared.into_iter().collect();
        shared.sort_by(|l, r| r.1.total_cmp(&l.1));
        let entries = self.learnt.entries();
        let best = shared.iter().take(MOST_ALIKE);
        best.map(|(entry, _)| entries[*entry as usize].to_string())
            .collect()
    }
}

impl Counts {
    /// Counts what was seen in a document.
    pub fn add(&mut self, seen: Seen) {
        self.documents += 1;
        let mut here: Vec<u32> = seen.0.iter().map(|(number, ..)| *number).collect();
        here.sort_unstable();
        here.dedup();
        for number in here {
            self.counts[number as usize].documents += 1;
        }
        for (number, left, right, sample) in seen.0 {
            let count = &mut self.counts[number as usize];
            count.times += 1;
            *count.left.entry(left).or_default() += 1;
            *count.right.entry(right).or_default() += 1;
            if let Some(sample) = sample {
                count.standing += 1;
                if count.samples.len() < self.settings.samples {
                    count.samples.push(sample);
                }
            }
        }
    }

    /// The candidates in their order.
    pub fn finish(self, weighing: &Weighing<'_>, pack: &Pack, lexicon: LexiconId) -> Suggestions {
        let mut candidates: Vec<Candidate> = weighing
            .words
            .iter()
            .zip(&self.counts)
            .filter(|(word, count)| {
                count.times >= self.settings.least
                    && (self.settings.longer || !weighing.learnt.holds_entry(&word.text))
            })
            .map(|(word, count)| weighing.candidate(word, count, pack, lexicon))
            .filter(|candidate| candidate.entropy >= LEAST_ENTROPY)
            .collect();
        candidates.sort_by(|l, r| {
            r.score
                .total_cmp(&l.score)
                .then_with(|| l.text.cmp(&r.text))
        });
        drop_pieces(&mut candidates);
        candidates.truncate(self.settings.limit.unwrap_or(usize::MAX));
        Suggestions {
            lexicon: pack.lexicons[lexicon.index()].name.clone(),
            documents: self.documents,
            entries: weighing.learnt.entries().len(),
            occurring: weighing.learnt.occurring,
            places: weighing.learnt.places,
            contexts: weighing.learnt.contexts.len(),
            candidates,
        }
    }
}

/// To three digits: more would differ from machine to machine.
fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

/// Drops those that hardly stand outside of a longer candidate.
fn drop_pieces(candidates: &mut Vec<Candidate>) {
    let whole: Vec<(String, u64)> = candidates
        .iter()
        .map(|candidate| (candidate.text.clone(), candidate.count))
        .collect();
    candidates.retain(|piece| {
        !whole.iter().any(|(text, count)| {
            text.len() > piece.text.len()
                && *count * 10 >= piece.count * 9
                && text.contains(&piece.text)
        })
    });
}

/// The entropy of neighbours, in bits. A mark is as good as a neighbour of its own each time:
/// words end there.
fn entropy(neighbours: &HashMap<char, u64>) -> f64 {
    let all = neighbours.values().sum::<u64>() as f64;
    let is_letter = |neighbour: char| neighbour.is_alphanumeric();
    let marks = neighbours
        .iter()
        .filter(|(neighbour, _)| !is_letter(**neighbour));
    let marks: u64 = marks.map(|(_, &count)| count).sum();
    // Summed in a fixed order, so that the last digit is always the same.
    let letters = neighbours
        .iter()
        .filter(|(neighbour, _)| is_letter(**neighbour));
    let mut letters: Vec<u64> = letters.map(|(_, &count)| count).collect();
    letters.sort_unstable();
    let of_letters = letters.iter().map(|&count| {
        let share = count as f64 / all;
        -share * share.log2()
    });
    let of_marks = marks as f64 / all * all.log2();
    of_letters.sum::<f64>() + of_marks
}

/// The part behind the last line break.
fn line_end(text: &str) -> String {
    text.rsplit('\n').next().unwrap_or_default().to_owned()
}

/// The part before the first line break.
fn line_begin(text: &str) -> String {
    text.split('\n').next().unwrap_or_default().to_owned()
}
