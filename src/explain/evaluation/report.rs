//! The figures of an evaluation.

use serde::{Deserialize, Serialize};

use crate::explain::chance::Chance;

use super::Evaluator;
use super::item::{Compared, Kind, Miss};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Only these figures; all if there are none.
    pub only: Vec<String>,
    /// The worst first, instead of the order in which they are declared.
    pub worst_first: bool,
    /// What is listed of what is false and missing.
    pub misses: Listed,
    /// The seed of the random choice.
    pub seed: u64,
}

/// Which misses are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listed {
    /// None.
    #[default]
    None,
    /// Of each figure the first that are false and the first that are missing, so many of either
    /// at most; all without a number.
    First(Option<usize>),
    /// Of each figure so many at random.
    Sample(usize),
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What is counted.
    pub name: String,
    /// What it is, in the words of the pack.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// Found, and in gold.
    pub right: u64,
    /// Found, and not in gold.
    #[serde(rename = "false")]
    pub wrong: u64,
    /// In gold, and not found.
    pub missing: u64,
    /// The share of what was found that is right; 0 if nothing was found.
    pub precision: f64,
    /// The share of gold that was found; 0 if gold has nothing.
    pub recall: f64,
    /// Their harmonic mean; 0 if both are.
    pub f1: f64,
}

impl Figure {
    fn new(name: &str, doc: &str, right: u64, wrong: u64, missing: u64) -> Self {
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let precision = share(right as f64, (right + wrong) as f64);
        let recall = share(right as f64, (right + missing) as f64);
        Self {
            name: name.to_owned(),
            doc: doc.to_owned(),
            right,
            wrong,
            missing,
            precision,
            recall,
            f1: share(2.0 * precision * recall, precision + recall),
        }
    }
}

/// What came of an evaluation.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Report {
    /// The pack, with its overlays.
    pub pack: Vec<String>,
    /// How many articles were held against gold.
    pub articles: u64,
    /// The figures of what occurs in gold or was found.
    pub figures: Vec<Figure>,
    /// The mean of their F1.
    pub mean_f1: f64,
    /// The ids of articles without gold.
    pub without_gold: Vec<String>,
    /// Gold without an article: where it was read from.
    pub without_article: Vec<String>,
    /// Documents of exports that nobody has annotated.
    pub untouched: usize,
    /// Keys and labels of gold that nothing measures.
    pub unmeasured: Vec<String>,
    /// What is false or missing, as far as it is listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub misses: Vec<Miss>,
    /// How many more there are.
    pub unlisted: u64,
}

/// Takes document after document.
#[derive(Debug)]
pub struct Collector {
    settings: Settings,
    names: Vec<String>,
    docs: Vec<String>,
    unmeasured: Vec<String>,
    right: Vec<u64>,
    misses: Vec<Miss>,
    articles: u64,
}

impl Collector {
    /// An empty one.
    pub fn new(evaluator: &Evaluator, settings: Settings) -> Self {
        Self {
            settings,
            names: evaluator.names.clone(),
            docs: evaluator.docs.clone(),
            unmeasured: evaluator.unmeasured.clone(),
            right: vec![0; evaluator.names.len()],
            misses: Vec::new(),
            articles: 0,
        }
    }

    /// Takes the next document.
    pub fn add(&mut self, compared: Compared) {
        self.articles += 1;
        for (sum, more) in self.right.iter_mut().zip(compared.right) {
            *sum += more;
        }
        self.misses.extend(compared.misses);
    }

    /// The figures, and the misses figure by figure, false ones first. `pack` names the pack and
    /// its overlays.
    pub fn finish(self, pack: Vec<String>) -> Report {
        let only = &self.settings.only;
        let is_wanted = |name: &String| only.is_empty() || only.contains(name);
        let mut figures = Vec::new();
        for (measure, name) in self
            .names
            .iter()
            .enumerate()
            .filter(|(_, name)| is_wanted(name))
        {
            let count = |kind| {
                let misses = self.misses.iter();
                misses
                    .filter(|miss| miss.order == measure && miss.kind == kind)
                    .count() as u64
            };
            let (wrong, missing) = (count(Kind::False), count(Kind::Missing));
            let right = self.right[measure];
            if right + wrong + missing > 0 {
                figures.push(Figure::new(
                    name,
                    &self.docs[measure],
                    right,
                    wrong,
                    missing,
                ));
            }
        }
        // An empty sum of floats is −0.
        let sum = figures.iter().fold(0.0, |sum, figure| sum + figure.f1);
        let mean_f1 = sum / (figures.len().max(1) as f64);
        if self.settings.worst_first {
            figures.sort_by(|one, other| one.f1.total_cmp(&other.f1));
        }
        let total: u64 = figures
            .iter()
            .map(|figure| figure.wrong + figure.missing)
            .sum();
        let misses = listed(self.misses, &figures, &self.settings);
        Report {
            pack,
            articles: self.articles,
            unlisted: total - misses.len() as u64,
            figures,
            mean_f1,
            misses,
            unmeasured: self.unmeasured,
            ..Report::default()
        }
    }
}

/// The misses that are listed, in the order of the figures, within one false ones first, in
/// the order of the corpus.
fn listed(misses: Vec<Miss>, figures: &[Figure], settings: &Settings) -> Vec<Miss> {
    if settings.misses == Listed::None {
        return Vec::new();
    }
    let mut chance = Chance(settings.seed);
    let mut groups: Vec<Vec<Miss>> = figures.iter().map(|_| Vec::new()).collect();
    for miss in misses {
        let group = figures
            .iter()
            .position(|figure| figure.name == miss.measure);
        if let Some(group) = group {
            groups[group].push(miss);
        }
    }
    for group in &mut groups {
        if let Listed::Sample(size) = settings.misses {
            while group.len() > size {
                let dropped = chance.below(group.len() as u64);
                group.remove(dropped as usize);
            }
        }
        group.sort_by_key(|miss| miss.kind);
        if let Listed::First(Some(limit)) = settings.misses {
            let mut kept = [0, 0];
            group.retain(|miss| {
                let kept = &mut kept[miss.kind as usize];
                *kept += 1;
                *kept <= limit
            });
        }
    }
    groups.into_iter().flatten().collect()
}

/// F1 below which a figure must not fall: a former report.
#[derive(Debug, Clone, Deserialize)]
pub struct Floor {
    figures: Vec<FloorFigure>,
}

#[derive(Debug, Clone, Deserialize)]
struct FloorFigure {
    name: String,
    f1: f64,
}

/// Less than this is no difference: numbers are written in decimals.
const TOLERANCE: f64 = 1e-9;

impl Floor {
    /// One floor for all figures.
    pub fn of_all(report: &Report, f1: f64) -> Self {
        let figures = report.figures.iter().map(|figure| FloorFigure {
            name: figure.name.clone(),
            f1,
        });
        Self {
            figures: figures.collect(),
        }
    }

    /// The figures that lie below: name, floor and F1. What is not measured lies at 0.
    pub fn broken_by(&self, report: &Report) -> Vec<(String, f64, f64)> {
        let figures = self.figures.iter().map(|floor| {
            let mut figures = report.figures.iter();
            let figure = figures.find(|figure| figure.name == floor.name);
            (floor.name.clone(), floor.f1, figure.map_or(0.0, |it| it.f1))
        });
        figures
            .filter(|(_, floor, f1)| *f1 < floor - TOLERANCE)
            .collect()
    }
}
