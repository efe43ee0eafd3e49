//! Cases of the pattern language, as folders of text: see `tests/cases/pattern/README.md`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tiyao::diagnostic::{Diagnostic, Language, RenderOptions, render};
use tiyao::pattern::{Edge, Filter, Node, NodeKind, format, parse, unit_words};
use tiyao::source::{Scalar, Sources};

/// A rule file that holds the pattern as a block scalar, as authors write it, and the scalar.
fn rule_file(pattern: &str) -> (Sources, Scalar) {
    const HEAD: &str = "match: |\n";
    const INDENT: &str = "  ";
    let mut file = HEAD.to_owned();
    let mut text = String::new();
    let mut runs = Vec::new();
    for line in pattern.lines() {
        file.push_str(INDENT);
        runs.push((text.len() as u32, file.len() as u32));
        file.push_str(line);
        text.push_str(line);
        file.push('\n');
        text.push('\n');
    }
    let mut sources = Sources::default();
    let end = file.len();
    let id = sources.add("rules.yaml", file);
    let mut scalar = Scalar::whole(id, text);
    scalar.place.start = (HEAD.len() + INDENT.len()) as u32;
    scalar.place.end = end as u32;
    scalar.runs = runs;
    (sources, scalar)
}

/// The tree as indented lines.
fn tree(node: &Node, indent: usize, out: &mut String) {
    let line = match &node.kind {
        NodeKind::Sequence(_) => "sequence".to_owned(),
        NodeKind::Choice(_) => "choice".to_owned(),
        NodeKind::Literal(text) => format!("literal {text:?}"),
        NodeKind::Class(class) => format!("class {}", class.written),
        NodeKind::Lexicon { name, filters } => format!("lexicon {name}{}", filters_of(filters)),
        NodeKind::Field { kind, path } => format!("field {kind}.{}", path.join(".")),
        NodeKind::Name { name, .. } => format!("name {name}"),
        NodeKind::Record { kind, filters } => format!("record {kind}{}", filters_of(filters)),
        NodeKind::Token { filters } => format!("token{}", filters_of(filters)),
        NodeKind::Capture { name, .. } => format!("capture {name}"),
        NodeKind::Group(_) => "group".to_owned(),
        NodeKind::Repeat {
            minimum,
            maximum,
            lazy,
            ..
        } => format!(
            "repeat {}{}",
            bounds(*minimum, *maximum),
            if *lazy { " lazy" } else { "" }
        ),
        NodeKind::Gap {
            minimum, maximum, ..
        } => format!("gap {}", bounds(*minimum, *maximum)),
        NodeKind::Rest { .. } => "rest".to_owned(),
        NodeKind::Look {
            ahead, negative, ..
        } => format!(
            "look {}{}",
            if *ahead { "ahead" } else { "behind" },
            if *negative { " not" } else { "" }
        ),
        NodeKind::Edge(edge) => match edge {
            Edge::ScopeStart => "edge scope start".to_owned(),
            Edge::ScopeEnd => "edge scope end".to_owned(),
            Edge::UnitStart(unit) => format!("edge {} start", unit_words(*unit).0),
            Edge::UnitEnd(unit) => format!("edge {} end", unit_words(*unit).0),
            Edge::Blank => "edge blank".to_owned(),
        },
    };
    writeln!(out, "{:indent$}{line}", "").expect("a string takes all");
    for child in node.children() {
        tree(child, indent + 2, out);
    }
}

fn bounds(minimum: u32, maximum: Option<u32>) -> String {
    maximum.map_or(format!("{minimum}.."), |maximum| {
        format!("{minimum}..{maximum}")
    })
}

fn filters_of(filters: &[Filter]) -> String {
    filters
        .iter()
        .map(|filter| {
            let sign = if filter.negative { "!=" } else { "=" };
            format!(" [{}{sign}{}]", filter.attribute, filter.values.join("|"))
        })
        .collect()
}

fn messages(faults: &[Diagnostic], sources: &Sources, language: Language) -> String {
    faults
        .iter()
        .map(|fault| {
            let options = RenderOptions {
                language,
                colour: false,
            };
            format!("{}\n\n", render(fault, sources, options))
        })
        .collect()
}

/// The pattern as the formatter writes it; nothing if that is how it stands.
fn as_formatted(scalar: &Scalar, sources: &Sources, written: &str) -> String {
    let file = &sources.get(scalar.place.source).text;
    let mut text = file.to_string();
    for edit in format(scalar, file).iter().rev() {
        let range = edit.place.start as usize..edit.place.end as usize;
        text.replace_range(range, &edit.replacement);
    }
    let lines = text.lines().skip(1);
    let formatted: Vec<&str> = lines
        .map(|line| line.strip_prefix("  ").unwrap_or(""))
        .collect();
    let formatted = formatted.join("\n");
    if formatted.trim_end() == written.trim_end() {
        return String::new();
    }
    formatted
}

/// What the file should hold; with `UPDATE=1` it is made to. Gives what differs.
fn compare(path: &Path, found: &str) -> Option<String> {
    let found = format!("{}\n", found.trim_end());
    let found = if found.trim().is_empty() {
        String::new()
    } else {
        found
    };
    if std::env::var_os("UPDATE").is_some() {
        if found.is_empty() {
            // Nothing to say: no file.
            let _ = std::fs::remove_file(path);
        } else {
            std::fs::write(path, found).expect("the case can be written");
        }
        return None;
    }
    let wanted = std::fs::read_to_string(path).unwrap_or_default();
    (wanted != found).then(|| {
        let difference = similar::TextDiff::from_lines(&wanted, &found)
            .unified_diff()
            .to_string();
        format!("{}:\n{difference}", path.display())
    })
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/pattern");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_case_gives_its_tree_or_its_messages() {
    let mut differences = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    for case in cases {
        let written = std::fs::read_to_string(case.join("pattern.txt")).expect("pattern.txt");
        let (sources, scalar) = rule_file(&written);
        let mut faults = Vec::new();
        let read = parse(&scalar, &mut faults);
        let mut sketched = String::new();
        let mut formatted = String::new();
        if let Some(node) = &read {
            tree(node, 0, &mut sketched);
            formatted = as_formatted(&scalar, &sources, &written);
        } else {
            assert!(!faults.is_empty(), "{}: no tree, no fault", case.display());
        }
        differences.extend(compare(&case.join("tree.txt"), &sketched));
        differences.extend(compare(&case.join("formatted.txt"), &formatted));
        for (file, language) in [("zh.txt", Language::Zh), ("en.txt", Language::En)] {
            differences.extend(compare(
                &case.join(file),
                &messages(&faults, &sources, language),
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
