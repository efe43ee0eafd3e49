//! Values as a person reads them in one cell or line, and the names that fields go by.

use std::borrow::Cow;

use serde_json::Value;

use crate::pack::{Field, Pack};
use crate::record::TypeId;

/// What stands between the values of a list.
pub(super) const SEPARATOR: &str = "；";

/// A value in one line: an object by its text, else by the first of its values that has one; a
/// list by its values.
pub(crate) fn summary(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Bool(true) => Cow::Borrowed("✓"),
        Value::Bool(false) | Value::Null => Cow::Borrowed(""),
        Value::Array(values) => {
            let texts: Vec<_> = values.iter().map(summary).collect();
            Cow::Owned(texts.join(SEPARATOR))
        }
        Value::Object(map) => {
            if let (Some(start), Some(end)) = (map.get("start"), map.get("end")) {
                return Cow::Owned(format!("{start}–{end}"));
            }
            let named = map.iter().filter(|(key, _)| *key != "id");
            map.get("text")
                .into_iter()
                .chain(named.map(|(_, value)| value))
                .map(summary)
                .find(|text| !text.is_empty())
                .unwrap_or_default()
        }
    }
}

/// The longest label, in characters.
const LABEL_LIMIT: usize = 12;

/// What a field is called before a reader: the head of its description where that is short,
/// else its name.
pub(super) fn field_label(field: &Field) -> &str {
    label(&field.doc).unwrap_or(&field.name)
}

/// What the records under a key are called: the head of their type's description where that is
/// short, else the key.
pub(super) fn type_label<'a>(pack: &'a Pack, kind: TypeId, key: &'a str) -> &'a str {
    label(&pack.type_of(kind).doc).unwrap_or(key)
}

/// `谁说：…` is `谁说`.
pub(super) fn label(doc: &str) -> Option<&str> {
    let is_stop = |letter: char| "：:，,。.；;（(".contains(letter);
    let head = doc.split(is_stop).next().unwrap_or_default().trim();
    (1..=LABEL_LIMIT)
        .contains(&head.chars().count())
        .then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_in_one_line() {
        for (value, line) in [
            (json!("会议"), "会议"),
            (json!(3), "3"),
            (json!(true), "✓"),
            (json!({"text": "2月7日", "iso": "2020-02-07"}), "2月7日"),
            (json!({"id": "people-1", "name": "李宏"}), "李宏"),
            (
                json!({"person": {"id": "people-1", "name": "李宏"}}),
                "李宏",
            ),
            (json!([{"text": "书记"}, {"text": "主任"}]), "书记；主任"),
            (json!({"start": 3, "end": 5}), "3–5"),
            (json!([]), ""),
        ] {
            assert_eq!(summary(&value), line, "{value}");
        }
    }

    #[test]
    fn a_label_is_the_head_of_a_description() {
        assert_eq!(label("消息头：谁发的"), Some("消息头"));
        assert_eq!(label("姓名"), Some("姓名"));
        assert_eq!(label(""), None);
        assert_eq!(label("一段很长而没有停顿的说明文字不作标签"), None);
    }
}
