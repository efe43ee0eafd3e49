//! What the tests say, as the XML of JUnit, which CI services read.

use std::fmt::Write;

use crate::diagnostic::{Language, RenderOptions, render};

use super::{Outcome, Suite, Tally, Verdict};

/// All tests of all suites: a suite for each pack, the rule as the class, `todo` as skipped.
pub fn junit_report(suites: &[Suite], language: Language) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string never fails.
    let _ = write_all(&mut xml, suites, language);
    xml
}

fn write_all(xml: &mut String, suites: &[Suite], language: Language) -> std::fmt::Result {
    let counts = |tally: Tally| {
        let tests = tally.passed + tally.failed + tally.todo;
        let (failed, todo) = (tally.failed, tally.todo);
        format!("tests=\"{tests}\" failures=\"{failed}\" skipped=\"{todo}\"")
    };
    let total = counts(Tally::of_suites(suites));
    writeln!(xml, "<testsuites name=\"tiyao\" {total}>")?;
    for suite in suites {
        let name = escaped(&suite.name());
        let counted = counts(Tally::of(&suite.outcomes));
        writeln!(xml, "  <testsuite name=\"{name}\" {counted}>")?;
        for outcome in &suite.outcomes {
            write_case(xml, suite, outcome, language)?;
        }
        writeln!(xml, "  </testsuite>")?;
    }
    writeln!(xml, "</testsuites>")
}

fn write_case(
    xml: &mut String,
    suite: &Suite,
    outcome: &Outcome,
    language: Language,
) -> std::fmt::Result {
    let class = match outcome.rule.as_str() {
        "" => suite.name(),
        rule => format!("{}.{rule}", suite.name()),
    };
    let (class, name) = (escaped(&class), escaped(&outcome.name.replace('\n', " ")));
    write!(xml, "    <testcase classname=\"{class}\" name=\"{name}\"")?;
    if let Some(place) = outcome.place {
        let file = escaped(&suite.sources.get(place.source).name);
        let (line, _) = suite.sources.line_column(place);
        write!(xml, " file=\"{file}\" line=\"{line}\"")?;
    }
    match (outcome.verdict, &outcome.diagnostic) {
        (Verdict::Todo, _) => writeln!(xml, "><skipped message=\"todo\"/></testcase>"),
        (verdict, Some(diagnostic)) if verdict.is_failure() => {
            let message = escaped(diagnostic.message.in_language(language));
            let options = RenderOptions {
                language,
                colour: false,
            };
            let block = escaped(&render(diagnostic, &suite.sources, options));
            let kind = verdict.name();
            writeln!(xml, ">")?;
            writeln!(
                xml,
                "      <failure type=\"{kind}\" message=\"{message}\">{block}</failure>"
            )?;
            writeln!(xml, "    </testcase>")
        }
        _ => writeln!(xml, "/>"),
    }
}

/// A text inside XML; control characters, which XML cannot hold, are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}
