//! Rows of bits in one table, and what is done with them word by word.
//!
//! Most rows hold few places. So each has a mask with a bit for every word that holds any, and
//! only those words are looked at: the work goes with what is there, not with the scopes.

use crate::compile::PatternProgram;
use crate::engine::lattice::bits::{self, WORD};

/// A row of a table: the number of its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row(u32);

impl Row {
    /// The row without a place.
    pub const EMPTY: Row = Row(u32::MAX);

    pub fn is_empty(self) -> bool {
        self == Row::EMPTY
    }

    /// Whether it stands in a slot.
    pub fn stands_in(self, slot: u32) -> bool {
        self.0 == slot
    }
}

/// The rows of a pattern: one slot for each step, one for each look, one for the characters of
/// each kind of run, and three more. The words of a slot outside its mask mean nothing.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Words of a row.
    words: usize,
    /// Words of a mask.
    blocks: usize,
    bits: Vec<u64>,
    masks: Vec<u64>,
    steps: u32,
    looks: u32,
    /// All places.
    all: u32,
    /// For each step, its row.
    pub rows: Vec<Row>,
    /// The rows that are being united.
    united: Vec<Row>,
}

impl Table {
    /// Makes room; `all` are all places.
    pub fn begin(&mut self, pattern: &PatternProgram, all: &[u64]) {
        self.words = all.len();
        self.blocks = bits::words(all.len());
        self.steps = pattern.schedule.steps.len() as u32;
        self.looks = pattern.looks.len() as u32;
        self.all = self.steps + self.looks + pattern.singles.len() as u32;
        let slots = self.all as usize + 3;
        if self.bits.len() < slots * self.words {
            self.bits.resize(slots * self.words, 0);
        }
        if self.masks.len() < slots * self.blocks {
            self.masks.resize(slots * self.blocks, 0);
        }
        self.rows.clear();
        self.rows.resize(self.steps as usize, Row::EMPTY);
        self.write(self.all, 0, all);
    }

    /// All places.
    pub fn all(&self) -> Row {
        Row(self.all)
    }

    /// The slot of a look.
    pub fn look_slot(&self, look: u32) -> u32 {
        self.steps + look
    }

    /// The slot of the characters that runs read.
    pub fn single_slot(&self, single: u32) -> u32 {
        self.steps + self.looks + single
    }

    /// Slots for what lies between.
    pub fn spare_slots(&self) -> [u32; 2] {
        [self.all + 1, self.all + 2]
    }

    /// Writes words to a slot, the first as word `begin`; the row holds no others.
    pub fn write(&mut self, slot: u32, begin: usize, words: &[u64]) -> Row {
        let to = slot as usize * self.words + begin;
        let masks = &mut self.masks[slot as usize * self.blocks..][..self.blocks];
        masks.fill(0);
        let mut row = Row::EMPTY;
        for (index, &bits) in words.iter().enumerate().filter(|(_, bits)| **bits != 0) {
            self.bits[to + index] = bits;
            bits::set(masks, (begin + index) as u32);
            row = Row(slot);
        }
        row
    }

    /// Makes a row from another one's words; `new` gives a word for a word and its number.
    pub fn derive(&mut self, slot: u32, row: Row, mut new: impl FnMut(usize, u64) -> u64) -> Row {
        if row.is_empty() {
            return row;
        }
        let (from, to) = (self.at(row), slot as usize * self.words);
        let (read, write) = (row.0 as usize * self.blocks, slot as usize * self.blocks);
        let mut any = 0;
        for block in 0..self.blocks {
            let mut kept = 0;
            for bit in ones(self.masks[read + block]) {
                let word = block * WORD as usize + bit;
                let bits = new(word, self.bits[from + word]);
                self.bits[to + word] = bits;
                kept |= u64::from(bits != 0) << bit;
            }
            self.masks[write + block] = kept;
            any |= kept;
        }
        if any == 0 { Row::EMPTY } else { Row(slot) }
    }

    /// Makes a row in another slot from each word of a row that holds anything and the one
    /// before it (or, with `ahead` false, behind it). `new` gives a word for its number, what
    /// the row has there, and what the row has in the neighbour on the side that it reads to.
    pub fn derive_moved(
        &mut self,
        slot: u32,
        row: Row,
        ahead: bool,
        new: impl Fn(usize, u64, u64) -> u64,
    ) -> Row {
        if row.is_empty() {
            return row;
        }
        let (read, write) = (row.0 as usize * self.blocks, slot as usize * self.blocks);
        let (from, to) = apart(&mut self.bits, self.words, row.0, slot);
        let mut any = 0;
        for block in 0..self.blocks {
            let own = self.masks[read + block];
            let moved = match ahead {
                true if block + 1 < self.blocks => {
                    own >> 1 | self.masks[read + block + 1] << (WORD - 1)
                }
                true => own >> 1,
                false if block > 0 => own << 1 | self.masks[read + block - 1] >> (WORD - 1),
                false => own << 1,
            };
            let begin = block * WORD as usize;
            let mut kept = 0;
            for bit in ones(own | moved) {
                let word = begin + bit;
                let Some(to) = to.get_mut(word) else {
                    break;
                };
                // Words outside the mask mean nothing.
                let seen = |mask: u64, word: usize| match mask >> bit & 1 {
                    1 => from[word],
                    _ => 0,
                };
                let beside = if ahead {
                    word + 1
                } else {
                    word.wrapping_sub(1)
                };
                let bits = new(word, seen(own, word), seen(moved, beside));
                *to = bits;
                kept |= u64::from(bits != 0) << bit;
            }
            self.masks[write + block] = kept;
            any |= kept;
        }
        if any == 0 { Row::EMPTY } else { Row(slot) }
    }

    /// Copies a row to a slot.
    pub fn copy(&mut self, slot: u32, row: Row) -> Row {
        match row.0 == slot {
            true => row,
            false => self.derive(slot, row, |_, bits| bits),
        }
    }

    /// The places of some steps' rows.
    pub fn unite(&mut self, slot: u32, rows: &[u32]) -> Row {
        self.united.clear();
        for &row in rows {
            let row = self.rows[row as usize];
            if !row.is_empty() && !self.united.contains(&row) {
                self.united.push(row);
            }
        }
        match self.united[..] {
            [] => return Row::EMPTY,
            [only] => return only,
            _ => {}
        }
        let to = slot as usize * self.words;
        for block in 0..self.blocks {
            let mask = |row: &Row| self.masks[row.0 as usize * self.blocks + block];
            let all = self.united.iter().map(mask).fold(0, |all, mask| all | mask);
            for bit in ones(all) {
                let word = block * WORD as usize + bit;
                let bits = self.united.iter().map(|&row| self.word(row, word));
                self.bits[to + word] = bits.fold(0, |all, bits| all | bits);
            }
            self.masks[slot as usize * self.blocks + block] = all;
        }
        Row(slot)
    }

    /// The places of a row where another has one (or, if `negative`, has none).
    pub fn cut(&mut self, slot: u32, row: Row, by: Row, negative: bool) -> Row {
        if by.is_empty() {
            return if negative { row } else { Row::EMPTY };
        }
        let at = self.at(by);
        let mask = by.0 as usize * self.blocks;
        let (from, to) = (self.at(row), slot as usize * self.words);
        let (read, write) = (row.0 as usize * self.blocks, slot as usize * self.blocks);
        let mut any = 0;
        for block in 0..self.blocks {
            let (own, by) = (self.masks[read + block], self.masks[mask + block]);
            let mut kept = if negative { own & !by } else { 0 };
            if row.0 != slot {
                for bit in ones(kept) {
                    let word = block * WORD as usize + bit;
                    self.bits[to + word] = self.bits[from + word];
                }
            }
            for bit in ones(own & by) {
                let word = block * WORD as usize + bit;
                let by = self.bits[at + word];
                let bits = self.bits[from + word] & if negative { !by } else { by };
                self.bits[to + word] = bits;
                kept |= u64::from(bits != 0) << bit;
            }
            self.masks[write + block] = kept;
            any |= kept;
        }
        if any == 0 { Row::EMPTY } else { Row(slot) }
    }

    /// Adds a place to a slot whose row is `row`, which may be empty.
    pub fn add(&mut self, slot: u32, row: Row, place: u32) -> Row {
        let word = (place / WORD) as usize;
        let (block, bit) = (word / WORD as usize, word % WORD as usize);
        let masks = slot as usize * self.blocks;
        if row.is_empty() {
            self.masks[masks..masks + self.blocks].fill(0);
        }
        let at = slot as usize * self.words + word;
        let mask = &mut self.masks[masks + block];
        if *mask >> bit & 1 == 0 {
            *mask |= 1 << bit;
            self.bits[at] = 0;
        }
        self.bits[at] |= 1 << (place % WORD);
        Row(slot)
    }

    fn at(&self, row: Row) -> usize {
        row.0 as usize * self.words
    }

    /// A word of a row.
    pub fn word(&self, row: Row, word: usize) -> u64 {
        if row.is_empty() {
            return 0;
        }
        let block = row.0 as usize * self.blocks + word / WORD as usize;
        match self.masks[block] >> (word % WORD as usize) & 1 {
            0 => 0,
            _ => self.bits[self.at(row) + word],
        }
    }

    /// The first and last word of a row that hold anything.
    pub fn reach(&self, row: Row) -> Option<(u32, u32)> {
        let masks = self.masks_of(row);
        let first = bits::next(masks, 0)?;
        Some((first, bits::previous(masks, self.words as u32 - 1)?))
    }

    pub fn has(&self, row: Row, place: u32) -> bool {
        self.word(row, (place / WORD) as usize) >> (place % WORD) & 1 != 0
    }

    /// The first place of a row from `place` on.
    pub fn next(&self, row: Row, place: u32) -> Option<u32> {
        if row.is_empty() {
            return None;
        }
        let word = place / WORD;
        let here = self.word(row, word as usize) & (u64::MAX << (place % WORD));
        if here != 0 {
            return Some(word * WORD + here.trailing_zeros());
        }
        let word = bits::next(self.masks_of(row), word + 1)?;
        Some(word * WORD + self.bits[self.at(row) + word as usize].trailing_zeros())
    }

    /// The last place of a row up to `place`.
    pub fn previous(&self, row: Row, place: u32) -> Option<u32> {
        if row.is_empty() {
            return None;
        }
        let word = place / WORD;
        let here = self.word(row, word as usize) & (u64::MAX >> (WORD - 1 - place % WORD));
        if let Some(bit) = here.checked_ilog2() {
            return Some(word * WORD + bit);
        }
        let word = bits::previous(self.masks_of(row), word.checked_sub(1)?)?;
        let bits = self.bits[self.at(row) + word as usize];
        Some(word * WORD + bits.checked_ilog2()?)
    }

    /// The first place from `place` on that a row does not hold, `last` at the latest.
    pub fn next_clear(&self, row: Row, place: u32, last: u32) -> u32 {
        let mut index = place / WORD;
        let mut word = !self.word(row, index as usize) & (u64::MAX << (place % WORD));
        while word == 0 && index < last / WORD {
            index += 1;
            word = !self.word(row, index as usize);
        }
        match word {
            0 => last,
            _ => last.min(index * WORD + word.trailing_zeros()),
        }
    }

    /// Whether two rows hold the same places.
    pub fn same(&self, left: Row, right: Row) -> bool {
        if left == right || left.is_empty() || right.is_empty() {
            return left == right;
        }
        (0..self.blocks).all(|block| {
            let mask = |row: Row| self.masks[row.0 as usize * self.blocks + block];
            mask(left) == mask(right)
                && ones(mask(left)).all(|bit| {
                    let word = block * WORD as usize + bit;
                    self.bits[self.at(left) + word] == self.bits[self.at(right) + word]
                })
        })
    }

    /// How many places a row holds.
    pub fn count(&self, row: Row) -> u32 {
        self.each_word(row).map(|bits| bits.count_ones()).sum()
    }

    /// How many words of a row hold anything.
    pub fn size(&self, row: Row) -> u64 {
        let masks = self.masks_of(row).iter();
        masks.map(|mask| u64::from(mask.count_ones())).sum()
    }

    fn each_word(&self, row: Row) -> impl Iterator<Item = u64> {
        let masks = self.masks_of(row).iter().enumerate();
        masks.flat_map(move |(block, &mask)| {
            ones(mask).map(move |bit| self.bits[self.at(row) + block * WORD as usize + bit])
        })
    }

    fn masks_of(&self, row: Row) -> &[u64] {
        match row {
            Row::EMPTY => &[],
            Row(slot) => &self.masks[slot as usize * self.blocks..][..self.blocks],
        }
    }
}

/// The words of two different slots: one to read, one to write.
fn apart(bits: &mut [u64], words: usize, read: u32, write: u32) -> (&[u64], &mut [u64]) {
    let (from, to) = (read as usize * words, write as usize * words);
    if from < to {
        let (before, behind) = bits.split_at_mut(to);
        (&before[from..from + words], &mut behind[..words])
    } else {
        let (before, behind) = bits.split_at_mut(from);
        (&behind[..words], &mut before[to..to + words])
    }
}

/// The numbers of the set bits of a word, ascending.
fn ones(word: u64) -> impl Iterator<Item = usize> {
    bits::ones(word).map(|bit| bit as usize)
}
