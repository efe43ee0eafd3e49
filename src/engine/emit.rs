//! From a finished match to records.

use std::sync::Arc;

use crate::pack::{Field, Kind};
use crate::record::{Record, RuleId, Span, TypeId, Value};
use crate::source::Place;

use super::evaluate::{Context, Found, World};
use super::exception::Exceptions;
use super::item::Item;
use super::limits::LimitError;
use super::plan::{EmitPlan, FieldPlan, Formula, RulePlan, SpanPlan};
use super::store::missing_field;
use super::trace::{Event, Observer};

/// The steps that a value counts for: what is kept is dearer than what is looked at.
const VALUE_COST: u64 = 256;

/// The steps that a character counts for that a record claims.
const CLAIM_COST: u64 = 8;

/// A record that its match has made and that no rival has contested yet.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub record: Record,
    /// What it claims; filled in when all records of the match are known.
    pub claims: Vec<Span>,
    /// The segment of the run that it is about.
    segment: Option<usize>,
    /// The entry of `emit` that made it.
    pub emit: usize,
    /// What `each` bound and what filled the fields, told to an observer.
    pub account: Option<Box<Account>>,
}

/// How a record came by its fields, for an observer.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub bound: Vec<(String, Span)>,
    pub filled: Vec<(usize, Place)>,
}

/// Makes the records of a match.
pub(crate) struct Emitter<'m, 'e, 'o, O> {
    pub world: &'m World<'m>,
    pub rule: RuleId,
    pub plan: &'m RulePlan,
    pub exceptions: Exceptions<'e>,
    /// How many records may still be made, and how many in all.
    pub room: usize,
    pub limit: u32,
    pub observer: &'o mut O,
}

impl<'m, O: Observer> Emitter<'m, '_, '_, O> {
    /// All records that a match makes and no condition or exception drops, with their claims.
    pub fn emit(&mut self, found: Found<'m>) -> Result<Vec<Draft>, LimitError> {
        let mut drafts = Vec::new();
        let context = Context::new(self.world, found);
        if !self.passes(&context, self.plan.condition.as_ref()) {
            return Ok(drafts);
        }
        for (number, emit) in self.plan.emit.iter().enumerate() {
            let mut made = Vec::new();
            let mut context = Context::new(self.world, found);
            context.emitted = &drafts;
            self.each(emit, 0, &mut context, &mut made)?;
            made.iter_mut().for_each(|draft| draft.emit = number);
            drafts.append(&mut made);
        }
        let mut spans: Vec<Span> = drafts.iter().map(|draft| draft.record.span).collect();
        spans.sort_unstable();
        for draft in &mut drafts {
            draft.claims = claims(found, draft, &spans);
            let claimed: u64 = draft.claims.iter().map(|span| u64::from(span.len())).sum();
            let cost = (spans.len() as u64 + claimed) * CLAIM_COST;
            self.exceptions.budget.spend(cost)?;
        }
        Ok(drafts)
    }

    fn passes<'c>(&mut self, context: &Context<'c>, condition: Option<&'c Formula>) -> bool {
        let failing = condition.and_then(|condition| context.failing(condition));
        if O::WATCHING
            && let Some(condition) = failing
        {
            self.observer.observe(Event::ConditionFailed {
                rule: self.rule,
                span: context.span,
                condition: condition.place,
                parts: &context.condition_parts(condition),
            });
        }
        failing.is_none()
    }

    /// Binds the names of `each` from `depth` inward, and makes a record for each way.
    fn each<'c>(
        &mut self,
        emit: &'c EmitPlan,
        depth: usize,
        context: &mut Context<'c>,
        made: &mut Vec<Draft>,
    ) -> Result<(), LimitError>
    where
        'm: 'c,
    {
        let Some((name, list)) = emit.each.get(depth) else {
            made.extend(self.one(emit, context)?);
            if made.len() > self.room {
                return Err(LimitError::Records(self.limit));
            }
            return self.exceptions.budget.spend(self.world.looks.take());
        };
        for part in context.evaluate(list).parts() {
            context.bindings.push((name, part.clone()));
            let inner = self.each(emit, depth + 1, context, made);
            context.bindings.pop();
            inner?;
        }
        Ok(())
    }

    fn one<'c>(
        &mut self,
        emit: &'c EmitPlan,
        context: &mut Context<'c>,
    ) -> Result<Option<Draft>, LimitError> {
        context.span = record_span(emit, context);
        let span = context.span;
        if !self.passes(context, emit.condition.as_ref()) {
            return Ok(None);
        }
        let kinds = &context.world.pack.type_of(emit.makes).fields;
        let fields = context.fill(&emit.fields, kinds);
        self.world.count(kinds.len() as u64 * VALUE_COST);
        if let Some(field) = missing_field(&fields, kinds) {
            if O::WATCHING {
                self.observer.observe(Event::FieldMissing {
                    rule: self.rule,
                    span,
                    kind: emit.makes,
                    field,
                });
            }
            return Ok(None);
        }
        if let Some((exception, by)) = self.exceptions.holding(context)? {
            if O::WATCHING {
                self.observer.observe(Event::Excepted {
                    rule: self.rule,
                    span,
                    exception,
                    by,
                });
            }
            return Ok(None);
        }
        let record = Record {
            kind: emit.makes,
            rule: self.rule,
            span,
            fields,
        };
        let account = O::WATCHING.then(|| {
            Box::new(Account {
                bound: context.bound_spans(),
                filled: context.filled_by(&emit.fields),
            })
        });
        Ok(Some(Draft {
            record,
            claims: Vec::new(),
            segment: segment_of(context),
            emit: 0,
            account,
        }))
    }
}

/// `span:`, else the innermost item of `each` that stands in the document, else the match.
fn record_span<'c>(emit: &'c EmitPlan, context: &mut Context<'c>) -> Span {
    let mut bound = context.bindings.iter().rev();
    let natural = bound
        .find_map(|(_, item)| context.span_of(item))
        .unwrap_or(context.found.span());
    context.span = natural;
    let other = match &emit.span {
        None => None,
        Some(SpanPlan::Value(value)) => context.span_of(&context.evaluate(value)),
        Some(SpanPlan::Enclosing(unit)) => context.unit_around(*unit, natural),
    };
    other.unwrap_or(natural)
}

/// The segment that some name of `each` is bound to.
fn segment_of(context: &Context<'_>) -> Option<usize> {
    let Found::Run(run) = context.found else {
        return None;
    };
    let mut bound = context.bindings.iter();
    bound.find_map(|(_, item)| match item {
        Item::Segment(segment) => run.segments.iter().position(|one| one.span == segment.span),
        _ => None,
    })
}

/// A record claims what its match consumed, less the records beside and inside it; of a
/// run, the marker of its segment, or all markers if it is about the whole run.
fn claims(found: Found<'_>, draft: &Draft, spans: &[Span]) -> Vec<Span> {
    match (found, draft.segment) {
        (Found::Match(found), _) => {
            let own = draft.record.span;
            let others = spans.iter().filter(|other| !other.contains(own));
            without(&found.claims, others.copied())
        }
        (Found::Run(run), Some(segment)) => run.segments[segment].claims.clone(),
        (Found::Run(run), None) => {
            let markers = run.segments.iter().flat_map(|segment| &segment.claims);
            markers.copied().collect()
        }
    }
}

/// What is left of sorted, disjoint spans outside of others, which are sorted by start.
fn without(spans: &[Span], others: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len());
    let mut others = others.peekable();
    for &Span { mut start, end } in spans {
        while let Some(&other) = others.peek()
            && other.start < end
        {
            if start < other.start {
                left.push(Span::new(start, other.start));
            }
            start = start.max(other.end);
            if other.end > end {
                break;
            }
            others.next();
        }
        if start < end {
            left.push(Span::new(start, end));
        }
    }
    left
}

impl<'m> Context<'m> {
    /// One value for each field.
    fn fill(&self, filled: &'m [(usize, FieldPlan)], kinds: &[Field]) -> Vec<Value> {
        let mut values: Vec<Value> = kinds.iter().map(unfilled).collect();
        for (index, plan) in filled {
            let field = &kinds[*index];
            values[*index] = match plan {
                FieldPlan::Formula(formula) => self.field(self.evaluate(formula), field),
                FieldPlan::Map(inner) => match &field.kind {
                    Kind::Map(inner_kinds) => {
                        let value = self.map(None, self.fill(inner, inner_kinds), inner_kinds);
                        if field.many && !value.is_absent() {
                            Value::List(vec![value])
                        } else {
                            value
                        }
                    }
                    _ => Value::Absent,
                },
            };
        }
        values
    }

    fn field(&self, item: Item<'m>, field: &Field) -> Value {
        self.world.count(item.parts().len() as u64 * VALUE_COST);
        let mut values = item
            .parts()
            .iter()
            .map(|part| self.value(part, &field.kind))
            .filter(|value| !value.is_absent());
        if field.many {
            Value::List(values.collect())
        } else {
            values.next().unwrap_or(Value::Absent)
        }
    }

    /// An item as a value of a kind; absent where it is nothing of the kind.
    fn value(&self, item: &Item<'m>, kind: &Kind) -> Value {
        match kind {
            Kind::Text => match self.span_of(item) {
                Some(span) if span.is_empty() => Value::Absent,
                Some(span) => Value::Span(span),
                None => self
                    .text_of(item)
                    .filter(|text| !text.is_empty())
                    .map_or(Value::Absent, |text| Value::Text(Arc::from(&*text))),
            },
            Kind::Number => self.number(item).map_or(Value::Absent, Value::Number),
            Kind::YesNo => Value::YesNo(item.is_true()),
            Kind::Date => self.date(item).map_or(Value::Absent, Value::Date),
            Kind::Record(wanted) => self.reference(item, *wanted),
            Kind::Map(kinds) => self.map_of(item, kinds),
        }
    }

    fn reference(&self, item: &Item<'m>, wanted: TypeId) -> Value {
        let id = match item {
            Item::Record(id) => *id,
            Item::Capture(capture) => match capture.edge {
                super::capture::Edge::Record(id) => id,
                _ => return Value::Absent,
            },
            _ => return Value::Absent,
        };
        let kind = self.record(id).kind;
        let fits = kind == wanted || self.world.pack.type_of(wanted).leaves.contains(&kind);
        if fits {
            Value::Record(id)
        } else {
            Value::Absent
        }
    }

    /// A capture given to a map fills the fields that are named like its inner captures and
    /// its entry's attributes, or those of the last entry inside it that has such; `text`
    /// is its own.
    fn map_of(&self, item: &Item<'m>, kinds: &[Field]) -> Value {
        let values = kinds
            .iter()
            .map(|field| {
                let mut part = self.step(item.clone(), &field.name);
                if part.is_absent()
                    && let Item::Capture(capture) = item
                {
                    let mut inner = capture.inner.iter().rev();
                    part = inner
                        .find_map(|inner| self.attribute(inner, &field.name))
                        .map_or(Item::Absent, |text| {
                            Item::Text(std::borrow::Cow::Borrowed(text))
                        });
                }
                self.field(part, field)
            })
            .collect();
        self.map(self.span_of(item), values, kinds)
    }

    /// A map, unless nothing is in it or something required is not.
    fn map(&self, span: Option<Span>, fields: Vec<Value>, kinds: &[Field]) -> Value {
        let nothing = |value: &Value| match value {
            Value::Absent => true,
            Value::List(items) => items.is_empty(),
            _ => false,
        };
        let empty = span.is_none() && fields.iter().all(nothing);
        if empty || missing_field(&fields, kinds).is_some() {
            return Value::Absent;
        }
        let hull = || {
            let spans = fields.iter().filter_map(|value| match value {
                Value::Span(span) => Some(*span),
                Value::Date(date) => Some(date.span),
                _ => None,
            });
            spans.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)))
        };
        Value::Map {
            span: span.or_else(hull),
            fields,
        }
    }
}

/// A field that nothing fills.
pub(crate) fn unfilled(field: &Field) -> Value {
    if field.many {
        Value::List(Vec::new())
    } else {
        Value::Absent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_left_is_outside_of_all_others(
            lengths in prop::collection::vec((1_u32..4, 1_u32..4), 0..6),
            others in prop::collection::vec((0_u32..30, 0_u32..8), 0..6),
        ) {
            let mut at = 0;
            let mut spans = Vec::new();
            for (skip, length) in lengths {
                spans.push(Span::new(at + skip, at + skip + length));
                at += skip + length;
            }
            let others = others.into_iter().map(|(start, length)| Span::new(start, start + length));
            let mut others: Vec<Span> = others.collect();
            others.sort_unstable();
            let left = without(&spans, others.iter().copied());
            let holds = |spans: &[Span], at: u32| {
                spans.iter().any(|span| span.range().contains(&(at as usize)))
            };
            for at in 0..40 {
                let expected = holds(&spans, at) && !holds(&others, at);
                prop_assert_eq!(holds(&left, at), expected, "{}", at);
            }
        }
    }
}
