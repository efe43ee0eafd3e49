//! Legend and cards: what the highlights mean and what is in each record.

use std::fmt::{self, Write as _};

use serde_json::Value;

use super::super::reading::{Reading, Shown, text_of};
use super::super::summary::summary;
use super::{Escaped, Kind, Phrases};

/// A record's text is cut to so many characters on its card; the article has all of it.
const EXCERPT: usize = 60;
/// A value is cut to so many.
const VALUE: usize = 120;
/// A reference to a record is cut to so many.
const LINK: usize = 24;

/// A switch for each kind, with its colour, shape and number.
pub(super) fn legend(kinds: &[Kind<'_>], phrases: &Phrases, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "<fieldset id=\"legend\"><legend>{}</legend>",
        phrases.switch
    )?;
    for (index, kind) in kinds.iter().enumerate() {
        writeln!(
            out,
            "<label class=\"k{index}\"><input type=\"checkbox\" id=\"t{index}\" checked>\
             <span class=\"sample {}\" id=\"l{index}\">{}</span> <small>{}</small></label>",
            kind.shape,
            Escaped(kind.label),
            kind.records.len()
        )?;
    }
    writeln!(out, "</fieldset>")
}

/// Every record as a card, by kind.
pub(super) fn all<'a>(
    reading: &Reading<'a>,
    kinds: &[Kind<'a>],
    phrases: &Phrases,
    out: &mut String,
) -> fmt::Result {
    writeln!(
        out,
        "<details id=\"all\"><summary>{}</summary>",
        phrases.all
    )?;
    for (index, kind) in kinds.iter().enumerate() {
        writeln!(out, "<section><h2>{}</h2>", Escaped(kind.label))?;
        let shown = reading.shown_under(kind.part);
        for record in shown {
            card(reading, index, kind.label, record, out)?;
        }
        writeln!(out, "</section>")?;
    }
    writeln!(out, "</details>")
}

fn card<'a>(
    reading: &Reading<'a>,
    index: usize,
    label: &str,
    shown: Shown<'a>,
    out: &mut String,
) -> fmt::Result {
    let id = summary(&shown.record["id"]);
    write!(
        out,
        "<article class=\"card k{index}\" data-card=\"{0}\"><h3>{1} <small>{0}</small></h3>",
        Escaped(&id),
        Escaped(label),
    )?;
    let lines = reading.lines(shown.part, shown.record);
    let text = text_of(shown.record);
    let mut others = lines.iter().filter(|line| line.name != "text");
    if !others.any(|line| line.text == text) {
        let text = cut(text, EXCERPT);
        write!(out, "<blockquote>{}</blockquote>", Escaped(&text))?;
    }
    out.write_str("<dl>")?;
    for line in lines.iter().filter(|line| line.name != "text") {
        write!(out, "<dt>{}</dt><dd>", Escaped(line.label))?;
        value(line.value, out)?;
        out.write_str("</dd>")?;
    }
    for part in &shown.part.holds {
        let held = reading.held(part, shown.record);
        if held.is_empty() {
            continue;
        }
        write!(out, "<dt>{}</dt><dd><ul>", Escaped(reading.label(part)))?;
        for Shown { record, .. } in held {
            out.write_str("<li>")?;
            link(&summary(&record["id"]), text_of(record), out)?;
            out.write_str("</li>")?;
        }
        out.write_str("</ul></dd>")?;
    }
    writeln!(out, "</dl></article>")
}

/// A value: references as links, lists as lists, a map by its text and else by its parts.
fn value(value: &Value, out: &mut String) -> fmt::Result {
    match value {
        Value::Array(values) => {
            out.write_str("<ul>")?;
            for one in values {
                out.write_str("<li>")?;
                self::value(one, out)?;
                out.write_str("</li>")?;
            }
            out.write_str("</ul>")
        }
        Value::Object(map) => {
            let text = summary(value);
            if let Some(id) = map.get("id") {
                return link(&summary(id), &text, out);
            }
            // A part that is a reference says more than the text that it repeats.
            let same = |part: &&Value| part.get("id").is_some() && summary(part) == text;
            match map.values().find(same) {
                Some(reference) => self::value(reference, out)?,
                None => write!(out, "{}", Escaped(&cut(&text, VALUE)))?,
            }
            match map.get("iso") {
                Some(iso) => write!(out, " <small>{}</small>", Escaped(&summary(iso))),
                None => Ok(()),
            }
        }
        plain => write!(out, "{}", Escaped(&cut(&summary(plain), VALUE))),
    }
}

fn link(id: &str, text: &str, out: &mut String) -> fmt::Result {
    let (id, text) = (Escaped(id), cut(text, LINK));
    write!(out, "<a href=\"#{id}\">{}</a>", Escaped(&text))
}

fn cut(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}……", &text[..end]),
        None => text.to_owned(),
    }
}
