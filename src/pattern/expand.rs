//! Inlines named patterns: pure substitution, so that what is left has no names.

use super::tree::{Argument, Node, NodeKind};
use super::word::quoted;
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::source::Place;

/// No pattern has more parts than this once everything is inlined.
const LARGEST: usize = 50_000;
/// Nor is its tree deeper: walks over it recurse.
const DEEPEST: usize = 1000;

/// A named pattern, as far as inlining needs to know it.
#[derive(Debug, Clone, Copy)]
pub struct Definition<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its parameters, in order.
    pub parameters: &'a [String],
    /// What it stands for.
    pub tree: &'a Node,
    /// Where it is defined (its name).
    pub place: Place,
}

/// The named patterns of a pack.
pub trait Definitions {
    /// The pattern of this name.
    fn definition(&self, name: &str) -> Option<Definition<'_>>;

    /// The names of all patterns, for “did you mean”.
    fn names(&self) -> Vec<&str>;

    /// How something else of this name is written: `@职务`, `<Person>`.
    fn spelling(&self, name: &str) -> Option<String> {
        let _ = name;
        None
    }
}

/// Inlines all named patterns. Arguments mean what they mean where they are written: a
/// parameter that is named like a pattern of the caller's is no trap. Unknown names, wrong
/// arguments, a pattern that uses itself and one that grows too large are faults; the tree
/// is given only if there is none. A fault that is there already is not added again, since
/// one faulty pattern may be inlined at many places.
pub fn expand(
    node: &Node,
    definitions: &dyn Definitions,
    faults: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let mut expander = Expander {
        definitions,
        faults,
        chain: Vec::new(),
        size: 0,
        depth: 0,
        state: State::Sound,
    };
    let expanded = expander.expand(node, &[]);
    (expander.state == State::Sound).then_some(expanded)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Sound,
    /// A fault was found; the rest is looked at.
    Faulty,
    /// Too large to go on.
    Stopped,
}

/// What a parameter stands for.
struct Bound<'a> {
    parameter: &'a str,
    tree: Node,
    size: usize,
    depth: usize,
}

struct Expander<'a> {
    definitions: &'a dyn Definitions,
    faults: &'a mut Vec<Diagnostic>,
    /// The patterns being inlined, outermost first: name, where it is used.
    chain: Vec<(&'a str, Place)>,
    size: usize,
    depth: usize,
    state: State,
}

impl<'a> Expander<'a> {
    fn fault(&mut self, fault: Diagnostic) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
        if self.state == State::Sound {
            self.state = State::Faulty;
        }
    }

    fn expand(&mut self, node: &Node, bound: &[Bound<'_>]) -> Node {
        self.depth += 1;
        self.grow(1, 0, node.place);
        let expanded = if self.state == State::Stopped {
            empty(node.place)
        } else {
            self.expand_kind(node, bound)
        };
        self.depth -= 1;
        expanded
    }

    fn expand_kind(&mut self, node: &Node, bound: &[Bound<'_>]) -> Node {
        let many = |expander: &mut Self, items: &[Node]| {
            items
                .iter()
                .map(|item| expander.expand(item, bound))
                .collect()
        };
        let kind = match &node.kind {
            NodeKind::Name { name, arguments } => {
                return self.name(node, name, arguments, bound);
            }
            NodeKind::Sequence(items) => NodeKind::Sequence(many(self, items)),
            NodeKind::Choice(items) => NodeKind::Choice(many(self, items)),
            NodeKind::Group(item) => NodeKind::Group(self.boxed(item, bound)),
            NodeKind::Capture { name, item } => NodeKind::Capture {
                name: name.clone(),
                item: self.boxed(item, bound),
            },
            NodeKind::Repeat {
                item,
                minimum,
                maximum,
                lazy,
            } => NodeKind::Repeat {
                item: self.boxed(item, bound),
                minimum: *minimum,
                maximum: *maximum,
                lazy: *lazy,
            },
            NodeKind::Gap {
                minimum,
                maximum,
                barrier,
            } => NodeKind::Gap {
                minimum: *minimum,
                maximum: *maximum,
                barrier: barrier.as_ref().map(|barrier| self.boxed(barrier, bound)),
            },
            NodeKind::Rest { barrier } => NodeKind::Rest {
                barrier: barrier.as_ref().map(|barrier| self.boxed(barrier, bound)),
            },
            NodeKind::Look {
                ahead,
                negative,
                item,
            } => NodeKind::Look {
                ahead: *ahead,
                negative: *negative,
                item: self.boxed(item, bound),
            },
            NodeKind::Literal(_)
            | NodeKind::Class(_)
            | NodeKind::Lexicon { .. }
            | NodeKind::Field { .. }
            | NodeKind::Record { .. }
            | NodeKind::Token { .. }
            | NodeKind::Edge(_) => node.kind.clone(),
        };
        Node {
            kind,
            place: node.place,
        }
    }

    fn boxed(&mut self, node: &Node, bound: &[Bound<'_>]) -> Box<Node> {
        Box::new(self.expand(node, bound))
    }

    /// A parameter, else a named pattern.
    fn name(
        &mut self,
        node: &Node,
        name: &str,
        arguments: &[Argument],
        bound: &[Bound<'_>],
    ) -> Node {
        if let Some(found) = bound.iter().find(|bound| bound.parameter == name) {
            if !arguments.is_empty() {
                self.wrong_arguments(node.place, name, &[], arguments.len(), None);
            }
            self.grow(found.size, found.depth, node.place);
            if self.state == State::Stopped {
                return empty(node.place);
            }
            return found.tree.clone();
        }
        let Some(definition) = self.definitions.definition(name) else {
            self.unknown(node.place, name, bound);
            return empty(node.place);
        };
        let mut given = Vec::new();
        for (index, argument) in arguments.iter().enumerate() {
            let size = self.size;
            let tree = self.expand(&argument.item, bound);
            let depth = tree_depth(&tree);
            given.push(Bound {
                parameter: definition
                    .parameters
                    .get(index)
                    .map_or("", |parameter| parameter),
                tree,
                size: self.size - size,
                depth,
            });
        }
        if arguments.len() != definition.parameters.len() {
            self.wrong_arguments(
                node.place,
                name,
                definition.parameters,
                arguments.len(),
                Some(definition.place),
            );
            return empty(node.place);
        }
        if self
            .chain
            .iter()
            .any(|&(outer, _)| outer == definition.name)
        {
            self.recursion(definition.name);
            return empty(node.place);
        }
        self.chain.push((definition.name, node.place));
        let tree = self.expand(definition.tree, &given);
        self.chain.pop();
        tree
    }

    /// Counts parts, and stops where they become too many.
    fn grow(&mut self, size: usize, depth: usize, place: Place) {
        self.size += size;
        if self.state == State::Stopped || (self.size <= LARGEST && self.depth + depth <= DEEPEST) {
            return;
        }
        self.state = State::Stopped;
        let names: Vec<&str> = self.chain.iter().map(|&(name, _)| name).collect();
        let chain = names.join(" → ");
        let place = self.chain.first().map_or(place, |&(_, place)| place);
        let fault = Diagnostic::error(
            codes::TOO_LARGE,
            place,
            Message::new(
                format!("展开后超过 {LARGEST} 个部分或 {DEEPEST} 层：{chain}"),
                format!("more than {LARGEST} parts or {DEEPEST} levels once inlined: {chain}"),
            ),
        )
        .help(Message::new(
            "把大的选项改成词表，或少套几层模式",
            "turn large choices into a lexicon, or nest fewer patterns",
        ));
        let fault = self
            .chain
            .iter()
            .skip(1)
            .take(8)
            .fold(fault, |fault, &(name, place)| {
                fault.related(
                    place,
                    Message::new(format!("用到“{name}”"), format!("uses “{name}”")),
                )
            });
        self.faults.push(fault);
    }

    fn unknown(&mut self, place: Place, name: &str, bound: &[Bound<'_>]) {
        let fault = Diagnostic::error(
            codes::UNKNOWN_NAME,
            place,
            Message::new(
                format!("没有叫“{name}”的模式"),
                format!("there is no pattern “{name}”"),
            ),
        );
        let names = self.definitions.names();
        let parameters = bound.iter().map(|bound| bound.parameter);
        let meant = closest(name, parameters.chain(names));
        let text = quoted(name);
        let fault = if let Some(spelling) = self.definitions.spelling(name) {
            fault
                .help(Message::new(
                    format!("请写 {spelling}；要匹配文字请写 {text}"),
                    format!("write {spelling}, or {text} for the text itself"),
                ))
                .fix(place, spelling)
        } else if let Some(meant) = meant {
            fault
                .help(Message::new(
                    format!("是不是想写 {meant}？要匹配文字请写 {text}"),
                    format!("did you mean {meant}? For the text itself write {text}"),
                ))
                .fix(place, meant)
        } else {
            fault
                .help(Message::new(
                    format!("请写 {text}"),
                    format!("write {text} for the text itself"),
                ))
                .fix(place, text)
        };
        self.fault(fault);
    }

    fn wrong_arguments(
        &mut self,
        place: Place,
        name: &str,
        parameters: &[String],
        given: usize,
        defined: Option<Place>,
    ) {
        let fault = Diagnostic::error(
            codes::WRONG_ARGUMENTS,
            place,
            Message::new(
                format!(
                    "“{name}”有 {} 个参数，这里给了 {given} 个",
                    parameters.len()
                ),
                format!(
                    "“{name}” takes {} argument(s), {given} given here",
                    parameters.len()
                ),
            ),
        );
        let fault = if parameters.is_empty() {
            fault.help(Message::new(
                format!("后面若是另一个括号，在“{name}”后留一个空格"),
                format!("if a group is meant to follow, leave a blank behind “{name}”"),
            ))
        } else {
            let shape = format!("{name}({})", parameters.join(", "));
            fault.help(Message::new(
                format!("写成 {shape}"),
                format!("write {shape}"),
            ))
        };
        let fault = match defined {
            Some(defined) => fault.related(defined, Message::new("在这里定义", "defined here")),
            None => fault,
        };
        self.fault(fault);
    }

    /// A cycle is told the same way wherever it is entered.
    fn recursion(&mut self, name: &str) {
        let from = self
            .chain
            .iter()
            .position(|&(outer, _)| outer == name)
            .unwrap_or(0);
        let mut cycle: Vec<&str> = self.chain[from..].iter().map(|&(name, _)| name).collect();
        let first = (0..cycle.len())
            .min_by_key(|&index| cycle[index])
            .unwrap_or(0);
        cycle.rotate_left(first);
        let Some(definition) = cycle
            .first()
            .and_then(|first| self.definitions.definition(first))
        else {
            return;
        };
        let chain = format!("{} → {}", cycle.join(" → "), definition.name);
        let mut fault = Diagnostic::error(
            codes::RECURSION,
            definition.place,
            Message::new(
                format!("模式引用了自己：{chain}"),
                format!("a pattern refers to itself: {chain}"),
            ),
        )
        .help(Message::new(
            "模式在使用处展开，不能引用自己；重复写 ( … )*",
            "patterns are inlined and cannot refer to themselves; a repeat is ( … )*",
        ));
        for other in &cycle[1..] {
            if let Some(definition) = self.definitions.definition(other) {
                fault = fault.related(
                    definition.place,
                    Message::new(format!("经过“{other}”"), format!("by way of “{other}”")),
                );
            }
        }
        self.fault(fault);
    }
}

fn tree_depth(node: &Node) -> usize {
    1 + node.children().map(tree_depth).max().unwrap_or(0)
}

/// Stands in where a fault is.
fn empty(place: Place) -> Node {
    Node {
        kind: NodeKind::Sequence(Vec::new()),
        place,
    }
}
