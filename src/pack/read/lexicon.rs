//! Lexicons: a list of entries, or a map with `entries`, `include`, `not_inside`, `doc` and
//! guards that hold for every entry.
//!
//! An entry is a text, or a map of one key, its text, to its attributes and guards
//! (`{ 局长: { level: 局, next_is_not: [期] } }`).

use std::collections::HashMap;
use std::sync::Arc;

use super::types::read_doc;
use super::{Context, Keys};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::model::{Entry, Guard, Lexicon};
use crate::pack::yaml::{Content, Pair, Style, Text, Yaml};
use crate::record::LexiconId;
use crate::source::Place;

/// Reads all lexicons. The names in `context` must already be those of `pairs`, in order.
pub(crate) fn read_lexicons(pairs: &[Pair], context: &mut Context) -> Vec<Lexicon> {
    let mut lexicons = Vec::new();
    let mut includes = Vec::new();
    for pair in pairs {
        let (mut lexicon, include) = read_lexicon(pair, context);
        lexicon.include = include.iter().map(|&(id, _)| id).collect();
        lexicons.push(lexicon);
        includes.push(include);
    }
    let own: Vec<usize> = lexicons
        .iter()
        .map(|lexicon| lexicon.entries.len())
        .collect();
    for index in 0..lexicons.len() {
        include(index, &includes, &own, &mut lexicons, context);
    }
    lexicons
}

fn read_lexicon(pair: &Pair, context: &mut Context) -> (Lexicon, Vec<(LexiconId, Place)>) {
    let mut lexicon = Lexicon {
        name: pair.key.as_str().to_owned(),
        doc: String::new(),
        entries: Vec::new(),
        include: Vec::new(),
        not_inside: Vec::new(),
        guard: Guard::default(),
        place: pair.key.place(),
    };
    let mut include = Vec::new();
    if matches!(pair.value.content, Content::List(_)) {
        lexicon.entries = read_entries(&pair.value, context);
    } else if let Content::Map(_) = pair.value.content
        && let Some(mut keys) = Keys::of(&pair.value, pair.key.place(), context)
    {
        lexicon.doc = read_doc(&mut keys, context);
        if let Some(entries) = keys.take("entries") {
            lexicon.entries = read_entries(entries, context);
        }
        if let Some(names) = keys.take("include") {
            for name in context.words(names) {
                if let Some(id) = context.lexicon_named(name.as_str(), name.place()) {
                    include.push((id, name.place()));
                }
            }
        }
        if let Some(names) = keys.take("not_inside") {
            lexicon.not_inside = read_names(names, context);
        }
        lexicon.guard = read_guard(&mut keys, context);
        keys.finish(context);
    } else {
        context.wrong_form(
            &pair.value,
            "词条列表，或带 entries 的映射",
            "a list of entries or a map with `entries`",
        );
        return (lexicon, include);
    }
    if lexicon.entries.is_empty() && include.is_empty() {
        context.error(
            codes::NOTHING_GIVEN,
            pair.key.place(),
            format!("词表“{}”是空的", lexicon.name),
            format!("the lexicon `{}` is empty", lexicon.name),
        );
    }
    (lexicon, include)
}

/// Lexicons by their names.
pub(super) fn read_names(yaml: &Yaml, context: &mut Context) -> Vec<LexiconId> {
    let mut found = Vec::new();
    for name in context.words(yaml) {
        if let Some(id) = context.lexicon_named(name.as_str(), name.place())
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    found
}

fn read_entries(yaml: &Yaml, context: &mut Context) -> Vec<Entry> {
    let Content::List(items) = &yaml.content else {
        context.wrong_form(yaml, "词条列表", "a list of entries");
        return Vec::new();
    };
    let mut entries: Vec<Entry> = Vec::with_capacity(items.len());
    let mut seen: HashMap<Arc<str>, Place> = HashMap::with_capacity(items.len());
    for item in items {
        let Some(entry) = read_entry(item, context) else {
            continue;
        };
        if let Some(&first) = seen.get(&entry.text) {
            context.faults.push(
                Diagnostic::warning(
                    codes::ENTRY_TWICE,
                    entry.place,
                    Message::new(
                        format!("词条“{}”已经列过", entry.text),
                        format!("the entry `{}` is already listed", entry.text),
                    ),
                )
                .related(first, Message::new("第一次在这里", "first listed here")),
            );
            continue;
        }
        seen.insert(entry.text.clone(), entry.place);
        entries.push(entry);
    }
    entries
}

fn read_entry(item: &Yaml, context: &mut Context) -> Option<Entry> {
    let (text, details) = match &item.content {
        Content::Map(pairs) => {
            let [pair] = pairs.as_slice() else {
                context.error(
                    codes::WRONG_FORM,
                    item.place,
                    "一个词条只能有一个键：{ 词条: { 属性: 值 } }".into(),
                    "an entry is a map of one key: `{ text: { attribute: value } }`".into(),
                );
                return None;
            };
            (&pair.key, Some(&pair.value))
        }
        _ => (context.text(item)?, None),
    };
    if text.style == Style::Plain && text.as_str().trim_matches('，').contains('，') {
        context.faults.push(
            Diagnostic::warning(
                codes::ENTRY_WITH_COMMA,
                text.place(),
                Message::new(
                    format!("“{}”是一个词条：全角逗号不分隔词条", text.as_str()),
                    format!(
                        "`{}` is one entry: full-width commas separate nothing",
                        text.as_str()
                    ),
                ),
            )
            .help(Message::new(
                "若是几个词条，用半角逗号“, ”分开；若确是一个，加引号",
                "separate entries by ASCII commas `, `; quote it if it is one entry",
            ))
            .fix(text.place(), text.as_str().replace('，', ", ")),
        );
    }
    let mut entry = Entry {
        text: folded(text, context)?,
        attributes: Vec::new(),
        guard: Guard::default(),
        layer: context.layer(text.place()),
        place: text.place(),
    };
    if details.is_some_and(Yaml::is_null) {
        context.error(
            codes::NOTHING_GIVEN,
            text.place(),
            format!("词条“{}”后面没有属性", text.as_str()),
            format!("the entry `{}` has no attributes behind it", text.as_str()),
        );
    } else if let Some(details) = details {
        let mut keys = Keys::of(details, text.place(), context)?;
        entry.guard = read_guard(&mut keys, context);
        for pair in keys.rest() {
            context.name(&pair.key);
            if let Some(value) = context.text(&pair.value) {
                entry
                    .attributes
                    .push((pair.key.as_str().into(), value.as_str().into()));
            }
        }
    }
    Some(entry)
}

/// A text as the document shows it.
fn folded(text: &Text, context: &mut Context) -> Option<Arc<str>> {
    let folded: Arc<str> = crate::text::fold(text.as_str().trim()).into();
    if folded.is_empty() {
        context.error(
            codes::NOTHING_GIVEN,
            text.place(),
            "词条是空的".into(),
            "the entry is empty".into(),
        );
        return None;
    }
    Some(folded)
}

/// `prev_is`, `prev_is_not`, `next_is`, `next_is_not`: texts, or one.
pub(super) fn read_guard(keys: &mut Keys<'_>, context: &mut Context) -> Guard {
    let mut side = |key: &'static str| -> Vec<Arc<str>> {
        let Some(yaml) = keys.take(key) else {
            return Vec::new();
        };
        let texts = context.texts(yaml);
        texts
            .into_iter()
            .filter_map(|text| folded(text, context))
            .collect()
    };
    Guard {
        prev_is: side("prev_is"),
        prev_is_not: side("prev_is_not"),
        next_is: side("next_is"),
        next_is_not: side("next_is_not"),
    }
}

/// Copies the entries of included lexicons behind a lexicon's own; a text that is
/// already there stays as it is.
fn include(
    index: usize,
    includes: &[Vec<(LexiconId, Place)>],
    own: &[usize],
    lexicons: &mut [Lexicon],
    context: &mut Context,
) {
    let mut reached = vec![index];
    let mut waiting: Vec<(LexiconId, Place)> = includes[index].iter().rev().copied().collect();
    let mut seen: std::collections::HashSet<Arc<str>> = lexicons[index]
        .entries
        .iter()
        .map(|entry| entry.text.clone())
        .collect();
    while let Some((id, place)) = waiting.pop() {
        if id.index() == index {
            context.error(
                codes::CIRCLE,
                place,
                format!("词表“{}”绕了一圈包含了自己", lexicons[index].name),
                format!(
                    "the lexicon `{}` includes itself in a circle",
                    lexicons[index].name
                ),
            );
            continue;
        }
        if reached.contains(&id.index()) {
            continue;
        }
        reached.push(id.index());
        let copied: Vec<Entry> = lexicons[id.index()].entries[..own[id.index()]]
            .iter()
            .filter(|entry| seen.insert(entry.text.clone()))
            .cloned()
            .collect();
        lexicons[index].entries.extend(copied);
        waiting.extend(includes[id.index()].iter().rev());
    }
}
