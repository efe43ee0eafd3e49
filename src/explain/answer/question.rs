//! What is asked: a record, a place, a rule.

use crate::diagnostic::{Message, closest};
use crate::engine::LimitError;
use crate::pack::Pack;
use crate::record::{RuleId, Span};
use crate::text::{Text, fold};

/// A question as it is typed; without anything it asks for an overview.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// A record: its number, its id (`speech-3`), or a type for all of it.
    pub record: Option<String>,
    /// A place: an offset in code points of the original, or a text, `TEXT#2` for its second
    /// occurrence.
    pub at: Option<String>,
    /// A rule.
    pub rule: Option<String>,
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unanswerable {
    /// The document costs more than the limits allow.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// No record has this number.
    #[error("there is no record {number}, there are {count}")]
    NoNumber {
        /// What was asked for.
        number: u64,
        /// How many there are.
        count: usize,
    },
    /// Neither an id nor a type.
    #[error("`{name}` is no record of this document and no type of the pack")]
    NoRecord {
        /// What was asked for.
        name: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// The pack has no such rule.
    #[error("the pack has no rule `{name}`")]
    NoRule {
        /// What was asked for.
        name: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// The document has no such text.
    #[error("the document has no “{text}”")]
    NoText {
        /// What was asked for.
        text: String,
        /// The longest begin or end of it that the document has.
        part: Option<String>,
    },
    /// The text does not occur so often.
    #[error("“{text}” occurs {count} times")]
    NoOccurrence {
        /// The text.
        text: String,
        /// How often it occurs.
        count: usize,
    },
    /// The offset lies behind the end.
    #[error("the document has {length} characters")]
    NoOffset {
        /// Code points of the original.
        length: usize,
    },
}

impl Unanswerable {
    /// The same for people, in both languages.
    pub fn message(&self) -> Message {
        let meant = |near: &Option<String>| match near {
            Some(near) => (
                format!("，是否指 {near}？"),
                format!("; did you mean {near}?"),
            ),
            None => Default::default(),
        };
        match self {
            Self::Limit(limit) => limit.message(),
            Self::NoNumber { number, count } => Message::new(
                format!("没有第 {number} 条记录，这篇共 {count} 条（不加 --record 列出）"),
                format!(
                    "there is no record {number}; the document has {count} (leave --record out to list them)"
                ),
            ),
            Self::NoRecord { name, near } => {
                let (zh, en) = meant(near);
                Message::new(
                    format!("{name} 不是这篇里记录的编号或 id，也不是规则包的类型{zh}"),
                    format!(
                        "{name} is no number or id of a record here and no type of the pack{en}"
                    ),
                )
            }
            Self::NoRule { name, near } => {
                let (zh, en) = meant(near);
                Message::new(
                    format!("规则包没有规则 {name}{zh}"),
                    format!("the pack has no rule {name}{en}"),
                )
            }
            Self::NoText { text, part } => {
                let (zh, en) = match part {
                    Some(part) => (format!("，只有“{part}”"), format!(", only “{part}”")),
                    None => Default::default(),
                };
                Message::new(
                    format!("文中没有“{text}”{zh}"),
                    format!("the document has no “{text}”{en}"),
                )
            }
            Self::NoOccurrence { text, count } => Message::new(
                format!("“{text}”在文中出现 {count} 次"),
                format!("“{text}” occurs {count} times in the document"),
            ),
            Self::NoOffset { length } => Message::new(
                format!("全文 {length} 个字，位置在此之后"),
                format!("the document has {length} characters; the offset lies behind them"),
            ),
        }
    }
}

/// The rule of a name.
pub(super) fn rule(pack: &Pack, name: &str) -> Result<RuleId, Unanswerable> {
    let found = pack.rules.iter().position(|rule| rule.name == name);
    found.map(|index| RuleId(index as u32)).ok_or_else(|| {
        let names = pack.rules.iter().map(|rule| rule.name.as_str());
        Unanswerable::NoRule {
            name: name.to_owned(),
            near: near(name, names),
        }
    })
}

/// The name that was probably meant: one that is nearly written so, else one that holds it.
pub(super) fn near<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    let held = |known: &&str| known.contains(name) || name.contains(*known);
    let found = closest(name, names.clone()).or_else(|| names.clone().find(held));
    found.map(str::to_owned)
}

/// The stretch of the normalised text that is meant, and the other places with its text.
pub(super) fn place(text: &Text, asked: &str) -> Result<(Span, Vec<Span>), Unanswerable> {
    if let Ok(offset) = asked.trim().parse::<u32>() {
        return at_offset(text, offset).map(|span| (span, Vec::new()));
    }
    let (wanted, which) = match asked.rsplit_once('#') {
        Some((wanted, number)) if !wanted.is_empty() => match number.parse::<usize>() {
            Ok(number) if number > 0 => (wanted, Some(number)),
            _ => (asked, None),
        },
        _ => (asked, None),
    };
    let found = occurrences(text, &fold(wanted));
    let index = which.unwrap_or(1) - 1;
    let Some(&span) = found.get(index) else {
        let wanted = wanted.to_owned();
        return Err(if found.is_empty() {
            let part = part(text, &fold(&wanted));
            Unanswerable::NoText { text: wanted, part }
        } else {
            let count = found.len();
            Unanswerable::NoOccurrence {
                text: wanted,
                count,
            }
        });
    };
    let others = found.into_iter().filter(|&other| other != span).collect();
    Ok((span, if which.is_some() { Vec::new() } else { others }))
}

/// The character of the normalised text that stems from one of the original, or the first
/// behind it.
fn at_offset(text: &Text, offset: u32) -> Result<Span, Unanswerable> {
    let length = text.chars().len() as u32;
    let places = 0..length;
    let mut spans = places.map(|at| Span::new(at, at + 1));
    let found = spans.find(|span| text.original_range(*span).end > offset);
    found.ok_or_else(|| Unanswerable::NoOffset {
        length: text.original().chars().count(),
    })
}

fn occurrences(text: &Text, wanted: &str) -> Vec<Span> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let length = wanted.chars().count() as u32;
    let document = text.normalised();
    let (mut byte, mut position) = (0, 0);
    document
        .match_indices(wanted)
        .map(|(start, _)| {
            position += document[byte..start].chars().count() as u32;
            byte = start;
            Span::new(position, position + length)
        })
        .collect()
}

/// The longest begin or end of a text, of two characters at least, that the document has.
fn part(text: &Text, wanted: &str) -> Option<String> {
    let characters: Vec<char> = wanted.chars().collect();
    let has = |part: &[char]| {
        let part: String = part.iter().collect();
        text.normalised().contains(&part).then_some(part)
    };
    let lengths = (2..characters.len()).rev();
    let mut parts = lengths.flat_map(|length| {
        [
            &characters[..length],
            &characters[characters.len() - length..],
        ]
    });
    parts.find_map(has)
}
