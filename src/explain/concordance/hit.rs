//! One hit with what stands around it.

use serde::Serialize;
use serde::ser::SerializeMap;

use crate::engine::capture::{self, Match};
use crate::record::Span;
use crate::text::Text;

/// A hit of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The document's id.
    pub document: String,
    /// The document's place in the corpus, from 0.
    #[serde(skip)]
    pub number: u64,
    /// Where it begins, in code points of the original.
    pub start: u32,
    /// One past its end, in code points of the original.
    pub end: u32,
    /// What stands before.
    pub left: String,
    /// The text of the hit (normalised).
    pub text: String,
    /// What stands behind.
    pub right: String,
    /// What was captured, the inner behind the outer.
    #[serde(serialize_with = "as_map", skip_serializing_if = "Vec::is_empty")]
    pub captures: Vec<Capture>,
}

/// A captured text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Its name, with those of the captures around it: `titles.post`.
    pub path: String,
    /// Its text (normalised).
    pub text: String,
}

impl Hit {
    /// A match with so many code points of its surroundings on each side.
    pub fn new(document: &str, number: u64, text: &Text, found: &Match, context: u32) -> Self {
        let Span { start, end } = found.span;
        let length = text.chars().len() as u32;
        let before = Span::new(start.saturating_sub(context), start);
        let behind = Span::new(end, end.saturating_add(context).min(length));
        let original = text.original_range(found.span);
        let mut captures = Vec::new();
        flatten(text, &found.captures, "", &mut captures);
        Self {
            document: document.to_owned(),
            number,
            start: original.start,
            end: original.end,
            left: text.slice(before).to_owned(),
            text: text.slice(found.span).to_owned(),
            right: text.slice(behind).to_owned(),
            captures,
        }
    }

    /// The texts of a capture; of the whole hit, `text`, if there is no such capture.
    pub fn captured<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a str> {
        self.captures
            .iter()
            .filter(move |capture| capture.path == path)
            .map(|capture| &*capture.text)
    }
}

fn flatten(text: &Text, captures: &[capture::Capture], around: &str, out: &mut Vec<Capture>) {
    for capture in captures {
        // An empty capture says nothing.
        if capture.span.is_empty() {
            continue;
        }
        let path = match around {
            "" => capture.name.to_string(),
            _ => format!("{around}.{}", capture.name),
        };
        out.push(Capture {
            path: path.clone(),
            text: text.slice(capture.span).to_owned(),
        });
        flatten(text, &capture.inner, &path, out);
    }
}

/// Captures as a map from path to a list of texts.
fn as_map<S: serde::Serializer>(captures: &[Capture], serializer: S) -> Result<S::Ok, S::Error> {
    let mut names: Vec<&str> = Vec::new();
    for capture in captures {
        if !names.contains(&&*capture.path) {
            names.push(&capture.path);
        }
    }
    let mut map = serializer.serialize_map(Some(names.len()))?;
    for name in names {
        let texts = captures.iter().filter(|capture| capture.path == name);
        let texts: Vec<&str> = texts.map(|capture| &*capture.text).collect();
        map.serialize_entry(name, &texts)?;
    }
    map.end()
}

/// A hit for tests.
#[cfg(test)]
pub(super) fn fixture(number: u64, start: u32, left: &str, text: &str, right: &str) -> Hit {
    Hit {
        document: format!("d{number}"),
        number,
        start,
        end: start + text.chars().count() as u32,
        left: left.to_owned(),
        text: text.to_owned(),
        right: right.to_owned(),
        captures: Vec::new(),
    }
}
