//! Gaps, rests, looks and edges of the layout: what depends on the place alone.

use crate::compile::{GapSpec, Look};
use crate::pattern::tree::Edge as EdgeKind;
use crate::text::{Text, Unit};

use super::marks::Mark;
use super::{
    Barrier, Branch, Frame, LimitError, Matcher, Node, Observer, Reading, Run, Step, bits, branches,
};

impl<O: Observer> Run<'_, O> {
    pub(super) fn gap<const AHEAD: bool>(
        &mut self,
        node: Node,
        gap: u32,
    ) -> Result<Step, LimitError> {
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
    pub(super) fn gap_failed(&mut self, gap: u32, end: u32) {
        let failed = &mut self.matcher.failed[gap as usize];
        if failed.1 == end {
            failed.1 = end + 1;
        } else if end < failed.0 || end >= failed.1 {
            *failed = (end, end + 1);
        }
    }

    /// How far a gap or rest reaches at most: a function of where it is entered.
    pub(super) fn reach<const AHEAD: bool>(
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
    pub(super) fn barrier_after(
        &mut self,
        gap: u32,
        barrier: u32,
        position: u32,
        limit: u32,
    ) -> Result<u32, LimitError> {
        if let Some(question) = self.pattern.looks[barrier as usize].question {
            let from = position - self.scope.start;
            let first = bits::next(self.answers(question), from);
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

    pub(super) fn barrier_before(
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
    pub(super) fn look(&mut self, index: u32, position: u32) -> Result<bool, LimitError> {
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
            let end = self.pattern.looks[index as usize].end;
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
    pub(super) fn answers(&mut self, question: u32) -> &[u64] {
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

    pub(super) fn at_edge(&self, edge: EdgeKind, position: u32) -> bool {
        match edge {
            EdgeKind::ScopeStart => position == self.scope.start,
            EdgeKind::ScopeEnd => position == self.scope.end,
            EdgeKind::UnitStart(unit) => starts_unit(self.text, unit, position),
            EdgeKind::UnitEnd(unit) => ends_unit(self.text, unit, position),
            EdgeKind::Blank => self.text.blank_before(position),
        }
    }
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
