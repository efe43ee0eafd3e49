//! One reading of a scope, from its first marker to its last.

use std::collections::HashMap;

use super::{Division, Draft, Hit, Ordinal};

/// Where ordinals of a style come again.
pub(super) struct Later {
    /// (style, ordinal) to the hits that say it; `None` stands for "one more".
    hits: HashMap<(usize, Option<u32>), Vec<usize>>,
}

impl Later {
    /// Notes where each style says each ordinal.
    pub fn new(hits: &[Hit]) -> Self {
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

/// One reading of the scope.
pub(super) struct Reading<'a> {
    division: &'a Division<'a>,
    later: &'a Later,
    /// For each hit, whether it is text.
    excluded: &'a [bool],
    runs: Vec<Draft>,
    /// Open runs, the outermost first.
    stack: Vec<usize>,
}

impl<'a> Reading<'a> {
    /// The runs that open, in order of their first markers.
    pub fn read(division: &'a Division<'a>, later: &'a Later, excluded: &'a [bool]) -> Vec<Draft> {
        let mut reading = Self {
            division,
            later,
            excluded,
            runs: Vec::new(),
            stack: Vec::new(),
        };
        reading.run();
        reading.runs
    }

    fn run(&mut self) {
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
