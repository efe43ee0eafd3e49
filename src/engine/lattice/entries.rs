//! What stands at a place, or anywhere: entries of lexicons, records, texts of fields.

use crate::compile::{Element, FieldKey, LexiconTest, Member, Program, Vocabulary};
use crate::record::{EntryId, LexiconId, RecordId, Span};
use crate::text::Text;

use super::{Lattice, Spans, StringEdge, bits};

impl Lattice {
    /// Every standing occurrence of a lexicon's entries, by start, the longer first.
    pub fn occurrences(
        &self,
        program: &Program,
        text: &Text,
        lexicon: LexiconId,
    ) -> Vec<(Span, EntryId)> {
        let scanned = self.lexicons[lexicon.index()].iter().filter_map(|&index| {
            let edge = self.edges[index as usize];
            let entry = entry_of(&program.vocabulary, edge, lexicon)?;
            Some((Span::new(edge.start, edge.end), entry))
        });
        let mut found: Vec<_> = scanned.collect();
        if program.vocabulary.has_characters(lexicon) {
            found.extend(self.characters(program, text, lexicon));
            found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        }
        found
    }

    /// The occurrences of a lexicon's entries that are told by their one character.
    fn characters(
        &self,
        program: &Program,
        text: &Text,
        lexicon: LexiconId,
    ) -> Vec<(Span, EntryId)> {
        let entry = |start: u32| {
            let character = text.chars()[start as usize];
            let edge = character_edge(&program.vocabulary, character, start)?;
            let entry = entry_of(&program.vocabulary, edge, lexicon)?;
            Some((Span::new(edge.start, edge.end), entry))
        };
        let element = Element::Lexicon(LexiconTest {
            lexicon,
            allowed: None,
        });
        let row = program
            .elements
            .known(&element)
            .and_then(|element| self.set_row(&program.alphabet, element));
        match row {
            Some(row) => bits::each(row).filter_map(entry).collect(),
            None => (0..text.chars().len() as u32).filter_map(entry).collect(),
        }
    }

    /// Every place where a lexicon's entry is written but does not stand, since a guard or a
    /// longer entry forbids it.
    pub fn hidden<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = (Span, Member)> + 'a {
        self.edges.iter().flat_map(move |edge| {
            let members = program.vocabulary.members(edge.string).iter().enumerate();
            members
                .filter(|(slot, _)| edge.valid & 1 << slot == 0)
                .map(|(_, member)| (Span::new(edge.start, edge.end), *member))
        })
    }

    /// The entries written at a position, the longer first, each with whether it stands there
    /// or a guard or a longer entry forbids it.
    pub fn written_at<'a>(
        &'a self,
        program: &'a Program,
        text: &Text,
        position: u32,
    ) -> impl Iterator<Item = (Span, Member, bool)> + 'a {
        let edges = if (position as usize) + 1 < self.starts.len() {
            self.starting_at(position)
        } else {
            &[]
        };
        let character = text.chars().get(position as usize);
        let character = character
            .and_then(|&character| character_edge(&program.vocabulary, character, position));
        edges
            .iter()
            .copied()
            .chain(character)
            .flat_map(move |edge| {
                let members = program.vocabulary.members(edge.string).iter().enumerate();
                members.map(move |(slot, member)| {
                    let span = Span::new(edge.start, edge.end);
                    (span, *member, edge.valid & 1 << slot != 0)
                })
            })
    }

    /// Every occurrence of a text that a field holds, if some pattern reads the field.
    pub fn field_occurrences<'a>(
        &'a self,
        program: &Program,
        key: &FieldKey,
    ) -> impl Iterator<Item = Span> + 'a {
        let found = program.fields.iter().position(|known| known == key);
        found
            .into_iter()
            .flat_map(|index| self.fields[index].by_start.iter().map(|edge| edge.span))
    }

    /// Entries of a lexicon that start (or, with `ahead` false, end) at a position, the longer first.
    pub(crate) fn entries_at<'a>(
        &'a self,
        vocabulary: &'a Vocabulary,
        text: &Text,
        lexicon: LexiconId,
        position: u32,
        ahead: bool,
    ) -> impl Iterator<Item = (u32, EntryId)> + 'a {
        let start = if ahead {
            Some(position)
        } else {
            position.checked_sub(1)
        };
        let character = start.and_then(|start| {
            let character = *text.chars().get(start as usize)?;
            character_edge(vocabulary, character, start)
        });
        let range = if ahead { &self.starts } else { &self.ends };
        let range = range[position as usize] as usize..range[position as usize + 1] as usize;
        let edges = range.map(move |index| match ahead {
            true => self.edges[index],
            false => self.edges[self.by_end[index] as usize],
        });
        edges.chain(character).filter_map(move |edge| {
            let entry = entry_of(vocabulary, edge, lexicon)?;
            Some((if ahead { edge.end } else { edge.start }, entry))
        })
    }

    /// Records of a key that start (or end) at a position, the longer first: where they end
    /// (or start).
    pub(crate) fn records_at(
        &self,
        key: u32,
        position: u32,
        ahead: bool,
        out: &mut Vec<(u32, RecordId)>,
    ) {
        spans_at(&self.records[key as usize], position, ahead, out);
    }

    /// Texts of a field key that start (or end) at a position, the longer first.
    pub(crate) fn fields_at(
        &self,
        key: u32,
        position: u32,
        ahead: bool,
        out: &mut Vec<(u32, RecordId)>,
    ) {
        spans_at(&self.fields[key as usize], position, ahead, out);
    }
}

/// The edge of a text of one character that stands wherever the character is written.
fn character_edge(vocabulary: &Vocabulary, character: char, start: u32) -> Option<StringEdge> {
    let string = vocabulary.character(character)?;
    Some(StringEdge {
        start,
        end: start + 1,
        string,
        valid: u32::MAX,
    })
}

pub(super) fn entry_of(
    vocabulary: &Vocabulary,
    edge: StringEdge,
    lexicon: LexiconId,
) -> Option<EntryId> {
    let members = vocabulary.members(edge.string);
    let slot = members
        .iter()
        .position(|member| member.lexicon == lexicon)?;
    (edge.valid & 1 << slot != 0).then(|| members[slot].entry)
}

fn spans_at(spans: &Spans, position: u32, ahead: bool, out: &mut Vec<(u32, RecordId)>) {
    if ahead {
        out.extend(
            spans
                .starting_at(position)
                .iter()
                .map(|edge| (edge.span.end, edge.record)),
        );
    } else {
        out.extend(
            spans
                .ending_at(position)
                .map(|edge| (edge.span.start, edge.record)),
        );
    }
}
