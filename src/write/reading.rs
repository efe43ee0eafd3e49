//! The output tree as a reader meets it: labels instead of keys, lines instead of values,
//! referred records at hand. Shared by the forms that people read.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use crate::pack::{Field, Hold};
use crate::text::Unit;
use crate::view::{Layout, Part, Slot};

use super::Document;
use super::summary::{field_label, summary, type_label};

/// A document's tree with what is needed to read it.
pub(super) struct Reading<'a> {
    layout: &'a Layout<'a>,
    tree: &'a Value,
    by_id: HashMap<&'a str, Shown<'a>>,
    /// The same in the order of the tree.
    all: Vec<Shown<'a>>,
}

/// A record with the key under which it is shown in full.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub part: &'a Part<'a>,
    pub record: &'a Value,
}

/// A field of a record with its label and its value in one line.
pub(super) struct Line<'a> {
    pub label: &'a str,
    pub name: &'a str,
    pub value: &'a Value,
    pub text: Cow<'a, str>,
}

impl<'a> Reading<'a> {
    pub fn new(document: &Document<'a>, tree: &'a Value) -> Self {
        let layout = document.records.layout;
        let mut reading = Self {
            layout,
            tree,
            by_id: HashMap::new(),
            all: Vec::new(),
        };
        for part in &layout.parts {
            reading.index(part, tree);
        }
        reading
    }

    fn index(&mut self, part: &'a Part<'a>, holder: &'a Value) {
        for record in listed(holder, part.key) {
            self.all.push(Shown { part, record });
            if let Some(id) = record["id"].as_str() {
                self.by_id.insert(id, Shown { part, record });
            }
            let inline = part.holds.iter().filter(|held| !held.is_by_id());
            for held in inline {
                self.index(held, record);
            }
        }
    }

    /// The keys of the view.
    pub fn parts(&self) -> &'a [Part<'a>] {
        &self.layout.parts
    }

    /// All records under a key, whoever holds them.
    pub fn shown_under(&self, part: &Part<'_>) -> impl Iterator<Item = Shown<'a>> {
        let same = move |shown: &&Shown<'_>| std::ptr::eq(shown.part, part);
        self.all.iter().filter(same).copied()
    }

    /// The top-level records under a key.
    pub fn records(&self, part: &Part<'_>) -> Vec<&'a Value> {
        listed(self.tree, part.key).iter().collect()
    }

    /// What the records under a key are called.
    pub fn label(&self, part: &'a Part<'a>) -> &'a str {
        type_label(self.layout.pack, part.of, part.key)
    }

    /// What a record holds under a key, ids resolved.
    pub fn held(&self, part: &'a Part<'a>, record: &'a Value) -> Vec<Shown<'a>> {
        let held = listed(record, part.key).iter();
        match part.how {
            Hold::Ids => held
                .filter_map(|id| self.by_id.get(id.as_str()?).copied())
                .collect(),
            Hold::Inside | Hold::Nearest => held.map(|record| Shown { part, record }).collect(),
        }
    }

    /// The fields of a record that are present, those of an empty line left out.
    pub fn lines(&self, part: &'a Part<'a>, record: &'a Value) -> Vec<Line<'a>> {
        fields(part)
            .filter_map(|field| {
                let value = record.get(&field.name)?;
                let text = line(value);
                (!text.is_empty()).then_some(Line {
                    label: field_label(field),
                    name: &field.name,
                    value,
                    text,
                })
            })
            .collect()
    }

    /// Whether the fields of a record say in words what its text does not.
    pub fn adds(&self, part: &'a Part<'a>, record: &'a Value) -> bool {
        let text = text_of(record);
        let lines = self.lines(part, record);
        let mut words = lines.iter().filter(|line| !line.value.is_number());
        words.any(|line| !text.contains(&*line.text))
    }

    /// Whether the fields of a record spell out its text, so that the text says it all.
    pub fn is_spelled_out(&self, part: &'a Part<'a>, record: &'a Value) -> bool {
        let text = text_of(record);
        let lines = self.lines(part, record);
        let inside = lines.iter().filter(|line| text.contains(&*line.text));
        let spelled: usize = inside.map(|line| line.text.chars().count()).sum();
        2 * spelled >= text.chars().count()
    }
}

/// The headline of a document, its lines joined; its id if it has none.
pub(super) fn headline(document: &Document<'_>) -> String {
    let text = document.records.text;
    let lines = text.units(Unit::Headline).iter();
    let lines: Vec<&str> = lines.map(|line| text.slice(*line)).collect();
    if lines.is_empty() {
        document.id.to_owned()
    } else {
        lines.join(" ")
    }
}

/// The text of a record.
pub(super) fn text_of(record: &Value) -> &str {
    record["text"].as_str().unwrap_or_default()
}

/// A value in one line, a date with its ISO form.
fn line(value: &Value) -> Cow<'_, str> {
    let text = summary(value);
    match value.get("iso").and_then(Value::as_str) {
        Some(iso) if iso != text => Cow::Owned(format!("{text}（{iso}）")),
        _ => text,
    }
}

/// The fields that records under a key show, each once.
pub(super) fn fields<'a>(part: &'a Part<'a>) -> impl Iterator<Item = &'a Field> {
    let slots = part.leaves.iter().flat_map(|(_, slots)| slots);
    let mut seen: Vec<&str> = Vec::new();
    slots.filter_map(move |slot| match slot {
        Slot::Field(_, field) if !seen.contains(&&*field.name) => {
            seen.push(&field.name);
            Some(*field)
        }
        _ => None,
    })
}

/// The values under a key: of a list each, of a single one itself.
fn listed<'v>(holder: &'v Value, key: &str) -> &'v [Value] {
    match holder.get(key) {
        Some(Value::Array(values)) => values,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}
