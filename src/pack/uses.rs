//! What patterns and expressions name: types, fields, lexicons, other patterns.

use std::collections::BTreeSet;

use crate::expression::tree::{Expression, ExpressionKind, Find, FindScope, Target};
use crate::pattern::tree::{Filter, Node, NodeKind};
use crate::source::Place;

use super::model::{Action, Emit, EmitSpan, End, FieldValue, Mention, Pack, Rule};

/// A name that is used, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use<'a> {
    pub(crate) what: Used<'a>,
    pub(crate) place: Place,
}

/// What is named.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Used<'a> {
    /// Records of a type, with conditions on their fields.
    Records(&'a str, &'a [Filter]),
    /// The texts of a field.
    Field(&'a str, &'a [String]),
    /// Entries of a lexicon, with conditions on their attributes.
    Lexicon(&'a str, &'a [Filter]),
    /// A named pattern or a parameter.
    Pattern(&'a str),
    /// Records that the same match makes.
    Emitted(&'a str),
}

/// Calls `visit` for a part of a pattern and everything in it, outermost first.
pub(crate) fn walk<'a>(node: &'a Node, visit: &mut dyn FnMut(&'a Node)) {
    visit(node);
    for child in node.children() {
        walk(child, visit);
    }
}

/// The names in a pattern.
pub(crate) fn of_pattern<'a>(node: &'a Node, found: &mut Vec<Use<'a>>) {
    walk(node, &mut |node| {
        let what = match &node.kind {
            NodeKind::Lexicon { name, filters } => Used::Lexicon(name, filters),
            NodeKind::Field { kind, path } => Used::Field(kind, path),
            NodeKind::Record { kind, filters } => Used::Records(kind, filters),
            NodeKind::Name { name, .. } => Used::Pattern(name),
            _ => return,
        };
        found.push(Use {
            what,
            place: node.place,
        });
    });
}

/// Calls `visit` for all that is named in a pattern and in the patterns that it names.
pub(crate) fn of_pattern_and_named(pack: &Pack, node: &Node, visit: &mut dyn FnMut(Used<'_>)) {
    let mut named = BTreeSet::new();
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        let mut found = Vec::new();
        of_pattern(node, &mut found);
        for used in found {
            visit(used.what);
            if let Used::Pattern(name) = used.what
                && let Some(&index) = pack.pattern_names.get(name)
                && named.insert(index)
            {
                waiting.push(&pack.patterns[index].tree);
            }
        }
    }
}

/// Calls `visit` for an expression and everything in it.
pub(crate) fn walk_expression<'a>(
    expression: &'a Expression,
    visit: &mut dyn FnMut(&'a Expression),
) {
    visit(expression);
    match &expression.kind {
        ExpressionKind::Call { argument, .. } => walk_expression(argument, visit),
        ExpressionKind::Find {
            place, conditions, ..
        } => {
            if let Some(FindScope::Inside(inside)) = place {
                walk_expression(inside, visit);
            }
            for (_, _, value) in conditions {
                walk_expression(value, visit);
            }
        }
        ExpressionKind::Else(left, right)
        | ExpressionKind::And(left, right)
        | ExpressionKind::Or(left, right)
        | ExpressionKind::Compare(_, left, right) => {
            walk_expression(left, visit);
            walk_expression(right, visit);
        }
        ExpressionKind::Not(inner) => walk_expression(inner, visit),
        ExpressionKind::Relate {
            subject, target, ..
        } => {
            walk_expression(subject, visit);
            if let Target::Value(value) = target {
                walk_expression(value, visit);
            }
        }
        ExpressionKind::Text(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::YesNo(_)
        | ExpressionKind::Path { .. } => {}
    }
}

/// The names in an expression.
pub(crate) fn of_expression<'a>(expression: &'a Expression, found: &mut Vec<Use<'a>>) {
    walk_expression(expression, &mut |expression| {
        let what = match &expression.kind {
            ExpressionKind::Find {
                how: Find::Emitted,
                kind,
                ..
            } => Used::Emitted(kind),
            ExpressionKind::Find { kind, .. } => Used::Records(kind, &[]),
            ExpressionKind::Relate { target, .. } => match target {
                Target::Lexicon(name) => Used::Lexicon(name, &[]),
                Target::Field(kind, path) => Used::Field(kind, path),
                Target::Records(kind) => Used::Records(kind, &[]),
                Target::Value(_) => return,
            },
            _ => return,
        };
        found.push(Use {
            what,
            place: expression.place,
        });
    });
}

/// The patterns of a rule: of its action, its ends, its mentions, its exceptions.
pub(crate) fn patterns(rule: &Rule) -> Vec<&Node> {
    let mut found = Vec::new();
    match &rule.action {
        Action::Match(pattern) => found.push(pattern),
        Action::Segment(segment) => {
            for marker in &segment.markers {
                found.push(&marker.pattern);
                found.extend(end_patterns(&marker.end));
            }
            found.extend(end_patterns(&segment.end));
        }
        Action::Entity(entity) => {
            found.extend(entity.mentions.iter().map(|mention| &mention.pattern));
        }
    }
    found.extend(rule.exceptions.iter().map(|exception| &exception.pattern));
    found
}

fn end_patterns(ends: &[End]) -> impl Iterator<Item = &Node> {
    ends.iter().filter_map(|end| match end {
        End::Pattern(pattern) => Some(pattern),
        End::Unit(_) => None,
    })
}

/// The expressions of a rule; those of its mentions with the mention.
pub(crate) fn expressions(rule: &Rule) -> Vec<(&Expression, Option<&Mention>)> {
    let mut found: Vec<(&Expression, Option<&Mention>)> = Vec::new();
    found.extend(rule.condition.iter().map(|condition| (condition, None)));
    for emit in &rule.emit {
        found.extend(emit_expressions(emit).into_iter().map(|part| (part, None)));
    }
    if let Action::Entity(entity) = &rule.action {
        for mention in &entity.mentions {
            found.push((&mention.refers, Some(mention)));
            found.extend(mention.condition.iter().map(|part| (part, Some(mention))));
        }
    }
    found
}

fn emit_expressions(emit: &Emit) -> Vec<&Expression> {
    let mut found: Vec<&Expression> = emit.each.iter().map(|(_, list)| list).collect();
    found.extend(&emit.condition);
    if let Some(EmitSpan::Value(span)) = &emit.span {
        found.push(span);
    }
    for (_, value) in &emit.fields {
        value_expressions(value, &mut found);
    }
    found
}

fn value_expressions<'a>(value: &'a FieldValue, found: &mut Vec<&'a Expression>) {
    match value {
        FieldValue::Expression(expression) => found.push(expression),
        FieldValue::Map(inner) => {
            for (_, value) in inner {
                value_expressions(value, found);
            }
        }
    }
}
