//! How many characters a pattern consumes, and what its sides look like: what the checks ask
//! of an expanded pattern.

use super::tree::{Node, NodeKind};
use crate::diagnostic::{Diagnostic, Message, codes};

/// Classes with more characters than this (all digits are some 700, all Han 98,000) are
/// wide: at the left side of a pattern they let the match begin anywhere.
const WIDE: u32 = 2000;

/// The least number of characters (code points) that the pattern consumes.
pub fn minimum_length(node: &Node) -> u32 {
    match &node.kind {
        NodeKind::Sequence(items) => items
            .iter()
            .fold(0, |sum: u32, item| sum.saturating_add(minimum_length(item))),
        NodeKind::Choice(branches) => branches.iter().map(minimum_length).min().unwrap_or(0),
        NodeKind::Literal(text) => u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
        NodeKind::Class(_)
        | NodeKind::Lexicon { .. }
        | NodeKind::Field { .. }
        | NodeKind::Record { .. }
        | NodeKind::Token { .. } => 1,
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => minimum_length(item),
        NodeKind::Repeat { item, minimum, .. } => minimum_length(item).saturating_mul(*minimum),
        NodeKind::Gap { minimum, .. } => *minimum,
        NodeKind::Rest { .. }
        | NodeKind::Look { .. }
        | NodeKind::Edge(_)
        | NodeKind::Name { .. } => 0,
    }
}

/// The greatest number of characters that the pattern consumes, where there is one: entries,
/// fields, records and tokens are of any length.
pub fn maximum_length(node: &Node) -> Option<u32> {
    match &node.kind {
        NodeKind::Sequence(items) => items
            .iter()
            .try_fold(0, |sum: u32, item| sum.checked_add(maximum_length(item)?)),
        NodeKind::Choice(branches) => branches
            .iter()
            .try_fold(0, |most, branch| Some(maximum_length(branch)?.max(most))),
        NodeKind::Literal(text) => u32::try_from(text.chars().count()).ok(),
        NodeKind::Class(_) => Some(1),
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => maximum_length(item),
        NodeKind::Repeat { item, maximum, .. } => {
            let item = maximum_length(item)?;
            if item == 0 {
                Some(0)
            } else {
                item.checked_mul((*maximum)?)
            }
        }
        NodeKind::Gap { maximum, .. } => *maximum,
        NodeKind::Look { .. } | NodeKind::Edge(_) => Some(0),
        NodeKind::Lexicon { .. }
        | NodeKind::Field { .. }
        | NodeKind::Record { .. }
        | NodeKind::Token { .. }
        | NodeKind::Rest { .. }
        | NodeKind::Name { .. } => None,
    }
}

/// Whether the pattern can match without consuming anything.
pub fn nullable(node: &Node) -> bool {
    minimum_length(node) == 0
}

/// Looks at both sides of an expanded pattern: a gap or rest with nothing beside it is an
/// error, a wide class at the left that may be longer or shorter a warning.
pub fn check_sides(node: &Node, faults: &mut Vec<Diagnostic>) {
    let outside = Sides {
        left: true,
        right: true,
        in_look: false,
    };
    sides(node, outside, faults);
}

/// Whether nothing may stand before and behind a part.
#[derive(Clone, Copy)]
struct Sides {
    left: bool,
    right: bool,
    /// A look has no begin that could lie too far to the left.
    in_look: bool,
}

fn sides(node: &Node, open: Sides, faults: &mut Vec<Diagnostic>) {
    match &node.kind {
        NodeKind::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                let inner = Sides {
                    left: open.left && items[..index].iter().all(vanishes),
                    right: open.right && items[index + 1..].iter().all(vanishes),
                    ..open
                };
                sides(item, inner, faults);
            }
        }
        NodeKind::Choice(branches) => {
            for branch in branches {
                sides(branch, open, faults);
            }
        }
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => sides(item, open, faults),
        NodeKind::Repeat {
            item,
            minimum,
            maximum,
            ..
        } => {
            if open.left && !open.in_look && *maximum != Some(*minimum) && is_wide(item) {
                faults.push(open_left(node));
            }
            sides(item, open, faults);
        }
        // A look hangs on its place with one side.
        NodeKind::Look { ahead, item, .. } => {
            let inner = Sides {
                left: !ahead,
                right: *ahead,
                in_look: true,
            };
            sides(item, inner, faults);
        }
        NodeKind::Gap { .. } if open.left || open.right => {
            faults.push(open_gap(node, open.left, ("间隔", "a gap")));
        }
        NodeKind::Rest { .. } if open.left => {
            faults.push(open_gap(node, true, ("余下", "a rest")));
        }
        _ => {}
    }
}

/// Whether a part may be as if it were not there: it asks nothing and consumes nothing.
fn vanishes(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Sequence(items) => items.iter().all(vanishes),
        NodeKind::Choice(branches) => branches.iter().any(vanishes),
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => vanishes(item),
        NodeKind::Repeat { item, minimum, .. } => *minimum == 0 || vanishes(item),
        NodeKind::Gap { .. } | NodeKind::Rest { .. } => true,
        _ => false,
    }
}

fn is_wide(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Class(class) => {
            let size: u32 = class
                .ranges
                .iter()
                .map(|&(low, high)| u32::from(high) - u32::from(low) + 1)
                .sum();
            size > WIDE
        }
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => is_wide(item),
        NodeKind::Choice(branches) => branches.iter().any(is_wide),
        _ => false,
    }
}

fn open_gap(node: &Node, left: bool, what: (&str, &str)) -> Diagnostic {
    let (zh_side, en_side) = if left {
        ("前面", "before")
    } else {
        ("后面", "behind")
    };
    Diagnostic::error(
        codes::OPEN_GAP,
        node.place,
        Message::new(
            format!("{}的{zh_side}可能什么也没有", what.0),
            format!("nothing need stand {en_side} {}", what.1),
        ),
    )
    .help(Message::new(
        format!("在{zh_side}写出界限，哪怕是环视或 ^ $；或删去它"),
        format!("write what bounds it {en_side}, be it a look or ^ $, or remove it"),
    ))
}

fn open_left(node: &Node) -> Diagnostic {
    Diagnostic::warning(
        codes::OPEN_LEFT_SIDE,
        node.place,
        Message::new(
            "左边没有界限：匹配会从最左边可能的字开始",
            "the left side is open: the match begins at the leftmost character that will do",
        ),
    )
    .help(Message::new(
        "在前面写出界限，如 前文是([，。] | 句首)，或把左边写成词表",
        "write a bound before it, such as prev_is([，。] | start(sentence)), or make a lexicon of it",
    ))
}
