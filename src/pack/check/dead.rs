//! Patterns that can never match.

use super::Checker;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pattern::{self, Edge, Node, NodeKind};
use crate::source::Place;

/// Why a part can never match.
enum Dead {
    /// Whatever the document is.
    Always(Place, Message),
    /// Since no rule makes what it reads.
    Unmade(Place, Message),
}

impl Checker<'_> {
    /// Reports each pattern that can never match, and each part that keeps it from it.
    pub(super) fn dead(&mut self) {
        let rules = std::mem::take(&mut self.rules);
        for ready in &rules {
            for inlined in &ready.patterns {
                if let Some(dead) = self.cause(&inlined.tree) {
                    self.report(match dead {
                        Dead::Always(place, message) => {
                            Diagnostic::error(codes::NEVER_MATCHES, place, message)
                        }
                        Dead::Unmade(place, message) => {
                            Diagnostic::warning(codes::NEVER_MADE, place, message)
                        }
                    });
                }
            }
        }
        self.rules = rules;
    }

    /// Why a pattern can never match, if it cannot.
    fn cause(&self, node: &Node) -> Option<Dead> {
        match &node.kind {
            NodeKind::Sequence(items) => {
                let inside = items.iter().find_map(|item| self.cause(item));
                inside.or_else(|| misplaced_edge(items))
            }
            NodeKind::Choice(branches) => {
                let mut causes = Vec::new();
                for branch in branches {
                    causes.push(self.cause(branch)?);
                }
                causes.into_iter().next()
            }
            NodeKind::Group(item) | NodeKind::Capture { item, .. } => self.cause(item),
            NodeKind::Repeat { item, minimum, .. } if *minimum > 0 => self.cause(item),
            NodeKind::Look {
                negative: false,
                item,
                ..
            } => self.cause(item),
            NodeKind::Class(class) if class.ranges.is_empty() => Some(Dead::Always(
                node.place,
                Message::new("这个字符类一个字符也不含", "this class holds no character"),
            )),
            NodeKind::Record { kind, .. } | NodeKind::Field { kind, .. } => {
                let id = self.pack.type_named(kind)?;
                let made = self
                    .pack
                    .leaves(id)
                    .iter()
                    .any(|leaf| self.made.contains(leaf));
                (!made).then(|| {
                    Dead::Unmade(
                        node.place,
                        Message::new(
                            format!("没有规则造 {kind}，这里永远不成立"),
                            format!("no rule makes {kind}: this never holds"),
                        ),
                    )
                })
            }
            NodeKind::Lexicon { name, filters } => {
                let id = self.pack.lexicon_names.get(name)?;
                let entries = &self.pack.lexicons[id.index()].entries;
                let any = entries.iter().any(|entry| entry.passes(filters));
                // A condition that no entry meets by itself is reported where it stands.
                let told = filters.iter().any(|filter| {
                    let alone = std::slice::from_ref(filter);
                    !entries.iter().any(|entry| entry.passes(alone))
                });
                (!any && !told).then(|| {
                    Dead::Always(
                        node.place,
                        Message::new(
                            format!("“{name}”里没有词条满足这些条件"),
                            format!("no entry of `{name}` meets these conditions"),
                        ),
                    )
                })
            }
            _ => None,
        }
    }
}

/// A begin with something before it, or an end with something behind it.
fn misplaced_edge(items: &[Node]) -> Option<Dead> {
    let consumes = |items: &[Node]| items.iter().any(|item| !pattern::nullable(item));
    for (index, item) in items.iter().enumerate() {
        let (misplaced, zh, en) = match item.kind {
            NodeKind::Edge(Edge::ScopeStart) => (consumes(&items[..index]), "开头", "begin"),
            NodeKind::Edge(Edge::ScopeEnd) => (consumes(&items[index + 1..]), "结尾", "end"),
            _ => continue,
        };
        if misplaced {
            let side = if en == "begin" {
                ("之前", "before")
            } else {
                ("之后", "behind")
            };
            return Some(Dead::Always(
                item.place,
                Message::new(
                    format!("范围的{zh}{}不会再有文字", side.0),
                    format!("nothing stands {} the {en} of the scope", side.1),
                ),
            ));
        }
    }
    None
}
