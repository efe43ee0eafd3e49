//! A commented starting point for a pack or an overlay, that passes `check` and `test`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::testing::{Golden, golden_path, run_golden};
use crate::compile::Program;
use crate::diagnostic::Language;
use crate::engine::{Engine, Scratch};
use crate::pack::{Field, Kind, MANIFEST, Pack, PackSource, schema};
use crate::text::Form;

const PACK: &str = include_str!("starter/pack/pack.yaml");
const RULES: &str = include_str!("starter/pack/rules.yaml");
const ARTICLE: &str = include_str!("starter/pack/article.txt");
const OVERLAY: &str = include_str!("starter/overlay/pack.yaml");
const CHANGES: &str = include_str!("starter/overlay/overlay.yaml");

/// The name of the whole article.
const ARTICLE_NAME: &str = "示例";
/// The most names of one kind that an overlay lists.
const LISTED: usize = 40;

/// A file to be written: its path within the new folder, and its text.
pub type File = (PathBuf, String);

/// Whether a pack may be called so: letters of any script, digits, `-` and `_`, a letter first.
pub fn is_name(name: &str) -> bool {
    name.starts_with(char::is_alphabetic)
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// The files of a small pack of its own, a whole article with its output among them; `folder`
/// is where it will lie, for the commands in its comments.
pub fn pack(name: &str, folder: &str, language: Language) -> Vec<File> {
    let fill = |template: &str| filled(template, &[("name", name), ("folder", folder)]);
    let (manifest, rules) = (fill(PACK), fill(RULES));
    let mut files: Vec<File> = vec![
        (MANIFEST.into(), manifest.clone()),
        ("rules.yaml".into(), rules.clone()),
        (
            PathBuf::from("tests").join(format!("{ARTICLE_NAME}.txt")),
            ARTICLE.to_owned(),
        ),
    ];
    let source = PackSource {
        files: vec![
            (MANIFEST.to_owned(), manifest),
            ("rules.yaml".to_owned(), rules),
        ],
        ..PackSource::default()
    };
    if let Some(output) = output(source) {
        files.push((golden_path("".as_ref(), ARTICLE_NAME), output));
    }
    files.extend(schemas(language));
    files
}

/// The schemas that the first lines of the files name, for editors. Their folder is hidden, so
/// that it is no part of the pack.
fn schemas(language: Language) -> [File; 2] {
    let file = |name: &str, schema: serde_json::Value| {
        (Path::new(".schema").join(name), format!("{schema}\n"))
    };
    [
        file("rules.json", schema::rules(language)),
        file("pack.json", schema::manifest(language)),
    ]
}

/// What the new pack gives for its article.
fn output(source: PackSource) -> Option<String> {
    let (pack, _) = Pack::load(source, &[]).ok()?;
    let engine = Engine::new(Arc::new(Program::compile(Arc::new(pack)).ok()?));
    let golden = Golden {
        name: ARTICLE_NAME.to_owned(),
        article: Some((ARTICLE.as_bytes().to_vec(), Form::Plain)),
        recorded: None,
    };
    run_golden(&engine, &mut Scratch::default(), &golden).1
}

/// How commands name a new overlay.
#[derive(Debug, Clone, Copy)]
pub struct Commands<'a> {
    /// For `check` and `test`: the folder, behind its base where that lies elsewhere.
    pub folder: &'a str,
    /// For all others: `--overlay` and the folder, behind `--rules` where the base is not the
    /// default.
    pub options: &'a str,
}

/// The files of an overlay of `base`, with the names that it may change and use.
pub fn overlay(name: &str, commands: Commands<'_>, base: &Pack, language: Language) -> Vec<File> {
    let active = first_change(name, base);
    let names = names(base);
    let fill = |template: &str| {
        let words = [
            ("name", name),
            ("folder", commands.folder),
            ("options", commands.options),
            ("base", base.name.as_str()),
            ("active", active.as_str()),
            ("names", names.as_str()),
        ];
        filled(template, &words)
    };
    let mut files: Vec<File> = vec![
        (MANIFEST.into(), fill(OVERLAY)),
        ("overlay.yaml".into(), fill(CHANGES)),
    ];
    files.extend(schemas(language));
    files
}

/// A change that does no harm, since an overlay that changes nothing is an error.
fn first_change(name: &str, base: &Pack) -> String {
    let largest = base.lexicons.iter().max_by_key(|one| one.entries.len());
    match (largest, base.rules.first()) {
        (Some(lexicon), _) => format!(
            "# 第一个改动：给词表加一个词。换成要加的词。\n\
             # The first change: a word more for a lexicon. Put your own in its place.\n\
             lexicons:\n  {}: {{ add: [{name}示例词] }}\n",
            lexicon.name
        ),
        (None, Some(rule)) => format!(
            "rules:\n  {}:\n    doc: {{ replace: {name} 的说法 }}\n",
            rule.name
        ),
        (None, None) => String::new(),
    }
}

/// What the base defines, as comments.
fn names(base: &Pack) -> String {
    let mut lines = Vec::new();
    let mut list = |title: &str, names: Vec<&str>| {
        if names.is_empty() {
            return;
        }
        let more = if names.len() > LISTED { " …" } else { "" };
        let shown: Vec<&str> = names.into_iter().take(LISTED).collect();
        lines.push(format!("#   {title}: {}{more}", shown.join(" ")));
    };
    list(
        "lexicons",
        base.lexicons.iter().map(|one| one.name.as_str()).collect(),
    );
    list(
        "patterns",
        base.patterns.iter().map(|one| one.name.as_str()).collect(),
    );
    list(
        "rules",
        base.rules.iter().map(|one| one.name.as_str()).collect(),
    );
    let views = base.views.iter().map(|view| {
        let keys: Vec<&str> = view.parts.iter().map(|part| part.key.as_str()).collect();
        format!("#   views: {}: {}", view.name, keys.join(" "))
    });
    lines.extend(views);
    lines.extend(types(base));
    lines.join("\n")
}

/// The types of the base with their fields, a line each.
fn types(base: &Pack) -> Vec<String> {
    let mut lines = Vec::new();
    if !base.types.is_empty() {
        lines.push("#   types: <类型> @类型.字段 · <Type> @Type.field".to_owned());
    }
    for kind in &base.types {
        let leaves = kind.leaves.iter().map(|leaf| &*base.type_of(*leaf).name);
        let leaves: Vec<&str> = leaves.collect();
        let is = match leaves.is_empty() {
            true => String::new(),
            false => format!(" = {}", leaves.join(" | ")),
        };
        let fields: Vec<String> = kind.fields.iter().map(field).collect();
        let line = format!("#     {}{is}: {}", kind.name, fields.join(" "));
        lines.push(line.trim_end_matches([':', ' ']).to_owned());
    }
    lines
}

/// A field, and those inside it: `titles{organ post}`.
fn field(field: &Field) -> String {
    match &field.kind {
        Kind::Map(inner) => {
            let inner: Vec<String> = inner.iter().map(self::field).collect();
            format!("{}{{{}}}", field.name, inner.join(" "))
        }
        _ => field.name.clone(),
    }
}

fn filled(template: &str, words: &[(&str, &str)]) -> String {
    let mut text = template.to_owned();
    for (key, word) in words {
        text = text.replace(&format!("{{{{{key}}}}}"), word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::testing::{Verdict, check_examples, run_examples};

    fn source(files: &[File]) -> PackSource {
        let files = files
            .iter()
            .filter(|(path, _)| path.extension().is_some_and(|it| it == "yaml"));
        PackSource {
            files: files
                .map(|(path, text)| (path.display().to_string(), text.clone()))
                .collect(),
            ..PackSource::default()
        }
    }

    /// Loads layers without a single warning; all their examples pass.
    fn is_sound(base: PackSource, overlays: &[PackSource]) -> usize {
        let (pack, warnings) = Pack::load(base, overlays).unwrap();
        assert!(warnings.is_empty(), "{warnings:?}");
        let program = Program::compile(Arc::new(pack)).unwrap();
        let engine = Engine::new(Arc::new(program));
        let mut scratch = Scratch::default();
        assert_eq!(check_examples(&engine, &mut scratch), []);
        let outcomes = run_examples(&engine, &mut scratch, &|_, _| true);
        for outcome in &outcomes {
            assert_eq!(outcome.verdict, Verdict::Passed, "{outcome:?}");
        }
        outcomes.len()
    }

    #[test]
    fn a_new_pack_is_sound_and_finds_what_its_article_holds() {
        let files = pack("我的规则", "我的规则", Language::Zh);
        assert_eq!(is_sound(source(&files), &[]), 4);
        let golden = PathBuf::from("tests/示例.json");
        let (_, output) = files.iter().find(|(path, _)| *path == golden).unwrap();
        let output: serde_json::Value = serde_json::from_str(output).unwrap();
        assert_eq!(output["meetings"].as_array().unwrap().len(), 2);
        assert_eq!(output["meetings"][0]["chairs"][0], "王芳");
    }

    #[test]
    fn a_new_overlay_is_sound_on_a_new_pack_and_on_another_overlay() {
        let base = source(&pack("base", "base", Language::En));
        let (loaded, _) = Pack::load(base.clone(), &[]).unwrap();
        let of = |folder| Commands {
            folder,
            options: folder,
        };
        let one = source(&overlay("一", of("一"), &loaded, Language::Zh));
        assert_eq!(is_sound(base.clone(), std::slice::from_ref(&one)), 4);
        let (loaded, _) = Pack::load(base.clone(), std::slice::from_ref(&one)).unwrap();
        let two = source(&overlay("二", of("二"), &loaded, Language::Zh));
        assert_eq!(is_sound(base, &[one, two]), 4);
    }

    #[test]
    fn names_are_names_everywhere() {
        for name in ["jining", "济宁", "my-rules", "规则_2"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "2020", "-a", "a b", "a/b", "a: b", "..", "a#"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
