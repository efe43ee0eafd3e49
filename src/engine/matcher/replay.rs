//! What a match captured and claimed, read off its path.

use std::sync::Arc;

use crate::compile::{Address, Instruction};
use crate::engine::capture::{Capture, Edge, Match};
use crate::record::Span;

use super::{Node, Observer, Run};

impl<O: Observer> Run<'_, O> {
    /// Reads the captures, the claims and the steps off the path of a match.
    pub(super) fn replay(&mut self, path: &[Node]) -> Match {
        let pattern = self.pattern;
        let mut claims: Vec<Span> = Vec::new();
        let mut open: Vec<OpenCapture> = Vec::new();
        let mut captures = Vec::new();
        self.matcher.steps.clear();
        self.matcher.branches.clear();
        let (start, end) = match path {
            [first, .., last] => (first.position, last.position),
            [only] => (only.position, only.position),
            [] => (0, 0),
        };
        for (node, next) in path.iter().zip(path.iter().skip(1)) {
            let instruction = pattern.instructions[node.address as usize];
            if O::WATCHING {
                self.note_branches(node.address);
            }
            let span = Span {
                start: node.position,
                end: next.position,
            };
            let run = pattern.landmarks.run_starting(node.address);
            let is_run = run.is_some_and(|run| pattern.runs[run].end == next.address);
            let (consumes, claimed) = match instruction {
                _ if is_run => (!span.is_empty(), true),
                Instruction::Open(name) => {
                    open.push(OpenCapture::new(
                        Arc::clone(&pattern.names[name as usize]),
                        node.position,
                    ));
                    continue;
                }
                Instruction::Close => {
                    if let Some(done) = open.pop() {
                        let capture = done.close(node.position);
                        match open.last_mut() {
                            Some(outer) => {
                                outer.elements += 1;
                                outer.edge = capture.edge;
                                outer.inner.push(capture);
                            }
                            None => captures.push(capture),
                        }
                    }
                    continue;
                }
                Instruction::Character(_)
                | Instruction::Literal { .. }
                | Instruction::Set(_)
                | Instruction::Any
                | Instruction::Lexicon(_)
                | Instruction::Field(_)
                | Instruction::Token(_) => (true, true),
                Instruction::Record(_) | Instruction::Gap(_) | Instruction::Rest(_) => {
                    (true, false)
                }
                _ => (false, false),
            };
            if !consumes {
                continue;
            }
            if claimed && !span.is_empty() {
                match claims.last_mut() {
                    Some(last) if last.end == span.start => last.end = span.end,
                    _ => claims.push(span),
                }
            }
            if let Some(outer) = open.last_mut() {
                outer.elements += 1;
                outer.edge = self.edge_of(*node, span);
            }
            if O::WATCHING {
                self.matcher
                    .steps
                    .push((pattern.places[node.address as usize], span));
            }
        }
        Match {
            span: Span { start, end },
            captures,
            claims,
        }
    }

    /// Notes the branches that begin at an instruction on the way of a match.
    pub(super) fn note_branches(&mut self, address: Address) {
        let starts = &self.pattern.branches;
        let first = starts.partition_point(|start| start.address < address);
        let here = starts[first..]
            .iter()
            .take_while(|start| start.address == address);
        self.matcher.branches.extend(here.map(|start| start.branch));
    }

    /// The entry or record that the element at a node read.
    pub(super) fn edge_of(&mut self, node: Node, span: Span) -> Edge {
        let instruction = self.pattern.instructions[node.address as usize];
        if !matches!(
            instruction,
            Instruction::Lexicon(_) | Instruction::Record(_)
        ) {
            return Edge::Characters;
        }
        let mut edges = std::mem::take(&mut self.matcher.edges);
        edges.clear();
        self.edges_at(node, true, &mut edges);
        let found = edges
            .iter()
            .find(|edge| edge.0 == span.end)
            .map(|edge| edge.1);
        self.matcher.edges = edges;
        match (instruction, found) {
            (Instruction::Lexicon(test), Some(entry)) => Edge::Entry(
                self.pattern.lexicons[test as usize].lexicon,
                crate::record::EntryId(entry.0),
            ),
            (_, Some(record)) => Edge::Record(record),
            (_, None) => Edge::Characters,
        }
    }
}

/// A capture that is not yet closed.
struct OpenCapture {
    name: Arc<str>,
    start: u32,
    /// Elements that consumed inside it, inner captures counted as one each.
    elements: u32,
    edge: Edge,
    inner: Vec<Capture>,
}

impl OpenCapture {
    fn new(name: Arc<str>, start: u32) -> Self {
        Self {
            name,
            start,
            elements: 0,
            edge: Edge::Characters,
            inner: Vec::new(),
        }
    }

    fn close(self, end: u32) -> Capture {
        let edge = if self.elements == 1 {
            self.edge
        } else {
            Edge::Characters
        };
        Capture {
            name: self.name,
            span: Span {
                start: self.start,
                end,
            },
            edge,
            inner: self.inner,
        }
    }
}
