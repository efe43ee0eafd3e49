//! The marks of Chinese writing: full width, curved quotation marks, glosses.

use memchr::{memchr_iter, memmem};

use super::{Folding, Matter};
use crate::text::gloss::{Gloss, gloss_at, glossed_throughout};
use crate::text::script::{Class, is_chinese, is_han};

/// How far apart two parentheses may stand to be looked at together, in code points.
const PARENTHESIS_REACH: usize = 64;
/// How far a straight single quotation mark reaches.
const APOSTROPHE_REACH: usize = 48;
/// How far back a mark at the end of a line looks for Chinese text.
const LINE_REACH: usize = 12;
/// How far back a question mark looks for a question.
const QUESTION_REACH: usize = 40;

/// The second mark of a pair that was decided at the first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Second {
    /// Its byte.
    at: usize,
    wide: bool,
}

impl Folding<'_> {
    /// A comma, colon, semicolon, question or exclamation mark in half width.
    pub(super) fn half_mark(&mut self, c: char) {
        let (before, next) = (self.before(), self.next(c));
        let digits =
            before.is_some_and(|c| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit());
        let wide = if digits && matches!(c, ',' | ':') {
            false
        } else if before.is_some_and(is_chinese) || next.is_some_and(is_chinese) {
            c != '?' || !self.is_lost(before, next)
        } else {
            match self.after(self.at + 1) {
                Some(after) => is_chinese(after),
                None => {
                    self.in_chinese_line() || (self.matter == Matter::Words && before.is_none())
                }
            }
        };
        match c {
            _ if !wide => self.keep(c, c),
            ',' => self.widen('，', c),
            ';' => self.widen('；', c),
            ':' => self.widen('：', c),
            '!' => self.widen('！', c),
            _ => self.widen('？', c),
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
    pub(super) fn dot(&mut self, c: char) {
        let (before, next) = (self.before(), self.next(c));
        let dots = before == Some('.') || matches!(next, Some('.' | '．'));
        let (han_before, han_next) = (before.is_some_and(is_han), next.is_some_and(is_han));
        let number = before.is_some_and(|c| c.is_ascii_alphanumeric()) && next.is_some();
        let rim = self.matter == Matter::Words && (before.is_none() || next.is_none());
        if dots || number || rim || before.is_none() {
            return self.keep('.', c);
        }
        if self.has_full_stops() {
            return match (han_before, next) {
                (true, _) if han_next => self.widen('·', c),
                (true, None) => self.widen('。', c),
                _ => self.keep('.', c),
            };
        }
        let ends = match (before, next) {
            (Some(before), Some(next)) if is_chinese(before) => !next.is_ascii_lowercase(),
            (Some(_), Some(_)) => han_next,
            (Some(before), None) => is_chinese(before) || self.in_chinese_line(),
            _ => false,
        };
        if ends {
            self.widen('。', c)
        } else {
            self.keep('.', c)
        }
    }

    /// A full-width colon is half-width in 12：30.
    pub(super) fn colon(&mut self, c: char) {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let digits = digit(self.before()) && digit(self.next(c));
        self.keep(if digits { ':' } else { '：' }, c);
    }

    /// A parenthesis: a gloss goes to the character before; a real one is full-width if
    /// either of the pair touches Chinese text.
    pub(super) fn open(&mut self, c: char) {
        if let Some(gloss) = self.gloss() {
            self.at += gloss.bytes;
            self.position += gloss.chars;
            return self.out.offsets.stretch(self.position);
        }
        let close = self.closing_parenthesis();
        let wide = c == '（'
            || self.before().is_some_and(is_chinese)
            || self.after(self.at + 1).is_some_and(is_chinese)
            || close.is_some_and(|close| self.is_wide_close(close))
            || (self.matter == Matter::Words && self.before().is_none() && self.next(c).is_none());
        if let Some(at) = close {
            self.parentheses.push(Second { at, wide });
        }
        if wide {
            self.widen('（', c)
        } else {
            self.keep('(', c)
        }
    }

    /// The gloss that begins here, if one does.
    fn gloss(&mut self) -> Option<Gloss> {
        if self.matter == Matter::Words {
            return None;
        }
        let base = self.text[..self.at].chars().next_back()?;
        let gloss = gloss_at(self.rest(self.at), base, self.tables)?;
        let (text, tables) = (self.text, self.tables);
        let goes = gloss.toned
            || *self
                .glossed
                .get_or_insert_with(|| glossed_throughout(text, tables));
        goes.then_some(gloss)
    }

    /// The byte of the parenthesis that closes the one here, if it stands near.
    fn closing_parenthesis(&self) -> Option<usize> {
        let mut depth = 0_usize;
        for (byte, c) in self.rest(self.at).char_indices().take(PARENTHESIS_REACH) {
            match c {
                '(' | '（' => depth += 1,
                ')' | '）' if depth == 1 => return Some(self.at + byte),
                ')' | '）' => depth -= 1,
                c if self.tables.class(c) == Class::Break => return None,
                _ => {}
            }
        }
        None
    }

    fn is_wide_close(&self, close: usize) -> bool {
        let inside = self.text[..close].chars().next_back();
        let wide = self.rest(close).starts_with('）');
        wide || inside.is_some_and(|c| is_chinese(self.tables.folded(c)))
            || self.after(close + 1).is_some_and(is_chinese)
    }

    pub(super) fn half_close(&mut self, c: char) {
        while self
            .parentheses
            .last()
            .is_some_and(|second| second.at < self.at)
        {
            self.parentheses.pop();
        }
        let wide = match self.parentheses.last() {
            Some(second) if second.at == self.at => second.wide,
            _ => {
                self.before().is_some_and(is_chinese)
                    || self.next(c).is_some_and(is_chinese)
                    || (self.matter == Matter::Words && self.before().is_none())
            }
        };
        if wide {
            self.widen('）', c)
        } else {
            self.keep(')', c)
        }
    }

    /// Straight quotation marks are paired within their line and curved next to Chinese text.
    pub(super) fn straight_quote(&mut self, c: char) {
        if let Some(second) = self.quote.filter(|second| second.at == self.at) {
            return if second.wide {
                self.widen('”', c)
            } else {
                self.keep('"', c)
            };
        }
        match self.second(c, Class::Quote, usize::MAX) {
            Some(second) => {
                self.quote = Some(second);
                if second.wide {
                    self.widen('“', c)
                } else {
                    self.keep('"', c)
                }
            }
            None => self.keep('"', c),
        }
    }

    pub(super) fn straight_apostrophe(&mut self, c: char) {
        if let Some(second) = self.apostrophe.filter(|second| second.at == self.at) {
            return self.keep(if second.wide { '’' } else { '\'' }, c);
        }
        let in_word = self.before().is_some_and(|c| c.is_ascii_alphanumeric());
        match self.second(c, Class::Apostrophe, APOSTROPHE_REACH) {
            Some(second) if second.wide && !in_word => {
                self.apostrophe = Some(second);
                self.keep('‘', c);
            }
            _ => self.keep('\'', c),
        }
    }

    /// The next mark of the class of `c`, the mark here, in the same line.
    fn second(&mut self, c: char, class: Class, reach: usize) -> Option<Second> {
        if class == Class::Quote && self.at < self.unpaired_until {
            return None;
        }
        let first = self.at + c.len_utf8();
        let mut inside = c;
        let mut chars = self.rest(first).char_indices().take(reach);
        let (at, mark) = loop {
            match chars
                .next()
                .map(|(byte, c)| (first + byte, c, self.tables.class(c)))
            {
                Some((byte, c, found)) if found == class => break (byte, c),
                Some((_, c, found)) if found != Class::Break => inside = self.tables.folded(c),
                end => {
                    if class == Class::Quote {
                        self.unpaired_until = end.map_or(self.text.len(), |(byte, ..)| byte);
                    }
                    return None;
                }
            }
        };
        let wide = self.before().is_some_and(is_chinese)
            || self.after(first).is_some_and(is_chinese)
            || is_chinese(inside)
            || self.char_at(at + mark.len_utf8()).is_some_and(is_chinese);
        Some(Second { at, wide })
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
            full > 0 && full >= half + text.matches('．').count()
        })
    }
}
