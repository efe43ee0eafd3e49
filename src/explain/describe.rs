//! Records and values in words, as an author writes them in `gives`:
//! `TitledPerson { name: 石光亮, titles: [市委副书记, 市长] }`.

use std::borrow::Cow;

use crate::engine::Extraction;
use crate::pack::{Action, Expected, ExpectedValue, Kind, Pack};
use crate::record::{DateValue, Record, RecordId, Span, TypeId, Value};
use crate::text::Text;

/// What a record or value is read with.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The pack that found the records.
    pub pack: &'a Pack,
    /// The document.
    pub text: &'a Text,
    /// Its records.
    pub extraction: &'a Extraction,
}

/// The longest text that is shown whole, in code points.
const SHOWN: usize = 48;

impl<'a> Reader<'a> {
    /// The record of this id.
    pub fn record(&self, id: RecordId) -> &'a Record {
        &self.extraction.records[id.index()]
    }

    /// What a value says; a list or map has no text of its own unless it stands somewhere.
    pub fn text_of(&self, value: &'a Value) -> Option<Cow<'a, str>> {
        match value {
            Value::Absent | Value::List(_) => None,
            Value::Span(span) | Value::Date(DateValue { span, .. }) => {
                Some(Cow::Borrowed(self.text.slice(*span)))
            }
            Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            Value::YesNo(true) => Some(Cow::Borrowed("true")),
            Value::YesNo(false) => Some(Cow::Borrowed("false")),
            Value::Record(id) => Some(Cow::Borrowed(self.name_of(*id))),
            Value::Map { span, .. } => span.map(|span| Cow::Borrowed(self.text.slice(span))),
        }
    }

    /// What names a record where it is referred to: the field that makes it an entity, else
    /// the text of its span.
    pub fn name_of(&self, id: RecordId) -> &'a str {
        let record = self.record(id);
        let named = self.same_field(record.kind);
        match named.and_then(|index| record.fields.get(index)) {
            Some(Value::Span(span)) => self.text.slice(*span),
            Some(Value::Text(text)) => text,
            _ => self.text.slice(record.span),
        }
    }

    /// For an entity type, the field that makes records one.
    fn same_field(&self, kind: TypeId) -> Option<usize> {
        let same = self.pack.rules.iter().find_map(|rule| match &rule.action {
            Action::Entity(entity) if entity.makes == kind => Some(&entity.same),
            _ => None,
        })?;
        self.pack.type_of(kind).field(same)
    }

    /// Where an entity is mentioned.
    pub fn mentions(&self, id: RecordId) -> &'a [Span] {
        let found = self.extraction.mentions.iter().find(|(of, _)| *of == id);
        found.map_or(&[], |(_, spans)| spans)
    }

    /// A record with all its fields that hold something; long texts are shortened.
    pub fn describe(&self, id: RecordId) -> String {
        let record = self.record(id);
        let kind = self.pack.type_of(record.kind);
        let fields: Vec<String> = kind
            .fields
            .iter()
            .zip(&record.fields)
            .filter(|(_, value)| !is_nothing(value))
            .map(|(field, value)| format!("{}: {}", field.name, self.value(value, &field.kind)))
            .collect();
        if fields.is_empty() {
            let text = shortened(self.text.slice(record.span));
            format!("{} {{ text: {text} }}", kind.name)
        } else {
            format!("{} {{ {} }}", kind.name, fields.join(", "))
        }
    }

    /// A value in one line; `~` for nothing.
    pub fn value(&self, value: &Value, kind: &Kind) -> String {
        match (value, kind) {
            (Value::Absent, _) => "~".to_owned(),
            (Value::List(items), _) => {
                let items: Vec<_> = items.iter().map(|item| self.value(item, kind)).collect();
                format!("[{}]", items.join(", "))
            }
            (Value::Date(date), _) => {
                let text = self.text.slice(date.span);
                match &date.iso {
                    Some(iso) => format!("{text} ({iso})"),
                    None => text.to_owned(),
                }
            }
            (Value::Map { fields, .. }, Kind::Map(kinds)) => {
                let fields: Vec<_> = kinds
                    .iter()
                    .zip(fields)
                    .filter(|(field, value)| field.name != "text" && !is_nothing(value))
                    .map(|(field, value)| {
                        format!("{}: {}", field.name, self.value(value, &field.kind))
                    })
                    .collect();
                match self.text_of(value) {
                    Some(text) if fields.is_empty() => shortened(&text),
                    _ => format!("{{ {} }}", fields.join(", ")),
                }
            }
            (value, _) => self
                .text_of(value)
                .map_or_else(|| "~".to_owned(), |text| shortened(&text)),
        }
    }
}

/// A record that an example expects, as it is written.
pub fn expected(pack: &Pack, expected: &Expected) -> String {
    let name = &pack.type_of(expected.kind).name;
    if expected.fields.is_empty() {
        return format!("{name} {{}}");
    }
    format!("{name} {}", map(&expected.fields))
}

/// A value that an example expects, as it is written.
pub fn expected_value(value: &ExpectedValue) -> String {
    match value {
        ExpectedValue::Absent => "~".to_owned(),
        ExpectedValue::Text(text) => shortened(text),
        ExpectedValue::List(items) => {
            let items: Vec<_> = items.iter().map(expected_value).collect();
            format!("[{}]", items.join(", "))
        }
        ExpectedValue::Map(fields) => map(fields),
    }
}

fn map(fields: &[(String, ExpectedValue)]) -> String {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}: {}", expected_value(value)))
        .collect();
    format!("{{ {} }}", fields.join(", "))
}

/// Whether a field holds nothing worth showing.
pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Absent => true,
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

/// A text in one line, its middle left out where it is long.
pub fn shortened(text: &str) -> String {
    let count = text.chars().count();
    let line = |part: &str| part.replace('\n', "⏎");
    if count <= SHOWN {
        return line(text);
    }
    let half = SHOWN / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(count - half).collect();
    format!("{}…{}", line(&head), line(&tail))
}
