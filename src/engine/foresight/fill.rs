//! Rows moved over what elements, gaps and rests read.

use super::View;
use super::row::{Row, Table};
use crate::engine::lattice::bits::{self, WORD};
use crate::engine::lattice::rows::Occurrences;

impl View {
    /// The places from which any character leads to one of `source`.
    pub(super) fn pull_any(&mut self, slot: u32, source: Row, ahead: bool) -> Row {
        self.pull_where(slot, source, &[1], ahead, |_, _| u64::MAX)
    }

    /// The places from which a stretch leads to one of `source`: for each of some lengths there
    /// is a row of the document that says where stretches start.
    pub(super) fn pull(
        &mut self,
        slot: u32,
        source: Row,
        lengths: &[u32],
        starts: &[u64],
        ahead: bool,
    ) -> Row {
        let words = std::mem::take(&mut self.layer.words);
        let stride = starts.len() / lengths.len().max(1);
        let row = self.pull_where(slot, source, lengths, ahead, |index, word| {
            starts[index * stride + words[word] as usize]
        });
        self.layer.words = words;
        row
    }

    fn pull_where(
        &mut self,
        slot: u32,
        source: Row,
        lengths: &[u32],
        ahead: bool,
        starts: impl Fn(usize, usize) -> u64,
    ) -> Row {
        let Self { layer, table, .. } = self;
        let longest = lengths.iter().max().copied().unwrap_or(1);
        layer.make_rooms(longest);
        let (to, from) = table.write_and_read(slot, source);
        let (low, high) = (source.low as usize, source.high as usize);
        let mut row = Row {
            slot,
            low: u32::MAX,
            high: 0,
        };
        let mut write = |word: usize, new: u64| {
            to[word] = new;
            if new != 0 {
                row.low = row.low.min(word as u32);
                row.high = row.high.max(word as u32 + 1);
            }
        };
        let each = || lengths.iter().enumerate();
        if ahead {
            // The lowest bits of the next word come in from above.
            let mut above = 0;
            for word in (low.saturating_sub(1)..high).rev() {
                let own = word.checked_sub(low).map_or(0, |index| from[index]);
                let mut new = 0;
                if own | above != 0 {
                    for (index, &length) in each() {
                        let room = layer.room(length)[word];
                        let stretches = own >> length | above << (WORD - length);
                        new |= starts(index, word) & room & stretches;
                    }
                }
                write(word, new);
                above = own;
            }
        } else {
            let mut below = 0;
            for word in low..(high + 1).min(layer.size()) {
                let own = from.get(word - low).copied().unwrap_or(0);
                let mut new = below;
                below = 0;
                if own != 0 {
                    for (index, &length) in each() {
                        let stretches = own & starts(index, word) & layer.room(length)[word];
                        new |= stretches << length;
                        below |= stretches >> (WORD - length);
                    }
                }
                write(word, new);
            }
        }
        match row.high {
            0 => table.empty(slot),
            _ => row,
        }
    }

    /// The same for stretches that stand in no row.
    pub(super) fn pull_others(
        &mut self,
        row: Row,
        source: Row,
        occurrences: &Occurrences,
        ahead: bool,
    ) -> Row {
        let Self { layer, table, .. } = self;
        let reach = occurrences.longest / WORD + 1;
        let last = layer.words.len() as u32;
        let (low, high) = match ahead {
            true => (source.low.saturating_sub(reach), source.high),
            false => (source.low, (source.high + reach).min(last)),
        };
        // Where they start: before what they lead to, or there if they are read to the left.
        let (begin, end) = match ahead {
            true => (low, high),
            false => (source.low, source.high),
        };
        let others = &occurrences.others;
        let begin = layer.words[begin as usize] * WORD;
        let end = layer.words[end as usize - 1] * WORD + WORD;
        let first = others.partition_point(|&(start, _)| start < begin);
        let mut row = row;
        for &(start, end) in others[first..].iter().take_while(|(start, _)| *start < end) {
            let (Some(from), Some(to)) = (layer.inner(start), layer.inner(end)) else {
                continue;
            };
            if to.checked_sub(from) != Some(end - start) {
                continue;
            }
            let (place, goal) = if ahead { (from, to) } else { (to, from) };
            if table.has(source, goal) && layer.one_scope(from, to) {
                row = table.widen(row, low, high);
                bits::set(table.whole_mut(row.slot), place);
            }
        }
        row
    }

    /// The places from which a gap leads to one of `source`: over characters at which no
    /// barrier begins, and not out of the pair of marks around the place.
    pub(super) fn gap(
        &mut self,
        slot: u32,
        source: Row,
        barrier: Row,
        minimum: u32,
        maximum: u32,
    ) -> Row {
        self.pass_over_all_but(barrier);
        let goal = self.goal(slot, source, minimum);
        let row = self.fill(slot, goal, maximum - minimum);
        if row.is_empty() {
            return row;
        }
        let Self {
            layer,
            table,
            passable,
            ..
        } = &mut *self;
        let (to, filled) = Fill::new(table, passable, slot, goal, maximum - minimum);
        let (floor, top) = (row.low * WORD, row.high * WORD - 1);
        for &(first, close) in &layer.pairs {
            if close < floor || first > top {
                continue;
            }
            let first = first.max(floor);
            bits::clear(to, first, close.min(top));
            if let Some(last) = close.checked_sub(minimum).filter(|&last| first <= last) {
                filled.run(to, first, last.min(top));
            }
        }
        self.table.trim(row)
    }

    /// The places from which a run of characters, noted in its slot, leads to one of `source`.
    pub(super) fn run(
        &mut self,
        slot: u32,
        source: Row,
        single: u32,
        minimum: u32,
        maximum: u32,
    ) -> Row {
        let all = Row {
            slot: self.table.single_slot(single),
            ..self.table.all()
        };
        self.passable.clear();
        self.passable.extend_from_slice(self.table.words(all));
        let goal = self.goal(slot, source, minimum);
        let row = self.fill(slot, goal, maximum - minimum);
        self.table.trim(row)
    }

    /// The places from which the rest of the scope, or all up to the first barrier, leads to
    /// one of `source`.
    pub(super) fn rest(&mut self, slot: u32, source: Row, barrier: Row) -> Row {
        self.pass_over_all_but(barrier);
        let Self {
            layer,
            table,
            passable,
            ..
        } = &mut *self;
        let [goals, _] = table.spare_slots();
        // What stops a rest is a barrier, or that no character of the scope is left.
        let goal = table.keep(goals, source, |word| !passable[word] & layer.places[word]);
        let row = self.fill(slot, goal, u32::MAX);
        self.table.trim(row)
    }

    /// From now on the characters at which no barrier begins may be passed over.
    fn pass_over_all_but(&mut self, barrier: Row) {
        let Self {
            layer,
            table,
            passable,
            ..
        } = &mut *self;
        let inside = layer.inside.iter().zip(0..);
        passable.clear();
        passable.extend(inside.map(|(&word, index)| word & !table.word(barrier, index)));
    }

    /// The places so many passable characters before `source`, in any slot but `slot`.
    fn goal(&mut self, slot: u32, source: Row, minimum: u32) -> Row {
        let passable = std::mem::take(&mut self.passable);
        let spare = self.table.spare_slots();
        let mut goal = source;
        for step in 0..minimum {
            if goal.is_empty() {
                break;
            }
            let slot = spare[step as usize % 2];
            goal = self.pull_where(slot, goal, &[1], true, |_, word| passable[word]);
        }
        self.passable = passable;
        match goal.slot == slot {
            true => self.table.copy(spare[0], goal),
            false => goal,
        }
    }

    /// The places from which at most `more` passable characters lead to a goal.
    fn fill(&mut self, slot: u32, goal: Row, more: u32) -> Row {
        if goal.is_empty() {
            return goal;
        }
        let Self {
            table, passable, ..
        } = &mut *self;
        let low = goal.low.saturating_sub(more / WORD + 1);
        let row = table.widen(table.empty(slot), low, goal.high);
        let (to, filled) = Fill::new(table, passable, slot, goal, more);
        filled.run(to, low * WORD, goal.high * WORD - 1);
        row
    }
}

/// A gap that may be so long has no limit: no text is longer.
const UNLIMITED: u32 = u32::MAX / 2;

/// Places filled to the left of goals.
#[derive(Clone, Copy)]
struct Fill<'a> {
    /// The characters that may be passed over.
    passable: &'a [u64],
    /// The goals' words, from word `offset` on.
    goal: &'a [u64],
    offset: u32,
    /// The most characters passed over.
    more: u32,
}

impl<'a> Fill<'a> {
    /// What is filled in a slot to the left of a goal in another.
    fn new(
        table: &'a mut Table,
        passable: &'a [u64],
        slot: u32,
        goal: Row,
        more: u32,
    ) -> (&'a mut [u64], Self) {
        let (to, from) = table.write_and_read(slot, goal);
        let filled = Self {
            passable,
            goal: from,
            offset: goal.low,
            more,
        };
        (to, filled)
    }

    /// Sets every place from `first` on from which passable characters lead to a goal that is
    /// at `last` at the latest.
    fn run(self, to: &mut [u64], first: u32, last: u32) {
        // All characters from `known` to the goal at hand are passable; the one before is not
        // if `stopped`. What lies from `filled` on is filled as far as it can be.
        let (mut known, mut stopped, mut filled) = (u32::MAX, true, u32::MAX);
        let mut next = self.goal_before(last);
        while let Some(goal) = next.filter(|&goal| goal >= first) {
            if goal < known {
                (known, stopped) = (goal, false);
            }
            let wanted = goal.saturating_sub(self.more).max(first);
            if !stopped && wanted < known {
                match self.obstacle(wanted, known) {
                    Some(obstacle) => (known, stopped) = (obstacle + 1, true),
                    None => known = wanted,
                }
            }
            let begin = wanted.max(known);
            let end = goal.min(filled.saturating_sub(1));
            if begin <= end {
                bits::fill(to, begin, end);
            }
            filled = filled.min(begin);
            // In a run without limit, goals further left lead no further.
            let below = if self.more >= UNLIMITED { begin } else { goal };
            next = below
                .checked_sub(1)
                .and_then(|place| self.goal_before(place));
        }
    }

    /// The last goal up to `place`.
    fn goal_before(&self, place: u32) -> Option<u32> {
        let mut word = (place / WORD).checked_sub(self.offset)? as usize;
        let mut mask = u64::MAX >> (WORD - 1 - place % WORD);
        if word >= self.goal.len() {
            (word, mask) = (self.goal.len().checked_sub(1)?, u64::MAX);
        }
        let mut bits = self.goal[word] & mask;
        while bits == 0 {
            word = word.checked_sub(1)?;
            bits = self.goal[word];
        }
        Some((self.offset + word as u32) * WORD + WORD - 1 - bits.leading_zeros())
    }

    /// The last character from `first` to before `end` that may not be passed over.
    fn obstacle(&self, first: u32, end: u32) -> Option<u32> {
        let place = end - 1;
        let low = (first / WORD) as usize;
        let mut word = (place / WORD) as usize;
        let mut bits = !self.passable[word] & (u64::MAX >> (WORD - 1 - place % WORD));
        while bits == 0 && word > low {
            word -= 1;
            bits = !self.passable[word];
        }
        if bits == 0 {
            return None;
        }
        let found = word as u32 * WORD + WORD - 1 - bits.leading_zeros();
        (found >= first).then_some(found)
    }
}
