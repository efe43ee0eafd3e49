//! The exceptions of a rule, sought in a scope once some record of it asks.

use crate::compile::PatternProgram;
use crate::record::{RuleId, Span};

use super::evaluate::Context;
use super::limits::{Budget, LimitError};
use super::matcher::{Matcher, Reading};
use super::plan::Formula;
use super::trace::Silent;

/// Where the exceptions of a rule match in one scope: (exception, span); absent until asked.
pub(crate) type ExceptionMatches = Option<Vec<(usize, Span)>>;

/// The exceptions of a rule in one scope.
pub(crate) struct Exceptions<'a> {
    pub reading: Reading<'a>,
    pub rule: RuleId,
    pub scope: Span,
    pub patterns: &'a [PatternProgram],
    /// For each exception, the capture that it is about; the record when absent.
    pub subjects: &'a [Option<Formula>],
    pub matches: &'a mut ExceptionMatches,
    pub matcher: &'a mut Matcher,
    pub budget: &'a mut Budget,
}

impl Exceptions<'_> {
    /// The first exception that holds the record in hand, or the capture that it is about (of
    /// a list, every part), and where it matched.
    pub fn holding<'m>(
        &mut self,
        context: &Context<'m>,
    ) -> Result<Option<(usize, Span)>, LimitError>
    where
        Self: 'm,
    {
        if self.patterns.is_empty() {
            return Ok(None);
        }
        if self.matches.is_none() {
            *self.matches = Some(self.search()?);
        }
        let matches = self.matches.as_deref().unwrap_or_default();
        Ok(matches
            .iter()
            .copied()
            .find(|&(index, by)| match &self.subjects[index] {
                None => by.contains(context.span),
                Some(on) => {
                    let subject = context.exception_subject(on);
                    let inside = |part| {
                        let span = context.span_of(part);
                        span.is_some_and(|span| by.contains(span))
                    };
                    !subject.is_absent() && subject.parts().iter().all(inside)
                }
            }))
    }

    /// The match from every start, since what an exception holds may stand anywhere in it.
    fn search(&mut self) -> Result<Vec<(usize, Span)>, LimitError> {
        let mut found = Vec::new();
        for (index, pattern) in self.patterns.iter().enumerate() {
            let scopes = [self.scope];
            let mut search = self
                .matcher
                .search(self.reading, pattern, &scopes, self.rule);
            let mut from = self.scope.start;
            while let Some(matched) = search.find(0, from, self.budget, &mut Silent)? {
                found.push((index, matched.span));
                from = matched.span.start + 1;
            }
        }
        Ok(found)
    }
}
