//! `entity`: records merged over the document, and the mentions that join them.

use super::pattern::read_pattern;
use super::rule::read_expression;
use super::scope::{read_within, unit_scope};
use super::{Context, Keys, head};
use crate::pack::model::{Entity, Mention};
use crate::pack::yaml::{Text, Yaml};
use crate::record::TypeId;
use crate::source::Place;
use crate::text::Unit;

/// Reads `entity`: `of`, `makes`, `same`, `unite`.
pub(super) fn read_entity(yaml: &Yaml, owner: Place, context: &mut Context) -> Option<Entity> {
    let mut keys = Keys::of(yaml, owner, context)?;
    let mut kind = |key: &'static str, context: &mut Context| {
        let name = keys
            .require(key, context)
            .and_then(|name| context.word(name))?;
        context.type_named(name.as_str().trim(), name.place())
    };
    let of = kind("of", context);
    let makes = kind("makes", context);
    let same = keys
        .require("same", context)
        .and_then(|same| context.word(same))
        .map(|same| read_field(same, of, context));
    let unite = match keys.take("unite") {
        Some(unite) => {
            let names = context.words(unite);
            names
                .into_iter()
                .map(|name| read_field(name, of, context))
                .collect()
        }
        None => Vec::new(),
    };
    keys.finish(context);
    Some(Entity {
        of: of?,
        makes: makes?,
        same: same?,
        unite,
        mentions: Vec::new(),
    })
}

/// The name of a field of the type that is merged.
fn read_field(text: &Text, of: Option<TypeId>, context: &mut Context) -> String {
    let name = text.as_str().trim();
    if let Some(of) = of {
        let known = context.field_names(of);
        if !known.iter().any(|known| known == name) {
            context.unknown_field(name, text.place(), &known);
        }
    }
    name.to_owned()
}

/// Reads `mentions`: a list of `match`, `refers`, `where`, `within`.
pub(super) fn read_mentions(yaml: &Yaml, context: &mut Context) -> Vec<Mention> {
    let items = context.items(yaml);
    items
        .iter()
        .filter_map(|item| read_mention(item, context))
        .collect()
}

fn read_mention(item: &Yaml, context: &mut Context) -> Option<Mention> {
    let mut keys = Keys::of(item, head(item), context)?;
    let pattern = keys
        .require("match", context)
        .and_then(|pattern| read_pattern(pattern, context));
    let refers = keys
        .require("refers", context)
        .and_then(|refers| read_expression(refers, context));
    let condition = keys
        .take("where")
        .and_then(|condition| read_expression(condition, context));
    let within = keys
        .take("within")
        .map(|within| read_within(within, context));
    keys.finish(context);
    Some(Mention {
        pattern: pattern?,
        refers: refers?,
        condition,
        within: within
            .filter(|within| !within.is_empty())
            .unwrap_or_else(|| unit_scope(Unit::Document, item.place)),
        place: item.place,
    })
}
