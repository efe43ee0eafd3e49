//! Who watches the engine: what it matched and made, and where records fell, and why.

use std::collections::HashMap;

use crate::engine::trace::{ConditionPart, Event, Observer, SegmentSeen};
use crate::record::{Record, RecordId, RuleId, Span, TypeId};
use crate::source::Place;

/// A record that was made.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub rule: RuleId,
    pub kind: TypeId,
    pub span: Span,
    /// The match or run that it came from.
    pub from: Span,
    /// The entry of `emit` that it comes from; none for an entity.
    pub emit: Option<usize>,
    /// The names that `each` bound.
    pub bound: Vec<(String, Span)>,
    /// For each field filled, the part of its expression that gave the value.
    pub filled: Vec<(usize, Place)>,
}

/// A match.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub rule: RuleId,
    pub scope: Span,
    pub span: Span,
}

/// A run of a segment rule.
#[derive(Debug, Clone)]
pub(crate) struct Division {
    pub rule: RuleId,
    pub scope: Span,
    pub style: String,
    pub run: Span,
    pub segments: Vec<SegmentSeen>,
}

/// A mention that a pattern found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mentioned {
    pub rule: RuleId,
    /// Which of the rule's mentions.
    pub mention: usize,
    pub span: Span,
    /// The serial of the entity.
    pub entity: Option<u32>,
    pub counts: bool,
}

/// Why a record is not there.
#[derive(Debug, Clone)]
pub(crate) enum Fall {
    /// It fell to a rival: (loser, winner), by their serials.
    Rival(u32, u32),
    /// It is equal to another, which stands for it: (itself, the other), by their serials.
    Double(u32, u32),
    /// An exception dropped it.
    Exception {
        rule: RuleId,
        span: Span,
        number: usize,
        /// Where the exception matched.
        by: Span,
    },
    /// A condition did not hold.
    Condition {
        rule: RuleId,
        span: Span,
        condition: Place,
        parts: Vec<ConditionPart>,
    },
    /// A required field found no value.
    Field {
        rule: RuleId,
        span: Span,
        kind: TypeId,
        field: usize,
    },
    /// A run of a segment rule was given up.
    Run {
        rule: RuleId,
        style: String,
        ordinals: Vec<u32>,
        span: Span,
    },
}

/// Everything that happened, in the order in which it did.
#[derive(Debug, Default)]
pub(crate) struct Witness {
    /// Which scopes are remembered: those of this stretch; none where absent.
    pub near: Option<Span>,
    /// Where rules were sought.
    pub scopes: Vec<(RuleId, Span)>,
    pub ways: Vec<Way>,
    pub divisions: Vec<Division>,
    /// By serial; what is not a record of its own is absent.
    pub made: HashMap<u32, Made>,
    /// Serials of the records that each entity was merged from.
    pub merged: HashMap<u32, Vec<u32>>,
    pub mentions: Vec<Mentioned>,
    pub falls: Vec<Fall>,
    /// For each serial that stays its id in the extraction, and the other way.
    pub stays: HashMap<u32, RecordId>,
    pub serials: HashMap<RecordId, u32>,
}

impl Witness {
    /// One that remembers the scopes of a stretch.
    pub fn near(span: Span) -> Self {
        Self {
            near: Some(span),
            ..Self::default()
        }
    }

    /// What was made, in the order in which it was.
    pub fn made_in_order(&self) -> Vec<(u32, &Made)> {
        let mut made: Vec<(u32, &Made)> = self.made.iter().map(|(&id, made)| (id, made)).collect();
        made.sort_unstable_by_key(|(serial, _)| *serial);
        made
    }

    /// The way of the match that a record came from.
    pub fn way(&self, record: &Record) -> Option<&Way> {
        let made = self.made_in_order().into_iter().find(|(_, made)| {
            (made.rule, made.kind, made.span) == (record.rule, record.kind, record.span)
        });
        self.way_of(made?.1)
    }

    /// The way of the match from which something was made.
    pub fn way_of(&self, made: &Made) -> Option<&Way> {
        let mut ways = self.ways.iter();
        ways.find(|way| (way.rule, way.span) == (made.rule, made.from))
    }

    /// The scopes of a rule that hold a place or touch it.
    pub fn scopes_of(&self, rule: RuleId) -> Vec<Span> {
        let scopes = self.scopes.iter().filter(|(of, _)| *of == rule);
        let mut scopes: Vec<Span> = scopes.map(|(_, scope)| *scope).collect();
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }
}

/// Whether two stretches share a character, or an empty one lies in the other.
pub(crate) fn touch(one: Span, other: Span) -> bool {
    one.overlaps(other) || one.contains(other) || other.contains(one)
}

impl Observer for Witness {
    fn observe(&mut self, event: Event<'_>) {
        match event {
            Event::Scope { rule, scope, .. } => {
                if self.near.is_some_and(|near| touch(near, scope)) {
                    self.scopes.push((rule, scope));
                }
            }
            Event::Matched {
                rule, scope, found, ..
            } => self.ways.push(Way {
                rule,
                scope,
                span: found.span,
            }),
            Event::Divided {
                rule,
                scope,
                style,
                run,
                segments,
            } => self.divisions.push(Division {
                rule,
                scope,
                style: style.to_owned(),
                run,
                segments: segments.to_vec(),
            }),
            Event::Made {
                rule,
                kind,
                span,
                from,
                serial,
                emit,
                bound,
                filled,
            } => {
                let made = Made {
                    rule,
                    kind,
                    span,
                    from,
                    emit,
                    bound: bound.to_vec(),
                    filled: filled.to_vec(),
                };
                self.made.insert(serial, made);
            }
            Event::Merged { serial, of } => {
                self.merged.insert(serial, of.to_vec());
            }
            Event::Mentioned {
                rule,
                mention,
                span,
                entity,
                counts,
            } => self.mentions.push(Mentioned {
                rule,
                mention,
                span,
                entity,
                counts,
            }),
            Event::Stays { serial, record } => {
                self.stays.insert(serial, record);
                self.serials.insert(record, serial);
            }
            Event::Lost { serial, to, .. } => self.falls.push(Fall::Rival(serial, to)),
            Event::Doubled { serial, of } => self.falls.push(Fall::Double(serial, of)),
            Event::Excepted {
                rule,
                span,
                exception,
                by,
            } => self.falls.push(Fall::Exception {
                rule,
                span,
                number: exception,
                by,
            }),
            Event::ConditionFailed {
                rule,
                span,
                condition,
                parts,
            } => self.falls.push(Fall::Condition {
                rule,
                span,
                condition,
                parts: parts.to_vec(),
            }),
            Event::FieldMissing {
                rule,
                span,
                kind,
                field,
            } => self.falls.push(Fall::Field {
                rule,
                span,
                kind,
                field,
            }),
            Event::RunDropped {
                rule,
                style,
                ordinals,
                span,
            } => self.falls.push(Fall::Run {
                rule,
                style: style.to_owned(),
                ordinals: ordinals.to_vec(),
                span,
            }),
            Event::RuleBegins { .. } | Event::RuleEnds { .. } => {}
        }
    }
}
