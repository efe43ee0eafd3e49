//! A program applied to a text: scan, lattice, matcher, cascade.

mod anchors;
pub mod capture;
pub mod lattice;
pub mod limits;
pub mod matcher;
mod tokens;
pub mod trace;

pub use limits::{Budget, LimitError, Limits};

use crate::record::{Record, RecordId, Span};

/// What the caller knows of a document besides its text.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// The publication date, `YYYY-MM-DD`; gives dates without a year their year.
    pub date: Option<String>,
}

/// The records of a document, in order of their spans.
#[derive(Debug, Clone, Default)]
pub struct Extraction {
    /// All records that stayed, entities included, by start, then the longer first.
    pub records: Vec<Record>,
    /// For each entity record, where it is mentioned.
    pub mentions: Vec<(RecordId, Vec<Span>)>,
    /// Steps the engine took (a measure of work that does not depend on the clock).
    pub steps: u64,
}
