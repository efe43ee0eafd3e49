//! What an observer is told of expressions: the parts of a condition that does not hold, the
//! names bound, and which of several choices gave a field its value.

use super::evaluate::Context;
use super::item::Item;
use super::plan::{FieldPlan, Formula, FormulaKind, FormulaTarget};
use super::span_index::holds;
use super::trace::ConditionPart;
use crate::expression::tree::Relation;
use crate::record::Span;
use crate::source::Place;

impl<'m> Context<'m> {
    /// What the parts of a condition stand for, in the order written; constants are left out.
    pub fn condition_parts(&self, condition: &'m Formula) -> Vec<ConditionPart> {
        let mut parts = Vec::new();
        self.add_parts(condition, &mut parts);
        parts
    }

    fn add_parts(&self, formula: &'m Formula, parts: &mut Vec<ConditionPart>) {
        match &formula.kind {
            FormulaKind::Nothing
            | FormulaKind::Text(_)
            | FormulaKind::Number(_)
            | FormulaKind::YesNo(_) => {}
            FormulaKind::And(first, second)
            | FormulaKind::Or(first, second)
            | FormulaKind::Compare(_, first, second) => {
                self.add_parts(first, parts);
                self.add_parts(second, parts);
            }
            FormulaKind::Not(inner) => self.add_parts(inner, parts),
            FormulaKind::Relate {
                subject,
                relations,
                target,
                ..
            } => {
                let item = self.evaluate(subject);
                let spans = item.parts().iter().filter_map(|part| self.span_of(part));
                let mut spans = spans.filter(|span| !span.is_empty());
                parts.push(ConditionPart {
                    place: subject.place,
                    value: self.in_words(&item),
                    related: spans.find_map(|span| self.related(span, relations, target)),
                });
                if let FormulaTarget::Value(value) = target {
                    self.add_parts(value, parts);
                }
            }
            FormulaKind::Path { .. }
            | FormulaKind::Call(..)
            | FormulaKind::Find(_)
            | FormulaKind::Else(..) => parts.push(ConditionPart {
                place: formula.place,
                value: self.in_words(&self.evaluate(formula)),
                related: None,
            }),
        }
    }

    /// The first thing that a span stands in one of the relations to.
    fn related(
        &self,
        span: Span,
        relations: &[Relation],
        target: &'m FormulaTarget,
    ) -> Option<Span> {
        match target {
            FormulaTarget::Occurrences(index) => {
                let known = self.world.occurrences[*index].as_ref()?;
                known.first_related(span, relations)
            }
            FormulaTarget::Records(kind) => {
                let records = self.world.store.settled(*kind);
                records.first_related(span, relations)
            }
            FormulaTarget::Value(value) => {
                let value = self.evaluate(value);
                let mut others = value.parts().iter().filter_map(|part| self.span_of(part));
                others.find(|other| {
                    let mut relations = relations.iter();
                    relations.any(|&relation| holds(span, relation, *other))
                })
            }
        }
    }

    /// An item in words; of a list all parts.
    fn in_words(&self, item: &Item<'m>) -> Option<String> {
        match item {
            Item::YesNo(yes) => Some(yes.to_string()),
            Item::List(items) => {
                let words: Vec<String> = items.iter().filter_map(|it| self.in_words(it)).collect();
                Some(format!("[{}]", words.join(", ")))
            }
            item => self.text_of(item).map(|text| text.into_owned()),
        }
    }

    /// The names bound, and where what they stand for stands.
    pub fn bound_spans(&self) -> Vec<(String, Span)> {
        let bound = self.bindings.iter();
        bound
            .filter_map(|(name, item)| Some(((*name).to_owned(), self.span_of(item)?)))
            .collect()
    }

    /// For each field that an expression fills, the part of it that gives the value.
    pub fn filled_by(&self, fields: &'m [(usize, FieldPlan)]) -> Vec<(usize, Place)> {
        let filled = fields.iter();
        filled
            .filter_map(|(index, plan)| match plan {
                FieldPlan::Formula(formula) => Some((*index, self.choice(formula))),
                FieldPlan::Map(_) => None,
            })
            .collect()
    }

    /// Of `a else b` the one that gives the value.
    fn choice(&self, formula: &'m Formula) -> Place {
        match &formula.kind {
            FormulaKind::Else(first, _) if !self.evaluate(first).is_absent() => self.choice(first),
            FormulaKind::Else(_, second) => self.choice(second),
            _ => formula.place,
        }
    }
}
