//! What a match captured.

use std::sync::Arc;

use crate::record::{EntryId, LexiconId, RecordId, Span};

/// A finished match of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// From where to where.
    pub span: Span,
    /// The captures of the outermost level, in the order of their begins.
    pub captures: Vec<Capture>,
    /// What it consumed itself: literals, classes, lexicon entries, tokens; not gaps,
    /// rests, looks or records that it read. Sorted, disjoint, not touching.
    pub claims: Vec<Span>,
}

/// A captured stretch with the captures inside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// The capture's name.
    pub name: Arc<str>,
    /// Where it stands.
    pub span: Span,
    /// The one edge that it consists of, if it is one.
    pub edge: Edge,
    /// The captures inside, in the order of their begins.
    pub inner: Vec<Capture>,
}

/// What a capture consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Characters, or more than one edge.
    Characters,
    /// One entry of a lexicon: its attributes are readable.
    Entry(LexiconId, EntryId),
    /// One record: its fields are readable.
    Record(RecordId),
}
