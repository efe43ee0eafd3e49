//! A scope divided by markers: 一要 … 二要 …
//!
//! Markers are events in the order of the text. Open runs lie on a stack, the outermost
//! first: a marker goes on with the innermost run of its style on its level that wants it,
//! which ends all runs inside; else it may open a run inside the current segment. A run
//! that stays below the minimum never was: it is taken out and all is done anew.

use std::collections::HashMap;
use std::sync::Arc;

use crate::record::Span;
use crate::text::{MarkKind, Text, Unit};

use super::capture::{Capture, Match};
use super::limits::{Budget, LimitError};

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
        let mut groups: Vec<(usize, Dropped)> = Vec::new();
        for hit in self.hits {
            let Ordinal::Number(ordinal) = hit.ordinal else {
                continue;
            };
            let used = |run: &Run| {
                let mut markers = run.segments.iter().map(|segment| segment.marker);
                markers.any(|marker| marker.overlaps(hit.found.span))
            };
            if runs.iter().any(used) {
                continue;
            }
            let open = groups
                .iter_mut()
                .rev()
                .find(|(style, _)| *style == hit.style);
            match open {
                Some((_, group)) if group.ordinals.last() == Some(&(ordinal - 1)) => {
                    group.ordinals.push(ordinal);
                }
                _ => groups.push((
                    hit.style,
                    Dropped {
                        style: self.styles[hit.style].clone(),
                        ordinals: vec![ordinal],
                        span: hit.found.span,
                    },
                )),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    fn settle(&self, budget: &mut Budget) -> Result<Vec<Draft>, LimitError> {
        let mut excluded = vec![false; self.hits.len()];
        let later = Later::new(self.hits);
        loop {
            budget.spend(self.hits.len() as u64 * 16)?;
            let mut reading = Reading {
                division: self,
                later: &later,
                excluded: &excluded,
                runs: Vec::new(),
                stack: Vec::new(),
            };
            reading.read();
            let mut runs = reading.runs;
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
        let positions = &self.ends[*marker].positions;
        let first = positions.partition_point(|&end| end < found.span.end);
        let level = self.level(found.span.start);
        let mut later = positions[first..].iter().copied();
        later
            .find(|&end| self.level(end) <= level)
            .unwrap_or(self.scope.end)
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

    fn finish(&self, drafts: &[Draft]) -> Vec<Run> {
        let spans: Vec<Span> = drafts.iter().map(|draft| self.span(draft)).collect();
        let runs = drafts.iter().zip(&spans).map(|(draft, &span)| {
            let style = &self.styles[draft.style];
            let mut ordinal = 0;
            let segments = draft.segments.iter().map(|&(hit, end)| {
                let hit = &self.hits[hit];
                ordinal = match hit.ordinal {
                    Ordinal::Number(number) => number,
                    Ordinal::Next | Ordinal::Unknown => ordinal + 1,
                };
                let known = self.consecutive || hit.ordinal != Ordinal::Unknown;
                self.segment(hit, end, known.then_some(ordinal), style)
            });
            let segments = segments.collect();
            let begin = draft.parent.map_or(self.scope.start, |(run, segment)| {
                self.hits[drafts[run].segments[segment].0].found.span.end
            });
            let earlier = spans.iter().map(|span| span.end);
            let begin = earlier
                .filter(|end| (begin..=span.start).contains(end))
                .fold(begin, u32::max);
            let before = self.trimmed(Span::new(begin.min(span.start), span.start));
            Run {
                style: style.clone(),
                span,
                segments,
                before,
                announce: before.and_then(|before| self.last_clause(before)),
            }
        });
        runs.collect()
    }

    fn span(&self, draft: &Draft) -> Span {
        let start = draft
            .segments
            .first()
            .map_or(0, |&(hit, _)| self.hits[hit].found.span.start);
        let end = draft.segments.last().map_or(start, |&(_, end)| end);
        self.trimmed(Span::new(start, end.max(start)))
            .unwrap_or(Span::new(start, start))
    }

    fn segment(&self, hit: &Hit, end: u32, ordinal: Option<u32>, style: &Arc<str>) -> Segment {
        let marker = hit.found.span;
        let whole = Span::new(marker.start, end.max(marker.end));
        let span = self.trimmed(whole).unwrap_or(marker);
        let content = self.trimmed(Span::new(marker.end, span.end.max(marker.end)));
        let (head, body) = content.map_or((None, None), |content| self.halves(content));
        Segment {
            span,
            marker,
            content,
            head,
            body,
            ordinal,
            style: style.clone(),
            captures: hit.found.captures.clone(),
            claims: hit.found.claims.clone(),
        }
    }

    /// The head and the body of a content; a body without a word is none.
    fn halves(&self, content: Span) -> (Option<Span>, Option<Span>) {
        let characters = &self.text.chars()[content.range()];
        let stop = characters
            .iter()
            .position(|character| matches!(character, '。' | '；' | '，' | '：'));
        let Some(stop) = stop else {
            return (Some(content), None);
        };
        let stop = content.start + stop as u32;
        let head = self.trimmed(Span::new(content.start, stop));
        let body = self.trimmed(Span::new(stop + 1, content.end));
        let says = |span: &Span| {
            let characters = &self.text.chars()[span.range()];
            characters
                .iter()
                .any(|character| character.is_alphanumeric())
        };
        (head, body.filter(says))
    }

    /// The last clause that says something, without an opening mark at its end.
    fn last_clause(&self, span: Span) -> Option<Span> {
        let mut clauses = Vec::new();
        self.text.units_within(Unit::Clause, span, &mut clauses);
        let characters = self.text.chars();
        clauses.into_iter().rev().find_map(|clause| {
            let said = characters[clause.range()].iter().rev();
            let opening = said.take_while(|character| "“‘「『（(《〈【".contains(**character));
            let clause = Span::new(clause.start, clause.end - opening.count() as u32);
            self.trimmed(clause).filter(|clause| self.says(*clause))
        })
    }

    /// Whether a stretch is more than marks and blanks.
    fn says(&self, span: Span) -> bool {
        let mut characters = self.text.chars()[span.range()].iter();
        characters.any(|character| character.is_alphanumeric())
    }

    /// A span without blanks at its rims, if anything is left.
    fn trimmed(&self, span: Span) -> Option<Span> {
        let characters = self.text.chars();
        let Span { mut start, mut end } = span;
        while start < end && characters[start as usize].is_whitespace() {
            start += 1;
        }
        while start < end && characters[end as usize - 1].is_whitespace() {
            end -= 1;
        }
        (start < end).then_some(Span::new(start, end))
    }
}

/// Where ordinals of a style come again.
struct Later {
    /// (style, ordinal) to the hits that say it; `None` stands for "one more".
    hits: HashMap<(usize, Option<u32>), Vec<usize>>,
}

impl Later {
    fn new(hits: &[Hit]) -> Self {
        let mut map: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, hit) in hits.iter().enumerate() {
            let ordinal = match hit.ordinal {
                Ordinal::Number(number) => Some(number),
                Ordinal::Next => None,
                Ordinal::Unknown => continue,
            };
            map.entry((hit.style, ordinal)).or_default().push(index);
        }
        Self { hits: map }
    }

    /// The first hit behind `after` that can be this ordinal.
    fn first(&self, style: usize, ordinal: u32, after: usize) -> Option<usize> {
        let behind = |wanted| {
            let hits = self.hits.get(&(style, wanted))?;
            hits.get(hits.partition_point(|&hit| hit <= after)).copied()
        };
        match (behind(Some(ordinal)), behind(None)) {
            (Some(said), Some(next)) => Some(said.min(next)),
            (said, next) => said.or(next),
        }
    }
}

/// One reading of the scope, from its first marker to its last.
struct Reading<'a> {
    division: &'a Division<'a>,
    later: &'a Later,
    excluded: &'a [bool],
    runs: Vec<Draft>,
    /// Open runs, the outermost first.
    stack: Vec<usize>,
}

impl Reading<'_> {
    fn read(&mut self) {
        let mut taken = self.division.scope.start;
        for (index, hit) in self.division.hits.iter().enumerate() {
            let span = hit.found.span;
            if self.excluded[index] || span.start < taken {
                continue;
            }
            self.meet_ends(span.start);
            if self.go_on(index) || self.open(index) {
                // The next marker begins behind this one, and never twice at one place.
                taken = span.end.max(span.start + 1);
            }
        }
    }

    /// Segments whose end lies at `position` or before have met it, and the runs inside
    /// them end there.
    fn meet_ends(&mut self, position: u32) {
        for depth in 0..self.stack.len() {
            let run = &mut self.runs[self.stack[depth]];
            let end = run.segments.last().map_or(position, |&(_, end)| end);
            if !run.ended && end <= position {
                run.ended = true;
                self.close_above(depth, end);
                return;
            }
        }
    }

    /// Ends all runs deeper in the stack than `depth`.
    fn close_above(&mut self, depth: usize, end: u32) {
        for run in self.stack.drain(depth + 1..) {
            if let Some(last) = self.runs[run].segments.last_mut() {
                last.1 = last.1.min(end);
            }
        }
    }

    /// Whether some open run takes the marker, or gives way to the run that it opens.
    fn go_on(&mut self, index: usize) -> bool {
        let Hit {
            style,
            ordinal,
            found,
            ..
        } = &self.division.hits[index];
        for depth in (0..self.stack.len()).rev() {
            let run = &self.runs[self.stack[depth]];
            if run.style != *style || !self.on_level(run, found.span.start) {
                continue;
            }
            let follows = match ordinal {
                _ if !self.division.consecutive => true,
                Ordinal::Number(number) => *number == run.last + 1,
                Ordinal::Next => true,
                Ordinal::Unknown => false,
            };
            if follows {
                self.close_above(depth, found.span.start);
                let end = self.latest_end(index);
                let run = &mut self.runs[self.stack[depth]];
                if let Some(last) = run.segments.last_mut() {
                    last.1 = last.1.min(found.span.start);
                }
                run.segments.push((index, end));
                run.last += 1;
                run.ended = false;
                return true;
            }
            if *ordinal == Ordinal::Number(1) && self.begins_anew(index, run.last + 1) {
                let parent = run.parent;
                if let Some(outer) = depth.checked_sub(1) {
                    self.close_above(outer, found.span.start);
                } else {
                    self.close_all(found.span.start);
                }
                self.push(index, parent);
                return true;
            }
        }
        false
    }

    fn close_all(&mut self, end: u32) {
        for run in self.stack.drain(..) {
            if let Some(last) = self.runs[run].segments.last_mut() {
                last.1 = last.1.min(end);
            }
        }
    }

    /// Whether the 2 of a new run comes before what the old run waits for.
    fn begins_anew(&self, index: usize, awaited: u32) -> bool {
        let style = self.division.hits[index].style;
        let second = self.later.first(style, 2, index);
        let awaited = self.later.first(style, awaited, index);
        match (second, awaited) {
            (Some(second), Some(awaited)) => second < awaited,
            (second, None) => second.is_some(),
            (None, Some(_)) => false,
        }
    }

    /// Opens a run inside the current segment, if the marker can be its first and no run of
    /// its style is open on its level.
    fn open(&mut self, index: usize) -> bool {
        let Hit {
            style,
            ordinal,
            found,
            ..
        } = &self.division.hits[index];
        let mut open = self.stack.iter().map(|&run| &self.runs[run]);
        if open.any(|run| run.style == *style && self.on_level(run, found.span.start)) {
            return false;
        }
        if self.division.consecutive {
            let alone = self.later.first(*style, 2, index).is_none();
            if *ordinal != Ordinal::Number(1) || (alone && self.division.minimum > 1) {
                return false;
            }
        }
        let around = self.stack.iter().rev().find(|&&run| !self.runs[run].ended);
        let parent = around.map(|&run| (run, self.runs[run].segments.len() - 1));
        self.push(index, parent);
        true
    }

    fn push(&mut self, index: usize, parent: Option<(usize, usize)>) {
        let end = self.latest_end(index);
        self.stack.push(self.runs.len());
        self.runs.push(Draft {
            style: self.division.hits[index].style,
            segments: vec![(index, end)],
            last: 1,
            ended: false,
            parent,
        });
    }

    /// Where a segment ends whatever follows. Where ordinals follow each other, a line ends
    /// only the last segment: the next ordinal proves that one went on.
    fn latest_end(&self, index: usize) -> u32 {
        let division = self.division;
        let end = division.pattern_end(index).min(division.mark_end(index));
        if division.consecutive {
            end
        } else {
            end.min(division.line_end(index))
        }
    }

    /// Whether a place lies no deeper in quotations and parentheses than the run's last
    /// marker.
    fn on_level(&self, run: &Draft, position: u32) -> bool {
        let marker = run.segments.last().map(|&(hit, _)| hit);
        marker.is_some_and(|hit| {
            let start = self.division.hits[hit].found.span.start;
            self.division.level(position) <= self.division.level(start)
        })
    }
}
