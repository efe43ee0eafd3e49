//! Items held against each other.

use std::collections::BTreeMap;

use serde::Serialize;

/// One thing that gold or the pack says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The measure (index into the evaluator's).
    pub measure: usize,
    /// What is compared.
    pub key: Vec<String>,
    /// How it is shown.
    pub sight: Sight,
}

/// An item in its context.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(super) struct Sight {
    /// What it says.
    pub said: String,
    /// First code point, in the original or the text of an export; absent where gold does not
    /// tell the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// One past the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    /// What stands before, …
    pub left: String,
    /// … at, …
    pub text: String,
    /// … and behind its place; all empty where no place is known.
    pub right: String,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It was found, gold does not have it.
    False,
    /// Gold has it, it was not found.
    Missing,
}

/// Something false or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The measure's name.
    pub measure: String,
    /// Its place among the measures.
    #[serde(skip)]
    pub(super) order: usize,
    /// What is wrong.
    pub kind: Kind,
    /// The document's id.
    pub document: String,
    /// The item in its context.
    #[serde(flatten)]
    pub(super) sight: Sight,
    /// Of marks: what was said instead at a place that overlaps, under the same label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// What came of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compared {
    /// How many are right, for each measure.
    pub(super) right: Vec<u64>,
    /// What is false or missing, by measure and place.
    pub(super) misses: Vec<Miss>,
}

/// Holds what was found against gold. Equal items match one to one; of too many the last are
/// false or missing.
pub(super) fn compare(
    names: &[String],
    document: &str,
    gold: Vec<Item>,
    found: Vec<Item>,
) -> Compared {
    type Pair = (Vec<Item>, Vec<Item>);
    let mut sides: BTreeMap<(usize, Vec<String>), Pair> = BTreeMap::new();
    let mut put = |items: Vec<Item>, side: fn(&mut Pair) -> &mut Vec<Item>| {
        for item in items {
            let key = (item.measure, item.key.clone());
            side(sides.entry(key).or_default()).push(item);
        }
    };
    put(gold, |pair| &mut pair.0);
    put(found, |pair| &mut pair.1);
    let mut compared = Compared {
        right: vec![0; names.len()],
        misses: Vec::new(),
    };
    for ((measure, _), (gold, found)) in sides {
        let right = gold.len().min(found.len());
        compared.right[measure] += right as u64;
        let rest = |items: Vec<Item>, kind: Kind| {
            items.into_iter().skip(right).map(move |item| Miss {
                measure: names[measure].clone(),
                order: measure,
                kind,
                document: document.to_owned(),
                sight: item.sight,
                instead: None,
            })
        };
        compared.misses.extend(rest(found, Kind::False));
        compared.misses.extend(rest(gold, Kind::Missing));
    }
    let misses = &mut compared.misses;
    misses.sort_by(|a, b| {
        let place = |miss: &Miss| (miss.order, miss.sight.start, miss.kind);
        place(a).cmp(&place(b))
    });
    compared
}

/// Code points of context on each side.
const CONTEXT: usize = 12;

impl Sight {
    /// Something at a place of a text.
    pub fn at(said: String, text: &[char], start: u32, end: u32) -> Self {
        let end_index = (end as usize).min(text.len());
        let start_index = (start as usize).min(end_index);
        let part = |from: usize, to: usize| text[from..to].iter().collect::<String>();
        Self {
            said,
            start: Some(start),
            end: Some(end),
            left: part(start_index.saturating_sub(CONTEXT), start_index),
            text: part(start_index, end_index),
            right: part(end_index, (end_index + CONTEXT).min(text.len())),
        }
    }

    /// Something whose place is not told: where the longest of its texts first stands.
    pub fn sought(said: String, written: &[String], text: &[char], normalised: &str) -> Self {
        let longest = written.iter().max_by_key(|text| text.chars().count());
        let wanted = longest.map_or("", |text| text.as_str());
        let found = normalised.find(wanted).filter(|_| !wanted.is_empty());
        let Some(byte) = found else {
            return Self {
                said,
                ..Self::default()
            };
        };
        let start = normalised[..byte].chars().count() as u32;
        let end = start + wanted.chars().count() as u32;
        Self {
            start: None,
            end: None,
            ..Self::at(said, text, start, end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn items(keys: &[(usize, u8)]) -> Vec<Item> {
        let item = |&(measure, key): &(usize, u8)| Item {
            measure,
            key: vec![key.to_string()],
            sight: Sight::default(),
        };
        keys.iter().map(item).collect()
    }

    proptest! {
        #[test]
        fn every_item_is_counted_once(
            gold in prop::collection::vec((0_usize..3, 0_u8..4), 0..12),
            found in prop::collection::vec((0_usize..3, 0_u8..4), 0..12),
        ) {
            let names = ["a", "b", "c"].map(str::to_owned);
            let compared = compare(&names, "d", items(&gold), items(&found));
            for measure in 0..names.len() {
                let all = |side: &[(usize, u8)]| side.iter().filter(|it| it.0 == measure).count();
                let missed = |kind| {
                    let misses = compared.misses.iter();
                    misses.filter(|miss| miss.order == measure && miss.kind == kind).count()
                };
                let right = compared.right[measure] as usize;
                prop_assert_eq!(right + missed(Kind::False), all(&found));
                prop_assert_eq!(right + missed(Kind::Missing), all(&gold));
            }
            // What is held against itself is all right.
            let itself = compare(&names, "d", items(&gold), items(&gold));
            prop_assert!(itself.misses.is_empty());
        }
    }
}
