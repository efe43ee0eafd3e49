//! From the text of a pattern to its tree.

mod build;
mod class;
mod full_width;
mod mistakes;
mod nesting;
mod primary;

use pest::Parser;

use build::Builder;
use nesting::{DEEPEST, too_deep};

use super::tree::Node;
use crate::diagnostic::{Diagnostic, Message, Severity, codes};
use crate::source::Scalar;

/// The parser that pest makes of the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "grammars/pattern.pest"]
pub(super) struct PatternParser;

/// Reads a pattern. All its faults are reported, each at its place in the rule file; the
/// tree is given only if none of them is an error.
pub fn parse(scalar: &Scalar, faults: &mut Vec<Diagnostic>) -> Option<Node> {
    let before = faults.len();
    let node = parse_as_far(scalar, faults);
    let sound = |fault: &Diagnostic| fault.severity != Severity::Error;
    node.filter(|_| faults[before..].iter().all(sound))
}

/// Like [`parse`], but what could be understood of a faulty pattern is given, so that the names
/// in it can be checked; such a tree means nothing.
pub(crate) fn parse_as_far(scalar: &Scalar, faults: &mut Vec<Diagnostic>) -> Option<Node> {
    let text = &*scalar.text;
    if let Some(at) = too_deep(text) {
        let width = text[at..].chars().next().map_or(0, char::len_utf8);
        faults.push(Diagnostic::error(
            codes::TOO_DEEP,
            scalar.place_of(at, at + width),
            Message::new(
                format!("括号嵌套超过 {DEEPEST} 层"),
                format!("brackets are nested more than {DEEPEST} deep"),
            ),
        ));
        return None;
    }
    let mut pairs = match PatternParser::parse(Rule::pattern, text) {
        Ok(pairs) => pairs,
        Err(error) => {
            faults.push(unforeseen(scalar, &error));
            return None;
        }
    };
    let mut builder = Builder::new(scalar);
    let node = builder.pattern(pairs.next()?);
    faults.extend(builder.finish());
    Some(node)
}

/// The grammar parses every text; should it fail to, the place is still told.
fn unforeseen(scalar: &Scalar, error: &pest::error::Error<Rule>) -> Diagnostic {
    let (start, end) = match error.location {
        pest::error::InputLocation::Pos(at) => (at, at),
        pest::error::InputLocation::Span((start, end)) => (start, end),
    };
    Diagnostic::error(
        codes::UNQUOTED_TEXT,
        scalar.place_of(start, end),
        Message::new("这里看不懂", "this is not understood"),
    )
}
