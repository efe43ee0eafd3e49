//! Why a record is not there: where it fell, or how far the rule came.

use crate::diagnostic::Message;
use crate::explain::derivation::falls::{Cause, Falls};
use crate::explain::derivation::graph::Graph;
use crate::explain::derivation::layout;
use crate::explain::derivation::progress::{Outcome, Telling, attempts, consumed};
use crate::explain::derivation::walk::{Freedom, Ground, Walker};
use crate::explain::derivation::witness::Witness;
use crate::explain::describe::{Reader, shortened};
use crate::pack::{Action, ExpectedValue};
use crate::record::{Record, RuleId, Span, TypeId};
use crate::source::Place;
use crate::text::{Text, fold};

/// At most so many causes are told of one example.
const TOLD: usize = 3;

/// So many elements of a match are told, from its begin.
const STEPS: usize = 6;

/// What may have kept records of some types away.
pub(super) struct Causes<'a> {
    pub reader: &'a Reader<'a>,
    pub witness: &'a Witness,
    pub ground: &'a Ground<'a>,
    pub types: &'a [TypeId],
}

impl Causes<'_> {
    /// The causes that concern some wanted texts, each at the place in the rule files that
    /// decided it. Where `rule` should have made a record and nothing fell, how far it came.
    pub fn told(&self, wanted: &[&str], rule: Option<RuleId>) -> Vec<(Place, Message)> {
        let wanted: Vec<String> = wanted.iter().map(|text| fold(text)).collect();
        let concerns = |span: Span| {
            let text = self.reader.text.slice(span);
            let mut wanted = wanted.iter();
            wanted.any(|wanted| text.contains(wanted.as_str()) || wanted.contains(text))
        };
        let falls = Falls {
            pack: self.reader.pack,
            text: self.reader.text,
            witness: self.witness,
        };
        let concerning = self.witness.falls.iter();
        let concerning = concerning.filter(|fall| falls.concerns(fall, self.types));
        let falls: Vec<Cause> = concerning.filter_map(|fall| falls.told(fall)).collect();
        let concerned = falls.iter().any(|(span, ..)| concerns(*span));
        let mut told: Vec<(Place, Message)> = Vec::new();
        for (span, place, message) in falls {
            let new = told.iter().all(|(other, _)| *other != place);
            // Where a record is missing, any fall is better than none.
            let wanted = concerns(span) || (!concerned && rule.is_some());
            if new && wanted && told.len() < TOLD {
                told.push((place, message));
            }
        }
        if told.is_empty()
            && let Some(rule) = rule
        {
            // What matched somewhere is not kept away by where it stands.
            let made = self.witness.ways.iter().any(|way| way.rule == rule);
            match self.astray(rule).filter(|_| !made) {
                Some(cause) => told.push(cause),
                None => told.extend(self.progress(rule)),
            }
        }
        told
    }

    /// What of the layout keeps some wanted texts from a rule: a wall, or the headline.
    pub fn apart(&self, wanted: &[&str], rule: RuleId) -> Option<(Place, Message)> {
        let (reader, text) = (self.reader, self.reader.text);
        let headline_out = layout::leaves_headline_out(reader.pack.rule(rule));
        wanted.iter().find_map(|wanted| {
            let spans = occurrences(text, &fold(wanted));
            let first = *spans.first()?;
            let walled = |span: &Span| layout::wall(reader, |wall| wall.overlaps(*span));
            if spans.iter().all(|span| walled(span).is_some()) {
                return walled(&first).map(|wall| layout::wall_said(reader, wall));
            }
            let mut spans = spans.iter();
            (headline_out && spans.all(|span| layout::is_headline(text, *span))).then(|| {
                let rule = reader.pack.rule(rule);
                let place = rule.within.first().map_or(rule.place, |scope| scope.place);
                let line = layout::line_around(text, first.start);
                (place, layout::headline_said(text, line))
            })
        })
    }

    /// A line of the headline, or a wall, in which a rule would have matched.
    fn astray(&self, id: RuleId) -> Option<(Place, Message)> {
        let (reader, text) = (self.reader, self.reader.text);
        let rule = reader.pack.rule(id);
        let freedom = Freedom {
            edges: true,
            ..Freedom::default()
        };
        let program = self.ground.program;
        let patterns = rule.action.patterns().into_iter();
        let graphs: Vec<Graph> = patterns.map(|it| Graph::new(it, program)).collect();
        let matches = |scope: Span| {
            graphs.iter().any(|graph| {
                let mut walker = Walker::with_freedom(self.ground, graph, scope, freedom);
                let mut starts = scope.start..scope.end;
                starts.any(|start| walker.steps(start).is_some_and(|steps| !steps.is_empty()))
            })
        };
        if let Some(wall) = layout::wall(reader, matches) {
            return Some(layout::wall_said(reader, wall));
        }
        // Elsewhere an edge fails there, which is told where it is written.
        let mut lines = layout::headlines(text).into_iter();
        let line = lines.find(|line| layout::leaves_headline_out(rule) && matches(*line))?;
        let place = rule.within.first().map_or(rule.place, |scope| scope.place);
        Some((place, layout::headline_said(text, line)))
    }

    /// How far a rule's pattern came before it failed for good.
    fn progress(&self, id: RuleId) -> Vec<(Place, Message)> {
        let rule = self.reader.pack.rule(id);
        if !matches!(rule.action, Action::Match(_))
            || self.witness.made.values().any(|made| made.rule == id)
        {
            return Vec::new();
        }
        let program = self.ground.program;
        let graphs: Vec<Graph> = rule
            .action
            .patterns()
            .into_iter()
            .map(|pattern| Graph::new(pattern, program))
            .collect();
        let whole = Span::new(0, self.ground.length());
        let scopes = self.witness.scopes_of(id);
        let attempts = attempts(self.ground, &graphs, &scopes, whole);
        let Some(attempt) = attempts.first() else {
            let message = Message::new(
                "例子里没有这条规则要找的范围（within）",
                "the example has no scope in which this rule is sought",
            );
            return vec![(rule.place, message)];
        };
        let Outcome::Fails(progress) = &attempt.outcome else {
            return Vec::new();
        };
        let telling = Telling {
            ground: self.ground,
            graph: &graphs[attempt.pattern],
            scope: attempt.scope,
        };
        let came = shortened(self.reader.text.slice(attempt.reached()));
        let mut told: Vec<(Place, Message)> = Vec::new();
        let mut because = Vec::new();
        for failed in telling.failed(progress).into_iter().take(TOLD) {
            told.push((failed.place, failed.said(&came)));
            because.extend(failed.because);
        }
        because.truncate(TOLD);
        told.extend(because);
        told
    }

    /// The elements that a record was matched by, each with what it matched.
    pub fn derivation(&self, record: &Record) -> Vec<(Place, Message)> {
        let Some(way) = self.witness.way(record) else {
            return Vec::new();
        };
        let program = self.ground.program;
        let patterns = self
            .reader
            .pack
            .rule(way.rule)
            .action
            .patterns()
            .into_iter();
        let graphs = patterns.map(|pattern| Graph::new(pattern, program));
        let matched = graphs.into_iter().find_map(|graph| {
            let steps = Walker::new(self.ground, &graph, way.scope).steps(way.span.start)?;
            let parts = consumed(&graph, &steps).into_iter();
            let placed =
                parts.map(|(element, span)| (graph.elements[element as usize].place, span));
            Some(placed.collect::<Vec<(Place, Span)>>())
        });
        // An element under a repeat is one, with all that it matched.
        let mut steps: Vec<(Place, Span)> = Vec::new();
        for (place, span) in matched.unwrap_or_default() {
            match steps.iter_mut().find(|(known, _)| *known == place) {
                Some((_, known)) => known.end = known.end.max(span.end),
                None => steps.push((place, span)),
            }
        }
        steps.truncate(STEPS);
        let told = steps.into_iter().map(|(place, span)| {
            let text = shortened(self.reader.text.slice(span));
            (
                place,
                Message::new(format!("“{text}”"), format!("“{text}”")),
            )
        });
        told.collect()
    }
}

/// Where a text stands.
fn occurrences(text: &Text, wanted: &str) -> Vec<Span> {
    let wanted: Vec<char> = wanted.chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let windows = text.chars().windows(wanted.len());
    (0..)
        .zip(windows)
        .filter(|(_, window)| *window == wanted)
        .map(|(start, window)| Span::new(start, start + window.len() as u32))
        .collect()
}

/// The texts that an example names in a value.
pub(super) fn texts<'e>(value: &'e ExpectedValue, out: &mut Vec<&'e str>) {
    match value {
        ExpectedValue::Absent => {}
        ExpectedValue::Text(text) => out.push(text),
        ExpectedValue::List(items) => items.iter().for_each(|item| texts(item, out)),
        ExpectedValue::Map(fields) => fields.iter().for_each(|(_, value)| texts(value, out)),
    }
}
