//! Every decision of the engine, for whoever watches; free when nobody does.

use crate::compile::Branch;
use crate::record::{RecordId, RuleId, Span, TypeId};
use crate::source::Place;

/// Who watches the engine. With [`Silent`] the compiler removes every call.
pub trait Observer {
    /// Whether anyone watches; events are not even made where this is false.
    const WATCHING: bool = true;

    /// Takes one decision.
    fn observe(&mut self, event: Event<'_>);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {
    const WATCHING: bool = false;

    fn observe(&mut self, _: Event<'_>) {}
}

/// A decision of the engine.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// A rule looked at a scope.
    Scope {
        /// The rule.
        rule: RuleId,
        /// The scope.
        scope: Span,
        /// Whether its guard found nothing there, so that nothing was tried.
        skipped: bool,
    },
    /// A rule begins to run.
    RuleBegins {
        /// The rule.
        rule: RuleId,
    },
    /// A rule has run; its records are not settled yet.
    RuleEnds {
        /// The rule.
        rule: RuleId,
        /// The steps that it took.
        steps: u64,
    },
    /// A pattern was tried at a start.
    Attempt {
        /// The rule.
        rule: RuleId,
        /// The start.
        start: u32,
    },
    /// An element did not match where it was tried.
    ElementFailed {
        /// The rule.
        rule: RuleId,
        /// Where in the text.
        position: u32,
        /// Where in the rule files.
        element: Place,
    },
    /// A pattern matched.
    Matched {
        /// The rule.
        rule: RuleId,
        /// Where.
        found: &'a super::capture::Match,
        /// The elements on the way that succeeded: (place in the rule files, stretch of the text).
        path: &'a [(Place, Span)],
        /// The branches of choices on that way, in order.
        branches: &'a [Branch],
    },
    /// A `where` did not hold.
    ConditionFailed {
        /// The rule.
        rule: RuleId,
        /// The match or the record's span.
        span: Span,
        /// The part of the condition that failed.
        condition: Place,
    },
    /// A required field found no value.
    FieldMissing {
        /// The rule.
        rule: RuleId,
        /// The record's span.
        span: Span,
        /// Its type.
        kind: TypeId,
        /// The field's index.
        field: usize,
    },
    /// An exception dropped a record.
    Excepted {
        /// The rule.
        rule: RuleId,
        /// The record's span.
        span: Span,
        /// The exception's index in its rule.
        exception: usize,
        /// Where the exception matched.
        by: Span,
    },
    /// A record was made; it may still fall to a rival.
    Made {
        /// The rule.
        rule: RuleId,
        /// The record's type.
        kind: TypeId,
        /// Its span.
        span: Span,
        /// The match that it came from.
        from: Span,
        /// Which: counts the records made in this document, from 0.
        serial: u32,
    },
    /// A record fell to a rival.
    Lost {
        /// The loser's serial.
        serial: u32,
        /// The winner's serial.
        to: u32,
        /// A character that both claimed.
        at: u32,
    },
    /// A record equal in every field to another was dropped.
    Doubled {
        /// Its serial.
        serial: u32,
        /// The one that stays.
        of: u32,
    },
    /// A record stays.
    Stays {
        /// Its serial.
        serial: u32,
        /// Its id in the extraction while the cascade runs.
        record: RecordId,
    },
    /// A run of a segment rule was given up.
    RunDropped {
        /// The rule.
        rule: RuleId,
        /// Its style.
        style: &'a str,
        /// The ordinals seen.
        ordinals: &'a [u32],
        /// Where its first marker stands.
        span: Span,
    },
}
