//! The article: its paragraphs with the highlights in them.

use std::fmt::{self, Write as _};

use crate::record::Span;
use crate::text::{Text, Unit};
use crate::view::Arranged;

use super::highlight::{Step, steps};
use super::{Escaped, Highlight, Kind, write_escaped};

/// Underlines of nested records lie below each other, so many at most.
const UNDERLINES: usize = 3;

/// Writes all paragraphs: the headline, subheads, the rest.
pub(super) fn write(
    records: &Arranged<'_>,
    kinds: &[Kind<'_>],
    highlights: &[Highlight],
    out: &mut String,
) -> fmt::Result {
    let text = records.text;
    let original: Vec<char> = text.original().chars().collect();
    let headline = text.units(Unit::Headline);
    let subheads = text.units(Unit::Subhead);
    // Highlights that reach into the line, by start, and those behind it.
    let mut reaching: Vec<&Highlight> = Vec::new();
    let mut ahead = highlights.iter().peekable();
    let mut start = 0;
    for line in text.chars().split(|letter| *letter == '\n') {
        let line = Span::new(start, start + line.len() as u32);
        start = line.end + 1;
        if line.is_empty() {
            continue;
        }
        let among = |units: &[Span]| units.iter().any(|unit| unit.overlaps(line));
        let tag = match () {
            () if headline.first().is_some_and(|first| first.overlaps(line)) => "h1",
            () if among(headline) || among(subheads) => "h2",
            () => "p",
        };
        write!(out, "<{tag}>")?;
        reaching.retain(|highlight| highlight.span.end > line.start);
        while let Some(highlight) = ahead.next_if(|it| it.span.start < line.end) {
            reaching.push(highlight);
        }
        let spans: Vec<Span> = reaching.iter().map(|it| it.span).collect();
        let mut open: Vec<&Highlight> = Vec::new();
        for step in steps(line, &spans) {
            match step {
                Step::Open {
                    highlight,
                    first,
                    last,
                } => {
                    let underlined = open
                        .iter()
                        .filter(|it| kinds[it.kind].shape == "underlined");
                    let depth = underlined.count().min(UNDERLINES - 1);
                    let highlight = reaching[highlight];
                    open.push(highlight);
                    let kind = &kinds[highlight.kind];
                    let index = highlight.kind;
                    write!(out, "<mark class=\"k{index} {} d{depth}", kind.shape)?;
                    out.write_str(if first { " first" } else { "" })?;
                    out.write_str(if last { " last" } else { "" })?;
                    let id = records.id(highlight.record).to_string();
                    write!(out, "\" data-r=\"{}\"", Escaped(&id))?;
                    if first && highlight.leads {
                        let id = Escaped(&id);
                        write!(
                            out,
                            " id=\"{id}\" tabindex=\"0\" aria-describedby=\"l{index}\""
                        )?;
                    }
                    out.write_char('>')?;
                }
                Step::Text(span) => {
                    for position in span.start..span.end {
                        write_escaped(shown(text, &original, position), out)?;
                    }
                }
                Step::Close => {
                    open.pop();
                    out.write_str("</mark>")?;
                }
            }
        }
        writeln!(out, "</{tag}>")?;
    }
    Ok(())
}

/// The character at a position as the page shows it: normalised, but in the script of the
/// original.
fn shown(text: &Text, original: &[char], position: u32) -> char {
    let normalised = text.chars()[position as usize];
    if normalised.is_ascii() || !normalised.is_alphabetic() {
        return normalised;
    }
    let source = text.original_range(Span::new(position, position + 1)).start;
    match original.get(source as usize) {
        Some(&letter) if letter.is_alphabetic() && !letter.is_ascii() => letter,
        _ => normalised,
    }
}
