//! `explain`: why a record is there, and why a rule found nothing.

mod html;
mod inquiry;
mod model;
mod question;
mod text;
mod why;
mod why_not;

pub use html::html;
pub use model::{
    Answer, At, Bound, Cause, EntryShown, FailedShown, FieldShown, Line, Merged, Node, NodeKind,
    Outcome, Passage, RuleShown, Why, WhyNot,
};
pub use question::{Question, Unanswerable};
pub use text::render;

use crate::diagnostic::Message;
use crate::engine::{Engine, Metadata, Scratch};
use crate::explain::derivation::witness::Witness;
use crate::record::{RecordId, RuleId, Span, TypeId};
use crate::text::Text;

use inquiry::Inquiry;

/// Answers a question about a document; `document` is its id.
///
/// # Errors
/// A record, place or rule that does not exist; a document that costs more than the limits
/// allow.
pub fn answer(
    engine: &Engine,
    document: &str,
    text: &Text,
    metadata: &Metadata,
    question: &Question,
) -> Result<Answer, Unanswerable> {
    let program = engine.program();
    let pack = &program.pack;
    let rule = question.rule.as_deref();
    let rule = rule.map(|name| question::rule(pack, name)).transpose()?;
    let place = question.at.as_deref();
    let place = place.map(|at| question::place(text, at)).transpose()?;
    let whole = Span::new(0, text.chars().len() as u32);
    let mut witness = Witness {
        near: match (&place, question) {
            (Some((place, _)), _) => Some(*place),
            (
                None,
                Question {
                    record: None,
                    rule: None,
                    ..
                },
            ) => None,
            (None, _) => Some(whole),
        },
        ..Witness::default()
    };
    let mut scratch = Scratch::default();
    let extraction = engine.extract_observed(text, metadata, &mut scratch, &mut witness)?;
    let inquiry = Inquiry::new(program, text, &extraction, &witness, &scratch);
    let mut answer = Answer {
        document: document.to_owned(),
        pack: pack.layers.iter().map(|layer| layer.name.clone()).collect(),
        place: place.as_ref().map(|(span, _)| inquiry.passage(*span)),
        notes: Vec::new(),
        records: None,
        why: Vec::new(),
        why_not: Vec::new(),
    };
    if let Some((_, others)) = &place {
        answer.notes.extend(elsewhere(&inquiry, others));
    }
    let place = place.map(|(span, _)| span);
    match &question.record {
        Some(record) => inquiry.explain_record(record, place, rule, &mut answer)?,
        None => inquiry.explain_place(place, rule, &mut answer),
    }
    if !inquiry.ground.is_complete() {
        answer.notes.push(Message::new(
            "文章太长，只看了一部分；用 --at 指定位置，用 --rule 指定规则",
            "the document is too long to be looked through; narrow it down with --at and --rule",
        ));
    }
    Ok(answer)
}

/// So many other places with the same text are named.
const PLACES_NAMED: usize = 6;

/// So many records of a type are explained at once; of more, the first.
const EXPLAINED: usize = 5;

/// The other places with the text that was asked for.
fn elsewhere(inquiry: &Inquiry<'_>, others: &[Span]) -> Option<Message> {
    let text = inquiry.text.slice(*others.first()?);
    let places = others.iter().take(PLACES_NAMED).zip(2..);
    let places: Vec<String> = places
        .map(|(span, number)| {
            let passage = inquiry.passage(*span);
            format!(
                "“{text}#{number}” ({}) …{}【{text}】{}…",
                passage.start,
                crate::explain::table::one_line(&passage.left),
                crate::explain::table::one_line(&passage.right)
            )
        })
        .collect();
    let count = others.len();
    let shown = places.join("\n  ");
    Some(Message::new(
        format!("“{text}”还出现在另外 {count} 处，这里说的是第一处：\n  {shown}"),
        format!("“{text}” stands at {count} more places; this is about the first:\n  {shown}"),
    ))
}

impl Inquiry<'_> {
    /// Why a record is there, or the records of a type.
    fn explain_record(
        &self,
        asked: &str,
        place: Option<Span>,
        rule: Option<RuleId>,
        answer: &mut Answer,
    ) -> Result<(), Unanswerable> {
        let count = self.extraction.records.len();
        let number = asked.trim_start_matches('#').parse::<u64>().ok();
        if let Some(number) = number {
            let index = usize::try_from(number)
                .ok()
                .and_then(|it| it.checked_sub(1));
            let index = index.filter(|&index| index < count);
            let Some(index) = index else {
                return Err(Unanswerable::NoNumber { number, count });
            };
            answer.why.push(self.why(RecordId(index as u32)));
            return Ok(());
        }
        if let Some(id) = self.records().find(|id| self.id(*id) == Some(asked)) {
            answer.why.push(self.why(id));
            return Ok(());
        }
        let Some(kind) = self.pack.type_named(asked) else {
            let types = self.pack.types.iter().map(|kind| kind.name.as_str());
            let ids: Vec<&str> = self.records().filter_map(|id| self.id(id)).collect();
            return Err(Unanswerable::NoRecord {
                name: asked.to_owned(),
                near: question::near(asked, types.chain(ids)),
            });
        };
        self.explain_type(kind, place, rule, answer);
        Ok(())
    }

    fn explain_type(
        &self,
        kind: TypeId,
        place: Option<Span>,
        rule: Option<RuleId>,
        answer: &mut Answer,
    ) {
        let leaves = self.pack.leaves(kind);
        let found = self.records().filter(|id| {
            let record = &self.extraction.records[id.index()];
            leaves.contains(&record.kind)
                && place.is_none_or(|place| self.touches(*id, place))
                && rule.is_none_or(|rule| record.rule == rule)
        });
        let found: Vec<RecordId> = found.collect();
        if found.is_empty() {
            let name = &self.pack.type_of(kind).name;
            answer.notes.push(Message::new(
                format!("没有 {name}"),
                format!("there is no {name}"),
            ));
            let makers = self.makers(kind).into_iter();
            for maker in makers.filter(|maker| rule.is_none_or(|rule| rule == *maker)) {
                match place {
                    Some(place) => answer.why_not.push(self.why_not(maker, place)),
                    None => answer.why_not.extend(self.why_nowhere(maker)),
                }
            }
            return;
        }
        if found.len() > EXPLAINED {
            answer.notes.push(Message::new(
                format!("共 {} 条，这里解释前 {EXPLAINED} 条", found.len()),
                format!(
                    "there are {}; the first {EXPLAINED} are explained",
                    found.len()
                ),
            ));
            answer.records = Some(found.iter().map(|id| self.line(*id)).collect());
        }
        let first = found.into_iter().take(EXPLAINED);
        answer.why.extend(first.map(|id| self.why(id)));
    }

    /// What is at a place, what a rule did there; all records where neither is given.
    fn explain_place(&self, place: Option<Span>, rule: Option<RuleId>, answer: &mut Answer) {
        let lines = |found: &mut dyn Iterator<Item = RecordId>| -> Vec<Line> {
            found.map(|id| self.line(id)).collect()
        };
        match (place, rule) {
            (None, None) => answer.records = Some(lines(&mut self.records())),
            (Some(place), None) => {
                let mut there = self.records().filter(|id| self.touches(*id, place));
                answer.records = Some(lines(&mut there));
                answer.why_not = self.near(place);
            }
            (None, Some(rule)) => {
                answer.records = Some(lines(&mut self.of_rule(rule)));
                answer.why_not = self.why_nowhere(rule);
            }
            (Some(place), Some(rule)) => {
                let there = self.of_rule(rule).filter(|id| self.touches(*id, place));
                answer.why = there.take(EXPLAINED).map(|id| self.why(id)).collect();
                if answer.why.is_empty() {
                    answer.why_not.push(self.why_not(rule, place));
                }
            }
        }
    }
}
