//! The matcher. `search` seeks a pattern scope by scope; `walk` goes straight where matches are
//! foreseen; what cannot be foreseen is tried here, by a backtracker over the lattice that
//! never tries the same thing twice.
//!
//! *From a given start, at every choice take the first branch with which the whole pattern
//! still succeeds.* Whether (instruction, place) can still succeed does not depend on the way
//! there, so one mark for each pair bounds the work (the idea of the `regex` crate's bounded
//! backtracker, here with edges of any length). Marks of failures are kept across the starts
//! of one scope.
//!
//! Only instructions that branch are marked: what lies between two of them is walked once for
//! each way out of a marked one. Every loop holds a split, so every loop is marked.

mod marks;
mod reach;
mod replay;
mod search;
mod walk;

use crate::compile::{Address, Branch as WrittenBranch, Instruction, PatternProgram, Program};
use crate::record::{RecordId, RuleId, Span};
use crate::source::Place;
use crate::text::Text;

use super::capture::Match;
use super::foresight::Foresight;
use super::lattice::{Lattice, bits};
use super::limits::{Budget, LimitError};
use super::tokens::Tokens;
use super::trace::{Event, Observer};

use marks::{Mark, Marks};

pub use search::Search;

/// Scratch space of searches, reused from search to search.
#[derive(Debug, Default)]
pub struct Matcher {
    foresight: Foresight,
    marks: Marks,
    stack: Vec<Frame>,
    path: Vec<Node>,
    edges: Vec<(u32, RecordId)>,
    /// A bit for each place of the scope at which a match can start.
    starts: Vec<u64>,
    /// For each question of the pattern, the places that answer it with yes.
    answers: Vec<Answers>,
    /// Counts searches: answers hold for one.
    search: u64,
    /// For each gap of the pattern, the last barrier found.
    barriers: Vec<Barrier>,
    /// For each gap, a range of ends (half open) from which the rest is known to fail.
    failed: Vec<(u32, u32)>,
    tokens: Tokens,
    steps: Vec<(Place, Span)>,
    branches: Vec<WrittenBranch>,
}

/// A bit for each place of the scope, made when first asked for.
#[derive(Debug, Default)]
struct Answers {
    search: u64,
    bits: Vec<u64>,
}

/// An instruction at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Node {
    address: Address,
    position: u32,
}

/// A branch not yet taken.
#[derive(Debug, Clone, Copy)]
struct Frame {
    branch: Branch,
    /// The length of the path where the branch leaves it.
    path: u32,
}

#[derive(Debug, Clone, Copy)]
enum Branch {
    /// Go on at this node.
    Node(Node),
    /// A gap may end later: at this position at the earliest, at `limit` at the latest.
    Gap {
        gap: u32,
        address: Address,
        next: u32,
        limit: u32,
    },
    /// The element at this node has shorter edges: go on with this one.
    Edges { node: Node, next: u32 },
}

/// Where the characters from `from` to `clear` begin no barrier, and one stands at `clear`
/// (if `stands`) or the scope ends or the search stopped there.
#[derive(Debug, Clone, Copy, Default)]
struct Barrier {
    from: u32,
    clear: u32,
    stands: bool,
}

/// A search under way, with what it draws on and who watches.
struct Run<'a, O> {
    program: &'a Program,
    pattern: &'a PatternProgram,
    lattice: &'a Lattice,
    text: &'a Text,
    scope: Span,
    rule: RuleId,
    matcher: &'a mut Matcher,
    budget: &'a mut Budget,
    observer: &'a mut O,
}

/// What a search reads: the program, the document and its lattice.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The program that the pattern belongs to.
    pub program: &'a Program,
    /// The document.
    pub text: &'a Text,
    /// Its edges so far.
    pub lattice: &'a Lattice,
}

impl Matcher {
    /// Forgets what was kept of the last document.
    pub fn begin_document(&mut self) {
        self.tokens.clear();
    }

    /// Makes ready for trying a pattern in a scope start by start.
    fn begin_scope(&mut self, reading: Reading<'_>, pattern: &PatternProgram, scope: Span) {
        self.marks.begin(reading.text.chars().len());
        reading.mark_starts(pattern, scope, &mut self.starts);
        self.search += 1;
        if self.answers.len() < pattern.questions.len() {
            self.answers
                .resize_with(pattern.questions.len(), Answers::default);
        }
        self.barriers.clear();
        self.barriers.resize(pattern.gaps.len(), Barrier::default());
        self.failed.clear();
        self.failed.resize(pattern.gaps.len(), (0, 0));
    }
}

impl<O: Observer> Run<'_, O> {
    fn find(&mut self, from: u32) -> Result<Option<Match>, LimitError> {
        let last = self.scope.end.saturating_sub(self.pattern.minimum);
        let mut start = from.max(self.scope.start);
        while let Some(next) = self.next_start(start) {
            if next > last {
                break;
            }
            if let Some(found) = self.match_at(next)? {
                return Ok(Some(found));
            }
            start = next + 1;
        }
        Ok(None)
    }

    /// The first place from `position` on at which a match can start.
    fn next_start(&self, position: u32) -> Option<u32> {
        let place = bits::next(&self.matcher.starts, position - self.scope.start)?;
        Some(self.scope.start + place)
    }

    fn match_at(&mut self, start: u32) -> Result<Option<Match>, LimitError> {
        if self.pattern.instructions.is_empty()
            || start < self.scope.start
            || start > self.scope.end
        {
            return Ok(None);
        }
        self.matcher.path.clear();
        if !self.run::<true>(Node {
            address: 0,
            position: start,
        })? {
            return Ok(None);
        }
        let path = std::mem::take(&mut self.matcher.path);
        let found = self.replay(&path);
        self.told(&found);
        // Nodes on the way succeeded, and others at the same places may have failed only
        // because they led back into it.
        self.matcher.marks.forget(start..=found.span.end);
        self.matcher.failed.fill((0, 0));
        self.matcher.path = path;
        Ok(Some(found))
    }

    fn told(&mut self, found: &Match) {
        if O::WATCHING {
            self.observer.observe(Event::Matched {
                rule: self.rule,
                scope: self.scope,
                found,
                path: &self.matcher.steps,
                branches: &self.matcher.branches,
            });
        }
    }

    /// Runs from a node to an `Accept`; the path is left as it was walked.
    fn run<const AHEAD: bool>(&mut self, from: Node) -> Result<bool, LimitError> {
        let bottom = self.matcher.stack.len();
        let root = self.matcher.path.len();
        let mut node = from;
        let mut taken = 0;
        let succeeded = loop {
            taken += 1;
            if taken == 1024 {
                self.budget.spend(taken)?;
                taken = 0;
            }
            let next = match self.step::<AHEAD>(node)? {
                Step::To(next) => Some(next),
                Step::Fail => None,
                Step::Accept => break true,
            };
            if let Some(next) = next {
                node = next;
                continue;
            }
            match self.backtrack::<AHEAD>(bottom) {
                Some(next) => node = next,
                None => break false,
            }
        };
        self.budget.spend(taken)?;
        self.matcher.stack.truncate(bottom);
        if !succeeded {
            self.matcher.path.truncate(root);
        }
        Ok(succeeded)
    }

    fn step<const AHEAD: bool>(&mut self, node: Node) -> Result<Step, LimitError> {
        let pattern = self.pattern;
        let Node { address, position } = node;
        let instruction = pattern.instructions[address as usize];
        if branches(instruction) {
            match self.matcher.marks.see(node) {
                Mark::Succeeds => return Ok(Step::Accept),
                Mark::Seen => return Ok(Step::Fail),
                Mark::Fresh => {}
            }
        }
        self.matcher.path.push(node);
        let on = |position: u32| {
            Step::To(Node {
                address: address + 1,
                position,
            })
        };
        let step = match instruction {
            Instruction::Character(wanted) => match self.next::<AHEAD>(position) {
                Some((character, after)) if character == wanted => on(after),
                _ => Step::Fail,
            },
            Instruction::Set(set) => match self.next::<AHEAD>(position) {
                Some((character, after)) if pattern.sets[set as usize].contains(character) => {
                    on(after)
                }
                _ => Step::Fail,
            },
            Instruction::Any => match self.next::<AHEAD>(position) {
                Some((_, after)) => on(after),
                None => Step::Fail,
            },
            Instruction::Literal { start, end } => {
                match self
                    .literal::<AHEAD>(&pattern.literals[start as usize..end as usize], position)
                {
                    Some(after) => on(after),
                    None => Step::Fail,
                }
            }
            Instruction::Lexicon(_)
            | Instruction::Field(_)
            | Instruction::Record(_)
            | Instruction::Token(_) => self.edge::<AHEAD>(node, 0),
            Instruction::Split { first, second } => {
                let path = self.matcher.path.len() as u32;
                self.matcher.stack.push(Frame {
                    branch: Branch::Node(Node {
                        address: second,
                        position,
                    }),
                    path,
                });
                Step::To(Node {
                    address: first,
                    position,
                })
            }
            Instruction::Jump(to) => Step::To(Node {
                address: to,
                position,
            }),
            Instruction::Open(_) | Instruction::Close => on(position),
            Instruction::Gap(gap) => self.gap::<AHEAD>(node, gap)?,
            Instruction::Rest(gap) => {
                let limit = self.reach::<AHEAD>(gap, position, false)?;
                on(limit)
            }
            Instruction::Look(look) => {
                if self.look(look, position)? != pattern.looks[look as usize].negative {
                    on(position)
                } else {
                    Step::Fail
                }
            }
            Instruction::Edge(edge) => {
                if self.at_edge(edge, position) {
                    on(position)
                } else {
                    Step::Fail
                }
            }
            Instruction::Accept => Step::Accept,
        };
        Ok(step)
    }

    fn backtrack<const AHEAD: bool>(&mut self, bottom: usize) -> Option<Node> {
        while self.matcher.stack.len() > bottom {
            let Frame { branch, path } = self.matcher.stack.pop()?;
            self.matcher.path.truncate(path as usize);
            match branch {
                Branch::Node(node) => return Some(node),
                Branch::Gap {
                    gap,
                    address,
                    next,
                    limit,
                } => {
                    if AHEAD {
                        self.gap_failed(gap, next - 1);
                    }
                    if next != limit {
                        let further = if AHEAD { next + 1 } else { next - 1 };
                        let branch = Branch::Gap {
                            gap,
                            address,
                            next: further,
                            limit,
                        };
                        self.matcher.stack.push(Frame { branch, path });
                    }
                    return Some(Node {
                        address: address + 1,
                        position: next,
                    });
                }
                Branch::Edges { node, next } => {
                    if let Step::To(node) = self.edge::<AHEAD>(node, next) {
                        return Some(node);
                    }
                }
            }
        }
        None
    }

    /// The next character in reading direction and the position behind it.
    fn next<const AHEAD: bool>(&self, position: u32) -> Option<(char, u32)> {
        if AHEAD {
            (position < self.scope.end)
                .then(|| (self.text.chars()[position as usize], position + 1))
        } else {
            (position > self.scope.start)
                .then(|| (self.text.chars()[position as usize - 1], position - 1))
        }
    }

    fn literal<const AHEAD: bool>(&self, literal: &[char], position: u32) -> Option<u32> {
        let length = literal.len() as u32;
        let chars = self.text.chars();
        if AHEAD {
            let end = position + length;
            (end <= self.scope.end && chars[position as usize..end as usize] == *literal)
                .then_some(end)
        } else {
            let start = position.checked_sub(length)?;
            let matches = chars[start as usize..position as usize]
                .iter()
                .rev()
                .eq(literal.iter());
            (start >= self.scope.start && matches).then_some(start)
        }
    }

    /// Goes on with the edge number `skip` (or the next that lies in the scope) of the element
    /// at a node, and leaves a frame for the shorter ones.
    fn edge<const AHEAD: bool>(&mut self, node: Node, skip: u32) -> Step {
        let mut edges = std::mem::take(&mut self.matcher.edges);
        edges.clear();
        self.edges_at(node, AHEAD, &mut edges);
        let inside = |&(end, _): &(u32, RecordId)| {
            if AHEAD {
                end <= self.scope.end
            } else {
                end >= self.scope.start
            }
        };
        let mut previous = None;
        let mut chosen = None;
        let mut more = None;
        for (index, edge) in edges.iter().enumerate() {
            // Edges of one length lead to the same node: the first stands for all.
            let fresh = previous != Some(edge.0);
            previous = Some(edge.0);
            if !fresh || (index as u32) < skip || !inside(edge) {
                continue;
            }
            if chosen.is_none() {
                chosen = Some(edge.0);
            } else {
                more = Some(index as u32);
                break;
            }
        }
        self.matcher.edges = edges;
        let Some(position) = chosen else {
            return Step::Fail;
        };
        if let Some(next) = more {
            let path = self.matcher.path.len() as u32;
            self.matcher.stack.push(Frame {
                branch: Branch::Edges { node, next },
                path,
            });
        }
        Step::To(Node {
            address: node.address + 1,
            position,
        })
    }

    fn edges_at(&mut self, node: Node, ahead: bool, out: &mut Vec<(u32, RecordId)>) {
        let Node { address, position } = node;
        match self.pattern.instructions[address as usize] {
            Instruction::Lexicon(test) => {
                let test = &self.pattern.lexicons[test as usize];
                let entries = self.lattice.entries_at(
                    &self.program.vocabulary,
                    self.text,
                    test.lexicon,
                    position,
                    ahead,
                );
                out.extend(
                    entries
                        .filter(|(_, entry)| {
                            test.allowed
                                .as_ref()
                                .is_none_or(|allowed| allowed[entry.index()])
                        })
                        .map(|(end, entry)| (end, RecordId(entry.0))),
                );
            }
            Instruction::Field(key) => self.lattice.fields_at(key, position, ahead, out),
            Instruction::Record(key) => self.lattice.records_at(key, position, ahead, out),
            Instruction::Token(test) => {
                let filters = &self.pattern.tokens[test as usize].filters;
                self.matcher
                    .tokens
                    .at(self.text, position, ahead, filters, out);
            }
            _ => {}
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    To(Node),
    Fail,
    Accept,
}

/// Whether more than one way leads on from an instruction.
fn branches(instruction: Instruction) -> bool {
    matches!(
        instruction,
        Instruction::Split { .. }
            | Instruction::Lexicon(_)
            | Instruction::Field(_)
            | Instruction::Record(_)
            | Instruction::Token(_)
            | Instruction::Gap(_)
    )
}
