//! Rule files with their patterns in the formatter's form, all else left byte for byte.

use std::sync::Arc;

use super::PackFaults;
use super::overlay::Verb;
use super::read::{self, Context};
use super::yaml::{self, Content, Style, Yaml};
use crate::diagnostic::{Diagnostic, Fix, Language, Severity};
use crate::pattern;
use crate::source::{SourceId, Sources};

/// A rule file in which the patterns have the formatter's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// The whole file.
    pub text: String,
    /// Patterns that stay as they were, with line and column from 1: they are written in plain
    /// scalars, and YAML would take their better form for something else.
    pub left: Vec<(usize, usize)>,
}

/// Gives the patterns of a rule file their form; `name` is what messages call the file. A file
/// without patterns comes back as it is.
///
/// # Errors
/// What is wrong with the YAML or with a pattern; faults of other kinds are no matter here.
pub fn format_file(name: &str, text: &str) -> Result<Formatted, Box<PackFaults>> {
    let mut sources = Sources::default();
    let source = sources.add(name, text);
    let mut context = Context::default();
    let root = yaml::parse(source, &Arc::from(text), &mut context.faults);
    let mut patterns = Vec::new();
    if let Some(root) = &root {
        in_file(root, &mut patterns);
    }
    let mut edits = Vec::new();
    let mut left = Vec::new();
    for yaml in patterns {
        let before = context.faults.len();
        let read = read::read_pattern(yaml, &mut context).filter(|_| {
            let sound = |fault: &Diagnostic| fault.severity != Severity::Error;
            context.faults[before..].iter().all(sound)
        });
        let (Some(_), Content::Scalar(scalar), Some(root)) = (read, &yaml.content, &root) else {
            continue;
        };
        let made = pattern::format(&scalar.scalar, text);
        let safe = scalar.style == Style::Block || made.is_empty() || {
            let again = parsed(source, &apply(text, &made));
            again.is_some_and(|again| same(root, &again))
        };
        if safe {
            edits.extend(made);
        } else {
            left.push(sources.line_column(yaml.place));
        }
    }
    let faults = context.faults;
    if faults.iter().any(|fault| fault.severity == Severity::Error) {
        return Err(Box::new(PackFaults { faults, sources }));
    }
    Ok(Formatted {
        text: apply(text, &edits),
        left,
    })
}

/// The patterns of a rule file.
fn in_file<'y>(root: &'y Yaml, found: &mut Vec<&'y Yaml>) {
    let Content::Map(sections) = &root.content else {
        return;
    };
    for section in sections {
        let Content::Map(definitions) = &section.value.content else {
            continue;
        };
        for definition in definitions {
            match section.key.as_str() {
                "patterns" => at_pattern(&definition.value, found),
                "rules" => in_rule(&definition.value, found),
                _ => {}
            }
        }
    }
}

/// The patterns below the keys of a rule.
fn in_rule<'y>(yaml: &'y Yaml, found: &mut Vec<&'y Yaml>) {
    match &yaml.content {
        Content::Map(pairs) => {
            for pair in pairs {
                match pair.key.as_str() {
                    "match" | "end" => at_pattern(&pair.value, found),
                    "examples" | "emit" => {}
                    _ => in_rule(&pair.value, found),
                }
            }
        }
        Content::List(items) => items.iter().for_each(|item| in_rule(item, found)),
        Content::Scalar(_) | Content::Choice(_) => {}
    }
}

/// What stands where a pattern may: a pattern, several, or an overlay's verbs with patterns.
fn at_pattern<'y>(yaml: &'y Yaml, found: &mut Vec<&'y Yaml>) {
    match &yaml.content {
        Content::Scalar(text) => {
            // The end of a segment may be a unit of layout.
            if pattern::unit_named(text.as_str().trim()).is_none() {
                found.push(yaml);
            }
        }
        Content::List(items) => items.iter().for_each(|item| at_pattern(item, found)),
        Content::Map(pairs) => {
            for pair in pairs {
                let verb = Verb::named(pair.key.as_str());
                if matches!(verb, Some(Verb::Add | Verb::AddFirst | Verb::Replace)) {
                    at_pattern(&pair.value, found);
                }
            }
        }
        Content::Choice(_) => {}
    }
}

/// The text with its edits made; these are in ascending order.
fn apply(text: &str, edits: &[Fix]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.place.start as usize]);
        out.push_str(&edit.replacement);
        at = edit.place.end as usize;
    }
    out.push_str(&text[at..]);
    out
}

fn parsed(source: SourceId, text: &str) -> Option<Yaml> {
    let mut faults = Vec::new();
    yaml::parse(source, &Arc::from(text), &mut faults).filter(|_| faults.is_empty())
}

/// Whether two files say the same: the same texts, or patterns with the same meaning.
fn same(left: &Yaml, right: &Yaml) -> bool {
    match (&left.content, &right.content) {
        (Content::Scalar(l), Content::Scalar(r)) => {
            let printed = |text: &yaml::Text| {
                let tree = pattern::parse(&text.scalar, &mut Vec::new())?;
                Some(pattern::print(&tree, Language::Zh))
            };
            l.cut.is_some() == r.cut.is_some()
                && (l.as_str() == r.as_str() || printed(l).is_some_and(|l| Some(l) == printed(r)))
        }
        (Content::List(l), Content::List(r)) => {
            l.len() == r.len() && l.iter().zip(r).all(|(l, r)| same(l, r))
        }
        (Content::Map(l), Content::Map(r)) => {
            let pair = |(l, r): (&yaml::Pair, &yaml::Pair)| {
                l.key.as_str() == r.key.as_str() && same(&l.value, &r.value)
            };
            l.len() == r.len() && l.iter().zip(r).all(pair)
        }
        _ => false,
    }
}
