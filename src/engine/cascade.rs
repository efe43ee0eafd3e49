//! The rules of a pack run over a document, stratum by stratum: what one makes and settles,
//! the next reads.

use std::cell::OnceCell;

use crate::compile::{FieldKey, PatternProgram, Program};
use crate::pack::{Action, Step};
use crate::record::{RuleId, Span};
use crate::text::Text;

use super::evaluate::Found;
use super::function::date::Day;
use super::limits::{Budget, LimitError, Limits};
use super::maker::Maker;
use super::matcher::{Matcher, Reading};
use super::plan::{Occurrences, Plan};
use super::scopes::Ground;
use super::span_index::SpanIndex;
use super::trace::{Event, Observer};
use super::{Extraction, Scratch};

/// One document on its way through the rules.
pub(crate) struct Cascade<'a, O> {
    pub program: &'a Program,
    pub plan: &'a Plan,
    pub limits: &'a Limits,
    pub text: &'a Text,
    pub published: Option<Day>,
    pub opening: OnceCell<Option<Day>>,
    pub scratch: &'a mut Scratch,
    pub observer: &'a mut O,
}

/// A cascade taken apart for one rule.
pub(crate) struct Parts<'a, O> {
    pub reading: Reading<'a>,
    pub matcher: &'a mut Matcher,
    pub maker: Maker<'a>,
    pub budget: &'a mut Budget,
    pub observer: &'a mut O,
}

impl<O: Observer> Cascade<'_, O> {
    /// Runs all rules and gives what stays.
    pub fn run(mut self) -> Result<Extraction, LimitError> {
        self.run_steps()?;
        Ok(self.finish())
    }

    /// Runs all steps of the pack's order.
    pub fn run_steps(&mut self) -> Result<(), LimitError> {
        let program = self.program;
        for step in &self.plan.order {
            match *step {
                Step::Run(rule) => self.run_rule(rule, &program.pack.rule(rule).action)?,
                Step::Settle(leaf) => self.settle_leaf(leaf),
                Step::SettleUnion(union) => self.settle_union(union),
                Step::Ignore => self.ignore(),
            }
        }
        Ok(())
    }

    fn run_rule(&mut self, rule: RuleId, action: &Action) -> Result<(), LimitError> {
        let before = self.scratch.budget.spent();
        if O::WATCHING {
            self.observer.observe(Event::RuleBegins { rule });
        }
        match action {
            Action::Match(_) => self.run_match(rule)?,
            Action::Segment(segment) => self.run_segment(rule, segment)?,
            Action::Entity(entity) => self.run_entity(rule, entity)?,
        }
        if O::WATCHING {
            let steps = self.scratch.budget.spent() - before;
            self.observer.observe(Event::RuleEnds { rule, steps });
        }
        Ok(())
    }

    /// Matches are found as `find_iter` does; after one all of whose records fell, the search
    /// goes on at its start + 1.
    fn run_match(&mut self, rule: RuleId) -> Result<(), LimitError> {
        let program = self.program;
        let Some(pattern) = &program.rules[rule.index()].pattern else {
            return Ok(());
        };
        self.find_occurrences(rule);
        let scopes = self.candidates(rule, self.plan.rules[rule.index()].within, pattern);
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
            let mut from = scope.start;
            while let Some(found) = search.find(index, from, budget, observer)? {
                let made = maker.make(Found::Match(&found), budget, observer)?;
                let end = if made > 0 {
                    found.span.end
                } else {
                    found.span.start
                };
                from = end.max(found.span.start + 1);
            }
        }
        Ok(())
    }

    /// The scopes in which a pattern may match; those that its guards rule out are told to
    /// the observer only.
    pub(super) fn candidates(
        &mut self,
        rule: RuleId,
        within: usize,
        pattern: &PatternProgram,
    ) -> Vec<Span> {
        let scopes = self.scopes(within);
        let mut candidates = scopes.to_vec();
        let mut anchors = std::mem::take(&mut self.scratch.anchors);
        let reading = Reading {
            program: self.program,
            text: self.text,
            lattice: &self.scratch.lattice,
        };
        reading.keep_candidates(pattern, &mut candidates, &mut anchors);
        self.scratch.anchors = anchors;
        if O::WATCHING {
            let mut kept = candidates.iter().peekable();
            for &scope in scopes.iter() {
                let skipped = kept.next_if(|&&candidate| candidate == scope).is_none();
                self.observer.observe(Event::Scope {
                    rule,
                    scope,
                    skipped,
                });
            }
        }
        candidates
    }

    /// The scopes of a list of `within`, by start.
    pub(super) fn scopes(&mut self, within: usize) -> std::sync::Arc<[Span]> {
        let ground = Ground {
            pack: &self.program.pack,
            text: self.text,
            store: &self.scratch.store,
        };
        let list = &self.plan.scopes[within];
        self.scratch.scopes.get(within, list, ground)
    }

    /// What the search of a rule and the making of its records need.
    pub(super) fn parts(&mut self, rule: RuleId) -> Parts<'_, O> {
        let Scratch {
            lattice,
            matcher,
            checker,
            store,
            occurrences,
            budget,
            ..
        } = &mut *self.scratch;
        let reading = Reading {
            program: self.program,
            text: self.text,
            lattice,
        };
        Parts {
            reading,
            matcher,
            maker: Maker {
                reading,
                rule,
                scope: Span::new(0, 0),
                plan: &self.plan.rules[rule.index()],
                limits: self.limits,
                store,
                occurrences,
                published: self.published,
                opening: &self.opening,
                checker,
                exceptions: None,
            },
            budget,
            observer: self.observer,
        }
    }

    /// Finds where the lexicons and fields occur that a rule's relations ask for.
    pub(super) fn find_occurrences(&mut self, rule: RuleId) {
        let Self {
            program,
            plan,
            scratch,
            text,
            ..
        } = self;
        for &asked in &plan.rules[rule.index()].occurrences {
            if scratch.occurrences[asked].is_some() {
                continue;
            }
            let spans = match &plan.occurrences[asked] {
                Occurrences::Lexicon(lexicon) => {
                    let found = scratch.lattice.occurrences(program, text, *lexicon);
                    found.into_iter().map(|(span, _)| (span, ())).collect()
                }
                Occurrences::Field(kind, path) => {
                    let key = FieldKey {
                        kind: *kind,
                        path: path.clone(),
                    };
                    let found = scratch.lattice.field_occurrences(program, &key);
                    found.map(|span| (span, ())).collect()
                }
            };
            scratch.occurrences[asked] = Some(SpanIndex::new(spans));
        }
    }

    /// The types of `ignore` are settled: no match crosses their records from here on.
    fn ignore(&mut self) {
        let store = &self.scratch.store;
        let ignored = self.program.pack.ignore.iter();
        let walls = ignored.flat_map(|kind| store.settled(*kind).items());
        let walls = walls.map(|(span, _)| *span).collect();
        self.scratch.scopes.set_walls(walls);
    }
}
