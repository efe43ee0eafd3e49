//! A match walked straight to its end, by what is known of every place beforehand.

use crate::compile::{Address, Instruction};
use crate::engine::capture::Match;
use crate::engine::foresight::View;

use super::{LimitError, Node, Observer, Run};

impl<O: Observer> Run<'_, O> {
    /// The match at a place from which the pattern is known to succeed. At every choice the
    /// first branch from which it still does is taken, so nothing is ever taken back.
    pub(super) fn walk(&mut self, view: &View, start: u32) -> Result<Option<Match>, LimitError> {
        self.matcher.path.clear();
        let mut node = Node {
            address: 0,
            position: start,
        };
        let arrived = loop {
            self.matcher.path.push(node);
            if self.pattern.instructions[node.address as usize] == Instruction::Accept {
                break true;
            }
            let next = match self.pattern.landmarks.run_starting(node.address) {
                Some(run) => self.past_run(view, node, run),
                None => self.onward(view, node),
            };
            match next {
                Some(next) => node = next,
                None => break false,
            }
        };
        self.budget.spend(self.matcher.path.len() as u64)?;
        // What is known is exact: whoever starts arrives.
        debug_assert!(arrived, "lost at {node:?}");
        if !arrived {
            return Ok(None);
        }
        let path = std::mem::take(&mut self.matcher.path);
        let found = self.replay(&path);
        self.matcher.path = path;
        self.told(&found);
        Ok(Some(found))
    }

    /// The node behind a run of characters.
    fn past_run(&self, view: &View, node: Node, run: usize) -> Option<Node> {
        Some(Node {
            address: self.pattern.runs[run].end,
            position: view.run_end(self.pattern, run, node.position, self.scope.end)?,
        })
    }

    /// The first branch of a choice between single elements that leads on from its end.
    fn branch(&mut self, view: &View, node: Node, end: Address) -> Option<Node> {
        let mut branch = node;
        loop {
            let next = match self.pattern.instructions[branch.address as usize] {
                Instruction::Split { first, second } => {
                    branch.address = first;
                    Some(second)
                }
                _ => None,
            };
            if self.reads_to(view, branch, end) {
                return Some(branch);
            }
            branch.address = next?;
        }
    }

    /// Whether the element at a node leads to a place from which the instruction at `end`
    /// succeeds.
    fn reads_to(&mut self, view: &View, node: Node, end: Address) -> bool {
        let Node { address, position } = node;
        let pattern = self.pattern;
        let leads = |after: u32| view.succeeds(pattern, end, after);
        let next = self.next::<true>(position);
        match pattern.instructions[address as usize] {
            Instruction::Character(wanted) => {
                next.is_some_and(|(character, after)| character == wanted && leads(after))
            }
            Instruction::Set(set) => next.is_some_and(|(character, after)| {
                pattern.sets[set as usize].contains(character) && leads(after)
            }),
            Instruction::Any => next.is_some_and(|(_, after)| leads(after)),
            Instruction::Literal { start, end } => {
                let literal = &pattern.literals[start as usize..end as usize];
                self.literal::<true>(literal, position).is_some_and(leads)
            }
            _ => self.edge_that(node, leads).is_some(),
        }
    }

    /// The end of the first edge of the element at a node that lies in the scope and passes.
    fn edge_that(&mut self, node: Node, passes: impl Fn(u32) -> bool) -> Option<u32> {
        let mut edges = std::mem::take(&mut self.matcher.edges);
        edges.clear();
        self.edges_at(node, true, &mut edges);
        let ends = edges.iter().map(|edge| edge.0);
        let chosen = ends
            .filter(|&end| end <= self.scope.end)
            .find(|&end| passes(end));
        self.matcher.edges = edges;
        chosen
    }

    /// The next node of the way.
    fn onward(&mut self, view: &View, node: Node) -> Option<Node> {
        let Node { address, position } = node;
        let after = |position| Node {
            address: address + 1,
            position,
        };
        let end = self.scope.end;
        Some(match self.pattern.instructions[address as usize] {
            Instruction::Character(_) | Instruction::Set(_) | Instruction::Any => {
                after(position + 1)
            }
            Instruction::Literal { start, end } => after(position + end - start),
            Instruction::Lexicon(_) | Instruction::Field(_) | Instruction::Record(_) => {
                let pattern = self.pattern;
                let leads = |end| view.succeeds(pattern, address + 1, end);
                after(self.edge_that(node, leads)?)
            }
            Instruction::Split { .. }
                if let Some(choice) = self.pattern.landmarks.choice_starting(address) =>
            {
                self.branch(view, node, self.pattern.choices[choice].end)?
            }
            Instruction::Split { first, second } => {
                let first_succeeds = view.succeeds(self.pattern, first, position);
                Node {
                    address: if first_succeeds { first } else { second },
                    position,
                }
            }
            Instruction::Jump(to) => Node {
                address: to,
                position,
            },
            Instruction::Open(_)
            | Instruction::Close
            | Instruction::Look(_)
            | Instruction::Edge(_) => after(position),
            Instruction::Gap(gap) => {
                let minimum = self.pattern.gaps[gap as usize].minimum;
                after(view.next(self.pattern, address + 1, position + minimum, end)?)
            }
            Instruction::Rest(gap) => {
                let barrier = self.pattern.gaps[gap as usize].barrier;
                let stop = barrier.and_then(|barrier| view.next_look(barrier, position, end));
                after(stop.unwrap_or(end))
            }
            // Patterns that ask for tokens are tried, not walked.
            Instruction::Token(_) | Instruction::Accept => return None,
        })
    }
}
