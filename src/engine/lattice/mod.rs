//! Everything that spans several characters of a document: lexicon entries found by the
//! scan, records of settled types, texts of fields. All readings coexist.

use crate::compile::{Element, FieldKey, Program, RecordKey, StringId, Vocabulary};
use crate::pack::{Guard, Pack};
use crate::record::{LexiconId, RecordId, Span, TypeId};
use crate::text::Text;

pub mod bits;
mod entries;
pub mod rows;
mod text_finder;

use rows::Rows;
use text_finder::TextFinder;

/// A text of the vocabulary at a place.
#[derive(Debug, Clone, Copy)]
struct StringEdge {
    start: u32,
    end: u32,
    string: StringId,
    /// Which of the text's members stand here, as bits: guards and `not_inside` hold.
    valid: u32,
}

/// A span of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordEdge {
    /// Where it stands.
    pub span: Span,
    /// The record.
    pub record: RecordId,
}

/// Spans sorted by start (the longer first), and by end.
#[derive(Debug, Clone, Default)]
struct Spans {
    by_start: Vec<RecordEdge>,
    /// Indices into `by_start`, by end, the longer first.
    by_end: Vec<u32>,
}

impl Spans {
    fn clear(&mut self) {
        self.by_start.clear();
        self.by_end.clear();
    }

    fn index(&mut self) {
        self.by_start.sort_by_key(|edge| {
            (
                edge.span.start,
                std::cmp::Reverse(edge.span.end),
                edge.record,
            )
        });
        self.by_end = (0..self.by_start.len() as u32).collect();
        self.by_end.sort_by_key(|&index| {
            let edge = self.by_start[index as usize];
            (edge.span.end, edge.span.start, edge.record)
        });
    }

    fn starting_at(&self, position: u32) -> &[RecordEdge] {
        let first = self
            .by_start
            .partition_point(|edge| edge.span.start < position);
        let count = self.by_start[first..]
            .iter()
            .take_while(|edge| edge.span.start == position)
            .count();
        &self.by_start[first..first + count]
    }

    fn ending_at(&self, position: u32) -> impl Iterator<Item = RecordEdge> + '_ {
        let first = self
            .by_end
            .partition_point(|&index| self.by_start[index as usize].span.end < position);
        self.by_end[first..]
            .iter()
            .map(|&index| self.by_start[index as usize])
            .take_while(move |edge| edge.span.end == position)
    }
}

/// Appends the texts of a record's field to a list.
pub type FieldTexts<'a> = dyn FnMut(RecordId, &[String], &mut Vec<String>) + 'a;

/// The edges of a document; reused from document to document.
#[derive(Debug, Default)]
pub struct Lattice {
    /// Sorted by start, the longer first.
    edges: Vec<StringEdge>,
    /// For each position, where its edges start in `edges`; one more at the end.
    starts: Vec<u32>,
    /// Indices into `edges`, ordered by end, the longer first.
    by_end: Vec<u32>,
    /// For each position, where the edges that end there start in `by_end`.
    ends: Vec<u32>,
    /// Hits of the scan in its own order: (string, end).
    hits: Vec<(StringId, u32)>,
    /// For each lexicon, its edges (indices into `edges`), by start.
    lexicons: Vec<Vec<u32>>,
    /// For each literal of the guards, its edges, by start.
    literals: Vec<Vec<u32>>,
    /// For each record key of the program.
    records: Vec<Spans>,
    /// For each field key of the program.
    fields: Vec<Spans>,
    finder: TextFinder,
    /// For each lexicon inside whose entries others do not stand, a bit for each character of
    /// them.
    covers: Vec<Vec<u64>>,
    rows: Rows,
}

impl Lattice {
    /// Scans a document and forgets the last one.
    pub fn read(&mut self, program: &Program, text: &Text) {
        self.collect_hits(&program.vocabulary, text);
        self.sort_hits(&program.vocabulary, text.chars().len());
        self.cover(&program.pack, &program.vocabulary, text.chars().len());
        self.check_guards(&program.pack, &program.vocabulary, text.chars());
        self.list_occurrences(&program.pack, &program.vocabulary);
        for (spans, count) in [
            (&mut self.records, program.records.len()),
            (&mut self.fields, program.fields.len()),
        ] {
            spans.iter_mut().for_each(Spans::clear);
            spans.resize_with(count, Spans::default);
        }
        self.rows.begin(program, text);
    }

    fn collect_hits(&mut self, vocabulary: &Vocabulary, text: &Text) {
        self.hits.clear();
        let normalised = text.normalised();
        let bytes = normalised.as_bytes();
        let (mut byte, mut position) = (0, 0u32);
        vocabulary.scan(normalised, |string, end| {
            // Code points are counted along with the hits, which come in order of their ends.
            position += bytes[byte..end]
                .iter()
                .filter(|&&unit| unit & 0xC0 != 0x80)
                .count() as u32;
            byte = end;
            self.hits.push((string, position));
        });
    }

    /// Orders the hits by start; a counting sort, since starts are small numbers.
    fn sort_hits(&mut self, vocabulary: &Vocabulary, length: usize) {
        for counts in [&mut self.starts, &mut self.ends] {
            counts.clear();
            counts.resize(length + 2, 0);
        }
        for &(string, end) in &self.hits {
            self.starts[(end - vocabulary.length(string)) as usize + 1] += 1;
            self.ends[end as usize + 1] += 1;
        }
        for position in 1..self.starts.len() {
            self.starts[position] += self.starts[position - 1];
            self.ends[position] += self.ends[position - 1];
        }
        let nothing = StringEdge {
            start: 0,
            end: 0,
            string: StringId(0),
            valid: 0,
        };
        self.edges.clear();
        self.edges.resize(self.hits.len(), nothing);
        self.by_end.clear();
        self.by_end.resize(self.hits.len(), 0);
        // Hits of one start come shorter first: filled from behind they stand longer first.
        for (order, &(string, end)) in self.hits.iter().enumerate() {
            let start = end - vocabulary.length(string);
            let slot = &mut self.starts[start as usize + 1];
            *slot -= 1;
            self.edges[*slot as usize] = StringEdge {
                start,
                end,
                string,
                valid: u32::MAX,
            };
            self.by_end[order] = *slot;
        }
        // Each slot now holds the begin of its own range instead of its end: shift by one.
        let count = self.hits.len() as u32;
        self.starts.remove(0);
        self.starts.push(count);
    }

    /// Marks the characters of the entries inside which others do not stand.
    fn cover(&mut self, pack: &Pack, vocabulary: &Vocabulary, length: usize) {
        self.covers.resize_with(pack.lexicons.len(), Vec::new);
        for (index, cover) in self.covers.iter_mut().enumerate() {
            cover.clear();
            if vocabulary.hides(LexiconId(index as u32)) {
                cover.resize(bits::words(length + 1), 0);
            }
        }
        for edge in self.edges.iter().filter(|edge| edge.end > edge.start + 1) {
            for member in vocabulary.members(edge.string) {
                if vocabulary.hides(member.lexicon) {
                    bits::fill(
                        &mut self.covers[member.lexicon.index()],
                        edge.start,
                        edge.end - 1,
                    );
                }
            }
        }
    }

    fn check_guards(&mut self, pack: &Pack, vocabulary: &Vocabulary, chars: &[char]) {
        for index in 0..self.edges.len() {
            let edge = self.edges[index];
            let mut guarded = vocabulary.guarded(edge.string);
            while guarded != 0 {
                let slot = guarded.trailing_zeros() as usize;
                guarded &= guarded - 1;
                if !self.stands(pack, vocabulary, chars, edge, slot) {
                    self.edges[index].valid &= !(1 << slot);
                }
            }
        }
    }

    /// Whether a member of a text stands at its place: its guards hold, and it does not lie
    /// inside a longer entry that itself stands. Every step goes to a longer edge, so it ends.
    fn stands(
        &self,
        pack: &Pack,
        vocabulary: &Vocabulary,
        chars: &[char],
        edge: StringEdge,
        slot: usize,
    ) -> bool {
        let member = vocabulary.members(edge.string)[slot];
        let lexicon = &pack.lexicons[member.lexicon.index()];
        let span = Span::new(edge.start, edge.end);
        if !holds(&lexicon.guard, chars, span)
            || !holds(&lexicon.entry(member.entry).guard, chars, span)
        {
            return false;
        }
        !lexicon
            .not_inside
            .iter()
            .any(|&outer| self.inside(pack, vocabulary, chars, span, outer))
    }

    /// Whether a span lies wholly inside a longer entry of `outer` that itself stands.
    fn inside(
        &self,
        pack: &Pack,
        vocabulary: &Vocabulary,
        chars: &[char],
        span: Span,
        outer: LexiconId,
    ) -> bool {
        // Most texts lie in no longer entry at all.
        if !bits::has(&self.covers[outer.index()], span.start) {
            return false;
        }
        let longest = vocabulary.longest(outer);
        let first = (span.end.saturating_sub(longest)).min(span.start);
        (first..=span.start).any(|start| {
            self.starting_at(start)
                .iter()
                .take_while(|longer| longer.end >= span.end)
                .any(|longer| {
                    longer.end - longer.start > span.len()
                        && vocabulary.members(longer.string).iter().enumerate().any(
                            |(slot, member)| {
                                member.lexicon == outer
                                    && self.stands(pack, vocabulary, chars, *longer, slot)
                            },
                        )
                })
        })
    }

    fn list_occurrences(&mut self, pack: &Pack, vocabulary: &Vocabulary) {
        for (lists, count) in [
            (&mut self.lexicons, pack.lexicons.len()),
            (&mut self.literals, vocabulary.literal_count()),
        ] {
            lists.iter_mut().for_each(Vec::clear);
            lists.resize_with(count, Vec::new);
        }
        for (index, edge) in self.edges.iter().enumerate() {
            for (slot, member) in vocabulary.members(edge.string).iter().enumerate() {
                if edge.valid & 1 << slot != 0 {
                    self.lexicons[member.lexicon.index()].push(index as u32);
                }
            }
            if let Some(literal) = vocabulary.literal(edge.string) {
                self.literals[literal as usize].push(index as u32);
            }
        }
    }

    fn starting_at(&self, position: u32) -> &[StringEdge] {
        let position = position as usize;
        &self.edges[self.starts[position] as usize..self.starts[position + 1] as usize]
    }

    /// Makes the records of a settled type (or union) readable: `<Type>` and `@Type.field`.
    /// `texts` gives the texts of a field of a record.
    pub fn settle(
        &mut self,
        program: &Program,
        text: &Text,
        kind: TypeId,
        records: &[(RecordId, Span)],
        texts: &mut FieldTexts<'_>,
    ) {
        let mut found = Vec::new();
        for (
            index,
            RecordKey {
                kind: wanted,
                filters,
            },
        ) in program.records.iter().enumerate()
        {
            if *wanted != kind {
                continue;
            }
            let spans = &mut self.records[index];
            spans.clear();
            for &(record, span) in records {
                let passes = filters.iter().all(|filter| {
                    found.clear();
                    texts(record, std::slice::from_ref(&filter.attribute), &mut found);
                    let holds = !found.is_empty()
                        && (filter.values.is_empty()
                            || found.iter().any(|text| filter.values.contains(text)));
                    holds != filter.negative
                });
                if passes {
                    spans.by_start.push(RecordEdge { span, record });
                }
            }
            spans.index();
            let element = Element::Record(index as u32);
            self.rows.forget(program, &element);
        }
        for (index, FieldKey { kind: wanted, path }) in program.fields.iter().enumerate() {
            if *wanted != kind {
                continue;
            }
            found.clear();
            for &(record, _) in records {
                texts(record, path, &mut found);
            }
            self.find_field(program, text, index, kind, path, &found);
            let element = Element::Field(index as u32);
            self.rows.forget(program, &element);
        }
    }

    fn find_field(
        &mut self,
        program: &Program,
        text: &Text,
        index: usize,
        kind: TypeId,
        path: &[String],
        texts: &[String],
    ) {
        let chars = text.chars();
        let mut finder = std::mem::take(&mut self.finder);
        let mut spans = std::mem::take(&mut self.fields[index]);
        spans.clear();
        let field = path.first().and_then(|name| {
            let kind = program.pack.type_of(kind);
            kind.field(name).map(|field| &kind.fields[field])
        });
        finder.find(texts, chars, |span| {
            let stands = field.is_none_or(|field| {
                holds(&field.guard, chars, span)
                    && !field.not_inside.iter().any(|&outer| {
                        self.inside(&program.pack, &program.vocabulary, chars, span, outer)
                    })
            });
            if stands {
                spans.by_start.push(RecordEdge {
                    span,
                    record: RecordId(0),
                });
            }
        });
        spans.index();
        self.fields[index] = spans;
        self.finder = finder;
    }
}

/// Whether what a guard asks of the neighbours of a span holds.
fn holds(guard: &Guard, chars: &[char], span: Span) -> bool {
    let (before, after) = (&chars[..span.start as usize], &chars[span.end as usize..]);
    let ends = |text: &str| {
        let mut rest = before.iter().rev();
        text.chars()
            .rev()
            .all(|character| rest.next() == Some(&character))
    };
    let begins = |text: &str| {
        let mut rest = after.iter();
        text.chars()
            .all(|character| rest.next() == Some(&character))
    };
    (guard.prev_is.is_empty() || guard.prev_is.iter().any(|text| ends(text)))
        && !guard.prev_is_not.iter().any(|text| ends(text))
        && (guard.next_is.is_empty() || guard.next_is.iter().any(|text| begins(text)))
        && !guard.next_is_not.iter().any(|text| begins(text))
}
