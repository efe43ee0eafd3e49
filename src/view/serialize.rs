//! The output tree, written straight from the records.

use std::ops::Range;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::pack::{Field, Hold, Kind};
use crate::record::{RecordId, Span, Value};

use super::arrange::{Arranged, Held};
use super::layout::{Part, Slot};

/// Records that refer to records that no key shows are written in place, so deep at most;
/// deeper ones by their id and text.
const DEPTH_LIMIT: u8 = 4;

impl Serialize for Arranged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.serialize_parts(&mut map)?;
        map.end()
    }
}

impl Arranged<'_> {
    /// Writes the keys of the view into a map that may hold more.
    pub fn serialize_parts<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        for shelf in &self.shelves {
            let records = Records {
                arranged: self,
                part: shelf.part,
                holds: &shelf.holds,
                records: shelf.records.iter().copied(),
            };
            if shelf.part.one {
                if let Some(&record) = shelf.records.first() {
                    map.serialize_entry(shelf.part.key, &records.one(record))?;
                }
            } else {
                map.serialize_entry(shelf.part.key, &records)?;
            }
        }
        Ok(())
    }

    /// The text of a record: its field `text` if it has one, else that of its span.
    pub fn text_of(&self, record: RecordId) -> &str {
        let found = self.record(record);
        let field = self.layout.types[found.kind.index()].text;
        field
            .and_then(|index| self.plain(found.fields.get(index)?))
            .unwrap_or_else(|| self.text.slice(found.span))
    }

    /// What names a record where it is referred to: the field that makes it an entity, else
    /// its text.
    pub fn name_of(&self, record: RecordId) -> (&str, &str) {
        let found = self.record(record);
        self.layout.types[found.kind.index()]
            .same
            .and_then(|(index, name)| Some((name, self.plain(found.fields.get(index)?)?)))
            .unwrap_or_else(|| ("text", self.text_of(record)))
    }

    /// The text of a value, if it has one.
    fn plain<'v>(&'v self, value: &'v Value) -> Option<&'v str> {
        match value {
            Value::Span(span) => Some(self.text.slice(*span)),
            Value::Text(text) => Some(text),
            Value::Date(date) => Some(self.text.slice(date.span)),
            Value::Record(record) => Some(self.text_of(*record)),
            Value::Map { span, .. } => span.map(|span| self.text.slice(span)),
            Value::Absent | Value::Number(_) | Value::YesNo(_) | Value::List(_) => None,
        }
    }

    fn original(&self, span: Span) -> OriginalSpan {
        OriginalSpan(self.text.original_range(span))
    }
}

/// `{start, end}` in code points of the original.
struct OriginalSpan(Range<u32>);

impl Serialize for OriginalSpan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("start", &self.0.start)?;
        map.serialize_entry("end", &self.0.end)?;
        map.end()
    }
}

/// The records under a key.
struct Records<'a, I> {
    arranged: &'a Arranged<'a>,
    part: &'a Part<'a>,
    holds: &'a [Held<'a>],
    records: I,
}

impl<'a, I> Records<'a, I> {
    fn one(&self, record: RecordId) -> One<'a> {
        One {
            arranged: self.arranged,
            slots: self.part.slots(self.arranged.record(record).kind),
            holds: self.holds,
            record,
            depth: 0,
        }
    }
}

impl<I: Iterator<Item = RecordId> + Clone> Serialize for Records<'_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.records.clone().map(|record| self.one(record)))
    }
}

/// One record in full.
struct One<'a> {
    arranged: &'a Arranged<'a>,
    slots: &'a [Slot<'a>],
    holds: &'a [Held<'a>],
    record: RecordId,
    depth: u8,
}

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let arranged = self.arranged;
        let record = arranged.record(self.record);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &arranged.id(self.record))?;
        map.serialize_entry("text", arranged.text_of(self.record))?;
        map.serialize_entry("span", &arranged.original(record.span))?;
        for slot in self.slots {
            match slot {
                Slot::Field(index, field) => {
                    let value = record.fields.get(*index).unwrap_or(&Value::Absent);
                    serialize_field(&mut map, arranged, field, value, self.depth)?;
                }
                Slot::Held(index) => self.serialize_held(&mut map, &self.holds[*index])?,
                Slot::Mentions => {
                    let mentions = arranged.mentions(self.record).iter();
                    let spans: Vec<_> = mentions.map(|span| arranged.original(*span)).collect();
                    map.serialize_entry("mentions", &spans)?;
                }
            }
        }
        map.end()
    }
}

impl One<'_> {
    fn serialize_held<M: SerializeMap>(
        &self,
        map: &mut M,
        held: &Held<'_>,
    ) -> Result<(), M::Error> {
        let key = held.part.key;
        let records = Records {
            arranged: self.arranged,
            part: held.part,
            holds: &held.holds,
            records: held.of(self.record),
        };
        let first = held.of(self.record).next();
        match (held.part.how, held.part.one) {
            (Hold::Ids, false) => map.serialize_entry(key, &Ids(&records)),
            (Hold::Ids, true) => match first {
                Some(record) => map.serialize_entry(key, &self.arranged.id(record)),
                None => Ok(()),
            },
            (_, false) => map.serialize_entry(key, &records),
            (_, true) => match first {
                Some(record) => map.serialize_entry(key, &records.one(record)),
                None => Ok(()),
            },
        }
    }
}

/// The ids of held records.
struct Ids<'r, 'a, I>(&'r Records<'a, I>);

impl<I: Iterator<Item = RecordId> + Clone> Serialize for Ids<'_, '_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let records = self.0.records.clone();
        serializer.collect_seq(records.map(|record| self.0.arranged.id(record)))
    }
}

fn serialize_field<M: SerializeMap>(
    map: &mut M,
    arranged: &Arranged<'_>,
    field: &Field,
    value: &Value,
    depth: u8,
) -> Result<(), M::Error> {
    let shown = |value| Shown {
        arranged,
        kind: &field.kind,
        value,
        depth,
    };
    let values = match value {
        Value::List(values) => &values[..],
        Value::Absent => &[],
        single => std::slice::from_ref(single),
    };
    let mut present = values.iter().filter(|value| is_present(value));
    if field.many {
        let values: Vec<_> = present.map(shown).collect();
        return map.serialize_entry(&field.name, &values);
    }
    match present.next() {
        Some(value) => map.serialize_entry(&field.name, &shown(value)),
        None => Ok(()),
    }
}

/// Whether anything of a value is known: an empty map is as absent as an absent one.
fn is_present(value: &Value) -> bool {
    match value {
        Value::Absent => false,
        Value::Map { span, fields } => span.is_some() || fields.iter().any(is_present),
        _ => true,
    }
}

/// A value as its field shows it.
struct Shown<'a> {
    arranged: &'a Arranged<'a>,
    kind: &'a Kind,
    value: &'a Value,
    depth: u8,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let arranged = self.arranged;
        match (self.kind, self.value) {
            (_, Value::Number(number)) => serialize_number(*number, serializer),
            (_, Value::YesNo(yes)) => serializer.serialize_bool(*yes),
            (
                Kind::Map(fields),
                Value::Map {
                    span,
                    fields: values,
                },
            ) => {
                let mut map = serializer.serialize_map(None)?;
                let text = fields.iter().position(|field| field.name == "text");
                let text = text
                    .and_then(|index| arranged.plain(values.get(index)?))
                    .or_else(|| span.map(|span| arranged.text.slice(span)));
                if let Some(text) = text {
                    map.serialize_entry("text", text)?;
                }
                for (field, value) in fields.iter().zip(values) {
                    if field.name != "text" {
                        serialize_field(&mut map, arranged, field, value, self.depth)?;
                    }
                }
                map.end()
            }
            (Kind::Date, Value::Date(date)) => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("text", arranged.text.slice(date.span))?;
                if let Some(iso) = &date.iso {
                    map.serialize_entry("iso", &**iso)?;
                }
                map.end()
            }
            (Kind::Record(_), Value::Record(record)) => {
                self.serialize_reference(*record, serializer)
            }
            // A map, date or record of which only the text is known.
            (Kind::Map(_) | Kind::Date | Kind::Record(_), value) => {
                let mut map = serializer.serialize_map(None)?;
                if let Some(text) = arranged.plain(value) {
                    map.serialize_entry("text", text)?;
                }
                map.end()
            }
            (_, value) => serializer.serialize_str(arranged.plain(value).unwrap_or_default()),
        }
    }
}

impl Shown<'_> {
    fn serialize_reference<S: Serializer>(
        &self,
        record: RecordId,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let arranged = self.arranged;
        let record = arranged.resolve(record);
        if !arranged.shows(record) && self.depth < DEPTH_LIMIT {
            let kind = arranged.record(record).kind;
            let one = One {
                arranged,
                slots: arranged.layout.all_slots(kind),
                holds: &[],
                record,
                depth: self.depth + 1,
            };
            return one.serialize(serializer);
        }
        let (name, text) = arranged.name_of(record);
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", &arranged.id(record))?;
        map.serialize_entry(name, text)?;
        map.end()
    }
}

/// A whole number without a point.
fn serialize_number<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    // Up to 2^53 every whole f64 is exact.
    if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 {
        serializer.serialize_i64(number as i64)
    } else {
        serializer.serialize_f64(number)
    }
}
