//! Two output trees side by side. Ids count records, so one record more would change all that
//! follow: here they give way to the text of what they name.

use std::collections::HashMap;

use serde_json::{Map, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::explain::describe::shortened;

/// A place where two trees differ.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// The path: `speeches[2].speaker.name`.
    pub at: String,
    /// What stood there; absent where something is new.
    pub old: Option<Value>,
    /// What stands there; absent where something has gone.
    pub new: Option<Value>,
}

/// All differences, in the order of the trees. Trees that differ in ids alone give one change.
pub(super) fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    walk(String::new(), &canonical(old), &canonical(new), &mut found);
    if found.is_empty() && old != new {
        found.push(Change {
            at: "id".to_owned(),
            old: None,
            new: None,
        });
    }
    found
}

/// The tree without ids; a reference is the text of the record that it names.
fn canonical(tree: &Value) -> Value {
    let mut names = HashMap::new();
    collect(tree, &mut names);
    renamed(tree, &names)
}

fn collect(tree: &Value, names: &mut HashMap<String, String>) {
    match tree {
        Value::Object(map) => {
            let text = map.get("name").or_else(|| map.get("text"));
            if let (Some(Value::String(id)), Some(Value::String(text))) = (map.get("id"), text) {
                names.insert(id.clone(), format!("→{}", shortened(text)));
            }
            map.values().for_each(|value| collect(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}

fn renamed(tree: &Value, names: &HashMap<String, String>) -> Value {
    match tree {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, _)| *key != "id");
            let renamed = kept.map(|(key, value)| (key.clone(), renamed(value, names)));
            Value::Object(renamed.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| renamed(item, names)).collect(),
        Value::String(text) => names.get(text).unwrap_or(text).as_str().into(),
        _ => tree.clone(),
    }
}

fn walk(at: String, old: &Value, new: &Value, found: &mut Vec<Change>) {
    match (old, new) {
        _ if old == new => {}
        (Value::Object(old), Value::Object(new)) => {
            let added = new.keys().filter(|key| !old.contains_key(*key));
            for key in old.keys().chain(added) {
                let at = if at.is_empty() {
                    key.clone()
                } else {
                    format!("{at}.{key}")
                };
                either(at, old.get(key), new.get(key), found);
            }
        }
        (Value::Array(old), Value::Array(new)) => lists(&at, old, new, found),
        _ => either(at, Some(old), Some(new), found),
    }
}

fn either(at: String, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Change>) {
    match (old, new) {
        (Some(old @ (Value::Object(_) | Value::Array(_))), Some(new)) if same_form(old, new) => {
            walk(at, old, new, found);
        }
        (old, new) if old != new => found.push(Change {
            at,
            old: old.cloned(),
            new: new.cloned(),
        }),
        _ => {}
    }
}

fn same_form(old: &Value, new: &Value) -> bool {
    old.is_object() == new.is_object() && old.is_array() == new.is_array()
}

/// Equal items are aligned; between them, items that stand at the same place are compared.
fn lists(at: &str, old: &[Value], new: &[Value], found: &mut Vec<Change>) {
    let key = |items: &[Value]| -> Vec<String> { items.iter().map(Value::to_string).collect() };
    for step in capture_diff_slices(Algorithm::Myers, &key(old), &key(new)) {
        let (old_range, new_range) = match step {
            DiffOp::Equal { .. } => continue,
            _ => (step.old_range(), step.new_range()),
        };
        let (from, to) = (&old[old_range.clone()], &new[new_range.clone()]);
        let mut left: Vec<usize> = (0..to.len()).collect();
        for (index, item) in from.iter().enumerate() {
            let partner = left.iter().position(|&other| is_same(item, &to[other]));
            let at = format!("{at}[{}]", old_range.start + index);
            let partner = partner.map(|place| &to[left.remove(place)]);
            either(at, Some(item), partner, found);
        }
        for index in left {
            let at = format!("{at}[{}]", new_range.start + index);
            either(at, None, Some(&to[index]), found);
        }
    }
}

/// Whether two items are one that has changed: any two texts, or records of the same text,
/// name or place.
fn is_same(old: &Value, new: &Value) -> bool {
    let (Value::Object(old), Value::Object(new)) = (old, new) else {
        return same_form(old, new);
    };
    let start = |map: &Map<String, Value>| map.get("span")?.get("start").cloned();
    let both = |key: &str| {
        old.get(key)
            .is_some_and(|value| new.get(key) == Some(value))
    };
    both("text") || both("name") || start(old).is_some_and(|place| start(new) == Some(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_more_changes_one_place() {
        let old = json!({"people": [
            {"id": "person-1", "name": "石光亮"},
            {"id": "person-2", "name": "李宏"},
        ], "first": "person-1", "last": "person-2"});
        let new = json!({"people": [
            {"id": "person-1", "name": "石光亮"},
            {"id": "person-2", "name": "王建军"},
            {"id": "person-3", "name": "李宏"},
        ], "first": "person-1", "last": "person-3"});
        let found = changes(&old, &new);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].at, "people[1]");
        assert_eq!(found[0].new, Some(json!({"name": "王建军"})));
    }

    #[test]
    fn a_record_that_changed_is_told_by_its_field() {
        let old = json!({"people": [{"id": "a", "name": "李宏", "titles": ["市长"]}]});
        let new = json!({"people": [{"id": "a", "name": "李宏", "titles": ["副市长"]}]});
        let found: Vec<_> = changes(&old, &new).into_iter().map(|one| one.at).collect();
        assert_eq!(found, ["people[0].titles[0]"]);
    }

    #[test]
    fn ids_alone_are_one_change() {
        let old = json!([{"id": "person-1", "name": "李宏"}]);
        let new = json!([{"id": "person-7", "name": "李宏"}]);
        assert_eq!(changes(&old, &new).len(), 1);
        assert_eq!(changes(&old, &old), []);
    }
}
