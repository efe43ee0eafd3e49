//! Repeats written out, as the `regex` crate does it, so that nullable bodies mean the same:
//! `x*` over a body that can be empty is `(x+)?`.

use crate::pattern::minimum_length;
use crate::pattern::tree::{Node, NodeKind};
use crate::source::Place;

use super::assemble::{Assembler, intern};
use super::element::ElementId;
use super::instruction::{Address, Copies, Instruction, Run, Single};

impl Assembler<'_, '_> {
    pub(super) fn repeat(
        &mut self,
        item: &Node,
        minimum: u32,
        maximum: Option<u32>,
        lazy: bool,
        ahead: bool,
        place: Place,
    ) {
        let nullable = minimum_length(item) == 0;
        self.program.foreseeable &= !(nullable && maximum.is_none());
        let first = self.here();
        self.write_repeat(item, minimum, maximum, lazy, ahead, place);
        if ahead && maximum.is_none_or(|maximum| maximum > 1) {
            let mut looks = Vec::new();
            if let Some(element) = self.single(item, &mut looks) {
                let single = intern(&mut self.program.singles, Single { looks, element });
                self.program.runs.push(Run {
                    first,
                    end: self.here(),
                    single,
                    minimum,
                    maximum: maximum.unwrap_or(u32::MAX),
                    lazy,
                });
            }
        }
    }

    /// The characters of a node that reads one, with what it asks of the place before.
    fn single(&mut self, node: &Node, looks: &mut Vec<u32>) -> Option<Option<ElementId>> {
        match &node.kind {
            NodeKind::Group(item) => self.single(item, looks),
            NodeKind::Class(class) if class.written == "." => Some(None),
            NodeKind::Class(_) => self.compiler.element(node).map(Some),
            NodeKind::Literal(text) if text.chars().count() == 1 => {
                self.compiler.element(node).map(Some)
            }
            NodeKind::Sequence(items) => {
                let (last, before) = items.split_last()?;
                for item in before {
                    let NodeKind::Look {
                        ahead,
                        negative,
                        item,
                    } = &item.kind
                    else {
                        return None;
                    };
                    looks.push(self.look(item, *ahead, *negative));
                }
                self.single(last, looks)
            }
            _ => None,
        }
    }

    fn write_repeat(
        &mut self,
        item: &Node,
        minimum: u32,
        maximum: Option<u32>,
        lazy: bool,
        ahead: bool,
        place: Place,
    ) {
        let nullable = minimum_length(item) == 0;
        match maximum {
            None if minimum == 0 && nullable => {
                let split = self.push(
                    Instruction::Split {
                        first: 0,
                        second: 0,
                    },
                    place,
                );
                let body = self.here();
                self.one_or_more(item, lazy, ahead, place);
                let end = self.here();
                self.patch(split, prefer(body, end, lazy));
            }
            None if minimum == 0 => {
                let split = self.push(
                    Instruction::Split {
                        first: 0,
                        second: 0,
                    },
                    place,
                );
                let body = self.here();
                self.node(item, ahead);
                self.push(Instruction::Jump(split as Address), place);
                let end = self.here();
                self.patch(split, prefer(body, end, lazy));
            }
            None => {
                for _ in 1..minimum {
                    self.node(item, ahead);
                }
                self.one_or_more(item, lazy, ahead, place);
            }
            Some(maximum) => {
                for _ in 0..minimum {
                    self.node(item, ahead);
                    if self.full {
                        return;
                    }
                }
                let mut splits = Vec::new();
                let first = self.here();
                for _ in minimum..maximum {
                    splits.push(self.push(
                        Instruction::Split {
                            first: 0,
                            second: 0,
                        },
                        place,
                    ));
                    self.node(item, ahead);
                    if self.full {
                        return;
                    }
                }
                let end = self.here();
                if let Some(length) = (end - first).checked_div(maximum - minimum) {
                    self.copies.push(Copies {
                        first,
                        length,
                        count: maximum - minimum,
                    });
                }
                for split in splits {
                    self.patch(split, prefer(split as Address + 1, end, lazy));
                }
            }
        }
    }

    fn one_or_more(&mut self, item: &Node, lazy: bool, ahead: bool, place: Place) {
        let body = self.here();
        self.node(item, ahead);
        let split = self.push(
            Instruction::Split {
                first: 0,
                second: 0,
            },
            place,
        );
        let end = self.here();
        self.patch(split, prefer(body, end, lazy));
    }
}

fn prefer(body: Address, end: Address, lazy: bool) -> Instruction {
    if lazy {
        Instruction::Split {
            first: end,
            second: body,
        }
    } else {
        Instruction::Split {
            first: body,
            second: end,
        }
    }
}
