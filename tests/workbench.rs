//! The commands of the author's workbench: see `tests/cases/workbench/README.md`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/workbench")
}

/// The words of a line; single quotes hold a word together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in line.trim().chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words
                .last_mut()
                .expect("there is a first word")
                .push(letter),
        }
    }
    words
}

/// All that a command says: its output, and behind headings what it complains of and its
/// exit status, where it is not 0.
fn said(line: &str, language: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tiyao"))
        .args(&words(line)[1..])
        .args(["--lang", language])
        .current_dir(cases())
        .output()
        .expect("the program runs");
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    if !complaint.is_empty() {
        said.push_str(&format!("--- stderr\n{complaint}"));
    }
    match output.status.code() {
        Some(0) => {}
        status => said.push_str(&format!("--- exit {}\n", status.unwrap_or(-1))),
    }
    said
}

/// What a file of a case should hold; with `UPDATE=1` it is made to. Gives what differs.
fn compare(path: &Path, found: Option<&str>) -> Option<String> {
    if std::env::var_os("UPDATE").is_some() {
        match found {
            Some(found) => fs::write(path, found).expect("the case can be written"),
            None => drop(fs::remove_file(path)),
        }
        return None;
    }
    let wanted = fs::read_to_string(path).ok();
    if wanted.as_deref() == found {
        return None;
    }
    let (wanted, found) = (wanted.unwrap_or_default(), found.unwrap_or_default());
    let difference = similar::TextDiff::from_lines(&*wanted, found);
    Some(format!(
        "{}:\n{}",
        path.display(),
        difference.unified_diff()
    ))
}

#[test]
fn every_case_says_what_it_should_in_both_languages() {
    let mut differences = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(cases()).expect("the folder of cases") {
        let case = entry.expect("an entry").path();
        let Ok(line) = fs::read_to_string(case.join("cmd")) else {
            continue;
        };
        seen += 1;
        let (zh, en) = (said(&line, "zh"), said(&line, "en"));
        let same = zh == en;
        differences.extend(compare(&case.join("out.txt"), same.then_some(&*zh)));
        differences.extend(compare(&case.join("zh.txt"), (!same).then_some(&*zh)));
        differences.extend(compare(&case.join("en.txt"), (!same).then_some(&*en)));
    }
    assert!(seen >= 10, "only {seen} cases");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
        .args(arguments)
        .current_dir(folder)
        .status()
        .expect("git is there");
    assert!(status.success(), "git {arguments:?}");
}

#[test]
fn a_pack_is_compared_with_a_revision_of_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = folder.path().join("rules/mine");
    fs::create_dir_all(&rules).expect("a folder for the rules");
    let put = |from: &str| {
        for name in ["pack.yaml", "rules.yaml"] {
            fs::copy(cases().join(from).join(name), rules.join(name)).expect("a rule file");
        }
    };
    put("rules");
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message", "rules"]);
    put("rules-new");
    let news = cases().join("news");
    let diff = |old: &str, folder: &Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_tiyao"))
            .args([
                "diff", "--lang", "en", "--format", "json", "--old", old, "--new",
            ])
            .args([&rules, &news])
            .current_dir(folder)
            .output()
            .expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let diff = serde_json::from_slice::<serde_json::Value>(&output.stdout);
        diff.unwrap_or_else(|_| panic!("{said}"))["all"].clone()
    };
    let by_folder = diff(&cases().join("rules").to_string_lossy(), folder.path());
    assert!(by_folder["gained"].as_u64() > Some(0), "{by_folder}");
    // From the root, and from a folder within the repository.
    for place in [folder.path(), &rules] {
        assert_eq!(diff("HEAD:rules/mine", place), by_folder);
    }
}
