//! Where the elements of guards, starts and questions occur.

use crate::compile::{Element, LexiconTest, Side};
use crate::engine::matcher::Reading;
use crate::record::{EntryId, Span};

use super::{Lattice, Spans, entry_of};

impl Lattice {
    /// Whether an element starts (or ends) at a position.
    pub(in crate::engine) fn occurs_at(
        &self,
        reading: &Reading<'_>,
        element: &Element,
        side: Side,
        position: u32,
    ) -> bool {
        let ahead = side == Side::Starts;
        let vocabulary = &reading.program.vocabulary;
        match element {
            Element::Set(set) => {
                let index = if ahead {
                    Some(position)
                } else {
                    position.checked_sub(1)
                };
                index
                    .and_then(|index| reading.text.chars().get(index as usize))
                    .is_some_and(|&character| set.contains(character))
            }
            Element::Lexicon(test) => self
                .entries_at(vocabulary, test.lexicon, position, ahead)
                .any(|(_, entry)| passes(test, entry)),
            Element::Literal(literal) => {
                let range = if ahead { &self.starts } else { &self.ends };
                (range[position as usize]..range[position as usize + 1]).any(|index| {
                    let index = if ahead {
                        index
                    } else {
                        self.by_end[index as usize]
                    };
                    vocabulary.literal(self.edges[index as usize].string) == Some(*literal)
                })
            }
            Element::Field(key) => touches(&self.fields[*key as usize], position, ahead),
            Element::Record(key) => touches(&self.records[*key as usize], position, ahead),
            Element::Unit(unit) => {
                let units = reading.text.units(*unit);
                let rim = |span: &Span| if ahead { span.start } else { span.end };
                let index = units.partition_point(|span| rim(span) < position);
                units.get(index).is_some_and(|span| rim(span) == position)
            }
            // Only the search knows its scope; whoever asks elsewhere must look closer.
            Element::Scope => true,
        }
    }

    /// How often an element occurs in the document; of sets of characters a guess.
    pub(in crate::engine) fn count(&self, reading: &Reading<'_>, element: &Element) -> usize {
        match element {
            Element::Set(set) => {
                let characters = reading.text.chars().len();
                (characters * set.size() as usize / 100).clamp(1, characters.max(1))
            }
            Element::Lexicon(test) => self.lexicons[test.lexicon.index()].len(),
            Element::Literal(literal) => self.literals[*literal as usize].len(),
            Element::Field(key) => self.fields[*key as usize].by_start.len(),
            Element::Record(key) => self.records[*key as usize].by_start.len(),
            Element::Unit(unit) => reading.text.units(*unit).len(),
            Element::Scope => 1,
        }
    }

    /// Calls `found` with the start (or end) of each occurrence of an element that starts
    /// inside `scope`, and with its other rim.
    pub(in crate::engine) fn each_occurrence(
        &self,
        reading: &Reading<'_>,
        element: &Element,
        side: Side,
        scope: Span,
        found: &mut dyn FnMut(u32, u32),
    ) {
        let starts = side == Side::Starts;
        let inside = |edges: &[u32]| {
            let first =
                edges.partition_point(|&index| self.edges[index as usize].start < scope.start);
            let last = edges.partition_point(|&index| self.edges[index as usize].start < scope.end);
            first..last
        };
        let mut report = |start, end| {
            if starts {
                found(start, end)
            } else {
                found(end, start)
            }
        };
        match element {
            Element::Set(set) => {
                for (index, &character) in reading.text.chars()[scope.range()].iter().enumerate() {
                    if set.contains(character) {
                        let start = scope.start + index as u32;
                        report(start, start + 1);
                    }
                }
            }
            Element::Lexicon(test) => {
                let edges = &self.lexicons[test.lexicon.index()];
                for &index in &edges[inside(edges)] {
                    let edge = self.edges[index as usize];
                    let stands = test.allowed.is_none()
                        || entry_of(&reading.program.vocabulary, edge, test.lexicon)
                            .is_some_and(|entry| passes(test, entry));
                    if stands {
                        report(edge.start, edge.end);
                    }
                }
            }
            Element::Literal(literal) => {
                let edges = &self.literals[*literal as usize];
                for &index in &edges[inside(edges)] {
                    let edge = self.edges[index as usize];
                    report(edge.start, edge.end);
                }
            }
            Element::Field(key) => each_span(&self.fields[*key as usize], scope, &mut report),
            Element::Record(key) => each_span(&self.records[*key as usize], scope, &mut report),
            Element::Unit(unit) => {
                let units = reading.text.units(*unit);
                let rim = |span: &Span| if starts { span.start } else { span.end };
                let first = units.partition_point(|span| rim(span) < scope.start);
                for span in units[first..]
                    .iter()
                    .take_while(|span| rim(span) <= scope.end)
                {
                    found(rim(span), rim(span));
                }
            }
            Element::Scope => report(scope.start, scope.end),
        }
    }
}

fn passes(test: &LexiconTest, entry: EntryId) -> bool {
    test.allowed
        .as_ref()
        .is_none_or(|allowed| allowed[entry.index()])
}

fn touches(spans: &Spans, position: u32, ahead: bool) -> bool {
    if ahead {
        !spans.starting_at(position).is_empty()
    } else {
        spans.ending_at(position).next().is_some()
    }
}

fn each_span(spans: &Spans, scope: Span, report: &mut dyn FnMut(u32, u32)) {
    let first = spans
        .by_start
        .partition_point(|edge| edge.span.start < scope.start);
    for edge in spans.by_start[first..]
        .iter()
        .take_while(|edge| edge.span.start < scope.end)
    {
        report(edge.span.start, edge.span.end);
    }
}
