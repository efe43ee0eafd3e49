//! Rule files as text: which file, and a place in it.

use std::sync::Arc;

/// A rule file of a pack: index into [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A stretch of a rule file, in bytes of its UTF-8 text: `start` inclusive, `end` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A rule file: the name shown in messages, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path shown in messages.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

/// All files that one pack and its overlays were read from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file and gives its id.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> SourceId {
        self.files.push(Source {
            name: name.into(),
            text: text.into(),
        });
        SourceId(self.files.len() as u32 - 1)
    }

    /// The file of this id.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// Line and column of a place's first byte, both from 1, the column in code points.
    pub fn line_column(&self, place: Place) -> (usize, usize) {
        let text = &self.get(place.source).text;
        let before = &text[..text.floor_char_boundary(place.start as usize)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }

    /// Line and column of a place's end, as [`Sources::line_column`] counts them.
    pub fn end_line_column(&self, place: Place) -> (usize, usize) {
        self.line_column(Place {
            start: place.end,
            ..place
        })
    }

    /// The text at a place.
    pub fn slice(&self, place: Place) -> &str {
        let text = &self.get(place.source).text;
        let start = text.floor_char_boundary(place.start as usize);
        let end = text.ceil_char_boundary(place.end as usize);
        &text[start..end.max(start)]
    }
}

/// The text of a YAML scalar, decoded, with the way back from each of its bytes to
/// the file, whatever its style (plain, quoted with escapes, block, folded).
#[derive(Debug, Clone)]
pub struct Scalar {
    /// The decoded text.
    pub text: Arc<str>,
    /// The scalar as a whole in the file.
    pub place: Place,
    /// Runs of bytes that stand one to one in the file: (offset in `text`, byte in the
    /// file), ascending; a byte between two run starts belongs to the earlier run.
    pub runs: Vec<(u32, u32)>,
}

impl Scalar {
    /// A scalar that is all of its file: a pattern typed on the command line.
    pub fn whole(source: SourceId, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self {
            place: Place {
                source,
                start: 0,
                end: u32::try_from(text.len()).unwrap_or(u32::MAX),
            },
            text,
            runs: vec![(0, 0)],
        }
    }

    /// The place in the file of the bytes `start..end` of the decoded text.
    pub fn place_of(&self, start: usize, end: usize) -> Place {
        let first = self.file_byte(start);
        let last = if end > start {
            (self.file_byte(end - 1) + 1).min(self.place.end)
        } else {
            first
        };
        Place {
            source: self.place.source,
            start: first,
            end: last.max(first),
        }
    }

    fn file_byte(&self, offset: usize) -> u32 {
        let offset = offset as u32;
        let run = self.runs.partition_point(|&(start, _)| start <= offset);
        let Some((start, file)) = run.checked_sub(1).map(|index| self.runs[index]) else {
            return self.place.start;
        };
        // An escape may stand for more bytes than it has itself.
        let limit = self.runs.get(run).map_or(self.place.end, |&(_, next)| next);
        (file + (offset - start)).min(limit).min(self.place.end)
    }
}
