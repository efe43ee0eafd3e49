//! What the tests say, for people.

use std::fmt::Write;

use crate::diagnostic::{Language, RenderOptions, render};

use super::{Finding, Kind, Outcome, Suite, Tally, Verdict};

/// So many changes of one article are shown.
const CHANGES: usize = 20;

/// Every failure and warning in its lines, then what is still to be done.
pub fn text_report(suite: &Suite, options: RenderOptions) -> String {
    let mut text = String::new();
    let language = options.language;
    for outcome in &suite.outcomes {
        let Some(diagnostic) = &outcome.diagnostic else {
            continue;
        };
        if outcome.verdict == Verdict::Todo {
            continue;
        }
        text.push_str(&render(diagnostic, &suite.sources, options));
        text.push('\n');
        if outcome.kind == Kind::Golden {
            changes(&outcome.findings, language, &mut text);
        }
        text.push('\n');
    }
    for outcome in suite
        .outcomes
        .iter()
        .filter(|it| it.verdict == Verdict::Todo)
    {
        todo(outcome, language, &mut text);
    }
    text
}

/// The last lines: how many tests ended how. They are the same in every language, so that
/// scripts may read them.
pub fn closing(tally: Tally) -> String {
    let mut text = String::new();
    if tally.todo > 0 {
        put(&mut text, format_args!("{} todo\n", tally.todo));
    }
    let Tally { passed, failed, .. } = tally;
    put(
        &mut text,
        format_args!("{passed} passed, {failed} failed\n"),
    );
    text
}

fn todo(outcome: &Outcome, language: Language, text: &mut String) {
    let (rule, name) = (&outcome.rule, &outcome.name);
    match language {
        Language::Zh => put(text, format_args!("todo：规则 {rule}，{name}\n")),
        Language::En => put(text, format_args!("todo: rule {rule}, {name}\n")),
    }
}

/// The changes of an article's output, one in each line or two.
fn changes(findings: &[Finding], language: Language, text: &mut String) {
    for finding in findings.iter().take(CHANGES) {
        let at = finding.at.as_deref().unwrap_or_default();
        let shown = match (&finding.expected, &finding.found) {
            (Some(old), None) => format!("  - {at}: {old}\n"),
            (None, Some(new)) => format!("  + {at}: {new}\n"),
            (Some(old), Some(new)) => format!("  - {at}: {old}\n  + {at}: {new}\n"),
            (None, None) => match language {
                Language::Zh => "  只有 id 变了\n".to_owned(),
                Language::En => "  only ids have changed\n".to_owned(),
            },
        };
        text.push_str(&shown);
    }
    let left = findings.len().saturating_sub(CHANGES);
    if left > 0 {
        match language {
            Language::Zh => put(text, format_args!("  … 还有 {left} 处\n")),
            Language::En => put(text, format_args!("  … and {left} more\n")),
        }
    }
}

/// Writing to a string never fails.
fn put(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}
