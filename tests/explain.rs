//! What `tiyao explain` answers: one folder for each case in `cases/explain`, see its README.
//! `UPDATE=1 cargo test --test explain` writes what is answered now.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tiyao::compile::Program;
use tiyao::diagnostic::Language;
use tiyao::engine::{Engine, Metadata, Scratch};
use tiyao::explain::answer::{Answer, Node, Question, Unanswerable, answer, html, render};
use tiyao::pack::{Pack, PackSource};
use tiyao::text::{ReadOptions, Text};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cases() -> Vec<PathBuf> {
    let folder = root().join("tests/cases/explain");
    let entries = fs::read_dir(folder).expect("there are cases");
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn engine(pack: Pack) -> Engine {
    let program = Program::compile(Arc::new(pack)).expect("a case is small");
    Engine::new(Arc::new(program))
}

fn engine_of(case: &Path) -> Engine {
    let file = |name: &str, text: String| (name.to_owned(), text);
    let rules = fs::read_to_string(case.join("rules.yaml")).expect("a case has rules");
    let manifest = fs::read_to_string(case.join("pack.yaml"));
    let manifest = manifest.unwrap_or_else(|_| "name: case\nversion: 1.0.0\n".to_owned());
    let source = PackSource {
        files: vec![file("pack.yaml", manifest), file("rules.yaml", rules)],
        ..PackSource::default()
    };
    let pack = Pack::load(source, &[]);
    engine(
        pack.unwrap_or_else(|faults| panic!("{}: {faults}", case.display()))
            .0,
    )
}

fn text_of(path: &Path) -> Text {
    let bytes = fs::read(path).expect("an article can be read");
    Text::read(&bytes, &ReadOptions::default()).expect("an article is text")
}

fn question(case: &Path) -> Question {
    let asked = fs::read_to_string(case.join("asked")).expect("a case asks");
    let mut question = Question::default();
    for line in asked.lines() {
        let (key, value) = line.split_once(": ").expect("a key and a value");
        let value = Some(value.to_owned());
        match key {
            "record" => question.record = value,
            "at" => question.at = value,
            "rule" => question.rule = value,
            _ => panic!("{}: what is `{key}`?", case.display()),
        }
    }
    question
}

fn ask(case: &Path) -> Result<Answer, Unanswerable> {
    let text = text_of(&case.join("article.txt"));
    answer(
        &engine_of(case),
        "article",
        &text,
        &Metadata::default(),
        &question(case),
    )
}

fn said(told: &Result<Answer, Unanswerable>, language: Language) -> String {
    match told {
        Ok(answer) => anstream::adapter::strip_str(&render(answer, language)).to_string(),
        Err(error) => format!("{}\n", error.message().in_language(language)),
    }
}

#[test]
fn every_case_is_answered_in_both_languages() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for case in cases() {
        seen += 1;
        let told = ask(&case);
        let mut files = vec![
            ("zh.txt", said(&told, Language::Zh)),
            ("en.txt", said(&told, Language::En)),
        ];
        if let Ok(answer) = &told {
            let json = serde_json::to_string_pretty(answer).expect("an answer is JSON");
            files.push(("out.json", format!("{json}\n")));
        }
        for (file, now) in files {
            let path = case.join(file);
            if update {
                fs::write(&path, &now).expect("the case can be written");
                continue;
            }
            let wanted = fs::read_to_string(&path).unwrap_or_default();
            if wanted != now {
                let difference = similar::TextDiff::from_lines(&wanted, &now);
                wrong.push(format!(
                    "{}:\n{}",
                    path.display(),
                    difference.unified_diff()
                ));
            }
        }
    }
    assert!(seen >= 40, "only {seen} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Checks a page for its form, and gives its visible text.
fn visible(page: &str) -> String {
    use markup5ever_rcdom::{Handle, NodeData, RcDom};
    fn walk(node: &Handle, out: &mut String) {
        match &node.data {
            NodeData::Text { contents } => out.push_str(&contents.borrow()),
            NodeData::Element { name, .. } if &*name.local == "style" => return,
            _ => {}
        }
        node.children.borrow().iter().for_each(|it| walk(it, out));
    }
    use html5ever::tendril::TendrilSink;
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default())
        .one(page.to_owned());
    assert!(dom.errors.borrow().is_empty(), "{:?}", dom.errors.borrow());
    let mut out = String::new();
    walk(&dom.document, &mut out);
    out
}

#[test]
fn pages_are_complete_and_tell_what_the_terminal_tells() {
    for case in cases() {
        let Ok(answer) = ask(&case) else { continue };
        for language in [Language::Zh, Language::En] {
            let page = html(&answer, language);
            let told = visible(&page);
            for outside in ["http://", "https://", "<script", "<link"] {
                assert!(!page.contains(outside), "{}: {outside}", case.display());
            }
            for why in &answer.why {
                assert!(told.contains(&why.rule.name), "{}", case.display());
            }
            for why_not in &answer.why_not {
                let message = why_not.message.in_language(language);
                assert!(told.contains(message), "{}: {message}", case.display());
            }
        }
    }
}

/// The articles that stand among the tests and examples.
fn articles(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder");
    for entry in entries {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let told = ["zh.txt", "en.txt", "out.txt", "verdicts.txt"].contains(&&*name);
        if path.is_dir() {
            articles(&path, found);
        } else if (name.ends_with(".txt") || name.ends_with(".html")) && !told {
            found.push(path);
        }
    }
}

/// The stretches of the leaves of a tree; a record that was told elsewhere is a leaf.
fn leaves(nodes: &[Node], out: &mut Vec<(u32, String)>) {
    for node in nodes {
        if node.parts.is_empty() {
            out.push((node.start, node.text.clone()));
        } else {
            leaves(&node.parts, out);
        }
    }
}

/// The leaves of a derivation say, one behind the other, what the whole of it says.
fn tiles(derivation: &[Node], of: &str) {
    for node in derivation.iter().filter(|node| !node.parts.is_empty()) {
        let mut found = Vec::new();
        leaves(&node.parts, &mut found);
        assert!(
            found.windows(2).all(|two| two[0].0 <= two[1].0),
            "{of}: {found:?}"
        );
        // What a record read, a gap or a name stands for is inside it; a record's own match may
        // be longer than its span, so only its begin and end are compared with its text.
        let joined: String = found.into_iter().map(|(_, text)| text).collect();
        let holds_record = format!("{node:?}").contains("kind: Record");
        assert!(
            holds_record || joined == node.text,
            "{of}: {joined} is not {}",
            node.text
        );
    }
}

/// Checks the derivation of every record of an article; gives how many there are.
fn check_records(engine: &Engine, path: &Path) -> usize {
    let text = text_of(path);
    let extraction = engine
        .extract(&text, &Metadata::default(), &mut Scratch::default())
        .expect("no test is too costly");
    let count = extraction.records.len();
    for number in 1..=count {
        let question = Question {
            record: Some(number.to_string()),
            ..Question::default()
        };
        let of = format!("{} #{number}", path.display());
        let told = answer(engine, "article", &text, &Metadata::default(), &question)
            .unwrap_or_else(|error| panic!("{of}: {error}"));
        let [why] = &told.why[..] else {
            panic!("{of} is one record");
        };
        assert!(
            !why.derivation.is_empty() || !why.merged.is_empty(),
            "{of}: {} came from nothing",
            why.record.record
        );
        tiles(&why.derivation, &of);
    }
    count
}

#[test]
fn every_record_of_every_article_has_a_derivation_that_tiles_it() {
    let shipped = engine(Pack::shipped(&[]).expect("the shipped pack"));
    let mut found = Vec::new();
    for folder in ["examples", "tests/cases/cli", "tests/cases/workbench"] {
        articles(&root().join(folder), &mut found);
    }
    let seen: usize = found.iter().map(|path| check_records(&shipped, path)).sum();
    assert!(seen > 100, "only {seen} records");
    for case in cases() {
        check_records(&engine_of(&case), &case.join("article.txt"));
    }
}
