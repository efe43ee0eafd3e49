//! A pattern sought scope by scope: walked where it can be foreseen, else tried.

use crate::compile::PatternProgram;
use crate::engine::capture::Match;
use crate::engine::foresight::Foresight;
use crate::engine::limits::{Budget, LimitError};
use crate::engine::trace::Observer;
use crate::record::{RuleId, Span};

use super::{Matcher, Reading, Run};

/// One pattern sought in some scopes. What is known of it lives as long as the search.
pub struct Search<'a> {
    reading: Reading<'a>,
    pattern: &'a PatternProgram,
    scopes: &'a [Span],
    rule: RuleId,
    matcher: &'a mut Matcher,
    /// The scopes that were looked at together last.
    window: std::ops::Range<usize>,
    /// Whether the places in them from which the pattern succeeds are known.
    foreseen: bool,
    /// The scope that the marks are of.
    marked: Option<usize>,
}

impl Matcher {
    /// A search of a pattern in scopes, which are sorted by start; `rule` is whose pattern it
    /// is, for the observer.
    pub fn search<'a>(
        &'a mut self,
        reading: Reading<'a>,
        pattern: &'a PatternProgram,
        scopes: &'a [Span],
        rule: RuleId,
    ) -> Search<'a> {
        Search {
            reading,
            pattern,
            scopes,
            rule,
            matcher: self,
            window: 0..0,
            foreseen: false,
            marked: None,
        }
    }
}

impl Search<'_> {
    /// The leftmost match in a scope, told by its number, that starts at `from` or later.
    ///
    /// # Errors
    /// When the document has no steps left.
    pub fn find<O: Observer>(
        &mut self,
        scope: usize,
        from: u32,
        budget: &mut Budget,
        observer: &mut O,
    ) -> Result<Option<Match>, LimitError> {
        if self.is_foreseen(scope, budget)? {
            let Span { start, end } = self.scopes[scope];
            let view = self.matcher.foresight.of(scope - self.window.start);
            let start = view.next(self.pattern, 0, from.max(start), end);
            return start.map_or(Ok(None), |start| self.walk(scope, start, budget, observer));
        }
        self.run(scope, budget, observer).find(from)
    }

    /// Whether the places in a scope from which the pattern succeeds are known.
    fn is_foreseen(&mut self, scope: usize, budget: &mut Budget) -> Result<bool, LimitError> {
        if !self.window.contains(&scope) {
            let window = Foresight::window(&self.scopes[scope..]);
            self.window = scope..scope + window;
            let scopes = &self.scopes[self.window.clone()];
            let foresight = &mut self.matcher.foresight;
            self.foreseen = foresight.look(self.reading, self.pattern, scopes, budget)?;
        }
        Ok(self.foreseen)
    }

    fn walk<O: Observer>(
        &mut self,
        scope: usize,
        start: u32,
        budget: &mut Budget,
        observer: &mut O,
    ) -> Result<Option<Match>, LimitError> {
        let number = scope - self.window.start;
        let foresight = std::mem::take(&mut self.matcher.foresight);
        let mut run = self.bare_run(scope, budget, observer);
        let found = run.walk(foresight.of(number), start);
        self.matcher.foresight = foresight;
        found
    }

    fn run<'s, O: Observer>(
        &'s mut self,
        scope: usize,
        budget: &'s mut Budget,
        observer: &'s mut O,
    ) -> Run<'s, O> {
        if self.marked != Some(scope) {
            self.marked = Some(scope);
            self.matcher
                .begin_scope(self.reading, self.pattern, self.scopes[scope]);
        }
        self.bare_run(scope, budget, observer)
    }

    fn bare_run<'s, O: Observer>(
        &'s mut self,
        scope: usize,
        budget: &'s mut Budget,
        observer: &'s mut O,
    ) -> Run<'s, O> {
        let Reading {
            program,
            text,
            lattice,
        } = self.reading;
        Run {
            program,
            pattern: self.pattern,
            lattice,
            text,
            scope: self.scopes[scope],
            rule: self.rule,
            matcher: &mut *self.matcher,
            budget,
            observer,
        }
    }
}
