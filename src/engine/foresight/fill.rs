//! Rows moved over what elements, gaps and rests read.

use super::View;
use super::row::{Row, Table};
use crate::engine::lattice::bits::{self, WORD};
use crate::engine::lattice::rows::Occurrences;

impl View {
    /// The places from which any character leads to one of `source`.
    pub(super) fn pull_any(&mut self, slot: u32, source: Row, ahead: bool) -> Row {
        let inside = &self.layer.inside;
        pull_one(&mut self.table, slot, source, 1, ahead, |word| inside[word])
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
        let Self { layer, table, .. } = self;
        layer.make_rooms(lengths.iter().max().copied().unwrap_or(1));
        let words = &layer.words[..];
        if let &[length] = lengths {
            let room = layer.room(length);
            return pull_one(table, slot, source, length, ahead, |word| {
                starts[words[word] as usize] & room[word]
            });
        }
        let stride = starts.len() / lengths.len().max(1);
        let rows = || lengths.iter().zip(starts.chunks_exact(stride.max(1)));
        match ahead {
            true => table.derive_moved(slot, source, ahead, |word, own, above| {
                let at = words[word] as usize;
                rows().fold(0, |all, (&length, starts)| {
                    let before = own >> length | above << (WORD - length);
                    match before & starts[at] {
                        0 => all,
                        found => all | found & layer.room(length)[word],
                    }
                })
            }),
            false => table.derive_moved(slot, source, ahead, |word, own, below| {
                rows().fold(0, |all, (&length, starts)| {
                    let room = layer.room(length);
                    let starts = |word: usize| starts[words[word] as usize] & room[word];
                    all | pushed(own, below, word, length, starts)
                })
            }),
        }
    }

    /// Adds to a row the places from which stretches that stand in no row lead to one of
    /// `source`.
    pub(super) fn pull_others(
        &mut self,
        slot: u32,
        row: Row,
        source: Row,
        occurrences: &Occurrences,
        ahead: bool,
    ) -> Row {
        let Self { layer, table, .. } = self;
        let Some((first, last)) = table.reach(source) else {
            return row;
        };
        // Where they start: before what they lead to, or there if they are read to the left.
        let first = match ahead {
            true => first.saturating_sub(occurrences.longest / WORD + 1),
            false => first,
        };
        let begin = layer.words[first as usize] * WORD;
        let end = layer.words[last as usize] * WORD + WORD;
        let others = &occurrences.others;
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
                row = table.add(slot, row, place);
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
        let goal = self.goal(source, minimum);
        let Some(filled) = self.fill(goal, maximum - minimum) else {
            return Row::EMPTY;
        };
        let (floor, top) = (filled.floor, filled.top);
        for &(first, close) in &self.layer.pairs {
            if close < floor || first > top {
                continue;
            }
            let first = first.max(floor);
            bits::clear(&mut self.filled, first - floor, close.min(top) - floor);
            if let Some(last) = close.checked_sub(minimum).filter(|&last| first <= last) {
                let (table, passable) = (&self.table, &self.passable);
                filled.run(table, passable, &mut self.filled, first, last.min(top));
            }
        }
        self.write_filled(slot, filled)
    }

    /// The places from which a run of characters leads to one of `source`.
    pub(super) fn run(
        &mut self,
        slot: u32,
        source: Row,
        characters: Row,
        minimum: u32,
        maximum: u32,
    ) -> Row {
        let words = 0..self.layer.inside.len();
        self.passable.clear();
        self.passable
            .extend(words.map(|word| self.table.word(characters, word)));
        let goal = self.goal(source, minimum);
        match self.fill(goal, maximum - minimum) {
            Some(filled) => self.write_filled(slot, filled),
            None => Row::EMPTY,
        }
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
        let [spare, _] = table.spare_slots();
        // What stops a rest is a barrier, or that no character of the scope is left.
        let goal = table.derive(spare, source, |word, bits| {
            bits & !passable[word] & layer.places[word]
        });
        match self.fill(goal, u32::MAX) {
            Some(filled) => self.write_filled(slot, filled),
            None => Row::EMPTY,
        }
    }

    /// From now on the characters at which no barrier begins may be passed over.
    fn pass_over_all_but(&mut self, barrier: Row) {
        let Self {
            layer,
            table,
            passable,
            ..
        } = &mut *self;
        let inside = layer.inside.iter().enumerate();
        passable.clear();
        passable.extend(inside.map(|(word, bits)| bits & !table.word(barrier, word)));
    }

    /// The places so many passable characters before `source`.
    fn goal(&mut self, source: Row, minimum: u32) -> Row {
        let passable = std::mem::take(&mut self.passable);
        let spare = self.table.spare_slots();
        let mut goal = source;
        for step in 0..minimum {
            let slot = spare[step as usize % 2];
            goal = pull_one(&mut self.table, slot, goal, 1, true, |word| passable[word]);
        }
        self.passable = passable;
        goal
    }

    /// Fills the places from which at most `more` passable characters lead to a goal.
    fn fill(&mut self, goal: Row, more: u32) -> Option<Fill> {
        let (first, last) = self.table.reach(goal)?;
        let low = first.saturating_sub(more / WORD + 1);
        self.filled.clear();
        self.filled.resize((last + 1 - low) as usize, 0);
        let filled = Fill {
            goal,
            more,
            floor: low * WORD,
            top: last * WORD + WORD - 1,
        };
        let (table, passable) = (&self.table, &self.passable);
        filled.run(table, passable, &mut self.filled, filled.floor, filled.top);
        Some(filled)
    }

    fn write_filled(&mut self, slot: u32, filled: Fill) -> Row {
        let begin = (filled.floor / WORD) as usize;
        self.table.write(slot, begin, &self.filled)
    }
}

/// The places from which a stretch of one length leads to one of `source`; `starts` tells, by
/// the number of a word, where one starts that its scope has room for.
fn pull_one(
    table: &mut Table,
    slot: u32,
    source: Row,
    length: u32,
    ahead: bool,
    starts: impl Fn(usize) -> u64,
) -> Row {
    match ahead {
        // The lowest bits of the next word come in from above.
        true => table.derive_moved(slot, source, ahead, |word, own, above| {
            (own >> length | above << (WORD - length)) & starts(word)
        }),
        false => table.derive_moved(slot, source, ahead, |word, own, below| {
            pushed(own, below, word, length, &starts)
        }),
    }
}

/// Where stretches of a length end that start in a word or the one before it.
fn pushed(own: u64, below: u64, word: usize, length: u32, starts: impl Fn(usize) -> u64) -> u64 {
    let own = match own {
        0 => 0,
        own => own & starts(word),
    };
    let below = match (below, word.checked_sub(1)) {
        (0, _) | (_, None) => 0,
        (below, Some(word)) => below & starts(word),
    };
    own << length | below >> (WORD - length)
}

/// A gap that may be so long has no limit: no text is longer.
const UNLIMITED: u32 = u32::MAX / 2;

/// Places filled to the left of goals.
#[derive(Clone, Copy)]
struct Fill {
    goal: Row,
    /// The most characters passed over.
    more: u32,
    /// The first place and the last that are filled.
    floor: u32,
    top: u32,
}

impl Fill {
    /// Sets, in a row that begins at the floor, every place from `first` on from which passable
    /// characters lead to a goal that is at `last` at the latest.
    fn run(self, table: &Table, passable: &[u64], to: &mut [u64], first: u32, last: u32) {
        // All characters from `known` to the goal at hand are passable; the one before is not
        // if `stopped`. What lies from `filled` on is filled as far as it can be.
        let (mut known, mut stopped, mut filled) = (u32::MAX, true, u32::MAX);
        let mut next = table.previous(self.goal, last);
        while let Some(goal) = next.filter(|&goal| goal >= first) {
            if goal < known {
                (known, stopped) = (goal, false);
            }
            let wanted = goal.saturating_sub(self.more).max(first);
            if !stopped && wanted < known {
                match obstacle(passable, wanted, known) {
                    Some(obstacle) => (known, stopped) = (obstacle + 1, true),
                    None => known = wanted,
                }
            }
            let begin = wanted.max(known);
            let end = goal.min(filled.saturating_sub(1));
            if begin <= end {
                bits::fill(to, begin - self.floor, end - self.floor);
            }
            filled = filled.min(begin);
            // In a run without limit, goals further left lead no further.
            let below = if self.more >= UNLIMITED { begin } else { goal };
            next = below
                .checked_sub(1)
                .and_then(|place| table.previous(self.goal, place));
        }
    }
}

/// The last character from `first` to before `end` that may not be passed over.
fn obstacle(passable: &[u64], first: u32, end: u32) -> Option<u32> {
    let place = end - 1;
    let low = (first / WORD) as usize;
    let mut word = (place / WORD) as usize;
    let mut bits = !passable[word] & (u64::MAX >> (WORD - 1 - place % WORD));
    while bits == 0 && word > low {
        word -= 1;
        bits = !passable[word];
    }
    if bits == 0 {
        return None;
    }
    let found = word as u32 * WORD + WORD - 1 - bits.leading_zeros();
    (found >= first).then_some(found)
}
