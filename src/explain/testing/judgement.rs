//! What is wrong with an example, said where it is best seen.

use super::cause::{self, Causes};
use super::compare::{Difference, found, likeness};
use super::{Finding, Verdict};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::explain::derivation::walk::Ground;
use crate::explain::derivation::witness::Witness;
use crate::explain::describe::{self, Reader};
use crate::pack::{Example, Pack};
use crate::record::{RecordId, RuleId, Span, TypeId};
use crate::source::Place;

/// An example that failed.
pub(super) struct Judged<'a> {
    pub reader: &'a Reader<'a>,
    pub rule: RuleId,
    pub example: &'a Example,
    pub types: &'a [TypeId],
    /// What the engine decided on the way.
    pub witness: &'a Witness,
    /// The document as it was watched.
    pub ground: &'a Ground<'a>,
}

impl Judged<'_> {
    /// A difference in words.
    pub fn finding(&self, difference: &Difference) -> Finding {
        let pack = self.reader.pack;
        let expected = |index: usize| Some(describe::expected(pack, &self.example.gives[index]));
        let made_by = |id: RecordId| {
            let rule = pack.rule(self.reader.record(id).rule);
            Some(rule.name.clone())
        };
        match difference {
            Difference::Missing(index) => {
                let near = self.nearest(*index);
                Finding {
                    verdict: Verdict::MissingRecord,
                    at: None,
                    expected: expected(*index),
                    found: near.map(|id| self.reader.describe(id)),
                    by: near.and_then(made_by),
                    fields: Vec::new(),
                }
            }
            Difference::False(id) => Finding {
                verdict: Verdict::FalseRecord,
                at: None,
                expected: None,
                found: Some(self.reader.describe(*id)),
                by: made_by(*id),
                fields: Vec::new(),
            },
            Difference::Wrong(index, id, fields) => Finding {
                verdict: Verdict::WrongField,
                at: None,
                expected: expected(*index),
                found: Some(self.reader.describe(*id)),
                by: made_by(*id),
                fields: fields.clone(),
            },
        }
    }

    /// The record that is most like a missing one, whatever its type.
    fn nearest(&self, index: usize) -> Option<RecordId> {
        let expected = &self.example.gives[index];
        if expected.fields.is_empty() {
            return None;
        }
        let all =
            found(self.reader, self.types).map(|id| (id, likeness(self.reader, expected, id)));
        let best = all.max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        (best.1 > 0.2).then_some(best.0)
    }

    /// All differences as one fault of the rule file, and what kept records away; `narrow` is
    /// the limit that did, if one did.
    pub fn diagnostic(
        &self,
        differences: &[Difference],
        narrow: Option<(Place, Message)>,
    ) -> Diagnostic {
        let code = verdict(differences).code().unwrap_or(codes::WRONG_FIELD);
        let mut notes = differences.iter().map(|one| self.note(one));
        let (place, label) = notes
            .next()
            .unwrap_or((self.example.place, Message::default()));
        let mut fault = Diagnostic::error(code, place, self.title(differences)).label(label);
        for (place, message) in notes {
            fault = fault.related(place, message);
        }
        if differences
            .iter()
            .all(|one| !matches!(one, Difference::False(_)))
        {
            let place = first_line(self.reader.pack, self.example.written.place);
            fault = fault.related(place, Message::new("例子", "the example"));
        }
        let causes = match narrow {
            Some(limit) => vec![limit],
            None => self.causes(differences),
        };
        for (place, message) in causes {
            fault = fault.related(place, message);
        }
        match self.help() {
            Some(help) => fault.help(help),
            None => fault,
        }
    }

    /// What kept the records away that are missing or differ.
    fn causes(&self, differences: &[Difference]) -> Vec<(Place, Message)> {
        let causes = Causes {
            reader: self.reader,
            witness: self.witness,
            ground: self.ground,
            types: self.types,
        };
        let mut wanted = Vec::new();
        // Of those, the ones that are not there at all.
        let mut lacking = Vec::new();
        let mut missing = false;
        let mut derived = None;
        for difference in differences {
            let (index, found, wrong) = match difference {
                Difference::False(id) => (None, Some(*id), None),
                Difference::Missing(index) => {
                    missing = true;
                    (Some(*index), None, None)
                }
                Difference::Wrong(index, id, wrong) => (Some(*index), Some(*id), Some(wrong)),
            };
            derived = derived.or(found);
            for (field, value) in index
                .into_iter()
                .flat_map(|index| &self.example.gives[index].fields)
            {
                cause::texts(value, &mut wanted);
                if wrong.is_none_or(|wrong| wrong.iter().any(|one| one.field == *field)) {
                    cause::texts(value, &mut lacking);
                }
            }
        }
        if let Some(cause) = causes.apart(&lacking, self.rule) {
            return vec![cause];
        }
        let mut told = match derived {
            // What is there says nothing of what is missing.
            Some(id) if !missing => causes.derivation(self.reader.record(id)),
            _ => Vec::new(),
        };
        if !wanted.is_empty() || missing {
            told.extend(causes.told(&wanted, missing.then_some(self.rule)));
        }
        told
    }

    fn title(&self, differences: &[Difference]) -> Message {
        let count =
            |wanted: fn(&Difference) -> bool| differences.iter().filter(|one| wanted(one)).count();
        let missing = count(|one| matches!(one, Difference::Missing(_)));
        let surplus = count(|one| matches!(one, Difference::False(_)));
        let wrong = count(|one| matches!(one, Difference::Wrong(..)));
        let mut zh = Vec::new();
        let mut en = Vec::new();
        if missing > 0 {
            zh.push(format!("少 {missing} 条记录"));
            en.push(format!("{missing} missing"));
        }
        if surplus > 0 {
            zh.push(format!("多 {surplus} 条记录"));
            en.push(format!("{surplus} too many"));
        }
        if wrong > 0 {
            zh.push(format!("{wrong} 条记录的字段不对"));
            en.push(format!("{wrong} with a wrong field"));
        }
        let rule = &self.reader.pack.rule(self.rule).name;
        Message::new(
            format!("规则 {rule} 的例子不成立：{}", zh.join("，")),
            format!("an example of rule {rule} fails: {}", en.join(", ")),
        )
    }

    /// A difference, where it is best seen: a false record in the example's text, any other
    /// where it is expected.
    fn note(&self, difference: &Difference) -> (Place, Message) {
        let reader = self.reader;
        match difference {
            Difference::Missing(index) => {
                let expected = &self.example.gives[*index];
                let (zh, en) = match self.nearest(*index) {
                    Some(id) => {
                        let near = reader.describe(id);
                        (
                            format!("；最接近的是 {near}"),
                            format!("; the nearest is {near}"),
                        )
                    }
                    None => Default::default(),
                };
                let message =
                    Message::new(format!("没有这条记录{zh}"), format!("no such record{en}"));
                (expected.place, message)
            }
            Difference::False(id) => {
                let record = reader.record(*id);
                let rule = &reader.pack.rule(record.rule).name;
                let found = reader.describe(*id);
                let message = Message::new(
                    format!("多出 {found}（规则 {rule}）"),
                    format!("too many: {found} (rule {rule})"),
                );
                (self.place_of(record.span), message)
            }
            Difference::Wrong(index, id, fields) => {
                let rule = &reader.pack.rule(reader.record(*id).rule).name;
                let told = |of: fn(&super::FieldDifference) -> String| {
                    let told: Vec<String> = fields.iter().map(of).collect();
                    told.join("; ")
                };
                let zh =
                    told(|one| format!("{} 应为 {}，实为 {}", one.field, one.expected, one.found));
                let en = told(|one| {
                    format!("{} should be {}, is {}", one.field, one.expected, one.found)
                });
                let message = Message::new(
                    format!("{zh}（规则 {rule}）"),
                    format!("{en} (rule {rule})"),
                );
                (self.example.gives[*index].place, message)
            }
        }
    }

    fn help(&self) -> Option<Message> {
        let pack = self.reader.pack;
        let layer = pack.layer_at(self.example.place) as usize;
        if layer + 1 < pack.layers.len() {
            let below = &pack.layers[layer].name;
            return Some(Message::new(
                format!(
                    "这是“{below}”的例子，在“{}”之下变了；若是有意的，把它写进 pack.yaml 的 changes",
                    pack.name
                ),
                format!(
                    "this is an example of `{below}` that changes under `{}`; name it in `changes` of pack.yaml if that is meant",
                    pack.name
                ),
            ));
        }
        None
    }

    /// The part of the example's text in the rule file that a span of it stands for.
    fn place_of(&self, span: Span) -> Place {
        let range = self.reader.text.original_range(span);
        let original = self.reader.text.original();
        let byte = |position: u32| {
            let mut starts = original.char_indices().map(|(start, _)| start);
            starts.nth(position as usize).unwrap_or(original.len())
        };
        self.example
            .written
            .place_of(byte(range.start), byte(range.end))
    }
}

/// The gravest: what is missing, what is too many, what differs.
pub(super) fn verdict(differences: &[Difference]) -> Verdict {
    let missing = |one: &Difference| matches!(one, Difference::Missing(_));
    let surplus = |one: &Difference| matches!(one, Difference::False(_));
    if differences.iter().any(missing) {
        Verdict::MissingRecord
    } else if differences.iter().any(surplus) {
        Verdict::FalseRecord
    } else {
        Verdict::WrongField
    }
}

/// The first line of a text in a rule file.
pub(super) fn first_line(pack: &Pack, place: Place) -> Place {
    let line = pack.sources.slice(place).lines().next().unwrap_or_default();
    Place {
        end: place.start + line.len() as u32,
        ..place
    }
}
