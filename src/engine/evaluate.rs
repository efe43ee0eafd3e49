//! What `where`, `each` and `emit` say of a finished match.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::cmp::Ordering;
use std::sync::Arc;

use crate::expression::tree::{Comparison, Relation};
use crate::pack::Pack;
use crate::record::{DateValue, Record, RecordId, Span};
use crate::text::{Text, Unit};

use super::capture::{Capture, Match};
use super::emit::Draft;
use super::function::{date, number, statement, trim};
use super::item::{Item, named};
use super::plan::{Formula, FormulaKind, FormulaTarget, Function, Reserved, Root};
use super::segment::Run;
use super::span_index::{SpanIndex, holds};
use super::store::Store;

/// What all expressions of a document read.
pub(crate) struct World<'w> {
    pub pack: &'w Pack,
    pub text: &'w Text,
    pub store: &'w Store,
    /// For each entry of `Plan::occurrences`, where it occurs.
    pub occurrences: &'w [Option<SpanIndex<()>>],
    /// The publication date that the caller gave.
    pub published: Option<date::Day>,
    /// The full date that opens the text, found when first asked for.
    pub opening: &'w OnceCell<Option<date::Day>>,
    /// Steps taken since they were last spent: records and occurrences looked at, values made.
    pub looks: Cell<u64>,
}

impl World<'_> {
    /// Counts a look at a record or occurrence.
    pub fn look(&self) {
        self.count(1);
    }

    /// Counts steps.
    pub fn count(&self, steps: u64) {
        self.looks.set(self.looks.get() + steps);
    }
}

/// What an expression is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Found<'m> {
    /// A match of a pattern.
    Match(&'m Match),
    /// A run of segments.
    Run(&'m Run),
}

impl Found<'_> {
    /// Where it stands.
    pub fn span(self) -> Span {
        match self {
            Found::Match(found) => found.span,
            Found::Run(run) => run.span,
        }
    }
}

/// Where an expression is evaluated.
pub(crate) struct Context<'m> {
    pub world: &'m World<'m>,
    pub found: Found<'m>,
    /// The records of this match so far; their ids follow those of the store.
    pub emitted: &'m [Draft],
    /// The names bound by `each`, the innermost last.
    pub bindings: Vec<(&'m str, Item<'m>)>,
    /// The record's span, the match's until there is a record.
    pub span: Span,
}

impl<'m> Context<'m> {
    /// Before anything is bound.
    pub fn new(world: &'m World<'m>, found: Found<'m>) -> Self {
        Self {
            world,
            found,
            emitted: &[],
            bindings: Vec::new(),
            span: found.span(),
        }
    }

    /// The record of this id, of the store or of this match.
    pub fn record(&self, id: RecordId) -> &'m Record {
        match id.index().checked_sub(self.world.store.entries.len()) {
            None => self.world.store.record(id),
            Some(index) => &self.emitted[index].record,
        }
    }

    /// The part of a condition that does not hold, if it does not hold.
    pub fn failing(&self, condition: &'m Formula) -> Option<&'m Formula> {
        if let FormulaKind::And(first, second) = &condition.kind {
            return self.failing(first).or_else(|| self.failing(second));
        }
        (!self.evaluate(condition).is_true()).then_some(condition)
    }

    /// What an expression stands for.
    pub fn evaluate(&self, formula: &'m Formula) -> Item<'m> {
        let yes_no = |yes| Item::YesNo(yes);
        let is_true = |formula| self.evaluate(formula).is_true();
        match &formula.kind {
            FormulaKind::Nothing => Item::Absent,
            FormulaKind::Text(text) => Item::Text(Cow::Borrowed(text)),
            FormulaKind::Number(number) => Item::Number(*number),
            FormulaKind::YesNo(yes) => yes_no(*yes),
            FormulaKind::Path { root, steps } => self.steps(self.root(root), steps),
            FormulaKind::Call(function, argument) => self.call(*function, self.evaluate(argument)),
            FormulaKind::Find(seek) => self.seek(seek),
            FormulaKind::Else(first, second) => {
                let item = self.evaluate(first);
                if item.is_absent() {
                    self.evaluate(second)
                } else {
                    item
                }
            }
            FormulaKind::And(first, second) => yes_no(is_true(first) && is_true(second)),
            FormulaKind::Or(first, second) => yes_no(is_true(first) || is_true(second)),
            FormulaKind::Not(inner) => yes_no(!is_true(inner)),
            FormulaKind::Compare(comparison, first, second) => {
                let (first, second) = (self.evaluate(first), self.evaluate(second));
                yes_no(self.compare(&first, *comparison, &second))
            }
            FormulaKind::Relate {
                subject,
                negative,
                relations,
                target,
            } => {
                let subject = self.evaluate(subject);
                yes_no(self.relates(&subject, relations, target) != *negative)
            }
        }
    }

    /// The parts of an item that words after dots name.
    pub fn steps(&self, item: Item<'m>, words: &[Arc<str>]) -> Item<'m> {
        words.iter().fold(item, |item, word| self.step(item, word))
    }

    fn root(&self, root: &Root) -> Item<'m> {
        let bound = self.bindings.iter().rev();
        if let Some((_, item)) = bound.clone().find(|(name, _)| *name == &*root.name) {
            return item.clone();
        }
        let captured = match self.found {
            Found::Match(found) => named(&found.captures, &root.name),
            Found::Run(_) => Item::Absent,
        };
        match root.reserved {
            Some(reserved) if captured.is_absent() => self.reserved(reserved),
            _ => captured,
        }
    }

    fn reserved(&self, word: Reserved) -> Item<'m> {
        let run = match (word, self.found) {
            (Reserved::Match, found) => return Item::Span(found.span()),
            (_, Found::Match(_)) => return Item::Absent,
            (_, Found::Run(run)) => run,
        };
        match word {
            Reserved::Match => Item::Span(run.span),
            Reserved::Segments => Item::list(run.segments.iter().map(Item::Segment)),
            Reserved::Style => Item::Text(Cow::Borrowed(&run.style)),
            Reserved::Before => run.before.map_or(Item::Absent, Item::Span),
            Reserved::Announce => run.announce.map_or(Item::Absent, Item::Span),
        }
    }

    /// The capture that an exception is about: a bound name, a capture of the match, else
    /// any capture of that name inside what is bound or matched.
    pub fn exception_subject(&self, on: &'m Formula) -> Item<'m> {
        let item = self.evaluate(on);
        let FormulaKind::Path { root, steps } = &on.kind else {
            return item;
        };
        if !item.is_absent() || !steps.is_empty() {
            return item;
        }
        let mut found = Vec::new();
        for (_, item) in self.bindings.iter().rev() {
            for part in item.parts() {
                match part {
                    Item::Capture(capture) => deep(&capture.inner, &root.name, &mut found),
                    Item::Segment(segment) => deep(&segment.captures, &root.name, &mut found),
                    _ => {}
                }
            }
            if !found.is_empty() {
                return Item::list(found);
            }
        }
        match self.found {
            Found::Match(matched) => deep(&matched.captures, &root.name, &mut found),
            Found::Run(run) => run
                .segments
                .iter()
                .for_each(|segment| deep(&segment.captures, &root.name, &mut found)),
        }
        Item::list(found)
    }

    fn call(&self, function: Function, argument: Item<'m>) -> Item<'m> {
        match function {
            Function::Present => Item::YesNo(!argument.is_absent()),
            Function::Count => Item::Number(argument.parts().len() as f64),
            Function::First => argument.parts().first().cloned().unwrap_or(Item::Absent),
            Function::Last => argument.parts().last().cloned().unwrap_or(Item::Absent),
            Function::Number
            | Function::Date
            | Function::Trim
            | Function::Statement
            | Function::Text => {
                if let Item::List(items) = argument {
                    return Item::list(items.into_iter().map(|item| self.call(function, item)));
                }
                match function {
                    Function::Number => self.number(&argument).map_or(Item::Absent, Item::Number),
                    Function::Date => self.date(&argument).map_or(Item::Absent, Item::Date),
                    Function::Trim => self.trim(argument),
                    Function::Statement => self.statement(&argument),
                    _ => self.words(argument),
                }
            }
        }
    }

    /// A number as it is, or what a text says.
    pub fn number(&self, item: &Item<'m>) -> Option<f64> {
        match item {
            Item::Number(number) => Some(*number),
            Item::Absent | Item::YesNo(_) | Item::List(_) => None,
            _ => number::number(&self.text_of(item)?),
        }
    }

    /// A date as it is, or what a stretch of the document says; its ISO form only where the
    /// year is known.
    pub fn date(&self, item: &Item<'m>) -> Option<DateValue> {
        if let Item::Date(date) = item {
            return Some(date.clone());
        }
        let span = self.span_of(item).filter(|span| !span.is_empty())?;
        let World {
            text,
            published,
            opening,
            ..
        } = self.world;
        let characters = text.chars();
        let sentence = self
            .unit_around(Unit::Sentence, span)
            .map_or(span.start, |sentence| sentence.start);
        let reference = date::Reference {
            before: &characters[sentence.min(span.start) as usize..span.start as usize],
            published: *published,
            opening: *opening.get_or_init(|| opening_date(text)),
        };
        let iso = date::iso(&characters[span.range()], &reference);
        Some(DateValue {
            span,
            iso: iso.map(Arc::from),
        })
    }

    /// A stretch of the document, on to the end of its statement; not beyond its sentence.
    fn statement(&self, item: &Item<'m>) -> Item<'m> {
        let Some(span) = self.span_of(item) else {
            return Item::Absent;
        };
        let limit = self
            .unit_around(Unit::Sentence, span)
            .map_or(span.end, |sentence| sentence.end);
        Item::Span(statement::statement(self.world.text.chars(), span, limit))
    }

    fn trim(&self, item: Item<'m>) -> Item<'m> {
        if let Some(span) = self.span_of(&item) {
            let left = trim::trim(self.world.text.chars(), span);
            return if left.is_empty() {
                Item::Absent
            } else {
                Item::Span(left)
            };
        }
        let Item::Text(text) = item else { return item };
        let characters: Vec<char> = text.chars().collect();
        let left = trim::trim(&characters, Span::new(0, characters.len() as u32));
        let left: String = characters[left.range()].iter().collect();
        if left.is_empty() {
            Item::Absent
        } else {
            Item::Text(Cow::Owned(left))
        }
    }

    fn words(&self, item: Item<'m>) -> Item<'m> {
        match self.span_of(&item) {
            Some(span) => Item::Span(span),
            None => self.text_of(&item).map_or(Item::Absent, Item::Text),
        }
    }

    /// Whether two items compare so; of a list, whether any part does. What is absent
    /// compares with nothing, so that only `!=` holds of it.
    pub fn compare(&self, first: &Item<'m>, comparison: Comparison, second: &Item<'m>) -> bool {
        if comparison == Comparison::NotEqual {
            return !self.compare(first, Comparison::Equal, second);
        }
        let parts = |first: &Item<'m>| {
            second
                .parts()
                .iter()
                .any(|second| self.compare_parts(first, comparison, second))
        };
        first.parts().iter().any(parts)
    }

    fn compare_parts(&self, first: &Item<'m>, comparison: Comparison, second: &Item<'m>) -> bool {
        let order = match (first, second) {
            (Item::YesNo(first), Item::YesNo(second)) => Some(first.cmp(second)),
            (Item::Date(first), Item::Date(second)) if first.iso.is_some() => {
                first.iso.partial_cmp(&second.iso)
            }
            (Item::Number(_), _) | (_, Item::Number(_)) => {
                let numbers = self.number(first).zip(self.number(second));
                numbers.and_then(|(first, second)| first.partial_cmp(&second))
            }
            _ if matches!(comparison, Comparison::Equal) => {
                let texts = self.text_of(first).zip(self.text_of(second));
                texts.map(|(first, second)| first.cmp(&second))
            }
            _ => {
                let numbers = self.number(first).zip(self.number(second));
                numbers.and_then(|(first, second)| first.partial_cmp(&second))
            }
        };
        order.is_some_and(|order| match comparison {
            Comparison::Equal => order == Ordering::Equal,
            Comparison::NotEqual => order != Ordering::Equal,
            Comparison::Less => order == Ordering::Less,
            Comparison::LessOrEqual => order != Ordering::Greater,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::GreaterOrEqual => order != Ordering::Less,
        })
    }

    fn relates(
        &self,
        subject: &Item<'m>,
        relations: &[Relation],
        target: &'m FormulaTarget,
    ) -> bool {
        let spans = subject.parts().iter().filter_map(|part| self.span_of(part));
        let mut spans = spans.filter(|span| !span.is_empty());
        let look = || self.world.look();
        match target {
            FormulaTarget::Occurrences(index) => {
                let known = &self.world.occurrences[*index];
                known
                    .as_ref()
                    .is_some_and(|known| spans.any(|span| known.relates(span, relations, look)))
            }
            FormulaTarget::Records(kind) => {
                let records = self.world.store.settled(*kind);
                spans.any(|span| records.relates(span, relations, look))
            }
            FormulaTarget::Value(value) => {
                let value = self.evaluate(value);
                let others: Vec<Span> = value
                    .parts()
                    .iter()
                    .filter_map(|part| self.span_of(part))
                    .collect();
                spans.any(|span| {
                    let stands = |other: &Span| {
                        relations
                            .iter()
                            .any(|&relation| holds(span, relation, *other))
                    };
                    others.iter().any(stands)
                })
            }
        }
    }
}

fn deep<'m>(captures: &'m [Capture], name: &str, found: &mut Vec<Item<'m>>) {
    for capture in captures {
        if &*capture.name == name {
            found.push(Item::Capture(capture));
        }
        deep(&capture.inner, name, found);
    }
}

/// The first full date up to the end of the first paragraph of the body.
fn opening_date(text: &Text) -> Option<date::Day> {
    let first = text.units(Unit::Paragraph).first();
    let end = first.map_or(text.chars().len(), |paragraph| paragraph.end as usize);
    date::first_full(&text.chars()[..end])
}
