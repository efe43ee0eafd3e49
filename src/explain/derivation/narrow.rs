//! Which limit kept a pattern from matching: its scope, the length of a gap, the barrier of
//! one, a quotation that a gap may not leave. Each is put aside in turn.

use super::graph::{ElementKind, Graph, Reach, State};
use super::progress::SHOWN_AHEAD;
use super::walk::{Freedom, Ground, Step, Walker};
use crate::diagnostic::Message;
use crate::explain::describe::shortened;
use crate::pack::Rule;
use crate::record::Span;
use crate::source::Place;

/// The limit without which the pattern matches from `start`, at the place where it is
/// written; with the steps of the match that would be.
pub(crate) fn too_narrow(
    ground: &Ground<'_>,
    graph: &Graph,
    rule: &Rule,
    scope: Span,
    start: u32,
) -> Option<(Place, Message)> {
    let whole = Span::new(0, ground.length());
    if scope != whole
        && let Some(steps) = Walker::new(ground, graph, whole).steps(start)
        && let Some(end) = steps.last().map(|step| step.to)
        && let Some(beyond) = beyond(ground, scope, end)
    {
        let place = rule.within.first()?.place;
        return Some((place, scope_said(Some(&beyond))));
    }
    let freed = |freedom| {
        let mut walker = Walker::with_freedom(ground, graph, scope, freedom);
        walker.steps(start)
    };
    let lengths = Freedom {
        lengths: true,
        ..Freedom::default()
    };
    if let Some(steps) = freed(lengths)
        && let Some(told) = length(ground, graph, &steps)
    {
        return Some(told);
    }
    let barriers = Freedom {
        barriers: true,
        ..Freedom::default()
    };
    if let Some(steps) = freed(barriers)
        && let Some(told) = barrier(ground, graph, scope, &steps)
    {
        return Some(told);
    }
    let marks = Freedom {
        marks: true,
        ..Freedom::default()
    };
    let steps = freed(marks)?;
    let (place, ..) = gaps(graph, &steps).find(|(_, span, _)| {
        let around = ground.text.mark_around(span.start);
        around != ground.text.mark_around(span.end)
    })?;
    Some((
        place,
        Message::new(
            "这个间隔不能越出它所在的引号或括号",
            "this gap may not leave the quotation or parenthesis that it is in",
        ),
    ))
}

/// What a match that ends at `end` would need behind its scope.
pub(crate) fn beyond(ground: &Ground<'_>, scope: Span, end: u32) -> Option<String> {
    let needed = (end > scope.end).then(|| Span::new(scope.end, end))?;
    Some(shortened(ground.text.slice(needed)))
}

/// What is said of a scope that is too narrow; `beyond` is what stands behind it and is
/// needed.
pub(crate) fn scope_said(beyond: Option<&str>) -> Message {
    match beyond {
        Some(beyond) => Message::new(
            format!("找的范围（within）太窄：还要其后的“{beyond}”才成立"),
            format!("the scope (within) is too narrow: what follows it, “{beyond}”, is needed"),
        ),
        None => Message::new(
            "找的范围（within）太窄：在整篇里找就有",
            "the scope (within) is too narrow: in the whole document it would be found",
        ),
    }
}

/// What is said of a gap that is too short for what it must pass.
fn length_said(most: u32, passed: &str, needed: u32) -> Message {
    Message::new(
        format!("这个间隔最多 {most} 个字，要越过“{passed}”得 {needed} 个"),
        format!("this gap spans at most {most} characters; “{passed}” has {needed}"),
    )
}

/// What is said of a gap that is stopped by its barrier.
fn barrier_said(stopped_at: &str) -> Message {
    Message::new(
        format!("这个间隔不能越过“{stopped_at}”（not 之后的）"),
        format!("this gap may not pass “{stopped_at}” (what follows `not`)"),
    )
}

/// The gaps on a way, each with what it passed and how far it may reach.
fn gaps<'a>(
    graph: &'a Graph,
    steps: &'a [Step],
) -> impl Iterator<Item = (Place, Span, Reach)> + 'a {
    steps.iter().filter_map(|step| {
        let State::Element(element) = graph.states[step.state as usize] else {
            return None;
        };
        let element = &graph.elements[element as usize];
        let ElementKind::Gap(reach) = element.kind else {
            return None;
        };
        Some((element.place, step.span(), reach))
    })
}

/// The first gap on a way that passed more than it may.
pub(crate) fn length(
    ground: &Ground<'_>,
    graph: &Graph,
    steps: &[Step],
) -> Option<(Place, Message)> {
    gaps(graph, steps).find_map(|(place, span, reach)| {
        let most = reach.maximum.filter(|&most| span.len() > most)?;
        let passed = shortened(ground.text.slice(span));
        Some((place, length_said(most, &passed, span.len())))
    })
}

/// The first gap on a way that passed its barrier.
pub(crate) fn barrier(
    ground: &Ground<'_>,
    graph: &Graph,
    scope: Span,
    steps: &[Step],
) -> Option<(Place, Message)> {
    let mut walker = Walker::new(ground, graph, scope);
    gaps(graph, steps).find_map(|(place, span, reach)| {
        let look = reach.barrier?;
        let at = (span.start..span.end).find(|&at| walker.holds(look, at))?;
        let shown = Span::new(at, span.end.min(at + SHOWN_AHEAD));
        let text = shortened(ground.text.slice(shown));
        Some((place, barrier_said(&text)))
    })
}
