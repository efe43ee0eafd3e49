//! Why no entry of a lexicon stands where one is wanted.

use crate::compile::Program;
use crate::diagnostic::Message;
use crate::engine::lattice::Lattice;
use crate::pack::{Entry, Guard, Lexicon};
use crate::pattern::tree::Filter;
use crate::record::{LexiconId, Span};
use crate::source::Place;
use crate::text::Text;

use super::walk::Ground;

/// A lexicon that is asked for an entry, with conditions on its attributes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sought<'a> {
    pub lexicon: LexiconId,
    pub filters: &'a [Filter],
}

/// The entries of a lexicon that are written at a place and are none all the same: what keeps
/// each from being one, at the place in the rule files that does.
pub(crate) fn refused(ground: &Ground<'_>, sought: Sought<'_>, at: u32) -> Vec<(Place, Message)> {
    let Ground {
        program,
        text,
        lattice,
        ..
    } = *ground;
    let lexicon = &program.pack.lexicons[sought.lexicon.index()];
    let written = lattice.written_at(program, text, at);
    let written = written.filter(|(_, member, _)| member.lexicon == sought.lexicon);
    let told = written.filter_map(|(span, member, stands)| {
        let entry = lexicon.entry(member.entry);
        if stands {
            return (!entry.passes(sought.filters)).then(|| attributes(entry));
        }
        guarded(text, entry, &lexicon.guard, span)
            .or_else(|| swallowed(program, text, lattice, lexicon, span))
    });
    told.collect()
}

/// The lexicon of the longest word that stands at a place, in words; a single character says
/// nothing.
pub(crate) fn known_as(ground: &Ground<'_>, at: u32) -> Option<(Place, Message)> {
    let program = ground.program;
    let written = ground.lattice.written_at(program, ground.text, at);
    let mut standing = written.filter(|(span, _, stands)| *stands && span.len() > 1);
    let (span, member, _) = standing.next()?;
    let lexicon = &program.pack.lexicons[member.lexicon.index()];
    let word = ground.text.slice(span);
    let message = Message::new(
        format!("“{word}”是词表“{}”里的词", lexicon.name),
        format!("“{word}” is an entry of `{}`", lexicon.name),
    );
    Some((lexicon.entry(member.entry).place, message))
}

/// What stands beside an entry and may not, or does not and must.
fn guarded(text: &Text, entry: &Entry, of_lexicon: &Guard, span: Span) -> Option<(Place, Message)> {
    let chars = text.chars();
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
fn swallowed(
    program: &Program,
    text: &Text,
    lattice: &Lattice,
    lexicon: &Lexicon,
    span: Span,
) -> Option<(Place, Message)> {
    let outer = |id: &LexiconId| {
        let first = span.end.saturating_sub(program.vocabulary.longest(*id));
        let starts = first.min(span.start)..=span.start;
        let mut written = starts.flat_map(|start| lattice.written_at(program, text, start));
        let found = written.find(|(longer, member, stands)| {
            *stands && member.lexicon == *id && longer.contains(span) && longer.len() > span.len()
        });
        found.map(|(_, member, _)| program.pack.lexicons[id.index()].entry(member.entry))
    };
    let around = lexicon.not_inside.iter().find_map(outer)?;
    let word = text.slice(span);
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
