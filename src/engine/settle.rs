//! The contest of rivals, and what it leaves for later rules and for the caller.

use crate::pack::Keep;
use crate::record::{Record, RecordId, Span, TypeId, Value};

use super::Extraction;
use super::cascade::Cascade;
use super::rivals::{self, Rival, Verdict};
use super::store::State;
use super::trace::{Event, Observer};

impl<O: Observer> Cascade<'_, O> {
    /// All rules that make a leaf have run: its records are settled among themselves.
    pub(super) fn settle_leaf(&mut self, leaf: TypeId) {
        let made: Vec<RecordId> = self.scratch.store.of_leaf(leaf, State::Made).collect();
        let made = self.rebuilt(made);
        self.contest(&made, &[]);
        for &id in &made {
            let entry = &mut self.scratch.store.entries[id.index()];
            if entry.state == State::Made {
                entry.state = State::Stays;
            }
        }
        self.make_readable(leaf, &[leaf]);
    }

    /// All leaves of a union are settled: they are settled against each other.
    pub(super) fn settle_union(&mut self, union: TypeId) {
        let program = self.program;
        let leaves = &program.pack.type_of(union).leaves;
        let mut staying = Vec::new();
        for &leaf in leaves {
            staying.extend(self.scratch.store.of_leaf(leaf, State::Stays));
        }
        self.contest(&staying, leaves);
        self.make_readable(union, leaves);
    }

    /// Builds records anew without the parts that fell; gives those that can do without.
    fn rebuilt(&mut self, mut ids: Vec<RecordId>) -> Vec<RecordId> {
        let pack = &self.program.pack;
        ids.retain(|&id| {
            let store = &mut self.scratch.store;
            let Some(field) = store.rebuild(id, pack) else {
                return true;
            };
            let entry = &mut store.entries[id.index()];
            entry.state = State::Fallen;
            if O::WATCHING {
                self.observer.observe(Event::FieldMissing {
                    rule: entry.record.rule,
                    span: entry.record.span,
                    kind: entry.record.kind,
                    field,
                });
            }
            false
        });
        ids
    }

    /// Settles records against each other; `leaves` is the order of `is`, empty for one leaf.
    fn contest(&mut self, ids: &[RecordId], leaves: &[TypeId]) {
        let pack = &self.program.pack;
        let store = &mut self.scratch.store;
        let rivals: Vec<Rival<'_>> = ids
            .iter()
            .map(|id| {
                let entry = &store.entries[id.index()];
                let rule = pack.rule(entry.record.rule);
                let order = leaves.iter().position(|leaf| *leaf == entry.record.kind);
                Rival {
                    claims: &entry.claims,
                    span: entry.record.span,
                    origin: entry.origin,
                    contests: rule.keep == Keep::Longest,
                    order: order.unwrap_or(0) as u32,
                    layer: rule.layer,
                    rule: &rule.name,
                }
            })
            .collect();
        let verdicts = rivals::settle(&rivals, |first, second| {
            let record = |index: usize| store.record(ids[index]);
            let (first, second) = (record(first), record(second));
            first.kind == second.kind && first.fields == second.fields
        });
        for (&id, verdict) in ids.iter().zip(verdicts) {
            let (state, event) = match verdict {
                Verdict::Stays => continue,
                Verdict::Doubled(of) => (
                    State::Doubled(ids[of]),
                    Event::Doubled {
                        serial: id.0,
                        of: ids[of].0,
                    },
                ),
                Verdict::Lost { to, at } => (
                    State::Fallen,
                    Event::Lost {
                        serial: id.0,
                        to: ids[to].0,
                        at,
                    },
                ),
            };
            store.entries[id.index()].state = state;
            if O::WATCHING {
                self.observer.observe(event);
            }
        }
    }

    /// Lets later rules read what stays of a type.
    fn make_readable(&mut self, kind: TypeId, leaves: &[TypeId]) {
        let store = &mut self.scratch.store;
        let mut readable: Vec<(Span, RecordId)> = Vec::new();
        for &leaf in leaves {
            for id in store.of_leaf(leaf, State::Stays) {
                match store.mentions_of(id) {
                    Some(mentions) => readable.extend(mentions.iter().map(|&span| (span, id))),
                    None => readable.push((store.record(id).span, id)),
                }
            }
        }
        let records: Vec<(RecordId, Span)> =
            readable.iter().map(|&(span, id)| (id, span)).collect();
        store.settle(kind, readable);
        let (store, pack, text) = (&self.scratch.store, &self.program.pack, self.text);
        self.scratch.lattice.settle(
            self.program,
            text,
            kind,
            &records,
            &mut |id, path, found| store.texts(pack, text, id, path, found),
        );
    }

    /// What stays when all is done, by place, with ids that are indices.
    pub(super) fn finish(mut self) -> Extraction {
        loop {
            let entries = self.scratch.store.entries.iter().zip(0..);
            let staying: Vec<RecordId> = entries
                .filter(|(entry, _)| entry.state == State::Stays)
                .map(|(_, id)| RecordId(id))
                .collect();
            let count = staying.len();
            let left = self.rebuilt(staying);
            if left.len() == count {
                return self.extraction(left);
            }
        }
    }

    fn extraction(self, mut ids: Vec<RecordId>) -> Extraction {
        let store = &mut self.scratch.store;
        ids.sort_by_key(|&id| {
            let Record { span, kind, .. } = store.record(id);
            (span.start, std::cmp::Reverse(span.end), *kind, id)
        });
        let mut new_ids = vec![None; store.entries.len()];
        for (&id, new) in ids.iter().zip(0..) {
            new_ids[id.index()] = Some(RecordId(new));
            if O::WATCHING {
                self.observer.observe(Event::Stays {
                    serial: id.0,
                    record: RecordId(new),
                });
            }
        }
        let records = ids.iter().map(|&id| {
            let mut record = store.record(id).clone();
            record
                .fields
                .iter_mut()
                .for_each(|value| renumber(value, &new_ids));
            record
        });
        let records = records.collect();
        let mut mentions: Vec<(RecordId, Vec<Span>)> = store
            .mentions
            .drain(..)
            .filter_map(|(id, spans)| Some((new_ids[id.index()]?, spans)))
            .collect();
        mentions.sort_unstable();
        Extraction {
            records,
            mentions,
            steps: self.scratch.budget.spent(),
        }
    }
}

fn renumber(value: &mut Value, new_ids: &[Option<RecordId>]) {
    match value {
        Value::Record(id) => {
            *value = new_ids[id.index()].map_or(Value::Absent, Value::Record);
        }
        Value::List(items) => items.iter_mut().for_each(|item| renumber(item, new_ids)),
        Value::Map { fields, .. } => fields.iter_mut().for_each(|field| renumber(field, new_ids)),
        _ => {}
    }
}
