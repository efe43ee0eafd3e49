//! The tests of a pack: the examples beside its rules, those of its exceptions, and the whole
//! articles in its `tests/` folder. The whole pack runs on each.

mod cause;
mod compare;
mod example;
mod exception;
mod golden;
mod json;
mod judgement;
mod junit;
mod loosen;
mod probe;
mod text;
mod tree;

pub use compare::FieldDifference;
pub use golden::{Golden, embedded_goldens, golden_path, read_goldens, run_golden};
pub use json::json_report;
pub use junit::junit_report;
use probe::Probe;
pub use text::{closing, text_report};

use crate::diagnostic::{Diagnostic, codes};
use crate::engine::{Engine, Scratch};
use crate::record::RuleId;
use crate::source::{Place, Sources};

/// What came of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// All is as expected.
    Passed,
    /// An expected record was not found.
    MissingRecord,
    /// A record was found that is not expected.
    FalseRecord,
    /// The records are there, but a field differs.
    WrongField,
    /// It fails, as `todo: true` allows.
    Todo,
    /// It is marked `todo` and passes by now.
    TodoPasses,
    /// The exception drops nothing in its own example.
    ExceptionWithoutEffect,
    /// The output of a whole article is not the recorded one.
    GoldenDiffers,
    /// The document costs more than the limits allow.
    TooCostly,
}

impl Verdict {
    /// Its name, as reports for programs give it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::MissingRecord => "missing record",
            Verdict::FalseRecord => "false record",
            Verdict::WrongField => "wrong field",
            Verdict::Todo => "todo",
            Verdict::TodoPasses => "todo passes now",
            Verdict::ExceptionWithoutEffect => "exception without effect",
            Verdict::GoldenDiffers => "golden differs",
            Verdict::TooCostly => "too costly",
        }
    }

    /// The code that `tiyao help` describes; none where nothing is wrong.
    pub fn code(self) -> Option<&'static str> {
        Some(match self {
            Verdict::Passed | Verdict::Todo => return None,
            Verdict::MissingRecord => codes::MISSING_RECORD,
            Verdict::FalseRecord => codes::FALSE_RECORD,
            Verdict::WrongField => codes::WRONG_FIELD,
            Verdict::TodoPasses => codes::TODO_PASSES,
            Verdict::ExceptionWithoutEffect => codes::EXCEPTION_WITHOUT_EFFECT,
            Verdict::GoldenDiffers => codes::GOLDEN_DIFFERS,
            Verdict::TooCostly => codes::EXAMPLE_TOO_COSTLY,
        })
    }

    /// Whether the pack is at fault.
    pub fn is_failure(self) -> bool {
        self.code().is_some()
    }
}

/// What is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An example of a rule.
    Example,
    /// The example of an exception.
    Exception,
    /// A whole article.
    Golden,
}

/// One test and what came of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What came of it.
    pub verdict: Verdict,
    /// What was tested.
    pub kind: Kind,
    /// The rule; empty for a whole article.
    pub rule: String,
    /// The example's id, else its text; the article's name.
    pub name: String,
    /// Where the test is written, if it is in a rule file.
    pub place: Option<Place>,
    /// What is wrong, record by record.
    pub findings: Vec<Finding>,
    /// The failure as a fault of the rule file, to be shown with its lines.
    pub diagnostic: Option<Diagnostic>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub verdict: Verdict,
    /// The path in the output of an article: `speeches[2].speaker`.
    pub at: Option<String>,
    /// The record expected, as it is written.
    pub expected: Option<String>,
    /// The record found; where one is missing, the nearest that there is.
    pub found: Option<String>,
    /// The rule that made what was found.
    pub by: Option<String>,
    /// The fields that differ.
    pub fields: Vec<FieldDifference>,
}

/// The outcomes of one pack under one stack of overlays.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The names of its layers, the base first.
    pub layers: Vec<String>,
    /// What came of each test.
    pub outcomes: Vec<Outcome>,
    /// The rule files that they point into.
    pub sources: Sources,
}

impl Suite {
    /// The layers in one word: `govnews + jining`.
    pub fn name(&self) -> String {
        self.layers.join(" + ")
    }
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

    /// Counts the outcomes of all suites.
    pub fn of_suites(suites: &[Suite]) -> Self {
        Self::of(suites.iter().flat_map(|suite| &suite.outcomes))
    }
}

/// What only running the examples shows and `check` tells of: exceptions without effect,
/// examples that another rule satisfies, examples said to change that do not.
pub fn check_examples(engine: &Engine, scratch: &mut Scratch) -> Vec<Diagnostic> {
    let told = [
        codes::EXCEPTION_WITHOUT_EFFECT,
        codes::SATISFIED_BY_ANOTHER,
        codes::EXAMPLE_TOO_COSTLY,
    ];
    let outcomes = run_examples(engine, scratch, &|_, _| true);
    let faults = outcomes
        .into_iter()
        .filter_map(|outcome| outcome.diagnostic);
    let mut faults: Vec<Diagnostic> = faults.filter(|fault| told.contains(&fault.code)).collect();
    faults.extend(example::unchanged(&mut Probe::new(engine), scratch));
    faults
}

/// Runs the examples of a pack's rules and exceptions, in the order in which they are
/// written, those that `keep` takes (by rule and by name).
///
/// Examples of lower layers that an upper one names in `changes` are left out.
pub fn run_examples(
    engine: &Engine,
    scratch: &mut Scratch,
    keep: &dyn Fn(&str, &str) -> bool,
) -> Vec<Outcome> {
    let pack = &engine.program().pack;
    let mut probe = Probe::new(engine);
    let mut outcomes = Vec::new();
    for (id, rule) in (0..).map(RuleId).zip(&pack.rules) {
        for tried in &rule.examples {
            if keep(&rule.name, &tried.id) && !example::is_changed_on_purpose(pack, tried) {
                outcomes.push(example::run(&mut probe, scratch, id, tried));
            }
        }
        for (number, exception) in rule.exceptions.iter().enumerate() {
            if let Some((text, place)) = &exception.example
                && keep(&rule.name, exception.id.as_deref().unwrap_or(text))
            {
                let tried = exception::Tried {
                    rule: id,
                    number,
                    text,
                    place: *place,
                };
                outcomes.push(exception::run(engine, scratch, exception, &tried));
            }
        }
    }
    outcomes.sort_by_key(|outcome| outcome.place.map(|place| (place.source, place.start)));
    outcomes
}
