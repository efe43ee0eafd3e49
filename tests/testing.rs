//! What `tiyao test` and `tiyao check` say of examples: one folder for each case in
//! `cases/testing`, see its README. `UPDATE=1 cargo test --test testing` writes what is said
//! now.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tiyao::compile::Program;
use tiyao::diagnostic::{Diagnostic, Language, RenderOptions, render};
use tiyao::engine::{Engine, Scratch};
use tiyao::explain::testing::{
    Suite, Tally, check_examples, closing, json_report, junit_report, read_goldens, run_examples,
    run_golden, text_report,
};
use tiyao::pack::{Pack, PackSource};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/testing");
    let entries = fs::read_dir(folder).expect("there are cases");
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

/// The pack in a folder, its files named as seen from that of the case. A base needs no
/// manifest: it is called `case`.
fn source(folder: &Path, case: &Path) -> PackSource {
    let mut source = PackSource::read(folder).expect("a case can be read");
    let prefix = format!("{}/", case.to_string_lossy());
    for (name, _) in &mut source.files {
        *name = name.trim_start_matches(&prefix).to_owned();
    }
    if folder == case && !case.join("pack.yaml").exists() {
        let manifest = "name: case\nversion: 1.0.0\n".to_owned();
        source.files.push(("pack.yaml".to_owned(), manifest));
    }
    source
}

fn engine(case: &Path) -> Engine {
    let overlay = case.join("overlay");
    let overlays: Vec<PackSource> = overlay
        .is_dir()
        .then(|| source(&overlay, case))
        .into_iter()
        .collect();
    let (pack, _) = Pack::load(source(case, case), &overlays)
        .unwrap_or_else(|faults| panic!("{}: {faults}", case.display()));
    let program = Program::compile(Arc::new(pack)).expect("a case is small");
    Engine::new(Arc::new(program))
}

fn suite(engine: &Engine, case: &Path) -> Suite {
    let mut scratch = Scratch::default();
    let mut outcomes = run_examples(engine, &mut scratch, &|_, _| true);
    for golden in read_goldens(case).expect("a case can be read") {
        outcomes.push(run_golden(engine, &mut scratch, &golden).0);
    }
    let pack = &engine.program().pack;
    Suite {
        layers: pack.layers.iter().map(|layer| layer.name.clone()).collect(),
        outcomes,
        sources: pack.sources.clone(),
    }
}

/// The verdicts, one in each line; then what `test` says, and what `check` adds.
fn said(suite: &Suite, warnings: &[Diagnostic], language: Language) -> String {
    let options = RenderOptions {
        language,
        colour: false,
    };
    let mut said = text_report(suite, options);
    said += &closing(Tally::of(&suite.outcomes));
    let other = |warning: &&Diagnostic| {
        let told = suite.outcomes.iter();
        !told
            .filter_map(|outcome| outcome.diagnostic.as_ref())
            .any(|known| known == *warning)
    };
    for warning in warnings.iter().filter(other) {
        writeln!(
            said,
            "\ncheck:\n{}",
            render(warning, &suite.sources, options)
        )
        .unwrap();
    }
    said
}

fn verdicts(suite: &Suite) -> String {
    let mut lines = String::new();
    for outcome in &suite.outcomes {
        let name = outcome.name.replace('\n', "⏎");
        writeln!(lines, "{}: {name}", outcome.verdict.name()).unwrap();
    }
    lines
}

#[test]
fn every_case_is_told_what_is_wrong() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let engine = engine(&case);
        let suite = suite(&engine, &case);
        let warnings = check_examples(&engine, &mut Scratch::default());
        for (file, now) in [
            ("verdicts.txt", verdicts(&suite)),
            ("zh.txt", said(&suite, &warnings, Language::Zh)),
            ("en.txt", said(&suite, &warnings, Language::En)),
        ] {
            let path = case.join(file);
            if update {
                fs::write(&path, &now).expect("the case can be written");
            } else if fs::read_to_string(&path).unwrap_or_default() != now {
                wrong.push(format!("{}:\n{now}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn reports_for_programs_tell_the_same() {
    let suites: Vec<Suite> = cases()
        .iter()
        .map(|case| suite(&engine(case), case))
        .collect();
    let tally = Tally::of_suites(&suites);
    let report: serde_json::Value =
        serde_json::from_str(&json_report(&suites).expect("a report")).expect("JSON");
    assert_eq!(report["failed"], tally.failed);
    let tests = report["packs"].as_array().expect("packs").iter();
    let tests = tests.flat_map(|pack| pack["tests"].as_array().expect("tests"));
    let named: Vec<&str> = tests
        .map(|test| test["verdict"].as_str().expect("a verdict"))
        .collect();
    let outcomes = suites.iter().flat_map(|suite| &suite.outcomes);
    let expected: Vec<&str> = outcomes.map(|outcome| outcome.verdict.name()).collect();
    assert_eq!(named, expected);

    let xml = junit_report(&suites, Language::Zh);
    let count = |what: &str| xml.matches(what).count();
    assert_eq!(count("<testcase "), expected.len());
    assert_eq!(count("<failure "), tally.failed);
    assert_eq!(count("<skipped "), tally.todo);
    let mut tags = 0;
    for event in xml.split('<').skip(1) {
        let tag = event.split('>').next().expect("a tag");
        tags += match tag.as_bytes() {
            [b'?', ..] | [.., b'/'] => 0,
            [b'/', ..] => -1,
            _ => 1,
        };
        assert!(tags >= 0);
    }
    assert_eq!(tags, 0, "every element is closed");
}
