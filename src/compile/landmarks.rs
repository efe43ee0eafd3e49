//! Where runs and choices begin in a pattern, by address.

use super::instruction::{Address, Choice, Instruction, Run};

/// Nothing stands there.
const NONE: u32 = u32::MAX;

/// For the addresses of a pattern, what begins there.
#[derive(Debug, Clone, Default)]
pub struct Landmarks {
    runs: Vec<u32>,
    choices: Vec<u32>,
}

impl Landmarks {
    pub(super) fn new(instructions: &[Instruction], runs: &[Run], choices: &[Choice]) -> Self {
        let nothing = vec![NONE; instructions.len()];
        let mut landmarks = Self {
            runs: nothing.clone(),
            choices: nothing,
        };
        for (index, choice) in (0..).zip(choices) {
            landmarks.choices[choice.first as usize] = index;
        }
        for (index, run) in (0..).zip(runs) {
            landmarks.runs[run.first as usize] = index;
        }
        landmarks
    }

    /// The run that begins at an address.
    pub fn run_starting(&self, address: Address) -> Option<usize> {
        number(&self.runs, address)
    }

    /// The choice that begins at an address.
    pub fn choice_starting(&self, address: Address) -> Option<usize> {
        number(&self.choices, address)
    }
}

/// The instruction that an address comes to without reading or asking anything.
pub(super) fn arrival(instructions: &[Instruction], mut address: Address) -> Address {
    loop {
        address = match instructions[address as usize] {
            Instruction::Open(_) | Instruction::Close => address + 1,
            Instruction::Jump(to) => to,
            _ => return address,
        };
    }
}

fn number(list: &[u32], address: Address) -> Option<usize> {
    let index = *list.get(address as usize)?;
    (index != NONE).then_some(index as usize)
}
