//! Where a record fell and why, in words.

use super::witness::{Fall, Made, Witness};
use crate::diagnostic::Message;
use crate::engine::trace::ConditionPart;
use crate::explain::describe::shortened;
use crate::pack::Pack;
use crate::record::{RuleId, Span, TypeId};
use crate::source::Place;
use crate::text::Text;

/// What is said of a fall: what stood in the text, the place in the rule files that decided
/// it, and what is said there.
pub(crate) type Cause = (Span, Place, Message);

/// What falls are told with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Falls<'a> {
    pub pack: &'a Pack,
    pub text: &'a Text,
    pub witness: &'a Witness,
}

impl<'a> Falls<'a> {
    /// Whose record fell.
    pub fn rule_of(&self, fall: &Fall) -> Option<RuleId> {
        match fall {
            Fall::Rival(serial, _) | Fall::Double(serial, _) => {
                self.made(*serial).map(|made| made.rule)
            }
            Fall::Exception { rule, .. }
            | Fall::Condition { rule, .. }
            | Fall::Field { rule, .. }
            | Fall::Run { rule, .. } => Some(*rule),
        }
    }

    /// Where what fell stands.
    pub fn span_of(&self, fall: &Fall) -> Option<Span> {
        match fall {
            Fall::Rival(serial, _) | Fall::Double(serial, _) => {
                self.made(*serial).map(|made| made.span)
            }
            Fall::Exception { span, .. }
            | Fall::Condition { span, .. }
            | Fall::Field { span, .. }
            | Fall::Run { span, .. } => Some(*span),
        }
    }

    /// Whether a fall keeps records of some types away.
    pub fn concerns(&self, fall: &Fall, types: &[TypeId]) -> bool {
        match fall {
            Fall::Rival(serial, _) => self
                .made(*serial)
                .is_some_and(|loser| types.contains(&loser.kind)),
            // What stands for it is there.
            Fall::Double(..) => false,
            _ => self.rule_of(fall).is_some_and(|rule| {
                let emit = &self.pack.rule(rule).emit;
                emit.iter().any(|emit| types.contains(&emit.makes))
            }),
        }
    }

    fn made(&self, serial: u32) -> Option<&'a Made> {
        self.witness.made.get(&serial)
    }

    fn at(&self, span: Span) -> String {
        shortened(self.text.slice(span))
    }

    /// A fall in words.
    pub fn told(&self, fall: &Fall) -> Option<Cause> {
        let pack = self.pack;
        let rule = pack.rule(self.rule_of(fall)?);
        let span = self.span_of(fall)?;
        let fell = self.at(span);
        let (place, message) = match fall {
            Fall::Rival(_, winner) => {
                let winner = self.made(*winner)?;
                let won = self.at(winner.span);
                let message = Message::new(
                    format!("“{fell}”（规则 {}）让位于这条规则的“{won}”", rule.name),
                    format!("“{fell}” (rule {}) fell to “{won}” of this rule", rule.name),
                );
                (pack.rule(winner.rule).place, message)
            }
            Fall::Double(_, other) => {
                let other = pack.rule(self.made(*other)?.rule);
                let message = Message::new(
                    format!("“{fell}”与规则 {} 的一条完全相同，只留那一条", other.name),
                    format!(
                        "“{fell}” equals one of rule {} in every field; that one stays",
                        other.name
                    ),
                );
                (other.place, message)
            }
            Fall::Exception { number, by, .. } => {
                let exception = rule.exceptions.get(*number)?;
                let around = self.at(*by);
                let (zh, en) = if *by == span {
                    (String::new(), String::new())
                } else {
                    (
                        format!("（它匹配“{around}”）"),
                        format!(", which matches “{around}”"),
                    )
                };
                let message = Message::new(
                    format!("“{fell}”被这个例外去掉{zh}"),
                    format!("“{fell}” is dropped by this exception{en}"),
                );
                (exception.pattern.place, message)
            }
            Fall::Condition {
                condition, parts, ..
            } => {
                let (zh, en) = self.parts(*condition, parts);
                let message = Message::new(
                    format!("“{fell}”不满足这个条件{zh}"),
                    format!("this does not hold for “{fell}”{en}"),
                );
                (*condition, message)
            }
            Fall::Field { kind, field, .. } => {
                let field = pack.type_of(*kind).fields.get(*field)?;
                let message = Message::new(
                    format!("“{fell}”缺少必需的字段 {}", field.name),
                    format!("“{fell}” lacks the required field {}", field.name),
                );
                (field.place, message)
            }
            Fall::Run {
                style, ordinals, ..
            } => {
                let seen: Vec<String> = ordinals.iter().map(u32::to_string).collect();
                let seen = seen.join(", ");
                let (zh, en) = match ordinals.first() {
                    Some(first) if *first > 1 => (
                        format!("，缺 {}", first - 1),
                        format!("; {} is missing", first - 1),
                    ),
                    _ => Default::default(),
                };
                let message = Message::new(
                    format!("“{style}”这一串不成立：见到的次序是 {seen}{zh}"),
                    format!("a run of “{style}” is none: the ordinals seen are {seen}{en}"),
                );
                (rule.place, message)
            }
        };
        Some((span, place, message))
    }

    /// What the parts of a condition stood for.
    fn parts(&self, condition: Place, parts: &[ConditionPart]) -> (String, String) {
        let mut zh = Vec::new();
        let mut en = Vec::new();
        for part in parts {
            let written = self.pack.sources.slice(part.place).trim();
            let (mut said_zh, mut said_en) = match &part.value {
                Some(value) => {
                    let value = shortened(value);
                    (
                        format!("{written} 是“{value}”"),
                        format!("{written} is “{value}”"),
                    )
                }
                None => (format!("{written} 无值"), format!("{written} has no value")),
            };
            if let Some(related) = part.related {
                let other = self.at(related);
                said_zh += &format!("，碰到“{other}”");
                said_en += &format!(", which meets “{other}”");
            }
            // A condition that is one word says it all itself.
            if part.place != condition || part.value.is_some() {
                zh.push(said_zh);
                en.push(said_en);
            }
        }
        if zh.is_empty() {
            return Default::default();
        }
        (
            format!("：{}", zh.join("；")),
            format!(": {}", en.join("; ")),
        )
    }
}
