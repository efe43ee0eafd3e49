//! Faulty packs and what is said of them: one folder per case in `cases/pack-errors`.
//! `UPDATE=1 cargo test --test pack_errors` writes what is said now.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tiyao::diagnostic::{Diagnostic, Language, RenderOptions, render};
use tiyao::pack::{Pack, PackSource};
use tiyao::source::Sources;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The pack in a folder, its files named as seen from that of the case.
fn source(folder: &Path, case: &Path) -> PackSource {
    let mut source = PackSource::read(folder).expect("a case can be read");
    let prefix = format!("{}/", case.to_string_lossy());
    for name in source
        .files
        .iter_mut()
        .map(|(name, _)| name)
        .chain(&mut source.unread)
    {
        *name = name.trim_start_matches(&prefix).to_owned();
    }
    source
}

/// Loads a case: the pack of the folder, or its `base` with its `overlay`s.
fn load(case: &Path) -> (Vec<Diagnostic>, Sources) {
    let (base, overlays) = if case.join("base").is_dir() {
        let overlays = ["overlay", "overlay2"].map(|name| case.join(name));
        let overlays = overlays.iter().filter(|folder| folder.is_dir());
        (
            case.join("base"),
            overlays.map(|folder| source(folder, case)).collect(),
        )
    } else {
        (case.to_owned(), Vec::new())
    };
    match Pack::load(source(&base, case), &overlays) {
        Ok((pack, warnings)) => (warnings, pack.sources),
        Err(found) => (found.faults, found.sources),
    }
}

fn said(faults: &[Diagnostic], sources: &Sources, language: Language) -> String {
    let options = RenderOptions {
        language,
        colour: false,
    };
    let blocks: Vec<String> = faults
        .iter()
        .map(|fault| render(fault, sources, options))
        .collect();
    blocks.join("\n\n") + "\n"
}

/// Checks that every place lies inside its file.
fn places_are_inside(faults: &[Diagnostic], sources: &Sources) -> Result<(), String> {
    for fault in faults {
        let others = fault.related.iter().map(|(place, _)| *place);
        let fix = fault.fix.as_ref().map(|fix| fix.place);
        for place in fault.place.into_iter().chain(others).chain(fix) {
            let text = &sources.get(place.source).text;
            if text.get(place.start as usize..place.end as usize).is_none() {
                return Err(format!("{} is at {place:?}", fault.code));
            }
        }
    }
    Ok(())
}

#[test]
fn every_faulty_pack_is_told_what_is_wrong() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut folders: Vec<PathBuf> = fs::read_dir(cases().join("pack-errors"))
        .expect("there are cases")
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() >= 45, "only {} cases", folders.len());
    let mut wrong = Vec::new();
    for case in folders {
        let (faults, sources) = load(&case);
        let name = case
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(
            !faults.is_empty(),
            "{name}: nothing is wrong with this pack"
        );
        places_are_inside(&faults, &sources).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        for (file, language) in [
            ("expected.zh.txt", Language::Zh),
            ("expected.en.txt", Language::En),
        ] {
            let path = case.join(file);
            let said = said(&faults, &sources, language);
            if update {
                fs::write(&path, said).expect("the expectation can be written");
            } else if fs::read_to_string(&path).unwrap_or_default() != said {
                wrong.push(format!("{name}/{file} should be:\n{said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A sound pack with a bit of everything.
fn sound() -> PackSource {
    source(&cases().join("overlay/base"), &cases().join("overlay"))
}

/// A change of a file: which file, where, what.
#[derive(Debug, Clone)]
enum Change {
    DeleteLine(usize),
    DoubleLine(usize),
    SwapLines(usize),
    DeleteCharacter(usize),
    Insert(usize, &'static str),
    Cut(usize),
}

fn changes() -> impl Strategy<Value = Change> {
    let bits = vec![
        "\"", "|", ":", " #", "\t", "- ", "@", "(", ")", "[", "{", "}", "，", "“", "\n", "&a", "*",
        "\u{feff}", "\r", "\\", "add: ", "x", "🙂", "~",
    ];
    prop_oneof![
        any::<usize>().prop_map(Change::DeleteLine),
        any::<usize>().prop_map(Change::DoubleLine),
        any::<usize>().prop_map(Change::SwapLines),
        any::<usize>().prop_map(Change::DeleteCharacter),
        (any::<usize>(), prop::sample::select(bits)).prop_map(|(at, bit)| Change::Insert(at, bit)),
        any::<usize>().prop_map(Change::Cut),
    ]
}

fn apply(text: &str, change: &Change) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut characters: Vec<char> = text.chars().collect();
    match *change {
        _ if characters.is_empty() => {}
        Change::DeleteLine(at) => {
            lines.remove(at % lines.len());
            return lines.concat();
        }
        Change::DoubleLine(at) => {
            let at = at % lines.len();
            lines.insert(at, lines[at]);
            return lines.concat();
        }
        Change::SwapLines(at) => {
            let at = at % lines.len();
            let next = (at + 1) % lines.len();
            lines.swap(at, next);
            return lines.concat();
        }
        Change::DeleteCharacter(at) => {
            characters.remove(at % characters.len());
        }
        Change::Insert(at, bit) => {
            let at = at % characters.len();
            characters.splice(at..at, bit.chars());
        }
        Change::Cut(at) => characters.truncate(at % characters.len()),
    }
    characters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_damaged_pack_is_refused_or_read_and_never_worse(
        changes in prop::collection::vec((any::<usize>(), changes()), 1..4),
        as_overlay in any::<bool>(),
    ) {
        let mut damaged = sound();
        for (file, change) in &changes {
            let count = damaged.files.len();
            let (_, text) = &mut damaged.files[file % count];
            *text = apply(text, change);
        }
        let loaded = if as_overlay {
            Pack::load(sound(), &[damaged])
        } else {
            Pack::load(damaged, &[])
        };
        let (faults, sources) = match loaded {
            Ok((pack, warnings)) => (warnings, pack.sources),
            Err(found) => (found.faults, found.sources),
        };
        if let Err(fault) = places_are_inside(&faults, &sources) {
            prop_assert!(false, "{}", fault);
        }
        said(&faults, &sources, Language::Zh);
    }
}
