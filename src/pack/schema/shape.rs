//! The shapes of which a schema is put together.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Language, Words};

pub(super) fn document(title: Words, maker: Maker) -> Map<String, Value> {
    Map::from_iter([
        (
            "$schema".to_owned(),
            json!("http://json-schema.org/draft-07/schema#"),
        ),
        ("title".to_owned(), json!(title.pick(maker.language))),
    ])
}

/// Any scalar is a text, whatever YAML makes of it.
pub(super) fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

pub(super) fn matching(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

pub(super) fn one_of(values: &[&str]) -> Value {
    json!({ "enum": values })
}

pub(super) fn yes_no() -> Value {
    json!({ "enum": [true, false, "是", "否"] })
}

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

pub(super) fn list(item: Value) -> Value {
    json!({ "type": "array", "items": item })
}

pub(super) fn one_or_many(item: Value) -> Value {
    json!({ "anyOf": [item, list(item.clone())] })
}

/// As it is defined, or what an overlay changes of it.
pub(super) fn or_change(own: Value) -> Value {
    json!({ "anyOf": [own, reference("change")] })
}

/// Definitions by their names, which are single words.
pub(super) fn named(definition: &str) -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "pattern": "^[^\\s\\d(（@<.:：][^\\s(（@<.:：]*$" },
        "additionalProperties": or_change(reference(definition)),
    })
}

/// Patterns by their names and parameters.
pub(super) fn patterns() -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "pattern": "^[^\\s\\d(（@<.:：][^\\s(（@<.:：]*\\s*([(（][^()（）]*[)）])?$" },
        "additionalProperties": or_change(reference("pattern")),
    })
}

/// A key: its name, what it means, what it holds.
pub(super) type Key = (&'static str, Words, Value);

#[derive(Clone, Copy)]
pub(super) struct Maker {
    pub(super) language: Language,
}

impl Maker {
    pub(super) fn described(self, mut schema: Value, doc: Words) -> Value {
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), json!(doc.pick(self.language)));
        }
        schema
    }

    /// A map of these keys and no others.
    pub(super) fn object(self, required: &[&str], keys: &[Key]) -> Map<String, Value> {
        let mut object = self.open(required, keys);
        object.insert("additionalProperties".to_owned(), json!(false));
        object
    }

    /// A map of these keys among others.
    pub(super) fn open(self, required: &[&str], keys: &[Key]) -> Map<String, Value> {
        let properties: Map<String, Value> = keys
            .iter()
            .map(|(name, doc, schema)| ((*name).to_owned(), self.described(schema.clone(), *doc)))
            .collect();
        let mut object = Map::from_iter([
            ("type".to_owned(), json!("object")),
            ("properties".to_owned(), Value::Object(properties)),
        ]);
        if !required.is_empty() {
            object.insert("required".to_owned(), json!(required));
        }
        object
    }
}

pub(super) fn at_least_one(mut object: Map<String, Value>) -> Value {
    object.insert("minProperties".to_owned(), json!(1));
    Value::Object(object)
}

pub(super) fn at_least_one_item(mut list: Value) -> Value {
    if let Value::Object(list) = &mut list {
        list.insert("minItems".to_owned(), json!(1));
    }
    list
}
