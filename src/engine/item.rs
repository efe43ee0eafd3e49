//! What an expression stands for while it is evaluated.

use std::borrow::Cow;
use std::sync::Arc;

use crate::pack::{Field, Kind};
use crate::record::{DateValue, RecordId, Span, Value};

use super::capture::{Capture, Edge};
use super::evaluate::Context;
use super::segment::Segment;

/// A value on its way into a field or a condition.
#[derive(Debug, Clone)]
pub(crate) enum Item<'m> {
    Absent,
    Span(Span),
    Text(Cow<'m, str>),
    Number(f64),
    YesNo(bool),
    Date(DateValue),
    Capture(&'m Capture),
    Segment(&'m Segment),
    Record(RecordId),
    Map {
        span: Option<Span>,
        values: &'m [Value],
        kinds: &'m [Field],
    },
    List(Vec<Item<'m>>),
}

impl<'m> Item<'m> {
    /// A stored value of a field of this kind.
    pub fn of_value(value: &'m Value, kind: &'m Kind) -> Self {
        match value {
            Value::Absent => Item::Absent,
            Value::Span(span) => Item::Span(*span),
            Value::Text(text) => Item::Text(Cow::Borrowed(text)),
            Value::Number(number) => Item::Number(*number),
            Value::YesNo(yes) => Item::YesNo(*yes),
            Value::Date(date) => Item::Date(date.clone()),
            Value::Record(id) => Item::Record(*id),
            Value::List(items) => Item::list(items.iter().map(|item| Item::of_value(item, kind))),
            Value::Map { span, fields } => Item::Map {
                span: *span,
                values: fields,
                kinds: match kind {
                    Kind::Map(kinds) => kinds,
                    _ => &[],
                },
            },
        }
    }

    /// Nothing, the one, or a list of several; lists inside are opened.
    pub fn list(items: impl IntoIterator<Item = Item<'m>>) -> Self {
        let mut flat = Vec::new();
        items
            .into_iter()
            .for_each(|item| item.flatten_into(&mut flat));
        if flat.len() > 1 {
            return Item::List(flat);
        }
        flat.pop().unwrap_or(Item::Absent)
    }

    fn flatten_into(self, flat: &mut Vec<Item<'m>>) {
        match self {
            Item::Absent => {}
            Item::List(items) => items.into_iter().for_each(|item| item.flatten_into(flat)),
            item => flat.push(item),
        }
    }

    /// Its parts, if it is a list, else itself, else nothing.
    pub fn parts(&self) -> &[Item<'m>] {
        match self {
            Item::Absent => &[],
            Item::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// Whether nothing is known.
    pub fn is_absent(&self) -> bool {
        self.parts().is_empty()
    }

    /// As a condition: what is known is true, except `false` itself.
    pub fn is_true(&self) -> bool {
        match self {
            Item::YesNo(yes) => *yes,
            _ => !self.is_absent(),
        }
    }
}

impl<'m> Context<'m> {
    /// The part of an item that a word after a dot names.
    pub fn step(&self, item: Item<'m>, word: &str) -> Item<'m> {
        match item {
            Item::List(items) => Item::list(items.into_iter().map(|item| self.step(item, word))),
            Item::Capture(capture) => self.step_capture(capture, word),
            Item::Segment(segment) => self.step_segment(segment, word),
            Item::Record(id) => self.step_record(id, word),
            Item::Map {
                span,
                values,
                kinds,
            } => match kinds.iter().position(|field| field.name == word) {
                Some(index) => Item::of_value(&values[index], &kinds[index].kind),
                None if word == "text" => span.map_or(Item::Absent, Item::Span),
                None => Item::Absent,
            },
            Item::Date(date) => match word {
                "text" => Item::Span(date.span),
                "iso" => date
                    .iso
                    .map_or(Item::Absent, |iso| Item::Text(Cow::Owned(iso.to_string()))),
                _ => Item::Absent,
            },
            item if word == "text" => item,
            _ => Item::Absent,
        }
    }

    fn step_capture(&self, capture: &'m Capture, word: &str) -> Item<'m> {
        let inner = named(&capture.inner, word);
        if !inner.is_absent() {
            return inner;
        }
        let beyond = match capture.edge {
            Edge::Entry(..) => self
                .attribute(capture, word)
                .map_or(Item::Absent, |value| Item::Text(Cow::Borrowed(value))),
            Edge::Record(id) => self.step_record(id, word),
            Edge::Characters => Item::Absent,
        };
        if beyond.is_absent() && word == "text" {
            return Item::Span(capture.span);
        }
        beyond
    }

    /// An attribute of the lexicon entry that a capture consists of.
    pub fn attribute(&self, capture: &Capture, name: &str) -> Option<&'m Arc<str>> {
        match capture.edge {
            Edge::Entry(lexicon, entry) => self.world.pack.lexicons[lexicon.index()]
                .entry(entry)
                .attribute(name),
            _ => None,
        }
    }

    fn step_segment(&self, segment: &'m Segment, word: &str) -> Item<'m> {
        let span = |span: Option<Span>| span.map_or(Item::Absent, Item::Span);
        match word {
            "marker" => Item::Span(segment.marker),
            "text" => Item::Span(segment.span),
            "content" => span(segment.content),
            "head" => span(segment.head),
            "body" => span(segment.body),
            "style" => Item::Text(Cow::Borrowed(&segment.style)),
            "ordinal" => segment
                .ordinal
                .map_or(Item::Absent, |ordinal| Item::Number(f64::from(ordinal))),
            _ => named(&segment.captures, word),
        }
    }

    fn step_record(&self, id: RecordId, word: &str) -> Item<'m> {
        let record = self.record(id);
        let kind = self.world.pack.type_of(record.kind);
        match kind.field(word) {
            Some(index) => Item::of_value(&record.fields[index], &kind.fields[index].kind),
            None if word == "text" => Item::Span(record.span),
            None => Item::Absent,
        }
    }

    /// Where an item stands, if it stands in the document; a list from its first part to its
    /// last.
    pub fn span_of(&self, item: &Item<'m>) -> Option<Span> {
        match item {
            Item::Span(span) => Some(*span),
            Item::Capture(capture) => Some(capture.span),
            Item::Segment(segment) => Some(segment.span),
            Item::Record(id) => Some(self.record(*id).span),
            Item::Map { span, .. } => *span,
            Item::Date(date) => Some(date.span),
            Item::List(items) => items
                .iter()
                .filter_map(|item| self.span_of(item))
                .reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end))),
            Item::Absent | Item::Text(_) | Item::Number(_) | Item::YesNo(_) => None,
        }
    }

    /// What an item says in words.
    pub fn text_of(&self, item: &Item<'m>) -> Option<Cow<'m, str>> {
        match item {
            Item::Text(text) => Some(text.clone()),
            Item::Number(number) => Some(Cow::Owned(number.to_string())),
            _ => self
                .span_of(item)
                .map(|span| Cow::Borrowed(self.world.text.slice(span))),
        }
    }
}

/// The captures of a name: nothing, the one, or a list.
pub(crate) fn named<'m>(captures: &'m [Capture], name: &str) -> Item<'m> {
    let mut found = captures.iter().filter(|capture| &*capture.name == name);
    match (found.next(), found.next()) {
        (None, _) => Item::Absent,
        (Some(one), None) => Item::Capture(one),
        (Some(first), Some(second)) => Item::List(
            [first, second]
                .into_iter()
                .chain(found)
                .map(Item::Capture)
                .collect(),
        ),
    }
}
