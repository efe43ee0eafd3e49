//! Records told in texts, so that those of two packs can be compared.

use crate::engine::Extraction;
use crate::explain::describe::{Reader, is_nothing};
use crate::pack::{self, Action, Pack};
use crate::record::{Record, RecordId, Span, TypeId, Value};
use crate::text::Text;

/// A record as far as it can be compared with one of another pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The name of its type.
    pub kind: String,
    /// The name of the rule that made it.
    pub rule: String,
    /// Where it stands (normalised text).
    pub span: Span,
    /// What names it all over the document, where its type merges mentions.
    pub name: Option<String>,
    /// The fields that hold something: name and text.
    pub fields: Vec<(String, String)>,
}

/// The records of a document.
pub fn facts(pack: &Pack, text: &Text, extraction: &Extraction) -> Vec<Fact> {
    let reader = Reader {
        pack,
        text,
        extraction,
    };
    let records = extraction.records.iter().zip(0..);
    records
        .map(|(record, id)| fact(reader, record, RecordId(id)))
        .collect()
}

fn fact(reader: Reader<'_>, record: &Record, id: RecordId) -> Fact {
    let kind = reader.pack.type_of(record.kind);
    let fields = kind.fields.iter().zip(&record.fields);
    let mut told: Vec<(String, String)> = fields
        .filter(|(_, value)| !is_nothing(value))
        .map(|(field, value)| (field.name.clone(), said(reader, value, &field.kind)))
        .collect();
    let merges = is_merged(reader.pack, record.kind);
    if merges {
        let mentions = reader.mentions(id).iter();
        let mentions: Vec<&str> = mentions.map(|span| reader.text.slice(*span)).collect();
        told.push(("mentions".to_owned(), format!("[{}]", mentions.join(", "))));
    }
    Fact {
        kind: kind.name.clone(),
        rule: reader.pack.rule(record.rule).name.clone(),
        span: record.span,
        name: merges.then(|| reader.name_of(id).to_owned()),
        fields: told,
    }
}

/// Whether the records of a type are made by merging others.
fn is_merged(pack: &Pack, kind: TypeId) -> bool {
    pack.rules
        .iter()
        .any(|rule| matches!(&rule.action, Action::Entity(entity) if entity.makes == kind))
}

/// A value in words, nothing left out.
fn said(reader: Reader<'_>, value: &Value, kind: &pack::Kind) -> String {
    match (value, kind) {
        (Value::List(items), _) => {
            let items: Vec<String> = items.iter().map(|item| said(reader, item, kind)).collect();
            format!("[{}]", items.join(", "))
        }
        (Value::Date(date), _) => {
            let text = reader.text.slice(date.span);
            match &date.iso {
                Some(iso) => format!("{text} ({iso})"),
                None => text.to_owned(),
            }
        }
        (Value::Map { fields, .. }, pack::Kind::Map(kinds)) => {
            let parts: Vec<String> = kinds
                .iter()
                .zip(fields)
                .filter(|(field, value)| field.name != "text" && !is_nothing(value))
                .map(|(field, value)| {
                    format!("{}: {}", field.name, said(reader, value, &field.kind))
                })
                .collect();
            match reader.text_of(value) {
                Some(text) if parts.is_empty() => text.into_owned(),
                Some(text) => format!("{text} {{ {} }}", parts.join(", ")),
                None => format!("{{ {} }}", parts.join(", ")),
            }
        }
        (value, _) => reader
            .text_of(value)
            .map_or_else(String::new, |text| text.into_owned()),
    }
}
