//! A text with labelled stretches: what annotation tools show, what people correct in them,
//! and what is read back.
//!
//! ```text
//! records ─▶ view ─▶ Annotated ─▶ write::{LabelStudio, Doccano, Brat} ─▶ the tool
//! gold    ◀── label_studio, doccano, brat ◀── what people correct and export ──┘
//! ```
//!
//! The text is the normalised one: without glosses and markup, as the rules see it, so that a
//! stretch is exactly the text of its record. Places are code points of that text; each tool's
//! own unit is a matter of its reader and writer.

pub mod brat;
pub mod doccano;
mod error;
pub mod label_studio;
mod node;
mod records;
mod scheme;
mod units;

use crate::record::Span;

pub use error::{ExportError, Fault};
pub use records::annotated;
pub use scheme::{Label, LinkKind, Scheme};
pub(crate) use units::Utf16;

/// What a file of an annotation tool holds.
#[derive(Debug, Clone, Default)]
pub struct Export {
    /// The documents that somebody has annotated, even if nothing was found to mark.
    pub documents: Vec<Annotated>,
    /// How many were left without any annotation.
    pub untouched: usize,
    /// What is wrong with others; these are not among the documents.
    pub faults: Vec<ExportError>,
}

/// A text with its labelled stretches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Annotated {
    /// The document's id, where it is known.
    pub id: Option<String>,
    /// Where the document was read from: a path, or a path and a line.
    pub source: String,
    /// The text that the marks refer to.
    pub text: String,
    /// The stretches, by start, of the same start the longer first.
    pub marks: Vec<Mark>,
    /// What belongs to what.
    pub links: Vec<Link>,
}

/// A labelled stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its label: the key of a view (`people`), or that and a field (`people.titles`).
    pub label: String,
    /// Where it stands, in code points of the text: one stretch, or several with gaps between
    /// them; never none.
    pub pieces: Vec<Span>,
    /// What is known of it that has no place in the text: field and value.
    pub notes: Vec<(String, String)>,
}

impl Mark {
    /// A mark of one piece.
    pub fn new(label: impl Into<String>, span: Span) -> Self {
        Self {
            label: label.into(),
            pieces: vec![span],
            notes: Vec::new(),
        }
    }

    /// From its first to its last code point, gaps included.
    pub fn span(&self) -> Span {
        let first = self.pieces.first().copied().unwrap_or_default();
        let last = self.pieces.last().copied().unwrap_or_default();
        Span::new(first.start, last.end.max(first.start))
    }
}

/// One mark belongs to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// The field, or the key of `holds`, that says so.
    pub name: String,
    /// The mark that holds (index into [`Annotated::marks`]).
    pub from: usize,
    /// The mark that is held.
    pub to: usize,
}

#[cfg(test)]
mod tests;
