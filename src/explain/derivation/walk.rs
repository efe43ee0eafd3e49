//! A walk through a pattern from one start, as the language defines a match: at every choice
//! the first branch with which the whole still succeeds. Where none does, it tells how far it
//! came. Slower than the engine and proved to agree with it by the tests.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::graph::{Element, ElementKind, Graph, Reach, State, StateId};
use super::layout;
use crate::compile::Program;
use crate::engine::lattice::Lattice;
use crate::engine::tokens::Tokens;
use crate::pattern::tree::Edge;
use crate::record::{EntryId, LexiconId, RecordId, Span};
use crate::text::{Text, Unit};

/// What walks read: a document after its extraction.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    pub program: &'a Program,
    pub text: &'a Text,
    /// The edges of the document, those of all settled types included.
    pub lattice: &'a Lattice,
    pub tokens: RefCell<Tokens>,
    /// Steps that may still be taken: a page of any length is answered in a moment.
    pub room: RefCell<u64>,
}

/// So many steps are taken for one answer.
const ROOM: u64 = 8_000_000;

impl<'a> Ground<'a> {
    pub fn new(program: &'a Program, text: &'a Text, lattice: &'a Lattice) -> Self {
        Self {
            program,
            text,
            lattice,
            tokens: RefCell::default(),
            room: RefCell::new(ROOM),
        }
    }

    pub fn length(&self) -> u32 {
        self.text.chars().len() as u32
    }

    /// Whether there was room for every step so far.
    pub fn is_complete(&self) -> bool {
        *self.room.borrow() > 0
    }

    /// The entry of a lexicon that an element reads from one place to another.
    pub fn entry(&self, element: &Element, span: Span) -> Option<(LexiconId, EntryId)> {
        let ElementKind::Lexicon { lexicon, filters } = &element.kind else {
            return None;
        };
        let words = &self.program.pack.lexicons[lexicon.index()];
        let vocabulary = &self.program.vocabulary;
        let mut entries = self
            .lattice
            .entries_at(vocabulary, self.text, *lexicon, span.start, true);
        let (_, entry) =
            entries.find(|&(end, entry)| end == span.end && words.entry(entry).passes(filters))?;
        Some((*lexicon, entry))
    }

    /// The record that an element reads; its serial.
    pub fn record(&self, element: &Element, span: Span) -> Option<RecordId> {
        let ElementKind::Record(key) = element.kind else {
            return None;
        };
        let mut found = Vec::new();
        self.lattice.records_at(key, span.start, true, &mut found);
        let found = found.into_iter().find(|&(end, _)| end == span.end);
        found.map(|(_, record)| record)
    }

    /// The other ends of an element that spans several characters, in the order in which
    /// they are tried.
    fn edges(&self, kind: &ElementKind, at: u32, ahead: bool) -> Vec<u32> {
        let mut found: Vec<(u32, RecordId)> = Vec::new();
        match kind {
            ElementKind::Lexicon { lexicon, filters } => {
                let words = &self.program.pack.lexicons[lexicon.index()];
                let vocabulary = &self.program.vocabulary;
                let entries = self
                    .lattice
                    .entries_at(vocabulary, self.text, *lexicon, at, ahead);
                let passing = entries.filter(|(_, entry)| words.entry(*entry).passes(filters));
                found.extend(passing.map(|(end, entry)| (end, RecordId(entry.0))));
            }
            ElementKind::Field(key) => self.lattice.fields_at(*key, at, ahead, &mut found),
            ElementKind::Record(key) => self.lattice.records_at(*key, at, ahead, &mut found),
            ElementKind::Token(filters) => {
                let mut tokens = self.tokens.borrow_mut();
                tokens.at(self.text, at, ahead, filters, &mut found);
            }
            _ => {}
        }
        let mut ends: Vec<u32> = found.into_iter().map(|(end, _)| end).collect();
        ends.dedup();
        ends
    }
}

/// Which limits are put aside, to see whether one of them was too narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Freedom {
    /// Gaps may be of any length.
    pub lengths: bool,
    /// Nothing stops gaps.
    pub barriers: bool,
    /// Gaps may leave quotations and parentheses.
    pub marks: bool,
    /// Where a line begins or ends, so do all units of the body, though it be none of it.
    pub edges: bool,
}

/// A state passed: where it was entered and left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub state: StateId,
    pub from: u32,
    pub to: u32,
}

impl Step {
    pub fn span(self) -> Span {
        Span::new(self.from.min(self.to), self.from.max(self.to))
    }
}

/// How much of a pattern was met: characters of literals, entries, records and the like;
/// then all characters but those of gaps.
pub(crate) type Weight = (u32, u32);

/// An element that did not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Index into the graph's elements.
    pub element: u32,
    pub at: u32,
}

/// How far a walk came that did not succeed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    pub weight: Weight,
    /// What was passed.
    pub steps: Vec<Step>,
    /// What failed then, in the order tried.
    pub failures: Vec<Failure>,
}

/// So many failures behind the same steps are kept.
const FAILURES: usize = 64;

impl Progress {
    fn failed(&mut self, weight: Weight, steps: &[Step], failure: Failure) {
        if weight > self.weight || self.failures.is_empty() {
            *self = Self {
                weight,
                steps: steps.to_vec(),
                failures: vec![failure],
            };
        } else if weight == self.weight
            && self.failures.len() < FAILURES
            && !self.failures.contains(&failure)
        {
            self.failures.push(failure);
        }
    }
}

/// A pattern walked through in one scope.
pub(crate) struct Walker<'a> {
    ground: &'a Ground<'a>,
    graph: &'a Graph,
    scope: Span,
    freedom: Freedom,
    /// A place whose failures are kept apart.
    focus: Option<u32>,
    /// Answers of looks by (look, place).
    looks: HashMap<(u32, u32), bool>,
}

/// What came of a walk from one start.
#[derive(Debug, Clone, Default)]
pub(crate) struct Walk {
    /// The steps of the match, if there is one.
    pub steps: Option<Vec<Step>>,
    /// The farthest way that was tried in vain, such as a repeat that would have gone on.
    pub progress: Progress,
    /// The farthest way that failed right at the focus.
    pub focused: Progress,
}

/// A branch not yet taken, and what was passed where it leaves.
struct Left {
    branch: Branch,
    steps: usize,
    weight: Weight,
}

enum Branch {
    State(StateId, u32),
    /// Shorter edges of the element, the next to try last.
    Edges {
        state: StateId,
        from: u32,
        ends: Vec<u32>,
    },
    /// A gap that may go on to here, and on to the limit.
    Gap {
        state: StateId,
        from: u32,
        next: u32,
        limit: u32,
    },
}

impl<'a> Walker<'a> {
    pub fn new(ground: &'a Ground<'a>, graph: &'a Graph, scope: Span) -> Self {
        Self::with_freedom(ground, graph, scope, Freedom::default())
    }

    pub fn with_freedom(
        ground: &'a Ground<'a>,
        graph: &'a Graph,
        scope: Span,
        freedom: Freedom,
    ) -> Self {
        Self {
            ground,
            graph,
            scope,
            freedom,
            focus: None,
            looks: HashMap::new(),
        }
    }

    /// The same, what fails at `focus` kept apart.
    pub fn focused(self, focus: Option<u32>) -> Self {
        Self { focus, ..self }
    }

    /// Walks from a start, with all that was tried in vain.
    pub fn walk(&mut self, start: u32) -> Walk {
        let mut walk = Walk::default();
        walk.steps = self.run(0, start, true, Some(&mut walk));
        walk
    }

    /// The steps of the match that starts at `start`, if there is one.
    pub fn steps(&mut self, start: u32) -> Option<Vec<Step>> {
        self.run(0, start, true, None)
    }

    fn run(
        &mut self,
        begin: StateId,
        from: u32,
        ahead: bool,
        mut walk: Option<&mut Walk>,
    ) -> Option<Vec<Step>> {
        let mut steps: Vec<Step> = Vec::new();
        let mut left: Vec<Left> = Vec::new();
        let mut seen: HashSet<(StateId, u32)> = HashSet::new();
        let mut weight = (0, 0);
        let mut at = Some((begin, from));
        loop {
            let (state, place) = at.take().or_else(|| {
                let (branch, passed, then) = next_branch(&mut left)?;
                steps.truncate(passed);
                weight = then;
                match branch {
                    Branch::State(state, place) => Some((state, place)),
                    Branch::Edges { state, from, ends } => {
                        let to = *ends.last()?;
                        steps.push(Step { state, from, to });
                        weight = self.heavier(weight, state, from, to);
                        Some((state + 1, to))
                    }
                    Branch::Gap {
                        state, from, next, ..
                    } => {
                        let to = next;
                        steps.push(Step { state, from, to });
                        Some((state + 1, to))
                    }
                }
            })?;
            {
                let mut room = self.ground.room.borrow_mut();
                *room = room.saturating_sub(1);
                if *room == 0 {
                    return None;
                }
            }
            let graph = self.graph;
            match &graph.states[state as usize] {
                State::Accept => return Some(steps),
                State::Jump(to) => at = Some((*to, place)),
                State::Split { first, second } => {
                    if seen.insert((state, place)) {
                        left.push(Left {
                            branch: Branch::State(*second, place),
                            steps: steps.len(),
                            weight,
                        });
                        at = Some((*first, place));
                    }
                }
                State::Open(_) | State::Close => {
                    steps.push(Step {
                        state,
                        from: place,
                        to: place,
                    });
                    at = Some((state + 1, place));
                }
                State::Element(index) => {
                    let element = &graph.elements[*index as usize];
                    let several = matches!(
                        element.kind,
                        ElementKind::Lexicon { .. }
                            | ElementKind::Field(_)
                            | ElementKind::Record(_)
                            | ElementKind::Token(_)
                            | ElementKind::Gap(_)
                    );
                    if several && !seen.insert((state, place)) {
                        continue;
                    }
                    let ends = self.ends(element, place, ahead);
                    match ends {
                        Ends::None => {
                            if let Some(walk) = walk.as_deref_mut() {
                                let failure = Failure {
                                    element: *index,
                                    at: place,
                                };
                                walk.progress.failed(weight, &steps, failure);
                                if self.focus == Some(place) {
                                    walk.focused.failed(weight, &steps, failure);
                                }
                            }
                        }
                        Ends::These(mut ends) => {
                            // The next to try stands last.
                            ends.reverse();
                            left.push(Left {
                                branch: Branch::Edges {
                                    state,
                                    from: place,
                                    ends,
                                },
                                steps: steps.len(),
                                weight,
                            });
                        }
                        Ends::From(next, limit) => left.push(Left {
                            branch: Branch::Gap {
                                state,
                                from: place,
                                next,
                                limit,
                            },
                            steps: steps.len(),
                            weight,
                        }),
                    }
                }
            }
        }
    }

    fn heavier(&self, weight: Weight, state: StateId, from: u32, to: u32) -> Weight {
        let State::Element(index) = self.graph.states[state as usize] else {
            return weight;
        };
        let length = from.abs_diff(to);
        match &self.graph.elements[index as usize].kind {
            ElementKind::Literal(_)
            | ElementKind::Lexicon { .. }
            | ElementKind::Field(_)
            | ElementKind::Record(_)
            | ElementKind::Token(_) => (weight.0 + length, weight.1 + length),
            ElementKind::Class(_) | ElementKind::Any => (weight.0, weight.1 + length),
            ElementKind::Gap(_)
            | ElementKind::Rest(_)
            | ElementKind::Look { .. }
            | ElementKind::Edge(_) => weight,
        }
    }

    /// Where an element that is entered at a place can end.
    fn ends(&mut self, element: &Element, at: u32, ahead: bool) -> Ends {
        let one = |end: Option<u32>| end.map_or(Ends::None, |end| Ends::These(vec![end]));
        match &element.kind {
            ElementKind::Literal(literal) => one(self.literal(literal, at, ahead)),
            ElementKind::Class(class) => {
                let next = self.next(at, ahead);
                one(next.and_then(|(found, end)| class.contains(found).then_some(end)))
            }
            ElementKind::Any => one(self.next(at, ahead).map(|(_, end)| end)),
            kind @ (ElementKind::Lexicon { .. }
            | ElementKind::Field(_)
            | ElementKind::Record(_)
            | ElementKind::Token(_)) => {
                let mut ends = self.ground.edges(kind, at, ahead);
                ends.retain(|&end| self.scope.start <= end && end <= self.scope.end);
                if ends.is_empty() {
                    Ends::None
                } else {
                    Ends::These(ends)
                }
            }
            ElementKind::Gap(reach) => {
                let limit = self.limit(*reach, at, ahead, true);
                if limit.abs_diff(at) < reach.minimum {
                    return Ends::None;
                }
                let first = if ahead {
                    at + reach.minimum
                } else {
                    at - reach.minimum
                };
                Ends::From(first, limit)
            }
            ElementKind::Rest(reach) => one(Some(self.limit(*reach, at, ahead, false))),
            ElementKind::Look { look, negative } => {
                one((self.holds(*look, at) != *negative).then_some(at))
            }
            ElementKind::Edge(edge) => one(self.at_edge(*edge, at).then_some(at)),
        }
    }

    fn next(&self, at: u32, ahead: bool) -> Option<(char, u32)> {
        let chars = self.ground.text.chars();
        if ahead {
            (at < self.scope.end).then(|| (chars[at as usize], at + 1))
        } else {
            (at > self.scope.start).then(|| (chars[at as usize - 1], at - 1))
        }
    }

    fn literal(&self, literal: &[char], at: u32, ahead: bool) -> Option<u32> {
        let length = literal.len() as u32;
        let span = if ahead {
            Span::new(at, at + length)
        } else {
            Span::new(at.checked_sub(length)?, at)
        };
        let stands =
            self.scope.contains(span) && self.ground.text.chars()[span.range()] == *literal;
        stands.then_some(if ahead { span.end } else { span.start })
    }

    /// How far a gap or rest reaches at most from where it is entered.
    fn limit(&mut self, reach: Reach, at: u32, ahead: bool, in_marks: bool) -> u32 {
        let maximum = reach.maximum.filter(|_| !self.freedom.lengths);
        let maximum = maximum.unwrap_or(u32::MAX);
        let text = self.ground.text;
        let around = (in_marks && !self.freedom.marks).then(|| text.mark_around(at));
        let pair = around.flatten().map(|index| text.marks()[index as usize]);
        let barrier = reach.barrier.filter(|_| !self.freedom.barriers);
        if ahead {
            let rim = at.saturating_add(maximum).min(self.scope.end);
            let limit = pair.map_or(rim, |pair| rim.min(pair.close.max(at)));
            let mut stops = at..limit;
            let stop = stops.find(|&place| barrier.is_some_and(|look| self.holds(look, place)));
            stop.unwrap_or(limit)
        } else {
            let rim = at.saturating_sub(maximum).max(self.scope.start);
            let limit = pair.map_or(rim, |pair| rim.max((pair.open + 1).min(at)));
            let mut stops = (limit..at).rev();
            let stop = stops.find(|&place| barrier.is_some_and(|look| self.holds(look, place)));
            stop.map_or(limit, |place| place + 1)
        }
    }

    /// Whether what a look asks stands at a place.
    pub fn holds(&mut self, look: u32, at: u32) -> bool {
        if let Some(&known) = self.looks.get(&(look, at)) {
            return known;
        }
        let asked = self.graph.looks[look as usize];
        let holds = self.run(asked.begin, at, asked.ahead, None).is_some();
        self.looks.insert((look, at), holds);
        holds
    }

    /// The steps of what a look that holds at a place has found there, in the order of the text.
    pub fn steps_of_look(&mut self, look: u32, at: u32) -> Option<Vec<Step>> {
        let asked = self.graph.looks[look as usize];
        let mut steps = self.run(asked.begin, at, asked.ahead, None)?;
        if !asked.ahead {
            steps.reverse();
        }
        Some(steps)
    }

    /// What a look that holds at a place has found there.
    pub fn found_by(&mut self, look: u32, at: u32) -> Option<Span> {
        let asked = self.graph.looks[look as usize];
        let steps = self.run(asked.begin, at, asked.ahead, None)?;
        let end = steps.last().map_or(at, |step| step.to);
        Some(Span::new(at.min(end), at.max(end)))
    }

    /// Whether a line begins or ends at a place, where that is as good as a unit's edge.
    fn is_line_rim(&self, unit: Unit, at: u32) -> bool {
        let line = || layout::line_around(self.ground.text, at);
        self.freedom.edges && layout::is_of_body(unit) && {
            let Span { start, end } = line();
            at == start || at == end
        }
    }

    fn at_edge(&self, edge: Edge, at: u32) -> bool {
        let rim = |unit: Unit, starts: bool| {
            let units = self.ground.text.units(unit);
            let rim = |span: &Span| if starts { span.start } else { span.end };
            let index = units.partition_point(|span| rim(span) < at);
            units.get(index).is_some_and(|span| rim(span) == at)
        };
        match edge {
            Edge::ScopeStart => at == self.scope.start,
            Edge::ScopeEnd => at == self.scope.end,
            Edge::UnitStart(unit) => rim(unit, true) || self.is_line_rim(unit, at),
            Edge::UnitEnd(unit) => rim(unit, false) || self.is_line_rim(unit, at),
            Edge::Blank => self.ground.text.blank_before(at),
        }
    }
}

/// Where an element can end.
enum Ends {
    None,
    /// At these places, in the order tried.
    These(Vec<u32>),
    /// At the first and at all on to the second.
    From(u32, u32),
}

/// The next branch to take; what is left of it stays.
fn next_branch(left: &mut Vec<Left>) -> Option<(Branch, usize, Weight)> {
    let Left {
        branch,
        steps,
        weight,
    } = left.pop()?;
    let further = match &branch {
        Branch::Edges { state, from, ends } if ends.len() > 1 => Some(Branch::Edges {
            state: *state,
            from: *from,
            ends: ends[..ends.len() - 1].to_vec(),
        }),
        &Branch::Gap {
            state,
            from,
            next,
            limit,
        } if next != limit => Some(Branch::Gap {
            state,
            from,
            next: if next < limit { next + 1 } else { next - 1 },
            limit,
        }),
        _ => None,
    };
    if let Some(branch) = further {
        left.push(Left {
            branch,
            steps,
            weight,
        });
    }
    Some((branch, steps, weight))
}
