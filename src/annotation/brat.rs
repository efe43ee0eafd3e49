//! brat's standoff: a `.txt` file and, beside it, a `.ann` file with a line for each annotation.
//!
//! Its places are code points. A stretch goes over several lines of the text only in pieces,
//! one for each line; pieces with nothing or only a line break between them are one stretch.

use std::collections::HashMap;

use crate::record::Span;

use super::label_studio::span;
use super::{Annotated, ExportError, Fault, Link, Mark};

/// The separator of pieces in the text that a line repeats.
pub(crate) const BETWEEN: &str = " ";

/// A label as brat takes it: it knows no dots in the names of types.
pub(crate) fn spelled(label: &str) -> String {
    label.replace('.', "-")
}

/// Reads a pair of files; `ann` is named by `file`.
///
/// # Errors
/// All that is wrong with the lines.
pub fn read(file: &str, ann: &str, text: &str) -> Result<Annotated, Vec<ExportError>> {
    let mut reader = Reader {
        file,
        text: text.chars().collect(),
        marks: Vec::new(),
        known: HashMap::new(),
        triggers: HashMap::new(),
        faults: Vec::new(),
    };
    let lines = || {
        let lines = (1..).zip(ann.lines());
        lines.filter(|(_, line)| !line.trim().is_empty())
    };
    // Lines may refer to later ones: stretches first, then events, which stand for theirs.
    for (number, line) in lines().filter(|(_, line)| line.starts_with('T')) {
        reader.take(number, line, Reader::stretch);
    }
    for (number, line) in lines().filter(|(_, line)| line.starts_with('E')) {
        reader.take(number, line, Reader::trigger);
    }
    let mut links = Vec::new();
    for (number, line) in lines() {
        match line.as_bytes().first() {
            Some(b'T') => {}
            Some(b'R') => reader.take(number, line, |reader, line| {
                reader.relation(line).map(|link| links.push(link))
            }),
            Some(b'E') => reader.take(number, line, |reader, line| {
                reader.event(line).map(|more| links.extend(more))
            }),
            // Equivalences, attributes, normalisations and notes mark no stretch.
            Some(b'*' | b'A' | b'M' | b'N' | b'#') => {}
            _ => reader.take(number, line, |_, line| Err(unknown(line))),
        }
    }
    if !reader.faults.is_empty() {
        reader.faults.sort_by_key(|fault| fault.line);
        // An event with an unknown trigger is met twice.
        reader.faults.dedup();
        return Err(reader.faults);
    }
    let stem = file.strip_suffix(".ann").unwrap_or(file);
    let name = stem.rsplit(['/', '\\']).next().unwrap_or(stem);
    Ok(Annotated {
        id: Some(name.to_owned()),
        source: file.to_owned(),
        text: text.to_owned(),
        marks: reader.marks,
        links,
    })
}

struct Reader<'a> {
    file: &'a str,
    text: Vec<char>,
    marks: Vec<Mark>,
    /// `T1` → the index of its mark.
    known: HashMap<String, usize>,
    /// `E1` → the mark of its trigger.
    triggers: HashMap<String, usize>,
    faults: Vec<ExportError>,
}

impl<'a> Reader<'a> {
    fn take(
        &mut self,
        number: usize,
        line: &str,
        read: impl FnOnce(&mut Self, &str) -> Result<(), Fault>,
    ) {
        if let Err(fault) = read(self, line) {
            self.faults.push(fault.at(self.file, Some(number), ""));
        }
    }

    /// `T1⇥people 0 3;5 7⇥text`.
    fn stretch(&mut self, line: &str) -> Result<(), Fault> {
        let mut columns = line.splitn(3, '\t');
        let (id, place) = (columns.next(), columns.next());
        let (Some(id), Some(place)) = (id, place) else {
            return Err(unknown(line));
        };
        let (label, places) = place.split_once(' ').ok_or(Fault::NoLabel)?;
        let mut pieces = Vec::new();
        for piece in places.split(';') {
            let (start, end) = piece.split_once(' ').ok_or_else(|| unknown(line))?;
            let number = |digits: &str| digits.parse::<u64>().map_err(|_| unknown(line));
            let length = self.text.len() as u64;
            pieces.push(span(number(start)?, number(end)?, length)?);
        }
        if let Some(said) = columns.next() {
            let stands = self.said(&pieces);
            if said != stands {
                let said = said.to_owned();
                return Err(Fault::OtherText { said, stands });
            }
        }
        let index = self.marks.len();
        if self.known.insert(id.to_owned(), index).is_some() {
            return Err(Fault::IdTwice { id: id.to_owned() });
        }
        pieces.sort_unstable();
        self.marks.push(Mark {
            label: label.to_owned(),
            pieces: self.joined(&pieces),
            notes: Vec::new(),
        });
        Ok(())
    }

    /// The text of pieces as a line repeats it.
    fn said(&self, pieces: &[Span]) -> String {
        let texts = pieces.iter().map(|piece| {
            let letters = self.text[piece.range()].iter();
            // A tab or line break would end the column.
            let plain = letters.map(|letter| match letter {
                '\n' | '\t' | '\r' => ' ',
                letter => *letter,
            });
            plain.collect::<String>()
        });
        texts.collect::<Vec<_>>().join(BETWEEN)
    }

    /// Pieces with nothing between them, or only a line break with blanks, joined.
    fn joined(&self, pieces: &[Span]) -> Vec<Span> {
        let mut joined: Vec<Span> = Vec::new();
        for &piece in pieces {
            match joined.last_mut() {
                Some(last) if last.end <= piece.start && self.is_break(last.end, piece.start) => {
                    last.end = piece.end;
                }
                _ => joined.push(piece),
            }
        }
        joined
    }

    fn is_break(&self, start: u32, end: u32) -> bool {
        let between = &self.text[start as usize..end as usize];
        (between.is_empty() || between.contains(&'\n'))
            && between.iter().all(|letter| letter.is_whitespace())
    }

    /// `E1⇥Type:T1 Role:T2`: the event stands for its trigger.
    fn trigger(&mut self, line: &str) -> Result<(), Fault> {
        let (id, rest) = line.split_once('\t').ok_or_else(|| unknown(line))?;
        let first = rest.split(' ').next().and_then(|it| it.split_once(':'));
        let (_, trigger) = first.ok_or_else(|| unknown(line))?;
        let mark = self.end(trigger)?;
        self.triggers.insert(id.to_owned(), mark);
        Ok(())
    }

    fn event(&mut self, line: &str) -> Result<Vec<Link>, Fault> {
        let (_, rest) = line.split_once('\t').ok_or_else(|| unknown(line))?;
        let mut arguments = rest.split_whitespace();
        let trigger = arguments.next().and_then(|it| it.split_once(':'));
        let (_, trigger) = trigger.ok_or_else(|| unknown(line))?;
        let from = self.end(trigger)?;
        arguments
            .map(|argument| {
                let (role, id) = argument.split_once(':').ok_or_else(|| unknown(line))?;
                Ok(Link {
                    name: role.to_owned(),
                    from,
                    to: self.end(id)?,
                })
            })
            .collect()
    }

    /// `R1⇥titles Arg1:T1 Arg2:T2`.
    fn relation(&mut self, line: &str) -> Result<Link, Fault> {
        let (_, rest) = line.split_once('\t').ok_or_else(|| unknown(line))?;
        let words: Vec<&str> = rest.split_whitespace().collect();
        let [name, from, to] = words[..] else {
            return Err(unknown(line));
        };
        let argument = |word: &'_ str| {
            let (_, id) = word.split_once(':').ok_or_else(|| unknown(line))?;
            self.end(id)
        };
        Ok(Link {
            name: name.to_owned(),
            from: argument(from)?,
            to: argument(to)?,
        })
    }

    fn end(&self, id: &str) -> Result<usize, Fault> {
        let known = self.known.get(id).or_else(|| self.triggers.get(id));
        let unknown = Fault::UnknownId { id: id.to_owned() };
        known.copied().ok_or(unknown)
    }
}

fn unknown(line: &str) -> Fault {
    let begin: String = line.chars().take(40).collect();
    Fault::UnknownLine { begin }
}

/// The pieces of a stretch, one for each line of the text that it covers; none is empty.
pub(crate) fn pieces(text: &[char], stretch: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut start = stretch.start;
    let mut at = stretch.start;
    for &letter in &text[stretch.range()] {
        if letter == '\n' {
            if at > start {
                pieces.push(Span::new(start, at));
            }
            start = at + 1;
        }
        at += 1;
    }
    if at > start {
        pieces.push(Span::new(start, at));
    }
    pieces
}
