//! The schemas of a pack's files: sound packs pass, packs of a wrong shape do not, and the
//! files in `schema/` are current. `UPDATE=1 cargo test --test rule_schema` rewrites them and
//! the list of faulty packs that they refuse.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use tiyao::diagnostic::Language;
use tiyao::explain::starter;
use tiyao::pack::{Pack, PackSource, schema};
use tiyao::shipped;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

struct Schemas {
    rules: Validator,
    manifest: Validator,
}

impl Schemas {
    fn new(language: Language) -> Self {
        let validator = |schema| jsonschema::validator_for(&schema).expect("a sound schema");
        Self {
            rules: validator(schema::rules(language)),
            manifest: validator(schema::manifest(language)),
        }
    }

    /// What they say against a file; nothing of one that is no YAML at all or holds nothing.
    fn faults(&self, name: &str, text: &str) -> Vec<String> {
        let Ok(value) = serde_yaml::from_str::<serde_json::Value>(text) else {
            return Vec::new();
        };
        if value.is_null() {
            return Vec::new();
        }
        let schema = if name.ends_with("pack.yaml") {
            &self.manifest
        } else {
            &self.rules
        };
        let faults = schema.iter_errors(&value);
        faults
            .map(|fault| format!("{name}{}: {fault}", fault.instance_path()))
            .collect()
    }
}

/// What the file should hold; with `UPDATE=1` it is made to.
fn is_current(path: &Path, wanted: &str) -> bool {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, wanted).expect("the file can be written");
    }
    fs::read_to_string(path).is_ok_and(|held| held == wanted)
}

#[test]
fn the_files_in_the_repository_are_current() {
    for (name, schema) in [
        ("rules.json", schema::rules(Language::Zh)),
        ("pack.json", schema::manifest(Language::Zh)),
    ] {
        let path = root().join("schema").join(name);
        assert!(is_current(&path, &format!("{schema:#}\n")), "{name}");
    }
}

#[test]
fn both_languages_have_the_same_shape() {
    fn without_words(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.retain(|key, value| {
                    !(value.is_string() && ["description", "title"].contains(&key.as_str()))
                });
                map.values_mut().for_each(without_words);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(without_words),
            _ => {}
        }
    }
    for make in [schema::rules, schema::manifest] {
        let [mut zh, mut en] = [make(Language::Zh), make(Language::En)];
        assert_ne!(zh, en);
        without_words(&mut zh);
        without_words(&mut en);
        assert_eq!(zh, en);
    }
}

#[test]
fn shipped_and_new_packs_pass_and_name_their_schema() {
    let schemas = Schemas::new(Language::Zh);
    let mut files: Vec<(String, String)> = Vec::new();
    for name in shipped::names() {
        files.extend(shipped::pack(name).expect("a shipped pack").files);
    }
    let count = files.len();
    assert!(count > 30, "{count}");
    let pack = Pack::shipped(&[]).expect("the shipped pack");
    let commands = starter::Commands {
        folder: "new",
        options: "--overlay new",
    };
    let new = [
        starter::pack("new", "new", Language::Zh),
        starter::overlay("new", commands, &pack, Language::En),
    ];
    for (path, text) in new.into_iter().flatten() {
        if path.extension().is_some_and(|end| end == "yaml") {
            files.push((path.display().to_string(), text));
        }
    }
    for (number, (name, text)) in files.iter().enumerate() {
        assert_eq!(schemas.faults(name, text), [""; 0]);
        let first = text.lines().next().unwrap_or_default();
        let named = first.strip_prefix("# yaml-language-server: $schema=");
        let named = named.unwrap_or_else(|| panic!("{name} names no schema"));
        if number < count {
            let beside = root().join("rules").join(name);
            let folder = beside.parent().expect("a folder");
            assert!(folder.join(named).is_file(), "{name} names {named}");
        } else {
            assert!(
                [".schema/rules.json", ".schema/pack.json"].contains(&named),
                "{name}"
            );
        }
    }
}

#[test]
fn faulty_packs_of_a_wrong_shape_are_refused() {
    let schemas = Schemas::new(Language::En);
    let cases = root().join("tests/cases/pack-errors");
    let mut folders: Vec<PathBuf> = fs::read_dir(&cases)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let mut refused = String::new();
    for case in folders {
        let parts = ["", "base", "overlay", "overlay2"].map(|part| case.join(part));
        let sources = parts.iter().filter_map(|part| PackSource::read(part).ok());
        let files = sources.flat_map(|source| source.files);
        let found = files
            .into_iter()
            .any(|(name, text)| !schemas.faults(&name, &text).is_empty());
        if found {
            refused.push_str(&case.file_name().expect("a name").to_string_lossy());
            refused.push('\n');
        }
    }
    assert!(refused.lines().count() >= 15, "{refused}");
    let list = root().join("tests/cases/pack-errors/refused-by-schema.txt");
    assert!(is_current(&list, &refused), "refused now:\n{refused}");
}
