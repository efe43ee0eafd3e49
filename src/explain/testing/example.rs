//! The examples of a rule.

use super::compare::{Difference, compare, found, likeness};
use super::witness::{Fall, Witness};
use super::{Finding, Kind, Outcome, Verdict};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::engine::{Engine, LimitError, Metadata, Scratch};
use crate::explain::describe::{self, Reader, shortened};
use crate::pack::{Action, Example, Pack, Rule};
use crate::record::{RecordId, RuleId, Span, TypeId};
use crate::source::Place;
use crate::text::Text;

/// At most so many falls are told of one example.
const TOLD: usize = 3;

/// Whether an upper layer says that this example changes under it.
pub(super) fn is_changed_on_purpose(pack: &Pack, example: &Example) -> bool {
    let layer = pack.layer_at(example.place) as usize;
    let above = pack.layers.iter().skip(layer + 1);
    above
        .flat_map(|layer| &layer.changes)
        .any(|name| *name == example.id || name.trim() == example.text.trim())
}

/// Runs an example: the whole pack, on its text, with its date.
pub(super) fn run(
    engine: &Engine,
    scratch: &mut Scratch,
    rule: &Rule,
    example: &Example,
) -> Outcome {
    let pack = &engine.program().pack;
    let text = Text::from_plain(&example.text);
    let metadata = Metadata {
        date: example.date.clone(),
    };
    let mut outcome = Outcome {
        verdict: Verdict::Passed,
        kind: Kind::Example,
        rule: rule.name.clone(),
        name: example.id.clone(),
        place: Some(example.written.place),
        findings: Vec::new(),
        diagnostic: None,
    };
    let extraction = match engine.extract(&text, &metadata, scratch) {
        Ok(extraction) => extraction,
        Err(limit) => {
            outcome.verdict = Verdict::TooCostly;
            outcome.diagnostic = Some(too_costly(example.written.place, &limit));
            return outcome;
        }
    };
    let reader = Reader {
        pack,
        text: &text,
        extraction: &extraction,
    };
    let types = types(pack, rule, example);
    let differences = compare(&reader, example, &types);
    let own = pack.layer_at(example.place) as usize + 1 == pack.layers.len();
    if differences.is_empty() {
        // Under an overlay the base's own `todo` is none of its business.
        if example.todo && own {
            outcome.verdict = Verdict::TodoPasses;
            outcome.diagnostic = Some(todo_passes(rule, example));
        } else if own {
            outcome.diagnostic = satisfied_by_another(&reader, rule, example, &types);
        }
        return outcome;
    }
    let judged = Judged {
        reader: &reader,
        rule,
        example,
        types: &types,
    };
    outcome.findings = differences.iter().map(|one| judged.finding(one)).collect();
    outcome.verdict = if example.todo {
        Verdict::Todo
    } else {
        verdict(&differences)
    };
    let mut witness = Witness::default();
    // It has just run within the limits.
    if engine
        .extract_observed(&text, &metadata, scratch, &mut witness)
        .is_ok()
    {
        outcome.diagnostic = Some(judged.diagnostic(&differences, &witness));
    }
    outcome
}

/// Whether none of the records of a passing example comes from its rule: then it tests
/// another.
fn satisfied_by_another(
    reader: &Reader<'_>,
    rule: &Rule,
    example: &Example,
    types: &[TypeId],
) -> Option<Diagnostic> {
    let pack = reader.pack;
    let mut makers: Vec<&Rule> = found(reader, types)
        .map(|id| pack.rule(reader.record(id).rule))
        .collect();
    if example.gives.is_empty() || makers.iter().any(|maker| maker.name == rule.name) {
        return None;
    }
    makers.dedup_by_key(|maker| &maker.name);
    let names: Vec<&str> = makers.iter().map(|maker| maker.name.as_str()).collect();
    let mut warning = Diagnostic::warning(
        codes::SATISFIED_BY_ANOTHER,
        first_line(pack, example.written.place),
        Message::new(
            format!(
                "例子通过了，但其中的记录都出自规则 {}，不是 {}",
                names.join("、"),
                rule.name
            ),
            format!(
                "the example passes, but its records all come from rule {}, not {}",
                names.join(", "),
                rule.name
            ),
        ),
    );
    for maker in makers {
        let message = Message::new("记录出自这条规则", "its records come from this rule");
        warning = warning.related(maker.place, message);
    }
    Some(warning)
}

/// Examples of lower layers that are named in `changes` of the topmost and hold all the same.
pub(super) fn unchanged(engine: &Engine, scratch: &mut Scratch) -> Vec<Diagnostic> {
    let pack = &engine.program().pack;
    let Some(top) = pack.layers.last() else {
        return Vec::new();
    };
    let mut warnings = Vec::new();
    for (name, &place) in top.changes.iter().zip(&top.change_places) {
        let named = |example: &Example| *name == example.id || name.trim() == example.text.trim();
        let mut examples = pack.rules.iter().flat_map(|rule| {
            let named = rule.examples.iter().filter(|example| named(example));
            named.map(move |example| (rule, example))
        });
        let Some((rule, example)) = examples.next() else {
            continue;
        };
        if run(engine, scratch, rule, example).verdict == Verdict::Passed {
            let message = Message::new(
                format!("例子“{}”在这里并没有变", shortened(name)),
                format!("the example “{}” does not change here", shortened(name)),
            );
            let help = Message::new("从 changes 里去掉", "take it out of `changes`");
            warnings.push(Diagnostic::warning(codes::CHANGES_UNCHANGED, place, message).help(help));
        }
    }
    warnings
}

/// The types whose records are compared: those that the rule makes and those that the
/// example names.
fn types(pack: &Pack, rule: &Rule, example: &Example) -> Vec<TypeId> {
    let mut types: Vec<TypeId> = rule.emit.iter().map(|emit| emit.makes).collect();
    if let Action::Entity(entity) = &rule.action {
        types.push(entity.makes);
    }
    for expected in &example.gives {
        types.extend(pack.leaves(expected.kind));
    }
    types.sort();
    types.dedup();
    types
}

/// The gravest: what is missing, what is too many, what differs.
fn verdict(differences: &[Difference]) -> Verdict {
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

/// An example that failed.
struct Judged<'a> {
    reader: &'a Reader<'a>,
    rule: &'a Rule,
    example: &'a Example,
    types: &'a [TypeId],
}

impl Judged<'_> {
    fn finding(&self, difference: &Difference) -> Finding {
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

    fn diagnostic(&self, differences: &[Difference], witness: &Witness) -> Diagnostic {
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
        let missing = |one: &Difference| !matches!(one, Difference::False(_));
        if differences.iter().any(missing) {
            for (place, message) in self.falls(witness) {
                fault = fault.related(place, message);
            }
        }
        match self.help() {
            Some(help) => fault.help(help),
            None => fault,
        }
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
        let rule = &self.rule.name;
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

    /// Where records of the expected types fell, each at the place in the rule files that
    /// decided it.
    fn falls(&self, witness: &Witness) -> Vec<(Place, Message)> {
        let mut told: Vec<(Place, Message)> = Vec::new();
        for fall in &witness.falls {
            if told.len() == TOLD {
                break;
            }
            if let Some((place, message)) = self.fall(fall, witness)
                && told.iter().all(|(other, _)| *other != place)
            {
                told.push((place, message));
            }
        }
        told
    }

    fn fall(&self, fall: &Fall, witness: &Witness) -> Option<(Place, Message)> {
        let pack = self.reader.pack;
        let at = |span: Span| shortened(self.reader.text.slice(span));
        match *fall {
            Fall::Rival(loser, winner) => {
                let loser = witness.made.get(loser as usize)?;
                let winner = witness.made.get(winner as usize)?;
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
                Some((rule.place, message))
            }
            Fall::Exception { rule, span, number } => {
                let exception = self.maker(rule)?.exceptions.get(number)?;
                let dropped = at(span);
                let message = Message::new(
                    format!("“{dropped}”被这个例外去掉"),
                    format!("“{dropped}” is dropped by this exception"),
                );
                Some((exception.pattern.place, message))
            }
            Fall::Condition {
                rule,
                span,
                condition,
            } => {
                self.maker(rule)?;
                let tested = at(span);
                let message = Message::new(
                    format!("“{tested}”不满足这个条件"),
                    format!("this does not hold for “{tested}”"),
                );
                Some((condition, message))
            }
            Fall::Field {
                rule,
                span,
                kind,
                field,
            } => {
                self.maker(rule)?;
                let field = pack.type_of(kind).fields.get(field)?;
                let (name, tested) = (&field.name, at(span));
                let message = Message::new(
                    format!("“{tested}”缺少必需的字段 {name}"),
                    format!("“{tested}” lacks the required field {name}"),
                );
                Some((field.place, message))
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

/// The first line of a text in a rule file.
fn first_line(pack: &Pack, place: Place) -> Place {
    let line = pack.sources.slice(place).lines().next().unwrap_or_default();
    Place {
        end: place.start + line.len() as u32,
        ..place
    }
}

fn todo_passes(rule: &Rule, example: &Example) -> Diagnostic {
    Diagnostic::error(
        codes::TODO_PASSES,
        example.written.place,
        Message::new(
            format!("规则 {} 的这个例子标作 todo，却已通过", rule.name),
            format!(
                "this example of rule {} is marked `todo` and passes",
                rule.name
            ),
        ),
    )
    .help(Message::new("去掉 todo", "take `todo` out"))
}

/// A document that costs more than the limits allow.
pub(super) fn too_costly(place: Place, limit: &LimitError) -> Diagnostic {
    Diagnostic::error(
        codes::EXAMPLE_TOO_COSTLY,
        place,
        Message::new(
            format!("例子超出计算上限：{limit}"),
            format!("the example costs too much: {limit}"),
        ),
    )
}
