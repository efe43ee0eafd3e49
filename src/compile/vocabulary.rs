//! All texts that the scan looks for, and the automaton that finds them in one pass.

use std::collections::HashMap;
use std::sync::Arc;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::{Guard, Pack};
use crate::record::{EntryId, LexiconId};

use super::charset::CharSet;
use super::instruction::LexiconTest;

/// A text of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StringId(pub u32);

/// A text's being an entry of a lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The lexicon.
    pub lexicon: LexiconId,
    /// The entry.
    pub entry: EntryId,
}

/// The most lexicons that may hold one text: their validity at a place is a word of bits.
const MOST_LEXICONS: usize = 32;

/// All texts of lexicons, and the literals of patterns.
pub struct Vocabulary {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Texts of one character that are an entry wherever they are written, by character: each
    /// character tells that of itself, so the automaton does without them.
    characters: Vec<(char, StringId)>,
    /// For each lexicon, whether it has such entries.
    with_characters: Vec<bool>,
    /// Code points of each text.
    lengths: Vec<u32>,
    /// For each text, where its members start in `members`; one more at the end.
    firsts: Vec<u32>,
    members: Vec<Member>,
    /// For each text, the members whose validity depends on the place, as bits.
    guarded: Vec<u32>,
    /// For each text, its number among the patterns' literals.
    literals: Vec<Option<u32>>,
    literal_count: usize,
    /// For each lexicon, the longest entry in code points.
    longest: Vec<u32>,
    /// For each lexicon, whether some text does not stand inside its entries.
    hiding: Vec<bool>,
}

impl Vocabulary {
    pub(super) fn build(pack: &Pack, written: &[Arc<str>], faults: &mut Vec<Diagnostic>) -> Self {
        let mut ids: HashMap<Arc<str>, usize> = HashMap::new();
        let mut texts: Vec<Arc<str>> = Vec::new();
        let mut memberships: Vec<Vec<Member>> = Vec::new();
        let mut literals: Vec<Option<u32>> = Vec::new();
        let mut longest = vec![0; pack.lexicons.len()];
        let mut intern = |text: Arc<str>,
                          memberships: &mut Vec<Vec<Member>>,
                          literals: &mut Vec<Option<u32>>| {
            *ids.entry(Arc::clone(&text)).or_insert_with(|| {
                texts.push(text);
                memberships.push(Vec::new());
                literals.push(None);
                texts.len() - 1
            })
        };
        for (index, lexicon) in pack.lexicons.iter().enumerate() {
            let id = LexiconId(index as u32);
            for (number, entry) in lexicon.entries.iter().enumerate() {
                if entry.text.is_empty() {
                    continue;
                }
                let string = intern(Arc::clone(&entry.text), &mut memberships, &mut literals);
                longest[index] = longest[index].max(entry.text.chars().count() as u32);
                let members = &mut memberships[string];
                if members.iter().any(|member| member.lexicon == id) {
                    continue;
                }
                if members.len() == MOST_LEXICONS {
                    faults.push(Diagnostic::error(
                        codes::TOO_MANY_LEXICONS,
                        entry.place,
                        Message::new(
                            format!("「{}」出现在 {MOST_LEXICONS} 个以上的词表里", entry.text),
                            format!(
                                "“{}” stands in more than {MOST_LEXICONS} lexicons",
                                entry.text
                            ),
                        ),
                    ));
                    continue;
                }
                members.push(Member {
                    lexicon: id,
                    entry: EntryId(number as u32),
                });
            }
        }
        for (number, literal) in written.iter().enumerate() {
            let string = intern(Arc::clone(literal), &mut memberships, &mut literals);
            literals[string] = Some(number as u32);
        }
        let lengths: Vec<u32> = texts
            .iter()
            .map(|text| text.chars().count() as u32)
            .collect();
        let guarded: Vec<u32> = memberships
            .iter()
            .map(|members| guarded_members(pack, members))
            .collect();
        let mut firsts = Vec::with_capacity(texts.len() + 1);
        let mut members = Vec::new();
        for list in memberships {
            firsts.push(members.len() as u32);
            members.extend(list);
        }
        firsts.push(members.len() as u32);
        let mut characters = Vec::new();
        let mut scanned = Vec::new();
        for (text, id) in texts.iter().zip(0..) {
            let index = id as usize;
            let only = text.chars().next().filter(|_| lengths[index] == 1);
            match only.filter(|_| guarded[index] == 0 && literals[index].is_none()) {
                Some(character) => characters.push((character, StringId(id))),
                None => scanned.push((&**text, id)),
            }
        }
        characters.sort_unstable();
        let mut with_characters = vec![false; pack.lexicons.len()];
        for (_, string) in &characters {
            let own = firsts[string.0 as usize]..firsts[string.0 as usize + 1];
            for member in &members[own.start as usize..own.end as usize] {
                with_characters[member.lexicon.index()] = true;
            }
        }
        let automaton = if scanned.is_empty() {
            None
        } else {
            automaton(scanned, faults)
        };
        Self {
            automaton,
            characters,
            with_characters,
            lengths,
            firsts,
            members,
            guarded,
            literals,
            literal_count: written.len(),
            longest,
            hiding: hiding(pack),
        }
    }

    /// Calls `hit(string, end)` for each occurrence of each text in `normalised` that is not
    /// told by its one character alone, overlapping ones included, ordered by end (a byte
    /// offset), the longer first.
    pub fn scan(&self, normalised: &str, mut hit: impl FnMut(StringId, usize)) {
        if let Some(automaton) = &self.automaton {
            for found in automaton.find_overlapping_iter(normalised) {
                hit(StringId(found.value()), found.end());
            }
        }
    }

    /// The text of one character that stands wherever this character is written.
    pub fn character(&self, character: char) -> Option<StringId> {
        let known = |&(known, _): &(char, StringId)| known;
        let found = self
            .characters
            .binary_search_by_key(&character, known)
            .ok()?;
        Some(self.characters[found].1)
    }

    /// Those of such characters that are an entry of a lexicon that passes.
    pub(super) fn characters_of(&self, test: &LexiconTest) -> CharSet {
        let passes = |&&(_, string): &&(char, StringId)| {
            self.members(string).iter().any(|member| {
                let allowed = test.allowed.as_ref();
                member.lexicon == test.lexicon
                    && allowed.is_none_or(|allowed| allowed[member.entry.index()])
            })
        };
        let passing = self.characters.iter().filter(passes);
        CharSet::of_ranges(
            passing
                .map(|&(character, _)| (character, character))
                .collect(),
        )
    }

    /// Whether a lexicon has entries that are told by their one character.
    pub fn has_characters(&self, lexicon: LexiconId) -> bool {
        self.with_characters[lexicon.index()]
    }

    /// Whether the entries of a lexicon are all of such characters.
    pub(super) fn is_of_characters(&self, pack: &Pack, lexicon: LexiconId) -> bool {
        let entries = pack.lexicons[lexicon.index()].entries.iter();
        let texts = entries.map(|entry| &entry.text);
        texts.filter(|text| !text.is_empty()).all(|text| {
            let mut characters = text.chars();
            let first = characters.next().and_then(|first| self.character(first));
            first.is_some() && characters.next().is_none()
        })
    }

    /// Code points of a text.
    pub fn length(&self, string: StringId) -> u32 {
        self.lengths[string.0 as usize]
    }

    /// The lexicons that hold a text.
    pub fn members(&self, string: StringId) -> &[Member] {
        let index = string.0 as usize;
        &self.members[self.firsts[index] as usize..self.firsts[index + 1] as usize]
    }

    /// The members of a text whose validity depends on the place, as bits.
    pub fn guarded(&self, string: StringId) -> u32 {
        self.guarded[string.0 as usize]
    }

    /// The text's number among the patterns' literals.
    pub fn literal(&self, string: StringId) -> Option<u32> {
        self.literals[string.0 as usize]
    }

    /// How many literals patterns have.
    pub fn literal_count(&self) -> usize {
        self.literal_count
    }

    /// Whether some text does not stand where it lies inside an entry of a lexicon.
    pub fn hides(&self, lexicon: LexiconId) -> bool {
        self.hiding[lexicon.index()]
    }

    /// The longest entry of a lexicon in code points.
    pub fn longest(&self, lexicon: LexiconId) -> u32 {
        self.longest[lexicon.index()]
    }
}

impl std::fmt::Debug for Vocabulary {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Vocabulary")
            .field("texts", &self.lengths.len())
            .finish_non_exhaustive()
    }
}

/// The lexicons that some lexicon or field names in its `not_inside`.
fn hiding(pack: &Pack) -> Vec<bool> {
    let mut hiding = vec![false; pack.lexicons.len()];
    let lexicons = pack.lexicons.iter().flat_map(|lexicon| &lexicon.not_inside);
    let fields = pack.types.iter().flat_map(|kind| &kind.fields);
    for outer in lexicons.chain(fields.flat_map(|field| &field.not_inside)) {
        hiding[outer.index()] = true;
    }
    hiding
}

fn guarded_members(pack: &Pack, members: &[Member]) -> u32 {
    let mut bits = 0;
    for (slot, member) in members.iter().enumerate() {
        let lexicon = &pack.lexicons[member.lexicon.index()];
        let asks = |guard: &Guard| !guard.is_empty();
        if !lexicon.not_inside.is_empty()
            || asks(&lexicon.guard)
            || asks(&lexicon.entry(member.entry).guard)
        {
            bits |= 1 << slot;
        }
    }
    bits
}

fn automaton(
    texts: Vec<(&str, u32)>,
    faults: &mut Vec<Diagnostic>,
) -> Option<CharwiseDoubleArrayAhoCorasick<u32>> {
    match CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::Standard)
        .build_with_values(texts)
    {
        Ok(automaton) => Some(automaton),
        Err(error) => {
            faults.push(Diagnostic::at(
                codes::LEXICONS_TOO_LARGE,
                crate::diagnostic::Severity::Error,
                None,
                Message::new(
                    format!("词表太大：{error}"),
                    format!("the lexicons are too large: {error}"),
                ),
            ));
            None
        }
    }
}
