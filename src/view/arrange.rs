//! Which record is shown where: at the top, or held by another.

use crate::engine::Extraction;
use crate::pack::Hold;
use crate::record::{Record, RecordId, Span};
use crate::text::Text;

use super::identity::{Identities, ShownId};
use super::layout::{Layout, Part};

/// An extraction arranged by a view. It is the output tree: see its `Serialize`.
#[derive(Debug)]
pub struct Arranged<'a> {
    /// The view.
    pub layout: &'a Layout<'a>,
    /// The document.
    pub text: &'a Text,
    /// Its records.
    pub extraction: &'a Extraction,
    /// The top-level keys of the view in order.
    pub shelves: Vec<Shelf<'a>>,
    identities: Identities,
    /// Which records the view shows in full somewhere.
    shown: Vec<bool>,
    /// Entities with their mentions, sorted.
    mentions: Vec<(RecordId, &'a [Span])>,
}

/// A top-level key with its records.
#[derive(Debug)]
pub struct Shelf<'a> {
    /// The key.
    pub part: &'a Part<'a>,
    /// Its records in the order of their spans.
    pub records: Vec<RecordId>,
    /// What they hold, one for each of [`Part::holds`].
    pub holds: Vec<Held<'a>>,
}

/// A key of `holds` with the records that lie under it.
#[derive(Debug)]
pub struct Held<'a> {
    /// The key.
    pub part: &'a Part<'a>,
    /// (holder, held), sorted.
    pub pairs: Vec<(RecordId, RecordId)>,
    /// What the held records hold in turn, one for each of [`Part::holds`].
    pub holds: Vec<Held<'a>>,
}

impl Held<'_> {
    /// What `holder` holds, in the order of the spans.
    pub fn of(&self, holder: RecordId) -> impl ExactSizeIterator<Item = RecordId> + Clone + '_ {
        let start = self.pairs.partition_point(|pair| pair.0 < holder);
        let end = self.pairs.partition_point(|pair| pair.0 <= holder);
        self.pairs[start..end].iter().map(|pair| pair.1)
    }
}

impl<'a> Arranged<'a> {
    pub(super) fn new(layout: &'a Layout<'a>, text: &'a Text, extraction: &'a Extraction) -> Self {
        let mentions = extraction.mentions.iter();
        let mut arranged = Self {
            layout,
            text,
            extraction,
            shelves: Vec::with_capacity(layout.parts.len()),
            identities: Identities::new(layout, extraction),
            shown: vec![false; extraction.records.len()],
            mentions: mentions.map(|(id, spans)| (*id, &spans[..])).collect(),
        };
        arranged.mentions.sort_unstable_by_key(|(id, _)| *id);
        for part in &layout.parts {
            let mut records = arranged.records_of(part);
            if part.one {
                records.truncate(1);
            }
            arranged.mark_shown(records.iter().copied());
            let holds = arranged.fill(&part.holds, &records);
            arranged.shelves.push(Shelf {
                part,
                records,
                holds,
            });
        }
        arranged
    }

    /// A record by its index.
    pub fn record(&self, id: RecordId) -> &'a Record {
        &self.extraction.records[id.index()]
    }

    /// The id that a record is shown with.
    pub fn id(&self, record: RecordId) -> ShownId<'_> {
        let kind = self.record(record).kind;
        self.identities.id(self.layout, record, kind)
    }

    /// Whether the view shows this record in full, so that others may refer to it by id.
    pub fn shows(&self, record: RecordId) -> bool {
        self.shown[record.index()]
    }

    /// The entity that a record was merged into, if the view shows it; else the record itself.
    pub fn resolve(&self, record: RecordId) -> RecordId {
        let entity = self
            .identities
            .resolve(self.layout, self.extraction, record);
        if self.shows(entity) { entity } else { record }
    }

    /// Where an entity is mentioned, in code points of the normalised text; nowhere for any
    /// other record.
    pub fn mentions(&self, record: RecordId) -> &'a [Span] {
        self.mentions
            .binary_search_by_key(&record, |(id, _)| *id)
            .map_or(&[], |index| self.mentions[index].1)
    }

    fn records_of(&self, part: &Part<'_>) -> Vec<RecordId> {
        (0..)
            .map(RecordId)
            .zip(&self.extraction.records)
            .filter(|(_, record)| part.takes(record.kind))
            .map(|(id, _)| id)
            .collect()
    }

    fn mark_shown(&mut self, records: impl Iterator<Item = RecordId>) {
        for record in records {
            self.shown[record.index()] = true;
        }
    }

    fn fill(&mut self, parts: &'a [Part<'a>], holders: &[RecordId]) -> Vec<Held<'a>> {
        let mut filled = Vec::with_capacity(parts.len());
        for part in parts {
            let mut pairs = self.assign(part.how, holders, &self.records_of(part));
            pairs.sort_unstable();
            if part.one {
                pairs.dedup_by_key(|pair| pair.0);
            }
            let mut held: Vec<RecordId> = pairs.iter().map(|pair| pair.1).collect();
            held.sort_unstable();
            if part.how != Hold::Ids {
                self.mark_shown(held.iter().copied());
            }
            let holds = self.fill(&part.holds, &held);
            filled.push(Held { part, pairs, holds });
        }
        filled
    }

    /// Gives each record its holder, in one sweep over both in the order of their spans.
    fn assign(
        &self,
        how: Hold,
        holders: &[RecordId],
        records: &[RecordId],
    ) -> Vec<(RecordId, RecordId)> {
        let span = |id: RecordId| self.record(id).span;
        let mut ahead = holders.iter().copied().peekable();
        // Holders that reach beyond the place of the sweep, and the one that ended last.
        let mut open: Vec<RecordId> = Vec::new();
        let mut passed: Option<RecordId> = None;
        let mut pairs = Vec::with_capacity(records.len());
        for &record in records {
            let at = span(record);
            while let Some(holder) = ahead.next_if(|&holder| span(holder).start <= at.start) {
                open.push(holder);
            }
            open.retain(|&holder| {
                let stays = span(holder).end > at.start;
                if !stays && passed.is_none_or(|last| span(last).end <= span(holder).end) {
                    passed = Some(holder);
                }
                stays
            });
            let others = || open.iter().copied().filter(|&holder| holder != record);
            let around = others()
                .filter(|&holder| span(holder).contains(at))
                .min_by_key(|&holder| span(holder).len());
            let holder = match how {
                Hold::Inside | Hold::Ids => around,
                Hold::Nearest => {
                    let next = ahead.peek().copied();
                    around
                        .or_else(|| others().next_back())
                        .or_else(|| next.filter(|&holder| span(holder).start < at.end))
                        .or(passed)
                        .or(next)
                }
            };
            pairs.extend(holder.map(|holder| (holder, record)));
        }
        pairs
    }
}
