//! Where runs and copies stand in a pattern, by address.

use crate::compile::{Address, Copies, PatternProgram};

/// Nothing stands there.
const NONE: u32 = u32::MAX;

/// For the addresses of a pattern, what begins or ends there.
#[derive(Debug, Default)]
pub(super) struct Landmarks {
    /// For each address, the run that ends before it.
    run_ends: Vec<u32>,
    /// For each address, the copies of which one begins there.
    copies: Vec<u32>,
    firsts: Vec<Copies>,
}

impl Landmarks {
    pub fn begin(&mut self, pattern: &PatternProgram) {
        for list in [&mut self.run_ends, &mut self.copies] {
            list.clear();
            list.resize(pattern.instructions.len() + 1, NONE);
        }
        for (index, run) in (0..).zip(&pattern.runs) {
            self.run_ends[run.end as usize] = index;
        }
        self.firsts.clone_from(&pattern.copies);
        for (index, copies) in (0..).zip(&pattern.copies) {
            for number in 0..copies.count {
                self.copies[(copies.first + number * copies.length) as usize] = index;
            }
        }
    }

    /// The run whose last instruction stands before an address.
    pub fn run_ending(&self, address: Address) -> Option<usize> {
        let index = self.run_ends[address as usize];
        (index != NONE).then_some(index as usize)
    }

    /// The copies of which one begins at an address, and its number.
    pub fn copy_starting(&self, address: Address) -> Option<(usize, u32)> {
        let index = self.copies[address as usize];
        let copies = self.firsts.get(index as usize)?;
        Some((index as usize, (address - copies.first) / copies.length))
    }
}
