//! What there is to be covered in a pack: branches of choices, and which lexicon each element
//! reads.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::compile::Branch;
use crate::pack::Pack;
use crate::pattern::{self, Node, NodeKind};
use crate::record::{EntryId, LexiconId, RuleId};
use crate::source::Place;

/// Whose pattern a branch belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Rule(RuleId),
    /// An index into [`Pack::patterns`].
    Pattern(usize),
}

/// A branch of a choice as it is written.
#[derive(Debug, Clone)]
pub(super) struct WrittenBranch {
    pub owner: Owner,
    pub place: Place,
}

/// What a match can use. Looks, barriers, exceptions and ends only answer yes or no: what of
/// them answered is not seen, so they are left out.
#[derive(Debug)]
pub struct Outline {
    pub(super) branches: Vec<WrittenBranch>,
    numbers: HashMap<Branch, usize>,
    /// Elements that read a lexicon.
    lexicons: HashMap<Place, LexiconId>,
    /// For each lexicon, its entries by their text.
    entries: Vec<HashMap<Arc<str>, EntryId>>,
    /// Lexicons that some element of a match reads.
    pub(super) read: HashSet<LexiconId>,
}

impl Outline {
    /// The outline of a pack.
    pub fn new(pack: &Pack) -> Self {
        let mut seen = Seen::default();
        for rule in &pack.rules {
            for written in rule.action.patterns() {
                // A checked pack expands without faults.
                if let Some(tree) = pattern::expand(written, pack, &mut Vec::new()) {
                    seen.walk(&tree);
                }
            }
        }
        let lexicons: HashMap<Place, LexiconId> = seen
            .lexicons
            .into_iter()
            .filter_map(|(place, name)| Some((place, *pack.lexicon_names.get(&name)?)))
            .collect();
        let by_text = |lexicon: &crate::pack::Lexicon| {
            // Of two entries with one text the first counts, as it does for the engine.
            let entries = lexicon.entries.iter().enumerate().rev();
            entries
                .map(|(number, entry)| (Arc::clone(&entry.text), EntryId(number as u32)))
                .collect()
        };
        let mut outline = Self {
            branches: Vec::new(),
            numbers: HashMap::new(),
            read: lexicons.values().copied().collect(),
            lexicons,
            entries: pack.lexicons.iter().map(by_text).collect(),
        };
        for (rule, number) in pack.rules.iter().zip(0..) {
            for written in rule.action.patterns() {
                outline.take_branches(written, Owner::Rule(RuleId(number)), &seen.choices);
            }
        }
        for (index, named) in pack.patterns.iter().enumerate() {
            outline.take_branches(&named.tree, Owner::Pattern(index), &seen.choices);
        }
        outline
    }

    fn take_branches(&mut self, node: &Node, owner: Owner, choices: &HashSet<Place>) {
        if let NodeKind::Choice(branches) = &node.kind
            && choices.contains(&node.place)
        {
            for (branch, number) in branches.iter().zip(0..) {
                let choice = node.place;
                self.numbers
                    .insert(Branch { choice, number }, self.branches.len());
                self.branches.push(WrittenBranch {
                    owner,
                    place: branch.place,
                });
            }
        }
        for child in node.children() {
            self.take_branches(child, owner, choices);
        }
    }

    /// The number of a branch in this outline.
    pub(super) fn branch(&self, branch: Branch) -> Option<usize> {
        self.numbers.get(&branch).copied()
    }

    /// The entry that an element read, where it reads a lexicon.
    pub(super) fn entry(&self, element: Place, text: &str) -> Option<(LexiconId, EntryId)> {
        let &lexicon = self.lexicons.get(&element)?;
        let &entry = self.entries[lexicon.index()].get(text)?;
        Some((lexicon, entry))
    }
}

/// What an expanded pattern can go through.
#[derive(Default)]
struct Seen {
    choices: HashSet<Place>,
    lexicons: HashMap<Place, String>,
}

impl Seen {
    fn walk(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Look { .. } | NodeKind::Gap { .. } | NodeKind::Rest { .. } => return,
            NodeKind::Choice(_) => {
                self.choices.insert(node.place);
            }
            NodeKind::Lexicon { name, .. } => {
                self.lexicons.insert(node.place, name.clone());
            }
            _ => {}
        }
        node.children().for_each(|child| self.walk(child));
    }
}
