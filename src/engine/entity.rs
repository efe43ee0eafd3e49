//! Records that speak of the same thing, merged over the document with all its mentions.

use std::collections::{BTreeMap, HashMap};

use crate::pack::{Entity, Field};
use crate::record::{Record, RecordId, RuleId, Span, TypeId, Value};

use super::capture::Edge;
use super::cascade::{Cascade, Parts};
use super::emit::unfilled;
use super::evaluate::{Context, Found};
use super::item::Item;
use super::limits::LimitError;
use super::store::{Store, missing_field};
use super::trace::{Event, Observer};

/// The field that holds the mentions, where the type made has it.
const MENTIONS: &str = "mentions";

/// An entity in the making.
struct Group {
    /// Its record, once it is made.
    id: Option<RecordId>,
    fields: Vec<Value>,
    mentions: Vec<Span>,
}

/// All entities of a rule in the making.
#[derive(Default)]
struct Groups {
    groups: Vec<Group>,
    /// By the text of the field `same`.
    by_text: HashMap<String, usize>,
    by_record: HashMap<RecordId, usize>,
    /// Mentions by start: no two overlap, except those of records.
    taken: BTreeMap<u32, u32>,
}

impl Groups {
    /// Adds a mention that touches no other; tells whether it does.
    fn mention(&mut self, group: usize, span: Span) -> bool {
        let before = self.taken.range(..span.end).next_back();
        let free = before.is_none_or(|(_, &end)| end <= span.start);
        if free {
            self.taken.insert(span.start, span.end);
            self.groups[group].mentions.push(span);
        }
        free
    }
}

impl<O: Observer> Cascade<'_, O> {
    /// Merges the records of a type and adds the mentions that patterns find. What is merged
    /// is readable to `refers` already, where its records stand.
    pub(super) fn run_entity(&mut self, rule: RuleId, entity: &Entity) -> Result<(), LimitError> {
        let mut groups = self.merge(entity);
        self.make_entities(rule, entity.makes, &mut groups)?;
        self.find_occurrences(rule);
        self.find_mentions(rule, &mut groups)?;
        let kinds = &self.program.pack.type_of(entity.makes).fields;
        let listed = kinds.iter().position(|field| field.name == MENTIONS);
        let store = &mut self.scratch.store;
        for (index, mut group) in groups.groups.into_iter().enumerate() {
            let Some(id) = group.id else { continue };
            group.mentions.sort_unstable();
            group.mentions.dedup();
            let record = &mut store.entries[id.index()].record;
            record.span = group.mentions.first().copied().unwrap_or(record.span);
            if let Some(index) = listed {
                let spans = group.mentions.iter().copied().map(Value::Span);
                record.fields[index] = Value::List(spans.collect());
            }
            store.mentions.push((id, group.mentions));
            if O::WATCHING {
                let span = record.span;
                self.observer.observe(Event::Made {
                    rule,
                    kind: entity.makes,
                    span,
                    from: span,
                    serial: id.0,
                    emit: None,
                    bound: &[],
                    filled: &[],
                });
                let merged = groups.by_record.iter();
                let merged = merged.filter(|(of, into)| **into == index && **of != id);
                let mut of: Vec<u32> = merged.map(|(of, _)| of.0).collect();
                of.sort_unstable();
                self.observer.observe(Event::Merged {
                    serial: id.0,
                    of: &of,
                });
            }
        }
        Ok(())
    }

    /// Makes a record of each entity, unless a required field has no value.
    fn make_entities(
        &mut self,
        rule: RuleId,
        kind: TypeId,
        groups: &mut Groups,
    ) -> Result<(), LimitError> {
        let kinds = &self.program.pack.type_of(kind).fields;
        let store = &mut self.scratch.store;
        let mut readable = Vec::new();
        for (index, group) in groups.groups.iter_mut().enumerate() {
            let Some(&span) = group.mentions.first() else {
                continue;
            };
            if let Some(field) = missing_field(&group.fields, kinds) {
                if O::WATCHING {
                    self.observer.observe(Event::FieldMissing {
                        rule,
                        span,
                        kind,
                        field,
                    });
                }
                continue;
            }
            if store.entries.len() >= self.limits.records as usize {
                return Err(LimitError::Records(self.limits.records));
            }
            let record = Record {
                kind,
                rule,
                span,
                fields: std::mem::take(&mut group.fields),
            };
            let id = store.push(record, Vec::new(), store.origins);
            store.origins += 1;
            group.id = Some(id);
            groups.by_record.insert(id, index);
            readable.extend(group.mentions.iter().map(|&span| (span, id)));
        }
        store.settle(kind, readable);
        Ok(())
    }

    fn merge(&self, entity: &Entity) -> Groups {
        let pack = &self.program.pack;
        let store = &self.scratch.store;
        let kinds = &pack.type_of(entity.makes).fields;
        let mut groups = Groups::default();
        for &(span, id) in store.settled(entity.of).items() {
            let record = store.record(id);
            let record_kinds = &pack.type_of(record.kind).fields;
            let named = |name: &str| {
                let index = record_kinds.iter().position(|field| field.name == name)?;
                Some(&record.fields[index])
            };
            let text = named(&entity.same)
                .and_then(|value| store.text_of(self.text, value))
                .map(str::to_owned);
            let known = text
                .as_ref()
                .and_then(|text| groups.by_text.get(text))
                .copied();
            let group = known.unwrap_or_else(|| {
                groups.groups.push(Group {
                    id: None,
                    fields: kinds.iter().map(unfilled).collect(),
                    mentions: Vec::new(),
                });
                groups.groups.len() - 1
            });
            if let Some(text) = text {
                groups.by_text.entry(text).or_insert(group);
            }
            groups.by_record.insert(id, group);
            groups.taken.insert(span.start, span.end);
            groups.groups[group].mentions.push(span);
            for (index, field) in kinds.iter().enumerate() {
                if let Some(value) = named(&field.name) {
                    let into = &mut groups.groups[group].fields[index];
                    self.unite(into, value, field, entity.unite.contains(&field.name));
                }
            }
        }
        groups
    }

    /// A list that is united takes what it has not yet; any other field its first value.
    fn unite(&self, into: &mut Value, value: &Value, field: &Field, unites: bool) {
        let Value::List(known) = into else {
            if into.is_absent() {
                into.clone_from(value);
            }
            return;
        };
        if !unites && !known.is_empty() {
            return;
        }
        let store = &self.scratch.store;
        let Value::List(new) = value else { return };
        debug_assert!(field.many);
        for value in new {
            if !known
                .iter()
                .any(|known| self.says_the_same(store, known, value))
            {
                known.push(value.clone());
            }
        }
    }

    fn says_the_same(&self, store: &Store, first: &Value, second: &Value) -> bool {
        let text = |value| store.text_of(self.text, value);
        match (text(first), text(second)) {
            (Some(first), Some(second)) => first == second,
            _ => first == second,
        }
    }

    fn find_mentions(&mut self, rule: RuleId, groups: &mut Groups) -> Result<(), LimitError> {
        let (program, plan) = (self.program, self.plan);
        let patterns = &program.rules[rule.index()].mentions;
        let mentions = patterns.iter().zip(&plan.rules[rule.index()].mentions);
        for (number, (pattern, mention)) in mentions.enumerate() {
            let scopes = self.candidates(rule, mention.within, pattern);
            let Parts {
                reading,
                matcher,
                mut maker,
                budget,
                observer,
            } = self.parts(rule);
            let mut search = matcher.search(reading, pattern, &scopes, rule);
            for (index, &scope) in scopes.iter().enumerate() {
                maker.enter(scope);
                let world = maker.world();
                let mut from = scope.start;
                while let Some(found) = search.find(index, from, budget, observer)? {
                    from = found.span.end.max(found.span.start + 1);
                    let context = Context::new(&world, Found::Match(&found));
                    let condition = mention.condition.as_ref();
                    if let Some(condition) = condition.and_then(|one| context.failing(one)) {
                        from = found.span.start + 1;
                        if O::WATCHING {
                            observer.observe(Event::ConditionFailed {
                                rule,
                                span: found.span,
                                condition: condition.place,
                                parts: &context.condition_parts(condition),
                            });
                        }
                        continue;
                    }
                    let referent = context.evaluate(&mention.refers);
                    let group = group_of(&referent, &context, groups);
                    let counts = group.is_some_and(|group| groups.mention(group, found.span));
                    if O::WATCHING {
                        let entity = group.and_then(|group| groups.groups[group].id);
                        observer.observe(Event::Mentioned {
                            rule,
                            mention: number,
                            span: found.span,
                            entity: entity.map(|id| id.0),
                            counts,
                        });
                    }
                    budget.spend(world.looks.take())?;
                }
            }
        }
        Ok(())
    }
}

/// The entity that a mention refers to: by its record or one that it was merged from, or by the text of
/// its `same` field.
fn group_of(referent: &Item<'_>, context: &Context<'_>, groups: &Groups) -> Option<usize> {
    let referent = referent.parts().first()?;
    let record = match referent {
        Item::Record(id) => Some(*id),
        Item::Capture(capture) => match capture.edge {
            Edge::Record(id) => Some(id),
            _ => None,
        },
        _ => None,
    };
    if let Some(id) = record {
        return groups.by_record.get(&id).copied();
    }
    groups.by_text.get(&*context.text_of(referent)?).copied()
}
