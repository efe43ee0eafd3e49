//! What the engine gives and everyone else reads: spans, values and records.

use std::ops::Range;
use std::sync::Arc;

/// A stretch of the normalised text, in code points: `start` inclusive, `end` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end` (code points of the normalised text).
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// Length in code points.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds no code point.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside (equality included).
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether both hold a common code point.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether they overlap and neither contains the other.
    pub fn crosses(self, other: Span) -> bool {
        self.overlaps(other) && !self.contains(other) && !other.contains(self)
    }

    /// As a range of indices.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into the table it belongs to.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index!(
    /// A record type of a pack: index into [`crate::pack::Pack::types`].
    TypeId
);
index!(
    /// A rule of a pack: index into [`crate::pack::Pack::rules`].
    RuleId
);
index!(
    /// A lexicon of a pack: index into [`crate::pack::Pack::lexicons`].
    LexiconId
);
index!(
    /// An entry within its lexicon: index into [`crate::pack::Lexicon::entries`].
    EntryId
);
index!(
    /// A record of one extraction: index into [`crate::engine::Extraction::records`].
    RecordId
);

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing is known: the field is left out of the output.
    #[default]
    Absent,
    /// A stretch of the document.
    Span(Span),
    /// Text that does not stand in the document as such: a constant, an attribute.
    Text(Arc<str>),
    /// A number.
    Number(f64),
    /// Yes or no.
    YesNo(bool),
    /// A date, by its place in the text and its ISO form where the year is known.
    Date(DateValue),
    /// Another record.
    Record(RecordId),
    /// Several values, in the order of the text.
    List(Vec<Value>),
    /// A map of fields, dense by the index of the field in its kind; `span` is what
    /// its `text` is read from.
    Map {
        /// Where the whole stands, if it stands in the document.
        span: Option<Span>,
        /// One value for each field of the kind.
        fields: Vec<Value>,
    },
}

impl Value {
    /// Whether nothing is known.
    pub fn is_absent(&self) -> bool {
        matches!(self, Value::Absent)
    }
}

/// A date as written and, where its year is known, in ISO 8601 (`2020-02-07`).
#[derive(Debug, Clone, PartialEq)]
pub struct DateValue {
    /// Where it is written.
    pub span: Span,
    /// `YYYY-MM-DD`, absent without a year; never guessed.
    pub iso: Option<Arc<str>>,
}

/// One extracted fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its type, always a leaf (never a union).
    pub kind: TypeId,
    /// The rule that made it.
    pub rule: RuleId,
    /// Where it stands.
    pub span: Span,
    /// One value for each field of its type.
    pub fields: Vec<Value>,
}
