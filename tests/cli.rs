//! The command line, case by case: see `tests/cases/cli/README.md`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Files of a case that are no input of its command.
const EXPECTATIONS: [&str; 5] = ["cmd", "stdin", "stdout", "stderr", "exit"];

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/cli")
}

/// The program as `line` calls it, in a folder, in an environment that names no language.
fn tiyao(line: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiyao"));
    command
        .args(&words(line)[1..])
        .current_dir(folder)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(mut command: Command, stdin: &[u8]) -> Output {
    let mut child = command.spawn().unwrap();
    // A command that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

/// The words of a line; single quotes hold a word together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in line.trim().chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    words
}

/// All files below a folder, by their path in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten();
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap();
            let name = name.to_string_lossy().replace('\\', "/");
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn texts(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let texts = files.iter().map(|(name, it)| (name.clone(), text(it)));
    texts.collect()
}

/// What a command did: its output and the files that it wrote.
#[derive(Debug, PartialEq)]
struct Done {
    stdout: String,
    stderr: String,
    exit: i32,
    written: BTreeMap<String, String>,
}

impl Done {
    fn expected(case: &Path) -> Self {
        let read = |name: &str| text(&fs::read(case.join(name)).unwrap_or_default());
        Self {
            stdout: read("stdout"),
            stderr: read("stderr"),
            exit: read("exit").trim().parse().unwrap_or(0),
            written: texts(&files(&case.join("expected"))),
        }
    }

    fn actual(case: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut given = files(case);
        given.retain(|name, _| {
            !EXPECTATIONS.contains(&name.as_str()) && !name.starts_with("expected/")
        });
        for (name, bytes) in files(&cases().join("rules")) {
            given.insert(format!("rules/{name}"), bytes);
        }
        for (name, bytes) in &given {
            write(&folder.path().join(name), bytes);
        }
        let line = fs::read_to_string(case.join("cmd")).unwrap();
        let stdin = fs::read(case.join("stdin")).unwrap_or_default();
        let output = run(tiyao(&line, folder.path()), &stdin);
        let mut written = files(folder.path());
        written.retain(|name, bytes| given.get(name) != Some(bytes));
        Self {
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            exit: output.status.code().unwrap_or(-1),
            written: texts(&written),
        }
    }

    /// Makes what was done what is expected.
    fn keep(&self, case: &Path) {
        let put = |name: &str, content: &str| {
            if content.is_empty() {
                let _ = fs::remove_file(case.join(name));
            } else {
                write(&case.join(name), content.as_bytes());
            }
        };
        put("stdout", &self.stdout);
        put("stderr", &self.stderr);
        let exit = format!("{}\n", self.exit);
        put("exit", if self.exit == 0 { "" } else { &exit });
        let _ = fs::remove_dir_all(case.join("expected"));
        for (name, content) in &self.written {
            put(&format!("expected/{name}"), content);
        }
    }
}

#[test]
fn every_case() {
    let update = std::env::var_os("TIYAO_UPDATE").is_some();
    let mut seen = 0;
    let mut failed = Vec::new();
    for entry in fs::read_dir(cases()).unwrap() {
        let case = entry.unwrap().path();
        if !case.join("cmd").exists() {
            continue;
        }
        seen += 1;
        let actual = Done::actual(&case);
        if update {
            actual.keep(&case);
        }
        let expected = Done::expected(&case);
        if actual != expected {
            let name = case.display();
            failed.push(format!("{name}\n{actual:#?}\nexpected {expected:#?}"));
        }
    }
    assert!(seen > 20, "only {seen} cases found");
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn each_command_has_a_manual_page_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    for (language, heading) in [("zh", "用法"), ("en", "SYNOPSIS")] {
        let output = run(
            tiyao(
                &format!("tiyao man {language} --lang {language}"),
                folder.path(),
            ),
            b"",
        );
        assert!(output.status.success(), "{}", text(&output.stderr));
        let pages = texts(&files(&folder.path().join(language)));
        let help = run(tiyao("tiyao help", folder.path()), b"");
        let help = text(&help.stdout);
        let commands: Vec<&str> = help
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
            .filter(|word| pages.contains_key(&format!("tiyao-{word}.1")))
            .collect();
        assert_eq!(commands.len() + 1, pages.len(), "{pages:?}");
        for command in commands {
            let page = &pages[&format!("tiyao-{command}.1")];
            assert!(page.contains(&format!(".SH {heading}\n")), "{page}");
            let help = run(
                tiyao(
                    &format!("tiyao help {command} --lang {language}"),
                    folder.path(),
                ),
                b"",
            );
            // Options as the page spells them.
            let help = text(&help.stdout);
            for word in help.split(|c: char| c.is_whitespace() || ",[]|<>=".contains(c)) {
                if word.starts_with("--") && word.len() > 2 && word.is_ascii() {
                    let spelled = word.replace('-', "\\-");
                    assert!(page.contains(&spelled), "{command}: {word}\n{page}");
                }
            }
        }
    }
}

/// A folder with the rules, and texts of about these sizes.
fn folder_with(sizes: &[(&str, usize)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files(&cases().join("rules")) {
        write(&folder.path().join("rules").join(name), &bytes);
    }
    let line = "李宏主持召开安全会议。\n";
    for (name, size) in sizes {
        let lines = line.repeat(size / line.len() + 1);
        write(&folder.path().join(name), lines.as_bytes());
    }
    folder
}

#[test]
fn a_document_above_the_limit_is_refused_by_name() {
    let folder = folder_with(&[("large.txt", 1 << 20), ("small.txt", 1)]);
    let line = "tiyao extract large.txt small.txt --rules rules --size-limit 1 --view brief";
    let output = run(tiyao(line, folder.path()), b"");
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("large.txt：超过大小上限（1 MiB）"), "{said}");
    let done = text(&output.stdout);
    assert_eq!(done.lines().count(), 1);
    assert!(done.contains("\"small\""), "{done}");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = folder_with(&[("long.txt", 200_000)]);
    let mut child = tiyao("tiyao extract long.txt --rules rules", folder.path())
        .spawn()
        .unwrap();
    drop(child.stdin.take());
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_order_does_not_depend_on_the_threads() {
    let sizes: Vec<(String, usize)> = (0..40)
        .map(|number| (format!("news/{number:02}.txt"), (number * 7919) % 30_000))
        .collect();
    let sizes: Vec<(&str, usize)> = sizes.iter().map(|(name, size)| (&**name, *size)).collect();
    let folder = folder_with(&sizes);
    let with = |threads: &str| {
        let line = format!("tiyao extract news --rules rules --threads {threads}");
        text(&run(tiyao(&line, folder.path()), b"").stdout)
    };
    let one = with("1");
    assert_eq!(one.lines().count(), 40);
    assert!(one == with("7"), "the order differs");
}

#[test]
fn help_is_there_in_both_languages() {
    let folder = folder_with(&[]);
    for (line, wanted) in [
        ("tiyao help --lang zh", "用法："),
        ("tiyao help --lang en", "Usage: "),
        ("tiyao help extract --lang zh", "输出格式"),
        ("tiyao extract --help --lang en", "Output: json"),
    ] {
        let output = run(tiyao(line, folder.path()), b"");
        assert_eq!(output.status.code(), Some(0), "{line}");
        let said = text(&output.stdout);
        assert!(said.contains(wanted), "{line}: {said}");
    }
}
