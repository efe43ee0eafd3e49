//! Why no entry of a lexicon stands where one is wanted.

use crate::diagnostic::Message;
use crate::explain::describe::Reader;
use crate::pack::{Entry, Guard, Lexicon};
use crate::record::Span;
use crate::source::Place;

/// The lexicon that an element names: `@机构{level=市}`.
pub(super) fn lexicon_of<'a>(reader: &Reader<'a>, element: Place) -> Option<&'a Lexicon> {
    let written = reader
        .pack
        .sources
        .slice(element)
        .strip_prefix(['@', '＠'])?;
    let name = written.split(['{', '｛']).next()?.trim();
    let id = reader.pack.lexicon_names.get(name)?;
    reader.pack.lexicons.get(id.index())
}

/// The entries that stand at `at`, or anywhere, and are none all the same: what keeps each
/// from being one, at the place in the rule files that does.
pub(super) fn refused(
    reader: &Reader<'_>,
    lexicon: &Lexicon,
    element: Place,
    at: Option<u32>,
) -> Vec<(Place, Message)> {
    let filtered = reader.pack.sources.slice(element).contains(['{', '｛']);
    let mut told = Vec::new();
    for entry in &lexicon.entries {
        for span in occurrences(reader, &entry.text) {
            if at.is_some_and(|at| at != span.start) {
                continue;
            }
            let reason = guarded(reader, entry, &lexicon.guard, span)
                .or_else(|| swallowed(reader, lexicon, span))
                .or_else(|| filtered.then(|| attributes(entry)));
            told.extend(reason);
        }
    }
    told
}

/// Where a text stands in the document.
fn occurrences(reader: &Reader<'_>, text: &str) -> Vec<Span> {
    let document = reader.text.normalised();
    let length = text.chars().count() as u32;
    document
        .match_indices(text)
        .map(|(byte, _)| {
            let start = document[..byte].chars().count() as u32;
            Span::new(start, start + length)
        })
        .collect()
}

/// What stands beside an entry and may not, or does not and must.
fn guarded(
    reader: &Reader<'_>,
    entry: &Entry,
    of_lexicon: &Guard,
    span: Span,
) -> Option<(Place, Message)> {
    let chars = reader.text.chars();
    let before = &chars[..span.start as usize];
    let after = &chars[span.end as usize..];
    let ends = |text: &str| before.ends_with(&text.chars().collect::<Vec<_>>());
    let starts = |text: &str| after.starts_with(&text.chars().collect::<Vec<_>>());
    let word = &entry.text;
    for guard in [&entry.guard, of_lexicon] {
        if let Some(text) = guard.prev_is_not.iter().find(|text| ends(text)) {
            return Some(refusal(
                entry,
                format!("前面是“{text}”"),
                format!("behind “{text}”"),
            ));
        }
        if let Some(text) = guard.next_is_not.iter().find(|text| starts(text)) {
            return Some(refusal(
                entry,
                format!("后面是“{text}”"),
                format!("before “{text}”"),
            ));
        }
        if !guard.prev_is.is_empty() && !guard.prev_is.iter().any(|text| ends(text)) {
            let message = Message::new(
                format!("“{word}”前面没有它要的字，不算"),
                format!("“{word}” is none without what must stand before it"),
            );
            return Some((entry.place, message));
        }
        if !guard.next_is.is_empty() && !guard.next_is.iter().any(|text| starts(text)) {
            let message = Message::new(
                format!("“{word}”后面没有它要的字，不算"),
                format!("“{word}” is none without what must stand behind it"),
            );
            return Some((entry.place, message));
        }
    }
    None
}

fn refusal(entry: &Entry, zh: String, en: String) -> (Place, Message) {
    let word = &entry.text;
    let message = Message::new(
        format!("“{word}”{zh}，不算"),
        format!("“{word}” {en} is none"),
    );
    (entry.place, message)
}

/// A longer entry of `not_inside` that holds an occurrence.
fn swallowed(reader: &Reader<'_>, lexicon: &Lexicon, span: Span) -> Option<(Place, Message)> {
    let word = reader.text.slice(span);
    let lexicons = lexicon.not_inside.iter();
    let mut longer = lexicons.flat_map(|id| &reader.pack.lexicons[id.index()].entries);
    let around = longer.find(|entry| {
        let found = occurrences(reader, &entry.text);
        let holds = |found: &Span| found.contains(span) && found.len() > span.len();
        found.iter().any(holds)
    })?;
    let message = Message::new(
        format!("“{word}”在“{}”之内，不算", around.text),
        format!("“{word}” inside “{}” is none", around.text),
    );
    Some((around.place, message))
}

fn attributes(entry: &Entry) -> (Place, Message) {
    let shown: Vec<String> = entry
        .attributes
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let word = &entry.text;
    let message = if shown.is_empty() {
        Message::new(
            format!("“{word}”没有属性"),
            format!("“{word}” has no attributes"),
        )
    } else {
        let shown = shown.join(", ");
        Message::new(
            format!("“{word}”的属性是 {shown}"),
            format!("“{word}” has {shown}"),
        )
    };
    (entry.place, message)
}
