//! What a pattern cannot do without, so that most scopes and starts are passed over unseen.
//!
//! A scope that merely holds a required word is a weak filter: a surname character stands
//! in most sentences. A required *pair* of neighbours (a post directly before a surname) is
//! rare. The guard of a pattern is therefore the rarest requirement found, single or pair,
//! by a rough estimate of how often its elements stand in running text.

use std::sync::Arc;

use crate::pattern::tree::{Edge, Node, NodeKind};

use super::Compiler;
use super::charset::CharSet;
use super::instruction::LexiconTest;

/// An element that occurs or does not, known before any matching.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// A character of a set.
    Set(CharSet),
    /// An entry of a lexicon.
    Lexicon(LexiconTest),
    /// A literal (its number among the vocabulary's literals).
    Literal(u32),
    /// A text that a field holds (index into `Program::fields`).
    Field(u32),
    /// A record (index into `Program::records`).
    Record(u32),
}

/// Two neighbours, one of each side, that every match holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// One of these ends where …
    pub before: Vec<Trigger>,
    /// … one of these starts.
    pub after: Vec<Trigger>,
}

/// What every match of a pattern holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Guard {
    /// Nothing is known.
    #[default]
    None,
    /// One of these.
    One(Vec<Trigger>),
    /// One of these pairs of neighbours.
    Pair(Pair),
}

/// Where a match can start: at one of these, or anywhere.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum StartSet {
    /// At any place.
    #[default]
    Anywhere,
    /// Only at the start of the scope.
    ScopeStart,
    /// Where one of these starts.
    At(Vec<Trigger>),
}

/// What an element can begin or end with.
#[derive(Debug, Clone)]
struct Rim {
    /// The elements; absent where it can be anything.
    triggers: Option<Vec<Trigger>>,
    /// Whether the element may consume nothing.
    nullable: bool,
}

impl Rim {
    fn anything() -> Self {
        Rim {
            triggers: None,
            nullable: true,
        }
    }

    fn nothing() -> Self {
        Rim {
            triggers: Some(Vec::new()),
            nullable: true,
        }
    }

    fn one(trigger: Trigger) -> Self {
        Rim {
            triggers: Some(vec![trigger]),
            nullable: false,
        }
    }

    /// `self`, then `next` where `self` may consume nothing.
    fn then(self, next: impl FnOnce() -> Rim) -> Rim {
        if !self.nullable {
            return self;
        }
        let next = next();
        Rim {
            triggers: join(self.triggers, next.triggers),
            nullable: next.nullable,
        }
    }

    fn or(self, other: Rim) -> Rim {
        Rim {
            triggers: join(self.triggers, other.triggers),
            nullable: self.nullable || other.nullable,
        }
    }
}

fn join(left: Option<Vec<Trigger>>, right: Option<Vec<Trigger>>) -> Option<Vec<Trigger>> {
    let (mut left, right) = (left?, right?);
    for trigger in right {
        if !left.contains(&trigger) {
            left.push(trigger);
        }
    }
    Some(left)
}

/// Beyond this many alternatives a requirement is no longer worth testing.
const MOST_TRIGGERS: usize = 64;

impl Compiler<'_> {
    /// Where a match of an expanded pattern can start.
    pub(super) fn starts(&mut self, node: &Node) -> StartSet {
        if begins_at_scope(node) {
            return StartSet::ScopeStart;
        }
        match self.rim(node, true) {
            Rim {
                triggers: Some(triggers),
                nullable: false,
            } if triggers.len() <= MOST_TRIGGERS => StartSet::At(triggers),
            _ => StartSet::Anywhere,
        }
    }

    /// The rarest thing that every match of an expanded pattern holds.
    pub(super) fn guard(&mut self, node: &Node) -> Guard {
        let mut found = Vec::new();
        self.requirements(node, &mut found);
        found
            .into_iter()
            .map(|guard| (self.frequency(&guard), guard))
            .min_by(|(left, _), (right, _)| left.total_cmp(right))
            .map_or(Guard::None, |(_, guard)| guard)
    }

    fn requirements(&mut self, node: &Node, found: &mut Vec<Guard>) {
        match &node.kind {
            NodeKind::Sequence(items) => {
                for item in items {
                    self.requirements(item, found);
                }
                for split in 1..items.len() {
                    let before = self.sequence_rim(&items[..split], false);
                    let after = self.sequence_rim(&items[split..], true);
                    if let (
                        Rim {
                            triggers: Some(before),
                            nullable: false,
                        },
                        Rim {
                            triggers: Some(after),
                            nullable: false,
                        },
                    ) = (before, after)
                        && before.len() + after.len() <= MOST_TRIGGERS
                    {
                        found.push(Guard::Pair(Pair { before, after }));
                    }
                }
            }
            NodeKind::Choice(branches) => {
                let mut union = Some(Vec::new());
                for branch in branches {
                    let single = self.best_single(branch);
                    union = join(union, single);
                }
                if let Some(triggers) = union
                    && !triggers.is_empty()
                    && triggers.len() <= MOST_TRIGGERS
                {
                    found.push(Guard::One(triggers));
                }
            }
            NodeKind::Capture { item, .. } | NodeKind::Group(item) => {
                self.requirements(item, found)
            }
            NodeKind::Repeat { item, minimum, .. } if *minimum > 0 => {
                self.requirements(item, found)
            }
            NodeKind::Look {
                negative: false,
                item,
                ..
            } => self.requirements(item, found),
            _ => {
                if let Rim {
                    triggers: Some(triggers),
                    nullable: false,
                } = self.rim(node, true)
                {
                    found.push(Guard::One(triggers));
                }
            }
        }
    }

    /// The rarest set of single elements of which every match of `node` holds one.
    fn best_single(&mut self, node: &Node) -> Option<Vec<Trigger>> {
        let mut found = Vec::new();
        self.requirements(node, &mut found);
        found
            .into_iter()
            .filter_map(|guard| match guard {
                Guard::One(triggers) => Some(triggers),
                Guard::Pair(pair) => {
                    let (before, after) = (self.any_of(&pair.before), self.any_of(&pair.after));
                    Some(if before < after {
                        pair.before
                    } else {
                        pair.after
                    })
                }
                Guard::None => None,
            })
            .min_by(|left, right| self.any_of(left).total_cmp(&self.any_of(right)))
    }

    /// What an element begins (or, with `start` false, ends) with.
    fn rim(&mut self, node: &Node, start: bool) -> Rim {
        match &node.kind {
            NodeKind::Sequence(items) => self.sequence_rim(items, start),
            NodeKind::Choice(branches) => branches
                .iter()
                .map(|branch| self.rim(branch, start))
                .reduce(Rim::or)
                .unwrap_or_else(Rim::nothing),
            NodeKind::Literal(text) => {
                let characters: Vec<char> = text.chars().collect();
                match self.literal_trigger(&characters) {
                    Some(trigger) => Rim::one(trigger),
                    None if characters.is_empty() => Rim::nothing(),
                    None => {
                        let rim = if start {
                            characters[0]
                        } else {
                            characters[characters.len() - 1]
                        };
                        Rim::one(Trigger::Set(CharSet::of_ranges(vec![(rim, rim)])))
                    }
                }
            }
            NodeKind::Class(class) => Rim::one(Trigger::Set(CharSet::of_class(class))),
            NodeKind::Lexicon { name, filters } => match self.lexicon_test(name, filters) {
                Some(test) => Rim::one(Trigger::Lexicon(test)),
                None => Rim::anything(),
            },
            NodeKind::Field { kind, path } => match self.field_key(kind, path, node.place) {
                Some(key) => Rim::one(Trigger::Field(key)),
                None => Rim::anything(),
            },
            NodeKind::Record { kind, filters } => {
                match self.record_key(kind, filters, node.place) {
                    Some(key) => Rim::one(Trigger::Record(key)),
                    None => Rim::anything(),
                }
            }
            NodeKind::Token { .. } => Rim {
                triggers: None,
                nullable: false,
            },
            NodeKind::Capture { item, .. } | NodeKind::Group(item) => self.rim(item, start),
            NodeKind::Repeat { item, minimum, .. } => {
                let mut rim = self.rim(item, start);
                rim.nullable |= *minimum == 0;
                rim
            }
            NodeKind::Gap {
                maximum: Some(0), ..
            } => Rim::nothing(),
            NodeKind::Gap { .. } | NodeKind::Rest { .. } => Rim::anything(),
            NodeKind::Look { .. } | NodeKind::Edge(_) => Rim::nothing(),
            // Names are written out before anything is compiled.
            NodeKind::Name { .. } => Rim::anything(),
        }
    }

    fn sequence_rim(&mut self, items: &[Node], start: bool) -> Rim {
        let mut rim = Rim::nothing();
        let mut ordered: Vec<&Node> = items.iter().collect();
        if !start {
            ordered.reverse();
        }
        for item in ordered {
            rim = rim.then(|| self.rim(item, start));
        }
        rim
    }

    /// A literal as a trigger, found by the scan; short ones are cheaper to see as characters.
    fn literal_trigger(&mut self, characters: &[char]) -> Option<Trigger> {
        if characters.len() < 2 {
            return None;
        }
        if let Some(&id) = self.trigger_ids.get(characters) {
            return Some(Trigger::Literal(id));
        }
        if self.frozen {
            return None;
        }
        let text: Arc<[char]> = characters.into();
        let id = self.triggers.len() as u32;
        self.triggers.push(Arc::clone(&text));
        self.trigger_ids.insert(text, id);
        Some(Trigger::Literal(id))
    }

    /// How many of a million characters of running text begin with what the guard asks, roughly.
    fn frequency(&self, guard: &Guard) -> f64 {
        match guard {
            Guard::None => 1e6,
            Guard::One(triggers) => self.any_of(triggers),
            // Neighbours are not independent: pairs are written because they occur.
            Guard::Pair(pair) => {
                let (before, after) = (self.any_of(&pair.before), self.any_of(&pair.after));
                before.min(after) * (before.max(after) / 1e6).sqrt().min(1.0)
            }
        }
    }

    fn any_of(&self, triggers: &[Trigger]) -> f64 {
        triggers.iter().map(|trigger| self.one(trigger)).sum()
    }

    fn one(&self, trigger: &Trigger) -> f64 {
        let by_length = |length: usize| match length {
            1 => 1500.0,
            2 => 120.0,
            3 => 40.0,
            _ => 15.0,
        };
        match trigger {
            // Marks and digits are few but frequent; a large set is most of the text.
            Trigger::Set(set) => (f64::from(set.size()) * 6000.0).min(900_000.0),
            Trigger::Lexicon(test) => self.pack.lexicons[test.lexicon.index()]
                .entries
                .iter()
                .enumerate()
                .filter(|(index, _)| test.allowed.as_ref().is_none_or(|allowed| allowed[*index]))
                .map(|(_, entry)| by_length(entry.text.chars().count()))
                .sum(),
            Trigger::Literal(id) => by_length(self.triggers[*id as usize].len()),
            Trigger::Field(_) => 3000.0,
            Trigger::Record(_) => 4000.0,
        }
    }
}

/// Whether every match begins at the start of the scope.
fn begins_at_scope(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Edge(Edge::ScopeStart) => true,
        NodeKind::Sequence(items) => items.first().is_some_and(begins_at_scope),
        NodeKind::Choice(branches) => branches.iter().all(begins_at_scope),
        NodeKind::Capture { item, .. } | NodeKind::Group(item) => begins_at_scope(item),
        NodeKind::Repeat { item, minimum, .. } => *minimum > 0 && begins_at_scope(item),
        _ => false,
    }
}
