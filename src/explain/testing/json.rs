//! What the tests say, for programs.

use serde::Serialize;

use crate::diagnostic::{JsonDiagnostic, json};

use super::{FieldDifference, Kind, Outcome, Suite, Tally};

#[derive(Serialize)]
struct Report<'a> {
    passed: usize,
    failed: usize,
    todo: usize,
    packs: Vec<Pack<'a>>,
}

#[derive(Serialize)]
struct Pack<'a> {
    layers: &'a [String],
    tests: Vec<Test<'a>>,
}

#[derive(Serialize)]
struct Test<'a> {
    verdict: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    rule: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostic: Option<JsonDiagnostic<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Field<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    field: &'a str,
    expected: &'a str,
    found: &'a str,
}

/// All tests of all suites as one indented object.
///
/// # Errors
/// What serialising gives; nothing here is known to fail.
pub fn json_report(suites: &[Suite]) -> serde_json::Result<String> {
    let tally = Tally::of_suites(suites);
    let report = Report {
        passed: tally.passed,
        failed: tally.failed,
        todo: tally.todo,
        packs: suites.iter().map(pack).collect(),
    };
    serde_json::to_string_pretty(&report).map(|text| text + "\n")
}

fn pack(suite: &Suite) -> Pack<'_> {
    Pack {
        layers: &suite.layers,
        tests: suite.outcomes.iter().map(|one| test(suite, one)).collect(),
    }
}

fn test<'a>(suite: &'a Suite, outcome: &'a Outcome) -> Test<'a> {
    let sources = &suite.sources;
    let file = outcome.place.map(|place| &*sources.get(place.source).name);
    Test {
        verdict: outcome.verdict.name(),
        kind: kind(outcome.kind),
        rule: &outcome.rule,
        name: &outcome.name,
        file,
        line: outcome.place.map(|place| sources.line_column(place).0),
        findings: outcome.findings.iter().map(finding).collect(),
        diagnostic: outcome.diagnostic.as_ref().map(|one| json(one, sources)),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Example => "example",
        Kind::Exception => "exception",
        Kind::Golden => "golden",
    }
}

fn finding(finding: &super::Finding) -> Finding<'_> {
    Finding {
        verdict: finding.verdict.name(),
        at: finding.at.as_deref(),
        expected: finding.expected.as_deref(),
        found: finding.found.as_deref(),
        by: finding.by.as_deref(),
        fields: finding.fields.iter().map(field).collect(),
    }
}

fn field(difference: &FieldDifference) -> Field<'_> {
    Field {
        field: &difference.field,
        expected: &difference.expected,
        found: &difference.found,
    }
}
