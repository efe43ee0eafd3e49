//! Rules: exactly one of `match`, `segment` and `entity`, and what is made of it.

use super::emit::read_emits;
use super::entity::{read_entity, read_mentions};
use super::example::read_examples;
use super::pattern::read_pattern;
use super::scope::{read_within, unit_scope};
use super::segment::read_segment;
use super::types::read_doc;
use super::{Context, Keys, head};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::expression::{self, Expression};
use crate::pack::model::{Action, Exception, Keep, Rule};
use crate::pack::yaml::{Content, Pair, Text, Yaml};
use crate::text::Unit;

/// Reads all rules.
pub(crate) fn read_rules(pairs: &[Pair], context: &mut Context) -> Vec<Rule> {
    pairs
        .iter()
        .filter_map(|pair| read_rule(pair, context))
        .collect()
}

fn read_rule(pair: &Pair, context: &mut Context) -> Option<Rule> {
    let place = pair.key.place();
    let mut keys = Keys::of(&pair.value, place, context)?;
    let doc = read_doc(&mut keys, context);
    let within = keys
        .take("within")
        .map(|within| read_within(within, context));
    let action = read_action(&mut keys, pair, context);
    let condition = keys
        .take("where")
        .and_then(|condition| read_expression(condition, context));
    let entity = matches!(action, Some(Action::Entity(_)));
    let emit = match keys.take_pair("emit") {
        Some(emit) if entity => {
            context.error(
                codes::CONFLICT,
                emit.key.place(),
                "entity 规则不写 emit：它造出 makes 所说的类型".into(),
                "an entity rule has no `emit`: it makes the type named by `makes`".into(),
            );
            Vec::new()
        }
        Some(emit) => read_emits(&emit.value, emit.key.place(), context),
        None => {
            if action.is_some() && !entity {
                keys.require("emit", context);
            }
            Vec::new()
        }
    };
    let exceptions = match keys.take("except") {
        Some(except) => read_exceptions(except, context),
        None => Vec::new(),
    };
    let keep = match keys.take("keep") {
        Some(keep) => match keep.as_text().map(Text::as_str) {
            Some("longest") => Keep::Longest,
            Some("all") => Keep::All,
            _ => {
                context.wrong_form(keep, " longest 或 all", "`longest` or `all`");
                Keep::Longest
            }
        },
        None => Keep::default(),
    };
    let examples = match keys.take("examples") {
        Some(examples) => read_examples(examples, context),
        None => Vec::new(),
    };
    keys.finish(context);
    let default = if entity {
        Unit::Document
    } else {
        Unit::Sentence
    };
    Some(Rule {
        name: pair.key.as_str().to_owned(),
        doc,
        within: within
            .filter(|within| !within.is_empty())
            .unwrap_or_else(|| unit_scope(default, place)),
        action: action?,
        condition,
        emit,
        exceptions,
        examples,
        keep,
        layer: context.layer(place),
        place,
    })
}

fn read_action(keys: &mut Keys<'_>, pair: &Pair, context: &mut Context) -> Option<Action> {
    let given: Vec<&Pair> = ["match", "segment", "entity"]
        .into_iter()
        .filter_map(|key| keys.take_pair(key))
        .collect();
    let mentions = keys.take_pair("mentions");
    let (first, others) = match given.split_first() {
        Some(found) => found,
        None => {
            context.faults.push(
                Diagnostic::error(
                    codes::MISSING_KEY,
                    pair.key.place(),
                    Message::new(
                        format!("规则“{}”没有 match、segment 或 entity", pair.key.as_str()),
                        format!(
                            "the rule `{}` has no `match`, `segment` or `entity`",
                            pair.key.as_str()
                        ),
                    ),
                )
                .label(Message::new("三者须有其一", "one of the three is wanted")),
            );
            return None;
        }
    };
    for other in others {
        context.faults.push(
            Diagnostic::error(
                codes::CONFLICT,
                other.key.place(),
                Message::new(
                    format!(
                        "一条规则里“{}”和“{}”只能有一个",
                        first.key.as_str(),
                        other.key.as_str()
                    ),
                    format!(
                        "a rule has either `{}` or `{}`",
                        first.key.as_str(),
                        other.key.as_str()
                    ),
                ),
            )
            .related(
                first.key.place(),
                Message::new("另一个在这里", "the other is here"),
            ),
        );
    }
    if let Some(mentions) = mentions
        && first.key.as_str() != "entity"
    {
        context.error(
            codes::CONFLICT,
            mentions.key.place(),
            "只有 entity 规则才有 mentions".into(),
            "only an entity rule has `mentions`".into(),
        );
    }
    match first.key.as_str() {
        "match" => read_pattern(&first.value, context).map(Action::Match),
        "segment" => read_segment(&first.value, first.key.place(), context).map(Action::Segment),
        _ => {
            let mut entity = read_entity(&first.value, first.key.place(), context);
            let mentions = match mentions {
                Some(mentions) => read_mentions(&mentions.value, context),
                None => Vec::new(),
            };
            if let Some(entity) = &mut entity {
                entity.mentions = mentions;
            }
            entity.map(Action::Entity)
        }
    }
}

/// Reads one expression.
pub(super) fn read_expression(yaml: &Yaml, context: &mut Context) -> Option<Expression> {
    match &yaml.content {
        Content::Scalar(text) if !text.is_null() => {
            expression::parse(&text.scalar, &mut context.faults)
        }
        _ => {
            context.wrong_form(yaml, "一个表达式", "an expression");
            None
        }
    }
}

fn read_exceptions(yaml: &Yaml, context: &mut Context) -> Vec<Exception> {
    let mut exceptions = Vec::new();
    for item in context.items(yaml) {
        let Some(mut keys) = Keys::of(item, head(item), context) else {
            continue;
        };
        let mut word = |key: &'static str, context: &mut Context| {
            let text = keys.take(key).and_then(|value| context.word(value));
            text.map(|text| (text.as_str().trim().to_owned(), text.place()))
        };
        let id = word("id", context).map(|(id, _)| id);
        let on = word("on", context);
        let example = keys
            .require("example", context)
            .and_then(|example| context.text(example))
            .map(|text| (text.as_str().trim().to_owned(), text.place()));
        let pattern = keys
            .require("match", context)
            .and_then(|pattern| read_pattern(pattern, context));
        keys.finish(context);
        if let Some(pattern) = pattern {
            exceptions.push(Exception {
                id,
                on_place: on.as_ref().map(|(_, place)| *place),
                on: on.map(|(on, _)| on),
                pattern,
                example,
                place: item.place,
            });
        }
    }
    exceptions
}
