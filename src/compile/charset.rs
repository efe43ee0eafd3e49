//! Sets of characters, laid out for fast tests.

use crate::pattern::tree::Class;

/// A set of characters. Most classes of patterns are a handful of marks or all of Han;
/// both are answered without a search.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct CharSet {
    /// Its largest range, looked at first.
    largest: Option<(char, char)>,
    /// All its ranges: sorted, disjoint, both ends inclusive.
    ranges: Vec<(char, char)>,
}

impl CharSet {
    /// The set of a class.
    pub fn of_class(class: &Class) -> Self {
        Self::of_ranges(class.ranges.clone())
    }

    /// The set of ranges that are in any order and may overlap.
    pub fn of_ranges(mut ranges: Vec<(char, char)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(char, char)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if low as u32 <= last.1 as u32 + 1 => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        let largest = merged
            .iter()
            .copied()
            .max_by_key(|&(low, high)| high as u32 - low as u32);
        Self {
            largest,
            ranges: merged,
        }
    }

    /// Whether it holds this character.
    pub fn contains(&self, character: char) -> bool {
        match self.largest {
            None => return false,
            Some((low, high)) if low <= character && character <= high => return true,
            Some(_) => {}
        }
        if self.ranges.len() <= 8 {
            return self
                .ranges
                .iter()
                .any(|&(low, high)| low <= character && character <= high);
        }
        let after = self.ranges.partition_point(|&(low, _)| low <= character);
        after > 0 && character <= self.ranges[after - 1].1
    }

    /// How many characters it holds.
    pub fn size(&self) -> u32 {
        self.ranges
            .iter()
            .map(|&(low, high)| high as u32 - low as u32 + 1)
            .sum()
    }

    /// Its ranges: sorted, disjoint.
    pub fn ranges(&self) -> &[(char, char)] {
        &self.ranges
    }
}
