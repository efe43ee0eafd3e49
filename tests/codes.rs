//! The table of codes: each is used, each that is used is declared, and the examples are true.

use std::collections::BTreeSet;
use std::path::Path;

use tiyao::diagnostic::{Diagnostic, codes};
use tiyao::source::{Scalar, Sources};
use tiyao::{expression, pattern};

/// All sources but the table itself.
fn rust_sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walkdir::WalkDir::new(&root)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "rs"))
        .filter(|entry| !entry.path().starts_with(root.join("diagnostic/codes")))
        .map(|entry| std::fs::read_to_string(entry.path()).expect("a source file"))
        .collect()
}

#[test]
fn every_code_is_declared_once_and_used() {
    let sources = rust_sources();
    let mut seen = BTreeSet::new();
    for declaration in codes::all() {
        assert!(seen.insert(declaration.code), "{} twice", declaration.code);
        assert!(
            sources.contains(&format!("codes::{}", declaration.name))
                || sources.contains(&format!("\"{}\"", declaration.code)),
            "{} {} is used nowhere",
            declaration.code,
            declaration.name
        );
        assert!(!declaration.zh.is_ascii());
        assert!(declaration.en.is_ascii() || declaration.en.contains(['「', '」']));
        assert!(!declaration.why_zh.is_empty() && !declaration.why_en.is_empty());
        assert!(codes::find(&declaration.code.to_lowercase()).is_some());
    }
    // A code written out in a source file is in the table.
    let written = regex::Regex::new(r#""([EW]\d{4})""#).expect("a regex");
    for found in written.captures_iter(&sources) {
        assert!(seen.contains(&found[1]), "{} is not declared", &found[1]);
    }
}

/// All that is said of a text, read as pattern (with its sides), definition or expression.
fn codes_of(range: &str, text: &str) -> Vec<&'static str> {
    let mut sources = Sources::default();
    let scalar = Scalar::whole(sources.add("example", text), text);
    let mut faults: Vec<Diagnostic> = Vec::new();
    match range {
        "E0123" => {
            pattern::parse_definition_head(&scalar, &mut faults);
        }
        _ if range.starts_with("E02") => {
            expression::parse(&scalar, &mut faults);
        }
        _ => {
            if let Some(tree) = pattern::parse(&scalar, &mut faults) {
                pattern::check_sides(&tree, &mut faults);
            }
        }
    }
    faults.into_iter().map(|fault| fault.code).collect()
}

#[test]
fn the_examples_of_the_languages_have_their_faults_and_their_mends_none() {
    // Their examples are too long to be written out.
    let sketched = [codes::TOO_DEEP, codes::EXPRESSION_TOO_LARGE];
    let mut tried = 0;
    for declaration in codes::all() {
        let code = declaration.code;
        let of_languages = ["E01", "W01", "E02"]
            .iter()
            .any(|range| code.starts_with(range));
        if !of_languages || sketched.contains(&code) {
            continue;
        }
        let found = codes_of(code, declaration.faulty);
        assert!(found.contains(&code), "{code}: {found:?}");
        let left = codes_of(code, declaration.mended);
        assert!(left.is_empty(), "{code}: {left:?}");
        tried += 1;
    }
    assert!(tried > 30, "only {tried}");
}
