//! Rows of bits in one table, and what is done with them word by word.

use crate::compile::PatternProgram;
use crate::engine::lattice::bits::{self, WORD};

/// A row: its words from `low` to before `high` hold all its bits; those outside mean nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub slot: u32,
    pub low: u32,
    pub high: u32,
}

impl Row {
    pub const EMPTY: Row = Row {
        slot: 0,
        low: 0,
        high: 0,
    };

    pub fn is_empty(self) -> bool {
        self.low >= self.high
    }
}

/// The rows of a pattern: one slot for each step, one for each look,
/// one for the characters of each kind of run, and three more.
#[derive(Debug, Default)]
pub(super) struct Table {
    words: usize,
    bits: Vec<u64>,
    steps: u32,
    looks: u32,
    singles: u32,
    /// For each step, its row.
    pub rows: Vec<Row>,
}

impl Table {
    /// Makes room; `all` are all places.
    pub fn begin(&mut self, words: usize, pattern: &PatternProgram, all: &[u64]) {
        self.words = words;
        self.steps = pattern.schedule.steps.len() as u32;
        self.looks = pattern.looks.len() as u32;
        self.singles = pattern.singles.len() as u32;
        let size = self.extra(3) as usize * words;
        if self.bits.len() < size {
            self.bits.resize(size, 0);
        }
        self.rows.clear();
        self.rows.resize(pattern.schedule.steps.len(), Row::EMPTY);
        self.write(self.all().slot, all);
    }

    fn extra(&self, number: u32) -> u32 {
        self.steps + self.looks + self.singles + number
    }

    /// Copies words to a slot.
    pub fn write(&mut self, slot: u32, words: &[u64]) -> Row {
        self.whole_mut(slot).copy_from_slice(words);
        Row {
            slot,
            low: 0,
            high: self.words as u32,
        }
    }

    /// The slot of the characters that runs read.
    pub fn single_slot(&self, single: u32) -> u32 {
        self.steps + self.looks + single
    }

    /// All places.
    pub fn all(&self) -> Row {
        Row {
            slot: self.extra(0),
            low: 0,
            high: self.words as u32,
        }
    }

    /// The slot of a look.
    pub fn look_slot(&self, look: u32) -> u32 {
        self.steps + look
    }

    /// Slots for what lies between.
    pub fn spare_slots(&self) -> [u32; 2] {
        [self.extra(1), self.extra(2)]
    }

    /// An empty row in a slot.
    pub fn empty(&self, slot: u32) -> Row {
        Row {
            slot,
            low: 0,
            high: 0,
        }
    }

    /// The words of a row from `low` to before `high`.
    pub fn words(&self, row: Row) -> &[u64] {
        let at = row.slot as usize * self.words;
        &self.bits[at + row.low as usize..at + row.high as usize]
    }

    pub fn words_mut(&mut self, row: Row) -> &mut [u64] {
        let at = row.slot as usize * self.words;
        &mut self.bits[at + row.low as usize..at + row.high as usize]
    }

    /// The whole slot of a row to write to, and the words of another in a different slot.
    pub fn write_and_read(&mut self, write: u32, read: Row) -> (&mut [u64], &[u64]) {
        let (to, from) = (write as usize * self.words, read.slot as usize * self.words);
        let range = read.low as usize..read.high as usize;
        if to < from {
            let (before, behind) = self.bits.split_at_mut(from);
            (&mut before[to..to + self.words], &behind[range])
        } else {
            let (before, behind) = self.bits.split_at_mut(to);
            let from = &before[from..from + self.words];
            (&mut behind[..self.words], &from[range])
        }
    }

    /// All words of a slot.
    pub fn whole_mut(&mut self, slot: u32) -> &mut [u64] {
        let at = slot as usize * self.words;
        &mut self.bits[at..at + self.words]
    }

    /// A word of a row; nothing outside of it.
    pub fn word(&self, row: Row, word: u32) -> u64 {
        if word < row.low || word >= row.high {
            return 0;
        }
        self.bits[row.slot as usize * self.words + word as usize]
    }

    pub fn has(&self, row: Row, place: u32) -> bool {
        self.word(row, place / WORD) & (1 << (place % WORD)) != 0
    }

    /// The first place of a row from `place` on.
    pub fn next(&self, row: Row, place: u32) -> Option<u32> {
        if row.is_empty() {
            return None;
        }
        let first = row.low * WORD;
        let found = bits::next(self.words(row), place.saturating_sub(first))?;
        Some(first + found)
    }

    /// The first place from `place` on that a slot does not hold, `last` at the latest.
    pub fn next_clear(&self, slot: u32, place: u32, last: u32) -> u32 {
        let at = slot as usize * self.words;
        let bits = &self.bits[at..at + self.words];
        let mut index = (place / WORD) as usize;
        let mut word = !bits[index] & (u64::MAX << (place % WORD));
        while word == 0 && index < (last / WORD) as usize {
            index += 1;
            word = !bits[index];
        }
        match word {
            0 => last,
            _ => last.min(index as u32 * WORD + word.trailing_zeros()),
        }
    }

    /// The last place of a row from `first` to `place`.
    pub fn previous(&self, row: Row, first: u32, place: u32) -> Option<u32> {
        let mut index = place / WORD;
        let mut word = self.word(row, index) & (u64::MAX >> (WORD - 1 - place % WORD));
        while word == 0 && index > first / WORD {
            index -= 1;
            word = self.word(row, index);
        }
        let found = index * WORD + word.checked_ilog2()?;
        (found >= first).then_some(found)
    }

    /// Whether two rows hold the same places.
    pub fn same(&self, left: Row, right: Row) -> bool {
        left == right
            || (left.low, left.high) == (right.low, right.high)
                && self.words(left) == self.words(right)
    }

    /// Cuts a row in its slot by another one.
    pub fn mask(&mut self, row: Row, by: Row, negative: bool) {
        for word in row.low..row.high {
            let by = self.word(by, word);
            let by = if negative { !by } else { by };
            self.whole_mut(row.slot)[word as usize] &= by;
        }
    }

    /// How many places a row holds.
    pub fn count(&self, row: Row) -> u32 {
        self.words(row).iter().map(|word| word.count_ones()).sum()
    }

    /// Widens a row to the words from `low` to before `high`; what is new is clear.
    pub fn widen(&mut self, row: Row, low: u32, high: u32) -> Row {
        if row.is_empty() {
            let row = Row { low, high, ..row };
            self.words_mut(row).fill(0);
            return row;
        }
        let wide = Row {
            low: low.min(row.low),
            high: high.max(row.high),
            ..row
        };
        self.words_mut(Row {
            high: row.low,
            ..wide
        })
        .fill(0);
        self.words_mut(Row {
            low: row.high,
            ..wide
        })
        .fill(0);
        wide
    }

    /// The same row without empty words at its ends.
    pub fn trim(&self, row: Row) -> Row {
        let words = self.words(row);
        let Some(first) = words.iter().position(|&word| word != 0) else {
            return Row::EMPTY;
        };
        let last = words.iter().rposition(|&word| word != 0).unwrap_or(first);
        Row {
            slot: row.slot,
            low: row.low + first as u32,
            high: row.low + last as u32 + 1,
        }
    }

    /// Copies a row to a slot.
    pub fn copy(&mut self, slot: u32, row: Row) -> Row {
        if slot == row.slot || row.is_empty() {
            return row;
        }
        let (to, from) = self.write_and_read(slot, row);
        to[row.low as usize..row.high as usize].copy_from_slice(from);
        Row { slot, ..row }
    }

    /// The places of some rows.
    pub fn unite(&mut self, slot: u32, rows: &[u32]) -> Row {
        let row_of = |row: &u32| self.rows[*row as usize];
        let mut filled = rows.iter().map(row_of).filter(|row| !row.is_empty());
        let Some(first) = filled.next() else {
            return Row::EMPTY;
        };
        let (mut low, mut high, mut alone) = (first.low, first.high, true);
        for row in filled {
            (low, high) = (low.min(row.low), high.max(row.high));
            alone &= row == first;
        }
        if alone {
            return first;
        }
        // Where the slot's own row is among them, it is added to; else the first is copied.
        let begin = rows.iter().map(row_of).find(|row| row.slot == slot);
        let begin = begin.filter(|own| !own.is_empty()).unwrap_or(first);
        let copied = self.copy(slot, begin);
        let wide = self.widen(copied, low, high);
        for row in rows {
            let row = self.rows[*row as usize];
            if row != begin && !row.is_empty() {
                let (to, from) = self.write_and_read(slot, row);
                let to = to[row.low as usize..row.high as usize].iter_mut();
                to.zip(from).for_each(|(to, from)| *to |= from);
            }
        }
        wide
    }

    /// The places of a row where another has one (or, if `negative`, has none).
    pub fn cut(&mut self, slot: u32, row: Row, by: Row, negative: bool) -> Row {
        if by.is_empty() {
            return if negative { row } else { Row::EMPTY };
        }
        let row = if negative {
            row
        } else {
            Row {
                low: row.low.max(by.low),
                high: row.high.min(by.high).max(row.low.max(by.low)),
                ..row
            }
        };
        let own = self.copy(slot, row);
        if own.is_empty() {
            return Row::EMPTY;
        }
        let both = Row {
            low: own.low.max(by.low),
            high: own.high.min(by.high),
            ..by
        };
        if !both.is_empty() {
            let (to, from) = self.write_and_read(own.slot, both);
            let to = to[both.low as usize..both.high as usize].iter_mut();
            if negative {
                to.zip(from).for_each(|(to, from)| *to &= !from);
            } else {
                to.zip(from).for_each(|(to, from)| *to &= from);
            }
        }
        self.trim(own)
    }

    /// The places of a row that `bits` has too; it is asked for words.
    pub fn keep(&mut self, slot: u32, row: Row, bits: impl Fn(usize) -> u64) -> Row {
        let own = self.copy(slot, row);
        let low = own.low as usize;
        for (word, to) in self.words_mut(own).iter_mut().enumerate() {
            *to &= bits(low + word);
        }
        self.trim(own)
    }
}
