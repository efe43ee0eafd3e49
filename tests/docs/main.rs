//! The documentation: its rules run, its two languages agree, its index of errors is current,
//! its links lead somewhere.
//!
//! Of the fenced blocks in `docs/*/src`, these are run:
//!
//! - `yaml pack`: a whole small pack, whose examples must pass without a warning;
//! - `yaml overlay`: one on the shipped pack, whose own examples must pass;
//! - `yaml fault E0111`: a pack or overlay that has this fault and no other.
//!
//! A line `# name.yaml` in a block begins a file; without one it is `rules.yaml`.

mod blocks;
mod errors;
mod links;

use std::path::{Path, PathBuf};

/// The languages of the documentation, by their folders.
const LANGUAGES: [&str; 2] = ["zh", "en"];

/// The folder of a language's pages.
fn pages_of(language: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(language)
        .join("src")
}

/// The pages of a language: their paths within it, and their text.
fn pages(language: &str) -> Vec<(String, String)> {
    let root = pages_of(language);
    let mut pages: Vec<_> = walkdir::WalkDir::new(&root)
        .into_iter()
        .map(|entry| entry.expect("a readable folder").into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| {
            let name = path.strip_prefix(&root).expect("a path below the root");
            let name = name.to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&path).expect("a readable page");
            (name, text)
        })
        .collect();
    pages.sort();
    pages
}
