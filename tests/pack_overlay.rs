//! Overlays on a small pack: one folder per case in `cases/overlay`, with what each changes.
//! `UPDATE=1 cargo test --test pack_overlay` writes the changes as they are now.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use tiyao::diagnostic::Language;
use tiyao::pack::{Action, Entry, Field, Guard, Kind, Pack, PackSource, Step};
use tiyao::pattern::{self, Node};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/overlay")
}

fn load(overlays: &[PackSource]) -> Pack {
    let base = PackSource::read(&cases().join("base")).expect("the base can be read");
    let (pack, _) = Pack::load(base, overlays).unwrap_or_else(|faults| panic!("{faults}"));
    pack
}

fn pattern_text(node: &Node) -> String {
    pattern::print(node, Language::En)
}

fn guard(guard: &Guard, line: &mut String) {
    for (name, texts) in [
        ("prev_is", &guard.prev_is),
        ("prev_is_not", &guard.prev_is_not),
        ("next_is", &guard.next_is),
        ("next_is_not", &guard.next_is_not),
    ] {
        if !texts.is_empty() {
            let _ = write!(line, " {name}={}", texts.join("/"));
        }
    }
}

fn entry(entry: &Entry) -> String {
    let mut line = entry.text.to_string();
    for (name, value) in &entry.attributes {
        let _ = write!(line, " {name}={value}");
    }
    guard(&entry.guard, &mut line);
    let _ = write!(line, " (layer {})", entry.layer);
    line
}

fn field(pack: &Pack, field: &Field) -> String {
    let kind = match &field.kind {
        Kind::Text => "text".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::YesNo => "yes_no".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Record(id) => pack.type_of(*id).name.clone(),
        Kind::Map(inner) => {
            let inner: Vec<String> = inner.iter().map(|inner| self::field(pack, inner)).collect();
            format!("{{{}}}", inner.join(", "))
        }
    };
    let many = if field.many { " many" } else { "" };
    let required = if field.required { " required" } else { "" };
    format!("{}: {kind}{many}{required}", field.name)
}

/// What a pack holds, a line for each thing that an overlay can change.
fn lines(pack: &Pack) -> Vec<String> {
    let mut lines = vec![format!("pack {} {}", pack.name, pack.version)];
    for id in &pack.ignore {
        lines.push(format!("ignore {}", pack.type_of(*id).name));
    }
    for kind in &pack.types {
        for one in &kind.fields {
            lines.push(format!("type {} field {}", kind.name, field(pack, one)));
        }
        for leaf in &kind.leaves {
            lines.push(format!(
                "type {} is {}",
                kind.name,
                pack.type_of(*leaf).name
            ));
        }
    }
    for lexicon in &pack.lexicons {
        for one in &lexicon.entries {
            lines.push(format!("lexicon {} entry {}", lexicon.name, entry(one)));
        }
        for id in &lexicon.not_inside {
            let other = &pack.lexicons[id.index()].name;
            lines.push(format!("lexicon {} not inside {other}", lexicon.name));
        }
    }
    for named in &pack.patterns {
        let parameters = named.parameters.join(", ");
        lines.push(format!(
            "pattern {}({parameters}): {}",
            named.name,
            pattern_text(&named.tree)
        ));
    }
    for rule in &pack.rules {
        let head = format!("rule {} (layer {})", rule.name, rule.layer);
        lines.push(format!("{head} doc {}", rule.doc));
        match &rule.action {
            Action::Match(node) => lines.push(format!("{head} match {}", pattern_text(node))),
            Action::Segment(segment) => {
                for marker in &segment.markers {
                    let pattern = pattern_text(&marker.pattern);
                    lines.push(format!("{head} marker {}: {pattern}", marker.style));
                }
                lines.push(format!(
                    "{head} {} ends, minimum {}",
                    segment.end.len(),
                    segment.minimum
                ));
            }
            Action::Entity(entity) => {
                lines.push(format!("{head} unites {}", entity.unite.join(" ")))
            }
        }
        for emit in &rule.emit {
            let fields = emit.fields.len();
            lines.push(format!(
                "{head} makes {} of {fields} fields",
                pack.type_of(emit.makes).name
            ));
        }
        for exception in &rule.exceptions {
            let example = exception.example.as_ref().map_or("", |(text, _)| text);
            let pattern = pattern_text(&exception.pattern);
            lines.push(format!("{head} except {pattern} in {example}"));
        }
        for example in &rule.examples {
            let gives = example.gives.len();
            lines.push(format!("{head} example {} gives {gives}", example.id));
        }
    }
    for view in &pack.views {
        for part in &view.parts {
            lines.push(format!("view {} part {}", view.name, part.key));
        }
    }
    for measure in &pack.measures {
        let same = measure
            .found
            .same
            .iter()
            .map(|part| part.paths[0].to_string());
        lines.push(format!(
            "measure {} of {} by {}",
            measure.name,
            measure.found.each,
            same.collect::<Vec<_>>().join(" ")
        ));
    }
    for expectation in &pack.expectations {
        lines.push(format!("expect {}", expectation.text));
    }
    lines
}

#[test]
fn the_base_is_sound_and_its_rules_run_in_the_order_of_what_they_read() {
    let base = PackSource::read(&cases().join("base")).expect("the base can be read");
    let (pack, warnings) = Pack::load(base, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(warnings, []);
    let order: Vec<String> = pack
        .order
        .iter()
        .map(|step| match *step {
            Step::Run(rule) => format!("run {}", pack.rule(rule).name),
            Step::Settle(kind) => format!("settle {}", pack.type_of(kind).name),
            Step::SettleUnion(kind) => format!("settle union {}", pack.type_of(kind).name),
            Step::Ignore => "ignore".to_owned(),
        })
        .collect();
    let expected = [
        "run directives",
        "settle Directive",
        "run titled_people",
        "settle TitledPerson",
        "run listed_people",
        "settle ListedPerson",
        "settle union Person",
        "run said",
        "settle Attribution",
        "run enumeration",
        "settle Enumeration",
        "settle Item",
        "run people",
        "settle People",
    ];
    assert_eq!(order, expected);
}

#[test]
fn every_overlay_changes_what_it_names_and_nothing_else() {
    let update = std::env::var_os("UPDATE").is_some();
    let before = lines(&load(&[])).join("\n") + "\n";
    let mut folders: Vec<PathBuf> = fs::read_dir(cases())
        .expect("there are cases")
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|path| path.is_dir() && !path.ends_with("base"))
        .collect();
    folders.sort();
    assert!(folders.len() >= 12, "only {} cases", folders.len());
    let mut wrong = Vec::new();
    for case in folders {
        // One overlay, or several that stack in the order of their names.
        let mut layers: Vec<PathBuf> = fs::read_dir(&case)
            .expect("a case can be listed")
            .map(|entry| entry.expect("a layer can be listed").path())
            .filter(|path| path.is_dir())
            .collect();
        layers.sort();
        if layers.is_empty() {
            layers.push(case.clone());
        }
        let overlays: Vec<PackSource> = layers
            .iter()
            .map(|layer| PackSource::read(layer).expect("a layer can be read"))
            .collect();
        let after = lines(&load(&overlays)).join("\n") + "\n";
        let mut changes = String::new();
        for change in similar::TextDiff::from_lines(&before, &after).iter_all_changes() {
            let sign = match change.tag() {
                similar::ChangeTag::Equal => continue,
                similar::ChangeTag::Delete => '-',
                similar::ChangeTag::Insert => '+',
            };
            let _ = writeln!(changes, "{sign} {}", change.value().trim_end());
        }
        let path = case.join("expected.txt");
        if update {
            fs::write(&path, changes).expect("the expectation can be written");
        } else if fs::read_to_string(&path).unwrap_or_default() != changes {
            wrong.push(format!("{} should be:\n{changes}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
