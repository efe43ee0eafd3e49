//! The steps of a match as a tree: named patterns and captures around what they matched.

use super::graph::{Graph, State};
use super::progress::is_class;
use super::walk::Step;
use crate::record::Span;

/// A part of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A named pattern or a capture (index into the graph's frames) and what is inside.
    Frame {
        frame: u32,
        span: Span,
        parts: Vec<Part>,
    },
    /// What an element (index into the graph's elements) took; nothing where it only asked.
    Leaf { element: u32, span: Span },
}

/// The parts of a match, or of as much of one as was met: frames that are still open end
/// where the steps do.
pub(crate) fn parts(graph: &Graph, steps: &[Step]) -> Vec<Part> {
    let mut open: Vec<(u32, u32, Vec<Part>)> = Vec::new();
    let mut outermost = Vec::new();
    let mut end = steps.first().map_or(0, |step| step.from);
    for step in steps {
        end = step.to;
        match graph.states[step.state as usize] {
            State::Open(frame) => open.push((frame, step.from, Vec::new())),
            State::Close => close(&mut open, &mut outermost, step.to),
            State::Element(element) => {
                let into = open.last_mut().map_or(&mut outermost, |(.., parts)| parts);
                add(graph, into, element, step.span());
            }
            State::Split { .. } | State::Jump(_) | State::Accept => {}
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut outermost, end);
    }
    outermost
}

fn close(open: &mut Vec<(u32, u32, Vec<Part>)>, outermost: &mut Vec<Part>, end: u32) {
    let Some((frame, start, parts)) = open.pop() else {
        return;
    };
    let span = Span::new(start, end);
    let into = open.last_mut().map_or(outermost, |(.., parts)| parts);
    into.push(Part::Frame { frame, span, parts });
}

/// Characters of one class in a row are one part.
fn add(graph: &Graph, into: &mut Vec<Part>, element: u32, span: Span) {
    let place = |element: u32| graph.elements[element as usize].place;
    if let Some(Part::Leaf {
        element: last,
        span: known,
    }) = into.last_mut()
        && place(*last) == place(element)
        && is_class(graph, element)
        && known.end == span.start
    {
        known.end = span.end;
        return;
    }
    into.push(Part::Leaf { element, span });
}
