//! A segment rule: its markers and ends are sought, the scope is divided, records are made.

use std::cell::RefCell;
use std::sync::Arc;

use crate::compile::EndProgram;
use crate::pack::{Marker, MarkerOrdinal, Pack, Segment};
use crate::record::{RuleId, Span};

use super::{Division, Ends, Hit, Ordinal};
use crate::engine::capture::{Edge, Match};
use crate::engine::cascade::{Cascade, Parts};
use crate::engine::evaluate::Found;
use crate::engine::function::number::number;
use crate::engine::limits::LimitError;
use crate::engine::trace::{Event, Observer, Silent};

impl<O: Observer> Cascade<'_, O> {
    /// Divides the scopes of a segment rule.
    pub(in crate::engine) fn run_segment(
        &mut self,
        rule: RuleId,
        segment: &Segment,
    ) -> Result<(), LimitError> {
        let program = self.program;
        let within = self.plan.rules[rule.index()].within;
        let markers = &program.rules[rule.index()].markers;
        // (scope, marker), by scope.
        let mut promising: Vec<(Span, usize)> = Vec::new();
        for (index, pattern) in markers.iter().enumerate() {
            let scopes = self.candidates(rule, within, pattern);
            promising.extend(scopes.into_iter().map(|scope| (scope, index)));
        }
        promising.sort_unstable();
        self.find_occurrences(rule);
        for group in promising.chunk_by(|first, second| first.0 == second.0) {
            let markers: Vec<usize> = group.iter().map(|(_, marker)| *marker).collect();
            self.divide(rule, segment, group[0].0, &markers)?;
        }
        Ok(())
    }

    fn divide(
        &mut self,
        rule: RuleId,
        segment: &Segment,
        scope: Span,
        markers: &[usize],
    ) -> Result<(), LimitError> {
        let styles = styles(&segment.markers);
        let hits = self.hits(rule, segment, scope, markers, &styles)?;
        let few = hits.len() < segment.minimum.max(1) as usize;
        let ends = if few {
            Vec::new()
        } else {
            self.ends(rule, scope)?
        };
        let Parts {
            mut maker,
            budget,
            observer,
            reading,
            ..
        } = self.parts(rule);
        maker.enter(scope);
        let division = Division {
            text: reading.text,
            scope,
            styles: &styles,
            hits: &hits,
            ends: &ends,
            consecutive: segment.consecutive.is_some(),
            minimum: segment.minimum,
            level_ends: RefCell::default(),
        };
        let runs = if few {
            Vec::new()
        } else {
            division.runs(budget)?
        };
        if O::WATCHING {
            for dropped in division.dropped(&runs) {
                observer.observe(Event::RunDropped {
                    rule,
                    style: &dropped.style,
                    ordinals: &dropped.ordinals,
                    span: dropped.span,
                });
            }
        }
        for run in &runs {
            if O::WATCHING {
                observer.observe(Event::Divided {
                    rule,
                    scope,
                    style: &run.style,
                    run: run.span,
                    segments: &division.seen(run),
                });
            }
            maker.make(Found::Run(run), budget, observer)?;
        }
        Ok(())
    }

    /// Where markers match, at every start: which of them count is only known when runs are
    /// built.
    fn hits(
        &mut self,
        rule: RuleId,
        segment: &Segment,
        scope: Span,
        markers: &[usize],
        styles: &[Arc<str>],
    ) -> Result<Vec<Hit>, LimitError> {
        let program = self.program;
        let mut hits = Vec::new();
        for &marker in markers {
            let definition = &segment.markers[marker];
            let style = styles.iter().position(|style| **style == *definition.style);
            let Parts {
                reading,
                matcher,
                budget,
                observer,
                ..
            } = self.parts(rule);
            let pattern = &program.rules[rule.index()].markers[marker];
            let scopes = [scope];
            let mut search = matcher.search(reading, pattern, &scopes, rule);
            let mut from = scope.start;
            while let Some(found) = search.find(0, from, budget, observer)? {
                from = found.span.start + 1;
                let ordinal = match (definition.ordinal, &segment.consecutive) {
                    (MarkerOrdinal::Fixed(ordinal), _) => Ordinal::Number(ordinal),
                    (MarkerOrdinal::Next, _) => Ordinal::Next,
                    (MarkerOrdinal::Captured, Some(name)) => {
                        ordinal(&found, name, &program.pack, |span| reading.text.slice(span))
                    }
                    (MarkerOrdinal::Captured, None) => Ordinal::Unknown,
                };
                hits.push(Hit {
                    marker,
                    style: style.unwrap_or(0),
                    ordinal,
                    found,
                });
            }
        }
        hits.sort_by_key(|hit| (hit.found.span.start, hit.marker));
        Ok(hits)
    }

    /// What ends the segments of each marker.
    fn ends(&mut self, rule: RuleId, scope: Span) -> Result<Vec<Ends>, LimitError> {
        let program = &self.program.rules[rule.index()];
        let common = self.ends_of(rule, &program.ends, scope)?;
        let mut ends = Vec::with_capacity(program.marker_ends.len());
        for own in &program.marker_ends {
            let mut own = self.ends_of(rule, own, scope)?;
            own.positions.extend(&common.positions);
            own.positions.sort_unstable();
            own.units.extend(&common.units);
            ends.push(own);
        }
        Ok(ends)
    }

    fn ends_of(
        &mut self,
        rule: RuleId,
        ends: &[EndProgram],
        scope: Span,
    ) -> Result<Ends, LimitError> {
        let mut found = Ends::default();
        for end in ends {
            let pattern = match end {
                EndProgram::Unit(unit) => {
                    found.units.push(*unit);
                    continue;
                }
                EndProgram::Pattern(pattern) => pattern,
            };
            let Parts {
                reading,
                matcher,
                budget,
                ..
            } = self.parts(rule);
            let scopes = [scope];
            let mut search = matcher.search(reading, pattern, &scopes, rule);
            let mut from = scope.start;
            while let Some(matched) = search.find(0, from, budget, &mut Silent)? {
                found.positions.push(matched.span.start);
                from = matched.span.start + 1;
            }
        }
        Ok(found)
    }
}

/// The styles of a rule's markers, each once.
fn styles(markers: &[Marker]) -> Vec<Arc<str>> {
    let mut styles: Vec<Arc<str>> = Vec::new();
    for marker in markers {
        if !styles.iter().any(|style| **style == *marker.style) {
            styles.push(marker.style.as_str().into());
        }
    }
    styles
}

/// The attribute of a lexicon entry that gives the ordinal it stands for: 甲 is 1.
const ORDINAL: &str = "ordinal";

/// The ordinal that a marker captured: what its entry's attribute says, else its text.
fn ordinal<'t>(
    found: &Match,
    name: &str,
    pack: &'t Pack,
    slice: impl Fn(Span) -> &'t str,
) -> Ordinal {
    let mut captures = found.captures.iter();
    let Some(capture) = captures.find(|capture| &*capture.name == name) else {
        return Ordinal::Unknown;
    };
    let given = match capture.edge {
        Edge::Entry(lexicon, entry) => pack.lexicons[lexicon.index()]
            .entry(entry)
            .attribute(ORDINAL),
        Edge::Characters | Edge::Record(_) => None,
    };
    number(given.map_or_else(|| slice(capture.span), |given| &**given))
        .filter(|number| *number >= 1.0 && *number < 100_000.0 && number.fract() == 0.0)
        .map_or(Ordinal::Unknown, |number| Ordinal::Number(number as u32))
}
