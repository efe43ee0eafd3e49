//! Which limit of a rule is too narrow: its scope, the length of a gap, the barrier of one.
//! Each is loosened in turn; where the missing record then appears, that limit was it.

use super::cause::SHOWN_AHEAD;
use super::compare::{Difference, compare};
use super::judgement::Judged;
use super::probe::{Limit, Probe};
use super::witness::Witness;
use crate::compile::{GapSpec, Instruction};
use crate::diagnostic::Message;
use crate::engine::{Engine, Extraction, Metadata, Scratch};
use crate::explain::describe::{Reader, shortened};
use crate::record::{Record, Span};
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
            engine: probe.engine,
            extraction: &extraction,
            witness: &witness,
        };
        let told = match limit {
            Limit::Scope => loosened.scope(),
            Limit::Length => loosened.length(),
            Limit::Barrier => loosened.barrier(),
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
    /// The engine as it is.
    engine: &'a Engine,
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
        let mut records = self.extraction.records.iter();
        let around = records.find(|record| {
            pack.ignore.contains(&record.kind) && record.span.contains(appeared.span)
        });
        if let Some(around) = around {
            let kind = &pack.type_of(around.kind).name;
            let message = Message::new(
                format!("这里是这条规则划出的 {kind}，不属正文，别的规则不看"),
                format!("this rule makes it {kind}, which is no part of the body for other rules"),
            );
            return Some((pack.rule(around.rule).place, message));
        }
        let message = Message::new(
            "找的范围（within）太窄：在整篇里找就有",
            "the scope (within) is too narrow: in the whole document it would be found",
        );
        Some((pack.rule(self.judged.rule).within.first()?.place, message))
    }

    fn length(&self) -> Option<(Place, Message)> {
        let (place, span, gap) = self.gap(|span, gap| span.len() > gap.maximum)?;
        let (needed, most) = (span.len(), gap.maximum);
        let text = shortened(self.judged.reader.text.slice(span));
        let message = Message::new(
            format!("这个间隔最多 {most} 个字，要越过“{text}”得 {needed} 个"),
            format!("this gap spans at most {most} characters; “{text}” has {needed}"),
        );
        Some((place, message))
    }

    /// A gap that now goes on beyond the place where it was stopped.
    fn barrier(&self) -> Option<(Place, Message)> {
        let stopped = self.engine_reached();
        let beyond = |span: Span, gap: GapSpec| {
            let passes = stopped.is_none_or(|at| span.start <= at && at < span.end);
            gap.barrier.is_some() && passes
        };
        let (place, span, _) = self.gap(beyond)?;
        let at = stopped.unwrap_or(span.start);
        let end = span.end.min(at + SHOWN_AHEAD);
        let text = shortened(self.judged.reader.text.slice(Span::new(at, end)));
        let message = Message::new(
            format!("这个间隔不能越过“{text}”（not 之后的）"),
            format!("this gap may not pass “{text}” (what follows `not`)"),
        );
        Some((place, message))
    }

    /// The first gap on the way of a new record that `wanted` takes: its place, what it
    /// passes now, and its limits as they are.
    fn gap(&self, wanted: impl Fn(Span, GapSpec) -> bool) -> Option<(Place, Span, GapSpec)> {
        let program = self.engine.program();
        let pattern = program.rules[self.judged.rule.index()].pattern.as_ref()?;
        let mut gaps = Vec::new();
        for (instruction, place) in pattern.instructions.iter().zip(&pattern.places) {
            if let Instruction::Gap(index) = instruction {
                gaps.push((*place, pattern.gaps[*index as usize]));
            }
        }
        let ways = self
            .appeared()
            .filter_map(|record| self.witness.way(record));
        let mut steps = ways.flat_map(|way| &way.steps);
        steps.find_map(|&(at, span)| {
            let (place, gap) = gaps.iter().find(|(place, _)| *place == at)?;
            wanted(span, *gap).then_some((*place, span, *gap))
        })
    }

    /// Where the rule as it is came to an end.
    fn engine_reached(&self) -> Option<u32> {
        let progress = self.judged.witness.farthest(self.judged.rule)?;
        Some(progress.reached.end)
    }
}
