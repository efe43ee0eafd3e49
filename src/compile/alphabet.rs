//! Characters told apart only where some set of the program does.
//!
//! A program names some hundred sets, and most characters of a text are in the same ones of
//! them. So each character is mapped to a class, and each class to a word of bits for every
//! 64 sets: sixty-four characters and sixty-four sets make a square of bits that, turned
//! over, is a word of each set's row.

use std::borrow::Cow;

use crate::pack::Pack;

use super::charset::CharSet;
use super::element::{Element, ElementId};
use super::vocabulary::Vocabulary;

/// Sets in a group: one for each bit of a word.
pub const GROUP: usize = 64;

/// The sets of characters of a program and the classes that they divide all characters into.
#[derive(Debug, Clone, Default)]
pub struct Alphabet {
    /// For each element, the number of its set among the sets.
    numbers: Vec<Option<u32>>,
    /// For each element, whether its set is all of it.
    whole: Vec<bool>,
    groups: usize,
    /// The first character of each stretch that lies in one class; ascending.
    stretches: Vec<u32>,
    /// For each stretch, its class.
    classes: Vec<u32>,
    /// For each character below `DIRECT`, its class.
    direct: Vec<u32>,
    /// For each class, a word of bits for each group of sets.
    members: Vec<u64>,
}

/// Characters below this are looked up without a search: the basic plane.
const DIRECT: u32 = 0x1_0000;

impl Alphabet {
    /// The alphabet of a program's elements: of its sets, and of the entries of lexicons that
    /// are told by one character.
    pub(super) fn new(elements: &[Element], pack: &Pack, vocabulary: &Vocabulary) -> Self {
        let (mut numbers, mut whole) = (Vec::new(), Vec::new());
        let mut sets: Vec<Cow<'_, CharSet>> = Vec::new();
        for element in elements {
            let set = match element {
                Element::Set(set) => Some(Cow::Borrowed(set)),
                Element::Lexicon(test) => Some(Cow::Owned(vocabulary.characters_of(test))),
                _ => None,
            };
            let set = set.filter(|set| !set.ranges().is_empty() || element.is_set());
            numbers.push(set.as_ref().map(|_| sets.len() as u32));
            sets.extend(set);
            whole.push(match element {
                Element::Lexicon(test) => vocabulary.is_of_characters(pack, test.lexicon),
                _ => element.is_set(),
            });
        }
        let groups = sets.len().div_ceil(GROUP);
        // Where some set begins or ends, a stretch begins; between, its members are the same.
        let mut changes: Vec<(u32, u32)> = Vec::new();
        for (number, set) in (0u32..).zip(&sets) {
            for &(low, high) in set.ranges() {
                changes.push((low as u32, number));
                changes.push((high as u32 + 1, number));
            }
        }
        changes.sort_unstable();
        let mut current = vec![0u64; groups];
        let mut known = std::collections::HashMap::new();
        let mut alphabet = Self {
            numbers,
            whole,
            groups,
            stretches: vec![0],
            classes: vec![0],
            direct: Vec::new(),
            members: current.clone(),
        };
        known.insert(current.clone(), 0u32);
        for changes in changes.chunk_by(|left, right| left.0 == right.0) {
            for &(_, number) in changes {
                current[number as usize / GROUP] ^= 1 << (number as usize % GROUP);
            }
            let next = known.len() as u32;
            let class = *known.entry(current.clone()).or_insert_with(|| {
                alphabet.members.extend(&current);
                next
            });
            match changes[0].0 {
                0 => alphabet.classes[0] = class,
                first => {
                    alphabet.stretches.push(first);
                    alphabet.classes.push(class);
                }
            }
        }
        alphabet.direct = (0..DIRECT)
            .map(|character| alphabet.searched(character))
            .collect();
        alphabet
    }

    /// The number of the set of an element's single characters; absent where it has none.
    pub fn number(&self, element: ElementId) -> Option<u32> {
        self.numbers[element.0 as usize]
    }

    /// Whether an element is that set and nothing else.
    pub fn is_whole(&self, element: ElementId) -> bool {
        self.whole[element.0 as usize]
    }

    /// Groups of 64 sets.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The class of a character.
    pub fn class(&self, character: char) -> u32 {
        let character = character as u32;
        match self.direct.get(character as usize) {
            Some(&class) => class,
            None => self.searched(character),
        }
    }

    fn searched(&self, character: u32) -> u32 {
        let stretch = self.stretches.partition_point(|&first| first <= character);
        self.classes[stretch - 1]
    }

    /// Which sets of a group hold the characters of a class, as bits.
    pub fn members(&self, class: u32, group: usize) -> u64 {
        self.members[class as usize * self.groups + group]
    }
}
