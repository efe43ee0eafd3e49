//! One difference between the records of two packs.

use serde::Serialize;

use crate::record::Span;
use crate::text::Text;

use super::Fact;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Only the new pack finds it.
    Gained,
    /// Only the old pack finds it.
    Lost,
    /// Both find it, with other fields, another span or by another rule.
    Changed,
}

/// A difference, in its context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of the record.
    pub change: Kind,
    /// The record's type.
    #[serde(rename = "type")]
    pub of: String,
    /// The rule that makes it now, or made it before if it is lost.
    pub rule: String,
    /// The rule that made it before, if that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_rule: Option<String>,
    /// First code point of the record in the original (of the old one if it is lost).
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What stands before it.
    pub left: String,
    /// Its text.
    pub text: String,
    /// What stands behind it.
    pub right: String,
    /// What the fields hold: of a changed record those that differ.
    pub fields: Vec<FieldChange>,
}

/// What a field held and holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its name; `text` is the record's own.
    pub field: String,
    /// What it held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it holds now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

/// Code points of context on each side.
const CONTEXT: u32 = 15;

impl Change {
    /// A record that only one of the packs finds.
    pub(super) fn alone(change: Kind, fact: &Fact, text: &Text) -> Self {
        let fields = fact.fields.iter().map(|(field, value)| {
            let value = Some(value.clone());
            let (old, new) = match change {
                Kind::Lost => (value, None),
                Kind::Gained | Kind::Changed => (None, value),
            };
            FieldChange {
                field: field.clone(),
                old,
                new,
            }
        });
        Self::new(change, fact, None, text, fields.collect())
    }

    /// A record that both find; nothing if they agree.
    pub(super) fn between(old: &Fact, new: &Fact, text: &Text) -> Option<Self> {
        let mut fields = Vec::new();
        if old.span != new.span && new.name.is_none() {
            fields.push(FieldChange {
                field: "text".to_owned(),
                old: Some(text.slice(old.span).to_owned()),
                new: Some(text.slice(new.span).to_owned()),
            });
        }
        let value = |fact: &Fact, name: &str| {
            let found = fact.fields.iter().find(|(field, _)| field == name);
            found.map(|(_, value)| value.clone())
        };
        let names = new.fields.iter().chain(&old.fields).map(|(name, _)| name);
        for name in names {
            let (before, now) = (value(old, name), value(new, name));
            let known = fields.iter().any(|change| change.field == *name);
            if before != now && !known {
                fields.push(FieldChange {
                    field: name.clone(),
                    old: before,
                    new: now,
                });
            }
        }
        let old_rule = (old.rule != new.rule).then(|| old.rule.clone());
        if fields.is_empty() && old_rule.is_none() {
            return None;
        }
        Some(Self::new(Kind::Changed, new, old_rule, text, fields))
    }

    fn new(
        change: Kind,
        fact: &Fact,
        old_rule: Option<String>,
        text: &Text,
        fields: Vec<FieldChange>,
    ) -> Self {
        let span = fact.span;
        let length = text.chars().len() as u32;
        let before = Span::new(span.start.saturating_sub(CONTEXT), span.start);
        let behind = Span::new(span.end, span.end.saturating_add(CONTEXT).min(length));
        let original = text.original_range(span);
        Self {
            change,
            of: fact.kind.clone(),
            rule: fact.rule.clone(),
            old_rule,
            start: original.start,
            end: original.end,
            left: text.slice(before).to_owned(),
            text: text.slice(span).to_owned(),
            right: text.slice(behind).to_owned(),
            fields,
        }
    }
}
