//! Code points of a text as UTF-16 code units, and back.

/// The way between the code points of a text and the UTF-16 code units in which JavaScript
/// counts. They differ only behind characters beyond the basic plane (rare ideographs, emoji).
#[derive(Debug, Clone)]
pub(crate) struct Utf16 {
    /// The code points that take two units, sorted.
    wide: Vec<u32>,
    length: u32,
}

impl Utf16 {
    /// The way for this text.
    pub fn of(text: &str) -> Self {
        let mut wide = Vec::new();
        let mut length = 0;
        for (position, letter) in (0..).zip(text.chars()) {
            if letter.len_utf16() == 2 {
                wide.push(position);
            }
            length = position + 1;
        }
        Self { wide, length }
    }

    /// The units before the code point at `position`.
    pub fn units(&self, position: u32) -> u32 {
        let before = self.wide.partition_point(|wide| *wide < position);
        position + before as u32
    }

    /// The length of the text.
    pub fn length_in_units(&self) -> u32 {
        self.units(self.length)
    }

    /// The code points before a unit; none beyond the text or within a character.
    pub fn position(&self, unit: u64) -> Option<u32> {
        let unit = u32::try_from(unit).ok()?;
        // Each wide code point at index `nth` begins at the unit `wide + nth`.
        let units = (0_u32..).zip(&self.wide);
        let passed = units.take_while(|(nth, wide)| **wide + nth < unit).count() as u32;
        let position = unit.checked_sub(passed)?;
        (position <= self.length && self.units(position) == unit).then_some(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_unit_within_a_character_is_no_place() {
        let way = Utf16::of("会𠮷议");
        assert_eq!([0, 1, 2, 3].map(|at| way.units(at)), [0, 1, 3, 4]);
        let back: Vec<_> = (0..6).map(|unit| way.position(unit)).collect();
        assert_eq!(back, [Some(0), Some(1), None, Some(2), Some(3), None]);
    }

    proptest! {
        #[test]
        fn there_and_back(text in "[a会𠮷😀\n]{0,20}") {
            let way = Utf16::of(&text);
            let mut units = 0;
            for (position, letter) in (0..).zip(text.chars()) {
                prop_assert_eq!(way.units(position), units);
                prop_assert_eq!(way.position(units.into()), Some(position));
                units += letter.len_utf16() as u32;
            }
            let length = text.chars().count() as u32;
            prop_assert_eq!(way.position(units.into()), Some(length));
        }
    }
}
