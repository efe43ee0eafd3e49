//! Bytes to normalised text with an exact map back to the original, and its layout.
//!
//! The stream: bytes are decoded (`decode`); the form of the document gives the text
//! that a reader sees (`form`); that is folded to the one way of writing that rules know
//! (`fold`, with the tables of `script` and the pinyin of `gloss`), while `offset`
//! keeps where every character comes from; then it is laid out (`layout`, `marks`).

mod decode;
mod fold;
mod form;
mod gloss;
mod layout;
mod marks;
mod offset;
mod script;

use std::ops::Range;

use crate::record::Span;

use fold::{Folded, Matter, fold_into};
use form::Visible;
use layout::{Layout, LineKind, clauses, lines, sentences};
pub use marks::{MarkKind, MarkPair};
use offset::ByteIndex;

/// How a document is to be read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The encoding's label (`gb18030`, `big5`, …); found out when absent.
    pub encoding: Option<String>,
    /// The form of the document; found out from the content when absent.
    pub form: Option<Form>,
    /// The largest document that is read, in bytes; 64 MiB when absent.
    pub size_limit: Option<usize>,
}

/// The form of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Lines of plain text.
    #[default]
    Plain,
    /// Markdown.
    Markdown,
    /// An HTML page.
    Html,
}

/// Why a document cannot be read. What is broken within it never is a reason: a character
/// that is none becomes U+FFFD.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is larger than allowed.
    #[error("the document has {size} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The encoding asked for does not exist.
    #[error("no encoding is called {label:?}")]
    UnknownEncoding {
        /// The label that was given.
        label: String,
    },
}

/// The limit on a document's size where none is given, in bytes.
const SIZE_LIMIT: usize = 64 << 20;
/// No document may be larger: positions have 32 bits, and decoding may triple the bytes.
const LARGEST: usize = 1 << 30;

/// A unit of layout, each a span of the normalised text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// The whole text.
    Document,
    /// The first lines before the body without a stop at their end, as one span.
    Headline,
    /// One span from the first paragraph of the body to the last.
    Body,
    /// A short line of the body without a stop at its end, or a heading of the form; never
    /// the only line.
    Subhead,
    /// A line of the body that is no subhead.
    Prose,
    /// A line of the body.
    Paragraph,
    /// To each 。！？ and the closing marks behind it, in the body.
    Sentence,
    /// Between ，；：。 and their kind, those left out, in the body.
    Clause,
    /// Inside quotation marks.
    Quote,
    /// Inside parentheses.
    Parenthesis,
}

impl Unit {
    /// How many kinds of units there are.
    pub const COUNT: usize = Unit::Parenthesis as usize + 1;
}

/// A document made ready for matching.
///
/// Positions and spans are code points of the normalised text unless said otherwise. Its
/// paragraphs are separated by one line feed each.
///
/// ```
/// use tiyao::record::Span;
/// use tiyao::text::{ReadOptions, Text};
///
/// let text = Text::read("濟(jì)寧新聞網(wǎng)訊".as_bytes(), &ReadOptions::default())?;
/// assert_eq!(text.normalised(), "济宁新闻网讯");
/// assert_eq!(text.slice(Span::new(0, 2)), "济宁");
/// assert_eq!(text.original_range(Span::new(0, 2)), 0..6); // 濟(jì)寧
/// # Ok::<(), tiyao::text::ReadError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The original, decoded; records report positions in its code points.
    original: String,
    form: Form,
    folded: Folded,
    index: ByteIndex,
    layout: Layout,
    /// The visible text; kept for its room.
    visible: Visible,
}

impl Text {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// When it is too large, or when `options` name an encoding that does not exist.
    pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Text, ReadError> {
        let mut text = Text::default();
        text.read_into(bytes, options)?;
        Ok(text)
    }

    /// Reads a document in place of the one held so far, whose memory is used again.
    ///
    /// # Errors
    ///
    /// As [`Text::read`]; the text is then empty.
    pub fn read_into(&mut self, bytes: &[u8], options: &ReadOptions) -> Result<(), ReadError> {
        self.clear();
        let limit = options.size_limit.unwrap_or(SIZE_LIMIT).min(LARGEST);
        if bytes.len() > limit {
            return Err(ReadError::TooLarge {
                size: bytes.len(),
                limit,
            });
        }
        decode::decode(bytes, options.encoding.as_deref(), &mut self.original)?;
        let form = options.form.unwrap_or_else(|| form::detect(&self.original));
        self.prepare(form);
        Ok(())
    }

    /// A text of decoded plain text: examples of rules, tests.
    pub fn from_plain(original: &str) -> Text {
        let mut text = Text {
            original: original.to_owned(),
            ..Text::default()
        };
        text.prepare(Form::Plain);
        text
    }

    fn clear(&mut self) {
        self.original.clear();
        self.folded.clear();
        self.layout.clear();
        self.visible.clear();
    }

    fn prepare(&mut self, form: Form) {
        self.form = form;
        let taken = form::read(form, &self.original, &mut self.visible);
        let visible = if taken {
            &self.visible.text
        } else {
            &self.original
        };
        fold_into(visible, Matter::Document, &mut self.folded);
        let kinds = &self.visible.kinds;
        let mut at = 0;
        self.layout.build(&self.folded.chars, |position| {
            if kinds.is_empty() {
                return LineKind::Paragraph;
            }
            let source = self.folded.offsets.source(position).start;
            at += kinds[at..].partition_point(|(start, _)| *start <= source);
            at.checked_sub(1)
                .map_or(LineKind::Paragraph, |at| kinds[at].1)
        });
        if taken {
            self.folded.offsets.compose(&self.visible.offsets);
        }
        self.index.build(&self.folded.chars);
    }

    /// The form that the document was read in.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The normalised text by code points.
    pub fn chars(&self) -> &[char] {
        &self.folded.chars
    }

    /// The normalised text.
    pub fn normalised(&self) -> &str {
        &self.folded.normalised
    }

    /// The decoded original, a byte order mark left out.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The part of the normalised text at `span`; what lies beyond the text is left out.
    pub fn slice(&self, span: Span) -> &str {
        let chars = &self.folded.chars;
        let start = self.index.byte(chars, span.start as usize);
        let end = match (span.end as usize).checked_sub(span.start as usize) {
            // A short span is counted from its start rather than from the index.
            Some(length) if length <= SHORT => {
                let span =
                    (span.start as usize).min(chars.len())..(span.end as usize).min(chars.len());
                start + offset::bytes(&chars[span])
            }
            _ => self.index.byte(chars, span.end as usize),
        };
        self.folded.normalised.get(start..end).unwrap_or_default()
    }

    /// The code points of the original that are the source of `span`: its glosses are among
    /// them, white space and markup at its rims are not.
    pub fn original_range(&self, span: Span) -> Range<u32> {
        self.folded.offsets.source_range(span.start..span.end)
    }

    /// All units of a kind, sorted.
    pub fn units(&self, unit: Unit) -> &[Span] {
        match unit {
            Unit::Document => &self.layout.document,
            Unit::Headline => &self.layout.headline,
            Unit::Body => &self.layout.body,
            Unit::Subhead => &self.layout.subheads,
            Unit::Prose => &self.layout.prose,
            Unit::Paragraph => &self.layout.paragraphs,
            Unit::Sentence => &self.layout.sentences,
            Unit::Clause => &self.layout.clauses,
            Unit::Quote => &self.layout.quotes,
            Unit::Parenthesis => &self.layout.parentheses,
        }
    }

    /// Appends to `out` the units of a kind within `span`, computed afresh as if the rest of
    /// the text were not there: the first sentence starts where `span` starts.
    pub fn units_within(&self, unit: Unit, span: Span, out: &mut Vec<Span>) {
        let chars = self.chars();
        let end = span.end.min(chars.len() as u32);
        let span = Span::new(span.start.min(end), end);
        match unit {
            Unit::Document if !span.is_empty() => out.push(span),
            Unit::Document => {}
            Unit::Paragraph => out.extend(lines(chars, span)),
            Unit::Sentence => {
                for line in lines(chars, span) {
                    let (signs, pairs) = (
                        self.layout.signs_within(line),
                        self.layout.marks_within(line),
                    );
                    sentences(chars, signs, pairs, line, out);
                }
            }
            Unit::Clause => {
                for line in lines(chars, span) {
                    clauses(chars, self.layout.signs_within(line), line, out);
                }
            }
            Unit::Quote | Unit::Parenthesis => {
                let kind = if unit == Unit::Quote {
                    MarkKind::Quote
                } else {
                    MarkKind::Parenthesis
                };
                let pairs = self
                    .layout
                    .marks_within(span)
                    .iter()
                    .filter(|pair| pair.kind == kind);
                let inside = pairs.map(MarkPair::inside).map(|inside| cut(inside, span));
                out.extend(inside.filter(|inside| !inside.is_empty()));
            }
            Unit::Headline | Unit::Body | Unit::Subhead | Unit::Prose => {
                let units = self.units(unit);
                let first = units.partition_point(|unit| unit.end <= span.start);
                let units = units[first..]
                    .iter()
                    .take_while(|unit| unit.start < span.end);
                out.extend(units.map(|unit| cut(*unit, span)));
            }
        }
    }

    /// Whether the original has white space directly before the code point at `position`,
    /// whether it was kept, became a line feed, or was dropped; at the end of a line also
    /// the line's end itself.
    pub fn blank_before(&self, position: u32) -> bool {
        let at = position as usize;
        let white = |at: Option<usize>| {
            at.and_then(|at| self.chars().get(at))
                .is_some_and(|c| c.is_whitespace())
        };
        white(at.checked_sub(1))
            || white(Some(at))
            || self.folded.blanks.binary_search(&position).is_ok()
    }

    /// Calls `found` with every place for which [`Text::blank_before`] holds, in no order and
    /// some more than once.
    pub fn each_blank(&self, mut found: impl FnMut(u32)) {
        for (place, character) in (0u32..).zip(self.chars()) {
            if character.is_whitespace() {
                found(place);
                found(place + 1);
            }
        }
        self.folded.blanks.iter().copied().for_each(found);
    }

    /// The quotation marks and parentheses, sorted by their opening mark.
    pub fn marks(&self) -> &[MarkPair] {
        &self.layout.marks
    }

    /// The innermost pair whose inside holds `position` (`open < position <= close`), as an
    /// index into [`Text::marks`].
    pub fn mark_around(&self, position: u32) -> Option<u32> {
        let marks = self.marks();
        let mut at = marks
            .partition_point(|pair| pair.open < position)
            .checked_sub(1)? as u32;
        while marks[at as usize].close < position {
            at = marks[at as usize].parent?;
        }
        Some(at)
    }
}

/// Spans up to this many code points are sliced without a second look into the index.
const SHORT: usize = 256;

fn cut(unit: Span, span: Span) -> Span {
    let start = unit.start.max(span.start);
    Span::new(start, unit.end.min(span.end).max(start))
}

/// Folds a few words as a text is folded: the literals of patterns, the entries of lexicons.
/// Lines and glosses have no meaning in it.
pub fn fold(text: &str) -> String {
    let mut folded = Folded::default();
    fold_into(text, Matter::Words, &mut folded);
    folded.normalised
}
