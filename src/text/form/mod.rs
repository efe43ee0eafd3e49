//! The forms of documents: each finds the text that a reader sees, and its lines.

mod plain;

use super::Form;
use super::layout::LineKind;
use super::offset::Offsets;

/// The text that a reader sees, taken out of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Visible {
    /// Lines, each a block of the document; empty where the document is its own text.
    pub text: String,
    /// Where it comes from, in code points of the original.
    pub offsets: Offsets,
    /// Where a line of another kind than the one before begins, in code points of `text`.
    pub kinds: Vec<(u32, LineKind)>,
}

impl Visible {
    pub fn clear(&mut self) {
        self.text.clear();
        self.offsets.clear();
        self.kinds.clear();
    }
}

/// The form of `original`, found from its content.
pub(super) fn detect(_original: &str) -> Form {
    Form::Plain
}

/// Takes the visible text out of `original`; false where that is its own text.
pub(super) fn read(form: Form, original: &str, visible: &mut Visible) -> bool {
    match form {
        Form::Plain | Form::Markdown | Form::Html => plain::read(original, visible),
    }
}
