//! Why a record is not there: where it fell, or how far the rule came.

use super::entries;
use super::witness::{Fall, Witness};
use crate::diagnostic::Message;
use crate::explain::describe::{Reader, shortened};
use crate::pack::{Action, ExpectedValue, Rule};
use crate::record::{Record, RuleId, Span, TypeId};
use crate::source::Place;
use crate::text::fold;

/// At most so many causes are told of one example.
const TOLD: usize = 3;

/// So many elements of a match are told, from its begin.
const STEPS: usize = 6;

/// What stood in the text, the place in the rule files that decided it, and what is said there.
type Cause = (Span, Place, Message);

/// What may have kept records of some types away.
pub(super) struct Causes<'a> {
    pub reader: &'a Reader<'a>,
    pub witness: &'a Witness,
    pub types: &'a [TypeId],
}

impl Causes<'_> {
    /// The causes that concern some wanted texts, each at the place in the rule files that
    /// decided it. Where `rule` should have made a record and nothing fell, how far it came.
    pub fn told(&self, wanted: &[&str], rule: Option<RuleId>) -> Vec<(Place, Message)> {
        let wanted: Vec<String> = wanted.iter().map(|text| fold(text)).collect();
        let concerns = |span: Span| {
            let text = self.reader.text.slice(span);
            let mut wanted = wanted.iter();
            wanted.any(|wanted| text.contains(wanted.as_str()) || wanted.contains(text))
        };
        let falls: Vec<Cause> = self
            .witness
            .falls
            .iter()
            .filter_map(|fall| self.fall(fall))
            .collect();
        let concerned = falls.iter().any(|(span, ..)| concerns(*span));
        let mut told: Vec<(Place, Message)> = Vec::new();
        for (span, place, message) in falls {
            let new = told.iter().all(|(other, _)| *other != place);
            // Where a record is missing, any fall is better than none.
            let wanted = concerns(span) || (!concerned && rule.is_some());
            if new && wanted && told.len() < TOLD {
                told.push((place, message));
            }
        }
        if told.is_empty()
            && let Some(rule) = rule
        {
            told.extend(self.progress(rule));
        }
        told
    }

    /// How far a rule's pattern came before it failed for good.
    fn progress(&self, id: RuleId) -> Vec<(Place, Message)> {
        let rule = self.reader.pack.rule(id);
        if !matches!(rule.action, Action::Match(_))
            || self.witness.made.iter().any(|made| made.rule == id)
        {
            return Vec::new();
        }
        let Some(progress) = self.witness.farthest(id) else {
            let message = Message::new(
                "例子里没有这条规则要找的范围（within）",
                "the example has no scope in which this rule is sought",
            );
            return vec![(rule.place, message)];
        };
        let text = self.reader.text;
        let end = progress.reached.end;
        let there = text.slice(Span::new(end, end + SHOWN_AHEAD));
        let stood = |nothing: &str| match there {
            "" => nothing.to_owned(),
            there => format!("“{}”", shortened(there)),
        };
        let (zh, en) = (stood("文字的结尾"), stood("the end of the text"));
        let came = shortened(text.slice(progress.reached));
        let mut message = if progress.reached.is_empty() {
            Message::new(
                format!("没有一处能从这里开始，如在{zh}处"),
                format!("nowhere does it begin, such as at {en}"),
            )
        } else {
            Message::new(
                format!("匹配了“{came}”，到这里不成立：文中是{zh}"),
                format!("“{came}” matches, then this fails: there stands {en}"),
            )
        };
        let mut refused = Vec::new();
        let lexicons = progress.elements.iter().filter_map(|element| {
            entries::lexicon_of(self.reader, *element).map(|lexicon| (lexicon, *element))
        });
        let at = (!progress.reached.is_empty()).then_some(end);
        for (lexicon, element) in lexicons {
            let found = entries::refused(self.reader, lexicon, element, at);
            if found.is_empty() {
                let name = &lexicon.name;
                message.zh += &format!("；这里没有“{name}”的词");
                message.en += &format!("; no entry of `{name}` is there");
            }
            refused.extend(found);
        }
        refused.truncate(TOLD);
        let place = hull(&progress.elements).map(|place| (place, message));
        place.into_iter().chain(refused).collect()
    }

    /// The elements that a record was matched by, each with what it matched.
    pub fn derivation(&self, record: &Record) -> Vec<(Place, Message)> {
        let Some(way) = self.witness.way(record) else {
            return Vec::new();
        };
        // An element under a repeat is one, with all that it matched.
        let mut steps: Vec<(Place, Span)> = Vec::new();
        for &(place, span) in way.steps.iter().filter(|(_, span)| !span.is_empty()) {
            match steps.iter_mut().find(|(known, _)| *known == place) {
                Some((_, known)) => known.end = known.end.max(span.end),
                None => steps.push((place, span)),
            }
        }
        steps.truncate(STEPS);
        let told = steps.into_iter().map(|(place, span)| {
            let text = shortened(self.reader.text.slice(span));
            (
                place,
                Message::new(format!("“{text}”"), format!("“{text}”")),
            )
        });
        told.collect()
    }

    fn fall(&self, fall: &Fall) -> Option<Cause> {
        let pack = self.reader.pack;
        let at = |span: Span| shortened(self.reader.text.slice(span));
        match fall {
            Fall::Rival(loser, winner) => {
                let loser = self.witness.made.get(*loser as usize)?;
                let winner = self.witness.made.get(*winner as usize)?;
                if !self.types.contains(&loser.kind) {
                    return None;
                }
                let rule = pack.rule(winner.rule);
                let (lost, won) = (at(loser.span), at(winner.span));
                let message = Message::new(
                    format!(
                        "“{lost}”（规则 {}）让位于这条规则的“{won}”",
                        pack.rule(loser.rule).name
                    ),
                    format!(
                        "“{lost}” (rule {}) fell to “{won}” of this rule",
                        pack.rule(loser.rule).name
                    ),
                );
                Some((loser.span, rule.place, message))
            }
            Fall::Exception { rule, span, number } => {
                let exception = self.maker(*rule)?.exceptions.get(*number)?;
                let dropped = at(*span);
                let message = Message::new(
                    format!("“{dropped}”被这个例外去掉"),
                    format!("“{dropped}” is dropped by this exception"),
                );
                Some((*span, exception.pattern.place, message))
            }
            Fall::Condition {
                rule,
                span,
                condition,
            } => {
                self.maker(*rule)?;
                let tested = at(*span);
                let message = Message::new(
                    format!("“{tested}”不满足这个条件"),
                    format!("this does not hold for “{tested}”"),
                );
                Some((*span, *condition, message))
            }
            Fall::Field {
                rule,
                span,
                kind,
                field,
            } => {
                self.maker(*rule)?;
                let field = pack.type_of(*kind).fields.get(*field)?;
                let (name, tested) = (&field.name, at(*span));
                let message = Message::new(
                    format!("“{tested}”缺少必需的字段 {name}"),
                    format!("“{tested}” lacks the required field {name}"),
                );
                Some((*span, field.place, message))
            }
            Fall::Run {
                rule,
                style,
                ordinals,
                span,
            } => {
                let rule = self.maker(*rule)?;
                let seen: Vec<String> = ordinals.iter().map(u32::to_string).collect();
                let seen = seen.join(", ");
                let message = Message::new(
                    format!("“{style}”这一串不成立：见到的次序是 {seen}"),
                    format!("a run of “{style}” is none: the ordinals seen are {seen}"),
                );
                Some((*span, rule.place, message))
            }
        }
    }

    /// A rule, if it makes records of the types that are compared.
    fn maker(&self, rule: RuleId) -> Option<&Rule> {
        let rule = self.reader.pack.rule(rule);
        let makes = rule
            .emit
            .iter()
            .any(|emit| self.types.contains(&emit.makes));
        makes.then_some(rule)
    }
}

/// So many code points are shown of what stood where a rule failed.
pub(super) const SHOWN_AHEAD: u32 = 8;

/// The stretch of one rule file from the first of some elements to the last.
fn hull(elements: &[Place]) -> Option<Place> {
    let first = elements.first()?;
    let beside = elements.iter().filter(|place| place.source == first.source);
    beside.copied().reduce(|one, other| Place {
        start: one.start.min(other.start),
        end: one.end.max(other.end),
        ..one
    })
}

/// The texts that an example names in a value.
pub(super) fn texts<'e>(value: &'e ExpectedValue, out: &mut Vec<&'e str>) {
    match value {
        ExpectedValue::Absent => {}
        ExpectedValue::Text(text) => out.push(text),
        ExpectedValue::List(items) => items.iter().for_each(|item| texts(item, out)),
        ExpectedValue::Map(fields) => fields.iter().for_each(|(_, value)| texts(value, out)),
    }
}
