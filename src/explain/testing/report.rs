//! What the tests say, for people and for programs.

use crate::diagnostic::{Language, RenderOptions, Severity, render};
use crate::source::Sources;

use super::{Outcome, Verdict};

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
}

/// How many tests ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: usize,
    /// Failed.
    pub failed: usize,
    /// Failed, as `todo` allows.
    pub todo: usize,
}

impl Tally {
    /// Counts outcomes.
    pub fn of<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Self {
        let mut tally = Self::default();
        for outcome in outcomes {
            match outcome.verdict {
                Verdict::Passed => tally.passed += 1,
                Verdict::Todo => tally.todo += 1,
                _ => tally.failed += 1,
            }
        }
        tally
    }
}

/// Every failure in its lines, then what is still to be done.
pub fn report(outcomes: &[Outcome], sources: &Sources, options: RenderOptions) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        let Some(diagnostic) = &outcome.diagnostic else {
            continue;
        };
        if outcome.verdict == Verdict::Todo {
            continue;
        }
        debug_assert!(diagnostic.severity == Severity::Error);
        text.push_str(&render(diagnostic, sources, options));
        text.push_str("\n\n");
    }
    for outcome in outcomes {
        if outcome.verdict == Verdict::Todo {
            text.push_str(&match options.language {
                Language::Zh => format!("todo：规则 {}，{}\n", outcome.rule, outcome.name),
                Language::En => format!("todo: rule {}, {}\n", outcome.rule, outcome.name),
            });
        }
    }
    text
}
