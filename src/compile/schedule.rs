//! In which order the rows of a pattern are computed: from its last instruction to the first,
//! without those that only lead elsewhere.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::pattern::tree::Edge;

use super::element::ElementId;
use super::instruction::{Address, Choice, Copies, Instruction, Look, Run};
use super::landmarks::arrival;

/// A row that does not exist.
pub const NO_ROW: u32 = u32::MAX;

/// The steps that compute the rows of a pattern; the row of a step has the step's number.
#[derive(Debug, Clone, Default)]
pub struct Schedule {
    /// The steps of the main program, then those of the looks.
    pub steps: Vec<Step>,
    /// For each instruction, its row, or [`NO_ROW`] where none is asked for.
    pub rows: Vec<u32>,
    /// The steps of the main program.
    pub main: Range<u32>,
    /// For each look, its steps; none where it is a question.
    pub looks: Vec<Range<u32>>,
    /// The rows that [`Action::Union`] unites.
    pub united: Vec<u32>,
    /// For each loop, the first of the steps that are taken again until the row of the last
    /// grows no more.
    pub loops: Vec<u32>,
    /// Repeats that are written out.
    pub copies: Vec<Repeated>,
}

/// How one row is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// The row that it leads to, where it leads to one.
    pub source: u32,
    /// The step to go on with if the row is empty: all between would be empty too.
    pub skip: u32,
    /// What is asked when the row is made.
    pub check: Check,
}

/// What leads from one row to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing does.
    Nowhere,
    /// The end has come: every place.
    Everywhere,
    /// Any of some rows (a range of [`Schedule::united`]).
    Union {
        /// First.
        first: u32,
        /// One past the last.
        end: u32,
    },
    /// Any character.
    Any,
    /// An element.
    Element(ElementId),
    /// A question whose answer depends on the place alone (index into `PatternProgram::looks`).
    Look(u32),
    /// An edge of the scope or of the layout.
    Edge(Edge),
    /// As few characters as do (index into `PatternProgram::gaps`).
    Gap(u32),
    /// All characters up to the barrier (index into `PatternProgram::gaps`).
    Rest(u32),
    /// A repeat of a single character (index into `PatternProgram::runs`).
    Run(u32),
}

/// Whether to go on with the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Yes.
    No,
    /// If a loop's row has grown, back to its first step (index into [`Schedule::loops`]).
    Grown(u32),
    /// If this copy's row is that of the copy behind it, over all copies before (index into
    /// [`Schedule::copies`]).
    Same(u32),
}

/// The optional iterations of a repeat with an upper limit: the steps of the last come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeated {
    /// The first step of the last iteration.
    pub first: u32,
    /// Steps of one iteration.
    pub length: u32,
    /// How many iterations there are.
    pub count: u32,
}

/// What a schedule is made from.
pub(super) struct Source<'a> {
    pub instructions: &'a [Instruction],
    pub elements: &'a [Option<ElementId>],
    /// One past the last instruction of the main program.
    pub end: Address,
    pub looks: &'a [Look],
    pub runs: &'a [Run],
    pub choices: &'a [Choice],
    pub copies: &'a [Copies],
    /// For each instruction, the first of those before it that all lead to it.
    pub leading: &'a [Address],
}

impl Schedule {
    pub(super) fn new(source: &Source<'_>) -> Self {
        let blocks = source.blocks();
        let elsewhere = source.united_elsewhere(&blocks);
        let mut schedule = Self {
            rows: vec![NO_ROW; source.instructions.len()],
            ..Self::default()
        };
        // The blocks that make rows, in the order of the steps.
        let mut order: Vec<Block> = Vec::new();
        let looks = source.looks.iter().map(|look| (look.address, look.end));
        for (first, end) in std::iter::once((0, source.end)).chain(looks) {
            let begin = order.len() as u32;
            let own = blocks.iter().rev().filter(|block| {
                (first..end).contains(&block.address) && !elsewhere[block.address as usize]
            });
            order.extend(own);
            schedule.looks.push(begin..order.len() as u32);
        }
        schedule.main = schedule.looks.remove(0);
        for (block, row) in order.iter().zip(0..) {
            schedule.rows[block.address as usize] = row;
        }
        for address in 0..source.instructions.len() as Address {
            let arrived = arrival(source.instructions, address);
            schedule.rows[address as usize] = schedule.rows[arrived as usize];
        }
        let programs = std::iter::once(schedule.main.clone()).chain(schedule.looks.clone());
        for program in programs.collect::<Vec<_>>() {
            for own in program.start..program.end {
                let step = schedule.step(source, order[own as usize]);
                // Rows only grow, so what leads to nothing now has led to nothing before.
                let leading = source.leading[order[own as usize].address as usize];
                let behind = &order[own as usize + 1..program.end as usize];
                let skipped = behind.partition_point(|block| block.address >= leading);
                let skip = own + 1 + skipped as u32;
                schedule.steps.push(Step { skip, ..step });
            }
        }
        schedule.find_loops(source, &order);
        schedule.find_copies(source);
        schedule
    }

    fn step(&mut self, from: &Source<'_>, block: Block) -> Step {
        let behind = self.rows.get(block.end as usize).copied();
        let (action, source) = match (block.kind, from.instructions[block.address as usize]) {
            (Kind::Run(run), _) => (Action::Run(run), behind),
            (Kind::Choice(element), _) => (Action::Element(element), behind),
            (Kind::One, Instruction::Accept) => (Action::Everywhere, None),
            (Kind::One, Instruction::Split { first, second }) => {
                (self.union(from, first, second), None)
            }
            (Kind::One, Instruction::Any) => (Action::Any, behind),
            (Kind::One, Instruction::Look(look)) => (Action::Look(look), behind),
            (Kind::One, Instruction::Edge(edge)) => (Action::Edge(edge), behind),
            (Kind::One, Instruction::Gap(gap)) => (Action::Gap(gap), behind),
            (Kind::One, Instruction::Rest(gap)) => (Action::Rest(gap), behind),
            (Kind::One, _) => match from.elements[block.address as usize] {
                Some(element) => (Action::Element(element), behind),
                None => (Action::Nowhere, None),
            },
        };
        Step {
            action,
            source: source.unwrap_or(NO_ROW),
            skip: 0,
            check: Check::No,
        }
    }

    /// The rows of a choice's branches, with those of a choice that is only its last branch.
    fn union(&mut self, from: &Source<'_>, first: Address, mut second: Address) -> Action {
        let begin = self.united.len() as u32;
        self.united.push(self.rows[first as usize]);
        while self.rows[second as usize] == NO_ROW {
            let arrived = arrival(from.instructions, second);
            let Instruction::Split {
                first,
                second: rest,
            } = from.instructions[arrived as usize]
            else {
                break;
            };
            self.united.push(self.rows[first as usize]);
            second = rest;
        }
        self.united.push(self.rows[second as usize]);
        Action::Union {
            first: begin,
            end: self.united.len() as u32,
        }
    }

    /// Where an instruction leads back to an earlier one, the row of that one is checked. Loops
    /// in runs are filled at once.
    fn find_loops(&mut self, source: &Source<'_>, order: &[Block]) {
        let mut last_of = BTreeMap::new();
        for (instruction, from) in source.instructions.iter().zip(0..) {
            let targets = match *instruction {
                Instruction::Jump(to) => [to, to],
                Instruction::Split { first, second } => [first, second],
                _ => continue,
            };
            for head in targets.into_iter().filter(|&head| head <= from) {
                let in_run = |run: &Run| (run.first..run.end).contains(&from);
                if !source.runs.iter().any(in_run) {
                    let last = last_of.entry(self.rows[head as usize]).or_insert(from);
                    *last = from.max(*last);
                }
            }
        }
        for (head, last) in last_of {
            self.steps[head as usize].check = Check::Grown(self.loops.len() as u32);
            let own = order[head as usize].address;
            let before = order[..head as usize].iter().rev();
            let repeated = before.take_while(|block| own < block.address && block.address <= last);
            self.loops.push(head - repeated.count() as u32);
        }
    }

    /// Copies whose steps are the same in each are checked at the last row of each.
    fn find_copies(&mut self, source: &Source<'_>) {
        for &Copies {
            first,
            length,
            count,
        } in source.copies.iter().filter(|copies| copies.is_long())
        {
            let ends: Vec<u32> = (0..count)
                .map(|number| self.rows[(first + number * length) as usize])
                .rev()
                .collect();
            // Those of runs have no rows of their own.
            let Some(length) = ends[1]
                .checked_sub(ends[0])
                .filter(|_| !ends.contains(&NO_ROW))
            else {
                continue;
            };
            let even = ends.windows(2).all(|pair| pair[1] == pair[0] + length);
            let Some(first) = (ends[0] + 1).checked_sub(length).filter(|_| even) else {
                continue;
            };
            let actions = |number: u32| {
                let begin = (first + number * length) as usize;
                let steps = self.steps[begin..begin + length as usize].iter();
                steps.map(|step| step.action.without_rows())
            };
            if !(1..count).all(|number| actions(number).eq(actions(0))) {
                continue;
            }
            for &end in &ends[1..ends.len() - 1] {
                let check = &mut self.steps[end as usize].check;
                if *check == Check::No {
                    *check = Check::Same(self.copies.len() as u32);
                }
            }
            self.copies.push(Repeated {
                first,
                length,
                count,
            });
        }
    }
}

impl Action {
    /// The same whatever rows it unites.
    fn without_rows(self) -> Self {
        match self {
            Action::Union { first, end } => Action::Union {
                first: 0,
                end: end - first,
            },
            _ => self,
        }
    }
}

/// Instructions that make one row.
#[derive(Debug, Clone, Copy)]
struct Block {
    address: Address,
    /// One past the last of them.
    end: Address,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    One,
    Run(u32),
    Choice(ElementId),
}

impl Source<'_> {
    /// All instructions that make rows, by address.
    fn blocks(&self) -> Vec<Block> {
        let mut whole = vec![None; self.instructions.len()];
        for choice in self.choices {
            whole[choice.first as usize] = Some((choice.end, Kind::Choice(choice.element)));
        }
        for (index, run) in (0..).zip(self.runs) {
            whole[run.first as usize] = Some((run.end, Kind::Run(index)));
        }
        let mut blocks = Vec::new();
        let mut address = 0;
        while let Some(&instruction) = self.instructions.get(address as usize) {
            let (end, kind) = whole[address as usize].unwrap_or((address + 1, Kind::One));
            let passes = matches!(
                instruction,
                Instruction::Open(_) | Instruction::Close | Instruction::Jump(_)
            );
            if !passes {
                blocks.push(Block { address, end, kind });
            }
            address = end.max(address + 1);
        }
        blocks
    }

    /// For each instruction, whether it is a choice that nothing leads to but another one whose
    /// own branch has failed: then that one's row holds its branches too.
    fn united_elsewhere(&self, blocks: &[Block]) -> Vec<bool> {
        let mut coming = vec![0u32; self.instructions.len()];
        let mut rest_of = vec![None; self.instructions.len()];
        let mut come = |address: Address| {
            let arrived = arrival(self.instructions, address);
            coming[arrived as usize] += 1;
            arrived
        };
        // What is asked for by itself is led to as well.
        come(0);
        for look in self.looks.iter().filter(|look| look.question.is_none()) {
            come(look.address);
        }
        for copies in self.copies.iter().filter(|copies| copies.is_long()) {
            come(copies.first);
        }
        for block in blocks {
            match (block.kind, self.instructions[block.address as usize]) {
                (Kind::One, Instruction::Split { first, second }) => {
                    come(first);
                    rest_of[come(second) as usize] = Some(block.address);
                }
                (Kind::One, Instruction::Accept) => {}
                _ => {
                    come(block.end);
                }
            }
        }
        let mut elsewhere = vec![false; self.instructions.len()];
        for block in blocks {
            let at = block.address as usize;
            let split = matches!(block.kind, Kind::One)
                && matches!(self.instructions[at], Instruction::Split { .. });
            let last_branch = rest_of[at].is_some_and(|before| before < block.address);
            elsewhere[at] = split && last_branch && coming[at] == 1;
        }
        elsewhere
    }
}
