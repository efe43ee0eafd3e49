//! The items of a tree, by a measure's side.

use std::ops::Range;

use serde_json::Value;

use crate::pack::measure::{Part, Path, Side, Step};
use crate::write::summary;

use super::form::compared;

/// An item of a tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TreeItem {
    /// What is compared, a text for each part.
    pub key: Vec<String>,
    /// The same as it is written.
    pub written: Vec<String>,
    /// Where the innermost record that holds it stands, in code points of the original.
    pub place: Option<Range<u32>>,
}

/// Parts of a list in a key; no text holds it.
const SEPARATOR: &str = "\u{1f}";

/// The items of a tree, in its order.
pub(super) fn items(side: &Side, tree: &Value) -> Vec<TreeItem> {
    let mut items = Vec::new();
    let mut bound = vec![tree];
    walk(&side.each.steps, &mut bound, &mut |bound| {
        // The last one bound is the item itself.
        if bound.last().is_some_and(|value| is_nothing(value)) {
            return;
        }
        let written = side.same.iter().map(|part| texts(part, &side.each, bound));
        let written: Vec<Vec<String>> = written.collect();
        let key = written.iter().zip(&side.same).map(|(texts, part)| {
            let forms = texts.iter().map(|text| compared(text, part.form));
            forms.collect::<Vec<_>>().join(SEPARATOR)
        });
        let places = bound.iter().rev();
        items.push(TreeItem {
            key: key.collect(),
            place: places.filter_map(|value| place(value)).next(),
            written: written.iter().map(|texts| texts.join("；")).collect(),
        });
    });
    items
}

/// Goes all ways of the steps from the value bound last; `visit` gets the values on each.
fn walk<'v>(steps: &[Step], bound: &mut Vec<&'v Value>, visit: &mut dyn FnMut(&[&'v Value])) {
    let Some((step, rest)) = steps.split_first() else {
        return visit(bound);
    };
    let Some(from) = bound.last().copied() else {
        return;
    };
    for value in values(step, from) {
        bound.push(value);
        walk(rest, bound, visit);
        bound.pop();
    }
}

/// The values that a step leads to.
fn values<'v>(step: &Step, from: &'v Value) -> Vec<&'v Value> {
    let all = match from.get(&step.key) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(values)) => &values[..],
        Some(one) => std::slice::from_ref(one),
    };
    let numbered = (1..).zip(all);
    let nth = numbered.filter(|(number, _)| step.nth.is_none_or(|nth| nth == *number));
    let wanted = nth
        .map(|(_, value)| value)
        .filter(|value| match &step.only {
            Some((field, text)) => value.get(field).is_some_and(|value| said(value) == *text),
            None => true,
        });
    wanted.collect()
}

/// The texts of a part: of the first way on which there is one.
fn texts(part: &Part, each: &Path, bound: &[&Value]) -> Vec<String> {
    let mut ways = part.paths.iter().map(|path| {
        let shared = path.steps.iter().zip(&each.steps);
        let shared = shared
            .take_while(|(one, other)| one.key == other.key)
            .count();
        let mut found = Vec::new();
        let mut start = vec![bound[shared]];
        walk(&path.steps[shared..], &mut start, &mut |values| {
            let value = values.last().map(|value| said(value)).unwrap_or_default();
            if !value.is_empty() {
                found.push(value);
            }
        });
        found
    });
    ways.find(|found| !found.is_empty()).unwrap_or_default()
}

/// A value in words.
fn said(value: &Value) -> String {
    match value {
        Value::Bool(yes) => yes.to_string(),
        other => summary(other).into_owned(),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}

fn place(value: &Value) -> Option<Range<u32>> {
    let span = value.get("span")?;
    let bound = |key: &str| span.get(key)?.as_u64()?.try_into().ok();
    Some(bound("start")?..bound("end")?)
}

/// Where a tree is not shaped as a side takes it: a text stands where a way goes on. Ways with
/// others beside them are tried only.
pub(super) fn misshapen(side: &Side, tree: &Value) -> Option<String> {
    let sole = side.same.iter().filter_map(|part| match &part.paths[..] {
        [path] => Some(path),
        _ => None,
    });
    let mut paths = std::iter::once(&side.each).chain(sole);
    paths.find_map(|path| blocked(&path.steps, tree, String::new()))
}

fn blocked(steps: &[Step], value: &Value, way: String) -> Option<String> {
    let (step, rest) = steps.split_first()?;
    if !value.is_object() {
        return Some(way);
    }
    let way = match &*way {
        "" => step.key.clone(),
        _ => format!("{way}.{}", step.key),
    };
    let mut values = values(step, value).into_iter();
    values.find_map(|value| blocked(rest, value, way.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::GoldSetting;
    use serde_json::json;

    /// The keys of the items of a measure, as it is written.
    fn keys(measure: &str, tree: &Value) -> Vec<String> {
        let text = format!(
            "measures:\n  it:\n    {}\n",
            measure.replace('\n', "\n    ")
        );
        let setting = GoldSetting::read("measures.yaml", &text).unwrap_or_else(|it| panic!("{it}"));
        let items = items(&setting.measures[0].found, tree);
        items.iter().map(|item| item.key.join("|")).collect()
    }

    #[test]
    fn ways_through_a_tree() {
        let tree = json!({
            "people": [
                { "name": "李 宏", "titles": [{ "text": "书记" }, { "text": "主任" }] },
                { "name": "王敏", "titles": [] },
            ],
            "events": [
                { "name": "大会", "who": [{ "role": "chair", "person": { "id": "p-1", "name": "李宏" } },
                                          { "role": "host", "person": { "name": "王敏" } }] },
                { "name": "", "who": [{ "role": "chair", "person": "赵刚" }] },
            ],
            "date": "2月7日",
        });
        for (measure, wanted) in [
            ("each: people.name", vec!["李宏", "王敏"]),
            (
                "each: people.titles\nsame: [people.name, people.titles]",
                vec!["李宏|书记", "李宏|主任"],
            ),
            (
                "each: people\nsame: [people.titles]",
                vec!["书记\u{1f}主任", ""],
            ),
            ("each: events(1).who{role=chair}.person", vec!["李宏"]),
            ("each: events.who{role=chair}.person", vec!["李宏", "赵刚"]),
            (
                "each: events\nsame: [events.title | events.name]",
                vec!["大会", ""],
            ),
            ("each: events.name", vec!["大会"]),
            ("each: date\nsame:\n  - date: last(2)", vec!["7日"]),
            ("each: nothing.here", vec![]),
        ] {
            assert_eq!(keys(measure, &tree), wanted, "{measure}");
        }
    }
}
