//! Who watches the engine while an example fails: where records fell, and why.

use crate::engine::trace::{Event, Observer};
use crate::record::{RuleId, Span, TypeId};
use crate::source::Place;

/// A record that was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub rule: RuleId,
    pub kind: TypeId,
    pub span: Span,
}

/// Why a record is not there.
#[derive(Debug, Clone, Copy)]
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
}

/// Everything that was made and fell, in the order in which it did.
#[derive(Debug, Default)]
pub(super) struct Witness {
    pub made: Vec<Made>,
    pub falls: Vec<Fall>,
}

impl Observer for Witness {
    fn observe(&mut self, event: Event<'_>) {
        match event {
            Event::Made {
                rule, kind, span, ..
            } => self.made.push(Made { rule, kind, span }),
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
            _ => {}
        }
    }
}
