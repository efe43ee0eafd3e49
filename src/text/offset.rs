//! The map between two texts of which one was made from the other, and the way from code
//! points to bytes.

use std::ops::Range;

/// Characters that stand in the source as they stand in the text, one for one; only the
/// last may come from more (or fewer) code points than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// The first character, in the text.
    pub position: u32,
    /// The first code point, in the source.
    pub source: u32,
    /// One past the last code point, in the source.
    pub source_end: u32,
}

/// Where each character of a text comes from, by runs: a text that is its source is one run.
#[derive(Debug, Clone, Default)]
pub(super) struct Offsets {
    runs: Vec<Run>,
    length: u32,
}

impl Offsets {
    pub fn clear(&mut self) {
        self.runs.clear();
        self.length = 0;
    }

    /// The number of characters of the text.
    pub fn length(&self) -> u32 {
        self.length
    }

    /// Appends `length` characters that stand in the source from `source` on.
    pub fn extend(&mut self, source: u32, length: u32) {
        let goes_on = self.runs.last().is_some_and(|last| {
            last.source_end == source
                && last.source_end - last.source == self.length - last.position
        });
        match self.runs.last_mut() {
            Some(last) if goes_on => last.source_end += length,
            _ if length > 0 => self.runs.push(Run {
                position: self.length,
                source,
                source_end: source + length,
            }),
            _ => {}
        }
        self.length += length;
    }

    /// Appends one character made from `source`, which may be empty.
    pub fn push(&mut self, source: Range<u32>) {
        if source.len() == 1 {
            return self.extend(source.start, 1);
        }
        if !source.is_empty() {
            self.extend(source.start, 1);
            return self.stretch(source.end);
        }
        self.runs.push(Run {
            position: self.length,
            source: source.start,
            source_end: source.end,
        });
        self.length += 1;
    }

    /// Makes the last character reach to `source_end` in the source.
    pub fn stretch(&mut self, source_end: u32) {
        if let Some(last) = self.runs.last_mut() {
            last.source_end = last.source_end.max(source_end);
        }
    }

    /// Takes the last character back and gives its source.
    pub fn pop(&mut self) -> Option<Range<u32>> {
        let position = self.length.checked_sub(1)?;
        let source = self.source(position);
        self.length = position;
        let last = self.runs.last_mut()?;
        if last.position == position {
            self.runs.pop();
        } else {
            last.source_end = source.start;
        }
        Some(source)
    }

    fn run(&self, position: u32) -> Option<(Run, u32)> {
        let at = self
            .runs
            .partition_point(|run| run.position <= position)
            .checked_sub(1)?;
        Some((self.runs[at], self.end(at)))
    }

    /// Where the character at `position` comes from; the end of the source past the end.
    pub fn source(&self, position: u32) -> Range<u32> {
        let Some((run, end)) = self.run(position) else {
            return 0..0;
        };
        if position >= end {
            return run.source_end..run.source_end;
        }
        let start = run.source + (position - run.position);
        let last = position + 1 == end;
        start..if last { run.source_end } else { start + 1 }
    }

    /// Where the characters of `range` come from, as one range.
    pub fn source_range(&self, range: Range<u32>) -> Range<u32> {
        let first = self.source(range.start);
        if range.is_empty() {
            return first.start..first.start;
        }
        let last = self.source(range.end - 1);
        first.start..last.end
    }

    /// Makes this map, from a text to `through`'s text, one to `through`'s source.
    pub fn compose(&mut self, through: &Offsets) {
        let mut composed = Offsets::default();
        // Runs rise in the source, so `through` is walked once.
        let mut at = 0;
        for index in 0..self.runs.len() {
            let run = self.runs[index];
            let length = self.end(index) - run.position;
            let mut done = 0;
            while done < length {
                let source = run.source + done;
                while at + 1 < through.runs.len() && through.runs[at + 1].position <= source {
                    at += 1;
                }
                let Some(step) = through.runs.get(at).copied() else {
                    break;
                };
                let end = through.end(at);
                let take = (length - done).min(end.saturating_sub(source)).max(1);
                let start = step.source + (source - step.position);
                if end == step.position + 1 {
                    composed.push(step.source..step.source_end);
                } else {
                    composed.extend(start, take);
                }
                if source + take == end {
                    composed.stretch(step.source_end);
                }
                done += take;
            }
            if run.source_end > run.source + length {
                composed.stretch(through.source(run.source_end - 1).end);
            }
        }
        *self = composed;
    }

    /// One past the last character of a run.
    fn end(&self, run: usize) -> u32 {
        self.runs
            .get(run + 1)
            .map_or(self.length, |next| next.position)
    }
}

/// The way from a code point to its byte: the byte of every [`STEP`]th one.
#[derive(Debug, Clone, Default)]
pub(super) struct ByteIndex {
    bytes: Vec<u32>,
}

const STEP: usize = 64;

impl ByteIndex {
    /// Indexes `chars`.
    pub fn build(&mut self, chars: &[char]) {
        self.bytes.clear();
        self.bytes.reserve(chars.len() / STEP + 1);
        let mut byte = 0;
        for chunk in chars.chunks(STEP) {
            self.bytes.push(byte as u32);
            byte += bytes(chunk);
        }
    }

    /// The byte of the code point at `position` of `chars`, the text that was indexed.
    #[inline]
    pub fn byte(&self, chars: &[char], position: usize) -> usize {
        let position = position.min(chars.len());
        let Some(start) = self.bytes.get(position / STEP) else {
            // A text whose length is a whole number of steps has no entry for its end.
            return match self.bytes.last() {
                Some(start) => {
                    *start as usize + bytes(&chars[(self.bytes.len() - 1) * STEP..position])
                }
                None => 0,
            };
        };
        *start as usize + bytes(&chars[position / STEP * STEP..position])
    }
}

/// The bytes that `chars` take in UTF-8.
#[inline]
pub(super) fn bytes(chars: &[char]) -> usize {
    let mut sum = 0;
    for c in chars {
        let code = *c as u32;
        sum += 1
            + usize::from(code >= 0x80)
            + usize::from(code >= 0x800)
            + usize::from(code >= 0x1_0000);
    }
    sum
}
