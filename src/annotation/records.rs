//! From the records that a view shows to labelled stretches.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::pack::{Field, Kind};
use crate::record::{RecordId, Span, Value};
use crate::view::{Arranged, Held, Part, Slot};

use super::scheme::{LabelledPart, is_own_text};
use super::{Annotated, Link, Mark};

/// The records of a document as marks in its normalised text.
///
/// Every record that the view shows is a mark, an entity one at each of its mentions; every
/// field that stands in the text is one too, linked to its record. What does not stand in the
/// text is a note.
pub fn annotated(id: &str, source: &str, records: &Arranged<'_>) -> Annotated {
    let parts = LabelledPart::all(records.layout);
    let mut builder = Builder {
        records,
        parts: &parts,
        marks: Vec::new(),
        known: HashMap::new(),
        of_record: HashMap::new(),
        links: Vec::new(),
        references: Vec::new(),
    };
    for shelf in &records.shelves {
        for &record in &shelf.records {
            builder.record(shelf.part, record);
        }
        builder.held(&shelf.holds);
    }
    builder.refer();
    let (marks, links) = builder.sorted();
    Annotated {
        id: Some(id.to_owned()),
        source: source.to_owned(),
        text: records.text.normalised().to_owned(),
        marks,
        links,
    }
}

struct Builder<'a> {
    records: &'a Arranged<'a>,
    parts: &'a [LabelledPart<'a>],
    marks: Vec<Mark>,
    /// Marks by label and place: a speaker of several directives is marked once.
    known: HashMap<(String, Span), usize>,
    of_record: HashMap<RecordId, usize>,
    links: Vec<Link>,
    /// Links to records that may be marked later.
    references: Vec<(usize, String, RecordId)>,
}

impl Builder<'_> {
    fn mark(&mut self, label: &str, span: Span) -> usize {
        let key = (label.to_owned(), span);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let index = self.marks.len();
        self.marks.push(Mark::new(label, span));
        self.known.insert(key, index);
        index
    }

    fn note(&mut self, mark: usize, name: &str, value: String) {
        let note = (name.to_owned(), value);
        let notes = &mut self.marks[mark].notes;
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    fn link(&mut self, name: &str, from: usize, to: usize) {
        if from != to {
            self.links.push(Link {
                name: name.to_owned(),
                from,
                to,
            });
        }
    }

    /// Marks a record that is shown under a key, with its fields.
    fn record(&mut self, part: &Part<'_>, id: RecordId) {
        let mut parts = self.parts.iter();
        let Some(labelled) = parts.find(|it| std::ptr::eq(it.part, part)) else {
            return;
        };
        let label = &labelled.label;
        let record = self.records.record(id);
        let mentions = self.records.mentions(id);
        let own = [record.span];
        let spans = if mentions.is_empty() { &own } else { mentions };
        let mut first = None;
        for &span in spans.iter().filter(|span| !span.is_empty()) {
            let mark = self.mark(label, span);
            first = first.or(Some(mark));
        }
        let Some(mark) = first else {
            return;
        };
        self.of_record.insert(id, mark);
        let same = self.records.layout.same(record.kind);
        for slot in part.slots(record.kind) {
            if let Slot::Field(index, field) = slot
                && !is_own_text(field, same)
                && let Some(value) = record.fields.get(*index)
            {
                self.field(mark, label, field, value);
            }
        }
    }

    fn held(&mut self, holds: &[Held<'_>]) {
        for held in holds {
            for &(holder, record) in &held.pairs {
                if !held.part.is_by_id() {
                    self.record(held.part, record);
                }
                if let Some(&from) = self.of_record.get(&holder) {
                    self.references
                        .push((from, held.part.key.to_owned(), record));
                }
            }
            self.held(&held.holds);
        }
    }

    fn field(&mut self, owner: usize, label: &str, field: &Field, value: &Value) {
        let name = &field.name;
        match value {
            Value::List(values) => values
                .iter()
                .for_each(|value| self.field(owner, label, field, value)),
            Value::Record(id) => {
                let id = self.records.resolve(*id);
                if self.records.shows(id) {
                    self.references.push((owner, name.clone(), id));
                } else if let Some(mark) = self.stretch(label, name, self.records.record(id).span) {
                    self.link(name, owner, mark);
                }
            }
            value => match self.place(value, &field.kind) {
                Some(span) => {
                    let Some(mark) = self.stretch(label, name, span) else {
                        return;
                    };
                    self.link(name, owner, mark);
                    self.notes(mark, "", value, &field.kind);
                }
                None => self.notes(owner, name, value, &field.kind),
            },
        }
    }

    /// Marks a field at its place, unless it holds no character.
    fn stretch(&mut self, label: &str, name: &str, span: Span) -> Option<usize> {
        (!span.is_empty()).then(|| self.mark(&format!("{label}.{name}"), span))
    }

    /// Where a value stands, if it stands in the text.
    fn place(&self, value: &Value, kind: &Kind) -> Option<Span> {
        match (value, kind) {
            (Value::Span(span), _) => Some(*span),
            (Value::Date(date), _) => Some(date.span),
            (Value::Map { span, fields }, Kind::Map(kinds)) => {
                let text = kinds.iter().position(|field| field.name == "text");
                let own = match text.and_then(|index| fields.get(index)) {
                    Some(Value::Span(span)) => Some(*span),
                    _ => *span,
                };
                // A map put together from parts stands where the first of them stands.
                own.or_else(|| {
                    fields.iter().find_map(|value| match value {
                        Value::Span(span) => Some(*span),
                        _ => None,
                    })
                })
            }
            _ => None,
        }
    }

    /// Notes on a mark what a value says besides its place; `name` is what it is called there,
    /// empty for what the mark itself is.
    fn notes(&mut self, mark: usize, name: &str, value: &Value, kind: &Kind) {
        let inner = |field: &str| match name {
            "" => field.to_owned(),
            _ => format!("{name}.{field}"),
        };
        match (value, kind) {
            (Value::Text(text), _) => self.note(mark, name, text.to_string()),
            (Value::Number(number), _) => self.note(mark, name, number.to_string()),
            (Value::YesNo(yes), _) => self.note(mark, name, yes.to_string()),
            (Value::Date(date), _) => {
                if let Some(iso) = &date.iso {
                    self.note(mark, &inner("iso"), iso.to_string());
                }
            }
            (Value::Map { fields, .. }, Kind::Map(kinds)) => {
                let named = kinds.iter().zip(fields);
                for (field, value) in named.filter(|(field, _)| field.name != "text") {
                    self.notes(mark, &inner(&field.name), value, &field.kind);
                }
            }
            (Value::List(values), _) => {
                for value in values {
                    self.notes(mark, name, value, kind);
                }
            }
            (Value::Span(span), _) if !name.is_empty() => {
                let text = self.records.text.slice(*span).to_owned();
                self.note(mark, name, text);
            }
            (Value::Record(id), _) if !name.is_empty() => {
                let id = self.records.resolve(*id);
                let text = self.records.name_of(id).1.to_owned();
                self.note(mark, name, text);
            }
            _ => {}
        }
    }

    fn refer(&mut self) {
        for (from, name, record) in std::mem::take(&mut self.references) {
            if let Some(&to) = self.of_record.get(&record) {
                self.link(&name, from, to);
            }
        }
    }

    /// Marks and links in the order of the text.
    fn sorted(self) -> (Vec<Mark>, Vec<Link>) {
        let mut order: Vec<usize> = (0..self.marks.len()).collect();
        let place = |index: &usize| {
            let span = self.marks[*index].span();
            (span.start, Reverse(span.end))
        };
        // Stable: of one place, records before their fields, in the order of the view.
        order.sort_by_key(place);
        let mut new = vec![0; order.len()];
        for (at, &old) in order.iter().enumerate() {
            new[old] = at;
        }
        let renewed = |link: Link| Link {
            from: new[link.from],
            to: new[link.to],
            ..link
        };
        let mut links: Vec<Link> = self.links.into_iter().map(renewed).collect();
        links.sort_by(|a, b| (a.from, a.to, &a.name).cmp(&(b.from, b.to, &b.name)));
        links.dedup();
        let mut marks: Vec<Option<Mark>> = self.marks.into_iter().map(Some).collect();
        let marks = order.iter().filter_map(|&old| marks[old].take()).collect();
        (marks, links)
    }
}
