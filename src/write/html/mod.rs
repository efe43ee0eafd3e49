//! HTML: one page for each document, complete in itself, with every record highlighted.
//!
//! The page shows the normalised paragraphs in the script of the original: glosses and blanks
//! are dropped, traditional characters stay. Everything works without a network; the legend
//! works without JavaScript too.

mod article;
mod card;
mod highlight;

use std::fmt::{self, Write as _};
use std::io;

use crate::record::{RecordId, Span};
use crate::view::{Arranged, Held, Part};

use super::reading::{Reading, headline};
use super::{Document, Writer};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Hues of the kinds in turn, neighbours far apart.
const HUES: [u16; 12] = [255, 30, 150, 310, 75, 200, 0, 125, 280, 50, 175, 340];

/// Longer kinds of records (by their median, in characters) are bracketed …
const BRACKETED: u32 = 40;
/// … shorter ones underlined, the shortest tinted …
const UNDERLINED: u32 = 14;
/// … unless they cover more than one character in so many: that is too much colour.
const SPARSE: usize = 8;

/// Pages.
#[derive(Debug, Clone, Copy)]
pub struct Html;

impl Writer for Html {
    fn document(&self, document: &Document<'_>, streams: &mut [Vec<u8>]) -> io::Result<()> {
        let tree = serde_json::to_value(document.records)?;
        let reading = Reading::new(document, &tree);
        let mut out = String::new();
        page(document, &reading, &mut out).map_err(|error| io::Error::other(error.to_string()))?;
        for stream in streams {
            stream.extend_from_slice(out.as_bytes());
        }
        Ok(())
    }
}

/// What is said on the page besides the article and its records.
struct Phrases {
    records: &'static str,
    hint: &'static str,
    all: &'static str,
    close: &'static str,
    around: &'static str,
    switch: &'static str,
}

const ZH: Phrases = Phrases {
    records: "条记录",
    hint: "指向、轻点或用 Tab 键走到高亮处，看这条记录的字段。",
    all: "全部记录",
    close: "关闭",
    around: "外层",
    switch: "显示哪些记录",
};
const EN: Phrases = Phrases {
    records: "records",
    hint: "Point at a highlight, tap it or reach it with Tab to see the fields of its record.",
    all: "All records",
    close: "Close",
    around: "Within",
    switch: "Records shown",
};

/// The records under one key: a colour and a line of the legend.
struct Kind<'a> {
    part: &'a Part<'a>,
    label: &'a str,
    records: Vec<RecordId>,
    shape: &'static str,
}

/// A stretch that is highlighted.
struct Highlight {
    span: Span,
    record: RecordId,
    kind: usize,
    /// Whether the record is first met here.
    leads: bool,
}

fn page(document: &Document<'_>, reading: &Reading<'_>, out: &mut String) -> fmt::Result {
    let records = document.records;
    let english = records.layout.pack.language == "en";
    let phrases = if english { &EN } else { &ZH };
    let language = if english { "en" } else { "zh-Hans" };
    let kinds = kinds(records, reading);
    let highlights = highlights(records, &kinds);
    let total: usize = kinds.iter().map(|kind| kind.records.len()).sum();
    write!(
        out,
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{STYLE}",
        Escaped(&headline(document))
    )?;
    for index in 0..kinds.len() {
        let hue = HUES[index % HUES.len()];
        writeln!(
            out,
            ".k{index}{{--hue:{hue}}}body:has(#t{index}:not(:checked)) mark.k{index}{{--off:initial}}"
        )?;
    }
    write!(out, "</style>\n</head>\n<body>\n<main>\n<article>\n")?;
    article::write(records, &kinds, &highlights, out)?;
    write!(
        out,
        "<footer>{} · {total} {}</footer>\n</article>\n<aside>\n",
        Escaped(document.source),
        phrases.records
    )?;
    card::legend(&kinds, phrases, out)?;
    write!(
        out,
        "<section id=\"inspector\" aria-live=\"polite\" data-around=\"{}\">\n\
         <button type=\"button\" id=\"close\" aria-label=\"{}\">×</button>\n\
         <div id=\"shown\"><p class=\"hint\">{}</p></div>\n</section>\n</aside>\n</main>\n",
        phrases.around, phrases.close, phrases.hint
    )?;
    card::all(reading, &kinds, phrases, out)?;
    write!(out, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n")
}

/// The keys of the view that show records here, from outer to inner.
fn kinds<'a>(records: &'a Arranged<'a>, reading: &Reading<'a>) -> Vec<Kind<'a>> {
    let mut kinds = Vec::new();
    for shelf in &records.shelves {
        add_kind(
            records,
            reading,
            shelf.part,
            shelf.records.clone(),
            &mut kinds,
        );
        add_held(records, reading, &shelf.holds, &mut kinds);
    }
    kinds
}

fn add_held<'a>(
    records: &Arranged<'_>,
    reading: &Reading<'a>,
    holds: &[Held<'a>],
    kinds: &mut Vec<Kind<'a>>,
) {
    let inline = holds.iter().filter(|held| !held.part.is_by_id());
    for held in inline {
        let mut shown: Vec<RecordId> = held.pairs.iter().map(|pair| pair.1).collect();
        shown.sort_unstable();
        add_kind(records, reading, held.part, shown, kinds);
        add_held(records, reading, &held.holds, kinds);
    }
}

fn add_kind<'a>(
    records: &Arranged<'_>,
    reading: &Reading<'a>,
    part: &'a Part<'a>,
    shown: Vec<RecordId>,
    kinds: &mut Vec<Kind<'a>>,
) {
    if shown.is_empty() {
        return;
    }
    let lengths = shown
        .iter()
        .map(|record| records.record(*record).span.len());
    let mut lengths: Vec<u32> = lengths.collect();
    lengths.sort_unstable();
    let covered = lengths.iter().sum::<u32>() as usize;
    let is_sparse = covered * SPARSE <= records.text.chars().len();
    let shape = match lengths[lengths.len() / 2] {
        BRACKETED.. => "bracketed",
        ..UNDERLINED if is_sparse || lengths.len() == 1 => "tinted",
        _ => "underlined",
    };
    kinds.push(Kind {
        part,
        label: reading.label(part),
        records: shown,
        shape,
    });
}

/// Every stretch to highlight, by start, of the same start the longer first; an entity at each
/// of its mentions.
fn highlights(records: &Arranged<'_>, kinds: &[Kind<'_>]) -> Vec<Highlight> {
    let mut highlights = Vec::new();
    for (index, kind) in kinds.iter().enumerate() {
        for &record in &kind.records {
            let mentions = records.mentions(record);
            let own = [records.record(record).span];
            let spans = if mentions.is_empty() { &own } else { mentions };
            for (nth, &span) in spans.iter().enumerate() {
                highlights.push(Highlight {
                    span,
                    record,
                    kind: index,
                    leads: nth == 0,
                });
            }
        }
    }
    highlights.sort_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end)));
    highlights
}

/// Text in which nothing is markup.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|letter| write_escaped(letter, f))
    }
}

fn write_escaped(letter: char, out: &mut impl fmt::Write) -> fmt::Result {
    match letter {
        '&' => out.write_str("&amp;"),
        '<' => out.write_str("&lt;"),
        '>' => out.write_str("&gt;"),
        '"' => out.write_str("&quot;"),
        '\'' => out.write_str("&#39;"),
        _ => out.write_char(letter),
    }
}
