//! The verbs of overlays, and what they leave behind.

use crate::pack::yaml::{Content, Yaml};
use crate::source::Place;

/// What an overlay does with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Add,
    AddFirst,
    Remove,
    Replace,
    Disable,
}

impl Verb {
    pub(crate) fn named(key: &str) -> Option<Verb> {
        Some(match key {
            "add" => Verb::Add,
            "add_first" => Verb::AddFirst,
            "remove" => Verb::Remove,
            "replace" => Verb::Replace,
            "disable" => Verb::Disable,
            _ => return None,
        })
    }

    /// The verbs among the keys of a map.
    pub(super) fn in_map(value: &Yaml) -> Vec<Verb> {
        match &value.content {
            Content::Map(pairs) => pairs
                .iter()
                .filter_map(|pair| Verb::named(pair.key.as_str()))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether a verb stands anywhere on the way of keys.
pub(super) fn has_verb(value: &Yaml) -> bool {
    match &value.content {
        Content::Map(pairs) => pairs
            .iter()
            .any(|pair| Verb::named(pair.key.as_str()).is_some() || has_verb(&pair.value)),
        _ => false,
    }
}

/// What stands in the place of a thing that was taken out, until its holder drops it.
pub(super) fn removed(place: Place) -> Yaml {
    Yaml {
        content: Content::Choice(Vec::new()),
        place,
    }
}

pub(super) fn is_removed(value: &Yaml) -> bool {
    matches!(&value.content, Content::Choice(alternatives) if alternatives.is_empty())
}
