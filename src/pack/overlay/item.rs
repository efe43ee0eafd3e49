//! Items of lists: by what name they are found, and what can be changed in them.

use super::verb::Verb;
use crate::pack::yaml::{Content, Pair, Yaml};
use crate::source::Place;

/// What is added where nothing was, if an overlay says nothing else.
pub(super) fn only_added(above: &Yaml) -> Option<Yaml> {
    let Content::Map(pairs) = &above.content else {
        return None;
    };
    match pairs.as_slice() {
        [pair]
            if matches!(
                Verb::named(pair.key.as_str()),
                Some(Verb::Add | Verb::AddFirst)
            ) =>
        {
            Some(pair.value.clone())
        }
        _ => None,
    }
}

/// The name of an item of a list.
pub(super) fn identity(item: &Yaml) -> Option<&str> {
    match &item.content {
        Content::Scalar(text) => Some(text.as_str().trim()),
        Content::Map(pairs) => {
            if is_entry(item)
                && let [pair] = pairs.as_slice()
            {
                return Some(pair.key.as_str());
            }
            for key in ["id", "text", "example", "style"] {
                let found = pairs.iter().find(|pair| pair.key.as_str() == key);
                if let Some(text) = found.and_then(|pair| pair.value.as_text()) {
                    return Some(text.as_str().trim());
                }
            }
            pairs
                .iter()
                .map(|pair| pair.key.as_str())
                .find(|key| !matches!(*key, "each" | "where" | "span" | "match" | "on"))
        }
        _ => None,
    }
}

/// Where the name of an item stands.
pub(super) fn named_place(item: &Yaml) -> Place {
    match &item.content {
        Content::Map(pairs) => match pairs.as_slice() {
            [pair] => pair.key.place(),
            _ => item.place,
        },
        _ => item.place,
    }
}

/// Whether an item of a list is an entry with details: a map of its text to a map.
pub(super) fn is_entry(item: &Yaml) -> bool {
    match &item.content {
        Content::Map(pairs) => match pairs.as_slice() {
            [pair] => pair.value.is_null() || !matches!(pair.value.content, Content::Scalar(_)),
            _ => false,
        },
        _ => false,
    }
}

/// Makes an entry that is a mere text one whose details can be changed.
pub(super) fn with_details(item: &mut Yaml) {
    if let Content::Scalar(text) = &item.content {
        let value = Yaml {
            content: Content::Map(Vec::new()),
            place: item.place,
        };
        let key = text.clone();
        item.content = Content::Map(vec![Pair { key, value }]);
    }
}
