//! `expect`: lines that say what should be true of a corpus without gold.
//!
//! `每个 Speech 有 speaker ≥ 0.9` or `every Speech has speaker >= 0.9`.

use super::Context;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::model::Expectation;
use crate::pack::yaml::{Text, Yaml};
use crate::source::Place;

/// Reads all lines of `expect`.
pub(crate) fn read_expectations(lines: &[Yaml], context: &mut Context) -> Vec<Expectation> {
    lines
        .iter()
        .filter_map(|line| read_line(line, context))
        .collect()
}

fn read_line(line: &Yaml, context: &mut Context) -> Option<Expectation> {
    let text = context.word(line)?;
    let words: Vec<&str> = text.as_str().split_whitespace().collect();
    let found = match words.as_slice() {
        [
            "每个" | "every",
            kind,
            "有" | "has",
            field,
            "≥" | ">=" | "至少",
            share,
        ] => share
            .parse()
            .ok()
            .filter(|share| (0.0..=1.0).contains(share))
            .map(|share| (*kind, *field, share)),
        _ => None,
    };
    let Some((kind, field, share)) = found else {
        context.faults.push(
            Diagnostic::error(
                codes::BAD_VALUE,
                line.place,
                Message::new("这一行看不懂", "this line cannot be read"),
            )
            .label(Message::new(
                "应是“每个 类型 有 字段 ≥ 0.9”",
                "`every Type has field >= 0.9` is wanted",
            )),
        );
        return None;
    };
    let id = context.type_named(kind, place_of(text, kind))?;
    let known = context.field_names(id);
    if !known.iter().any(|known| known == field) {
        context.unknown_field(field, place_of(text, field), &known);
        return None;
    }
    Some(Expectation {
        text: text.as_str().trim().to_owned(),
        kind: id,
        field: field.to_owned(),
        share,
        place: text.place(),
    })
}

/// The place of a word of the line.
fn place_of(text: &Text, word: &str) -> Place {
    let start = word.as_ptr() as usize - text.as_str().as_ptr() as usize;
    text.scalar.place_of(start, start + word.len())
}
