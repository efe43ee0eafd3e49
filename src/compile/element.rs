//! What a pattern can read at a place, each thing once for the whole program.

use std::collections::HashMap;

use crate::text::Unit;

use super::charset::CharSet;
use super::instruction::LexiconTest;

/// A rim of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// It starts at the place.
    Starts,
    /// It ends at the place.
    Ends,
}

/// An element that occurs or does not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Element {
    /// A character of a set.
    Set(CharSet),
    /// An entry of a lexicon.
    Lexicon(LexiconTest),
    /// A literal of several characters (its number among the vocabulary's literals).
    Literal(u32),
    /// A text that a field holds (index into `Program::fields`).
    Field(u32),
    /// A record (index into `Program::records`).
    Record(u32),
    /// One of several.
    Any(Vec<ElementId>),
    /// A unit of layout.
    Unit(Unit),
    /// The scope of the rule.
    Scope,
}

impl Element {
    /// Whether it is a set of characters as it is written.
    pub fn is_set(&self) -> bool {
        matches!(self, Element::Set(_))
    }

    /// Whether a pattern reads it as text; else it only asks for its rims.
    pub fn consumes(&self) -> bool {
        !matches!(self, Element::Unit(_) | Element::Scope)
    }
}

/// An index into [`Elements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementId(pub u32);

/// The elements of a program.
#[derive(Debug, Clone, Default)]
pub struct Elements {
    list: Vec<Element>,
    ids: HashMap<Element, ElementId>,
    /// For elements that are one of several, those.
    around: HashMap<ElementId, Vec<ElementId>>,
}

impl Elements {
    /// The id of an element, a new one where it was not known.
    pub(super) fn id(&mut self, element: Element) -> ElementId {
        if let Some(&id) = self.ids.get(&element) {
            return id;
        }
        let id = ElementId(self.list.len() as u32);
        self.list.push(element.clone());
        self.ids.insert(element, id);
        id
    }

    /// Several elements as one.
    pub(super) fn one_of(&mut self, elements: Vec<ElementId>) -> ElementId {
        match elements[..] {
            [only] => only,
            _ => {
                let any = self.id(Element::Any(elements.clone()));
                for element in elements {
                    let around = self.around.entry(element).or_default();
                    if !around.contains(&any) {
                        around.push(any);
                    }
                }
                any
            }
        }
    }

    /// The id of an element, if it is among these.
    pub fn known(&self, element: &Element) -> Option<ElementId> {
        self.ids.get(element).copied()
    }

    /// An element, if some pattern reads it, and those of which it is one.
    pub fn holding(&self, element: &Element) -> impl Iterator<Item = ElementId> {
        let own = self.known(element);
        let around = own.and_then(|own| self.around.get(&own));
        own.into_iter().chain(around.into_iter().flatten().copied())
    }

    /// The element of an id that this list gave.
    pub fn get(&self, id: ElementId) -> &Element {
        &self.list[id.0 as usize]
    }

    /// All of them, by id.
    pub fn all(&self) -> &[Element] {
        &self.list
    }
}
