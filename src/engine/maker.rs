//! The records of a rule, scope by scope: made, and put into the store.

use std::cell::{Cell, OnceCell};

use crate::record::{RecordId, RuleId, Span};

use super::emit::{Draft, Emitter};
use super::evaluate::{Found, World};
use super::exception::{ExceptionMatches, Exceptions};
use super::function::date::Day;
use super::limits::{Budget, LimitError, Limits};
use super::matcher::{Matcher, Reading};
use super::plan::RulePlan;
use super::span_index::SpanIndex;
use super::store::Store;
use super::trace::{Event, Observer};

/// Makes the records of a rule.
pub(crate) struct Maker<'a> {
    pub reading: Reading<'a>,
    pub rule: RuleId,
    /// The scope at hand.
    pub scope: Span,
    pub plan: &'a RulePlan,
    pub limits: &'a Limits,
    pub store: &'a mut Store,
    pub occurrences: &'a [Option<SpanIndex<()>>],
    pub published: Option<Day>,
    pub opening: &'a OnceCell<Option<Day>>,
    /// Searches exceptions, while the rule's own search keeps its marks.
    pub checker: &'a mut Matcher,
    /// Where exceptions match, once some record asked.
    pub exceptions: ExceptionMatches,
}

impl Maker<'_> {
    /// What is made from here on lies in this scope.
    pub fn enter(&mut self, scope: Span) {
        self.scope = scope;
        self.exceptions = None;
    }

    /// What expressions read.
    pub fn world(&self) -> World<'_> {
        World {
            pack: &self.reading.program.pack,
            text: self.reading.text,
            store: self.store,
            occurrences: self.occurrences,
            published: self.published,
            opening: self.opening,
            looks: Cell::new(0),
        }
    }

    /// Makes the records of a match; gives how many no condition or exception dropped.
    pub fn make<O: Observer>(
        &mut self,
        found: Found<'_>,
        budget: &mut Budget,
        observer: &mut O,
    ) -> Result<usize, LimitError> {
        let drafts = self.drafts(found, budget, observer)?;
        let made = drafts.len();
        if made == 0 {
            return Ok(0);
        }
        let origin = self.store.origins;
        self.store.origins += 1;
        for draft in drafts {
            let Draft {
                record,
                claims,
                emit,
                account,
                ..
            } = draft;
            let (rule, kind, span) = (record.rule, record.kind, record.span);
            let RecordId(serial) = self.store.push(record, claims, origin);
            if O::WATCHING {
                observer.observe(Event::Made {
                    rule,
                    kind,
                    span,
                    from: found.span(),
                    serial,
                    emit: Some(emit),
                    bound: account.as_deref().map_or(&[], |account| &account.bound),
                    filled: account.as_deref().map_or(&[], |account| &account.filled),
                });
            }
        }
        Ok(made)
    }

    fn drafts<O: Observer>(
        &mut self,
        found: Found<'_>,
        budget: &mut Budget,
        observer: &mut O,
    ) -> Result<Vec<Draft>, LimitError> {
        let world = World {
            pack: &self.reading.program.pack,
            text: self.reading.text,
            store: self.store,
            occurrences: self.occurrences,
            published: self.published,
            opening: self.opening,
            looks: Cell::new(0),
        };
        let exceptions = Exceptions {
            reading: self.reading,
            rule: self.rule,
            scope: self.scope,
            patterns: &self.reading.program.rules[self.rule.index()].exceptions,
            subjects: &self.plan.exceptions,
            matches: &mut self.exceptions,
            matcher: self.checker,
            budget: &mut *budget,
        };
        let mut emitter = Emitter {
            world: &world,
            rule: self.rule,
            plan: self.plan,
            exceptions,
            room: (self.limits.records as usize).saturating_sub(self.store.entries.len()),
            limit: self.limits.records,
            observer,
        };
        let drafts = emitter.emit(found)?;
        budget.spend(world.looks.take())?;
        Ok(drafts)
    }
}
