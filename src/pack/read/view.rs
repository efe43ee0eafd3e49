//! `views`: the shape of the output.
//!
//! A part is a map with `of`, `one`, `fields`, `holds`, or just its type; in `holds` the type
//! may be written `ids(Type)` or `nearest(Type)`.

use super::{Context, Keys};
use crate::diagnostic::codes;
use crate::pack::model::{Hold, View, ViewPart};
use crate::pack::yaml::{Content, Pair, Text, Yaml};
use crate::record::TypeId;

/// Reads all views.
pub(crate) fn read_views(pairs: &[Pair], context: &mut Context) -> Vec<View> {
    pairs
        .iter()
        .map(|pair| View {
            name: pair.key.as_str().to_owned(),
            parts: read_parts(&pair.value, false, context),
            place: pair.key.place(),
        })
        .collect()
}

fn read_parts(yaml: &Yaml, held: bool, context: &mut Context) -> Vec<ViewPart> {
    let Content::Map(pairs) = &yaml.content else {
        context.wrong_form(yaml, "{ 键: { of: 类型 } }", "`{ key: { of: Type } }`");
        return Vec::new();
    };
    if pairs.is_empty() {
        context.error(
            codes::NOTHING_GIVEN,
            yaml.place,
            "这里要有至少一项".into(),
            "at least one part is wanted here".into(),
        );
    }
    pairs
        .iter()
        .filter_map(|pair| read_part(pair, held, context))
        .collect()
}

fn read_part(pair: &Pair, held: bool, context: &mut Context) -> Option<ViewPart> {
    let mut part = ViewPart {
        key: pair.key.as_str().to_owned(),
        of: TypeId(0),
        one: false,
        how: Hold::Inside,
        fields: None,
        holds: Vec::new(),
        place: pair.key.place(),
    };
    if !matches!(pair.value.content, Content::Map(_)) {
        let text = context.word(&pair.value)?;
        (part.of, part.how) = read_of(text, held, context)?;
        return Some(part);
    }
    let mut keys = Keys::of(&pair.value, pair.key.place(), context)?;
    let of = keys
        .require("of", context)
        .and_then(|of| context.word(of))
        .and_then(|text| read_of(text, held, context));
    if let Some(one) = keys.take("one") {
        part.one = context.yes_no(one).unwrap_or(false);
    }
    if let Some(fields) = keys.take("fields") {
        let mut names = Vec::new();
        for field in context.words(fields) {
            let name = field.as_str().trim();
            if let Some((of, _)) = of {
                check_field(name, of, field, context);
            }
            names.push(name.to_owned());
        }
        part.fields = Some(names);
    }
    if let Some(holds) = keys.take("holds") {
        part.holds = read_parts(holds, true, context);
    }
    keys.finish(context);
    (part.of, part.how) = of?;
    Some(part)
}

fn check_field(name: &str, of: TypeId, field: &Text, context: &mut Context) {
    let own = ["id", "text", "span", "mentions", "type"];
    let known = context.field_names(of);
    if !own.contains(&name) && !known.iter().any(|known| known == name) {
        context.unknown_field(name, field.place(), &known);
    }
}

/// `Type`, and in `holds` also `ids(Type)` and `nearest(Type)`.
fn read_of(text: &Text, held: bool, context: &mut Context) -> Option<(TypeId, Hold)> {
    let written = text.as_str().trim();
    let (how, name) = match written.split_once(['(', '（']) {
        Some((how, rest)) => (Some(how.trim()), rest.trim_end_matches([')', '）']).trim()),
        None => (None, written),
    };
    let how = match how {
        None => Hold::Inside,
        Some("ids") if held => Hold::Ids,
        Some("nearest") if held => Hold::Nearest,
        Some(how) => {
            context.error(
                codes::BAD_VALUE,
                text.place(),
                format!("这里不能用“{how}(…)”；holds 里可用 ids(类型)、nearest(类型)"),
                format!(
                    "`{how}(…)` cannot stand here; `holds` takes `ids(Type)` and `nearest(Type)`"
                ),
            );
            return None;
        }
    };
    let place = text.place();
    context.type_named(name, place).map(|id| (id, how))
}
