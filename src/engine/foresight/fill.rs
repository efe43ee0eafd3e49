//! Rows moved over what elements, gaps and rests read.

use super::View;
use super::row::{Row, Table};
use crate::compile::Address;
use crate::engine::lattice::bits::{self, WORD};
use crate::engine::lattice::rows::Occurrences;

impl View {
    /// The places from which any character leads to one of `source`.
    pub(super) fn pull_any(&mut self, slot: Address, source: Row, ahead: bool) -> Row {
        if source.is_empty() {
            return source;
        }
        let empty = self.table.empty(slot);
        let row = self.pull_where(empty, source, 1, ahead, |_| u64::MAX);
        self.table.trim(row)
    }

    /// Adds to a row the places from which a stretch of `length` that starts where `starts`
    /// (a row of the document) says leads to a place of `source`.
    pub(super) fn pull(
        &mut self,
        row: Row,
        source: Row,
        starts: &[u64],
        length: u32,
        ahead: bool,
    ) -> Row {
        let words = std::mem::take(&mut self.layer.words);
        let row = self.pull_where(row, source, length, ahead, |word| {
            starts[words[word] as usize]
        });
        self.layer.words = words;
        row
    }

    fn pull_where(
        &mut self,
        row: Row,
        source: Row,
        length: u32,
        ahead: bool,
        starts: impl Fn(usize) -> u64,
    ) -> Row {
        let Self { layer, table, .. } = self;
        let room = layer.room(length);
        let last = room.len() as u32;
        let (low, high) = match ahead {
            true => (source.low.saturating_sub(1), source.high),
            false => (source.low, (source.high + 1).min(last)),
        };
        let fresh = row.is_empty();
        let row = match fresh {
            true => Row { low, high, ..row },
            false => table.widen(row, low, high),
        };
        let (to, from) = table.write_and_read(row.slot, source);
        let (first, end) = (source.low as usize, source.high as usize);
        let (keep, carry) = (length, WORD - length);
        // What is fresh is written whole; else it is added to.
        let add = |to: &mut u64, new: u64| *to = if fresh { new } else { *to | new };
        if ahead {
            // The lowest bits of the next word come in from above.
            let mut above = 0;
            for word in (first..end).rev() {
                let own = from[word - first];
                let new = starts(word) & room[word] & (own >> keep | above << carry);
                add(&mut to[word], new);
                above = own;
            }
            if let Some(word) = first.checked_sub(1) {
                add(&mut to[word], starts(word) & room[word] & (above << carry));
            }
        } else {
            let mut below = 0;
            for word in first..end {
                let own = from[word - first] & starts(word) & room[word];
                add(&mut to[word], own << keep | below >> carry);
                below = own;
            }
            if let Some(to) = to.get_mut(end) {
                add(to, below >> carry);
            }
        }
        row
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
        slot: Address,
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
        slot: Address,
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
    pub(super) fn rest(&mut self, slot: Address, source: Row, barrier: Row) -> Row {
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
    fn goal(&mut self, slot: Address, source: Row, minimum: u32) -> Row {
        let passable = std::mem::take(&mut self.passable);
        let spare = self.table.spare_slots();
        let mut goal = source;
        for step in 0..minimum {
            if goal.is_empty() {
                break;
            }
            let empty = self.table.empty(spare[step as usize % 2]);
            goal = self.pull_where(empty, goal, 1, true, |word| passable[word]);
            goal = self.table.trim(goal);
        }
        self.passable = passable;
        match goal.slot == slot {
            true => self.table.copy(spare[0], goal),
            false => goal,
        }
    }

    /// The places from which at most `more` passable characters lead to a goal.
    fn fill(&mut self, slot: Address, goal: Row, more: u32) -> Row {
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
        slot: Address,
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
