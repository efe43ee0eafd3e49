//! What the captures of a pattern look like, found before anything runs.

use super::tree::{Node, NodeKind};
use crate::source::Place;

/// A capture as a rule sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its name.
    pub name: String,
    /// Whether it is a list: it stands under a repeat, or at several places on one way
    /// through the pattern.
    pub many: bool,
    /// Whether some way through the pattern leaves it unbound (or its list empty).
    pub optional: bool,
    /// The captures inside.
    pub inner: Vec<Shape>,
    /// What it consists of.
    pub item: ShapeItem,
    /// Where it is first written.
    pub place: Place,
}

impl Shape {
    /// The inner capture of this name.
    pub fn inner(&self, name: &str) -> Option<&Shape> {
        self.inner.iter().find(|shape| shape.name == name)
    }
}

/// What a capture consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShapeItem {
    /// Characters, or more than one edge.
    Characters,
    /// An entry of one of these lexicons, so that attributes can be read; where characters
    /// stand beside it in a choice, the attributes are absent.
    Lexicon(Vec<String>),
    /// Always exactly one record of one of these types.
    Record(Vec<String>),
}

/// The captures of an expanded pattern, outermost level, in the order written. What a look
/// or a barrier holds captures nothing.
pub fn shape(node: &Node) -> Vec<Shape> {
    match &node.kind {
        NodeKind::Sequence(items) => items.iter().fold(Vec::new(), |mut all, item| {
            for found in shape(item) {
                match all.iter_mut().find(|known| known.name == found.name) {
                    Some(known) => {
                        let optional = known.optional && found.optional;
                        merge(known, found);
                        known.many = true;
                        known.optional = optional;
                    }
                    None => all.push(found),
                }
            }
            all
        }),
        NodeKind::Choice(branches) => choice(branches.iter().map(shape)),
        NodeKind::Group(item) => shape(item),
        NodeKind::Repeat {
            item,
            minimum,
            maximum,
            ..
        } => {
            let mut shapes = shape(item);
            for found in &mut shapes {
                found.many |= *maximum != Some(1);
                found.optional |= *minimum == 0;
            }
            shapes
        }
        NodeKind::Capture { name, item } => vec![Shape {
            name: name.clone(),
            many: false,
            optional: false,
            inner: shape(item),
            item: item_of(item).unwrap_or(ShapeItem::Characters),
            place: node.place,
        }],
        NodeKind::Literal(_)
        | NodeKind::Class(_)
        | NodeKind::Lexicon { .. }
        | NodeKind::Field { .. }
        | NodeKind::Name { .. }
        | NodeKind::Record { .. }
        | NodeKind::Token { .. }
        | NodeKind::Gap { .. }
        | NodeKind::Rest { .. }
        | NodeKind::Look { .. }
        | NodeKind::Edge(_) => Vec::new(),
    }
}

/// What one of several branches binds: a name that one of them lacks is optional.
fn choice(branches: impl Iterator<Item = Vec<Shape>>) -> Vec<Shape> {
    let mut all: Vec<Shape> = Vec::new();
    for (index, branch) in branches.enumerate() {
        for known in &mut all {
            known.optional |= !branch.iter().any(|found| found.name == known.name);
        }
        for mut found in branch {
            match all.iter_mut().find(|known| known.name == found.name) {
                Some(known) => merge(known, found),
                None => {
                    found.optional |= index > 0;
                    all.push(found);
                }
            }
        }
    }
    all
}

/// Another place of the same name.
fn merge(known: &mut Shape, found: Shape) {
    known.many |= found.many;
    known.optional |= found.optional;
    known.item = either(known.item.clone(), found.item);
    let inner = std::mem::take(&mut known.inner);
    known.inner = choice([inner, found.inner].into_iter());
}

/// What stands there if one or the other does.
fn either(left: ShapeItem, right: ShapeItem) -> ShapeItem {
    use ShapeItem::{Characters, Lexicon, Record};
    match (left, right) {
        (Lexicon(left), Lexicon(right)) => Lexicon(union(left, right)),
        (Record(left), Record(right)) => Record(union(left, right)),
        (Lexicon(names), Characters) | (Characters, Lexicon(names)) => Lexicon(names),
        _ => Characters,
    }
}

fn union(mut left: Vec<String>, right: Vec<String>) -> Vec<String> {
    for name in right {
        if !left.contains(&name) {
            left.push(name);
        }
    }
    left
}

/// What a part consists of; absent where it consumes nothing.
fn item_of(node: &Node) -> Option<ShapeItem> {
    match &node.kind {
        NodeKind::Lexicon { name, .. } => Some(ShapeItem::Lexicon(vec![name.clone()])),
        NodeKind::Record { kind, .. } => Some(ShapeItem::Record(vec![kind.clone()])),
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => item_of(item),
        NodeKind::Choice(branches) => branches
            .iter()
            .map(|branch| item_of(branch).unwrap_or(ShapeItem::Characters))
            .reduce(either),
        NodeKind::Sequence(items) => {
            let mut consuming = items.iter().filter_map(item_of);
            let first = consuming.next()?;
            Some(match consuming.next() {
                None => first,
                Some(_) => ShapeItem::Characters,
            })
        }
        NodeKind::Repeat {
            item,
            minimum,
            maximum: Some(1),
            ..
        } => item_of(item).map(|item| match item {
            ShapeItem::Record(_) if *minimum == 0 => ShapeItem::Characters,
            item => item,
        }),
        NodeKind::Look { .. } | NodeKind::Edge(_) => None,
        NodeKind::Literal(_)
        | NodeKind::Class(_)
        | NodeKind::Field { .. }
        | NodeKind::Name { .. }
        | NodeKind::Token { .. }
        | NodeKind::Repeat { .. }
        | NodeKind::Gap { .. }
        | NodeKind::Rest { .. } => Some(ShapeItem::Characters),
    }
}
