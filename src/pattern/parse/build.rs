//! From the pairs of the grammar to the tree. Faults are gathered on the way; where one is,
//! an empty sequence stands in, so that what follows is looked at too.

use std::collections::BTreeSet;

use pest::iterators::Pair;

use super::Rule;
use crate::diagnostic::{Diagnostic, Words};
use crate::pattern::tree::{Node, NodeKind};
use crate::source::{Place, Scalar};

/// More repetitions than this are no repeat any more.
const MOST_REPEATS: u32 = 1000;

/// Builds the tree of one pattern.
pub(super) struct Builder<'a> {
    pub(super) scalar: &'a Scalar,
    pub(super) faults: Vec<Diagnostic>,
    /// Bytes of full-width operators that touch an unquoted word.
    pub(super) touching: BTreeSet<usize>,
}

/// What stands in a place, comments left out.
pub(super) fn parts(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pair.into_inner()
        .filter(|part| part.as_rule() != Rule::COMMENT)
}

impl<'a> Builder<'a> {
    pub(super) fn new(scalar: &'a Scalar) -> Self {
        Self {
            scalar,
            faults: Vec::new(),
            touching: BTreeSet::new(),
        }
    }

    /// The faults found, in the order of their places.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        for at in std::mem::take(&mut self.touching) {
            self.warn_of_full_width(at);
        }
        self.faults
            .sort_by_key(|fault| fault.place.map(|place| (place.start, place.end)));
        self.faults
    }

    pub(super) fn place(&self, pair: &Pair<'_, Rule>) -> Place {
        let span = pair.as_span();
        self.scalar.place_of(span.start(), span.end())
    }

    pub(super) fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// A fault of which the same is always said.
    pub(super) fn plain_fault(
        &mut self,
        code: &'static str,
        place: Place,
        said: Words,
        help: Words,
    ) {
        self.fault(Diagnostic::error(code, place, said.into()).help(help.into()));
    }

    /// The whole pattern.
    pub(super) fn pattern(&mut self, pair: Pair<'_, Rule>) -> Node {
        let place = self.scalar.place;
        let mut chains = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::alternatives => chains.push(part),
                Rule::misplaced => self.misplaced(&part),
                _ => {}
            }
        }
        self.first_alternatives(chains, place, ("模式", "the pattern"))
    }

    /// One list of alternatives is expected; more are there only after a fault that was told.
    fn first_alternatives(
        &mut self,
        chains: Vec<Pair<'_, Rule>>,
        whole: Place,
        what: (&str, &str),
    ) -> Node {
        let faulty = chains.len() > 1;
        let mut first = None;
        for chain in chains {
            let node = self.alternatives(chain, whole, what, faulty);
            first.get_or_insert(node);
        }
        first.unwrap_or_else(|| nothing(whole))
    }

    /// `a | b`; `whole` is underlined and `what` is said where nothing is written at all.
    pub(super) fn alternatives(
        &mut self,
        pair: Pair<'_, Rule>,
        whole: Place,
        what: (&str, &str),
        may_be_empty: bool,
    ) -> Node {
        let place = self.place(&pair);
        let sequences: Vec<_> = parts(pair).collect();
        let single = sequences.len() == 1;
        let mut choices = Vec::new();
        for sequence in sequences {
            let place = self.place(&sequence);
            let items: Vec<Node> = parts(sequence).map(|item| self.item(item)).collect();
            if items.is_empty() && !may_be_empty {
                self.empty(single, place, whole, what);
            }
            choices.push(single_or(items, place, NodeKind::Sequence));
        }
        single_or(choices, place, NodeKind::Choice)
    }

    /// An item with its capture names and repeats.
    fn item(&mut self, pair: Pair<'_, Rule>) -> Node {
        let place = self.place(&pair);
        let mut labels = Vec::new();
        let mut suffixes = Vec::new();
        let mut primary = None;
        for part in parts(pair) {
            match part.as_rule() {
                Rule::label => labels.push(part),
                Rule::suffix => suffixes.push(part),
                _ => primary = Some(part),
            }
        }
        for label in &labels {
            self.note_neighbours(label);
        }
        let Some(primary) = primary else {
            self.capture_of_nothing(&labels);
            return nothing(place);
        };
        self.check_labels(&labels, &primary, &suffixes);
        let repeatable = primary.clone();
        let mut node = self.primary(primary);
        if let Some(label) = labels.first() {
            let name = parts(label.clone())
                .next()
                .map_or("", |word| word.as_str())
                .to_owned();
            return Node {
                kind: NodeKind::Capture {
                    name,
                    item: Box::new(node),
                },
                place,
            };
        }
        if suffixes.len() > 1 {
            self.repeated_twice(&repeatable, &suffixes);
        }
        if let Some(suffix) = suffixes.into_iter().next() {
            self.check_repeatable(&repeatable, &suffix);
            node = self.repeat(node, suffix, place);
        }
        node
    }

    fn repeat(&mut self, item: Node, suffix: Pair<'_, Rule>, place: Place) -> Node {
        let mut minimum = 0;
        let mut maximum = None;
        let mut lazy = false;
        for part in parts(suffix) {
            match part.as_rule() {
                Rule::optional => maximum = Some(1),
                Rule::plus => minimum = 1,
                Rule::counted => {
                    if let Some(bounds) = parts(part).find(|part| part.as_rule() == Rule::bounds) {
                        (minimum, maximum) = self.bounds(bounds, MOST_REPEATS);
                    }
                }
                Rule::lazy => lazy = true,
                _ => {}
            }
        }
        Node {
            kind: NodeKind::Repeat {
                item: Box::new(item),
                minimum,
                maximum,
                lazy,
            },
            place,
        }
    }

    /// `2,4`, `2,`, `3`.
    pub(super) fn bounds(&mut self, pair: Pair<'_, Rule>, most: u32) -> (u32, Option<u32>) {
        let place = self.place(&pair);
        let mut numbers = Vec::new();
        let mut open = false;
        for part in parts(pair) {
            match part.as_rule() {
                Rule::number => match part.as_str().parse::<u32>() {
                    Ok(number) if number <= most => numbers.push(number),
                    _ => {
                        self.bound_too_large(&part, most);
                        return (0, None);
                    }
                },
                Rule::comma => open = true,
                _ => {
                    self.bound_without_minimum(&part);
                    return (0, None);
                }
            }
        }
        let minimum = numbers.first().copied().unwrap_or(0);
        let maximum = match numbers.get(1) {
            Some(&maximum) => Some(maximum),
            None if open => None,
            None => Some(minimum),
        };
        if maximum.is_some_and(|maximum| maximum < minimum || maximum == 0) {
            self.bounds_without_sense(place, minimum, maximum.unwrap_or(0));
        }
        (minimum, maximum)
    }

    /// What stands between a pair of parentheses.
    pub(super) fn bracketed(&mut self, pair: Pair<'_, Rule>, what: (&str, &str)) -> Node {
        let whole = self.place(&pair);
        let mut chains = Vec::new();
        for part in parts(pair.clone()) {
            match part.as_rule() {
                Rule::alternatives => chains.push(part),
                Rule::comma => self.stray_comma(&part),
                Rule::unclosed => self.unclosed(&pair),
                _ => {}
            }
        }
        self.first_alternatives(chains, whole, what)
    }
}

/// Stands in where a fault is.
pub(super) fn nothing(place: Place) -> Node {
    Node {
        kind: NodeKind::Sequence(Vec::new()),
        place,
    }
}

/// One node stays as it is, several become one.
fn single_or(mut nodes: Vec<Node>, place: Place, several: fn(Vec<Node>) -> NodeKind) -> Node {
    match nodes.len() {
        1 => nodes.swap_remove(0),
        _ => Node {
            kind: several(nodes),
            place,
        },
    }
}
