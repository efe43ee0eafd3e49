//! The JSON Schema of what a view gives, made from the pack.

use serde_json::{Map, Value, json};

use crate::pack::{Field, Hold, Kind, Pack};
use crate::record::TypeId;

use super::layout::{Layout, Part, Slot};

/// The schema (draft 2020-12) of one document as the JSON writers give it: `document` and the
/// keys of the view.
pub fn schema(layout: &Layout<'_>) -> Value {
    let mut maker = Maker {
        layout,
        definitions: Map::new(),
    };
    let origin = object(
        [
            ("id", json!({"type": "string"})),
            ("source", json!({"type": "string"})),
        ],
        &["id", "source"],
    );
    let mut properties = Map::from_iter([("document".to_owned(), origin)]);
    let mut required = vec!["document"];
    for part in &layout.parts {
        let record = maker.part(part, part.key);
        let one = part.one;
        properties.insert(part.key.to_owned(), one_or_many(record, one));
        if !one {
            required.push(part.key);
        }
    }
    let pack = layout.pack;
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("{} {} · {}", pack.name, pack.version, layout.name),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "$defs": maker.definitions,
    })
}

struct Maker<'a> {
    layout: &'a Layout<'a>,
    definitions: Map<String, Value>,
}

impl Maker<'_> {
    fn pack(&self) -> &Pack {
        self.layout.pack
    }

    /// A reference to the definition of a record under a key; `name` is its path of keys.
    fn part(&mut self, part: &Part<'_>, name: &str) -> Value {
        let leaves: Vec<Value> = part
            .leaves
            .iter()
            .map(|(leaf, slots)| self.record(*leaf, slots, Some((part, name))))
            .collect();
        self.definitions.insert(name.to_owned(), any_of(leaves));
        json!({"$ref": format!("#/$defs/{}", pointer(name))})
    }

    /// A record of a leaf with what it shows.
    fn record(
        &mut self,
        leaf: TypeId,
        slots: &[Slot<'_>],
        part: Option<(&Part<'_>, &str)>,
    ) -> Value {
        let mut properties = Map::from_iter([
            ("id".to_owned(), json!({"type": "string"})),
            ("text".to_owned(), json!({"type": "string"})),
            ("span".to_owned(), span()),
        ]);
        let mut required = vec!["id".to_owned(), "text".to_owned(), "span".to_owned()];
        for slot in slots {
            match (slot, part) {
                (Slot::Field(_, field), _) => {
                    properties.insert(field.name.clone(), self.field(field));
                    if field.many || field.required {
                        required.push(field.name.clone());
                    }
                }
                (Slot::Held(index), Some((part, name))) => {
                    let held = &part.holds[*index];
                    let shown = if held.how == Hold::Ids {
                        json!({"type": "string", "description": "id"})
                    } else {
                        self.part(held, &format!("{name}.{}", held.key))
                    };
                    properties.insert(held.key.to_owned(), one_or_many(shown, held.one));
                    if !held.one {
                        required.push(held.key.to_owned());
                    }
                }
                (Slot::Mentions, _) => {
                    let mentions = json!({"type": "array", "items": span()});
                    properties.insert("mentions".to_owned(), mentions);
                    required.push("mentions".to_owned());
                }
                (Slot::Held(_), None) => {}
            }
        }
        let mut schema = json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        });
        describe(&mut schema, &self.pack().type_of(leaf).doc);
        schema
    }

    fn field(&mut self, field: &Field) -> Value {
        let mut schema = one_or_many(self.kind(&field.kind), !field.many);
        describe(&mut schema, &field.doc);
        schema
    }

    fn kind(&mut self, kind: &Kind) -> Value {
        let text = || ("text", json!({"type": "string"}));
        match kind {
            Kind::Text => json!({"type": "string"}),
            Kind::Number => json!({"type": "number"}),
            Kind::YesNo => json!({"type": "boolean"}),
            Kind::Date => {
                let iso = json!({"type": "string", "format": "date"});
                object([text(), ("iso", iso)], &["text"])
            }
            Kind::Map(fields) => {
                let mut properties = Map::from_iter([("text".to_owned(), text().1)]);
                let mut required = Vec::new();
                for field in fields.iter().filter(|field| field.name != "text") {
                    properties.insert(field.name.clone(), self.field(field));
                    if field.many {
                        required.push(&field.name);
                    }
                }
                json!({
                    "type": "object",
                    "properties": properties,
                    "required": required,
                    "additionalProperties": false,
                })
            }
            Kind::Record(of) => self.reference(*of),
        }
    }

    /// A record by its id and name, or in place where the view does not show it.
    fn reference(&mut self, of: TypeId) -> Value {
        let mut choices = Vec::new();
        for leaf in self.layout.pack.leaves(of) {
            for target in self.layout.stands_for(leaf) {
                let name = self.layout.same(target).unwrap_or("text");
                let text = json!({"type": "string"});
                let short = object([("id", text.clone()), (name, text)], &["id"]);
                if !choices.contains(&short) {
                    choices.push(short);
                }
            }
            let name = format!("record.{}", self.pack().type_of(leaf).name);
            if !self.definitions.contains_key(&name) {
                // Its place is taken first: a record may refer to its own type.
                self.definitions.insert(name.clone(), Value::Bool(true));
                let slots = self.layout.all_slots(leaf).to_vec();
                let record = self.record(leaf, &slots, None);
                self.definitions.insert(name.clone(), record);
            }
            choices.push(json!({"$ref": format!("#/$defs/{}", pointer(&name))}));
        }
        choices.push(object([("text", json!({"type": "string"}))], &["text"]));
        any_of(choices)
    }
}

fn span() -> Value {
    let position = || json!({"type": "integer", "minimum": 0});
    object(
        [("start", position()), ("end", position())],
        &["start", "end"],
    )
}

fn object<const N: usize>(properties: [(&str, Value); N], required: &[&str]) -> Value {
    let properties: Map<String, Value> = properties
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn one_or_many(schema: Value, one: bool) -> Value {
    if one {
        schema
    } else {
        json!({"type": "array", "items": schema})
    }
}

fn any_of(mut schemas: Vec<Value>) -> Value {
    if schemas.len() == 1 {
        schemas.remove(0)
    } else {
        json!({"anyOf": schemas})
    }
}

fn describe(schema: &mut Value, doc: &str) {
    if !doc.is_empty() {
        schema["description"] = json!(doc);
    }
}

/// A name inside a JSON pointer inside a URI.
fn pointer(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'~' => escaped.push_str("~0"),
            b'/' => escaped.push_str("~1"),
            _ if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) => {
                escaped.push(char::from(byte));
            }
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}
