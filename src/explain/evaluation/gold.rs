//! Gold, from the files of a folder.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::annotation::{Annotated, Export, ExportError, Fault, brat, doccano, label_studio};
use crate::diagnostic::json_message;
use crate::pack::{GoldSetting, PackFaults};
use crate::text::Text;

/// The file in which a folder of gold says how it is to be read.
const SETTING: &str = "measures.yaml";
/// brat's file of labels.
const BRAT_LABELS: &str = "annotation.conf";

/// A file as it is on the disk.
#[derive(Debug, Clone, Default)]
pub struct GoldFile {
    /// Its path, as it is shown.
    pub path: String,
    /// Its path below the folder of gold, without its extension: the id of its document.
    pub id: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What people say of one document.
#[derive(Debug, Clone)]
pub struct GoldDocument {
    /// The document's id, where the file tells it.
    pub id: Option<String>,
    /// Where it was read from.
    pub source: String,
    /// What they say.
    pub gold: Gold,
}

/// What people say, in one of two forms.
#[derive(Debug, Clone)]
pub enum Gold {
    /// A tree.
    Tree(GoldTree),
    /// Marks in a text.
    Marks(Annotated),
}

/// A tree of gold.
pub type GoldTree = Value;

/// All gold of an evaluation.
#[derive(Debug, Default)]
pub struct GoldSet {
    /// The documents.
    pub documents: Vec<GoldDocument>,
    /// How the folder says that it is to be read.
    pub setting: GoldSetting,
    /// The labels that were at hand, as the tool spells them; those that occur, where the export
    /// does not tell.
    pub labels: Vec<String>,
    /// How many documents were left without any annotation.
    pub untouched: usize,
    /// Files that are no gold.
    pub passed_over: usize,
    /// What is wrong with others; they are not among the documents.
    pub faults: Vec<ExportError>,
    by_id: HashMap<String, usize>,
    by_text: HashMap<String, usize>,
}

impl GoldSet {
    /// Reads the files, each in the form that its name and content tell: trees (`.json`, or
    /// `.jsonl` as `extract` writes it), exports of Label Studio (`.json`), doccano (`.jsonl`)
    /// and brat (`.ann` with `.txt`), and `measures.yaml`.
    ///
    /// # Errors
    /// The faults of `measures.yaml`; those of other files are told in [`GoldSet::faults`].
    pub fn read(files: &[GoldFile]) -> Result<Self, Box<PackFaults>> {
        let mut set = Self::default();
        let names: BTreeMap<&str, &GoldFile> =
            files.iter().map(|file| (&*file.path, file)).collect();
        let pairs = files.iter().any(|file| file.path.ends_with(".ann"));
        for file in files {
            let name = file.path.rsplit(['/', '\\']).next().unwrap_or(&file.path);
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            if !matches!(
                extension,
                "json" | "jsonl" | "ann" | "yaml" | "conf" | "txt"
            ) {
                set.passed_over += 1;
                continue;
            }
            let Ok(text) = std::str::from_utf8(&file.bytes) else {
                // A text is told of by its annotations.
                if extension != "txt" {
                    set.faults.push(Fault::Encoding.in_file(&file.path));
                }
                continue;
            };
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            match extension {
                "json" => set.json(file, text),
                "jsonl" => set.lines(file, text),
                "ann" => set.pair(file, text, &names),
                "yaml" if name == SETTING => set.setting = GoldSetting::read(&file.path, text)?,
                "conf" if name == BRAT_LABELS => set.labels.extend(labels_of_brat(text)),
                "txt" if pairs => {
                    let annotations = file.path.replace(".txt", ".ann");
                    set.untouched += usize::from(!names.contains_key(&*annotations));
                }
                // Texts beside trees, and what else brat's settings are made of.
                "conf" | "txt" => {}
                _ => set.passed_over += 1,
            }
        }
        Ok(set)
    }

    /// The gold of an article: by its id, for marks also by its text.
    pub fn of(&self, id: &str, text: &Text) -> Option<usize> {
        let named = self.by_id.get(id).copied();
        let same = |index: &usize| match &self.documents[*index].gold {
            Gold::Tree(_) => true,
            Gold::Marks(marks) => is_text_of(&marks.text, text).is_some(),
        };
        let by_text = || {
            let texts = [text.normalised(), text.original()];
            texts
                .iter()
                .find_map(|text| self.by_text.get(text.trim_end()).copied())
        };
        // Of the same id, but of another text: whoever evaluates it says so.
        named.filter(same).or_else(by_text).or(named)
    }

    fn json(&mut self, file: &GoldFile, text: &str) {
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                let fault = Fault::Json(json_message(&error, false));
                return self.faults.push(fault.in_file(&file.path));
            }
        };
        let first = match &value {
            Value::Array(items) => items.first(),
            other => Some(other),
        };
        let has = |key: &str| first.is_some_and(|first| first.get(key).is_some());
        if has("data") || has("text") && has("label") {
            return self.take(label_studio::read(&file.path, text));
        }
        match value {
            Value::Array(trees) => {
                for (index, tree) in trees.into_iter().enumerate() {
                    self.tree(&format!("{} [{index}]", file.path), None, tree);
                }
            }
            tree => self.tree(&file.path, Some(&file.id), tree),
        }
    }

    fn lines(&mut self, file: &GoldFile, text: &str) {
        let first = text.lines().find(|line| !line.trim().is_empty());
        let first: Option<Value> = first.and_then(|line| serde_json::from_str(line).ok());
        let is_tree =
            first.is_some_and(|it| it.get("text").is_none() && it["document"].is_object());
        if !is_tree {
            return self.take(doccano::read(&file.path, text));
        }
        for (number, line) in (1..).zip(text.lines()) {
            let source = format!("{}:{number}", file.path);
            match serde_json::from_str(line) {
                Ok(tree) => self.tree(&source, None, tree),
                Err(_) if line.trim().is_empty() => {}
                Err(error) => {
                    let fault = Fault::Json(json_message(&error, true));
                    self.faults.push(fault.in_file(&source));
                }
            }
        }
    }

    fn pair(&mut self, file: &GoldFile, annotations: &str, names: &BTreeMap<&str, &GoldFile>) {
        let stem = file.path.strip_suffix(".ann").unwrap_or(&file.path);
        let wanted = format!("{stem}.txt");
        let Some(beside) = names.get(&*wanted) else {
            return self
                .faults
                .push(Fault::NoText { wanted }.in_file(&file.path));
        };
        let Ok(text) = std::str::from_utf8(&beside.bytes) else {
            return self.faults.push(Fault::Encoding.in_file(&wanted));
        };
        match brat::read(&file.path, annotations, text) {
            Ok(document) => {
                let document = Annotated {
                    id: Some(file.id.clone()),
                    ..document
                };
                self.marks(document);
            }
            Err(faults) => self.faults.extend(faults),
        }
    }

    fn take(&mut self, export: Export) {
        self.untouched += export.untouched;
        self.faults.extend(export.faults);
        for document in export.documents {
            self.marks(document);
        }
    }

    fn marks(&mut self, document: Annotated) {
        for mark in &document.marks {
            if !self.labels.contains(&mark.label) {
                self.labels.push(mark.label.clone());
            }
        }
        let (index, text) = (self.documents.len(), document.text.trim_end().to_owned());
        self.put(GoldDocument {
            id: document.id.clone(),
            source: document.source.clone(),
            gold: Gold::Marks(document),
        });
        if self.documents.len() > index {
            self.by_text.entry(text).or_insert(index);
        }
    }

    /// Takes a document, unless there is one of its id.
    fn put(&mut self, document: GoldDocument) {
        if let Some(id) = &document.id {
            if self.by_id.contains_key(id) {
                let fault = Fault::DocumentTwice { id: id.clone() };
                return self.faults.push(fault.in_file(&document.source));
            }
            self.by_id.insert(id.clone(), self.documents.len());
        }
        self.documents.push(document);
    }

    fn tree(&mut self, source: &str, id: Option<&str>, tree: Value) {
        if !tree.is_object() {
            let what = ("一个对象", "an object");
            return self.faults.push(Fault::Wanted { what }.in_file(source));
        }
        let own = tree["document"]["id"].as_str().or(id);
        let Some(id) = own.map(str::to_owned) else {
            let key = "document.id".to_owned();
            return self.faults.push(Fault::Missing { key }.in_file(source));
        };
        self.put(GoldDocument {
            id: Some(id),
            source: source.to_owned(),
            gold: Gold::Tree(tree),
        });
    }
}

/// Which text of an article the text of marks is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextOf {
    /// The normalised one.
    Normalised,
    /// The original.
    Original,
}

/// Whether a text is one of an article, white space at its end aside: tools drop it.
pub(super) fn is_text_of(marked: &str, text: &Text) -> Option<TextOf> {
    let marked = marked.trim_end();
    if marked == text.normalised().trim_end() {
        Some(TextOf::Normalised)
    } else if marked == text.original().trim_end() {
        Some(TextOf::Original)
    } else {
        None
    }
}

/// The names under `[entities]`.
fn labels_of_brat(text: &str) -> Vec<String> {
    let mut inside = false;
    let mut labels = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line == "[entities]";
        } else if inside && !line.is_empty() && !line.starts_with(['#', '<', '-', '!']) {
            labels.extend(line.split_whitespace().next().map(str::to_owned));
        }
    }
    labels
}
