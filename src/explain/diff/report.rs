//! The changes of a corpus: counted, with samples.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Change, Fact, Kind};

/// How many records there were and are, and how many differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Records of the old pack.
    pub old: u64,
    /// Records of the new pack.
    pub new: u64,
    /// Only found by the new pack.
    pub gained: u64,
    /// Only found by the old pack.
    pub lost: u64,
    /// Found by both, and different.
    pub changed: u64,
}

impl Counts {
    /// Whether any record differs.
    pub fn differ(&self) -> bool {
        self.gained + self.lost + self.changed > 0
    }

    fn add(&mut self, change: Kind) {
        match change {
            Kind::Gained => self.gained += 1,
            Kind::Lost => self.lost += 1,
            Kind::Changed => self.changed += 1,
        }
    }
}

/// A change and the document that it was found in.
#[derive(Debug, Clone, Serialize)]
pub struct Sample {
    /// The document's id.
    pub document: String,
    /// The change.
    #[serde(flatten)]
    pub change: Change,
}

/// What a change of rules does over a corpus.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Diff {
    /// The old pack, as it was named.
    pub old: String,
    /// The new pack, as it was named.
    pub new: String,
    /// Documents looked through.
    pub documents: u64,
    /// Documents in which some record differs.
    pub documents_differ: u64,
    /// All records.
    pub all: Counts,
    /// By the type of the records.
    pub types: BTreeMap<String, Counts>,
    /// By the rule that made them; a changed record counts for the rule that makes it now.
    pub rules: BTreeMap<String, Counts>,
    /// The first changes of each rule and kind, in the order of the corpus.
    pub samples: Vec<Sample>,
}

/// The records of a document under both packs, and what differs.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// For each (type, rule) of the old and of the new pack: how many records.
    counts: BTreeMap<(String, String), (u64, u64)>,
    /// What differs.
    pub changes: Vec<Change>,
}

impl Document {
    /// What is kept of the records of a document.
    pub fn new(id: &str, old: &[Fact], new: &[Fact], changes: Vec<Change>) -> Self {
        let mut counts: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
        let key = |fact: &Fact| (fact.kind.clone(), fact.rule.clone());
        for fact in old {
            counts.entry(key(fact)).or_default().0 += 1;
        }
        for fact in new {
            counts.entry(key(fact)).or_default().1 += 1;
        }
        Self {
            id: id.to_owned(),
            counts,
            changes,
        }
    }
}

/// Takes document after document.
#[derive(Debug, Default)]
pub struct Collector {
    diff: Diff,
    /// How many samples of each rule and kind are kept; all when absent.
    limit: Option<u64>,
    kept: BTreeMap<(String, Kind), u64>,
}

impl Collector {
    /// An empty one for two packs, as they are named.
    pub fn new(old: &str, new: &str, limit: Option<u64>) -> Self {
        Self {
            diff: Diff {
                old: old.to_owned(),
                new: new.to_owned(),
                ..Diff::default()
            },
            limit,
            kept: BTreeMap::new(),
        }
    }

    /// Takes the next document.
    pub fn add(&mut self, document: Document) {
        let diff = &mut self.diff;
        diff.documents += 1;
        diff.documents_differ += u64::from(!document.changes.is_empty());
        for ((kind, rule), (old, new)) in document.counts {
            let sums = [
                &mut diff.all,
                diff.types.entry(kind).or_default(),
                diff.rules.entry(rule).or_default(),
            ];
            for sum in sums {
                sum.old += old;
                sum.new += new;
            }
        }
        for change in document.changes {
            let kind = change.change;
            diff.all.add(kind);
            diff.types.entry(change.of.clone()).or_default().add(kind);
            diff.rules.entry(change.rule.clone()).or_default().add(kind);
            let kept = self.kept.entry((change.rule.clone(), kind)).or_default();
            if self.limit.is_none_or(|limit| *kept < limit) {
                *kept += 1;
                diff.samples.push(Sample {
                    document: document.id.clone(),
                    change,
                });
            }
        }
    }

    /// The report; samples stand rule by rule, those gained first, then lost, then changed.
    pub fn finish(mut self) -> Diff {
        self.diff.samples.sort_by(|a, b| {
            let key = |sample: &Sample| (sample.change.rule.clone(), sample.change.change);
            key(a).cmp(&key(b))
        });
        self.diff
    }
}
