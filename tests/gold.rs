//! Gold with faults, folder by folder: see `tests/cases/gold/README.md`.

use std::fs;
use std::path::{Path, PathBuf};

use tiyao::diagnostic::{Language, Message, RenderOptions, render};
use tiyao::explain::evaluation::{GoldFile, GoldSet};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/gold")
}

/// The files of a case that are gold.
fn files(case: &Path) -> Vec<GoldFile> {
    let mut paths: Vec<PathBuf> = fs::read_dir(case)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.ends_with("zh.txt") && !path.ends_with("en.txt"))
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy();
        GoldFile {
            id: name.split('.').next().unwrap_or_default().to_owned(),
            path: name.into_owned(),
            bytes: fs::read(&path).expect("a readable file"),
        }
    };
    paths.into_iter().map(read).collect()
}

/// All that is said of a case.
fn said(case: &Path, language: Language) -> String {
    match GoldSet::read(&files(case)) {
        Ok(gold) => {
            let told = |message: Message| format!("{}\n", message.in_language(language));
            gold.faults
                .iter()
                .map(|fault| told(fault.message()))
                .collect()
        }
        Err(found) => {
            let colour = false;
            let options = RenderOptions { language, colour };
            let faults = found.faults.iter();
            faults
                .map(|fault| format!("{}\n", render(fault, &found.sources, options)))
                .collect()
        }
    }
}

#[test]
fn every_case_is_told_in_both_languages() {
    let mut differences = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(cases()).expect("the folder of cases") {
        let case = entry.expect("an entry").path();
        if !case.is_dir() {
            continue;
        }
        seen += 1;
        for (name, language) in [("zh.txt", Language::Zh), ("en.txt", Language::En)] {
            let (path, found) = (case.join(name), said(&case, language));
            assert!(!found.is_empty(), "{} has no fault", case.display());
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&path, &found).expect("the case can be written");
            }
            let wanted = fs::read_to_string(&path).unwrap_or_default();
            if wanted != found {
                differences.push(format!("{}:\n{found}\nwanted:\n{wanted}", path.display()));
            }
        }
    }
    assert!(seen >= 15, "only {seen} cases");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
