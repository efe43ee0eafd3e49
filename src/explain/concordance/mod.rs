//! The hits of a pattern in a corpus, each with what stands around it, and how often which
//! text was hit.

mod hit;
mod miss;
mod render;

use std::collections::HashMap;

use serde::Serialize;

use crate::explain::chance::Chance;

pub use hit::{Capture, Hit};
pub use miss::{Miss, Probe, parts};
pub use render::render;

/// What a concordance keeps of the hits, and in which order.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The order of the hits that are shown.
    pub order: Order,
    /// The most hits or counted texts that are shown; all when absent.
    pub limit: Option<usize>,
    /// A random choice among the hits: how many, and the seed. The same seed chooses the same.
    pub sample: Option<(usize, u64)>,
    /// What is counted instead of showing the hits.
    pub count: Option<Counted>,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// The text of the whole hit.
    Hit,
    /// The text of a capture, or of one inside another: `titles.post`.
    Capture(String),
}

/// The order of hits, or of counted texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As they stand in the corpus; counted texts by their number.
    #[default]
    Document,
    /// By what stands before, the nearest character first.
    Left,
    /// By what stands behind.
    Right,
    /// By the text of the hit.
    Match,
    /// The commonest text first.
    Count,
}

/// How often a text was hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The text.
    pub text: String,
    /// How many hits.
    pub hits: u64,
    /// In how many documents.
    pub documents: u64,
}

/// All hits of a pattern in a corpus.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Concordance {
    /// Documents looked through.
    pub documents: u64,
    /// Documents with at least one hit.
    pub documents_hit: u64,
    /// All hits, whether shown or not.
    pub hits: u64,
    /// Hits without the capture that is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncounted: Option<u64>,
    /// Different texts counted, whether shown or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub different: Option<u64>,
    /// The counted texts that are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<Count>>,
    /// The hits that are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<Vec<Hit>>,
    /// Why there is no hit, where the corpus tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub miss: Option<Miss>,
}

/// Takes the hits of document after document.
#[derive(Debug)]
pub struct Collector {
    settings: Settings,
    found: Concordance,
    kept: Vec<Hit>,
    counts: HashMap<String, Count>,
    chance: Chance,
}

impl Collector {
    /// An empty one.
    pub fn new(settings: Settings) -> Self {
        let seed = settings.sample.map_or(0, |(_, seed)| seed);
        Self {
            settings,
            found: Concordance::default(),
            kept: Vec::new(),
            counts: HashMap::new(),
            chance: Chance(seed),
        }
    }

    /// Takes the hits of the next document.
    pub fn add_document(&mut self, hits: Vec<Hit>) {
        self.found.documents += 1;
        self.found.documents_hit += u64::from(!hits.is_empty());
        let document = self.found.documents;
        // In which document a text was counted last.
        let mut seen: HashMap<String, u64> = HashMap::new();
        for hit in hits {
            self.found.hits += 1;
            for text in self.counted(&hit) {
                let fresh = seen.insert(text.clone(), document).is_none();
                let count = self.counts.entry(text).or_insert_with_key(|text| Count {
                    text: text.clone(),
                    hits: 0,
                    documents: 0,
                });
                count.hits += 1;
                count.documents += u64::from(fresh);
            }
            if self.settings.count.is_none() {
                self.keep(hit);
            }
        }
    }

    /// The texts for which a hit counts.
    fn counted(&mut self, hit: &Hit) -> Vec<String> {
        match &self.settings.count {
            Some(Counted::Hit) => vec![hit.text.clone()],
            None if self.settings.order == Order::Count => vec![hit.text.clone()],
            None => Vec::new(),
            Some(Counted::Capture(path)) => {
                let texts: Vec<String> = hit.captured(path).map(str::to_owned).collect();
                if texts.is_empty() {
                    *self.found.uncounted.get_or_insert(0) += 1;
                }
                texts
            }
        }
    }

    fn keep(&mut self, hit: Hit) {
        match self.settings.sample {
            Some((size, _)) if self.kept.len() >= size => {
                // Each of the hits so far stays with the same chance.
                let place = self.chance.below(self.found.hits);
                if let Some(slot) = self.kept.get_mut(place as usize) {
                    *slot = hit;
                }
            }
            Some(_) => self.kept.push(hit),
            None => {
                let limit = self.settings.limit.unwrap_or(usize::MAX);
                match self.settings.order {
                    Order::Document if self.kept.len() >= limit => {}
                    Order::Document | Order::Count => self.kept.push(hit),
                    Order::Left | Order::Right | Order::Match => {
                        self.kept.push(hit);
                        if self.kept.len() / 2 > limit.max(1000) {
                            self.put_in_order();
                            self.kept.truncate(limit);
                        }
                    }
                }
            }
        }
    }

    fn put_in_order(&mut self) {
        let counts = &self.counts;
        let hits = |hit: &Hit| counts.get(&hit.text).map_or(0, |count| count.hits);
        match self.settings.order {
            Order::Document => self.kept.sort_by_key(|hit| (hit.number, hit.start)),
            Order::Left => self
                .kept
                .sort_by(|a, b| a.left.chars().rev().cmp(b.left.chars().rev())),
            Order::Right => self.kept.sort_by(|a, b| a.right.cmp(&b.right)),
            Order::Match => self.kept.sort_by(|a, b| a.text.cmp(&b.text)),
            Order::Count => self
                .kept
                .sort_by(|a, b| hits(b).cmp(&hits(a)).then_with(|| a.text.cmp(&b.text))),
        }
    }

    /// The concordance of all documents taken.
    pub fn finish(mut self) -> Concordance {
        let limit = self.settings.limit.unwrap_or(usize::MAX);
        if self.settings.count.is_some() {
            let mut counts: Vec<Count> = self.counts.into_values().collect();
            let by_text = |a: &Count, b: &Count| a.text.cmp(&b.text);
            match self.settings.order {
                Order::Match => counts.sort_by(by_text),
                _ => counts.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| by_text(a, b))),
            }
            self.found.different = Some(counts.len() as u64);
            counts.truncate(limit);
            self.found.counts = Some(counts);
        } else {
            // Those that were replaced by chance stand out of order.
            self.kept.sort_by_key(|hit| (hit.number, hit.start));
            self.put_in_order();
            self.kept.truncate(limit);
            self.found.shown = Some(self.kept);
        }
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::concordance::hit::fixture;

    fn collected(settings: Settings) -> Vec<String> {
        let mut collector = Collector::new(settings);
        collector.add_document(vec![
            fixture(0, 3, "乙", "书记", "甲"),
            fixture(0, 9, "甲", "市长", "乙"),
        ]);
        collector.add_document(Vec::new());
        collector.add_document(vec![fixture(2, 1, "丙", "市长", "丙")]);
        let found = collector.finish();
        assert_eq!(
            (found.documents, found.documents_hit, found.hits),
            (3, 2, 3)
        );
        let shown = found.shown.unwrap_or_default().into_iter();
        shown
            .map(|hit| format!("{}{}{}", hit.left, hit.text, hit.right))
            .collect()
    }

    #[test]
    fn hits_come_in_the_order_that_is_asked_for() {
        let of = |order| {
            collected(Settings {
                order,
                ..Settings::default()
            })
        };
        assert_eq!(of(Order::Document), ["乙书记甲", "甲市长乙", "丙市长丙"]);
        assert_eq!(of(Order::Left), ["丙市长丙", "乙书记甲", "甲市长乙"]);
        assert_eq!(
            of(Order::Right),
            ["丙市长丙", "甲市长乙", "乙书记甲"]
                .map(str::to_owned)
                .into_iter()
                .collect::<Vec<_>>()
        );
        assert_eq!(of(Order::Match), ["乙书记甲", "甲市长乙", "丙市长丙"]);
        assert_eq!(of(Order::Count), ["甲市长乙", "丙市长丙", "乙书记甲"]);
    }

    #[test]
    fn a_limit_does_not_change_the_totals() {
        let settings = Settings {
            limit: Some(1),
            ..Settings::default()
        };
        assert_eq!(collected(settings), ["乙书记甲"]);
    }

    #[test]
    fn counts_tell_hits_and_documents() {
        let mut collector = Collector::new(Settings {
            count: Some(Counted::Hit),
            ..Settings::default()
        });
        collector.add_document(vec![
            fixture(0, 1, "", "市长", ""),
            fixture(0, 5, "", "市长", ""),
        ]);
        collector.add_document(vec![fixture(1, 1, "", "书记", "")]);
        let counts = collector.finish().counts.unwrap_or_default();
        let told: Vec<_> = counts
            .iter()
            .map(|count| (&*count.text, count.hits, count.documents))
            .collect();
        assert_eq!(told, [("市长", 2, 1), ("书记", 1, 1)]);
    }

    #[test]
    fn a_sample_is_fair_and_repeats_itself() {
        let chosen = |seed| {
            let mut collector = Collector::new(Settings {
                sample: Some((10, seed)),
                ..Settings::default()
            });
            for number in 0..100 {
                collector.add_document(
                    (0..10)
                        .map(|start| fixture(number, start, "", "x", ""))
                        .collect(),
                );
            }
            let shown = collector.finish().shown.unwrap_or_default();
            shown
                .iter()
                .map(|hit| hit.number * 10 + u64::from(hit.start))
                .collect::<Vec<_>>()
        };
        assert_eq!(chosen(1), chosen(1));
        assert_ne!(chosen(1), chosen(2));
        let many: Vec<u64> = (0..200).flat_map(chosen).collect();
        let mean = many.iter().sum::<u64>() as f64 / many.len() as f64;
        assert_eq!(many.len(), 2000);
        assert!((450.0..550.0).contains(&mean), "the mean is {mean}");
    }
}
