//! The pack's named patterns, as the pattern language inlines them.

use super::model::Pack;
use crate::pattern::{Definition, Definitions};

impl Definitions for Pack {
    fn definition(&self, name: &str) -> Option<Definition<'_>> {
        let pattern = &self.patterns[*self.pattern_names.get(name)?];
        Some(Definition {
            name: &pattern.name,
            parameters: &pattern.parameters,
            tree: &pattern.tree,
            place: pattern.place,
        })
    }

    fn names(&self) -> Vec<&str> {
        self.patterns
            .iter()
            .map(|pattern| pattern.name.as_str())
            .collect()
    }

    fn spelling(&self, name: &str) -> Option<String> {
        if self.lexicon_names.contains_key(name) {
            Some(format!("@{name}"))
        } else if self.type_names.contains_key(name) {
            Some(format!("<{name}>"))
        } else {
            None
        }
    }
}
