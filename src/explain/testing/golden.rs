//! Whole articles in a pack's `tests/` folder: `会议.txt` (or `.html`, `.md`) and, beside it,
//! `会议.json`, what the pack's default view gives for it.
//!
//! A golden may hold `document: { date: 2020-02-07 }`, the publication date of its article;
//! nothing else of `document` is compared.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::example::limit_message;
use super::tree::{self, Change};
use super::{Finding, Kind, Outcome, Verdict};
use crate::diagnostic::{Diagnostic, Message, Severity, codes, json_message};
use crate::engine::{Engine, Metadata, Scratch};
use crate::text::{Form, ReadOptions, Text};
use crate::view::Layout;

/// The folder beside the rules that holds articles.
const FOLDER: &str = "tests";
/// The key of a golden that tells of the article itself.
const DOCUMENT: &str = "document";

/// An article and its recorded output.
#[derive(Debug, Clone, Default)]
pub struct Golden {
    /// The name of its files, without extension.
    pub name: String,
    /// The article's bytes and form; absent where only an output is recorded.
    pub article: Option<(Vec<u8>, Form)>,
    /// The recorded output, as JSON; absent where there is none yet.
    pub recorded: Option<String>,
}

/// The articles of a pack's folder, by name; none where it has no `tests`.
///
/// # Errors
/// When a file cannot be read, with its path.
pub fn read_goldens(pack: &Path) -> Result<Vec<Golden>, (PathBuf, std::io::Error)> {
    let folder = pack.join(FOLDER);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let told = |path: &Path| {
        let path = path.to_owned();
        move |error| (path, error)
    };
    let mut goldens = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(told(&folder))? {
        let path = entry.map_err(told(&folder))?.path();
        if part(&path).is_some() {
            let bytes = std::fs::read(&path).map_err(told(&path))?;
            add(&mut goldens, &path, bytes);
        }
    }
    sort(&mut goldens);
    Ok(goldens)
}

/// The articles of an embedded pack, by name.
pub fn embedded_goldens(pack: &include_dir::Dir<'_>) -> Vec<Golden> {
    let mut goldens = Vec::new();
    if let Some(folder) = pack.get_dir(pack.path().join(FOLDER)) {
        for file in folder.files() {
            add(&mut goldens, file.path(), file.contents().to_vec());
        }
    }
    sort(&mut goldens);
    goldens
}

/// Where the output of an article of a pack's folder is recorded.
pub fn golden_path(pack: &Path, name: &str) -> PathBuf {
    pack.join(FOLDER).join(format!("{name}.json"))
}

/// What a file in `tests` is.
enum Part {
    Article(Form),
    Recorded,
}

fn part(path: &Path) -> Option<Part> {
    Some(match path.extension()?.to_str()? {
        "txt" => Part::Article(Form::Plain),
        "html" | "htm" => Part::Article(Form::Html),
        "md" => Part::Article(Form::Markdown),
        "json" => Part::Recorded,
        _ => return None,
    })
}

fn add(goldens: &mut Vec<Golden>, path: &Path, bytes: Vec<u8>) {
    let (Some(part), Some(stem)) = (part(path), path.file_stem()) else {
        return;
    };
    let name = stem.to_string_lossy().into_owned();
    let known = goldens.iter().position(|golden| golden.name == name);
    let index = known.unwrap_or_else(|| {
        goldens.push(Golden {
            name,
            ..Golden::default()
        });
        goldens.len() - 1
    });
    match part {
        Part::Article(form) => goldens[index].article = Some((bytes, form)),
        Part::Recorded => {
            goldens[index].recorded = Some(String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}

fn sort(goldens: &mut [Golden]) {
    goldens.sort_by(|one, other| one.name.cmp(&other.name));
}

/// Runs an article. Gives also what is to be recorded where the output differs.
pub fn run_golden(
    engine: &Engine,
    scratch: &mut Scratch,
    golden: &Golden,
) -> (Outcome, Option<String>) {
    let mut outcome = Outcome {
        verdict: Verdict::GoldenDiffers,
        kind: Kind::Golden,
        rule: String::new(),
        name: golden.name.clone(),
        place: None,
        findings: Vec::new(),
        diagnostic: None,
    };
    let name = &golden.name;
    let recorded = golden.recorded.as_deref().map(serde_json::from_str);
    let recorded: Option<Value> = match recorded.transpose() {
        Ok(recorded) => recorded,
        Err(error) => {
            let Message { zh, en } = json_message(&error, false);
            outcome.diagnostic = Some(fault(
                format!("样文 {name} 的 .json 不是 JSON：{zh}"),
                format!("the golden of article {name} is no JSON: {en}"),
            ));
            return (outcome, None);
        }
    };
    let document = recorded.as_ref().and_then(|tree| tree.get(DOCUMENT));
    let date = document.and_then(|document| document.get("date")?.as_str());
    let given = match given(engine, scratch, golden, date) {
        Ok(given) => given,
        Err(fault) => {
            if fault.code == codes::EXAMPLE_TOO_COSTLY {
                outcome.verdict = Verdict::TooCostly;
            }
            outcome.diagnostic = Some(*fault);
            return (outcome, None);
        }
    };
    let old = recorded.as_ref().map(without_document);
    if old.as_ref() == Some(&given) {
        outcome.verdict = Verdict::Passed;
        return (outcome, None);
    }
    let told = match &old {
        None => fault(
            format!("样文 {name} 还没有记下输出（{name}.json）"),
            format!("no output of article {name} is recorded yet ({name}.json)"),
        ),
        Some(old) => {
            let changes = tree::changes(old, &given);
            let count = changes.len();
            outcome.findings = changes.into_iter().map(finding).collect();
            fault(
                format!("样文 {name} 的输出变了 {count} 处"),
                format!("the output of article {name} has changed; places: {count}"),
            )
        }
    };
    outcome.diagnostic = Some(told.help(Message::new(
        "若是有意的改变，用 --update 记下",
        "record it by `--update` if it is meant",
    )));
    let renewed = with_document(document, given);
    let text = serde_json::to_string_pretty(&renewed).map(|text| text + "\n");
    (outcome, text.ok())
}

fn given(
    engine: &Engine,
    scratch: &mut Scratch,
    golden: &Golden,
    date: Option<&str>,
) -> Result<Value, Box<Diagnostic>> {
    let name = &golden.name;
    let failed = |zh: String, en: String| Box::new(fault(zh, en));
    let Some((bytes, form)) = &golden.article else {
        return Err(failed(
            format!("有 {name}.json，却没有样文 {name}.txt"),
            format!("there is {name}.json, but no article {name}.txt"),
        ));
    };
    let options = ReadOptions {
        form: Some(*form),
        ..ReadOptions::default()
    };
    let text = Text::read(bytes, &options).map_err(|error| {
        failed(
            format!("样文 {name}：{error}"),
            format!("article {name}: {error}"),
        )
    })?;
    let metadata = Metadata {
        date: date.map(str::to_owned),
    };
    let extraction = engine.extract(&text, &metadata, scratch).map_err(|limit| {
        let told = limit_message(&limit);
        let message = Message::new(
            format!("样文 {name} 超出计算上限：{}", told.zh),
            format!("article {name} costs too much: {}", told.en),
        );
        let code = codes::EXAMPLE_TOO_COSTLY;
        Box::new(Diagnostic::at(code, Severity::Error, None, message))
    })?;
    let pack = &engine.program().pack;
    let Some(view) = pack.views.first() else {
        return Err(failed(
            format!("样文 {name}：规则包没有视图，没有输出可比"),
            format!("article {name}: the pack has no view, so there is no output to compare"),
        ));
    };
    let layout = Layout::new(pack, view);
    serde_json::to_value(layout.arrange(&text, &extraction)).map_err(|error| {
        failed(
            format!("样文 {name}：{error}"),
            format!("article {name}: {error}"),
        )
    })
}

fn fault(zh: String, en: String) -> Diagnostic {
    let message = Message::new(zh, en);
    Diagnostic::at(codes::GOLDEN_DIFFERS, Severity::Error, None, message)
}

fn without_document(recorded: &Value) -> Value {
    let mut tree = recorded.clone();
    if let Value::Object(map) = &mut tree {
        map.shift_remove(DOCUMENT);
    }
    tree
}

fn with_document(document: Option<&Value>, given: Value) -> Value {
    let (Some(document), Value::Object(given)) = (document, &given) else {
        return given;
    };
    let mut map = Map::new();
    map.insert(DOCUMENT.to_owned(), document.clone());
    map.extend(given.clone());
    Value::Object(map)
}

fn finding(change: Change) -> Finding {
    let shown = |value: Option<Value>| value.map(|value| line(&value));
    Finding {
        verdict: Verdict::GoldenDiffers,
        at: Some(change.at),
        expected: shown(change.old),
        found: shown(change.new),
        by: None,
        fields: Vec::new(),
    }
}

/// The longest value that is shown whole, in code points.
const SHOWN: usize = 100;

/// A value in one line, as authors write it; what a record holds besides its place.
fn line(value: &Value) -> String {
    let line = flow(value).replace('\n', "⏎");
    if line.chars().count() <= SHOWN {
        return line;
    }
    let kept: String = line.chars().take(SHOWN - 1).collect();
    kept + "…"
}

fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let shown = map.iter().filter(|(key, _)| *key != "span");
            let fields: Vec<String> = shown
                .map(|(key, value)| format!("{key}: {}", flow(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        value => value.to_string(),
    }
}
