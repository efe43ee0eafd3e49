//! How gold is held against what was found: data of a pack, so that evaluation knows nothing
//! of any type.
//!
//! ```yaml
//! measures:
//!   directive:
//!     each: directives                       # one item for each of these …
//!     same:                                  # … right if a gold one agrees in all of this
//!       - directives.modal: last(1)
//!       - directives.content: opening(6)
//!     gold:                                  # where the gold file is shaped otherwise
//!       same: [directives.modal, directives.opens]
//! ```

use std::fmt;

use crate::source::Place;

/// What one figure counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// How its items are got from what was found (the output of a view).
    pub found: Side,
    /// How its items are got from a gold file.
    pub gold: Side,
    /// Where it is defined.
    pub place: Place,
}

/// How items are got from a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Each value here is an item.
    pub each: Path,
    /// What must be the same of two items.
    pub same: Vec<Part>,
}

/// A part of what must be the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Where it stands: the first of these that is there.
    pub paths: Vec<Path>,
    /// What of it is compared.
    pub form: Form,
}

/// A way through a tree: `events(1).participants{role=chair}.person`.
///
/// A way that begins as that of `each` does goes through the same values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Its steps, at least one.
    pub steps: Vec<Step>,
    /// Where it is written.
    pub place: Place,
}

/// A step of a way; through a list it goes to all of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The key.
    pub key: String,
    /// Only to this value of the list, from 1.
    pub nth: Option<usize>,
    /// Only to values with this field of this text.
    pub only: Option<(String, String)>,
}

/// What of a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// The text without blanks and quotation marks, half-width punctuation as full-width.
    #[default]
    Text,
    /// The text as it stands.
    Exact,
    /// Of [`Form::Text`] the first characters, up to the first 。；！？ or line break; a comma or
    /// colon at its begin is left out.
    Opening(usize),
    /// Of the text as it stands the last characters.
    Last(usize),
}

impl Path {
    /// Reads a way; nothing if it is none.
    pub(super) fn parse(written: &str, place: Place) -> Option<Self> {
        let steps = written.trim().split('.').map(Step::parse);
        let steps = steps.collect::<Option<Vec<_>>>()?;
        Some(Self { steps, place })
    }

    /// A way of keys alone.
    pub fn of_keys<'k>(keys: impl IntoIterator<Item = &'k str>, place: Place) -> Self {
        let step = |key: &str| Step {
            key: key.to_owned(),
            nth: None,
            only: None,
        };
        Self {
            steps: keys.into_iter().map(step).collect(),
            place,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<&str> = self.steps.iter().map(|step| &*step.key).collect();
        formatter.write_str(&keys.join("."))
    }
}

impl Step {
    /// `participants`, `events(1)`, `participants{role=chair}`.
    fn parse(written: &str) -> Option<Self> {
        let (rest, only) = match written.trim().split_once('{') {
            Some((rest, only)) => {
                let (field, text) = only.strip_suffix('}')?.split_once('=')?;
                (
                    rest,
                    Some((field.trim().to_owned(), text.trim().to_owned())),
                )
            }
            None => (written.trim(), None),
        };
        let (key, nth) = match rest.split_once('(') {
            Some((key, nth)) => {
                let nth: usize = nth.strip_suffix(')')?.trim().parse().ok()?;
                if nth == 0 {
                    return None;
                }
                (key, Some(nth))
            }
            None => (rest, None),
        };
        let is_key = !key.is_empty() && !key.contains(['(', ')', '{', '}', '|', ' ', ',']);
        is_key.then(|| Self {
            key: key.to_owned(),
            nth,
            only,
        })
    }
}

impl Form {
    /// `text`, `exact`, `opening(6)`, `last(1)`; nothing for anything else.
    pub(super) fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        let count = |name: &str| -> Option<usize> {
            let inside = written.strip_prefix(name)?.strip_prefix('(')?;
            let count = inside.strip_suffix(')')?.trim().parse().ok()?;
            (count > 0).then_some(count)
        };
        match written {
            "text" => Some(Form::Text),
            "exact" => Some(Form::Exact),
            _ => count("opening")
                .map(Form::Opening)
                .or_else(|| count("last").map(Form::Last)),
        }
    }
}
