//! Which limit of a rule is too narrow: its scope, the length of a gap, the barrier of one.
//! Each is loosened in turn; where the missing record then appears, that limit was it.

use super::compare::{Difference, compare};
use super::judgement::Judged;
use super::probe::{Limit, Probe};
use crate::diagnostic::Message;
use crate::engine::{Extraction, Metadata, Scratch};
use crate::explain::derivation::graph::Graph;
use crate::explain::derivation::walk::{Freedom, Walker};
use crate::explain::derivation::witness::{Way, Witness};
use crate::explain::derivation::{layout, narrow};
use crate::explain::describe::Reader;
use crate::record::Record;
use crate::source::Place;

/// The limit that kept a missing record away, where it is written.
pub(super) fn too_narrow(
    probe: &mut Probe<'_>,
    scratch: &mut Scratch,
    judged: &Judged<'_>,
    metadata: &Metadata,
    differences: &[Difference],
) -> Option<(Place, Message)> {
    for limit in [Limit::Scope, Limit::Length, Limit::Barrier] {
        let Some(engine) = probe.loosened(judged.rule, limit) else {
            continue;
        };
        let mut witness = Witness::default();
        let text = judged.reader.text;
        let found = engine.extract_observed(text, metadata, scratch, &mut witness);
        let Ok(extraction) = found else { continue };
        let reader = Reader {
            extraction: &extraction,
            ..*judged.reader
        };
        let left = compare(&reader, judged.example, judged.types);
        if missing(&left) >= missing(differences) {
            continue;
        }
        let loosened = Loosened {
            judged,
            extraction: &extraction,
            witness: &witness,
        };
        let told = match limit {
            Limit::Scope => loosened.scope(),
            Limit::Length | Limit::Barrier => loosened.gap(limit),
        };
        if told.is_some() {
            return told;
        }
    }
    None
}

/// How many records are missing.
pub(super) fn missing(differences: &[Difference]) -> usize {
    let missing = |one: &&Difference| matches!(one, Difference::Missing(_));
    differences.iter().filter(missing).count()
}

/// A run in which a missing record appeared.
struct Loosened<'a> {
    judged: &'a Judged<'a>,
    extraction: &'a Extraction,
    witness: &'a Witness,
}

impl Loosened<'_> {
    /// The records that are new.
    fn appeared(&self) -> impl Iterator<Item = &Record> {
        let known = &self.judged.reader.extraction.records;
        let new = move |record: &&Record| {
            let mut known = known.iter();
            !known.any(|known| known.kind == record.kind && known.span == record.span)
        };
        let rule = self.judged.rule;
        let mine = move |record: &&Record| record.rule == rule;
        self.extraction.records.iter().filter(mine).filter(new)
    }

    fn scope(&self) -> Option<(Place, Message)> {
        let pack = self.judged.reader.pack;
        let appeared = self.appeared().next()?;
        let reader = Reader {
            extraction: self.extraction,
            ..*self.judged.reader
        };
        if let Some(wall) = layout::wall(&reader, |wall| wall.contains(appeared.span)) {
            return Some(layout::wall_said(&reader, wall));
        }
        let place = pack.rule(self.judged.rule).within.first()?.place;
        if layout::is_headline(reader.text, appeared.span) {
            let line = layout::line_around(reader.text, appeared.span.start);
            return Some((place, layout::headline_said(reader.text, line)));
        }
        let way = self.ways().next();
        let beyond = way.and_then(|way| {
            let scopes = self.judged.witness.scopes_of(way.rule).into_iter();
            let mut around =
                scopes.filter(|scope| scope.start <= way.span.start && way.span.start < scope.end);
            let scope = around.next()?;
            narrow::beyond(self.judged.ground, scope, way.span.end)
        });
        Some((place, narrow::scope_said(beyond.as_deref())))
    }

    /// The matches that the new records come from.
    fn ways(&self) -> impl Iterator<Item = &Way> {
        self.appeared()
            .filter_map(|record| self.witness.way(record))
    }

    /// The gap that a limit kept too short.
    fn gap(&self, limit: Limit) -> Option<(Place, Message)> {
        let ground = self.judged.ground;
        let rule = self.judged.reader.pack.rule(self.judged.rule);
        let freedom = Freedom {
            lengths: limit == Limit::Length,
            barriers: limit == Limit::Barrier,
            ..Freedom::default()
        };
        let pattern = rule.action.patterns().into_iter().next()?;
        let graph = Graph::new(pattern, ground.program);
        self.ways().find_map(|way| {
            let mut walker = Walker::with_freedom(ground, &graph, way.scope, freedom);
            let steps = walker.steps(way.span.start)?;
            match limit {
                Limit::Length => narrow::length(ground, &graph, &steps),
                _ => narrow::barrier(ground, &graph, way.scope, &steps),
            }
        })
    }
}
