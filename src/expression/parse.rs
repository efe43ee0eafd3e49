//! From the text of an expression to its tree.

use pest::Parser;
use pest::iterators::Pairs;

use super::build::Builder;
use super::mistakes::{too_long, unexpected};
use super::tree::Expression;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Place, Scalar};

/// No expression is longer, in bytes: walks over its tree recurse.
const LONGEST: usize = 4000;
/// The deepest nesting of parentheses.
const DEEPEST: usize = 64;

/// Words that no capture can have as its name if an expression is to read it.
const RESERVED: [&str; 16] = [
    "or", "或", "and", "且", "not", "非", "else", "否则", "in", "with", "within", "contains",
    "equals", "crosses", "true", "false",
];

/// The parser that pest makes of the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "grammars/expression.pest"]
pub(super) struct ExpressionParser;

/// `group in groups`: an entry of `each`.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The name bound to each item in turn.
    pub name: String,
    /// What gives the items.
    pub items: Expression,
    /// Where the name stands.
    pub place: Place,
}

/// Whether a word belongs to the expression language, so that no capture of this name can
/// be read.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Reads an expression or a condition. Faults are reported at their places in the rule
/// file; the tree is given only if none of them is an error.
pub fn parse(scalar: &Scalar, faults: &mut Vec<Diagnostic>) -> Option<Expression> {
    let mut pairs = pairs(Rule::expression, scalar, faults)?;
    let mut builder = Builder::new(scalar);
    let expression = builder.whole(pairs.next()?);
    sound(builder, faults).then_some(expression)
}

/// Reads an entry of `each`, `group in groups`.
pub fn parse_binding(scalar: &Scalar, faults: &mut Vec<Diagnostic>) -> Option<Binding> {
    let mut pairs = pairs(Rule::binding, scalar, faults)?;
    let mut builder = Builder::new(scalar);
    let binding = builder.binding(pairs.next()?);
    sound(builder, faults).then_some(binding)
}

fn pairs<'a>(
    rule: Rule,
    scalar: &'a Scalar,
    faults: &mut Vec<Diagnostic>,
) -> Option<Pairs<'a, Rule>> {
    if let Some(fault) = too_long(scalar, LONGEST, DEEPEST) {
        faults.push(fault);
        return None;
    }
    match ExpressionParser::parse(rule, &scalar.text) {
        Ok(pairs) => Some(pairs),
        Err(error) => {
            let at = match error.location {
                pest::error::InputLocation::Pos(at) => at,
                pest::error::InputLocation::Span((start, _)) => start,
            };
            faults.push(unexpected(scalar, at, rule));
            None
        }
    }
}

fn sound(builder: Builder<'_>, faults: &mut Vec<Diagnostic>) -> bool {
    let sound = builder
        .faults
        .iter()
        .all(|fault| fault.severity != Severity::Error);
    faults.extend(builder.faults);
    sound
}
