//! A pattern that belongs to no rule, sought in a document.

use crate::compile::PatternProgram;
use crate::pack::ScopeKind;
use crate::record::{RuleId, Span};
use crate::text::Text;

use super::capture::Match;
use super::matcher::Reading;
use super::scopes::{Ground, Scopes};
use super::trace::Silent;
use super::{Engine, LimitError, Metadata, Scratch};

/// What stands for the rule of a pattern that has none; nobody watches it.
const NO_RULE: RuleId = RuleId(u32::MAX);

impl Engine {
    /// Every match of a pattern that was compiled with this engine's program, from left to
    /// right in each of the scopes of `within`, as `find_iter` gives them, empty ones left
    /// out. The rules of the program run first, so that the pattern can read their records.
    /// What the pack ignores is looked through as well.
    ///
    /// # Errors
    /// When the document costs more than the limits allow.
    pub fn search(
        &self,
        pattern: &PatternProgram,
        within: &[ScopeKind],
        text: &Text,
        metadata: &Metadata,
        scratch: &mut Scratch,
    ) -> Result<Vec<Match>, LimitError> {
        self.cascade(text, metadata, scratch, &mut Silent)
            .run_steps()?;
        let Scratch {
            lattice,
            matcher,
            store,
            anchors,
            budget,
            ..
        } = scratch;
        let ground = Ground {
            pack: &self.program.pack,
            text,
            store,
        };
        let reading = Reading {
            program: &self.program,
            text,
            lattice,
        };
        let mut scopes = Scopes::default().compute(within, ground);
        reading.keep_candidates(pattern, &mut scopes, anchors);
        let mut matches = Vec::new();
        let mut search = matcher.search(reading, pattern, &scopes, NO_RULE);
        for (index, scope) in scopes.iter().enumerate() {
            let mut from = scope.start;
            while let Some(found) = search.find(index, from, budget, &mut Silent)? {
                let Span { start, end } = found.span;
                from = end.max(start + 1);
                if start < end {
                    matches.push(found);
                }
            }
        }
        Ok(matches)
    }
}
