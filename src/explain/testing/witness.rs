//! Who watches the engine while an example fails: where records fell, and why.

use crate::engine::trace::{Event, Observer};
use crate::record::{Record, RuleId, Span, TypeId};
use crate::source::Place;

/// A record that was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub rule: RuleId,
    pub kind: TypeId,
    pub span: Span,
    /// The match that it came from.
    pub from: Span,
}

/// A match, with the elements on its way and what each of them matched.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub rule: RuleId,
    pub span: Span,
    pub steps: Vec<(Place, Span)>,
}

/// Why a record is not there.
#[derive(Debug, Clone)]
pub(super) enum Fall {
    /// It fell to a rival: (loser, winner), as indices of [`Witness::made`].
    Rival(u32, u32),
    /// An exception dropped it.
    Exception {
        rule: RuleId,
        span: Span,
        number: usize,
    },
    /// A condition did not hold.
    Condition {
        rule: RuleId,
        span: Span,
        condition: Place,
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

/// How far a rule's patterns came that did not match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Progress {
    pub rule: RuleId,
    /// From where they were tried to where they failed.
    pub reached: Span,
    /// The elements that failed there.
    pub elements: Vec<Place>,
}

/// Everything that was made and fell, in the order in which it did.
#[derive(Debug, Default)]
pub(super) struct Witness {
    pub made: Vec<Made>,
    pub falls: Vec<Fall>,
    pub ways: Vec<Way>,
    /// The farthest that each rule came, in vain or not.
    pub progress: Vec<Progress>,
    /// Where the rule in hand is being tried.
    start: u32,
}

impl Witness {
    /// The way of the match that a record came from.
    pub fn way(&self, record: &Record) -> Option<&Way> {
        let made = self.made.iter().find(|made| {
            (made.rule, made.kind, made.span) == (record.rule, record.kind, record.span)
        })?;
        let mut ways = self.ways.iter();
        ways.find(|way| (way.rule, way.span) == (made.rule, made.from))
    }

    /// The farthest that a rule came; none where it was not tried at all.
    pub fn farthest(&self, rule: RuleId) -> Option<&Progress> {
        self.progress.iter().find(|progress| progress.rule == rule)
    }

    fn failed(&mut self, rule: RuleId, position: u32, element: Place) {
        let reached = Span::new(self.start.min(position), position);
        let known = self.progress.iter_mut().find(|known| known.rule == rule);
        match known {
            Some(known) if reached == known.reached => {
                if !known.elements.contains(&element) {
                    known.elements.push(element);
                }
            }
            Some(known) if reached.len() <= known.reached.len() => {}
            Some(known) => {
                known.reached = reached;
                known.elements = vec![element];
            }
            None => self.progress.push(Progress {
                rule,
                reached,
                elements: vec![element],
            }),
        }
    }
}

impl Observer for Witness {
    fn observe(&mut self, event: Event<'_>) {
        match event {
            Event::Made {
                rule,
                kind,
                span,
                from,
                ..
            } => self.made.push(Made {
                rule,
                kind,
                span,
                from,
            }),
            Event::Matched {
                rule, found, path, ..
            } => self.ways.push(Way {
                rule,
                span: found.span,
                steps: path.to_vec(),
            }),
            Event::Lost { serial, to, .. } => self.falls.push(Fall::Rival(serial, to)),
            Event::Excepted {
                rule,
                span,
                exception,
                ..
            } => self.falls.push(Fall::Exception {
                rule,
                span,
                number: exception,
            }),
            Event::ConditionFailed {
                rule,
                span,
                condition,
                ..
            } => self.falls.push(Fall::Condition {
                rule,
                span,
                condition,
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
            Event::Attempt { start, .. } => self.start = start,
            Event::ElementFailed {
                rule,
                position,
                element,
            } => self.failed(rule, position, element),
            _ => {}
        }
    }
}
