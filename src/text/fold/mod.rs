//! Characters to normalised characters: script, width, blanks, glosses, NFC.
//!
//! Stretches that need no look at their neighbours are copied whole; what remains is a
//! function for each class of character.

mod marks;

use unicode_normalization::UnicodeNormalization;

use super::gloss::gloss_at;
use super::offset::Offsets;
use super::script::{Class, Tables, is_chinese, is_numeral, tables};
use marks::Second;

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

/// Folds `text` into `out`, which is empty.
pub(super) fn fold_into(text: &str, matter: Matter, out: &mut Folded) {
    let mut folding = Folding {
        tables: tables(),
        text,
        matter,
        at: 0,
        position: 0,
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

/// How many characters are appended together.
const WAITING: usize = 64;
/// How far traditional characters tell of the script of another one.
const SCRIPT_REACH: usize = 30;

struct Folding<'a> {
    tables: &'static Tables,
    text: &'a str,
    matter: Matter,
    /// The character that is looked at: its byte and its code point.
    at: usize,
    position: u32,
    parentheses: Vec<Second>,
    quote: Option<Second>,
    apostrophe: Option<Second>,
    /// Up to this byte there is no second straight quotation mark.
    unpaired_until: usize,
    full_stops: Option<bool>,
    glossed: Option<bool>,
    out: &'a mut Folded,
}

impl<'a> Folding<'a> {
    fn run(&mut self) {
        while let Some((c, class)) = self.copy() {
            match class {
                Class::Plain | Class::Folded => self.keep(self.tables.folded(c), c),
                Class::Hidden => self.pass(c),
                Class::Break if self.matter == Matter::Document => self.line_break(),
                Class::Blank | Class::Break => self.blank(),
                Class::HalfMark => self.half_mark(c),
                Class::Dot => self.dot(c),
                Class::Colon => self.colon(c),
                Class::Open => self.open(c),
                Class::HalfClose => self.half_close(c),
                Class::Quote => self.straight_quote(c),
                Class::Apostrophe => self.straight_apostrophe(c),
                Class::Zero => self.zero(c),
                Class::InWord => self.in_word(c),
                Class::Combining => self.combine(),
            }
        }
    }

    /// Copies what needs no look at its neighbours, up to the first character that does.
    fn copy(&mut self) -> Option<(char, Class)> {
        let rest = self.rest(self.at);
        let from = self.out.chars.len();
        let tables = self.tables;
        // Characters wait here to be appended together, bytes from `pending` on likewise.
        let mut waiting = ['\0'; WAITING];
        let mut count = 0;
        let mut pending = 0;
        let mut special = None;
        let mut chars = rest.chars();
        let mut byte = rest.len();
        while let Some(c) = chars.next() {
            let class = tables.class(c);
            waiting[count] = c;
            if class != Class::Plain {
                byte = rest.len() - chars.as_str().len() - c.len_utf8();
                if class != Class::Folded {
                    special = Some((c, class));
                    break;
                }
                let folded = tables.folded(c);
                waiting[count] = folded;
                self.out.normalised.push_str(&rest[pending..byte]);
                self.out.normalised.push(folded);
                pending = byte + c.len_utf8();
                byte = rest.len();
            }
            count += 1;
            if count == WAITING {
                self.out.chars.extend_from_slice(&waiting);
                count = 0;
            }
        }
        self.out.chars.extend_from_slice(&waiting[..count]);
        self.out.normalised.push_str(&rest[pending..byte]);
        let copied = (self.out.chars.len() - from) as u32;
        self.out.offsets.extend(self.position, copied);
        self.at += byte;
        self.position += copied;
        special
    }

    fn rest(&self, byte: usize) -> &'a str {
        self.text.get(byte..).unwrap_or_default()
    }

    fn emit(&mut self, c: char, from: u32, to: u32) {
        self.out.chars.push(c);
        self.out.normalised.push(c);
        self.out.offsets.push(from..to);
    }

    /// Goes on behind `c`, the character that is looked at.
    fn pass(&mut self, c: char) {
        self.at += c.len_utf8();
        self.position += 1;
    }

    /// Puts `folded` for `c`, the character that is looked at.
    fn keep(&mut self, folded: char, c: char) {
        self.emit(folded, self.position, self.position + 1);
        self.pass(c);
    }

    /// Puts a mark of Chinese writing for `c`; it takes no blank before it.
    fn widen(&mut self, mark: char, c: char) {
        if self.out.chars.last() == Some(&' ') {
            self.out.chars.pop();
            self.out.normalised.pop();
            self.out.offsets.pop();
            self.note_blank();
        }
        self.keep(mark, c);
    }

    /// Goes on behind the stretch of characters of `classes` that begins here.
    fn pass_all(&mut self, classes: impl Fn(Class) -> bool) {
        for c in self.rest(self.at).chars() {
            if !classes(self.tables.class(c)) {
                break;
            }
            self.pass(c);
        }
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

    /// The character at `byte`, in the same line.
    fn char_at(&self, byte: usize) -> Option<char> {
        let c = self.tables.folded(self.rest(byte).chars().next()?);
        (self.tables.class(c) != Class::Break).then_some(c)
    }

    /// The character behind `c`, which is looked at, in the same line.
    fn next(&self, c: char) -> Option<char> {
        self.char_at(self.at + c.len_utf8())
    }

    /// The first character from `byte` on in the same line that is no blank.
    fn after(&self, byte: usize) -> Option<char> {
        for c in self.rest(byte).chars() {
            match self.tables.class(c) {
                Class::Blank | Class::Hidden => {}
                Class::Break => return None,
                _ => return Some(self.tables.folded(c)),
            }
        }
        None
    }

    /// A blank stays, as one space, only between two characters of which neither is Chinese.
    fn blank(&mut self) {
        let from = self.position;
        let words = self.matter == Matter::Words;
        self.pass_all(|class| match class {
            Class::Blank | Class::Hidden => true,
            class => class == Class::Break && words,
        });
        let next = self.char_at(self.at);
        let rim = !words && (next.is_none() || self.before().is_none());
        if rim || self.before().is_some_and(is_chinese) || next.is_some_and(is_chinese) {
            self.note_blank();
        } else {
            self.emit(' ', from, self.position);
        }
    }

    /// Line ends and the blanks and empty lines around them become one line feed.
    fn line_break(&mut self) {
        let from = self.position;
        let length = 1 + u32::from(self.rest(self.at).starts_with("\r\n"));
        self.pass_all(|class| matches!(class, Class::Break | Class::Blank | Class::Hidden));
        if self.at < self.text.len() && !self.out.chars.is_empty() {
            self.emit('\n', from, from + length);
        }
    }

    /// 二○二○年, 二0二0年 are 二〇二〇年.
    fn zero(&mut self, c: char) {
        let next = self.rest(self.at + c.len_utf8()).chars().next();
        let goes_on =
            next.is_some_and(|c| is_numeral(c) || c == '年' || self.tables.class(c) == Class::Zero);
        let numeral = self.before().is_some_and(is_numeral) && goes_on;
        self.keep(
            if numeral {
                '〇'
            } else {
                self.tables.folded(c)
            },
            c,
        );
    }

    /// 沿著 is 沿着, 著名 stays; a character that simplified names use stays where no
    /// traditional one is near.
    fn in_word(&mut self, c: char) {
        let Some(case) = self.tables.in_word(c) else {
            return self.keep(c, c);
        };
        let behind = self.at + c.len_utf8();
        let stands = |(before, after): &(Vec<char>, Vec<char>)| {
            self.out.chars.ends_with(before) && self.goes_on_with(c, behind, after)
        };
        let folded = if case.words.iter().any(stands) {
            case.other
        } else if case.also_simplified && !self.is_among_traditional() {
            c
        } else {
            case.usual
        };
        self.keep(folded, c);
    }

    fn is_among_traditional(&self) -> bool {
        let traditional = |c: char| self.tables.is_traditional(c);
        self.text[..self.at]
            .chars()
            .rev()
            .take(SCRIPT_REACH)
            .any(traditional)
            || self
                .rest(self.at)
                .chars()
                .take(SCRIPT_REACH)
                .any(traditional)
    }

    /// Whether `word` follows `c` at `byte`, glosses left out.
    fn goes_on_with(&self, mut c: char, mut byte: usize, word: &[char]) -> bool {
        word.iter().all(|wanted| {
            if let Some(gloss) = gloss_at(self.rest(byte), c, self.tables) {
                byte += gloss.bytes;
            }
            let Some(next) = self.rest(byte).chars().next() else {
                return false;
            };
            c = next;
            byte += c.len_utf8();
            self.tables.folded(c) == *wanted
        })
    }

    /// Accents join the character before them.
    fn combine(&mut self) {
        let (at, mut from) = (self.at, self.position);
        self.pass_all(|class| class == Class::Combining);
        let base = self.before();
        if base.is_some()
            && let Some(source) = self.out.offsets.pop()
        {
            self.out.chars.pop();
            self.out.normalised.pop();
            from = source.start;
        }
        let accents = &self.text[at..self.at];
        for c in base.into_iter().chain(accents.chars()).nfc() {
            self.emit(c, from, self.position);
        }
    }
}
