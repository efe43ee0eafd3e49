//! What guards ask of places, each list of questions once for the whole program.

use std::collections::HashMap;

use super::element::{ElementId, Side};

/// A question about a place whose answer is known before any matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Trigger {
    /// What is asked for.
    pub element: ElementId,
    /// Which of its rims must lie at the place.
    pub side: Side,
}

/// An index into [`Rims`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RimId(pub u32);

/// The lists of triggers that guards ask for, each once for the whole program: one of a list
/// must hold.
#[derive(Debug, Clone, Default)]
pub struct Rims {
    list: Vec<Vec<Trigger>>,
    ids: HashMap<Vec<Trigger>, RimId>,
    /// For each element, the lists that it is in.
    around: HashMap<ElementId, Vec<RimId>>,
}

impl Rims {
    /// The id of a list, a new one where it was not known.
    pub(super) fn id(&mut self, triggers: Vec<Trigger>) -> RimId {
        if let Some(&id) = self.ids.get(&triggers) {
            return id;
        }
        let id = RimId(self.list.len() as u32);
        for trigger in &triggers {
            let around = self.around.entry(trigger.element).or_default();
            if !around.contains(&id) {
                around.push(id);
            }
        }
        self.list.push(triggers.clone());
        self.ids.insert(triggers, id);
        id
    }

    /// The triggers of an id that this list gave.
    pub fn get(&self, id: RimId) -> &[Trigger] {
        &self.list[id.0 as usize]
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Those that an element is in.
    pub fn holding(&self, element: ElementId) -> &[RimId] {
        self.around.get(&element).map_or(&[], Vec::as_slice)
    }
}
