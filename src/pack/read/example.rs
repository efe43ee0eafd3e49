//! `examples`: the tests of a rule.
//!
//! ```yaml
//! examples:
//!   - text: 市委副书记、市长石光亮出席并讲话
//!     gives: [{ TitledPerson: { name: 石光亮, titles: [市委副书记, 市长] } }]
//! ```
//!
//! `…` (or `...`) in `gives` allows more records; `~` says that a field must be absent.

use super::{Context, Keys, head};
use crate::diagnostic::codes;
use crate::pack::model::{Example, Expected, ExpectedValue, Field, Kind};
use crate::pack::yaml::{Content, Pair, Yaml};

/// Reads `examples`.
pub(super) fn read_examples(yaml: &Yaml, context: &mut Context) -> Vec<Example> {
    let Content::List(items) = &yaml.content else {
        context.wrong_form(yaml, "例子的列表", "a list of examples");
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| read_example(item, context))
        .collect()
}

fn read_example(item: &Yaml, context: &mut Context) -> Option<Example> {
    let mut keys = Keys::of(item, head(item), context)?;
    let text = keys
        .require("text", context)
        .and_then(|text| context.text(text));
    let mut open = false;
    let mut gives = Vec::new();
    if let Some(given) = keys.require("gives", context) {
        for record in context.items(given) {
            let dots = record.as_text().map(|text| text.as_str().trim());
            if matches!(dots, Some("…" | "..." | "……")) {
                open = true;
            } else {
                gives.extend(read_expected(record, context));
            }
        }
    }
    let id = keys.take("id").and_then(|id| context.text(id));
    let todo = keys.take("todo").and_then(|todo| context.yes_no(todo));
    let date = keys.take("date").and_then(|date| {
        let text = context.word(date)?;
        let written = text.as_str().trim();
        if is_date(written) {
            return Some(written.to_owned());
        }
        context.wrong_form(date, "一个日期（2020-02-07）", "a date (2020-02-07)");
        None
    });
    keys.finish(context);
    let text = text?;
    let id = id.map_or(text.as_str(), |id| id.as_str()).trim().to_owned();
    Some(Example {
        id,
        text: text.as_str().to_owned(),
        written: text.scalar.clone(),
        gives,
        open,
        todo: todo.unwrap_or(false),
        date,
        place: item.place,
    })
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let within = |part: &str, length: usize, most: u32| {
        part.len() == length
            && part
                .parse::<u32>()
                .is_ok_and(|number| (1..=most).contains(&number))
    };
    within(year, 4, 9999) && within(month, 2, 12) && within(day, 2, 31)
}

fn read_expected(record: &Yaml, context: &mut Context) -> Option<Expected> {
    let Content::Map(pairs) = &record.content else {
        context.wrong_form(
            record,
            "{ 类型: { 字段: 值 } } 或 …",
            "`{ Type: { field: value } }` or `…`",
        );
        return None;
    };
    let [pair] = pairs.as_slice() else {
        context.error(
            codes::WRONG_FORM,
            record.place,
            "gives 的一项只写一个类型".into(),
            "an item of `gives` names one type".into(),
        );
        return None;
    };
    let kind = context.type_named(pair.key.as_str(), pair.key.place())?;
    let known = context
        .fields
        .get(kind.index())
        .cloned()
        .unwrap_or_default();
    let fields = match &pair.value.content {
        Content::Map(pairs) => read_fields(pairs, &known, &["text", "mentions"], context),
        _ if pair.value.is_null() => Vec::new(),
        _ => {
            context.wrong_form(&pair.value, "{ 字段: 值 }", "`{ field: value }`");
            return None;
        }
    };
    Some(Expected {
        kind,
        fields,
        place: pair.key.place(),
    })
}

/// Fields of a record, a map or a date, each of which must be one that it has: of `known`,
/// or of those that it has without a definition.
fn read_fields(
    pairs: &[Pair],
    known: &[Field],
    own: &[&str],
    context: &mut Context,
) -> Vec<(String, ExpectedValue)> {
    let mut fields = Vec::new();
    for pair in pairs {
        let name = pair.key.as_str();
        let field = known.iter().find(|field| field.name == name);
        if field.is_none() && !own.contains(&name) {
            let names: Vec<String> = known.iter().map(|field| field.name.clone()).collect();
            context.unknown_field(name, pair.key.place(), &names);
        }
        let inner = field.map_or_else(Vec::new, |field| inner_fields(&field.kind, context));
        let own: &[&str] = match field.map(|field| &field.kind) {
            Some(Kind::Date) => &["text", "iso"],
            _ => &["text", "mentions"],
        };
        let value = read_value(&pair.value, &inner, own, context);
        fields.push((name.to_owned(), value));
    }
    fields
}

/// The fields of what a field holds.
fn inner_fields(kind: &Kind, context: &Context) -> Vec<Field> {
    match kind {
        Kind::Map(fields) => fields.clone(),
        Kind::Record(id) => context.fields.get(id.index()).cloned().unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn read_value(yaml: &Yaml, known: &[Field], own: &[&str], context: &mut Context) -> ExpectedValue {
    match &yaml.content {
        Content::List(items) => {
            let values = items
                .iter()
                .map(|item| read_value(item, known, own, context));
            ExpectedValue::List(values.collect())
        }
        Content::Map(pairs) => ExpectedValue::Map(read_fields(pairs, known, own, context)),
        Content::Scalar(text) if text.is_null() => ExpectedValue::Absent,
        Content::Scalar(text) => {
            context.whole(text);
            ExpectedValue::Text(text.as_str().to_owned())
        }
        Content::Choice(_) => ExpectedValue::Absent,
    }
}
