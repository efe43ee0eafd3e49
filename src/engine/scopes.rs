//! Where a rule looks: the scopes of `within`, from outer to inner.

use std::sync::Arc;

use crate::pack::{Pack, ScopeKind};
use crate::record::Span;
use crate::text::{Text, Unit};

use super::store::Store;

/// The scopes of a document, computed when first asked for; and what is no part of its body.
#[derive(Debug, Default)]
pub(crate) struct Scopes {
    /// For each list of `within` in the plan.
    known: Vec<Option<Arc<[Span]>>>,
    /// Stretches that no match crosses: sorted, disjoint.
    walls: Vec<Span>,
}

/// What scopes are computed from.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub pack: &'a Pack,
    pub text: &'a Text,
    pub store: &'a Store,
}

impl Scopes {
    /// Forgets the last document.
    pub fn begin_document(&mut self, lists: usize) {
        self.known.clear();
        self.known.resize(lists, None);
        self.walls.clear();
    }

    /// From here on the body is what these stretches leave.
    pub fn set_walls(&mut self, mut walls: Vec<Span>) {
        walls.sort_unstable();
        self.walls.clear();
        for wall in walls.into_iter().filter(|wall| !wall.is_empty()) {
            match self.walls.last_mut() {
                Some(last) if wall.start <= last.end => last.end = last.end.max(wall.end),
                _ => self.walls.push(wall),
            }
        }
        if !self.walls.is_empty() {
            self.known.fill(None);
        }
    }

    /// The scopes of a list of `within`, by start; `index` is the list's place in the plan.
    pub fn get(&mut self, index: usize, within: &[ScopeKind], ground: Ground<'_>) -> Arc<[Span]> {
        if let Some(known) = &self.known[index] {
            return known.clone();
        }
        let found: Arc<[Span]> = self.compute(within, ground).into();
        self.known[index] = Some(found.clone());
        found
    }

    /// The scopes of a list of `within` that belongs to no rule.
    pub fn compute(&self, within: &[ScopeKind], ground: Ground<'_>) -> Vec<Span> {
        let Some((outermost, inner)) = within.split_first() else {
            return Vec::new();
        };
        let mut spans = self.outermost(outermost, ground);
        for kind in inner {
            spans = spans
                .into_iter()
                .flat_map(|outer| inside(kind, outer, ground))
                .collect();
        }
        spans.sort_unstable();
        spans.dedup();
        spans
    }

    fn outermost(&self, kind: &ScopeKind, ground: Ground<'_>) -> Vec<Span> {
        match kind {
            ScopeKind::Unit { unit, nth } => {
                let units = ground.text.units(*unit).iter();
                let whole = matches!(unit, Unit::Document | Unit::Headline);
                let pieces: Vec<Span> = units
                    .flat_map(|&unit| self.around_walls(unit, whole))
                    .collect();
                only(pieces, *nth)
            }
            other => everywhere(other, ground)
                .into_iter()
                .flat_map(|span| self.around_walls(span, false))
                .collect(),
        }
    }

    /// The pieces of a span between the walls; the walled stretches too, each for itself,
    /// if the span is not of the body.
    fn around_walls(&self, span: Span, walled: bool) -> Vec<Span> {
        let first = self.walls.partition_point(|wall| wall.end <= span.start);
        let mut pieces = Vec::new();
        let mut start = span.start;
        for wall in &self.walls[first..] {
            if wall.start >= span.end {
                break;
            }
            pieces.push(Span::new(start, wall.start.max(start)));
            if walled {
                pieces.push(Span::new(wall.start.max(start), wall.end.min(span.end)));
            }
            start = wall.end.min(span.end);
        }
        pieces.push(Span::new(start, span.end));
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }
}

/// The `n`th, from 1, or all.
fn only(spans: Vec<Span>, nth: Option<u32>) -> Vec<Span> {
    match nth {
        None => spans,
        Some(nth) => {
            let index = (nth as usize).checked_sub(1);
            index
                .and_then(|index| spans.get(index))
                .copied()
                .into_iter()
                .collect()
        }
    }
}

/// The records or field values that are scopes, in the whole document.
fn everywhere(kind: &ScopeKind, ground: Ground<'_>) -> Vec<Span> {
    let Ground { pack, text, store } = ground;
    match kind {
        ScopeKind::Unit { unit, nth } => only(text.units(*unit).to_vec(), *nth),
        ScopeKind::Records(kind) => {
            let records = store.settled(*kind).items().iter();
            records.map(|(span, _)| *span).collect()
        }
        ScopeKind::Field(kind, path) => {
            let mut spans = Vec::new();
            for (_, id) in store.settled(*kind).items() {
                store.spans(pack, *id, path, &mut spans);
            }
            spans
        }
    }
}

/// The scopes of a kind inside an outer one: units of layout are computed afresh.
fn inside(kind: &ScopeKind, outer: Span, ground: Ground<'_>) -> Vec<Span> {
    match kind {
        ScopeKind::Unit { unit, nth } => {
            let mut spans = Vec::new();
            ground.text.units_within(*unit, outer, &mut spans);
            only(spans, *nth)
        }
        ScopeKind::Records(kind) => {
            let records = ground.store.settled(*kind).inside(outer);
            records.map(|(span, _)| span).collect()
        }
        ScopeKind::Field(..) => {
            let mut spans = everywhere(kind, ground);
            spans.retain(|span| outer.contains(*span));
            spans
        }
    }
}
