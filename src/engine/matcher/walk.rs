//! A match walked straight to its end, by what is known of every place beforehand.

use crate::compile::Instruction;
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
                let mut edges = std::mem::take(&mut self.matcher.edges);
                edges.clear();
                self.edges_at(node, true, &mut edges);
                let ends = edges.iter().map(|edge| edge.0);
                let mut inside = ends.filter(|&edge| edge <= end);
                let chosen = inside.find(|&edge| view.succeeds(address + 1, edge));
                self.matcher.edges = edges;
                after(chosen?)
            }
            Instruction::Split { first, second } => {
                let first_succeeds = view.succeeds(first, position);
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
                after(view.next(address + 1, position + minimum, end)?)
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
