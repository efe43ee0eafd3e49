//! The second reading: what else stands where the entries stand.

use std::collections::HashMap;

use super::Learnt;

/// Words in memory, at most; beyond that those seen in one context only are forgotten.
const MOST_IN_MEMORY: usize = 3_000_000;
/// Words that are weighed in the third reading, at most.
const MOST_WEIGHED: usize = 5000;

/// Counts the words that stand in the contexts of a lexicon's entries.
#[derive(Debug)]
pub struct Candidates<'l> {
    learnt: &'l Learnt,
    /// How many words stood in each context, entries too.
    all: Vec<u64>,
    /// For each word, how often it stood in which contexts.
    words: HashMap<String, Vec<(u32, u32)>>,
}

/// What one document has.
#[derive(Debug, Default)]
pub struct Found(HashMap<String, Vec<(u32, u32)>>);

impl Found {
    /// The words of a text that stand in known contexts.
    pub fn new(learnt: &Learnt, chars: &[char]) -> Self {
        let mut words: HashMap<String, Vec<(u32, u32)>> = HashMap::new();
        learnt.each(chars, |span, context| {
            let word: String = chars[span.range()].iter().collect();
            count(words.entry(word).or_default(), context, 1);
        });
        Self(words)
    }
}

fn count(contexts: &mut Vec<(u32, u32)>, context: u32, times: u32) {
    match contexts.iter_mut().find(|(known, _)| *known == context) {
        Some((_, sum)) => *sum += times,
        None => contexts.push((context, times)),
    }
}

/// A word that may be missing.
#[derive(Debug)]
pub(super) struct Word {
    pub text: String,
    /// How often it stood in which contexts.
    pub contexts: Vec<(u32, u32)>,
    /// The worth of these contexts, frequent ones counted sparingly.
    pub support: f64,
}

impl<'l> Candidates<'l> {
    /// Nothing counted yet.
    pub fn new(learnt: &'l Learnt) -> Self {
        Self {
            learnt,
            all: vec![0; learnt.contexts.len()],
            words: HashMap::new(),
        }
    }

    /// Counts the words of a document.
    pub fn add(&mut self, found: Found) {
        for (word, contexts) in found.0 {
            for &(context, times) in &contexts {
                self.all[context as usize] += u64::from(times);
            }
            if self.learnt.is_settled(&word) {
                continue;
            }
            match self.words.get_mut(&word) {
                Some(known) => {
                    for (context, times) in contexts {
                        count(known, context, times);
                    }
                }
                None => drop(self.words.insert(word, contexts)),
            }
        }
        if self.words.len() > MOST_IN_MEMORY {
            self.words.retain(|_, contexts| contexts.len() > 1);
        }
    }

    /// How much a context tells: the share of entries among the words in it, and how many
    /// different ones.
    fn worth(&self) -> Vec<f64> {
        let contexts = self.learnt.contexts.iter().zip(&self.all);
        contexts
            .map(|(entries, &all)| {
                let places: u64 = entries.values().map(|&times| u64::from(times)).sum();
                let share = places as f64 / all.max(places).max(1) as f64;
                share * (1.0 + entries.len() as f64).log2()
            })
            .collect()
    }

    /// The best words, and the worth of each context.
    pub(super) fn finish(self) -> (Vec<Word>, Vec<f64>) {
        let worth = self.worth();
        let mut words: Vec<Word> = self
            .words
            .into_iter()
            .filter(|(_, contexts)| contexts.len() > 1)
            .map(|(text, contexts)| {
                let support = contexts
                    .iter()
                    .map(|&(context, times)| {
                        worth[context as usize] * (1.0 + f64::from(times)).log2()
                    })
                    .sum();
                Word {
                    text,
                    contexts,
                    support,
                }
            })
            .collect();
        words.sort_by(|l, r| {
            r.support
                .total_cmp(&l.support)
                .then_with(|| l.text.cmp(&r.text))
        });
        words.truncate(MOST_WEIGHED);
        (words, worth)
    }
}
