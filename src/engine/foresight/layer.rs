//! Scopes that do not touch, laid side by side: only the words of a document that they reach.

use crate::engine::lattice::bits::{self, WORD};
use crate::engine::matcher::Reading;
use crate::record::Span;
use crate::text::Text;

/// No word of the layer.
const NONE: u32 = u32::MAX;

/// Some scopes of a document. *Inner* places count the words that the scopes reach; inside a
/// scope, which never skips a word, they run as the document's do.
#[derive(Debug, Default)]
pub(super) struct Layer {
    /// The document's words that are reached.
    pub words: Vec<u32>,
    /// For each word of the document, its number among them.
    index: Vec<u32>,
    /// All places of the scopes, their ends included.
    pub places: Vec<u64>,
    /// The places with a character of a scope behind them.
    pub inside: Vec<u64>,
    /// Where scopes start, and where they end.
    pub firsts: Vec<u64>,
    pub lasts: Vec<u64>,
    /// The pairs of marks: the first and last inner place between them.
    pub pairs: Vec<(u32, u32)>,
    /// Whether the pairs are laid out: only gaps ask for them.
    paired: bool,
    /// For lengths from 2 on, the places with so many characters of the scope behind them.
    rooms: Vec<Vec<u64>>,
    /// Rooms that are filled.
    filled: usize,
}

impl Layer {
    /// Lays out scopes, which are sorted and do not touch.
    pub fn begin(&mut self, reading: Reading<'_>, scopes: impl Iterator<Item = Span> + Clone) {
        for &word in &self.words {
            self.index[word as usize] = NONE;
        }
        self.words.clear();
        let words = reading.lattice.row_words();
        if self.index.len() < words {
            self.index.resize(words, NONE);
        }
        for scope in scopes.clone() {
            for word in scope.start / WORD..=scope.end / WORD {
                if self.words.last() != Some(&word) {
                    self.index[word as usize] = self.words.len() as u32;
                    self.words.push(word);
                }
            }
        }
        for row in [
            &mut self.places,
            &mut self.inside,
            &mut self.firsts,
            &mut self.lasts,
        ] {
            row.clear();
            row.resize(self.words.len(), 0);
        }
        self.filled = 0;
        for scope in scopes {
            let Some(start) = self.inner(scope.start) else {
                continue;
            };
            let end = start + scope.len();
            bits::fill(&mut self.places, start, end);
            if start < end {
                bits::fill(&mut self.inside, start, end - 1);
            }
            bits::set(&mut self.firsts, start);
            bits::set(&mut self.lasts, end);
        }
        self.paired = false;
    }

    /// The inner place of a place of the document; absent where no scope reaches its word.
    pub fn inner(&self, place: u32) -> Option<u32> {
        let word = *self.index.get((place / WORD) as usize)?;
        (word != NONE).then(|| word * WORD + place % WORD)
    }

    /// Lays out what lies between each pair of marks, if any of it is in the layer.
    pub fn lay_pairs(&mut self, text: &Text) {
        if self.paired {
            return;
        }
        self.paired = true;
        self.pairs.clear();
        let marks = text.marks();
        let place = self.words.first().map_or(0, |&word| word * WORD);
        // The first pair that can reach here: the outermost around, else the next to open.
        let mut first = marks.partition_point(|pair| pair.open < place);
        let mut around = text.mark_around(place);
        while let Some(pair) = around {
            first = first.min(pair as usize);
            around = marks[pair as usize].parent;
        }
        for pair in &marks[first..] {
            let (first, last) = (pair.open + 1, pair.close);
            // Most pairs lie in one word or two.
            let reached = |place: u32| self.index[(place / WORD) as usize] != NONE;
            if last - first <= WORD && !reached(first) && !reached(last) {
                continue;
            }
            let begin = self.words.partition_point(|&word| word < first / WORD);
            let Some(&word) = self.words.get(begin) else {
                break;
            };
            let first = match word == first / WORD {
                true => begin as u32 * WORD + first % WORD,
                false => begin as u32 * WORD,
            };
            let end = self.words.partition_point(|&word| word <= last / WORD);
            let Some(word) = end.checked_sub(1) else {
                continue;
            };
            let last = match self.words[word] == last / WORD {
                true => word as u32 * WORD + last % WORD,
                false => word as u32 * WORD + WORD - 1,
            };
            if first <= last {
                self.pairs.push((first, last));
            }
        }
    }

    /// Makes [`Layer::room`] known up to a length.
    pub fn make_rooms(&mut self, longest: u32) {
        for known in self.filled + 1..longest as usize {
            if self.rooms.len() < known {
                self.rooms.push(Vec::new());
            }
            let (before, behind) = self.rooms.split_at_mut(known - 1);
            let previous = before.last().unwrap_or(&self.inside);
            let room = &mut behind[0];
            room.clear();
            // One more: a character here, and room for one less at the next place.
            room.extend((0..previous.len()).map(|word| {
                let above = previous.get(word + 1).copied().unwrap_or(0);
                self.inside[word] & (previous[word] >> 1 | above << (WORD - 1))
            }));
            self.filled = known;
        }
    }

    /// The places with so many characters of their scope behind them, up to a length that is
    /// made.
    pub fn room(&self, length: u32) -> &[u64] {
        match length {
            0 | 1 => &self.inside,
            _ => &self.rooms[length as usize - 2],
        }
    }

    /// Whether all characters between two inner places are of one scope.
    pub fn one_scope(&self, start: u32, end: u32) -> bool {
        let (low, high) = ((start / WORD) as usize, (end / WORD) as usize);
        let from = u64::MAX << (start % WORD);
        let to = (1u64 << (end % WORD)) - 1;
        if low == high {
            return !self.inside[low] & from & to == 0;
        }
        !self.inside[low] & from == 0
            && self.inside[low + 1..high]
                .iter()
                .all(|&word| word == u64::MAX)
            && (to == 0 || !self.inside[high] & to == 0)
    }
}
