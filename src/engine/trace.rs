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
    /// A pattern matched.
    Matched {
        /// The rule.
        rule: RuleId,
        /// The scope in which it was sought.
        scope: Span,
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
        /// What the parts of that part stood for.
        parts: &'a [ConditionPart],
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
        /// The entry of `emit` that it comes from; none for an entity.
        emit: Option<usize>,
        /// The names that `each` bound, the outermost first, and where what they stood for stands.
        bound: &'a [(String, Span)],
        /// For each field that an expression filled (its index), the part of the expression
        /// that gave the value: of `a else b` one of the two.
        filled: &'a [(usize, Place)],
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
    /// All is done, and a record stays.
    Stays {
        /// Its serial.
        serial: u32,
        /// Its id in the extraction.
        record: RecordId,
    },
    /// A segment rule divided a scope.
    Divided {
        /// The rule.
        rule: RuleId,
        /// The scope.
        scope: Span,
        /// The style of the run.
        style: &'a str,
        /// The whole run.
        run: Span,
        /// Its segments, in order.
        segments: &'a [SegmentSeen],
    },
    /// Records were merged into an entity.
    Merged {
        /// The entity's serial.
        serial: u32,
        /// The serials of the records, ascending.
        of: &'a [u32],
    },
    /// A pattern found a mention of an entity.
    Mentioned {
        /// The rule.
        rule: RuleId,
        /// Which of the rule's mentions, from 0.
        mention: usize,
        /// Where it stands.
        span: Span,
        /// The entity that it refers to (its serial); none where it refers to nothing.
        entity: Option<u32>,
        /// Whether it counts: it overlaps no mention that stood there before.
        counts: bool,
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

/// A part of a condition and what it stood for.
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionPart {
    /// Where it is written.
    pub place: Place,
    /// What it said in words; none where nothing is known of it.
    pub value: Option<String>,
    /// Of a relation: what it related to, where that stands.
    pub related: Option<Span>,
}

/// A segment of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentSeen {
    /// Which of the rule's markers, from 0.
    pub marker: usize,
    /// Where the marker stands.
    pub at: Span,
    /// From the marker to the next one or the end.
    pub span: Span,
    /// Its ordinal, if it has one.
    pub ordinal: Option<u32>,
}
