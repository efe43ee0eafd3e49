//! What an expression stands for, as far as it can be known before anything runs.

use super::Checker;
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::expression::{Expression, ExpressionKind, Find, FindScope, Target};
use crate::pack::model::{Field, Kind};
use crate::pattern::{Shape, ShapeItem};
use crate::record::TypeId;
use crate::source::Place;

/// What an expression stands for.
#[derive(Debug, Clone)]
pub(super) struct Sort<'c> {
    pub(super) what: What<'c>,
    pub(super) many: bool,
    /// Whether some way through the pattern leaves the capture unbound. What a lookup, a
    /// field or a segment may lack is not counted: that is often just what is asked.
    pub(super) optional: bool,
}

/// The things that values are.
#[derive(Debug, Clone)]
pub(super) enum What<'c> {
    /// A stretch of the document, or text.
    Text,
    Number,
    YesNo,
    Date,
    Record(TypeId),
    Map(&'c [Field]),
    Capture(&'c Shape),
    Segment,
    /// A fault was found: nothing more is said of it.
    Unknown,
}

impl<'c> Sort<'c> {
    fn one(what: What<'c>) -> Self {
        Self {
            what,
            many: false,
            optional: false,
        }
    }

    fn unknown() -> Self {
        Self::one(What::Unknown)
    }

    /// One item of a list.
    pub(super) fn item(self) -> Self {
        Self {
            many: false,
            optional: false,
            ..self
        }
    }
}

/// The names that an expression can use.
pub(super) struct Names<'c> {
    /// The captures of the match, or those of all markers.
    pub(super) shapes: &'c [Shape],
    /// Whether the rule divides a scope into segments.
    pub(super) segments: bool,
    /// The names bound by `each`, the innermost last.
    pub(super) bound: Vec<(&'c str, Sort<'c>)>,
}

/// The reserved words of segment rules; `match` is one of every rule.
const SEGMENT_WORDS: [&str; 4] = ["segments", "style", "before", "announce"];
/// What a segment has besides the captures of its marker.
const SEGMENT_PARTS: [&str; 7] = [
    "marker", "text", "content", "head", "body", "style", "ordinal",
];

impl<'p> Checker<'p> {
    /// What an expression stands for; every name in it that is not known is a fault.
    pub(super) fn sort<'c>(&mut self, expression: &Expression, names: &Names<'c>) -> Sort<'c>
    where
        'p: 'c,
    {
        match &expression.kind {
            ExpressionKind::Text(_) => Sort::one(What::Text),
            ExpressionKind::Number(_) => Sort::one(What::Number),
            ExpressionKind::YesNo(_) => Sort::one(What::YesNo),
            ExpressionKind::Path { root, steps } => {
                let place = part(expression.place, root, steps, 0);
                let sort = self.root(root, place, names);
                self.steps(sort, steps, names, |index| {
                    part(expression.place, root, steps, index + 1)
                })
            }
            ExpressionKind::Call { function, argument } => {
                let argument = self.sort(argument, names);
                match function.as_str() {
                    "number" => Sort {
                        what: What::Number,
                        ..argument
                    },
                    "date" => Sort {
                        what: What::Date,
                        ..argument
                    },
                    "trim" | "statement" | "text" => Sort {
                        what: What::Text,
                        ..argument
                    },
                    "count" => Sort::one(What::Number),
                    "present" => Sort::one(What::YesNo),
                    _ => Sort {
                        many: false,
                        ..argument
                    },
                }
            }
            ExpressionKind::Find {
                how,
                kind,
                place,
                conditions,
                steps,
            } => {
                if let Some(FindScope::Inside(inside)) = place {
                    self.sort(inside, names);
                }
                for (_, _, value) in conditions {
                    self.sort(value, names);
                }
                let Some(id) = self.pack.type_named(kind) else {
                    return Sort::unknown();
                };
                for (field, ..) in conditions {
                    let path: Vec<String> = field.split('.').map(str::to_owned).collect();
                    self.steps(Sort::one(What::Record(id)), &path, names, |_| {
                        expression.place
                    });
                }
                let found = Sort {
                    what: What::Record(id),
                    many: matches!(how, Find::All | Find::Emitted),
                    optional: false,
                };
                self.steps(found, steps, names, |_| expression.place)
            }
            ExpressionKind::Else(first, second) => {
                let first = self.sort(first, names);
                let second = self.sort(second, names);
                let what = match (&first.what, &second.what) {
                    (What::Unknown, _) | (_, What::Unknown) => What::Unknown,
                    (What::Record(left), What::Record(right)) if left != right => What::Unknown,
                    (left, right)
                        if std::mem::discriminant(left) == std::mem::discriminant(right) =>
                    {
                        first.what
                    }
                    _ => What::Unknown,
                };
                Sort {
                    what,
                    many: first.many || second.many,
                    optional: second.optional && first.optional,
                }
            }
            ExpressionKind::And(first, second)
            | ExpressionKind::Or(first, second)
            | ExpressionKind::Compare(_, first, second) => {
                self.sort(first, names);
                self.sort(second, names);
                Sort::one(What::YesNo)
            }
            ExpressionKind::Not(inner) => {
                self.sort(inner, names);
                Sort::one(What::YesNo)
            }
            ExpressionKind::Relate {
                subject, target, ..
            } => {
                self.sort(subject, names);
                if let Target::Value(value) = target {
                    self.sort(value, names);
                }
                Sort::one(What::YesNo)
            }
        }
    }

    /// The first word of a path: bound by `each`, a capture, or reserved.
    fn root<'c>(&mut self, word: &str, place: Place, names: &Names<'c>) -> Sort<'c> {
        if let Some((_, sort)) = names.bound.iter().rev().find(|(name, _)| *name == word) {
            return sort.clone();
        }
        if !names.segments
            && let Some(shape) = names.shapes.iter().find(|shape| shape.name == word)
        {
            return captured(shape);
        }
        match word {
            "match" => return Sort::one(What::Text),
            "segments" if names.segments => {
                return Sort {
                    many: true,
                    ..Sort::one(What::Segment)
                };
            }
            "style" | "before" | "announce" if names.segments => return Sort::one(What::Text),
            _ => {}
        }
        let mut known: Vec<&str> = names.bound.iter().map(|(name, _)| *name).collect();
        if names.segments {
            known.extend(SEGMENT_WORDS);
        } else {
            known.extend(names.shapes.iter().map(|shape| shape.name.as_str()));
        }
        self.unknown_capture(word, place, &known);
        Sort::unknown()
    }

    pub(super) fn unknown_capture(&mut self, word: &str, place: Place, known: &[&str]) {
        let near = closest(word, known.iter().copied());
        let mut fault = Diagnostic::error(
            codes::UNKNOWN_CAPTURE,
            place,
            Message::new(
                format!("模式里没有名为“{word}”的捕获"),
                format!("the pattern has no capture `{word}`"),
            ),
        );
        if self.pack.type_named(word).is_some() {
            fault = fault.help(Message::new(
                format!("“{word}”是类型：取一条写 first({word} in document)、nearest_before({word} in body)，取全部写 all({word} in document)"),
                format!("`{word}` is a type: one of its records is first({word} in document) or nearest_before({word} in body), all are all({word} in document)"),
            ));
            self.meant(fault, word, None);
            return;
        }
        if near.is_none() {
            let (zh, en) = if known.is_empty() {
                (
                    "这里没有任何捕获".to_owned(),
                    "there are no captures here".to_owned(),
                )
            } else {
                (
                    format!("可用：{}", known.join("、")),
                    format!("there are: {}", known.join(", ")),
                )
            };
            fault = fault.help(Message::new(
                format!("{zh}；若是文字，写「{word}」"),
                format!("{en}; if text is meant, write 「{word}」"),
            ));
        }
        self.meant(fault, word, near);
    }

    /// The words after the dots.
    fn steps<'c>(
        &mut self,
        mut sort: Sort<'c>,
        steps: &[String],
        names: &Names<'c>,
        place: impl Fn(usize) -> Place,
    ) -> Sort<'c>
    where
        'p: 'c,
    {
        for (index, word) in steps.iter().enumerate() {
            sort = self.step(sort, word, names, place(index));
        }
        sort
    }

    fn step<'c>(&mut self, sort: Sort<'c>, word: &str, names: &Names<'c>, place: Place) -> Sort<'c>
    where
        'p: 'c,
    {
        let pack = self.pack;
        let within = |inner: Sort<'c>| Sort {
            what: inner.what,
            many: sort.many || inner.many,
            optional: sort.optional || inner.optional,
        };
        match &sort.what {
            What::Unknown => Sort::unknown(),
            What::Capture(shape) => {
                if let Some(inner) = shape.inner(word) {
                    return within(captured(inner));
                }
                if let Some(beyond) = self.beyond(&shape.item, word) {
                    return within(beyond);
                }
                if word == "text" {
                    return within(Sort::one(What::Text));
                }
                let known: Vec<&str> = shape
                    .inner
                    .iter()
                    .map(|inner| inner.name.as_str())
                    .collect();
                let of = (format!("“{}”", shape.name), format!("`{}`", shape.name));
                self.no_part((&of.0, &of.1), word, place, &known);
                Sort::unknown()
            }
            What::Segment => {
                if let Some(shape) = names.shapes.iter().find(|shape| shape.name == word) {
                    return within(Sort {
                        optional: false,
                        ..captured(shape)
                    });
                }
                match word {
                    "marker" | "text" | "content" | "head" | "body" | "style" => {
                        within(Sort::one(What::Text))
                    }
                    "ordinal" => within(Sort::one(What::Number)),
                    _ => {
                        let captures = names.shapes.iter().map(|shape| shape.name.as_str());
                        let known: Vec<&str> = SEGMENT_PARTS.into_iter().chain(captures).collect();
                        self.no_part(("一段", "a segment"), word, place, &known);
                        Sort::unknown()
                    }
                }
            }
            What::Record(id) => match field_sort(&pack.type_of(*id).fields, word) {
                Some(found) => within(found),
                None if word == "text" => within(Sort::one(What::Text)),
                None => {
                    self.unknown_field(word, place, &pack.type_of(*id).fields);
                    Sort::unknown()
                }
            },
            What::Map(fields) => match field_sort(fields, word) {
                Some(found) => within(found),
                None if word == "text" => within(Sort::one(What::Text)),
                None => {
                    self.unknown_field(word, place, fields);
                    Sort::unknown()
                }
            },
            What::Date if word == "iso" => within(Sort::one(What::Text)),
            _ if word == "text" => within(Sort::one(What::Text)),
            _ => {
                self.no_part(("这个值", "this value"), word, place, &["text"]);
                Sort::unknown()
            }
        }
    }

    /// What a capture of entries or records has besides its inner captures.
    pub(super) fn beyond<'c>(&self, item: &ShapeItem, word: &str) -> Option<Sort<'c>>
    where
        'p: 'c,
    {
        let pack = self.pack;
        match item {
            ShapeItem::Characters => None,
            ShapeItem::Lexicon(lexicons) => lexicons
                .iter()
                .filter_map(|name| pack.lexicon_names.get(name))
                .flat_map(|id| &pack.lexicons[id.index()].entries)
                .any(|entry| entry.attribute(word).is_some())
                .then(|| Sort::one(What::Text)),
            ShapeItem::Record(kinds) => kinds
                .iter()
                .filter_map(|kind| pack.type_named(kind))
                .find_map(|id| field_sort(&pack.type_of(id).fields, word)),
        }
    }

    fn no_part(&mut self, (zh, en): (&str, &str), word: &str, place: Place, known: &[&str]) {
        let near = closest(word, known.iter().copied());
        let mut fault = Diagnostic::error(
            codes::UNKNOWN_CAPTURE,
            place,
            Message::new(
                format!("{zh}里没有“{word}”"),
                format!("{en} has no `{word}`"),
            ),
        );
        if near.is_none() && !known.is_empty() {
            fault = fault.help(Message::new(
                format!("里面有：{}", known.join("、")),
                format!("it has: {}", known.join(", ")),
            ));
        }
        self.meant(fault, word, near);
    }
}

pub(super) fn captured(shape: &Shape) -> Sort<'_> {
    Sort {
        what: What::Capture(shape),
        many: shape.many,
        optional: shape.optional,
    }
}

fn field_sort<'c>(fields: &'c [Field], name: &str) -> Option<Sort<'c>> {
    let field = fields.iter().find(|field| field.name == name)?;
    let what = match &field.kind {
        Kind::Text => What::Text,
        Kind::Number => What::Number,
        Kind::YesNo => What::YesNo,
        Kind::Date => What::Date,
        Kind::Record(id) => What::Record(*id),
        Kind::Map(fields) => What::Map(fields),
    };
    Some(Sort {
        what,
        many: field.many,
        optional: false,
    })
}

/// The place of a word of a path; the whole path where it is written with blanks.
fn part(place: Place, root: &str, steps: &[String], index: usize) -> Place {
    let length = root.len() + steps.iter().map(|step| step.len() + 1).sum::<usize>();
    if (place.end - place.start) as usize != length {
        return place;
    }
    let mut start = place.start as usize;
    let mut word = root;
    for step in &steps[..index] {
        start += word.len() + 1;
        word = step;
    }
    Place {
        start: start as u32,
        end: (start + word.len()) as u32,
        ..place
    }
}
