//! The records of a document while the cascade runs; none is ever taken out, so that an id
//! stays valid.

use crate::pack::{Field, Kind, Pack};
use crate::record::{Record, RecordId, Span, TypeId, Value};
use crate::text::Text;

use super::span_index::SpanIndex;

/// What has become of a record so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Its type is not settled yet.
    Made,
    /// It stays.
    Stays,
    /// It fell to a rival, or what it is built of fell.
    Fallen,
    /// It is equal to another, which stands for it.
    Doubled(RecordId),
}

/// A record with what the contest of rivals asks of it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub record: Record,
    pub claims: Vec<Span>,
    /// The match that it came from.
    pub origin: u32,
    pub state: State,
}

/// All records made so far; an id is an index.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub entries: Vec<Entry>,
    /// For each leaf, its records in the order in which they were made.
    leaves: Vec<Vec<RecordId>>,
    /// For each type: what `<Type>` reads.
    settled: Vec<SpanIndex<RecordId>>,
    /// For each entity record, where it is mentioned; by id.
    pub mentions: Vec<(RecordId, Vec<Span>)>,
    /// How many matches made records.
    pub origins: u32,
}

impl Store {
    /// Forgets the last document.
    pub fn begin_document(&mut self, types: usize) {
        self.entries.clear();
        self.leaves.iter_mut().for_each(Vec::clear);
        self.leaves.resize_with(types, Vec::new);
        self.settled.clear();
        self.settled.resize_with(types, SpanIndex::default);
        self.mentions.clear();
        self.origins = 0;
    }

    /// The record of this id.
    pub fn record(&self, id: RecordId) -> &Record {
        &self.entries[id.index()].record
    }

    /// Adds a record and gives its id.
    pub fn push(&mut self, record: Record, claims: Vec<Span>, origin: u32) -> RecordId {
        let id = RecordId(self.entries.len() as u32);
        self.leaves[record.kind.index()].push(id);
        self.entries.push(Entry {
            record,
            claims,
            origin,
            state: State::Made,
        });
        id
    }

    /// Where an entity is mentioned; nothing for other records.
    pub fn mentions_of(&self, id: RecordId) -> Option<&[Span]> {
        let index = self
            .mentions
            .binary_search_by_key(&id, |(id, _)| *id)
            .ok()?;
        Some(&self.mentions[index].1)
    }

    /// What `<Type>` reads: empty until the type is settled.
    pub fn settled(&self, kind: TypeId) -> &SpanIndex<RecordId> {
        &self.settled[kind.index()]
    }

    /// Makes records readable.
    pub fn settle(&mut self, kind: TypeId, records: Vec<(Span, RecordId)>) {
        self.settled[kind.index()] = SpanIndex::new(records);
    }

    /// The ids of the records of a leaf in a state.
    pub fn of_leaf(&self, kind: TypeId, state: State) -> impl Iterator<Item = RecordId> + '_ {
        let ids = self.leaves[kind.index()].iter().copied();
        ids.filter(move |id| self.entries[id.index()].state == state)
    }

    /// The record that stands for one: itself, the one that it is equal to, or none.
    pub fn standing(&self, mut id: RecordId) -> Option<RecordId> {
        loop {
            match self.entries[id.index()].state {
                State::Made | State::Stays => return Some(id),
                State::Fallen => return None,
                State::Doubled(of) => id = of,
            }
        }
    }

    /// Builds the fields of a record anew without the records that fell. Gives the first
    /// required field that has no value left, if any.
    pub fn rebuild(&mut self, id: RecordId, pack: &Pack) -> Option<usize> {
        let entry = &self.entries[id.index()];
        let refers = entry.record.fields.iter().any(|value| self.is_stale(value));
        if !refers {
            return None;
        }
        let mut fields = entry.record.fields.clone();
        for value in &mut fields {
            self.refresh(value);
        }
        let kinds = &pack.type_of(entry.record.kind).fields;
        let missing = missing_field(&fields, kinds);
        self.entries[id.index()].record.fields = fields;
        missing
    }

    fn is_stale(&self, value: &Value) -> bool {
        match value {
            Value::Record(id) => self.standing(*id) != Some(*id),
            Value::List(items) => items.iter().any(|item| self.is_stale(item)),
            Value::Map { fields, .. } => fields.iter().any(|field| self.is_stale(field)),
            _ => false,
        }
    }

    fn refresh(&self, value: &mut Value) {
        match value {
            Value::Record(id) => *value = self.standing(*id).map_or(Value::Absent, Value::Record),
            Value::List(items) => {
                items.iter_mut().for_each(|item| self.refresh(item));
                items.retain(|item| !item.is_absent());
            }
            Value::Map { fields, .. } => fields.iter_mut().for_each(|field| self.refresh(field)),
            _ => {}
        }
    }

    /// Appends the texts of a field of a record, or of a field inside a map or a record that
    /// it refers to.
    pub fn texts(
        &self,
        pack: &Pack,
        text: &Text,
        id: RecordId,
        path: &[String],
        out: &mut Vec<String>,
    ) {
        self.each_value(pack, id, path, &mut |value| {
            out.extend(self.text_of(text, value).map(str::to_owned));
        });
    }

    /// Appends the spans of a field of a record.
    pub fn spans(&self, pack: &Pack, id: RecordId, path: &[String], out: &mut Vec<Span>) {
        self.each_value(pack, id, path, &mut |value| out.extend(self.span_of(value)));
    }

    fn each_value(
        &self,
        pack: &Pack,
        id: RecordId,
        path: &[String],
        found: &mut dyn FnMut(&Value),
    ) {
        let record = self.record(id);
        let Some((name, rest)) = path.split_first() else {
            return;
        };
        let kind = pack.type_of(record.kind);
        if let Some(index) = kind.field(name) {
            self.walk(
                pack,
                &record.fields[index],
                &kind.fields[index].kind,
                rest,
                found,
            );
        }
    }

    fn walk(
        &self,
        pack: &Pack,
        value: &Value,
        kind: &Kind,
        path: &[String],
        found: &mut dyn FnMut(&Value),
    ) {
        match (value, path.split_first()) {
            (Value::List(items), _) => {
                for item in items {
                    self.walk(pack, item, kind, path, found);
                }
            }
            (Value::Absent, _) => {}
            (_, None) => found(value),
            (Value::Record(id), Some(_)) => self.each_value(pack, *id, path, found),
            (Value::Map { fields, .. }, Some((name, rest))) => {
                let Kind::Map(kinds) = kind else { return };
                if let Some(index) = kinds.iter().position(|field| field.name == *name) {
                    self.walk(pack, &fields[index], &kinds[index].kind, rest, found);
                }
            }
            _ => {}
        }
    }

    /// Where a value stands, if it stands in the document.
    pub fn span_of(&self, value: &Value) -> Option<Span> {
        match value {
            Value::Span(span) => Some(*span),
            Value::Date(date) => Some(date.span),
            Value::Map { span, .. } => *span,
            Value::Record(id) => Some(self.record(*id).span),
            _ => None,
        }
    }

    /// What a value says, if it is said in words.
    pub fn text_of<'t>(&self, text: &'t Text, value: &'t Value) -> Option<&'t str> {
        match value {
            Value::Text(constant) => Some(constant),
            _ => self.span_of(value).map(|span| text.slice(span)),
        }
    }
}

/// The first required field without a value.
pub(crate) fn missing_field(fields: &[Value], kinds: &[Field]) -> Option<usize> {
    kinds.iter().zip(fields).position(|(field, value)| {
        let nothing = match value {
            Value::Absent => true,
            Value::List(items) => items.is_empty(),
            _ => false,
        };
        field.required && nothing
    })
}
