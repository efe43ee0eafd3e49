//! From the merged tree to the typed model. Every reader takes a part of the tree, says
//! everything that is wrong with it and gives what could be read all the same.

mod emit;
mod entity;
mod example;
mod expectation;
mod keys;
mod lexicon;
mod manifest;
mod measure;
mod pattern;
mod rule;
mod scope;
mod segment;
mod types;
mod view;

use std::collections::HashMap;

pub(crate) use expectation::read_expectations;
pub(crate) use keys::Keys;
pub(crate) use lexicon::read_lexicons;
pub(crate) use manifest::{Manifest, read_manifest};
pub(crate) use measure::read_measures;
pub(crate) use pattern::{head_name, read_pattern, read_patterns};
pub(crate) use rule::read_rules;
pub(crate) use scope::read_scope;
pub(crate) use types::read_types;
pub(crate) use view::read_views;

use super::model::Field;
use super::yaml::{Content, Text, Yaml};
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::record::{LexiconId, TypeId};
use crate::source::Place;

/// What all readers share: the names that are defined, and the faults so far.
#[derive(Default)]
pub(crate) struct Context {
    pub(crate) faults: Vec<Diagnostic>,
    pub(crate) types: HashMap<String, TypeId>,
    pub(crate) lexicons: HashMap<String, LexiconId>,
    /// The fields of each type, once the types are read.
    pub(crate) fields: Vec<Vec<Field>>,
    /// The types with `is`.
    pub(crate) unions: Vec<TypeId>,
    /// The layer of each source.
    pub(crate) layers: Vec<u32>,
}

impl Context {
    pub(crate) fn layer(&self, place: Place) -> u32 {
        self.layers
            .get(place.source.0 as usize)
            .copied()
            .unwrap_or(0)
    }

    pub(crate) fn error(&mut self, code: &'static str, place: Place, zh: String, en: String) {
        self.faults
            .push(Diagnostic::error(code, place, Message::new(zh, en)));
    }

    /// The type of a name, or a fault that says which is meant.
    pub(crate) fn type_named(&mut self, name: &str, place: Place) -> Option<TypeId> {
        if let Some(&id) = self.types.get(name) {
            return Some(id);
        }
        let known = closest(name, self.types.keys().map(String::as_str));
        self.faults.push(did_you_mean(
            Diagnostic::error(
                codes::UNKNOWN_TYPE,
                place,
                Message::new(
                    format!("没有名为“{name}”的类型"),
                    format!("no type is named `{name}`"),
                ),
            ),
            place,
            known,
        ));
        None
    }

    /// The lexicon of a name, or a fault that says which is meant.
    pub(crate) fn lexicon_named(&mut self, name: &str, place: Place) -> Option<LexiconId> {
        let name = name.strip_prefix('@').unwrap_or(name);
        if let Some(&id) = self.lexicons.get(name) {
            return Some(id);
        }
        let known = closest(name, self.lexicons.keys().map(String::as_str));
        self.faults.push(did_you_mean(
            Diagnostic::error(
                codes::UNKNOWN_LEXICON,
                place,
                Message::new(
                    format!("没有名为“{name}”的词表"),
                    format!("no lexicon is named `{name}`"),
                ),
            ),
            place,
            known,
        ));
        None
    }

    /// The names of a type's fields.
    pub(crate) fn field_names(&self, id: TypeId) -> Vec<String> {
        let fields = self.fields.get(id.index());
        let names = fields.into_iter().flatten();
        names.map(|field| field.name.clone()).collect()
    }

    /// Says that there is no such field, and which is meant.
    pub(crate) fn unknown_field(&mut self, name: &str, place: Place, fields: &[String]) {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let (fault, known) = unknown_field(name, place, &fields);
        self.faults.push(did_you_mean(fault, place, known));
    }

    /// Says that a name cannot be referred to, if it is no single word.
    pub(crate) fn name(&mut self, name: &Text) {
        if !crate::pattern::is_word(name.as_str()) {
            self.faults.push(
                Diagnostic::error(
                    codes::BAD_NAME,
                    name.place(),
                    Message::new(
                        format!("“{}”不能作名字", name.as_str()),
                        format!("`{}` cannot be a name", name.as_str()),
                    ),
                )
                .label(Message::new(
                    "名字由文字、数字和 _ 组成，不以数字开头",
                    "names are letters, digits and _, no digit first",
                )),
            );
        }
    }

    /// A text as it stands: an error where a comment may have cut it or it is no text.
    pub(crate) fn text<'y>(&mut self, yaml: &'y Yaml) -> Option<&'y Text> {
        if let Content::Scalar(text) = &yaml.content {
            self.whole(text);
        }
        self.word(yaml)
    }

    /// A text of which `#` can be no part, such as a name: what follows is a comment.
    pub(crate) fn word<'y>(&mut self, yaml: &'y Yaml) -> Option<&'y Text> {
        match &yaml.content {
            Content::Scalar(text) => {
                if text.as_str().trim().is_empty() {
                    self.error(
                        codes::NOTHING_GIVEN,
                        yaml.place,
                        "这里要有文本".into(),
                        "a text is wanted here".into(),
                    );
                    return None;
                }
                Some(text)
            }
            _ => {
                self.wrong_form(yaml, "一个文本", "a text");
                None
            }
        }
    }

    /// Says that YAML may have taken the rest of a text for a comment.
    fn whole(&mut self, text: &Text) {
        if let Some(comment) = text.cut {
            self.faults.push(
                Diagnostic::error(
                    codes::TEXT_CUT,
                    comment,
                    Message::new(
                        "YAML 从“ #”起当作注释，文本在此被截断",
                        "YAML takes ` #` for the begin of a comment and cuts the text here",
                    ),
                )
                .related(text.place(), Message::new("只剩这些", "only this is left"))
                .help(Message::new(
                    "若是文本的一部分，整个加引号；若是注释，另起一行写",
                    "quote the whole if it belongs to the text; give a comment its own line",
                )),
            );
        }
    }

    /// Texts, given as a list or a single one; each with its place.
    pub(crate) fn texts<'y>(&mut self, yaml: &'y Yaml) -> Vec<&'y Text> {
        match &yaml.content {
            Content::List(items) => items.iter().filter_map(|item| self.text(item)).collect(),
            _ => self.text(yaml).into_iter().collect(),
        }
    }

    /// Words, given as a list or a single one; each with its place.
    pub(crate) fn words<'y>(&mut self, yaml: &'y Yaml) -> Vec<&'y Text> {
        match &yaml.content {
            Content::List(items) => items.iter().filter_map(|item| self.word(item)).collect(),
            _ => self.word(yaml).into_iter().collect(),
        }
    }

    /// The items of a list, or the value itself as the only one.
    pub(crate) fn items<'y>(&mut self, yaml: &'y Yaml) -> &'y [Yaml] {
        match &yaml.content {
            Content::List(items) => items,
            _ if yaml.is_null() => &[],
            _ => std::slice::from_ref(yaml),
        }
    }

    /// Says what is wanted in the place of what was written.
    pub(crate) fn wrong_form(&mut self, yaml: &Yaml, zh: &str, en: &str) {
        let (found_zh, found_en) = match &yaml.content {
            Content::Scalar(_) if yaml.is_null() => ("空", "nothing"),
            Content::Scalar(_) => ("文本", "a text"),
            Content::List(_) => ("列表", "a list"),
            Content::Map(_) => ("映射", "a map"),
            Content::Choice(_) => ("模式", "a pattern"),
        };
        self.faults.push(
            Diagnostic::error(
                codes::WRONG_FORM,
                yaml.place,
                Message::new(
                    format!("这里应是{zh}，写的是{found_zh}"),
                    format!("{en} is wanted here, {found_en} is given"),
                ),
            )
            .label(Message::new(format!("应是{zh}"), format!("{en} is wanted"))),
        );
    }

    /// One of two truth values.
    pub(crate) fn yes_no(&mut self, yaml: &Yaml) -> Option<bool> {
        match yaml.as_text().map(Text::as_str) {
            Some("true" | "是") => Some(true),
            Some("false" | "否") => Some(false),
            _ => {
                self.wrong_form(yaml, " true 或 false", "`true` or `false`");
                None
            }
        }
    }

    /// A whole number.
    pub(crate) fn number(&mut self, yaml: &Yaml) -> Option<u32> {
        let number = yaml.as_text().and_then(|text| text.as_str().parse().ok());
        if number.is_none() {
            self.wrong_form(yaml, "一个整数", "a whole number");
        }
        number
    }
}

/// Where a thing begins that is a map of keys: its first key.
pub(crate) fn head(yaml: &Yaml) -> Place {
    match &yaml.content {
        Content::Map(pairs) => pairs.first().map_or(yaml.place, |pair| pair.key.place()),
        _ => yaml.place,
    }
}

/// The fault of a field that is not among those of its type, and the one that may be meant.
pub(crate) fn unknown_field<'f>(
    name: &str,
    place: Place,
    fields: &[&'f str],
) -> (Diagnostic, Option<&'f str>) {
    let known = closest(name, fields.iter().copied());
    let mut fault = Diagnostic::error(
        codes::UNKNOWN_FIELD,
        place,
        Message::new(
            format!("没有字段“{name}”"),
            format!("there is no field `{name}`"),
        ),
    );
    if known.is_none() && !fields.is_empty() {
        fault = fault.help(Message::new(
            format!("字段有：{}", fields.join("、")),
            format!("the fields are: {}", fields.join(", ")),
        ));
    }
    (fault, known)
}

/// Adds the likely mend to a fault: the name that was meant.
pub(crate) fn did_you_mean(
    diagnostic: Diagnostic,
    place: Place,
    known: Option<&str>,
) -> Diagnostic {
    match known {
        Some(known) => diagnostic
            .help(Message::new(
                format!("是否指“{known}”？"),
                format!("did you mean `{known}`?"),
            ))
            .fix(place, known),
        None => diagnostic,
    }
}
