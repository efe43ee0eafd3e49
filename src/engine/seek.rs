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
            SeekScope::Everywhere => vec![Span::new(0, u32::MAX)],
            SeekScope::Unit { unit, offset } => Vec::from_iter(self.unit_near(*unit, *offset)),
            SeekScope::Inside(value) => {
                let value = self.evaluate(value);
                let spans = value.parts().iter();
                spans.filter_map(|part| self.span_of(part)).collect()
            }
        };
        let found = match seek.how {
            Find::All => Item::list(scopes.iter().map(|&scope| self.all(seek, scope))),
            Find::Emitted => self.all_emitted(seek, &scopes),
            _ => {
                let mut scopes = scopes.iter();
                let found = scopes.find_map(|&scope| self.one(seek, scope));
                found.map_or(Item::Absent, Item::Record)
            }
        };
        self.steps(found, &seek.steps)
    }

    /// Whether the conditions of a search hold of a record.
    fn fits(&self, seek: &'m Seek, id: RecordId) -> bool {
        self.world.look();
        seek.conditions.iter().all(|condition| {
            let value = self.steps(Item::Record(id), &condition.path);
            let wanted = self.evaluate(&condition.value);
            self.compare(&value, condition.comparison, &wanted)
        })
    }

    fn one(&self, seek: &'m Seek, scope: Span) -> Option<RecordId> {
        let records = self.world.store.settled(seek.kind);
        let fits = |_, id| self.fits(seek, id);
        match seek.how {
            Find::Enclosing => {
                let fits = |span, id| scope.contains(span) && self.fits(seek, id);
                records.enclosing(self.span, fits)
            }
            Find::NearestBefore => records.nearest_before(self.span.start, scope, fits),
            Find::NearestAfter => records.nearest_after(self.span.end, scope, fits),
            Find::First | Find::All | Find::Emitted => {
                let mut inside = records.inside(scope);
                inside
                    .find(|(_, id)| self.fits(seek, *id))
                    .map(|(_, id)| id)
            }
        }
    }

    fn all(&self, seek: &'m Seek, scope: Span) -> Item<'m> {
        let inside = self.world.store.settled(seek.kind).inside(scope);
        let fitting = inside.filter(|(_, id)| self.fits(seek, *id));
        Item::list(fitting.map(|(_, id)| Item::Record(id)))
    }

    fn all_emitted(&self, seek: &'m Seek, scopes: &[Span]) -> Item<'m> {
        let first = self.world.store.entries.len() as u32;
        let emitted = self.emitted.iter().zip((first..).map(RecordId));
        let fitting = emitted.filter(|(draft, id)| {
            let record = &draft.record;
            let there = scopes.iter().any(|scope| scope.contains(record.span));
            there && seek.leaves.contains(&record.kind) && self.fits(seek, *id)
        });
        Item::list(fitting.map(|(_, id)| Item::Record(id)))
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
