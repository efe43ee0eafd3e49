//! Small packs on small texts: which records stay, and which decisions led there.
//!
//! How to add a case: `tests/cases/match/README.md`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tiyao::compile::Program;
use tiyao::engine::trace::{Event, Observer};
use tiyao::engine::{Engine, Extraction, LimitError, Limits, Metadata, Scratch};
use tiyao::pack::{Field, Kind, Pack, PackSource};
use tiyao::record::{Record, RecordId, Span, Value};
use tiyao::source::Place;
use tiyao::text::Text;

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/match");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() >= 30, "only {} cases", cases.len());
    let update = std::env::var_os("UPDATE").is_some();
    let mut scratch = Scratch::default();
    let mut failed = String::new();
    for case in &cases {
        let found = run(case, &mut scratch);
        let path = case.join("records.txt");
        if update {
            std::fs::write(&path, found).expect("records.txt is written");
            continue;
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if found != expected {
            let name = case.file_name().unwrap_or_default().to_string_lossy();
            let diff = similar::TextDiff::from_lines(&expected, &found);
            let _ = writeln!(failed, "== {name}\n{}", diff.unified_diff());
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
}

/// What a case gives, as its `records.txt` should say it.
fn run(case: &Path, scratch: &mut Scratch) -> String {
    let mut source = PackSource::read(case).expect("the case can be read");
    if !source
        .files
        .iter()
        .any(|(name, _)| name.ends_with("pack.yaml"))
    {
        let manifest = "name: case\nversion: '1'\n".to_owned();
        source.files.push(("pack.yaml".to_owned(), manifest));
    }
    let pack = match Pack::load(source, &[]) {
        Ok((pack, _)) => pack,
        Err(faults) => return format!("{faults}\n"),
    };
    let program = match Program::compile(Arc::new(pack)) {
        Ok(program) => program,
        Err(faults) => return format!("{faults:?}\n"),
    };
    let read = |name: &str| std::fs::read_to_string(case.join(name)).ok();
    let text = Text::from_plain(&read("text.txt").expect("the case has a text"));
    let metadata = Metadata {
        date: read("date.txt").map(|date| date.trim().to_owned()),
    };
    let engine = Engine::new(Arc::new(program));
    let mut decisions = Decisions {
        text: &text,
        pack: &engine.program().pack,
        lines: Vec::new(),
        made: Vec::new(),
    };
    let watched = engine
        .extract_observed(&text, &metadata, scratch, &mut decisions)
        .expect("within the limits");
    let alone = engine
        .extract(&text, &metadata, &mut Scratch::default())
        .expect("within the limits");
    assert_eq!(
        watched, alone,
        "watching or a used scratch changed the records"
    );
    let mut out = Shown {
        pack: &engine.program().pack,
        text: &text,
        out: String::new(),
    };
    out.extraction(&watched);
    if !decisions.lines.is_empty() {
        out.out.push_str("\ndecisions:\n");
        for line in decisions.lines {
            let _ = writeln!(out.out, "  {line}");
        }
    }
    out.out
}

struct Shown<'a> {
    pack: &'a Pack,
    text: &'a Text,
    out: String,
}

impl Shown<'_> {
    fn extraction(&mut self, extraction: &Extraction) {
        for (record, id) in extraction.records.iter().zip(0..) {
            let kind = self.pack.type_of(record.kind);
            let Record { span, fields, .. } = record;
            let shown = place(self.text, *span);
            let _ = writeln!(self.out, "#{id} {} {shown}", kind.name);
            self.fields(&kind.fields, fields, 1);
            let mentions = extraction.mentions.iter();
            for (_, spans) in mentions.filter(|(of, _)| *of == RecordId(id)) {
                let spans: Vec<String> = spans.iter().map(|span| place(self.text, *span)).collect();
                let _ = writeln!(self.out, "  mentioned at: {}", spans.join(", "));
            }
        }
    }

    fn fields(&mut self, kinds: &[Field], values: &[Value], depth: usize) {
        for (field, value) in kinds.iter().zip(values) {
            let indent = "  ".repeat(depth);
            let list = match value {
                Value::Absent => continue,
                Value::List(items) => items,
                one => {
                    let _ = write!(self.out, "{indent}{}: ", field.name);
                    self.value(&field.kind, one, depth);
                    continue;
                }
            };
            let _ = writeln!(self.out, "{indent}{}:", field.name);
            for item in list {
                let _ = write!(self.out, "{indent}- ");
                self.value(&field.kind, item, depth);
            }
        }
    }

    fn value(&mut self, kind: &Kind, value: &Value, depth: usize) {
        let line = match value {
            Value::Absent => "~".to_owned(),
            Value::Span(span) => self.text.slice(*span).replace('\n', "⏎"),
            Value::Text(text) => format!("「{text}」"),
            Value::Number(number) => number.to_string(),
            Value::YesNo(yes) => yes.to_string(),
            Value::Date(date) => {
                let iso = date.iso.as_deref().unwrap_or("?");
                format!("{} = {iso}", self.text.slice(date.span))
            }
            Value::Record(RecordId(id)) => format!("#{id}"),
            Value::List(_) => "a list in a list".to_owned(),
            Value::Map { span, fields } => {
                let shown = span.map_or("(nowhere)".to_owned(), |span| {
                    self.text.slice(span).to_owned()
                });
                let _ = writeln!(self.out, "{shown}");
                if let Kind::Map(kinds) = kind {
                    self.fields(kinds, fields, depth + 2);
                }
                return;
            }
        };
        let _ = writeln!(self.out, "{line}");
    }
}

/// A span with its text: `3..5 王某`
fn place(text: &Text, span: Span) -> String {
    let Span { start, end } = span;
    let words = text.slice(span).replace('\n', "⏎");
    format!("{start}..{end} {words}")
}

/// The decisions against a record.
struct Decisions<'a> {
    text: &'a Text,
    pack: &'a Pack,
    lines: Vec<String>,
    /// By serial: type and place.
    made: Vec<String>,
}

impl Decisions<'_> {
    fn rule_text(&self, place: Place) -> String {
        self.pack.sources.slice(place).to_owned()
    }
}

impl Observer for Decisions<'_> {
    fn observe(&mut self, event: Event<'_>) {
        let made = |serial: u32| self.made[serial as usize].clone();
        let line = match event {
            Event::Made {
                kind, span, serial, ..
            } => {
                assert_eq!(serial as usize, self.made.len(), "serials count");
                let name = &self.pack.type_of(kind).name;
                self.made.push(format!("{name} {}", place(self.text, span)));
                return;
            }
            Event::ConditionFailed {
                span, condition, ..
            } => {
                let condition = self.rule_text(condition);
                format!("no {}: where {condition}", place(self.text, span))
            }
            Event::FieldMissing {
                span, kind, field, ..
            } => {
                let kind = self.pack.type_of(kind);
                let field = &kind.fields[field].name;
                format!(
                    "no {} {}: without {field}",
                    kind.name,
                    place(self.text, span)
                )
            }
            Event::Excepted {
                span,
                by,
                exception,
                ..
            } => format!(
                "no {}: exception {exception} at {}",
                place(self.text, span),
                place(self.text, by)
            ),
            Event::Lost { serial, to, at } => {
                format!("{} lost to {} at {at}", made(serial), made(to))
            }
            Event::Doubled { serial, of } => format!("{} doubles {}", made(serial), made(of)),
            Event::RunDropped {
                style,
                ordinals,
                span,
                ..
            } => {
                format!(
                    "no run of {style} {ordinals:?} from {}",
                    place(self.text, span)
                )
            }
            _ => return,
        };
        self.lines.push(line);
    }
}

#[test]
fn a_document_that_costs_too_much_is_told_so() {
    let source = PackSource {
        files: vec![
            ("pack.yaml".into(), "name: costs\nversion: '1'\n".into()),
            (
                "rules.yaml".into(),
                "types: { Word: { fields: { text: text } } }\nrules:\n  words:\n    match: |\n      t:\"字\"\n    emit:\n      - Word: { text: t }\n".into(),
            ),
        ],
        unread: Vec::new(),
    };
    let (pack, _) = Pack::load(source, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let program = Arc::new(Program::compile(Arc::new(pack)).expect("the pack compiles"));
    let text = Text::from_plain(&"字".repeat(100));
    let extract = |limits: Limits| {
        let engine = Engine::new(program.clone()).with_limits(limits);
        let found = engine.extract(&text, &Metadata::default(), &mut Scratch::default());
        found.map(|found| found.records.len())
    };
    let limits = Limits::default();
    assert_eq!(extract(limits), Ok(100));
    assert_eq!(
        extract(Limits {
            records: 99,
            ..limits
        }),
        Err(LimitError::Records(99))
    );
    let (steps, steps_per_character) = (1000, 0);
    assert_eq!(
        extract(Limits {
            steps,
            steps_per_character,
            ..limits
        }),
        Err(LimitError::Steps(1000))
    );
}
