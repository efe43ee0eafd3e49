//! What is measured, and how a document is.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::annotation::{Annotated, Fault, Scheme, annotated, brat};
use crate::diagnostic::Message;
use crate::pack::{Measure, PackFaults};
use crate::record::Span;
use crate::view::{Arranged, Layout};

use super::gold::{Gold, GoldDocument, GoldSet, TextOf, is_text_of};
use super::item::{Compared, Item, Kind, Sight, compare};
use super::{derived, fit, marks, tree};

/// Holds what a pack finds against gold, document by document.
#[derive(Debug)]
pub struct Evaluator {
    /// What each figure is called.
    pub(super) names: Vec<String>,
    /// What each is, in words; may be empty.
    pub(super) docs: Vec<String>,
    /// What gold speaks of that nothing measures.
    pub(super) unmeasured: Vec<String>,
    /// The measures of trees; the first of `names`.
    measures: Vec<Measure>,
    /// What an export's label means here.
    meanings: HashMap<String, String>,
    /// The counted labels, to their figures.
    labels: HashMap<String, usize>,
    /// The counted links between labels: figure and name.
    links: HashMap<(String, String), (usize, String)>,
}

/// Why a document's gold cannot be held against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The marks are in another text.
    OtherText {
        /// The line of the article in which the texts part, from 1.
        line: usize,
        /// What the article has from there on.
        article: String,
        /// What the gold has.
        gold: String,
    },
    /// The tree is not shaped as the measures take it.
    Shape {
        /// Where: `people.name`.
        path: String,
    },
}

impl Refusal {
    /// Why, in both languages.
    pub fn message(&self) -> Message {
        match self {
            Refusal::OtherText {
                line,
                article,
                gold,
            } => Message::new(
                format!("与文章不是同一篇文字：第 {line} 行起，文章是“{article}”，标注是“{gold}”"),
                format!(
                    "not the text of the article: from line {line} on it has `{article}`, the gold `{gold}`"
                ),
            ),
            Refusal::Shape { path } => {
                let fault = Fault::Wanted {
                    what: ("一个对象", "an object"),
                };
                let fault = fault.message();
                Message::new(
                    format!("{path}：{}", fault.zh),
                    format!("{path}: {}", fault.en),
                )
            }
        }
    }
}

impl Evaluator {
    /// Makes ready what the gold asks for: measures of the pack, those of the gold's folder
    /// before them, else those that the view gives; of labels those that the gold knows.
    ///
    /// # Errors
    /// Measures that do not fit the view.
    pub fn new(layout: &Layout<'_>, gold: &GoldSet) -> Result<Self, Box<PackFaults>> {
        let pack = layout.pack;
        let own = &gold.setting.measures;
        for (measures, sources) in [
            (&pack.measures, &pack.sources),
            (own, &gold.setting.sources),
        ] {
            let faults = fit::faults(measures, layout);
            if !faults.is_empty() {
                let sources = sources.clone();
                return Err(Box::new(PackFaults { faults, sources }));
            }
        }
        let is_tree = |it: &GoldDocument| matches!(it.gold, Gold::Tree(_));
        let measures = match gold.documents.iter().any(is_tree) {
            true => stacked(&pack.measures, own),
            false => Vec::new(),
        };
        let measures = match measures.is_empty() && gold.documents.iter().any(is_tree) {
            true => derived::measures(layout),
            false => measures,
        };
        let mut evaluator = Self {
            names: measures
                .iter()
                .map(|measure| measure.name.clone())
                .collect(),
            docs: measures.iter().map(|measure| measure.doc.clone()).collect(),
            unmeasured: Vec::new(),
            measures,
            meanings: gold.setting.labels.iter().cloned().collect(),
            labels: HashMap::new(),
            links: HashMap::new(),
        };
        evaluator.count_labels(&Scheme::new(layout), gold);
        evaluator.find_unmeasured_keys(gold);
        Ok(evaluator)
    }

    /// The names of the figures that may come, in their order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    fn count_labels(&mut self, scheme: &Scheme, gold: &GoldSet) {
        // As brat spells them, the labels are known as well.
        for label in &scheme.labels {
            let spelled = brat::spelled(&label.name);
            self.meanings
                .entry(spelled)
                .or_insert_with(|| label.name.clone());
        }
        let meant: BTreeSet<&str> = gold.labels.iter().map(|label| self.meant(label)).collect();
        let unknown = meant.iter().filter(|label| !scheme.has(label));
        let unknown: Vec<String> = unknown.map(|label| (*label).to_owned()).collect();
        let counted = scheme
            .labels
            .iter()
            .filter(|label| meant.contains(&*label.name));
        let counted: Vec<_> = counted.cloned().collect();
        for label in counted {
            self.labels.insert(label.name.clone(), self.names.len());
            self.names.push(label.name);
            self.docs.push(label.doc);
        }
        self.unmeasured.extend(unknown);
        let linked: BTreeSet<(String, String)> = gold
            .documents
            .iter()
            .filter_map(|document| match &document.gold {
                Gold::Marks(marks) => Some(marks),
                Gold::Tree(_) => None,
            })
            .flat_map(|marks| {
                let ends = |index: usize| self.meant(&marks.marks[index].label).to_owned();
                marks
                    .links
                    .iter()
                    .map(move |link| (ends(link.from), ends(link.to)))
            })
            .collect();
        for link in &scheme.links {
            let ends = (link.from.clone(), link.to.clone());
            if linked.contains(&ends) && !self.links.contains_key(&ends) {
                let at = self.names.len();
                self.names.push(format!("{} → {}", link.from, link.to));
                self.docs.push(String::new());
                self.links.insert(ends, (at, link.name.clone()));
            }
        }
    }

    /// What a label of the gold is called here.
    fn meant<'l>(&'l self, label: &'l str) -> &'l str {
        self.meanings.get(label).map_or(label, String::as_str)
    }

    fn find_unmeasured_keys(&mut self, gold: &GoldSet) {
        let measured: BTreeSet<&str> = self
            .measures
            .iter()
            .map(|measure| &*measure.gold.each.steps[0].key)
            .chain(["document", "id"])
            .collect();
        let mut keys: BTreeSet<&String> = BTreeSet::new();
        for document in &gold.documents {
            if let Gold::Tree(tree) = &document.gold {
                keys.extend(tree.as_object().into_iter().flat_map(|tree| tree.keys()));
            }
        }
        let unmeasured = keys.into_iter().filter(|key| !measured.contains(&***key));
        self.unmeasured.extend(unmeasured.cloned());
    }

    /// Holds the records of a document against its gold.
    ///
    /// # Errors
    /// Gold that does not go with the article or the measures.
    pub fn document(
        &self,
        id: &str,
        gold: &GoldDocument,
        records: &Arranged<'_>,
    ) -> Result<Compared, Refusal> {
        match &gold.gold {
            Gold::Tree(gold) => self.tree(id, gold, records),
            Gold::Marks(gold) => self.marks(id, gold, records),
        }
    }

    fn tree(&self, id: &str, gold: &Value, records: &Arranged<'_>) -> Result<Compared, Refusal> {
        let text = records.text;
        let original: Vec<char> = text.original().chars().collect();
        // What serialises to a file serialises to a value.
        let output = serde_json::to_value(records).unwrap_or_default();
        let (mut there, mut found) = (Vec::new(), Vec::new());
        for (measure, known) in self.measures.iter().enumerate() {
            if gold.get(&known.gold.each.steps[0].key).is_none() {
                continue;
            }
            if let Some(path) = tree::misshapen(&known.gold, gold) {
                return Err(Refusal::Shape { path });
            }
            for item in tree::items(&known.gold, gold) {
                let said = said(&item.written);
                let sight = Sight::sought(said, &item.written, text.chars(), text.normalised());
                there.push(Item {
                    measure,
                    key: item.key,
                    sight,
                });
            }
            for item in tree::items(&known.found, &output) {
                let said = said(&item.written);
                let sight = match item.place {
                    Some(place) => Sight::at(said, &original, place.start, place.end),
                    None => Sight::sought(said, &item.written, text.chars(), text.normalised()),
                };
                found.push(Item {
                    measure,
                    key: item.key,
                    sight,
                });
            }
        }
        Ok(compare(&self.names, id, there, found))
    }

    fn marks(
        &self,
        id: &str,
        gold: &Annotated,
        records: &Arranged<'_>,
    ) -> Result<Compared, Refusal> {
        let text = records.text;
        let mut found = annotated(id, "", records);
        match is_text_of(&gold.text, text) {
            Some(TextOf::Normalised) => {}
            Some(TextOf::Original) => {
                for piece in found.marks.iter_mut().flat_map(|mark| &mut mark.pieces) {
                    let original = text.original_range(*piece);
                    *piece = Span::new(original.start, original.end);
                }
                found.text = text.original().to_owned();
            }
            None => return Err(other_text(text.normalised(), &gold.text)),
        }
        let mut compared = compare(
            &self.names,
            id,
            marks::items(gold, self),
            marks::items(&found, self),
        );
        self.tell_what_stands_instead(&mut compared);
        Ok(compared)
    }

    /// A missing mark and a false one of its label that overlap are one mark with other rims.
    fn tell_what_stands_instead(&self, compared: &mut Compared) {
        let is_link = |measure: usize| self.links.values().any(|(link, _)| *link == measure);
        let misses = &compared.misses;
        let place = |index: usize| {
            let sight = &misses[index].sight;
            sight.start.zip(sight.end)
        };
        let instead = |index: usize| {
            let (start, end) = place(index).filter(|_| !is_link(misses[index].order))?;
            let mut others = (0..misses.len()).filter(|&other| {
                misses[other].order == misses[index].order
                    && misses[other].kind != misses[index].kind
            });
            let overlapping = others
                .find(|&other| place(other).is_some_and(|(from, to)| from < end && start < to))?;
            Some(misses[overlapping].sight.said.clone())
        };
        let told: Vec<Option<String>> = (0..misses.len()).map(instead).collect();
        for (miss, instead) in compared.misses.iter_mut().zip(told) {
            // Told once, where gold is.
            miss.instead = instead.filter(|_| miss.kind == Kind::Missing);
        }
    }
}

impl marks::Measures for Evaluator {
    fn of_label(&self, label: &str) -> Option<usize> {
        self.labels.get(self.meant(label)).copied()
    }

    fn of_link(&self, from: &str, to: &str) -> Option<(usize, &str)> {
        let ends = (self.meant(from).to_owned(), self.meant(to).to_owned());
        let (measure, name) = self.links.get(&ends)?;
        Some((*measure, name))
    }
}

/// The measures of a pack under those of a folder of gold.
fn stacked(pack: &[Measure], own: &[Measure]) -> Vec<Measure> {
    let mut stacked = pack.to_vec();
    for measure in own {
        match stacked.iter_mut().find(|below| below.name == measure.name) {
            Some(below) => *below = measure.clone(),
            None => stacked.push(measure.clone()),
        }
    }
    stacked
}

/// The parts of an item in one line.
fn said(written: &[String]) -> String {
    let parts = written.iter().filter(|part| !part.is_empty());
    parts.cloned().collect::<Vec<_>>().join(" · ")
}

/// Characters shown where two texts part.
const SHOWN: usize = 12;

fn other_text(article: &str, gold: &str) -> Refusal {
    let same = article.chars().zip(gold.chars());
    let same = same.take_while(|(one, other)| one == other).count();
    let before = article.chars().take(same);
    let shown = |text: &str| -> String {
        let shown: String = text.chars().skip(same).take(SHOWN).collect();
        shown.replace('\n', "⏎")
    };
    Refusal::OtherText {
        line: before.filter(|letter| *letter == '\n').count() + 1,
        article: shown(article),
        gold: shown(gold),
    }
}
