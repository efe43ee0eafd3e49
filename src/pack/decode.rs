//! From each byte of a decoded YAML scalar back to its byte in the file.

use std::ops::Range;

use granit_parser::ScalarStyle;

/// The runs of [`crate::source::Scalar::runs`] for a scalar of this style whose source
/// stands at `range` of `file`. Where the two cannot be brought together (which no
/// known input does) everything maps to the begin of the scalar.
pub(super) fn runs(
    text: &str,
    style: ScalarStyle,
    file: &str,
    range: Range<usize>,
) -> Vec<(u32, u32)> {
    let mut aligner = Aligner {
        text: text.as_bytes(),
        file: file.as_bytes(),
        at: 0,
        source: range.start,
        end: range.end,
        runs: Vec::new(),
    };
    let whole = match style {
        ScalarStyle::Plain => aligner.flow(None),
        ScalarStyle::SingleQuoted => aligner.flow(Some(b'\'')),
        ScalarStyle::DoubleQuoted => aligner.flow(Some(b'"')),
        ScalarStyle::Literal => aligner.literal(),
        ScalarStyle::Folded => aligner.folded(),
    };
    match whole {
        Some(()) => aligner.runs,
        None => vec![(0, range.start as u32)],
    }
}

struct Aligner<'a> {
    text: &'a [u8],
    file: &'a [u8],
    /// Next byte of the decoded text.
    at: usize,
    /// Next byte of the file.
    source: usize,
    /// One past the scalar's last byte in the file.
    end: usize,
    runs: Vec<(u32, u32)>,
}

impl Aligner<'_> {
    /// Says that the decoded byte `at` comes from the file's byte `source`.
    fn mark(&mut self, at: usize, source: usize) {
        let follows = self
            .runs
            .last()
            .is_some_and(|&(run, file)| at - run as usize + file as usize == source);
        if !follows {
            self.runs.push((at as u32, source as u32));
        }
    }

    fn peek(&self) -> Option<u8> {
        (self.source < self.end).then(|| self.file[self.source])
    }

    /// One byte that stands for itself.
    fn copy(&mut self) -> Option<()> {
        if self.text.get(self.at) != self.file.get(self.source) {
            return None;
        }
        self.mark(self.at, self.source);
        self.at += 1;
        self.source += 1;
        Some(())
    }

    /// Plain and quoted scalars: lines are joined by folding.
    fn flow(&mut self, quote: Option<u8>) -> Option<()> {
        if quote.is_some() {
            self.source += 1;
            self.end = self.end.checked_sub(1)?;
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' if quote == Some(b'"') => self.escape()?,
                b'\'' if quote == Some(b'\'') => {
                    self.source += 1;
                    self.copy()?;
                }
                b' ' | b'\t' | b'\r' | b'\n' => self.blanks()?,
                _ => self.copy()?,
            }
        }
        (self.at == self.text.len()).then_some(())
    }

    /// A run of blanks: as it stands within a line, folded where it holds line breaks.
    fn blanks(&mut self) -> Option<()> {
        let start = self.source;
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let length = self.file[start..self.end].iter().take_while(blank).count();
        let stretch = start..start + length;
        let breaks: Vec<usize> = stretch.clone().filter(|&at| self.ends_line(at)).collect();
        if breaks.is_empty() {
            for _ in stretch {
                self.copy()?;
            }
            return Some(());
        }
        if breaks.len() == 1 {
            self.expect(b' ', breaks[0])?;
        }
        for &line_break in breaks.iter().skip(1) {
            self.expect(b'\n', line_break)?;
        }
        self.source = stretch.end;
        Some(())
    }

    fn expect(&mut self, byte: u8, source: usize) -> Option<()> {
        if self.text.get(self.at) != Some(&byte) {
            return None;
        }
        self.mark(self.at, source);
        self.at += 1;
        Some(())
    }

    /// An escape of a double-quoted scalar.
    fn escape(&mut self) -> Option<()> {
        let start = self.source;
        let after = *self.file.get(start + 1)?;
        if matches!(after, b'\n' | b'\r') {
            // A line break that counts for nothing, like the blanks that begin the next line;
            // empty lines after it do count.
            let rest = &self.file[start + 1..self.end];
            let length = rest
                .iter()
                .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
                .count();
            let breaks: Vec<usize> = (start + 1..start + 1 + length)
                .filter(|&at| self.ends_line(at))
                .collect();
            for &line_break in breaks.iter().skip(1) {
                self.expect(b'\n', line_break)?;
            }
            self.source = start + 1 + length;
            return Some(());
        }
        let digits = match after {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let mut length = 2 + digits;
        // A character beyond the basic plane may be written as two surrogates.
        let code = |at: usize| {
            let digits = self.file.get(at + 2..at + 6)?;
            u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
        };
        if after == b'u' && code(start).is_some_and(|code| (0xD800..0xDC00).contains(&code)) {
            length += 6;
        }
        let decoded = std::str::from_utf8(&self.text[self.at..])
            .ok()?
            .chars()
            .next()?;
        let width = decoded.len_utf8();
        self.runs.push((self.at as u32, start as u32));
        if width > 1 {
            let last = (self.at + width - 1) as u32;
            self.runs.push((last, (start + length - 1) as u32));
        }
        self.at += width;
        self.source = start + length;
        // What follows begins a run of its own.
        if self.at < self.text.len() {
            self.runs.push((self.at as u32, self.source as u32));
        }
        Some(())
    }

    /// Whether a line ends with this byte: `\n`, or a `\r` of its own.
    fn ends_line(&self, at: usize) -> bool {
        match self.file[at] {
            b'\n' => true,
            b'\r' => self.file.get(at + 1) != Some(&b'\n'),
            _ => false,
        }
    }

    /// The begin of the line that holds a byte of the file.
    fn line_start(&self, at: usize) -> usize {
        let before = 0..at.min(self.file.len());
        before
            .rev()
            .find(|&at| self.ends_line(at))
            .map_or(0, |at| at + 1)
    }

    /// One past the line's last byte, its line break left out.
    fn line_end(&self, start: usize) -> usize {
        let end = self.line_break(start);
        let carriage = end > start && end < self.file.len() && self.file[end - 1] == b'\r';
        if carriage && self.file[end] == b'\n' {
            end - 1
        } else {
            end
        }
    }

    /// The begin of the next line, or the end of the file.
    fn next_line(&self, start: usize) -> usize {
        (self.line_break(start) + 1).min(self.file.len())
    }

    /// The byte that ends a line, or the end of the file.
    fn line_break(&self, start: usize) -> usize {
        (start..self.file.len())
            .find(|&at| self.ends_line(at))
            .unwrap_or(self.file.len())
    }

    /// The begin of the line in which the decoded text's first line stands; YAML's place
    /// begins at the first character that is not blank.
    fn first_line(&self) -> usize {
        let mut start = self.line_start(self.source);
        let leading = self.text.iter().take_while(|&&byte| byte == b'\n').count();
        let wholly_blank = leading == self.text.len();
        for _ in 0..if wholly_blank { 0 } else { leading } {
            start = self.line_start(start.saturating_sub(1));
        }
        start
    }

    /// A literal block: each line is the end of its line in the file.
    fn literal(&mut self) -> Option<()> {
        let mut line = self.first_line();
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let length = rest
                .iter()
                .position(|&byte| byte == b'\n')
                .unwrap_or(rest.len());
            let end = self.line_end(line.min(self.file.len()));
            let start = end.checked_sub(length).filter(|&start| start >= line)?;
            if self.file[start..end] != rest[..length] {
                return None;
            }
            self.mark(self.at, start);
            self.at += length;
            if self.at < self.text.len() {
                self.mark(self.at, end);
                self.at += 1;
            }
            line = self.next_line(line);
        }
        Some(())
    }

    /// A folded block: line breaks are blanks or fewer line breaks.
    fn folded(&mut self) -> Option<()> {
        let first = self.first_line();
        let content = self.line_start(self.source);
        let mut indent = self.source - content;
        // With an explicit indentation the first line itself may begin with blanks.
        let leading = self.text.iter().skip_while(|&&byte| byte == b'\n');
        indent -= indent.min(leading.take_while(|&&byte| byte == b' ').count());
        let mut line = first;
        while self.at < self.text.len() {
            let end = self.line_end(line);
            self.source = (line + indent).min(end);
            while self.source < end {
                self.copy()?;
            }
            let mut breaks = vec![end];
            line = self.next_line(line);
            while line < self.file.len() && self.line_end(line).saturating_sub(line) <= indent {
                if self.file[line..self.line_end(line)]
                    .iter()
                    .any(|&byte| byte != b' ')
                {
                    break;
                }
                breaks.push(self.line_end(line));
                line = self.next_line(line);
            }
            let kept = self.text[self.at..]
                .iter()
                .take_while(|&&byte| byte == b'\n')
                .count();
            if kept == 0 && self.at < self.text.len() {
                self.expect(b' ', breaks[0])?;
            }
            let skipped = breaks.len().checked_sub(kept)?;
            for &line_break in &breaks[skipped..] {
                self.expect(b'\n', line_break)?;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use crate::diagnostic::Diagnostic;
    use crate::pack::yaml::{self, Content, Text, Yaml};
    use crate::source::SourceId;

    /// All scalars of a file, in order; `None` where YAML itself refuses it.
    fn scalars(file: &str) -> Option<Vec<Text>> {
        fn collect(yaml: Yaml, found: &mut Vec<Text>) {
            match yaml.content {
                Content::Scalar(text) => found.push(text),
                Content::List(items) | Content::Choice(items) => {
                    items.into_iter().for_each(|item| collect(item, found));
                }
                Content::Map(pairs) => {
                    for pair in pairs {
                        found.push(pair.key);
                        collect(pair.value, found);
                    }
                }
            }
        }
        let mut faults: Vec<Diagnostic> = Vec::new();
        let root = yaml::parse(SourceId(0), &Arc::from(file), &mut faults);
        let mut found = Vec::new();
        collect(root.filter(|_| faults.is_empty())?, &mut found);
        Some(found)
    }

    /// Checks that each decoded character leads to where it is written.
    fn every_character_leads_home(file: &str) -> Result<(), String> {
        for text in scalars(file).unwrap_or_default() {
            for (start, character) in text.as_str().char_indices() {
                let place = text.scalar.place_of(start, start + character.len_utf8());
                let written = file
                    .get(place.start as usize..place.end as usize)
                    .ok_or(format!("{file:?}: {place:?} is no stretch of the file"))?;
                let good = written == character.to_string()
                    || written.starts_with('\\')
                    || "\n ".contains(character) && matches!(written, "\n" | "\r" | "");
                if !good {
                    return Err(format!("{file:?}: {character:?} leads to {written:?}"));
                }
            }
        }
        Ok(())
    }

    #[test]
    fn each_style_leads_back_to_the_file() {
        let file = "\
            a: 市长 王某\n\
            b: 'it''s\n  so\n\n  far'\n\
            c: \"一\\n\\u4e8c\\\"\\L三\\\n  四\"\n\
            d: |\n\n  @职务 x\n    深\n\n  完\n\n\
            e: >\n  甲\n  乙\n\n  丙\n    丁\n  戊\n\
            f: |2\n   先\n  后\n\
            list(x, y): plain\n  two\n";
        every_character_leads_home(file).unwrap_or_else(|fault| panic!("{fault}"));
        let texts = scalars(file).unwrap_or_default();
        let folded = texts.iter().find(|text| text.as_str().contains('丁'));
        let folded = folded.expect("the folded scalar is read");
        let at = folded.as_str().find('丁').expect("it holds 丁");
        let place = folded.scalar.place_of(at, at + 3);
        assert_eq!(
            place.start as usize,
            file.find('丁').expect("so does the file")
        );
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_change_no_place() {
        every_character_leads_home("\u{feff}a: 书记\r\nb: |\r\n  甲\r\n  乙\r\n")
            .unwrap_or_else(|fault| panic!("{fault}"));
    }

    proptest! {
        #[test]
        fn whatever_is_written_leads_back(
            style in prop::sample::select(vec!["", "'", "\"", "|\n  ", ">\n  ", "|-\n\n  ", ">+\n\n    "]),
            body in prop::collection::vec(
                prop::sample::select(vec![
                    "市", "a", " ", "  ", "\n  ", "\n\n  ", "\n    ", "''", "\\n", "\\u5e02", "\\\n  ", "、", "b\r\n  ", "\\\r", "\r", "#", ":",
                ]),
                0..12,
            ),
        ) {
            let close = if matches!(style, "'" | "\"") { style } else { "" };
            let file = format!("key: {style}{}{close}\nnext: x\n", body.concat());
            if let Err(fault) = every_character_leads_home(&file) {
                prop_assert!(false, "{}", fault);
            }
        }
    }
}
