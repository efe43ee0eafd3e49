//! Scopes: units of layout, record types and their fields, as `within` names them.

use super::Context;
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::pack::model::{Scope, ScopeKind};
use crate::pack::yaml::Yaml;
use crate::pattern::unit_named;
use crate::source::Place;
use crate::text::Unit;

/// The scope that holds where nothing else is written.
pub(super) fn unit_scope(unit: Unit, place: Place) -> Vec<Scope> {
    vec![Scope {
        kind: ScopeKind::Unit { unit, nth: None },
        place,
    }]
}

/// Reads `within`: one scope, or a list from outer to inner.
pub(super) fn read_within(yaml: &Yaml, context: &mut Context) -> Vec<Scope> {
    let mut scopes = Vec::new();
    for text in context.words(yaml) {
        if let Some(kind) = read_scope(text.as_str().trim(), text.place(), context) {
            scopes.push(Scope {
                kind,
                place: text.place(),
            });
        }
    }
    scopes
}

/// Reads one scope, written at a place.
pub(crate) fn read_scope(written: &str, place: Place, context: &mut Context) -> Option<ScopeKind> {
    if let Some(unit) = unit_named(written) {
        return Some(ScopeKind::Unit { unit, nth: None });
    }
    if let Some((name, number)) = written.split_once(['(', '（'])
        && let Some(unit) = unit_named(name.trim())
    {
        let number = number.strip_suffix([')', '）']).unwrap_or(number).trim();
        return match number.parse() {
            Ok(nth) if nth > 0 => Some(ScopeKind::Unit {
                unit,
                nth: Some(nth),
            }),
            _ => {
                context.error(
                    codes::BAD_VALUE,
                    place,
                    format!("“{written}”里应是从 1 数起的序号，如 {}(1)", name.trim()),
                    format!(
                        "a number from 1 is wanted in `{written}`, such as {}(1)",
                        name.trim()
                    ),
                );
                None
            }
        };
    }
    let plain = written.trim_start_matches('<').trim_end_matches('>');
    let mut words = plain.split('.');
    let name = words.next().unwrap_or_default();
    let path: Vec<String> = words.map(str::to_owned).collect();
    let Some(&id) = context.types.get(name) else {
        let units = [
            "document",
            "headline",
            "body",
            "subhead",
            "prose",
            "paragraph",
            "sentence",
            "clause",
            "quote",
            "parenthesis",
        ];
        let names = context.types.keys().map(String::as_str);
        let known = closest(name, units.into_iter().chain(names));
        let fault = Diagnostic::error(
            codes::UNKNOWN_TYPE,
            place,
            Message::new(
                format!("“{written}”既不是范围也不是类型"),
                format!("`{written}` is neither a scope nor a type"),
            ),
        )
        .label(Message::new(
            "可用：document headline body subhead prose paragraph sentence clause quote parenthesis，类型，类型.字段",
            "document, headline, body, subhead, prose, paragraph, sentence, clause, quote, parenthesis, a type, or Type.field",
        ));
        context
            .faults
            .push(super::did_you_mean(fault, place, known));
        return None;
    };
    Some(if path.is_empty() {
        ScopeKind::Records(id)
    } else {
        ScopeKind::Field(id, path)
    })
}
