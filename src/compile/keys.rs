//! What patterns name of the pack, each numbered once for the whole program.

use crate::pattern::tree::Filter;

use super::Compiler;
use super::instruction::{FieldKey, LexiconTest, RecordKey};

impl Compiler<'_> {
    /// The condition `@name{filters}`; absent for a lexicon that is not defined.
    pub(super) fn lexicon_test(&self, name: &str, filters: &[Filter]) -> Option<LexiconTest> {
        let &lexicon = self.pack.lexicon_names.get(name)?;
        let allowed = (!filters.is_empty()).then(|| {
            let entries = &self.pack.lexicons[lexicon.index()].entries;
            entries.iter().map(|entry| entry.passes(filters)).collect()
        });
        Some(LexiconTest { lexicon, allowed })
    }

    /// The number of `@Type.path` among the fields that are read.
    pub(super) fn field_key(&mut self, kind: &str, path: &[String]) -> Option<u32> {
        let kind = self.pack.type_named(kind)?;
        let key = FieldKey {
            kind,
            path: path.to_vec(),
        };
        if let Some(found) = self.fields.iter().position(|known| *known == key) {
            return Some(found as u32);
        }
        self.fields.push(key);
        Some(self.fields.len() as u32 - 1)
    }

    /// The number of `<Type{filters}>` among the records that are read.
    pub(super) fn record_key(&mut self, kind: &str, filters: &[Filter]) -> Option<u32> {
        let kind = self.pack.type_named(kind)?;
        let key = RecordKey {
            kind,
            filters: filters.to_vec(),
        };
        let same = |known: &RecordKey| {
            known.kind == kind
                && known.filters.len() == key.filters.len()
                && known.filters.iter().zip(&key.filters).all(|(left, right)| {
                    left.attribute == right.attribute
                        && left.negative == right.negative
                        && left.values == right.values
                })
        };
        if let Some(found) = self.records.iter().position(same) {
            return Some(found as u32);
        }
        self.records.push(key);
        Some(self.records.len() as u32 - 1)
    }

    /// The number of a literal of several characters among those that the scan looks for.
    pub(super) fn literal(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.literal_ids.get(text) {
            return id;
        }
        let id = self.literals.len() as u32;
        self.literals.push(text.into());
        self.literal_ids.insert(text.into(), id);
        id
    }
}
