//! Markdown: a brief that a person likes to read.
//!
//! A key with a single object is a line below the title. A key whose records hold more than
//! their own fields spell out is a section with a heading for each record: who and what in the
//! heading, the long of it as a quotation, what it holds as a list. Any other key is a table.

use std::collections::HashSet;
use std::fmt::{self, Write as _};
use std::io;

use serde_json::Value;

use crate::pack::{Field, Hold};
use crate::view::Part;

use super::reading::{Line, Reading, Shown, fields, headline, text_of};
use super::summary::field_label;
use super::{Document, Writer};

/// A value up to so many characters may stand in a heading.
const SHORT: usize = 24;
/// A quotation is cut to about so many characters where a list below it says the same.
const EXCERPT: usize = 80;

/// A brief for each document.
#[derive(Debug, Clone, Copy)]
pub struct Markdown;

impl Writer for Markdown {
    fn document(&self, document: &Document<'_>, streams: &mut [Vec<u8>]) -> io::Result<()> {
        let tree = serde_json::to_value(document.records)?;
        let reading = Reading::new(document, &tree);
        let mut brief = Brief {
            reading: &reading,
            out: String::new(),
            told: HashSet::new(),
        };
        brief
            .document(document)
            .map_err(|error| io::Error::other(error.to_string()))?;
        for stream in streams {
            stream.extend_from_slice(brief.out.as_bytes());
        }
        Ok(())
    }

    fn between(&self) -> &[u8] {
        b"\n---\n\n"
    }
}

struct Brief<'a> {
    reading: &'a Reading<'a>,
    out: String,
    /// Ids of records that were shown in full under their holder.
    told: HashSet<&'a str>,
}

impl<'a> Brief<'a> {
    fn document(&mut self, document: &Document<'_>) -> fmt::Result {
        writeln!(self.out, "# {}", escaped(&headline(document)))?;
        for part in self.reading.parts() {
            let records = self.reading.records(part);
            if records.is_empty() {
                continue;
            }
            if part.one {
                self.line(part, records[0])?;
            } else if self.is_table(part, &records) {
                self.table(part, &records)?;
            } else {
                self.section(part, &records)?;
            }
        }
        writeln!(self.out, "\n*{}*", escaped(document.source))
    }

    /// A table has all that there is to say where records hold nothing, or only parts of what
    /// the fields of most of them spell out already.
    fn is_table(&self, part: &'a Part<'a>, records: &[&'a Value]) -> bool {
        let only_parts = part.holds.iter().all(|held| held.how == Hold::Inside);
        part.holds.is_empty() || (only_parts && self.are_spelled_out(part, records))
    }

    fn are_spelled_out(&self, part: &'a Part<'a>, records: &[&'a Value]) -> bool {
        let spelled_out = records
            .iter()
            .filter(|record| self.reading.is_spelled_out(part, record));
        2 * spelled_out.count() > records.len()
    }

    /// `**消息头** 发布者 滨海日报 · 日期 2月7日`.
    fn line(&mut self, part: &'a Part<'a>, record: &'a Value) -> fmt::Result {
        let lines = self.reading.lines(part, record);
        let told: Vec<String> = lines
            .iter()
            .map(|line| format!("{} {}", escaped(line.label), escaped(&line.text)))
            .collect();
        let label = escaped(self.reading.label(part));
        writeln!(self.out, "\n**{label}** {}", told.join(" · "))
    }

    fn section(&mut self, part: &'a Part<'a>, records: &[&'a Value]) -> fmt::Result {
        let untold = |record: &&&Value| {
            !record["id"]
                .as_str()
                .is_some_and(|id| self.told.contains(id))
        };
        let records: Vec<&Value> = records.iter().filter(untold).copied().collect();
        if records.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n## {}", escaped(self.reading.label(part)))?;
        for record in records {
            let lines = self.reading.lines(part, record);
            let (short, long): (Vec<_>, Vec<_>) = lines.into_iter().partition(is_short);
            let heading = match joined(&short) {
                heading if heading.is_empty() => escaped(&cut(text_of(record), SHORT)),
                heading => heading,
            };
            writeln!(self.out, "\n### {heading}")?;
            let list = self.list(part, record, 0)?;
            for line in &long {
                let text = if list.is_empty() {
                    line.text.to_string()
                } else {
                    cut(&line.text, EXCERPT)
                };
                writeln!(self.out, "\n> {}", quoted(&text))?;
            }
            if !list.is_empty() {
                write!(self.out, "\n{list}")?;
            }
        }
        Ok(())
    }

    /// What a record holds, as a list; a record inside another of the list is told by that one.
    fn list(
        &mut self,
        part: &'a Part<'a>,
        holder: &'a Value,
        depth: usize,
    ) -> Result<String, fmt::Error> {
        let parts = part.holds.iter();
        let mut held: Vec<(Hold, Shown<'a>)> = parts
            .flat_map(|part| {
                let shown = self.reading.held(part, holder).into_iter();
                shown.map(|shown| (part.how, shown))
            })
            .collect();
        held.sort_by_key(|(_, shown)| {
            let (start, end) = bounds(shown.record);
            (start, std::cmp::Reverse(end))
        });
        let mut list = String::new();
        let (mut number, mut reach) = (0, 0);
        for (how, Shown { part, record }) in held {
            let (start, end) = bounds(record);
            if how == Hold::Ids && start < reach && end <= reach {
                continue;
            }
            reach = reach.max(end);
            number += 1;
            let spelled_out = self.reading.is_spelled_out(part, record);
            let inner = if spelled_out {
                String::new()
            } else {
                self.list(part, record, depth + 1)?
            };
            if let Some(id) = record["id"].as_str() {
                self.told.insert(id);
            }
            let told = if inner.is_empty() && (how == Hold::Ids || !self.reading.adds(part, record))
            {
                escaped(text_of(record))
            } else {
                self.told_by_fields(part, holder, record)
            };
            writeln!(list, "{}{number}. {told}", "   ".repeat(depth))?;
            list.push_str(&inner);
        }
        Ok(list)
    }

    /// A held record by its fields, those that repeat its holder's left out.
    fn told_by_fields(&self, part: &'a Part<'a>, holder: &Value, record: &'a Value) -> String {
        let mut lines = self.reading.lines(part, record);
        lines.retain(|line| holder.get(line.name) != Some(line.value));
        match joined(&lines) {
            told if told.is_empty() => escaped(self.reading.label(part)),
            told => told,
        }
    }

    fn table(&mut self, part: &'a Part<'a>, records: &[&'a Value]) -> fmt::Result {
        let rows: Vec<(&Value, Vec<Line<'_>>)> = records
            .iter()
            .map(|record| (*record, self.reading.lines(part, record)))
            .collect();
        let is_shown = |field: &&Field| {
            let mut lines = rows.iter().flat_map(|(_, lines)| lines);
            field.name != "text" && lines.any(|line| line.name == field.name)
        };
        let columns: Vec<&Field> = fields(part).filter(is_shown).collect();
        let with_text = !self.are_spelled_out(part, records);
        let label = escaped(self.reading.label(part));
        writeln!(self.out, "\n## {label}\n")?;
        let text = with_text.then_some(label);
        let heads = columns.iter().map(|field| escaped(field_label(field)));
        let heads: Vec<String> = text.into_iter().chain(heads).collect();
        writeln!(self.out, "| {} |", heads.join(" | "))?;
        writeln!(self.out, "|{}", " --- |".repeat(heads.len()))?;
        for (record, lines) in &rows {
            let text = with_text.then(|| escaped(text_of(record)));
            let cells = columns.iter().map(|field| {
                let line = lines.iter().find(|line| line.name == field.name);
                line.map_or(String::new(), |line| escaped(&line.text))
            });
            let cells: Vec<String> = text.into_iter().chain(cells).collect();
            writeln!(self.out, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }
}

fn is_short(line: &Line<'_>) -> bool {
    line.text.chars().count() <= SHORT
}

fn joined(lines: &[Line<'_>]) -> String {
    let texts: Vec<String> = lines.iter().map(|line| escaped(&line.text)).collect();
    texts.join(" · ")
}

/// Start and end of a record in the original.
fn bounds(record: &Value) -> (u64, u64) {
    let bound = |key: &str| record["span"][key].as_u64().unwrap_or_default();
    (bound("start"), bound("end"))
}

fn cut(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}……", &text[..end]),
        None => text.to_owned(),
    }
}

/// Text in which nothing is markup, in one line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '!' => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out
}

/// Likewise at the begin of a block, where a number, `-`, `+` or `=` would open another.
fn quoted(text: &str) -> String {
    let text = escaped(text.trim());
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        Some('-' | '+' | '=') if digits == 0 => format!("\\{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser};

    fn read(markdown: &str) -> String {
        Parser::new(markdown)
            .map(|event| match event {
                Event::Text(text) => text.to_string(),
                Event::Start(tag) => match tag {
                    pulldown_cmark::Tag::BlockQuote(_) | pulldown_cmark::Tag::Paragraph => {
                        String::new()
                    }
                    tag => panic!("{tag:?} in {markdown}"),
                },
                Event::End(_) => String::new(),
                event => panic!("{event:?} in {markdown}"),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn no_text_is_markup(text in "[-+=#0-9.)(*_`\\[\\]<>&|~!\\\\a会议 ]{1,24}") {
            let text = text.trim();
            prop_assume!(!text.is_empty());
            prop_assert_eq!(read(&format!("> {}", quoted(text))), text);
        }
    }
}
