//! Records found by where they stand: `nearest_before(Person in body with name = x)`.

use crate::expression::tree::Find;
use crate::record::{RecordId, Span};
use crate::text::Unit;

use super::evaluate::Context;
use super::item::Item;
use super::plan::{Seek, SeekScope};

impl<'m> Context<'m> {
    /// What was sought, or fields of it.
    pub fn seek(&self, seek: &'m Seek) -> Item<'m> {
        let scopes = match &seek.place {
            SeekScope::Everywhere => None,
            SeekScope::Unit { unit, offset } => {
                Some(Vec::from_iter(self.unit_near(*unit, *offset)))
            }
            SeekScope::Inside(value) => {
                let value = self.evaluate(value);
                let spans = value.parts().iter();
                Some(spans.filter_map(|part| self.span_of(part)).collect())
            }
        };
        let wanted: Vec<Item<'m>> = seek
            .conditions
            .iter()
            .map(|condition| self.evaluate(&condition.value))
            .collect();
        let fits = |span: Span, id: RecordId| {
            let lies_there = scopes
                .as_ref()
                .is_none_or(|scopes| scopes.iter().any(|scope| scope.contains(span)));
            lies_there
                && seek
                    .conditions
                    .iter()
                    .zip(&wanted)
                    .all(|(condition, wanted)| {
                        let value = self.steps(Item::Record(id), &condition.path);
                        self.compare(&value, condition.comparison, wanted)
                    })
        };
        let records = self.world.store.settled(seek.kind);
        let found = match seek.how {
            Find::Enclosing => records.enclosing(self.span, fits),
            Find::NearestBefore => records.nearest_before(self.span.start, fits),
            Find::NearestAfter => records.nearest_after(self.span.end, fits),
            Find::First => {
                let mut items = records.items().iter();
                items.find(|(span, id)| fits(*span, *id)).map(|(_, id)| *id)
            }
            Find::All => {
                let fitting = records.items().iter().filter(|(span, id)| fits(*span, *id));
                let all = Item::list(fitting.map(|(_, id)| Item::Record(*id)));
                return self.steps(all, &seek.steps);
            }
            Find::Emitted => {
                let first = self.world.store.entries.len() as u32;
                let emitted = self.emitted.iter().zip(first..).filter(|(draft, id)| {
                    let record = &draft.record;
                    seek.leaves.contains(&record.kind) && fits(record.span, RecordId(*id))
                });
                let all = Item::list(emitted.map(|(_, id)| Item::Record(RecordId(id))));
                return self.steps(all, &seek.steps);
            }
        };
        found.map_or(Item::Absent, |id| self.steps(Item::Record(id), &seek.steps))
    }

    /// The unit around a span's start.
    pub fn unit_around(&self, unit: Unit, span: Span) -> Option<Span> {
        let units = self.world.text.units(unit);
        // Quotations nest: the innermost is the last that starts before.
        let before = units.partition_point(|one| one.start <= span.start);
        units[..before]
            .iter()
            .rev()
            .find(|one| one.end > span.start || **one == span)
            .copied()
    }

    /// The unit around the record, or the one so many units away from it. There is only one
    /// document, body and headline, wherever the record stands.
    fn unit_near(&self, unit: Unit, offset: i32) -> Option<Span> {
        let units = self.world.text.units(unit);
        match unit {
            Unit::Document | Unit::Body | Unit::Headline => {
                return units.first().copied().filter(|_| offset == 0);
            }
            _ if offset == 0 => return self.unit_around(unit, self.span),
            _ => {}
        }
        let around = units
            .partition_point(|one| one.start <= self.span.start)
            .checked_sub(1)?;
        let index = i64::try_from(around).ok()? + i64::from(offset);
        units.get(usize::try_from(index).ok()?).copied()
    }
}
