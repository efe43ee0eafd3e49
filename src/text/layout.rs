//! Lines to units: headline and body, paragraphs and subheads, sentences and clauses.

use crate::record::Span;

use super::marks::{MarkKind, MarkPair, Sign, SignKind, is_closing, pair, signs};

/// What the form of a document says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// The document's title.
    Title,
    /// A heading within it.
    Heading,
    /// Anything else.
    Paragraph,
}

/// A subhead is at most this long, in code points.
const SUBHEAD: u32 = 30;

/// The units of a text, each list sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub document: Vec<Span>,
    pub headline: Vec<Span>,
    pub body: Vec<Span>,
    pub subheads: Vec<Span>,
    pub prose: Vec<Span>,
    pub paragraphs: Vec<Span>,
    pub sentences: Vec<Span>,
    pub clauses: Vec<Span>,
    pub quotes: Vec<Span>,
    pub parentheses: Vec<Span>,
    pub marks: Vec<MarkPair>,
    signs: Vec<Sign>,
    lines: Vec<Line>,
    /// The pairs that are open while a line is read; kept for its room.
    open: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Line {
    span: Span,
    /// The index of its first sign.
    signs: usize,
}

impl Layout {
    pub fn clear(&mut self) {
        for units in [
            &mut self.document,
            &mut self.headline,
            &mut self.body,
            &mut self.subheads,
            &mut self.prose,
            &mut self.paragraphs,
            &mut self.sentences,
            &mut self.clauses,
            &mut self.quotes,
            &mut self.parentheses,
        ] {
            units.clear();
        }
        self.marks.clear();
        self.signs.clear();
        self.lines.clear();
    }

    /// Lays `chars` out, this being clear; `kind` tells what the form says of the line that
    /// begins at a position, and is asked in rising order.
    pub fn build(&mut self, chars: &[char], kind: impl FnMut(u32) -> LineKind) {
        let length = chars.len() as u32;
        self.document.push(Span::new(0, length));
        self.read_lines(chars);
        let kinds: Vec<LineKind> = self
            .lines
            .iter()
            .map(|line| line.span.start)
            .map(kind)
            .collect();
        let (headline, body) = self.divide(chars, &kinds);
        if let (Some(first), Some(last)) = (
            self.lines[headline.clone()].first(),
            self.lines[headline].last(),
        ) {
            self.headline
                .push(Span::new(first.span.start, last.span.end));
        }
        if let (Some(first), Some(last)) = (self.lines[body..].first(), self.lines.last()) {
            self.body.push(Span::new(first.span.start, last.span.end));
        }
        // Where the form marks no headings, short lines are.
        let marked = kinds[body..]
            .iter()
            .any(|kind| *kind != LineKind::Paragraph);
        // A body of one line has nothing that a subhead could head.
        let several = self.lines.len() > body + 1;
        let mut pairs = 0;
        for (index, kind) in kinds.iter().enumerate().skip(body) {
            let Line { span, signs: first } = self.lines[index];
            let signs_end = self
                .lines
                .get(index + 1)
                .map_or(self.signs.len(), |next| next.signs);
            let signs = &self.signs[first..signs_end];
            self.paragraphs.push(span);
            let subhead = if marked {
                *kind != LineKind::Paragraph
            } else {
                several && span.len() <= SUBHEAD && !ends_in(chars, span, is_stop_or_pause)
            };
            if subhead {
                self.subheads.push(span);
            } else {
                self.prose.push(span);
            }
            pairs += self.marks[pairs..].partition_point(|pair| pair.open < span.start);
            sentences(
                chars,
                signs,
                &self.marks[pairs..],
                span,
                &mut self.sentences,
            );
            clauses(chars, signs, span, &mut self.clauses);
        }
        for pair in &self.marks {
            let units = match pair.kind {
                MarkKind::Quote => &mut self.quotes,
                MarkKind::Parenthesis => &mut self.parentheses,
            };
            if !pair.inside().is_empty() {
                units.push(pair.inside());
            }
        }
    }

    /// Finds the lines and the signs, and pairs these.
    fn read_lines(&mut self, chars: &[char]) {
        let (mut start, mut first_sign) = (0, 0);
        signs(chars, |position, kind| {
            if kind == SignKind::Line {
                self.end_line(chars, start, position, first_sign);
                (start, first_sign) = (position + 1, self.signs.len());
            } else {
                self.signs.push(Sign { position, kind });
            }
        });
        self.end_line(chars, start, chars.len() as u32, first_sign);
    }

    fn end_line(&mut self, chars: &[char], start: u32, end: u32, signs: usize) {
        if start < end {
            self.lines.push(Line {
                span: Span::new(start, end),
                signs,
            });
            pair(
                chars,
                &self.signs[signs..],
                end,
                &mut self.marks,
                &mut self.open,
            );
        }
    }

    /// The lines of the headline, and the first line of the body.
    fn divide(&self, chars: &[char], kinds: &[LineKind]) -> (std::ops::Range<usize>, usize) {
        if let Some(title) = kinds.iter().position(|kind| *kind == LineKind::Title) {
            let rest = kinds[title..]
                .iter()
                .position(|kind| *kind != LineKind::Title);
            let end = rest.map_or(kinds.len(), |rest| title + rest);
            return (title..end, end);
        }
        let body = self
            .lines
            .iter()
            .position(|line| is_prose(chars, line.span));
        // Where no line ends in a stop, the first is the headline if more follow.
        let body = body.unwrap_or(usize::from(self.lines.len() > 1));
        (0..body, body)
    }

    /// The signs that stand in `span`.
    pub fn signs_within(&self, span: Span) -> &[Sign] {
        let start = self
            .signs
            .partition_point(|sign| sign.position < span.start);
        let length = self.signs[start..].partition_point(|sign| sign.position < span.end);
        &self.signs[start..start + length]
    }

    /// The pairs that open in `span`.
    pub fn marks_within(&self, span: Span) -> &[MarkPair] {
        let start = self.marks.partition_point(|pair| pair.open < span.start);
        let length = self.marks[start..].partition_point(|pair| pair.open < span.end);
        &self.marks[start..start + length]
    }
}

/// Whether a line is one of the body: it ends in a stop, or holds one.
fn is_prose(chars: &[char], line: Span) -> bool {
    ends_in(chars, line, is_stop_or_pause) || chars[line.range()].contains(&'。')
}

fn is_stop_or_pause(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '：' | '，' | '…')
}

/// Whether the last character of `line`, closing marks left out, is one of `marks`.
fn ends_in(chars: &[char], line: Span, marks: impl Fn(char) -> bool) -> bool {
    chars[line.range()]
        .iter()
        .rev()
        .find(|c| !is_closing(**c))
        .is_some_and(|c| marks(*c))
}

/// Appends the sentences of `span`, which lies in one line; `signs` are those in it, `pairs`
/// start with the first that opens in it.
pub(super) fn sentences(
    chars: &[char],
    signs: &[Sign],
    pairs: &[MarkPair],
    span: Span,
    out: &mut Vec<Span>,
) {
    let mut start = span.start;
    // Nothing ends before this place: it lies behind a parenthesis or a sentence.
    let mut passed = span.start;
    let mut pairs = pairs.iter();
    for sign in signs {
        if sign.kind == SignKind::Open {
            let around = pairs.find(|pair| pair.open >= sign.position);
            if let Some(pair) = around
                .filter(|pair| pair.open == sign.position && pair.closed && pair.close < span.end)
            {
                passed = passed.max(pair.close);
            }
        }
        if sign.kind == SignKind::Stop && sign.position >= passed {
            let rest = &chars[sign.position as usize + 1..span.end as usize];
            let closing = rest
                .iter()
                .take_while(|c| is_closing(**c) || matches!(**c, '。' | '！' | '？'));
            let end = sign.position + 1 + closing.count() as u32;
            push_trimmed(chars, start, end, out);
            start = end;
            passed = end;
        }
    }
    push_trimmed(chars, start, span.end, out);
}

/// Appends the clauses of `span`, which lies in one line; `signs` are those in it.
pub(super) fn clauses(chars: &[char], signs: &[Sign], span: Span, out: &mut Vec<Span>) {
    let mut start = span.start;
    let ends = signs
        .iter()
        .filter(|sign| matches!(sign.kind, SignKind::Stop | SignKind::Pause));
    for end in ends.map(|sign| sign.position).chain([span.end]) {
        let closing = chars[start as usize..end as usize]
            .iter()
            .take_while(|c| is_closing(**c));
        push_trimmed(chars, start + closing.count() as u32, end, out);
        start = (end + 1).min(span.end);
    }
}

fn push_trimmed(chars: &[char], start: u32, end: u32, out: &mut Vec<Span>) {
    let blanks = chars[start as usize..end as usize]
        .iter()
        .take_while(|c| **c == ' ')
        .count() as u32;
    if start + blanks < end {
        out.push(Span::new(start + blanks, end));
    }
}

/// The lines of `span`, cut at its rims.
pub(super) fn lines(chars: &[char], span: Span) -> impl Iterator<Item = Span> {
    let mut start = span.start;
    let lines = chars[span.range()].split(|c| *c == '\n').map(move |line| {
        let line = Span::new(start, start + line.len() as u32);
        start = line.end + 1;
        line
    });
    lines.filter(|line| !line.is_empty())
}
