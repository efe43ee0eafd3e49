//! Alternatives that an earlier one always beats: `"书记" | "书记处书记"` at the end of a
//! pattern, where the shorter succeeds wherever the longer would.

use std::collections::{HashMap, HashSet};

use super::Checker;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pattern::{Node, NodeKind};
use crate::source::Place;

/// A later alternative and the one that beats it.
type Beaten = (Place, Place);

impl Checker<'_> {
    /// Reports alternatives that are beaten wherever their pattern is used.
    pub(super) fn shadowed(&mut self) {
        let mut seen: HashMap<Beaten, bool> = HashMap::new();
        let mut texts: HashMap<Beaten, (String, String)> = HashMap::new();
        for inlined in self.rules.iter().flat_map(|ready| &ready.patterns) {
            walk(&inlined.tree, true, &mut |branches, open| {
                for (pair, earlier, later) in rivals(branches) {
                    // The same text twice is beaten whatever follows.
                    let beaten = open || earlier == later;
                    let all = seen.entry(pair).or_insert(true);
                    *all &= beaten;
                    texts.entry(pair).or_insert((earlier, later));
                }
            });
        }
        let mut pairs: Vec<Beaten> = seen
            .into_iter()
            .filter(|(_, beaten)| *beaten)
            .map(|(pair, _)| pair)
            .collect();
        pairs.sort();
        let mut told: HashSet<Place> = HashSet::new();
        for (later, earlier) in pairs {
            let Some((short, long)) = texts.get(&(later, earlier)).cloned() else {
                continue;
            };
            if !told.insert(later) {
                continue;
            }
            self.report(
                Diagnostic::warning(
                    codes::SHADOWED_ALTERNATIVE,
                    later,
                    Message::new(
                        format!("轮不到“{long}”：前面的“{short}”总是先成立"),
                        format!(
                            "“{long}” never has its turn: “{short}” before it always succeeds first"
                        ),
                    ),
                )
                .related(
                    earlier,
                    Message::new("先成立的", "the one that succeeds first"),
                )
                .help(Message::new("把长的写在前面", "put the longer one first")),
            );
        }
    }
}

/// Visits every choice; `open` says that whatever it matches, the pattern succeeds.
fn walk<'a>(node: &'a Node, open: bool, visit: &mut dyn FnMut(&'a [Node], bool)) {
    match &node.kind {
        NodeKind::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                let rest = items[index + 1..].iter().all(asks_nothing);
                walk(item, open && rest, visit);
            }
        }
        NodeKind::Choice(branches) => {
            visit(branches, open);
            for branch in branches {
                walk(branch, open, visit);
            }
        }
        NodeKind::Repeat { item, minimum, .. } => walk(item, open && *minimum <= 1, visit),
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => walk(item, open, visit),
        // Behind a place any answer will do; before it the whole stretch must fit.
        NodeKind::Look { ahead, item, .. } => walk(item, *ahead, visit),
        NodeKind::Gap { barrier, .. } | NodeKind::Rest { barrier } => {
            if let Some(barrier) = barrier {
                walk(barrier, true, visit);
            }
        }
        _ => {}
    }
}

/// Whether a part can always be passed over.
fn asks_nothing(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Repeat { minimum, item, .. } => *minimum == 0 || asks_nothing(item),
        NodeKind::Sequence(items) => items.iter().all(asks_nothing),
        NodeKind::Choice(branches) => branches.iter().any(asks_nothing),
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => asks_nothing(item),
        NodeKind::Literal(text) => text.is_empty(),
        _ => false,
    }
}

/// Pairs of alternatives that are mere text, a later one of which begins with an earlier.
fn rivals(branches: &[Node]) -> Vec<(Beaten, String, String)> {
    let texts: Vec<Option<String>> = branches.iter().map(text_of).collect();
    let mut found = Vec::new();
    for (later, long) in texts.iter().enumerate() {
        let Some(long) = long else { continue };
        for (earlier, short) in texts[..later].iter().enumerate() {
            if let Some(short) = short
                && long.starts_with(short.as_str())
            {
                let places = (branches[later].place, branches[earlier].place);
                found.push((places, short.clone(), long.clone()));
            }
        }
    }
    found
}

/// The text of a pattern that is nothing else.
fn text_of(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Literal(text) => Some(crate::text::fold(text)),
        NodeKind::Group(item) => text_of(item),
        NodeKind::Sequence(items) if !items.is_empty() => {
            items.iter().map(text_of).collect::<Option<String>>()
        }
        _ => None,
    }
}
