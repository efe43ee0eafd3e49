//! The matcher: a backtracker over the lattice that never tries the same thing twice.
//!
//! *From a given start, at every choice take the first branch with which the whole pattern
//! still succeeds.* Whether (instruction, place) can still succeed does not depend on the way
//! there, so one mark for each pair bounds the work (the idea of the `regex` crate's bounded
//! backtracker, here with edges of any length). Marks of failures are kept across the starts
//! of one scope.
//!
//! Only instructions that branch are marked: what lies between two of them is walked once for
//! each way out of a marked one. Every loop holds a split, so every loop is marked.

use std::sync::Arc;

use crate::compile::{
    Address, Branch as WrittenBranch, GapSpec, Instruction, Look, PatternProgram, Program,
};
use crate::pattern::tree::Edge as EdgeKind;
use crate::record::{RecordId, RuleId, Span};
use crate::source::Place;
use crate::text::{Text, Unit};

use super::capture::{Capture, Edge, Match};
use super::lattice::Lattice;
use super::limits::{Budget, LimitError};
use super::tokens::Tokens;
use super::trace::{Event, Observer};

/// Scratch space of searches, reused from search to search.
#[derive(Debug, Default)]
pub struct Matcher {
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

/// For each (instruction, place): seen, and (in looks) known to succeed. A table of what was
/// touched, so that neither a large pattern nor a long scope costs anything by itself.
#[derive(Debug, Default)]
struct Marks {
    /// Open addressing; a power of two.
    slots: Vec<Slot>,
    used: usize,
    generation: u32,
    /// For each place of the document: the generation and epoch of its marks. A new epoch
    /// forgets the marks of a place.
    epochs: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    generation: u32,
    epoch: u32,
    address: Address,
    position: u32,
    mark: Mark,
}

/// What is known of an instruction at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mark {
    /// Nothing.
    #[default]
    Fresh,
    /// It was tried: it failed or is under way.
    Seen,
    /// It is known to succeed.
    Succeeds,
}

impl Marks {
    fn begin(&mut self, length: usize) {
        self.used = 0;
        if self.slots.is_empty() {
            self.slots.resize(1 << 12, Slot::default());
        }
        if self.epochs.len() < length + 1 {
            self.epochs.resize(length + 1, (0, 0));
        }
        self.generation = match self.generation.checked_add(1) {
            Some(next) => next,
            None => {
                self.slots.fill(Slot::default());
                self.epochs.fill((0, 0));
                1
            }
        };
    }

    fn epoch(&self, position: u32) -> u32 {
        let (generation, epoch) = self.epochs[position as usize];
        if generation == self.generation {
            epoch
        } else {
            0
        }
    }

    /// The index of a node's slot, or of the free one where it belongs.
    fn find(&self, node: Node, epoch: u32) -> usize {
        let mask = self.slots.len() - 1;
        // Two odd constants spread neighbouring instructions and places apart.
        let hash =
            (node.address.wrapping_mul(0x9E37_79B1)) ^ (node.position.wrapping_mul(0x85EB_CA6B));
        let mut index = (hash ^ (hash >> 15)) as usize & mask;
        loop {
            let slot = &self.slots[index];
            if slot.generation != self.generation
                || (slot.address == node.address
                    && slot.position == node.position
                    && slot.epoch == epoch)
            {
                return index;
            }
            index = (index + 1) & mask;
        }
    }

    /// What is known of a node.
    fn get(&self, node: Node) -> Mark {
        let slot = &self.slots[self.find(node, self.epoch(node.position))];
        if slot.generation == self.generation {
            slot.mark
        } else {
            Mark::Fresh
        }
    }

    /// Marks a node; gives what was known before.
    fn set(&mut self, node: Node, mark: Mark) -> Mark {
        let Node { address, position } = node;
        let epoch = self.epoch(position);
        let index = self.find(node, epoch);
        let slot = &mut self.slots[index];
        if slot.generation == self.generation {
            return std::mem::replace(&mut slot.mark, mark);
        }
        *slot = Slot {
            generation: self.generation,
            epoch,
            address,
            position,
            mark,
        };
        self.used += 1;
        if self.used * 2 > self.slots.len() {
            self.grow();
        }
        Mark::Fresh
    }

    /// Marks a node as seen where nothing is known of it; gives what was known.
    fn see(&mut self, node: Node) -> Mark {
        let known = self.set(node, Mark::Seen);
        if known == Mark::Succeeds {
            self.set(node, Mark::Succeeds);
        }
        known
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots.resize(old.len() * 2, Slot::default());
        for slot in old
            .into_iter()
            .filter(|slot| slot.generation == self.generation)
        {
            let node = Node {
                address: slot.address,
                position: slot.position,
            };
            let index = self.find(node, slot.epoch);
            self.slots[index] = slot;
        }
    }

    /// Forgets what is seen but not known to succeed of `range` at a place: a node can have
    /// failed only because it led back to one that was still under way and then succeeded.
    fn forget_failures(&mut self, position: u32, range: std::ops::Range<Address>) {
        for address in range {
            let node = Node { address, position };
            if self.get(node) == Mark::Seen {
                self.set(node, Mark::Fresh);
            }
        }
    }

    fn forget(&mut self, positions: std::ops::RangeInclusive<u32>) {
        for position in positions {
            let epoch = self.epoch(position) + 1;
            self.epochs[position as usize] = (self.generation, epoch);
        }
    }
}

/// One pattern sought in one scope. Marks of failures live as long as the search.
pub struct Search<'a> {
    reading: Reading<'a>,
    pattern: &'a PatternProgram,
    scope: Span,
    rule: RuleId,
    matcher: &'a mut Matcher,
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

    /// A search of a pattern in a scope; `rule` is whose pattern it is, for the observer.
    pub fn search<'a>(
        &'a mut self,
        reading: Reading<'a>,
        pattern: &'a PatternProgram,
        scope: Span,
        rule: RuleId,
    ) -> Search<'a> {
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
        Search {
            reading,
            pattern,
            scope,
            rule,
            matcher: self,
        }
    }
}

impl Search<'_> {
    /// The leftmost match that starts at `from` or later.
    ///
    /// # Errors
    /// When the document has no steps left.
    pub fn find<O: Observer>(
        &mut self,
        from: u32,
        budget: &mut Budget,
        observer: &mut O,
    ) -> Result<Option<Match>, LimitError> {
        self.run(budget, observer).find(from)
    }

    /// The match that starts exactly at `start`.
    ///
    /// # Errors
    /// When the document has no steps left.
    pub fn match_at<O: Observer>(
        &mut self,
        start: u32,
        budget: &mut Budget,
        observer: &mut O,
    ) -> Result<Option<Match>, LimitError> {
        self.run(budget, observer).match_at(start)
    }

    fn run<'s, O: Observer>(
        &'s mut self,
        budget: &'s mut Budget,
        observer: &'s mut O,
    ) -> Run<'s, O> {
        let Reading {
            program,
            text,
            lattice,
        } = self.reading;
        let Search {
            pattern,
            scope,
            rule,
            ..
        } = *self;
        Run {
            program,
            pattern,
            lattice,
            text,
            scope,
            rule,
            matcher: &mut *self.matcher,
            budget,
            observer,
        }
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
        let place = next_bit(&self.matcher.starts, position - self.scope.start)?;
        Some(self.scope.start + place)
    }

    fn match_at(&mut self, start: u32) -> Result<Option<Match>, LimitError> {
        if self.pattern.instructions.is_empty()
            || start < self.scope.start
            || start > self.scope.end
        {
            return Ok(None);
        }
        if O::WATCHING {
            self.observer.observe(Event::Attempt {
                rule: self.rule,
                start,
            });
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
        // Nodes on the way succeeded, and others at the same places may have failed only
        // because they led back into it.
        self.matcher.marks.forget(start..=found.span.end);
        self.matcher.failed.fill((0, 0));
        if O::WATCHING {
            self.observer.observe(Event::Matched {
                rule: self.rule,
                found: &found,
                path: &self.matcher.steps,
                branches: &self.matcher.branches,
            });
        }
        self.matcher.path = path;
        Ok(Some(found))
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
        if O::WATCHING && step == Step::Fail {
            let element = pattern.places[address as usize];
            self.observer.observe(Event::ElementFailed {
                rule: self.rule,
                position,
                element,
            });
        }
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

    fn gap<const AHEAD: bool>(&mut self, node: Node, gap: u32) -> Result<Step, LimitError> {
        let Node { address, position } = node;
        let GapSpec { minimum, .. } = self.pattern.gaps[gap as usize];
        let limit = self.reach::<AHEAD>(gap, position, true)?;
        let reach = if AHEAD {
            limit - position
        } else {
            position - limit
        };
        if reach < minimum {
            return Ok(Step::Fail);
        }
        let mut first = if AHEAD {
            position + minimum
        } else {
            position - minimum
        };
        let (failed, end) = self.matcher.failed[gap as usize];
        if AHEAD && failed <= first && first < end {
            // An earlier way through this gap found that nothing follows these ends.
            if end > limit {
                return Ok(Step::Fail);
            }
            first = end;
        }
        if first != limit {
            let next = if AHEAD { first + 1 } else { first - 1 };
            let path = self.matcher.path.len() as u32;
            self.matcher.stack.push(Frame {
                branch: Branch::Gap {
                    gap,
                    address,
                    next,
                    limit,
                },
                path,
            });
        }
        Ok(Step::To(Node {
            address: address + 1,
            position: first,
        }))
    }

    /// Notes that the rest of the pattern fails behind a gap that ends at `end`.
    fn gap_failed(&mut self, gap: u32, end: u32) {
        let failed = &mut self.matcher.failed[gap as usize];
        if failed.1 == end {
            failed.1 = end + 1;
        } else if end < failed.0 || end >= failed.1 {
            *failed = (end, end + 1);
        }
    }

    /// How far a gap or rest reaches at most: a function of where it is entered.
    fn reach<const AHEAD: bool>(
        &mut self,
        gap: u32,
        position: u32,
        in_marks: bool,
    ) -> Result<u32, LimitError> {
        let GapSpec {
            maximum, barrier, ..
        } = self.pattern.gaps[gap as usize];
        let marks = if in_marks {
            self.text.mark_around(position)
        } else {
            None
        };
        let pair = marks.and_then(|index| self.text.marks().get(index as usize));
        let mut limit = if AHEAD {
            let rim = position.saturating_add(maximum).min(self.scope.end);
            pair.map_or(rim, |pair| rim.min(pair.close.max(position)))
        } else {
            let rim = position.saturating_sub(maximum).max(self.scope.start);
            pair.map_or(rim, |pair| rim.max((pair.open + 1).min(position)))
        };
        if let Some(barrier) = barrier {
            limit = if AHEAD {
                self.barrier_after(gap, barrier, position, limit)?
            } else {
                self.barrier_before(barrier, position, limit)?
            };
        }
        Ok(limit)
    }

    /// The first place from `position` on where the barrier begins, `limit` at the latest.
    fn barrier_after(
        &mut self,
        gap: u32,
        barrier: u32,
        position: u32,
        limit: u32,
    ) -> Result<u32, LimitError> {
        if let Some(question) = self.pattern.looks[barrier as usize].question {
            let from = position - self.scope.start;
            let first = next_bit(self.answers(question), from);
            return Ok(first.map_or(limit, |place| (self.scope.start + place).min(limit)));
        }
        let mut known = self.matcher.barriers[gap as usize];
        if position < known.from || position > known.clear || known.from == known.clear {
            known = Barrier {
                from: position,
                clear: position,
                stands: false,
            };
        }
        while !known.stands && known.clear < limit {
            if self.look(barrier, known.clear)? {
                known.stands = true;
            } else {
                known.clear += 1;
            }
        }
        self.matcher.barriers[gap as usize] = known;
        Ok(known.clear.min(limit))
    }

    fn barrier_before(
        &mut self,
        barrier: u32,
        position: u32,
        limit: u32,
    ) -> Result<u32, LimitError> {
        let mut at = position;
        while at > limit && !self.look(barrier, at - 1)? {
            at -= 1;
        }
        Ok(at)
    }

    /// Whether what a look asks stands at a place (not yet turned round by `negative`).
    fn look(&mut self, index: u32, position: u32) -> Result<bool, LimitError> {
        let Look {
            address,
            ahead,
            question,
            ..
        } = self.pattern.looks[index as usize];
        if let Some(question) = question {
            let place = position - self.scope.start;
            let bits = self.answers(question);
            return Ok(bits[place as usize / 64] & (1 << (place % 64)) != 0);
        }
        let root = self.matcher.path.len();
        let from = Node { address, position };
        let holds = if ahead {
            self.run::<true>(from)?
        } else {
            self.run::<false>(from)?
        };
        if holds {
            let end = self.look_end(index);
            let path = &self.matcher.path[root..];
            path.iter().for_each(|&node| {
                self.matcher.marks.set(node, Mark::Succeeds);
            });
            let mut last = None;
            for node in path
                .iter()
                .filter(|node| branches(self.pattern.instructions[node.address as usize]))
            {
                if last != Some(node.position) {
                    self.matcher
                        .marks
                        .forget_failures(node.position, address..end);
                    last = Some(node.position);
                }
            }
            self.matcher.path.truncate(root);
        }
        Ok(holds)
    }

    /// The places of the scope that answer a question with yes, as bits.
    fn answers(&mut self, question: u32) -> &[u64] {
        let reading = Reading {
            program: self.program,
            text: self.text,
            lattice: self.lattice,
        };
        let Matcher {
            answers, search, ..
        } = &mut *self.matcher;
        let answer = &mut answers[question as usize];
        if answer.search != *search {
            answer.search = *search;
            let question = &self.pattern.questions[question as usize];
            reading.answer(question, self.scope, &mut answer.bits);
        }
        &answer.bits
    }

    /// One past the last instruction of a look's program.
    fn look_end(&self, index: u32) -> Address {
        let address = self.pattern.looks[index as usize].address;
        let later = self
            .pattern
            .looks
            .iter()
            .map(|look| look.address)
            .filter(|&other| other > address);
        later
            .min()
            .unwrap_or(self.pattern.instructions.len() as Address)
    }

    fn at_edge(&self, edge: EdgeKind, position: u32) -> bool {
        match edge {
            EdgeKind::ScopeStart => position == self.scope.start,
            EdgeKind::ScopeEnd => position == self.scope.end,
            EdgeKind::UnitStart(unit) => starts_unit(self.text, unit, position),
            EdgeKind::UnitEnd(unit) => ends_unit(self.text, unit, position),
            EdgeKind::Blank => self.text.blank_before(position),
        }
    }

    /// Reads the captures, the claims and the steps off the path of a match.
    fn replay(&mut self, path: &[Node]) -> Match {
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
            let (consumes, claimed) = match instruction {
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
    fn note_branches(&mut self, address: Address) {
        let starts = &self.pattern.branches;
        let first = starts.partition_point(|start| start.address < address);
        let here = starts[first..]
            .iter()
            .take_while(|start| start.address == address);
        self.matcher.branches.extend(here.map(|start| start.branch));
    }

    /// The entry or record that the element at a node read.
    fn edge_of(&mut self, node: Node, span: Span) -> Edge {
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    To(Node),
    Fail,
    Accept,
}

/// The first set bit from `place` on.
fn next_bit(bits: &[u64], place: u32) -> Option<u32> {
    let mut index = place as usize / 64;
    let mut word = bits.get(index)? & (u64::MAX << (place % 64));
    while word == 0 {
        index += 1;
        word = *bits.get(index)?;
    }
    Some(index as u32 * 64 + word.trailing_zeros())
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

fn starts_unit(text: &Text, unit: Unit, position: u32) -> bool {
    let units = text.units(unit);
    let index = units.partition_point(|span| span.start < position);
    units.get(index).is_some_and(|span| span.start == position)
}

fn ends_unit(text: &Text, unit: Unit, position: u32) -> bool {
    let units = text.units(unit);
    let index = units.partition_point(|span| span.end < position);
    units.get(index).is_some_and(|span| span.end == position)
}
