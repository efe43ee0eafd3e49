//! What is known of instructions at places while a search lasts.

use crate::compile::Address;

use super::Node;

/// For each (instruction, place): seen, and (in looks) known to succeed. A table of what was
/// touched, so that neither a large pattern nor a long scope costs anything by itself.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Open addressing; a power of two.
    slots: Vec<Slot>,
    used: usize,
    generation: u32,
    /// For each place of the document: the generation and epoch of its marks. A new epoch
    /// forgets the marks of a place.
    epochs: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slot {
    generation: u32,
    epoch: u32,
    address: Address,
    position: u32,
    mark: Mark,
}

/// What is known of an instruction at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mark {
    /// Nothing.
    #[default]
    Fresh,
    /// It was tried: it failed or is under way.
    Seen,
    /// It is known to succeed.
    Succeeds,
}

impl Marks {
    pub(super) fn begin(&mut self, length: usize) {
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

    pub(super) fn epoch(&self, position: u32) -> u32 {
        let (generation, epoch) = self.epochs[position as usize];
        if generation == self.generation {
            epoch
        } else {
            0
        }
    }

    /// The index of a node's slot, or of the free one where it belongs.
    pub(super) fn find(&self, node: Node, epoch: u32) -> usize {
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
    pub(super) fn get(&self, node: Node) -> Mark {
        let slot = &self.slots[self.find(node, self.epoch(node.position))];
        if slot.generation == self.generation {
            slot.mark
        } else {
            Mark::Fresh
        }
    }

    /// Marks a node; gives what was known before.
    pub(super) fn set(&mut self, node: Node, mark: Mark) -> Mark {
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
    pub(super) fn see(&mut self, node: Node) -> Mark {
        let known = self.set(node, Mark::Seen);
        if known == Mark::Succeeds {
            self.set(node, Mark::Succeeds);
        }
        known
    }

    pub(super) fn grow(&mut self) {
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
    pub(super) fn forget_failures(&mut self, position: u32, range: std::ops::Range<Address>) {
        for address in range {
            let node = Node { address, position };
            if self.get(node) == Mark::Seen {
                self.set(node, Mark::Fresh);
            }
        }
    }

    pub(super) fn forget(&mut self, positions: std::ops::RangeInclusive<u32>) {
        for position in positions {
            let epoch = self.epoch(position) + 1;
            self.epochs[position as usize] = (self.generation, epoch);
        }
    }
}
