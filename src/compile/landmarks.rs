//! Where runs and copies stand in a pattern, by address.

use super::instruction::{Address, Choice, Copies, Instruction, Run};

/// Nothing stands there.
const NONE: u32 = u32::MAX;

/// For the addresses of a pattern, what begins or ends there.
#[derive(Debug, Clone, Default)]
pub struct Landmarks {
    /// For each address, the run that begins there.
    run_starts: Vec<u32>,
    /// For each address, the run that ends before it.
    run_ends: Vec<u32>,
    /// For each address, the choice that begins there.
    choice_starts: Vec<u32>,
    /// For each address, the choice that ends before it.
    choice_ends: Vec<u32>,
    /// For each address, the copies of which one begins there.
    copies: Vec<u32>,
    /// For each address, the instruction that it comes to without reading or asking anything.
    arrivals: Vec<Address>,
}

impl Landmarks {
    pub(super) fn new(
        instructions: &[Instruction],
        runs: &[Run],
        choices: &[Choice],
        copies: &[Copies],
    ) -> Self {
        let nothing = vec![NONE; instructions.len() + 1];
        let mut landmarks = Self {
            run_starts: nothing.clone(),
            run_ends: nothing.clone(),
            choice_starts: nothing.clone(),
            choice_ends: nothing.clone(),
            copies: nothing,
            arrivals: (0..instructions.len() as Address)
                .map(|address| arrival(instructions, address))
                .collect(),
        };
        for (index, choice) in (0..).zip(choices) {
            landmarks.choice_starts[choice.first as usize] = index;
            landmarks.choice_ends[choice.end as usize] = index;
        }
        for (index, run) in (0..).zip(runs) {
            landmarks.run_starts[run.first as usize] = index;
            landmarks.run_ends[run.end as usize] = index;
        }
        for (index, copies) in (0..).zip(copies) {
            for number in 0..copies.count {
                let start = copies.first + number * copies.length;
                landmarks.copies[start as usize] = index;
            }
        }
        landmarks
    }

    /// The run that begins at an address.
    pub fn run_starting(&self, address: Address) -> Option<usize> {
        number(&self.run_starts, address)
    }

    /// The run whose last instruction stands before an address.
    pub fn run_ending(&self, address: Address) -> Option<usize> {
        number(&self.run_ends, address)
    }

    /// The choice that begins at an address.
    pub fn choice_starting(&self, address: Address) -> Option<usize> {
        number(&self.choice_starts, address)
    }

    /// The choice whose last instruction stands before an address.
    pub fn choice_ending(&self, address: Address) -> Option<usize> {
        number(&self.choice_ends, address)
    }

    /// The instruction that an address comes to without reading or asking anything.
    pub fn arrival(&self, address: Address) -> Address {
        self.arrivals[address as usize]
    }

    /// The copies of which one begins at an address.
    pub fn copy_starting(&self, address: Address) -> Option<usize> {
        number(&self.copies, address)
    }
}

fn arrival(instructions: &[Instruction], mut address: Address) -> Address {
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
