//! From the tree of a pattern to its instruction list.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pattern::tree::{Node, NodeKind};
use crate::pattern::{expand, minimum_length};
use crate::source::Place;
use crate::text::fold;

use super::Compiler;
use super::charset::CharSet;
use super::element::{ElementId, Side};
use super::instruction::{
    Address, Branch, BranchStart, Choice, Copies, GapSpec, Instruction, Look, PatternProgram,
    Question, TokenTest,
};
use super::landmarks::Landmarks;
use super::schedule::{Schedule, Source};

/// The most instructions of one pattern, repeats written out.
const MOST_INSTRUCTIONS: usize = 20_000;

impl Compiler<'_> {
    /// Compiles a pattern as written in a rule.
    pub(super) fn pattern(&mut self, written: &Node) -> PatternProgram {
        let Some(mut tree) = expand(written, self.pack, &mut self.faults) else {
            return PatternProgram::default();
        };
        fold_literals(&mut tree);
        let mut assembler = Assembler {
            compiler: self,
            program: PatternProgram {
                foreseeable: true,
                ..PatternProgram::default()
            },
            pending: Vec::new(),
            looks: Vec::new(),
            leading: Vec::new(),
            copies: Vec::new(),
            full: false,
        };
        assembler.node(&tree, true);
        assembler.push(Instruction::Accept, tree.place);
        let end = assembler.here();
        while let Some((look, item)) = assembler.pending.pop() {
            let address = assembler.here();
            let ahead = assembler.program.looks[look].ahead;
            assembler.node(&item, ahead);
            assembler.push(Instruction::Accept, item.place);
            let end = assembler.here();
            let look = &mut assembler.program.looks[look];
            (look.address, look.end) = (address, end);
        }
        let Assembler {
            mut program,
            mut leading,
            copies,
            full,
            ..
        } = assembler;
        if full {
            self.faults.push(
                Diagnostic::error(
                    codes::PATTERN_TOO_LONG,
                    written.place,
                    Message::new(
                        format!("展开后的模式超过 {MOST_INSTRUCTIONS} 步"),
                        format!(
                            "written out, this pattern takes more than {MOST_INSTRUCTIONS} steps"
                        ),
                    ),
                )
                .help(Message::new(
                    "把大的 {n,m} 改小，或用「间隔」代替长串的任意字符",
                    "use smaller {n,m}, or a gap in place of long runs of any character",
                )),
            );
            return PatternProgram::default();
        }
        program.branches.sort_by_key(|start| start.address);
        program.landmarks = Landmarks::new(&program.instructions, &program.runs, &program.choices);
        for address in 0..program.instructions.len() {
            if let Instruction::Open(_) | Instruction::Close = program.instructions[address] {
                let before = leading[address];
                let behind = &mut leading[address + 1];
                *behind = before.min(*behind);
            }
        }
        if program.foreseeable {
            program.schedule = Schedule::new(&Source {
                instructions: &program.instructions,
                elements: &program.elements,
                end,
                looks: &program.looks,
                runs: &program.runs,
                choices: &program.choices,
                copies: &copies,
                leading: &leading,
            });
        }
        program.starts = self.starts(&tree);
        program.guards = self.guards(&tree);
        program.minimum = minimum_length(&tree);
        program
    }
}

/// A pattern's program in the making.
pub(super) struct Assembler<'a, 'p> {
    pub(super) compiler: &'a mut Compiler<'p>,
    pub(super) program: PatternProgram,
    /// Looks whose programs are still to be written.
    pending: Vec<(usize, Node)>,
    /// The looks so far: what they ask, whether they look ahead, whether they are turned round.
    looks: Vec<(Node, bool, bool)>,
    /// For each instruction, the first of those before it that all lead to it, on whatever way:
    /// where it cannot succeed, none of them can.
    leading: Vec<Address>,
    /// Repeats that are written out.
    pub(super) copies: Vec<Copies>,
    pub(super) full: bool,
}

impl Assembler<'_, '_> {
    pub(super) fn push(&mut self, instruction: Instruction, place: Place) -> usize {
        if self.program.instructions.len() >= MOST_INSTRUCTIONS {
            self.full = true;
            return 0;
        }
        self.program.instructions.push(instruction);
        self.program.places.push(place);
        self.program.elements.push(None);
        self.program.instructions.len() - 1
    }

    /// Adds an instruction that reads an element.
    pub(super) fn read(
        &mut self,
        instruction: Instruction,
        place: Place,
        element: Option<ElementId>,
    ) {
        let address = self.push(instruction, place);
        if let Some(slot) = self.program.elements.get_mut(address)
            && !self.full
        {
            *slot = element;
        }
    }

    pub(super) fn here(&self) -> Address {
        self.program.instructions.len() as Address
    }

    /// Writes a node, and notes that all of it leads to what follows.
    pub(super) fn node(&mut self, node: &Node, ahead: bool) {
        if self.full {
            return;
        }
        let begin = self.here();
        match &node.kind {
            NodeKind::Sequence(items) if ahead => {
                for item in items {
                    self.node(item, ahead);
                    self.leads_on(begin);
                }
            }
            NodeKind::Sequence(items) => {
                for item in items.iter().rev() {
                    self.node(item, ahead);
                    self.leads_on(begin);
                }
            }
            _ => self.other_node(node, ahead),
        }
        self.leads_on(begin);
    }

    /// All instructions from `begin` on lead here, on whatever way.
    fn leads_on(&mut self, begin: Address) {
        let here = self.here() as usize;
        let leading = &mut self.leading;
        while leading.len() <= here {
            leading.push(leading.len() as Address);
        }
        leading[here] = leading[here].min(begin);
    }

    fn other_node(&mut self, node: &Node, ahead: bool) {
        let place = node.place;
        match &node.kind {
            NodeKind::Choice(branches) => self.choice(branches, ahead, place),
            NodeKind::Literal(text) => self.literal(text, ahead, place),
            NodeKind::Class(class) if class.written == "." => {
                self.push(Instruction::Any, place);
            }
            NodeKind::Class(class) => {
                let set = self.set(CharSet::of_class(class));
                let element = self.compiler.element(node);
                self.read(Instruction::Set(set), place, element);
            }
            NodeKind::Lexicon { name, filters } => {
                // Names were checked when the pack was read; a pattern typed later is checked too.
                if let Some(test) = self.compiler.lexicon_test(name, filters) {
                    let index = intern(&mut self.program.lexicons, test);
                    let element = self.compiler.element(node);
                    self.read(Instruction::Lexicon(index), place, element);
                }
            }
            NodeKind::Field { kind, path } => {
                if let Some(key) = self.compiler.field_key(kind, path) {
                    let element = self.compiler.element(node);
                    self.read(Instruction::Field(key), place, element);
                }
            }
            NodeKind::Record { kind, filters } => {
                if let Some(key) = self.compiler.record_key(kind, filters) {
                    let element = self.compiler.element(node);
                    self.read(Instruction::Record(key), place, element);
                }
            }
            NodeKind::Token { filters } => {
                self.compiler.asks_tokens = true;
                self.program.foreseeable = false;
                let index = intern(
                    &mut self.program.tokens,
                    TokenTest {
                        filters: filters.clone(),
                    },
                );
                self.push(Instruction::Token(index), place);
            }
            NodeKind::Capture { name, item } => {
                let index = intern(&mut self.program.names, Arc::from(name.as_str()));
                self.push(Instruction::Open(index), place);
                self.node(item, ahead);
                self.push(Instruction::Close, place);
            }
            NodeKind::Group(item) => self.node(item, ahead),
            NodeKind::Repeat {
                item,
                minimum,
                maximum,
                lazy,
            } => self.repeat(item, *minimum, *maximum, *lazy, ahead, place),
            NodeKind::Gap {
                minimum,
                maximum,
                barrier,
            } => {
                self.program.foreseeable &= ahead;
                let gap = self.gap(*minimum, *maximum, barrier.as_deref());
                self.push(Instruction::Gap(gap), place);
            }
            NodeKind::Rest { barrier } => {
                self.program.foreseeable &= ahead;
                let gap = self.gap(0, None, barrier.as_deref());
                self.push(Instruction::Rest(gap), place);
            }
            NodeKind::Look {
                ahead,
                negative,
                item,
            } => {
                let look = self.look(item, *ahead, *negative);
                self.push(Instruction::Look(look), place);
            }
            NodeKind::Edge(edge) => {
                self.push(Instruction::Edge(*edge), place);
            }
            // Names are written out by `expand`, sequences by `node`.
            NodeKind::Name { .. } | NodeKind::Sequence(_) => {}
        }
    }

    fn choice(&mut self, branches: &[Node], ahead: bool, place: Place) {
        let first = self.here();
        self.write_choice(branches, ahead, place);
        let elements = branches
            .iter()
            .map(|branch| self.compiler.element(branch))
            .collect::<Option<Vec<_>>>();
        if let Some(elements) = elements.filter(|elements| ahead && elements.len() > 1) {
            let element = self.compiler.elements.one_of(elements);
            let end = self.here();
            self.program.choices.push(Choice {
                first,
                end,
                element,
            });
        }
    }

    fn write_choice(&mut self, branches: &[Node], ahead: bool, place: Place) {
        let mut ends = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            if index + 1 == branches.len() {
                self.branch_starts(place, index);
                self.node(branch, ahead);
                break;
            }
            let split = self.push(
                Instruction::Split {
                    first: 0,
                    second: 0,
                },
                place,
            );
            let first = self.here();
            self.branch_starts(place, index);
            self.node(branch, ahead);
            ends.push(self.push(Instruction::Jump(0), place));
            let second = self.here();
            self.patch(split, Instruction::Split { first, second });
        }
        let end = self.here();
        for jump in ends {
            self.patch(jump, Instruction::Jump(end));
        }
    }

    fn branch_starts(&mut self, choice: Place, index: usize) {
        let number = index as u32;
        self.program.branches.push(BranchStart {
            address: self.here(),
            branch: Branch { choice, number },
        });
    }

    fn literal(&mut self, text: &str, ahead: bool, place: Place) {
        let mut characters: Vec<char> = text.chars().collect();
        let element = self.compiler.literal_element(text);
        match characters[..] {
            [] => {}
            [single] => self.read(Instruction::Character(single), place, element),
            _ => {
                if !ahead {
                    characters.reverse();
                }
                let start = self.program.literals.len() as u32;
                self.program.literals.extend(&characters);
                let end = self.program.literals.len() as u32;
                self.read(Instruction::Literal { start, end }, place, element);
            }
        }
    }

    fn gap(&mut self, minimum: u32, maximum: Option<u32>, barrier: Option<&Node>) -> u32 {
        let barrier = barrier.map(|item| self.look(item, true, false));
        self.program.gaps.push(GapSpec {
            minimum,
            maximum: maximum.unwrap_or(u32::MAX),
            barrier,
        });
        self.program.gaps.len() as u32 - 1
    }

    pub(super) fn look(&mut self, item: &Node, ahead: bool, negative: bool) -> u32 {
        let known = self.looks.iter().position(|(known, looks_ahead, turned)| {
            known.place == item.place
                && *looks_ahead == ahead
                && *turned == negative
                && known == item
        });
        if let Some(known) = known {
            return known as u32;
        }
        self.looks.push((item.clone(), ahead, negative));
        let side = if ahead { Side::Starts } else { Side::Ends };
        let question = self.compiler.question_of(item).map(|elements| {
            let element = self.compiler.elements.one_of(elements);
            intern(&mut self.program.questions, Question { element, side })
        });
        let index = self.program.looks.len();
        self.program.looks.push(Look {
            address: 0,
            end: 0,
            ahead,
            negative,
            question,
        });
        if question.is_none() {
            self.pending.push((index, item.clone()));
        }
        index as u32
    }

    fn set(&mut self, set: CharSet) -> u32 {
        intern(&mut self.program.sets, set)
    }

    pub(super) fn patch(&mut self, at: usize, instruction: Instruction) {
        if let Some(place) = self.program.instructions.get_mut(at)
            && !self.full
        {
            *place = instruction;
        }
    }
}

/// Literals are written in any script and width; the text that they are held against is folded.
fn fold_literals(node: &mut Node) {
    match &mut node.kind {
        NodeKind::Literal(text) => *text = fold(text),
        NodeKind::Sequence(items) | NodeKind::Choice(items) => {
            items.iter_mut().for_each(fold_literals)
        }
        NodeKind::Capture { item, .. }
        | NodeKind::Group(item)
        | NodeKind::Repeat { item, .. }
        | NodeKind::Look { item, .. } => fold_literals(item),
        NodeKind::Gap { barrier, .. } | NodeKind::Rest { barrier } => {
            if let Some(barrier) = barrier {
                fold_literals(barrier);
            }
        }
        NodeKind::Class(_)
        | NodeKind::Lexicon { .. }
        | NodeKind::Field { .. }
        | NodeKind::Name { .. }
        | NodeKind::Record { .. }
        | NodeKind::Token { .. }
        | NodeKind::Edge(_) => {}
    }
}

pub(super) fn intern<T: PartialEq>(table: &mut Vec<T>, item: T) -> u32 {
    match table.iter().position(|known| *known == item) {
        Some(found) => found as u32,
        None => {
            table.push(item);
            table.len() as u32 - 1
        }
    }
}
