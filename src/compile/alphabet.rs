//! Characters told apart only where some set of the program does.
//!
//! A program names some hundred sets, and many characters are in the same ones of them. So
//! each character is mapped to a class, and where the characters of a document stand is noted
//! class by class: the row of a set is that of its classes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use crate::pack::Pack;

use super::charset::CharSet;
use super::element::{Element, ElementId};
use super::vocabulary::Vocabulary;

/// The sets of characters of a program and the classes that they divide all characters into.
#[derive(Debug, Clone, Default)]
pub struct Alphabet {
    /// For each element, the number of its set among the sets.
    numbers: Vec<Option<u32>>,
    /// For each element, whether its set is all of it.
    whole: Vec<bool>,
    /// The first character of each stretch that lies in one class; ascending.
    stretches: Vec<u32>,
    /// For each stretch, its class.
    classes: Vec<u32>,
    /// For each character below `DIRECT`, its class.
    direct: Vec<u32>,
    class_count: u32,
    /// For each set, its classes.
    members: Vec<Classes>,
}

/// The classes of a set, as the shorter list.
#[derive(Debug, Clone)]
pub enum Classes {
    /// These.
    Of(Vec<u32>),
    /// All but these.
    AllBut(Vec<u32>),
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
        // Where some set begins or ends, a stretch begins; between, its members are the same.
        let mut changes: Vec<(u32, u32)> = Vec::new();
        for (number, set) in (0u32..).zip(&sets) {
            for &(low, high) in set.ranges() {
                changes.push((low as u32, number));
                changes.push((high as u32 + 1, number));
            }
        }
        changes.sort_unstable();
        let mut members: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); sets.len()];
        let mut current: BTreeSet<u32> = BTreeSet::new();
        let mut known: HashMap<Vec<u32>, u32> = HashMap::from([(Vec::new(), 0)]);
        let mut alphabet = Self {
            numbers,
            whole,
            stretches: vec![0],
            classes: vec![0],
            direct: Vec::new(),
            class_count: 0,
            members: Vec::new(),
        };
        for changes in changes.chunk_by(|left, right| left.0 == right.0) {
            for &(_, number) in changes {
                if !current.remove(&number) {
                    current.insert(number);
                }
            }
            let next = known.len() as u32;
            let within: Vec<u32> = current.iter().copied().collect();
            let class = *known.entry(within).or_insert_with_key(|within| {
                for &set in within {
                    members[set as usize].insert(next);
                }
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
        let count = known.len() as u32;
        alphabet.class_count = count;
        let shorter = |own: BTreeSet<u32>| match own.len() * 2 > count as usize {
            true => Classes::AllBut((0..count).filter(|class| !own.contains(class)).collect()),
            false => Classes::Of(own.into_iter().collect()),
        };
        alphabet.members = members.into_iter().map(shorter).collect();
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

    /// How many sets there are.
    pub fn set_count(&self) -> usize {
        self.members.len()
    }

    /// How many classes there are.
    pub fn class_count(&self) -> usize {
        self.class_count as usize
    }

    /// The classes of a set.
    pub fn classes(&self, set: u32) -> &Classes {
        &self.members[set as usize]
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
}
