//! `emit`: a list of maps, each with one type and optionally `each`, `where`, `span`.
//!
//! ```yaml
//! emit:
//!   - each: [group in groups, name in group.names]
//!     where: name not within @机构
//!     TitledPerson: { name: name, titles: group.titles }
//! ```
//!
//! A field's value is an expression, or a map of expressions for a field whose kind is a
//! map. `span` is an expression, or `enclosing(UNIT)`.

use super::rule::read_expression;
use super::{Context, Keys, head};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::expression;
use crate::pack::model::{Emit, EmitSpan, Field, FieldValue, Kind};
use crate::pack::yaml::{Content, Pair, Yaml};
use crate::pattern::unit_named;
use crate::record::TypeId;
use crate::source::Place;

/// Reads `emit`; the types' fields must be known.
pub(super) fn read_emits(yaml: &Yaml, owner: Place, context: &mut Context) -> Vec<Emit> {
    let items = context.items(yaml);
    if items.is_empty() {
        context.error(
            codes::NOTHING_GIVEN,
            owner,
            "emit 里没有任何记录".into(),
            "`emit` makes no record".into(),
        );
    }
    items
        .iter()
        .filter_map(|item| read_emit(item, context))
        .collect()
}

fn read_emit(item: &Yaml, context: &mut Context) -> Option<Emit> {
    let mut keys = Keys::of(item, head(item), context)?;
    let each = match keys.take("each") {
        Some(each) => {
            let texts = context.words(each);
            texts
                .into_iter()
                .filter_map(|text| expression::parse_binding(&text.scalar, &mut context.faults))
                .map(|binding| (binding.name, binding.items))
                .collect()
        }
        None => Vec::new(),
    };
    let condition = keys
        .take("where")
        .and_then(|condition| read_expression(condition, context));
    let span = keys.take("span").and_then(|span| read_span(span, context));
    let rest = keys.rest();
    let Some((first, others)) = rest.split_first() else {
        context.faults.push(
            Diagnostic::error(
                codes::MISSING_KEY,
                head(item),
                Message::new("没有说造出哪个类型", "no type is named"),
            )
            .label(Message::new(
                "写“类型: { 字段: 捕获 }”",
                "write `Type: { field: capture }`",
            )),
        );
        return None;
    };
    for other in others {
        context.faults.push(
            Diagnostic::error(
                codes::CONFLICT,
                other.key.place(),
                Message::new(
                    format!("一项 emit 只造一个类型，已有“{}”", first.key.as_str()),
                    format!(
                        "an item of `emit` makes one type, which is `{}` already",
                        first.key.as_str()
                    ),
                ),
            )
            .help(Message::new(
                "另起一项“- ”；若是条件，键名是 each、where、span",
                "begin another item with `- `; the other keys are each, where, span",
            )),
        );
    }
    let makes = context.type_named(first.key.as_str(), first.key.place())?;
    if context.unions.contains(&makes) {
        context.faults.push(
            Diagnostic::error(
                codes::UNION,
                first.key.place(),
                Message::new(
                    format!("“{}”由 is 合成，不能直接造出", first.key.as_str()),
                    format!("`{}` is a union and cannot be made", first.key.as_str()),
                ),
            )
            .help(Message::new(
                "造它的某个叶子类型",
                "make one of its leaf types",
            )),
        );
    }
    Some(Emit {
        each,
        condition,
        makes,
        fields: read_fields(first, makes, context)?,
        span,
        place: item.place,
    })
}

fn read_span(yaml: &Yaml, context: &mut Context) -> Option<EmitSpan> {
    let text = context.word(yaml)?;
    let unit = text
        .as_str()
        .trim()
        .strip_prefix("enclosing")
        .map(|rest| rest.trim().trim_matches(['(', ')', '（', '）']).trim())
        .and_then(unit_named);
    match unit {
        Some(unit) => Some(EmitSpan::Enclosing(unit)),
        None => read_expression(yaml, context).map(EmitSpan::Value),
    }
}

/// The values of a record's fields, by the index of the field.
fn read_fields(
    pair: &Pair,
    makes: TypeId,
    context: &mut Context,
) -> Option<Vec<(usize, FieldValue)>> {
    if pair.value.is_null() {
        return Some(Vec::new());
    }
    let fields = context.fields.get(makes.index()).cloned()?;
    read_map(&pair.value, &fields, context)
}

fn read_map(
    yaml: &Yaml,
    fields: &[Field],
    context: &mut Context,
) -> Option<Vec<(usize, FieldValue)>> {
    let Content::Map(pairs) = &yaml.content else {
        context.wrong_form(
            yaml,
            "一组字段 { 字段: 捕获 }",
            "fields (`{ field: capture }`)",
        );
        return None;
    };
    let mut values = Vec::new();
    for pair in pairs {
        let name = pair.key.as_str();
        let Some(index) = fields.iter().position(|field| field.name == name) else {
            let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
            context.unknown_field(name, pair.key.place(), &names);
            continue;
        };
        let value = match (&pair.value.content, &fields[index].kind) {
            (Content::Map(_), Kind::Map(inner)) => {
                read_map(&pair.value, inner, context).map(FieldValue::Map)
            }
            _ => read_expression(&pair.value, context).map(FieldValue::Expression),
        };
        if let Some(value) = value {
            values.push((index, value));
        }
    }
    Some(values)
}
