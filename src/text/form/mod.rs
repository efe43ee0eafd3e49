//! The forms of documents: each finds the text that a reader sees, and its lines.

mod detect;
mod html;
mod markdown;
mod page;
mod plain;
mod tags;

use std::ops::Range;

use memchr::memchr2;

use super::Form;
use super::layout::LineKind;
use super::offset::Offsets;

pub(super) use detect::detect;

/// The text that a reader sees, taken out of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Visible {
    /// Lines, each a block of the document.
    pub text: String,
    /// Where it comes from, in code points of the original.
    pub offsets: Offsets,
    /// Where a line of another kind than the one before begins, in code points of `text`.
    pub kinds: Vec<(u32, LineKind)>,
    outline: Outline,
}

impl Visible {
    pub fn clear(&mut self) {
        self.text.clear();
        self.offsets.clear();
        self.kinds.clear();
        self.outline.clear();
    }
}

/// Takes the visible text out of `original`; false where that is its own text.
pub(super) fn read(form: Form, original: &str, visible: &mut Visible) -> bool {
    match form {
        Form::Plain => return plain::read(original, visible),
        Form::Markdown => markdown::read(original, &mut visible.outline),
        Form::Html => {
            html::read(original, 0..original.len(), &mut visible.outline);
            page::choose(original, &mut visible.outline);
        }
    }
    visible.write(original);
    true
}

/// The blocks of a document, in its order.
#[derive(Debug, Clone, Default)]
struct Outline {
    blocks: Vec<Block>,
    pieces: Vec<Piece>,
    /// The elements that hold blocks: for each the one that holds it.
    containers: Vec<usize>,
}

impl Outline {
    fn clear(&mut self) {
        self.blocks.clear();
        self.pieces.clear();
        self.containers.clear();
    }

    /// Begins a block, unless the last one is still without text.
    fn begin(&mut self, kind: LineKind, container: usize) {
        let start = self.pieces.len();
        match self.blocks.last_mut() {
            Some(last) if last.start == start => (last.kind, last.container) = (kind, container),
            _ => self.blocks.push(Block {
                kind,
                start,
                container,
                linked: 0,
                bold: 0,
                kept: true,
            }),
        }
    }

    /// Whether nothing stands in the last block yet.
    fn at_start(&self) -> bool {
        self.blocks
            .last()
            .is_none_or(|block| block.start == self.pieces.len())
    }

    /// Adds a piece to the last block.
    fn push(&mut self, bytes: Range<usize>, what: What) {
        if self.blocks.is_empty() {
            self.begin(LineKind::Paragraph, 0);
        }
        self.pieces.push(Piece { bytes, what });
    }

    /// The pieces of a block.
    fn pieces(&self, block: usize) -> &[Piece] {
        let end = self
            .blocks
            .get(block + 1)
            .map_or(self.pieces.len(), |next| next.start);
        &self.pieces[self.blocks[block].start..end]
    }
}

/// A block: what stands in a line of its own.
#[derive(Debug, Clone)]
struct Block {
    kind: LineKind,
    /// The index of its first piece.
    start: usize,
    /// The element that holds it.
    container: usize,
    /// How many bytes of it are links, and how many bold.
    linked: usize,
    bold: usize,
    /// Whether it is part of the visible text.
    kept: bool,
}

/// A piece of a block and the bytes of the original that it comes from.
#[derive(Debug, Clone)]
struct Piece {
    bytes: Range<usize>,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// The bytes as they stand.
    Verbatim,
    /// One character in their place.
    Char(char),
    /// A gloss of the character before, which reaches to its end.
    Gloss,
}

impl Visible {
    /// Writes the blocks that were kept as lines.
    fn write(&mut self, original: &str) {
        let mut writer = Writer {
            original,
            byte: 0,
            position: 0,
            text: &mut self.text,
            offsets: &mut self.offsets,
        };
        let mut last = LineKind::Paragraph;
        for (index, block) in self.outline.blocks.iter().enumerate() {
            let pieces = self.outline.pieces(index);
            if !block.kept || pieces.is_empty() {
                continue;
            }
            let plain = (last, block.kind) == (LineKind::Paragraph, LineKind::Paragraph);
            writer.line(plain);
            if block.kind != last {
                self.kinds.push((writer.offsets.length(), block.kind));
                last = block.kind;
            }
            for piece in pieces {
                writer.write(piece);
            }
        }
    }
}

struct Writer<'a> {
    original: &'a str,
    /// How far the original is read, in bytes and in code points.
    byte: usize,
    position: u32,
    text: &'a mut String,
    offsets: &'a mut Offsets,
}

impl Writer<'_> {
    /// Begins a line; one paragraph that breaks off at a comma goes on in the next.
    fn line(&mut self, plain: bool) {
        if !self.text.is_empty() {
            let goes_on = plain && self.text.trim_end().ends_with(['，', '、']);
            self.text.push(if goes_on { ' ' } else { '\n' });
            self.offsets.push(self.position..self.position);
        }
    }

    /// Reads on to `byte`; gives the code point there.
    fn advance(&mut self, byte: usize) -> u32 {
        if let Some(passed) = self.original.get(self.byte..byte) {
            self.position += passed.chars().count() as u32;
            self.byte = byte;
        }
        self.position
    }

    fn write(&mut self, piece: &Piece) {
        let start = self.advance(piece.bytes.start);
        let end = self.advance(piece.bytes.end);
        match piece.what {
            What::Verbatim => {
                let text = &self.original[piece.bytes.clone()];
                match memchr2(b'\n', b'\r', text.as_bytes()) {
                    None => self.text.push_str(text),
                    // A line's end within a block is a blank.
                    Some(_) => self.text.extend(
                        text.chars()
                            .map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }),
                    ),
                }
                self.offsets.extend(start, end - start);
            }
            What::Char(c) => {
                self.text.push(c);
                self.offsets.push(start..end);
            }
            What::Gloss => self.offsets.stretch(end),
        }
    }
}
