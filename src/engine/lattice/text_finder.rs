//! Finds the texts of a document's own records in it.

use crate::record::Span;

/// Finds a few texts, different for each document, in one pass: a table of bits over first
/// characters passes over most of the text, so nothing is built per document but a short list.
#[derive(Debug)]
pub(super) struct TextFinder {
    /// One bit for each value of the low 16 bits of a character.
    first: Vec<u64>,
    texts: Vec<Vec<char>>,
}

impl Default for TextFinder {
    fn default() -> Self {
        Self {
            first: vec![0; 1 << 10],
            texts: Vec::new(),
        }
    }
}

impl TextFinder {
    /// Calls `found` for each occurrence of each of `texts`, overlapping ones included, by
    /// start, the longer first.
    pub(super) fn find(&mut self, texts: &[String], chars: &[char], mut found: impl FnMut(Span)) {
        self.texts.clear();
        self.texts.extend(
            texts
                .iter()
                .filter(|text| !text.is_empty())
                .map(|text| text.chars().collect::<Vec<_>>()),
        );
        if self.texts.is_empty() {
            return;
        }
        self.texts.sort_unstable_by(|left, right| {
            left[0]
                .cmp(&right[0])
                .then(right.len().cmp(&left.len()))
                .then_with(|| left.cmp(right))
        });
        self.texts.dedup();
        let bit = |character: char| {
            let low = character as usize & 0xFFFF;
            (low >> 6, 1u64 << (low & 63))
        };
        for text in &self.texts {
            let (word, mask) = bit(text[0]);
            self.first[word] |= mask;
        }
        for (start, &character) in chars.iter().enumerate() {
            let (word, mask) = bit(character);
            if self.first[word] & mask == 0 {
                continue;
            }
            let first = self.texts.partition_point(|text| text[0] < character);
            for text in self.texts[first..]
                .iter()
                .take_while(|text| text[0] == character)
            {
                if chars[start..].starts_with(text) {
                    found(Span::new(start as u32, (start + text.len()) as u32));
                }
            }
        }
        for text in &self.texts {
            let (word, mask) = bit(text[0]);
            self.first[word] &= !mask;
        }
    }
}
