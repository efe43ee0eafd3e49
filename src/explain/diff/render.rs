//! A diff for people, in a terminal.

use std::collections::BTreeMap;

use crate::diagnostic::Language;
use crate::explain::describe::shortened;
use crate::explain::table::{self, Side, number};

use super::{Counts, Diff, FieldChange, Kind, Sample};

const GAINED: &str = "\u{1b}[32m";
const LOST: &str = "\u{1b}[31m";
const CHANGED: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

/// The diff as text, with colours as ANSI escapes; `+`, `-` and `~` tell the same.
pub fn render(diff: &Diff, language: Language) -> String {
    let mut out = summary(diff, language);
    if !diff.all.differ() {
        return out;
    }
    let (types, rules) = match language {
        Language::Zh => ("类型", "规则"),
        Language::En => ("type", "rule"),
    };
    out.push('\n');
    out.push_str(&counts(types, &diff.types, language));
    out.push('\n');
    out.push_str(&counts(rules, &diff.rules, language));
    for group in diff.samples.chunk_by(|a, b| a.change.rule == b.change.rule) {
        out.push('\n');
        let rule = &group[0].change.rule;
        out.push_str(&match language {
            Language::Zh => format!("规则 {rule}\n"),
            Language::En => format!("rule {rule}\n"),
        });
        for sample in group {
            out.push_str(&shown(sample));
        }
    }
    out
}

pub(super) fn summary(diff: &Diff, language: Language) -> String {
    let documents = number(diff.documents);
    if !diff.all.differ() {
        return match language {
            Language::Zh => format!("{documents} 篇，记录全都一样。\n"),
            Language::En => format!("{documents} documents, all records are the same.\n"),
        };
    }
    let Counts {
        old,
        new,
        gained,
        lost,
        changed,
    } = diff.all;
    let [old, new, gained, lost, changed] = [old, new, gained, lost, changed].map(number);
    let differ = number(diff.documents_differ);
    match language {
        Language::Zh => format!(
            "{documents} 篇，{differ} 篇有变化；记录 {old} → {new} 条：多出 {gained}，少了 {lost}，改变 {changed}。\n"
        ),
        Language::En => format!(
            "{documents} documents, {differ} differ; {old} → {new} records: {gained} gained, {lost} lost, {changed} changed.\n"
        ),
    }
}

/// A table of those that differ.
fn counts(name: &str, counts: &BTreeMap<String, Counts>, language: Language) -> String {
    let heading = match language {
        Language::Zh => ["原有", "现有", "多出", "少了", "改变"],
        Language::En => ["old", "new", "gained", "lost", "changed"],
    };
    let mut first = vec![name.to_owned()];
    first.extend(heading.map(str::to_owned));
    let mut rows = vec![first];
    for (name, it) in counts.iter().filter(|(_, counts)| counts.differ()) {
        let mut row = vec![name.clone()];
        row.extend([it.old, it.new, it.gained, it.lost, it.changed].map(number));
        rows.push(row);
    }
    let mut sides = [Side::Right; 6];
    sides[0] = Side::Left;
    table::rows(&sides, &rows)
}

/// A sample: its place in context, below it the fields.
fn shown(sample: &Sample) -> String {
    let change = &sample.change;
    let (sign, colour) = match change.change {
        Kind::Gained => ('+', GAINED),
        Kind::Lost => ('-', LOST),
        Kind::Changed => ('~', CHANGED),
    };
    let [left, right] = [&change.left, &change.right].map(|text| table::one_line(text));
    let text = shortened(&change.text);
    let mut out = format!(
        "  {colour}{sign}{PLAIN} {} {}  …{left}【{colour}{text}{PLAIN}】{right}…\n",
        sample.document, change.of
    );
    if let Some(old) = &change.old_rule {
        out.push_str(&format!("      {old} → {}\n", change.rule));
    }
    for field in &change.fields {
        out.push_str(&format!("      {}\n", field_shown(field)));
    }
    out
}

fn field_shown(change: &FieldChange) -> String {
    let FieldChange { field, old, new } = change;
    match (old, new) {
        (Some(old), Some(new)) => {
            let (old, new) = (shortened(old), shortened(new));
            // What lies in the middle of long texts must not be cut away where it alone differs.
            if old == new {
                let (old, new) = around_difference(change);
                return format!("{field}: {old} → {new}");
            }
            format!("{field}: {old} → {new}")
        }
        (Some(only), None) | (None, Some(only)) => format!("{field}: {}", shortened(only)),
        (None, None) => field.clone(),
    }
}

/// Characters shown on each side of the first difference.
const AROUND: usize = 12;

/// What stands around the first character in which two long texts differ.
fn around_difference(change: &FieldChange) -> (String, String) {
    let old: Vec<char> = change.old.iter().flat_map(|text| text.chars()).collect();
    let new: Vec<char> = change.new.iter().flat_map(|text| text.chars()).collect();
    let common = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let part = |chars: &[char]| {
        let start = common.saturating_sub(AROUND);
        let end = (common + AROUND).min(chars.len());
        let part: String = chars[start.min(end)..end].iter().collect();
        format!("…{}…", table::one_line(&part))
    };
    (part(&old), part(&new))
}
