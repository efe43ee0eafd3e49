//! A scope divided by markers: 一要 … 二要 …
//!
//! Markers are events in the order of the text. Open runs lie on a stack, the outermost
//! first: a marker goes on with the innermost run of its style on its level that wants it,
//! which ends all runs inside; else it may open a run inside the current segment. A run
//! that stays below the minimum never was: it is taken out and all is done anew.

mod markers;
mod reading;
mod shape;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::expression::tree::Relation;
use crate::record::Span;
use crate::text::{MarkKind, Text, Unit};

use super::capture::{Capture, Match};
use super::limits::{Budget, LimitError};
use super::span_index::SpanIndex;
use super::trace::SegmentSeen;
use reading::{Later, Reading};

/// A marker with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Segment {
    /// From the marker to the next one or the end, without blanks at its end.
    pub span: Span,
    pub marker: Span,
    /// Without the marker.
    pub content: Option<Span>,
    /// The content up to its first stop.
    pub head: Option<Span>,
    /// What follows that stop.
    pub body: Option<Span>,
    pub ordinal: Option<u32>,
    pub style: Arc<str>,
    /// What the marker captured.
    pub captures: Vec<Capture>,
    /// What the marker consumed.
    pub claims: Vec<Span>,
}

/// Segments of one style that follow each other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub style: Arc<str>,
    /// From its first marker to the end of its last segment.
    pub span: Span,
    pub segments: Vec<Segment>,
    /// What stands before it, from the begin of its scope or what ended last.
    pub before: Option<Span>,
    /// The last clause of that.
    pub announce: Option<Span>,
}

/// The ordinal that a marker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ordinal {
    Number(u32),
    /// One more than the last of its run.
    Next,
    /// None that can be read.
    Unknown,
}

/// A place where a marker matches.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// Its index in the rule.
    pub marker: usize,
    /// Its style, an index into [`Division::styles`].
    pub style: usize,
    pub ordinal: Ordinal,
    pub found: Match,
}

/// What ends the segments of a marker.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ends {
    /// Where patterns match, ascending.
    pub positions: Vec<u32>,
    /// Units of layout.
    pub units: Vec<Unit>,
}

/// A scope to be divided.
pub(crate) struct Division<'a> {
    pub text: &'a Text,
    pub scope: Span,
    pub styles: &'a [Arc<str>],
    /// Where markers match, by start, then by the order of the markers.
    pub hits: &'a [Hit],
    /// For each marker.
    pub ends: &'a [Ends],
    /// Whether ordinals must follow each other.
    pub consecutive: bool,
    /// A run of fewer segments never was.
    pub minimum: u32,
    /// For each marker and level, the ends that count there, once they are asked for.
    pub level_ends: RefCell<HashMap<(usize, u32), Vec<u32>>>,
}

/// Markers that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dropped {
    pub style: Arc<str>,
    pub ordinals: Vec<u32>,
    /// Where the first of them stands.
    pub span: Span,
}

/// A run while the scope is read.
#[derive(Debug, Clone)]
struct Draft {
    style: usize,
    /// (hit, end) of each segment; the end of the last one is where it ends at the latest.
    segments: Vec<(usize, u32)>,
    /// The ordinal of the last segment.
    last: u32,
    /// Whether the last segment has met its end, so that only the next marker can go on.
    ended: bool,
    /// The run and the segment that it lies in.
    parent: Option<(usize, usize)>,
}

impl Division<'_> {
    /// All runs of the scope, by their first markers.
    pub fn runs(&self, budget: &mut Budget) -> Result<Vec<Run>, LimitError> {
        let drafts = self.settle(budget)?;
        Ok(self.finish(&drafts))
    }

    /// Markers that are in none of the runs, as far as their ordinals follow each other.
    pub fn dropped(&self, runs: &[Run]) -> Vec<Dropped> {
        let segments = runs.iter().flat_map(|run| &run.segments);
        let used = SpanIndex::new(segments.map(|segment| (segment.marker, ())).collect());
        let touching = [Relation::Within, Relation::Contains, Relation::Crosses];
        let mut groups: Vec<Dropped> = Vec::new();
        // For each style, its last group.
        let mut open: Vec<Option<usize>> = vec![None; self.styles.len()];
        for hit in self.hits {
            let Ordinal::Number(ordinal) = hit.ordinal else {
                continue;
            };
            if used.relates(hit.found.span, &touching, || ()) {
                continue;
            }
            let group = open[hit.style].map(|index| &mut groups[index].ordinals);
            match group {
                Some(ordinals) if ordinals.last().is_some_and(|last| last + 1 == ordinal) => {
                    ordinals.push(ordinal);
                }
                _ => {
                    open[hit.style] = Some(groups.len());
                    groups.push(Dropped {
                        style: self.styles[hit.style].clone(),
                        ordinals: vec![ordinal],
                        span: hit.found.span,
                    });
                }
            }
        }
        groups
    }

    /// The segments of a run, for an observer.
    pub fn seen(&self, run: &Run) -> Vec<SegmentSeen> {
        let segments = run.segments.iter();
        segments
            .filter_map(|segment| {
                let mut hits = self.hits.iter();
                let hit = hits.find(|hit| {
                    hit.found.span == segment.marker && self.styles[hit.style] == segment.style
                })?;
                Some(SegmentSeen {
                    marker: hit.marker,
                    at: segment.marker,
                    span: segment.span,
                    ordinal: segment.ordinal,
                })
            })
            .collect()
    }

    fn settle(&self, budget: &mut Budget) -> Result<Vec<Draft>, LimitError> {
        let mut excluded = vec![false; self.hits.len()];
        let later = Later::new(self.hits);
        loop {
            budget.spend(self.hits.len() as u64 * 16)?;
            let mut runs = Reading::read(self, &later, &excluded);
            self.close(&mut runs);
            // Runs inside one that never was may be longer without it: they wait for the
            // next time.
            let mut short = vec![false; runs.len()];
            for index in 0..runs.len() {
                let inside_short = runs[index].parent.is_some_and(|(run, _)| short[run]);
                short[index] = inside_short || runs[index].segments.len() < self.minimum as usize;
                if short[index] && !inside_short {
                    excluded[runs[index].segments[0].0] = true;
                }
            }
            if !short.contains(&true) {
                return Ok(runs);
            }
        }
    }

    /// Ends the last segments at units of layout, and all runs with the segment that they
    /// lie in.
    fn close(&self, runs: &mut [Draft]) {
        for index in 0..runs.len() {
            let (hit, end) = runs[index].segments[runs[index].segments.len() - 1];
            let mut end = end.min(self.scope.end);
            if self.consecutive {
                end = end.min(self.line_end(hit));
            }
            if let Some(last) = runs[index].segments.last_mut() {
                last.1 = end;
            }
            let Some((parent, segment)) = runs[index].parent else {
                continue;
            };
            let limit = runs[parent].segments.get(segment).map(|&(_, end)| end);
            let run = &mut runs[index];
            let start = |hit: usize| self.hits[hit].found.span.start;
            match limit {
                Some(limit) if start(run.segments[0].0) < limit => {
                    run.segments.retain(|&(hit, _)| start(hit) < limit);
                    for segment in &mut run.segments {
                        segment.1 = segment.1.min(limit);
                    }
                }
                _ => run.parent = None,
            }
        }
    }

    /// Where the first pattern ends the segment of a marker, on its level.
    fn pattern_end(&self, hit: usize) -> u32 {
        let Hit { marker, found, .. } = &self.hits[hit];
        let level = self.level(found.span.start);
        let mut known = self.level_ends.borrow_mut();
        let positions = known.entry((*marker, level)).or_insert_with(|| {
            let positions = self.ends[*marker].positions.iter().copied();
            positions.filter(|&end| self.level(end) <= level).collect()
        });
        let first = positions.partition_point(|&end| end < found.span.end);
        positions.get(first).copied().unwrap_or(self.scope.end)
    }

    /// Where a quotation or parenthesis that holds a marker ends its segment.
    fn mark_end(&self, hit: usize) -> u32 {
        let Hit { marker, found, .. } = &self.hits[hit];
        let ends = self.ends[*marker].units.iter().filter_map(|unit| {
            let kind = match unit {
                Unit::Quote => MarkKind::Quote,
                Unit::Parenthesis => MarkKind::Parenthesis,
                _ => return None,
            };
            self.close_of(kind, found.span.start)
        });
        ends.min().unwrap_or(self.scope.end)
    }

    /// Where the first line or other unit of layout starts that ends the segment of a marker.
    fn line_end(&self, hit: usize) -> u32 {
        let Hit { marker, found, .. } = &self.hits[hit];
        let ends = self.ends[*marker].units.iter().filter_map(|unit| {
            if matches!(unit, Unit::Quote | Unit::Parenthesis) {
                return None;
            }
            let units = self.text.units(*unit);
            let first = units.partition_point(|unit| unit.start < found.span.end);
            units.get(first).map(|unit| unit.start)
        });
        ends.min().unwrap_or(self.scope.end)
    }

    /// Where the innermost pair of a kind closes that holds a position.
    fn close_of(&self, kind: MarkKind, position: u32) -> Option<u32> {
        let marks = self.text.marks();
        let mut around = self.text.mark_around(position);
        while let Some(index) = around {
            let pair = &marks[index as usize];
            if pair.kind == kind {
                return Some(pair.close);
            }
            around = pair.parent;
        }
        None
    }

    /// How many quotations and parentheses hold a position.
    fn level(&self, position: u32) -> u32 {
        let marks = self.text.marks();
        let around = self.text.mark_around(position);
        std::iter::successors(around, |&index| marks[index as usize].parent).count() as u32
    }
}
