//! The ids of records, and which entity a merged record stands for.

use std::collections::HashMap;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::engine::Extraction;
use crate::record::{RecordId, Span, TypeId};

use super::layout::Layout;

/// The ids of all records of an extraction: `speech-3` is the third speech of the text.
///
/// An id depends on the text and the pack alone, not on the view: records are counted in
/// the order of their spans, per union where their type belongs to one.
#[derive(Debug)]
pub(super) struct Identities {
    /// For each record: its number from 1 among those that share its stem.
    numbers: Vec<u32>,
    /// For each merged stretch, by the entity's type: the entity.
    entities: HashMap<(TypeId, Span), RecordId>,
}

impl Identities {
    pub fn new(layout: &Layout<'_>, extraction: &Extraction) -> Self {
        let mut counts = vec![0; layout.types.len()];
        let number = |kind: TypeId| {
            let count: &mut u32 = &mut counts[layout.types[kind.index()].naming.index()];
            *count += 1;
            *count
        };
        let records = &extraction.records;
        let mut entities = HashMap::new();
        for (entity, spans) in &extraction.mentions {
            let kind = records[entity.index()].kind;
            for span in spans {
                entities.entry((kind, *span)).or_insert(*entity);
            }
        }
        Self {
            numbers: records
                .iter()
                .map(|record| record.kind)
                .map(number)
                .collect(),
            entities,
        }
    }

    pub fn id<'a>(&self, layout: &'a Layout<'_>, record: RecordId, kind: TypeId) -> ShownId<'a> {
        ShownId {
            stem: layout.stem(kind),
            number: self.numbers[record.index()],
        }
    }

    /// The entity that a record was merged into, else the record itself.
    pub fn resolve(
        &self,
        layout: &Layout<'_>,
        extraction: &Extraction,
        record: RecordId,
    ) -> RecordId {
        let found = &extraction.records[record.index()];
        let merged_into = &layout.types[found.kind.index()].merged_into;
        merged_into
            .iter()
            .find_map(|entity| self.entities.get(&(*entity, found.span)).copied())
            .unwrap_or(record)
    }
}

/// An id as it is written: `titled-person-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownId<'a> {
    stem: &'a str,
    number: u32,
}

impl fmt::Display for ShownId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.stem, self.number)
    }
}

impl Serialize for ShownId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
