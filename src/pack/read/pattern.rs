//! Patterns where they stand in YAML: a block scalar, or the alternatives that overlays
//! made of one.

use super::Context;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::model::NamedPattern;
use crate::pack::yaml::{Content, Pair, Style, Yaml};
use crate::pattern::{self, Node, NodeKind};

/// The name in the key of a named pattern: `list` of `list(item, sep)`.
pub(crate) fn head_name(key: &str) -> &str {
    key.split(['(', '（']).next().unwrap_or(key).trim()
}

/// Reads all named patterns.
pub(crate) fn read_patterns(pairs: &[Pair], context: &mut Context) -> Vec<NamedPattern> {
    let mut patterns = Vec::new();
    for pair in pairs {
        let head = pattern::parse_definition_head(&pair.key.scalar, &mut context.faults);
        let tree = read_pattern(&pair.value, context);
        // A pattern whose body is faulty is kept, so that its uses are no further faults.
        let tree = tree.unwrap_or(Node {
            kind: NodeKind::Sequence(Vec::new()),
            place: pair.value.place,
        });
        if let Some(head) = head {
            patterns.push(NamedPattern {
                name: head.name,
                parameters: head.parameters,
                tree,
                place: head.place,
            });
        }
    }
    patterns
}

/// Reads one pattern; of a faulty one, as much as can be understood.
pub(crate) fn read_pattern(yaml: &Yaml, context: &mut Context) -> Option<Node> {
    match &yaml.content {
        Content::Scalar(text) if text.is_null() || text.as_str().trim().is_empty() => {
            context.error(
                codes::NOTHING_GIVEN,
                yaml.place,
                "这里要有一个模式".into(),
                "a pattern is wanted here".into(),
            );
            None
        }
        Content::Scalar(text) if text.style == Style::Quoted => {
            context.faults.push(
                Diagnostic::error(
                    codes::QUOTED_PATTERN,
                    yaml.place,
                    Message::new(
                        "YAML 会吃掉模式外面的引号",
                        "YAML eats the quotes around a pattern",
                    ),
                )
                .help(Message::new(
                    "键后写 `|`，换行缩进再写模式",
                    "write `|` behind the key and the pattern, indented, on the next line",
                )),
            );
            None
        }
        Content::Scalar(text) => pattern::parse_as_far(&text.scalar, &mut context.faults),
        Content::Choice(alternatives) => {
            let read: Vec<Option<Node>> = alternatives
                .iter()
                .map(|alternative| read_pattern(alternative, context))
                .collect();
            let nodes: Vec<Node> = read.into_iter().collect::<Option<_>>()?;
            let place = nodes.first().map_or(yaml.place, |node| node.place);
            // The branches of a choice among them are branches like the others.
            let branches = nodes.into_iter().flat_map(|node| match node.kind {
                NodeKind::Choice(branches) => branches,
                _ => vec![node],
            });
            Some(Node {
                kind: NodeKind::Choice(branches.collect()),
                place,
            })
        }
        _ => {
            context.wrong_form(yaml, "一个模式（`|` 块）", "a pattern (a `|` block)");
            None
        }
    }
}
