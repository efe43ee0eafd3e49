//! Characters to normalised characters: script, width, blanks, glosses, NFC.
//!
//! Stretches that need no look at their neighbours are copied whole; what remains is a
//! function for each class of character.

use std::ops::Range;

use memchr::{memchr_iter, memmem};
use unicode_normalization::UnicodeNormalization;

use super::gloss::{gloss_at, glossed_throughout};
use super::offset::{Offsets, bytes};
use super::script::{Class, Tables, is_chinese, is_han, is_numeral, tables};

/// The normalised text and where it comes from.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    pub chars: Vec<char>,
    pub normalised: String,
    pub offsets: Offsets,
    /// Positions directly before which white space was dropped, rising.
    pub blanks: Vec<u32>,
}

impl Folded {
    pub fn clear(&mut self) {
        self.chars.clear();
        self.normalised.clear();
        self.offsets.clear();
        self.blanks.clear();
    }
}

/// What is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    /// A document: lines, glosses.
    Document,
    /// A few words of a rule: no lines, no glosses; its rims count as Chinese text.
    Words,
}

/// Folds `source`, whose UTF-8 is `text`, into `out`, which is empty.
pub(super) fn fold_into(source: &[char], text: &str, matter: Matter, out: &mut Folded) {
    let mut folding = Folding {
        tables: tables(),
        source,
        text,
        matter,
        byte: 0,
        parentheses: Vec::new(),
        quote: None,
        apostrophe: None,
        unpaired_until: 0,
        full_stops: None,
        glossed: None,
        out,
    };
    folding.run();
}

/// How far apart two parentheses may stand to be looked at together.
const PARENTHESIS_REACH: usize = 64;
/// How far a straight single quotation mark reaches.
const APOSTROPHE_REACH: usize = 48;
/// How far traditional characters tell of the script of another one.
const SCRIPT_REACH: usize = 30;
/// How far back a mark at the end of a line looks for Chinese text.
const LINE_REACH: usize = 12;
/// How far back a question mark looks for a question.
const QUESTION_REACH: usize = 40;

/// The second mark of a pair that was decided at the first.
#[derive(Debug, Clone, Copy)]
struct Second {
    at: usize,
    wide: bool,
}

struct Folding<'a> {
    tables: &'static Tables,
    source: &'a [char],
    text: &'a str,
    matter: Matter,
    /// The byte of the code point that is looked at.
    byte: usize,
    parentheses: Vec<Second>,
    quote: Option<Second>,
    apostrophe: Option<Second>,
    /// Up to here there is no second straight quotation mark.
    unpaired_until: usize,
    full_stops: Option<bool>,
    glossed: Option<bool>,
    out: &'a mut Folded,
}

impl Folding<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.source.len() {
            let start = at;
            let mut highest = Class::Plain;
            for c in &self.source[start..] {
                let class = self.tables.class(*c);
                if class > Class::Folded {
                    break;
                }
                highest = highest.max(class);
                at += 1;
            }
            self.copy(start..at, highest);
            if let Some(c) = self.source.get(at) {
                let next = self.special(at, *c);
                self.byte += bytes(&self.source[at..next]);
                at = next;
            }
        }
    }

    /// Copies characters that need no look at their neighbours.
    fn copy(&mut self, range: Range<usize>, highest: Class) {
        let chars = &self.source[range.clone()];
        let end = self.byte + bytes(chars);
        if highest == Class::Plain {
            self.out.chars.extend_from_slice(chars);
            self.out.normalised.push_str(&self.text[self.byte..end]);
        } else {
            let tables = self.tables;
            self.out
                .chars
                .extend(chars.iter().map(|c| tables.folded(*c)));
            let from = self.out.chars.len() - chars.len();
            self.out.normalised.extend(&self.out.chars[from..]);
        }
        self.out
            .offsets
            .extend(range.start as u32, chars.len() as u32);
        self.byte = end;
    }

    /// Deals with the character `c` at `at`; gives the place to go on from.
    fn special(&mut self, at: usize, c: char) -> usize {
        match self.tables.class(c) {
            Class::Plain | Class::Folded => self.keep(self.tables.folded(c), at),
            Class::Hidden => at + 1,
            Class::Blank => self.blank(at),
            Class::Break if self.matter == Matter::Words => self.blank(at),
            Class::Break => self.line_break(at),
            Class::HalfMark => self.half_mark(at, c),
            Class::Dot => self.dot(at),
            Class::Colon => self.colon(at),
            Class::Open => self.open(at, c),
            Class::HalfClose => self.half_close(at),
            Class::Quote => self.straight_quote(at),
            Class::Apostrophe => self.straight_apostrophe(at),
            Class::Zero => self.zero(at, c),
            Class::InWord => self.in_word(at, c),
            Class::Combining => self.combine(at),
        }
    }

    fn emit(&mut self, c: char, source: Range<usize>) {
        self.out.chars.push(c);
        self.out.normalised.push(c);
        self.out
            .offsets
            .push(source.start as u32..source.end as u32);
    }

    fn keep(&mut self, c: char, at: usize) -> usize {
        self.emit(c, at..at + 1);
        at + 1
    }

    /// Puts a mark of Chinese writing, which takes no blank before it.
    fn widen(&mut self, mark: char, at: usize) -> usize {
        if self.out.chars.last() == Some(&' ') {
            self.out.chars.pop();
            self.out.normalised.pop();
            self.out.offsets.pop();
            self.note_blank();
        }
        self.keep(mark, at)
    }

    fn note_blank(&mut self) {
        let position = self.out.chars.len() as u32;
        if self.out.blanks.last() != Some(&position) {
            self.out.blanks.push(position);
        }
    }

    /// The character before, in the same line.
    fn before(&self) -> Option<char> {
        self.out.chars.last().copied().filter(|c| *c != '\n')
    }

    /// The next character from `at` on in the same line that is no blank.
    fn after(&self, at: usize) -> Option<char> {
        for c in self.source.get(at..)? {
            match self.tables.class(*c) {
                Class::Blank | Class::Hidden => {}
                Class::Break => return None,
                _ => return Some(self.tables.folded(*c)),
            }
        }
        None
    }

    /// The next character, blanks included.
    fn next(&self, at: usize) -> Option<char> {
        let c = self.tables.folded(*self.source.get(at)?);
        (self.tables.class(c) != Class::Break).then_some(c)
    }

    /// Whether Chinese text stands shortly before in the same line.
    fn in_chinese_line(&self) -> bool {
        let line = self.out.chars.iter().rev().take_while(|c| **c != '\n');
        line.take(LINE_REACH).any(|c| is_han(*c))
    }

    /// Whether the document writes 。: then a half-width full stop is none. A page that writes
    /// few of them and many half-width ones ends its sentences with these.
    fn has_full_stops(&mut self) -> bool {
        let text = self.text;
        *self.full_stops.get_or_insert_with(|| {
            let full = memmem::find_iter(text.as_bytes(), "。").count();
            let behind_chinese = |at: &usize| text[..*at].ends_with(|c| is_chinese(c) || c == '%');
            let half = memchr_iter(b'.', text.as_bytes())
                .filter(behind_chinese)
                .count();
            full > 0 && full >= half + text.matches("．").count()
        })
    }

    fn is_glossed(&mut self) -> bool {
        let (source, tables) = (self.source, self.tables);
        *self
            .glossed
            .get_or_insert_with(|| glossed_throughout(source, tables))
    }

    /// A blank stays, as one space, only between two characters of which neither is Chinese.
    fn blank(&mut self, at: usize) -> usize {
        let blanks = self.source[at..]
            .iter()
            .take_while(|c| match self.tables.class(**c) {
                Class::Blank | Class::Hidden => true,
                class => class == Class::Break && self.matter == Matter::Words,
            });
        let end = at + blanks.count();
        let next = self.next(end);
        let rim = self.matter == Matter::Document && (next.is_none() || self.before().is_none());
        if rim || self.before().is_some_and(is_chinese) || next.is_some_and(is_chinese) {
            self.note_blank();
        } else {
            self.emit(' ', at..end);
        }
        end
    }

    /// Line ends and the blanks and empty lines around them become one line feed.
    fn line_break(&mut self, at: usize) -> usize {
        let blank = |c: &&char| {
            matches!(
                self.tables.class(**c),
                Class::Break | Class::Blank | Class::Hidden
            )
        };
        let end = at + self.source[at..].iter().take_while(blank).count();
        if end < self.source.len() && !self.out.chars.is_empty() {
            let two = self.source[at..].starts_with(&['\r', '\n']);
            self.emit('\n', at..at + 1 + usize::from(two));
        }
        end
    }

    /// A comma, colon, semicolon, question or exclamation mark in half width.
    fn half_mark(&mut self, at: usize, c: char) -> usize {
        let (before, next) = (self.before(), self.next(at + 1));
        let digits =
            before.is_some_and(|c| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit());
        let wide = if digits && matches!(c, ',' | ':') {
            false
        } else if before.is_some_and(is_chinese) || next.is_some_and(is_chinese) {
            c != '?' || !self.is_lost(before, next)
        } else {
            match self.after(at + 1) {
                Some(after) => is_chinese(after),
                None => {
                    self.in_chinese_line() || (self.matter == Matter::Words && before.is_none())
                }
            }
        };
        match c {
            _ if !wide => self.keep(c, at),
            ',' => self.widen('，', at),
            ';' => self.widen('；', at),
            ':' => self.widen('：', at),
            '!' => self.widen('！', at),
            _ => self.widen('？', at),
        }
    }

    /// Whether a `?` between two Han characters stands for a character that an encoding
    /// lost (吉尔拉?依沙木丁): nothing before it asks.
    fn is_lost(&self, before: Option<char>, next: Option<char>) -> bool {
        let clause = self.out.chars.iter().rev().take(QUESTION_REACH);
        let mut clause =
            clause.take_while(|c| !matches!(**c, '\n' | '，' | '。' | '；' | '！' | '？'));
        before.is_some_and(is_han)
            && next.is_some_and(is_han)
            && !clause.any(|c| "吗嘛么呢吧啊呀何谁哪怎几否难岂还或不没".contains(*c))
    }

    /// A half-width full stop: of Chinese text, of a name (威廉.杜兰特), or of a number.
    fn dot(&mut self, at: usize) -> usize {
        let (before, next) = (self.before(), self.next(at + 1));
        let dots = before == Some('.') || matches!(next, Some('.' | '．'));
        let (han_before, han_next) = (before.is_some_and(is_han), next.is_some_and(is_han));
        let number = before.is_some_and(|c| c.is_ascii_alphanumeric()) && next.is_some();
        let rim = self.matter == Matter::Words && (before.is_none() || next.is_none());
        if dots || number || rim || before.is_none() {
            return self.keep('.', at);
        }
        if self.has_full_stops() {
            return match (han_before, next) {
                (true, _) if han_next => self.widen('·', at),
                (true, None) => self.widen('。', at),
                _ => self.keep('.', at),
            };
        }
        let ends = match (before, next) {
            (Some(before), Some(next)) if is_chinese(before) => !next.is_ascii_lowercase(),
            (Some(_), Some(_)) => han_next,
            (Some(before), None) => is_chinese(before) || self.in_chinese_line(),
            _ => false,
        };
        if ends {
            self.widen('。', at)
        } else {
            self.keep('.', at)
        }
    }

    /// A full-width colon is half-width in 12：30.
    fn colon(&mut self, at: usize) -> usize {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let colon = if digit(self.before()) && digit(self.next(at + 1)) {
            ':'
        } else {
            '：'
        };
        self.keep(colon, at)
    }

    /// A parenthesis: a gloss goes to the character before; a real one is full-width if
    /// either of the pair touches Chinese text.
    fn open(&mut self, at: usize, c: char) -> usize {
        if self.matter == Matter::Document
            && let Some(base) = at.checked_sub(1).map(|before| self.source[before])
            && let Some(gloss) = gloss_at(self.source, at, base, self.tables)
            && (gloss.toned || self.is_glossed())
        {
            self.out.offsets.stretch(gloss.end as u32);
            return gloss.end;
        }
        let close = self.closing_parenthesis(at);
        let wide = c == '（'
            || self.before().is_some_and(is_chinese)
            || self.after(at + 1).is_some_and(is_chinese)
            || close.is_some_and(|close| self.is_wide_close(close))
            || (self.matter == Matter::Words
                && self.before().is_none()
                && self.next(at + 1).is_none());
        if let Some(at) = close {
            self.parentheses.push(Second { at, wide });
        }
        if wide {
            self.widen('（', at)
        } else {
            self.keep('(', at)
        }
    }

    /// The parenthesis that closes the one at `open`, if it stands near.
    fn closing_parenthesis(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, c) in self
            .source
            .iter()
            .enumerate()
            .skip(open)
            .take(PARENTHESIS_REACH)
        {
            match c {
                '(' | '（' => depth += 1,
                ')' | '）' if depth == 1 => return Some(at),
                ')' | '）' => depth -= 1,
                c if self.tables.class(*c) == Class::Break => return None,
                _ => {}
            }
        }
        None
    }

    fn is_wide_close(&self, close: usize) -> bool {
        self.source[close] == '）'
            || is_chinese(self.tables.folded(self.source[close - 1]))
            || self.after(close + 1).is_some_and(is_chinese)
    }

    fn half_close(&mut self, at: usize) -> usize {
        while self.parentheses.last().is_some_and(|second| second.at < at) {
            self.parentheses.pop();
        }
        let wide = match self.parentheses.last() {
            Some(second) if second.at == at => second.wide,
            _ => {
                self.before().is_some_and(is_chinese)
                    || self.next(at + 1).is_some_and(is_chinese)
                    || (self.matter == Matter::Words && self.before().is_none())
            }
        };
        if wide {
            self.widen('）', at)
        } else {
            self.keep(')', at)
        }
    }

    /// Straight quotation marks are paired within their line and curved next to Chinese text.
    fn straight_quote(&mut self, at: usize) -> usize {
        if let Some(second) = self.quote.filter(|second| second.at == at) {
            return if second.wide {
                self.widen('”', at)
            } else {
                self.keep('"', at)
            };
        }
        match self.second(at, Class::Quote, usize::MAX) {
            Some(second) => {
                self.quote = Some(second);
                if second.wide {
                    self.widen('“', at)
                } else {
                    self.keep('"', at)
                }
            }
            None => self.keep('"', at),
        }
    }

    fn straight_apostrophe(&mut self, at: usize) -> usize {
        if let Some(second) = self.apostrophe.filter(|second| second.at == at) {
            return if second.wide {
                self.keep('’', at)
            } else {
                self.keep('\'', at)
            };
        }
        let in_word = self.before().is_some_and(|c| c.is_ascii_alphanumeric());
        match self.second(at, Class::Apostrophe, APOSTROPHE_REACH) {
            Some(second) if second.wide && !in_word => {
                self.apostrophe = Some(second);
                self.keep('‘', at)
            }
            _ => self.keep('\'', at),
        }
    }

    /// The next mark of the class of the one at `at`, in the same line.
    fn second(&mut self, at: usize, class: Class, reach: usize) -> Option<Second> {
        if class == Class::Quote && at < self.unpaired_until {
            return None;
        }
        let mut second = at + 1;
        loop {
            match self.source.get(second).map(|c| self.tables.class(*c)) {
                Some(found) if found == class => break,
                None | Some(Class::Break) => {
                    self.unpaired_until =
                        self.unpaired_until
                            .max(if class == Class::Quote { second } else { 0 });
                    return None;
                }
                Some(_) if second - at >= reach => return None,
                Some(_) => second += 1,
            }
        }
        let inside = self.tables.folded(self.source[second - 1]);
        let wide = self.before().is_some_and(is_chinese)
            || self.after(at + 1).is_some_and(is_chinese)
            || is_chinese(inside)
            || self.next(second + 1).is_some_and(is_chinese);
        Some(Second { at: second, wide })
    }

    /// 二○二○年, 二0二0年 are 二〇二〇年.
    fn zero(&mut self, at: usize, c: char) -> usize {
        let next = self.source.get(at + 1);
        let goes_on = next
            .is_some_and(|c| is_numeral(*c) || *c == '年' || self.tables.class(*c) == Class::Zero);
        if self.before().is_some_and(is_numeral) && goes_on {
            return self.keep('〇', at);
        }
        self.keep(self.tables.folded(c), at)
    }

    /// 沿著 is 沿着, 著名 stays; a character that simplified names use stays where no
    /// traditional one is near.
    fn in_word(&mut self, at: usize, c: char) -> usize {
        let Some(case) = self.tables.in_word(c) else {
            return self.keep(c, at);
        };
        let stands = |(before, after): &(Vec<char>, Vec<char>)| {
            self.out.chars.ends_with(before) && self.goes_on_with(at + 1, after)
        };
        if case.words.iter().any(stands) {
            return self.keep(case.other, at);
        }
        let near = at.saturating_sub(SCRIPT_REACH)..self.source.len().min(at + SCRIPT_REACH);
        let left_alone = case.also_simplified
            && !self.source[near]
                .iter()
                .any(|c| self.tables.is_traditional(*c));
        self.keep(if left_alone { c } else { case.usual }, at)
    }

    /// Whether the source, glosses left out, goes on with `word` at `at`.
    fn goes_on_with(&self, mut at: usize, word: &[char]) -> bool {
        word.iter().all(|wanted| {
            if let Some('(' | '（') = self.source.get(at)
                && let Some(gloss) = gloss_at(self.source, at, self.source[at - 1], self.tables)
            {
                at = gloss.end;
            }
            at += 1;
            self.source
                .get(at - 1)
                .is_some_and(|c| self.tables.folded(*c) == *wanted)
        })
    }

    /// Accents join the character before them.
    fn combine(&mut self, at: usize) -> usize {
        let accents = self.source[at..]
            .iter()
            .take_while(|c| self.tables.class(**c) == Class::Combining);
        let end = at + accents.count();
        let base = self.before();
        let start = match base.and_then(|_| self.out.offsets.pop()) {
            Some(source) => {
                self.out.chars.pop();
                self.out.normalised.pop();
                source.start as usize
            }
            None => at,
        };
        let source = self.source;
        for c in base
            .into_iter()
            .chain(source[at..end].iter().copied())
            .nfc()
        {
            self.emit(c, start..end);
        }
        end
    }
}
