//! The blocks of rules that are run.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use tiyao::compile::Program;
use tiyao::diagnostic::{Diagnostic, codes};
use tiyao::engine::{Engine, Scratch};
use tiyao::explain::testing::{check_examples, run_examples};
use tiyao::pack::{Pack, PackSource, schema};
use tiyao::shipped;

use super::{LANGUAGES, pages};

/// A fenced block that is run.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Block {
    kind: Kind,
    body: String,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Kind {
    Pack,
    Overlay,
    Fault(String),
}

impl Kind {
    /// The kind that the info string of a fence names, if it is to be run.
    fn of(info: &str) -> Option<Self> {
        let words: Vec<&str> = info.split_whitespace().collect();
        match words.as_slice() {
            ["yaml", "pack"] => Some(Kind::Pack),
            ["yaml", "overlay"] => Some(Kind::Overlay),
            ["yaml", "fault", code] => Some(Kind::Fault((*code).to_owned())),
            ["yaml"] => None,
            ["yaml", ..] => panic!("what is a block `{info}`?"),
            _ => None,
        }
    }
}

/// The blocks of a page that are run, with the lines at which they begin.
fn blocks(page: &str) -> Vec<(usize, Block)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, Option<Kind>, String)> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((index + 1, Kind::of(info), String::new())),
            (Some(_), Some("")) => {
                if let Some((line, Some(kind), body)) = open.take() {
                    found.push((line, Block { kind, body }));
                }
            }
            (Some((_, _, body)), _) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

/// The files of a block.
fn files(block: &Block) -> Vec<(String, String)> {
    let mut files = vec![("rules.yaml".to_owned(), String::new())];
    for line in block.body.lines() {
        let named = line
            .strip_prefix("# ")
            .filter(|name| name.ends_with(".yaml") && !name.contains(char::is_whitespace));
        if let Some(name) = named {
            files.push((name.to_owned(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    files.retain(|(_, text)| !text.trim().is_empty());
    if !files.iter().any(|(name, _)| name == "pack.yaml") {
        let manifest = match block.kind {
            Kind::Overlay => "name: docs\nextends: govnews\n",
            _ => "name: docs\n",
        };
        files.push(("pack.yaml".to_owned(), manifest.to_owned()));
    }
    files
}

/// The block as a pack, on the one that it extends; or its faults.
fn load(block: &Block) -> Result<(Engine, Vec<Diagnostic>), Vec<Diagnostic>> {
    let source = PackSource {
        files: files(block),
        ..PackSource::default()
    };
    let loaded = match source.extends() {
        Some(base) => Pack::load(shipped::pack(&base).unwrap_or_default(), &[source]),
        None => Pack::load(source, &[]),
    };
    // A page shows the rules that matter there; that one has no example is not their point.
    let shown = |faults: Vec<Diagnostic>| -> Vec<Diagnostic> {
        let about = block.kind == Kind::Fault(codes::NO_EXAMPLE.to_owned());
        let shown = |fault: &Diagnostic| about || fault.code != codes::NO_EXAMPLE;
        faults.into_iter().filter(shown).collect()
    };
    let (pack, warnings) = loaded.map_err(|found| shown(found.faults))?;
    let warnings = shown(warnings);
    let program = Program::compile(Arc::new(pack))?;
    Ok((Engine::new(Arc::new(program)), warnings))
}

/// The faults in a few lines.
fn said(faults: &[Diagnostic]) -> String {
    let lines = faults
        .iter()
        .map(|fault| format!("  {}: {}", fault.code, fault.message.en));
    lines.collect::<Vec<_>>().join("\n")
}

/// What is wrong with a block that should be sound.
fn faults_of_pack(block: &Block, scratch: &mut Scratch) -> Option<String> {
    let (engine, warnings) = match load(block) {
        Ok(loaded) => loaded,
        Err(faults) => return Some(said(&faults)),
    };
    let pack = &engine.program().pack;
    let top = pack.layers.len() as u32 - 1;
    let of_top = |fault: &Diagnostic| fault.place.is_none_or(|place| pack.layer_at(place) == top);
    let warnings: Vec<Diagnostic> = warnings.into_iter().filter(of_top).collect();
    if !warnings.is_empty() {
        return Some(said(&warnings));
    }
    let mut own = HashSet::new();
    for rule in &pack.rules {
        let examples = rule.examples.iter();
        let named = examples.map(|example| (example.id.as_str(), example.place));
        let exceptions = rule.exceptions.iter().filter_map(|exception| {
            let (text, place) = exception.example.as_ref()?;
            Some((exception.id.as_deref().unwrap_or(text), *place))
        });
        for (name, place) in named.chain(exceptions) {
            if pack.layer_at(place) == top {
                own.insert((rule.name.as_str(), name));
            }
        }
    }
    if own.is_empty() {
        return Some("  it has no example".to_owned());
    }
    let outcomes = run_examples(&engine, scratch, &|rule, name| own.contains(&(rule, name)));
    let failed: Vec<String> = outcomes
        .iter()
        .filter(|outcome| outcome.verdict.is_failure())
        .map(|outcome| {
            let name = outcome.verdict.name();
            format!(
                "  {name}: {} {} {:?}",
                outcome.rule, outcome.name, outcome.findings
            )
        })
        .collect();
    (!failed.is_empty()).then(|| failed.join("\n"))
}

/// What is wrong with a block that should have just one kind of fault.
fn faults_of_fault(block: &Block, wanted: &str, scratch: &mut Scratch) -> Option<String> {
    let faults = match load(block) {
        Err(faults) => faults,
        Ok((engine, mut warnings)) => {
            warnings.extend(check_examples(&engine, scratch));
            let outcomes = run_examples(&engine, scratch, &|_, _| true);
            warnings.extend(
                outcomes
                    .into_iter()
                    .filter_map(|outcome| outcome.diagnostic),
            );
            warnings
        }
    };
    let codes: BTreeSet<&str> = faults.iter().map(|fault| fault.code).collect();
    (codes != BTreeSet::from([wanted])).then(|| format!("  has\n{}", said(&faults)))
}

#[test]
fn every_block_does_what_its_page_says() {
    let mut scratch = Scratch::default();
    let mut seen = HashSet::new();
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        for (page, text) in pages(language) {
            for (line, block) in blocks(&text) {
                if !seen.insert(block.clone()) {
                    continue;
                }
                let found = match &block.kind {
                    Kind::Fault(code) => faults_of_fault(&block, code, &mut scratch),
                    Kind::Pack | Kind::Overlay => faults_of_pack(&block, &mut scratch),
                };
                wrong.extend(
                    found.map(|found| format!("docs/{language}/src/{page}:{line}\n{found}")),
                );
            }
        }
    }
    assert!(seen.len() >= 40, "only {} blocks", seen.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_sound_block_passes_the_schema() {
    let language = tiyao::diagnostic::Language::En;
    let [rules, manifest] = [schema::rules(language), schema::manifest(language)]
        .map(|schema| jsonschema::validator_for(&schema).expect("a sound schema"));
    for (page, text) in LANGUAGES.into_iter().flat_map(pages) {
        for (line, block) in blocks(&text) {
            if matches!(block.kind, Kind::Fault(_)) {
                continue;
            }
            for (name, text) in files(&block) {
                let value: serde_json::Value = serde_yaml::from_str(&text).expect("sound YAML");
                let schema = if name == "pack.yaml" {
                    &manifest
                } else {
                    &rules
                };
                let faults: Vec<String> = schema
                    .iter_errors(&value)
                    .map(|fault| format!("{}: {fault}", fault.instance_path()))
                    .collect();
                assert_eq!(faults, [""; 0], "{page}:{line}");
            }
        }
    }
}

#[test]
fn both_languages_show_the_same_rules() {
    let shown = |language| -> Vec<(String, Vec<Block>)> {
        let pages = pages(language).into_iter();
        let shown = pages.map(|(name, text)| {
            let blocks = blocks(&text).into_iter().map(|(_, block)| block);
            (name, blocks.collect())
        });
        shown.collect()
    };
    let [zh, en] = LANGUAGES.map(shown);
    let names = |pages: &[(String, Vec<Block>)]| -> Vec<String> {
        pages.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&zh), names(&en));
    for ((name, zh), (_, en)) in zh.iter().zip(&en) {
        assert!(zh == en, "{name}: the rules shown differ");
    }
}
