//! What each character is to the folding, and what it folds to: script, width, marks.
//!
//! The facts of `traditional.txt` (pairs, one to one) are those of OpenCC's TSCharacters;
//! `words.txt` holds the characters that fold by the word they stand in.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// What a character is to the folding.
///
/// Up to [`Class::Folded`] a character needs no look at its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Stays as it is.
    Plain,
    /// Folds to one other character wherever it stands.
    Folded,
    /// White space within a line.
    Blank,
    /// The end of a line.
    Break,
    /// Has no breadth and no meaning: controls, joiners, variation selectors.
    Hidden,
    /// A comma, colon, semicolon, question or exclamation mark in half width.
    HalfMark,
    /// A full stop in half width, or its full-width twin.
    Dot,
    /// A colon in full width, half width between digits.
    Colon,
    /// An opening parenthesis: may open a gloss.
    Open,
    /// A closing parenthesis in half width.
    HalfClose,
    /// A straight double quotation mark.
    Quote,
    /// A straight single quotation mark.
    Apostrophe,
    /// May stand for the Chinese zero between Chinese numerals.
    Zero,
    /// Folds by the word it stands in.
    InWord,
    /// Joins the character before it into one (accents, Hangul).
    Combining,
}

/// A character that folds by the word it stands in.
#[derive(Debug)]
pub(super) struct WordCase {
    /// What it usually folds to.
    pub usual: char,
    /// Whether it belongs to simplified writing too, and is then left alone.
    pub also_simplified: bool,
    /// What it folds to in `words`.
    pub other: char,
    /// The characters before and after it in such a word, simplified.
    pub words: Vec<(Vec<char>, Vec<char>)>,
}

/// The tables of the folding, built once.
pub(super) struct Tables {
    class: Box<[Class; BMP]>,
    /// What a character of [`Class::Folded`] becomes; 0 elsewhere.
    folded: Box<[u16; BMP]>,
    /// Pairs of which one side lies outside the first plane, sorted.
    remote: Vec<(char, char)>,
    in_word: Vec<(char, WordCase)>,
}

const BMP: usize = 0x1_0000;

/// Marks and letters with a commoner twin.
const TWINS: &str = "「“ 」” 『‘ 』’ ｢“ ｣” ﹁“ ﹂” ﹃‘ ﹄’ 〝“ 〞” 〟” ❝“ ❞” ｡。 ､、 ﹐， ﹑、 ﹔； ﹕： ﹖？ ﹗！ \
    ﹙（ ﹚） ︵（ ︶） ︽《 ︾》 ︰： ⋯… ―— ─— ━— ‧· ・· ･· ∙· ⋅· •· ﹒· 〜～ ∶： ￥¥ ⺠民 ⻓长 ⻋车 ⻔门 \
    ⻉贝 ⻅见 ⻚页 ⻛风 ⻜飞 ⻢马 ⻥鱼 ⻦鸟 ⻬齐 ⻰龙 ⻘青 ⻝食 ⻄西 ⻩黄 ⻮齿 ⻆角 ⻨麦 ⻤鬼 ⻁虎 ⻣骨";

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::build);

/// The tables, built at the first use.
pub(super) fn tables() -> &'static Tables {
    &TABLES
}

impl Tables {
    fn build() -> Self {
        let mut tables = Self {
            class: Box::new([Class::Plain; BMP]),
            folded: Box::new([0; BMP]),
            remote: Vec::new(),
            in_word: Vec::new(),
        };
        tables.normal_forms();
        for line in include_str!("traditional.txt").lines() {
            let mut chars = line.chars();
            if let (Some(from), Some(to)) = (chars.next(), chars.next()) {
                tables.fold(from, to);
            }
        }
        for pair in TWINS.split_ascii_whitespace() {
            let mut chars = pair.chars();
            if let (Some(from), Some(to)) = (chars.next(), chars.next()) {
                tables.fold(from, to);
            }
        }
        tables.widths();
        tables.chains();
        tables.classes();
        tables.words();
        tables.remote.sort_unstable();
        tables
    }

    fn fold(&mut self, from: char, to: char) {
        match (u16::try_from(from as u32), u16::try_from(to as u32)) {
            (Ok(from), Ok(to)) => {
                self.class[usize::from(from)] = Class::Folded;
                self.folded[usize::from(from)] = to;
            }
            _ => {
                if let Some(class) = self.class.get_mut(from as usize) {
                    *class = Class::Folded;
                }
                self.remote.push((from, to));
            }
        }
    }

    /// Characters that NFC replaces or joins, and the radicals that scanned and printed
    /// pages hold in place of characters.
    fn normal_forms(&mut self) {
        let replaced = (0xA0..0x3000).chain(0x3000..0x3400).chain(0xF900..0xFB00);
        for c in replaced.filter_map(char::from_u32) {
            let radical = ('\u{2E80}'..='\u{2FDF}').contains(&c);
            match is_nfc_quick(std::iter::once(c)) {
                IsNormalized::Yes if radical => {
                    if let Some(to) = single(c.nfkc()).filter(|to| *to != c) {
                        self.fold(c, to);
                    }
                }
                IsNormalized::No if canonical_combining_class(c) == 0 => match single(c.nfc()) {
                    Some(to) => self.fold(c, to),
                    None => self.class[c as usize] = Class::Combining,
                },
                IsNormalized::Yes if canonical_combining_class(c) == 0 => {}
                _ => self.class[c as usize] = Class::Combining,
            }
        }
        for c in ('\u{2F800}'..='\u{2FA1F}')
            .filter(|c| is_nfc_quick(std::iter::once(*c)) == IsNormalized::No)
        {
            if let Some(to) = single(c.nfc()) {
                self.fold(c, to);
            }
        }
    }

    /// Full-width letters, digits and signs become half-width; the marks of Chinese
    /// writing stay.
    fn widths(&mut self) {
        for wide in '\u{FF01}'..='\u{FF5E}' {
            if !"！，．：；？（）～＂＇".contains(wide)
                && let Some(half) = char::from_u32(wide as u32 - 0xFEE0)
            {
                self.fold(wide, half);
            }
        }
    }

    /// A radical becomes a traditional character, and that its simplified form: one step.
    fn chains(&mut self) {
        for at in 0..BMP {
            let next = self.folded[usize::from(self.folded[at])];
            if next != 0 {
                self.folded[at] = next;
            }
        }
    }

    fn classes(&mut self) {
        let mut set = |chars: &mut dyn Iterator<Item = char>, class| {
            for c in chars {
                self.class[c as usize] = class;
            }
        };
        set(
            &mut ('\0'..='\u{1F}').chain('\u{7F}'..='\u{9F}'),
            Class::Hidden,
        );
        let joiners = ('\u{200B}'..='\u{200F}')
            .chain('\u{202A}'..='\u{202E}')
            .chain('\u{2060}'..='\u{206F}')
            .chain('\u{FE00}'..='\u{FE0F}');
        set(
            &mut joiners.chain("\u{AD}\u{34F}\u{61C}\u{180E}\u{FEFF}".chars()),
            Class::Hidden,
        );
        let blanks =
            ('\u{2000}'..='\u{200A}').chain("\t \u{A0}\u{1680}\u{202F}\u{205F}\u{3000}".chars());
        set(&mut { blanks }, Class::Blank);
        set(
            &mut "\n\r\u{B}\u{C}\u{85}\u{2028}\u{2029}".chars(),
            Class::Break,
        );
        set(&mut ",;:!?".chars(), Class::HalfMark);
        set(&mut ".．".chars(), Class::Dot);
        set(&mut "：".chars(), Class::Colon);
        set(&mut "(（".chars(), Class::Open);
        set(&mut ")".chars(), Class::HalfClose);
        set(&mut "\"＂".chars(), Class::Quote);
        set(&mut "'＇".chars(), Class::Apostrophe);
        set(&mut "0０OＯ○◯".chars(), Class::Zero);
    }

    fn words(&mut self) {
        for line in include_str!("words.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            let mut fields = line.split(' ');
            let (Some(from), Some(usual)) = (fields.next().and_then(first), fields.next()) else {
                continue;
            };
            let also_simplified = usual.starts_with('?');
            let Some(usual) = first(usual.trim_start_matches('?')) else {
                continue;
            };
            let other = fields.next().and_then(first).unwrap_or(usual);
            let words = fields.filter_map(|word| word.split_once('_'));
            let words = words
                .map(|(before, after)| (before.chars().collect(), after.chars().collect()))
                .collect();
            self.class[from as usize] = Class::InWord;
            self.in_word.push((
                from,
                WordCase {
                    usual,
                    also_simplified,
                    other,
                    words,
                },
            ));
        }
        self.in_word.sort_unstable_by_key(|(from, _)| *from);
    }

    /// What `c` is to the folding.
    #[inline]
    pub fn class(&self, c: char) -> Class {
        match self.class.get(c as usize) {
            Some(class) => *class,
            None => self.remote_class(c),
        }
    }

    #[cold]
    fn remote_class(&self, c: char) -> Class {
        match c {
            '\u{E0000}'..='\u{E0FFF}' => Class::Hidden,
            _ if self
                .remote
                .binary_search_by_key(&c, |(from, _)| *from)
                .is_ok() =>
            {
                Class::Folded
            }
            _ if canonical_combining_class(c) != 0 => Class::Combining,
            _ => Class::Plain,
        }
    }

    /// What `c` becomes by itself; `c` where nothing is said of it.
    #[inline]
    pub fn folded(&self, c: char) -> char {
        let to = self.folded.get(c as usize).copied().unwrap_or(0);
        match char::from_u32(u32::from(to)) {
            Some('\0') | None => self.folded_rarely(c),
            Some(to) => to,
        }
    }

    #[inline]
    fn folded_rarely(&self, c: char) -> char {
        if self.class(c) != Class::Folded {
            return c;
        }
        match self.remote.binary_search_by_key(&c, |(from, _)| *from) {
            Ok(at) => self.remote[at].1,
            Err(_) => c,
        }
    }

    /// How `c`, of [`Class::InWord`], folds.
    pub fn in_word(&self, c: char) -> Option<&WordCase> {
        let at = self
            .in_word
            .binary_search_by_key(&c, |(from, _)| *from)
            .ok()?;
        Some(&self.in_word[at].1)
    }

    /// Whether `c` is a character of traditional writing only.
    pub fn is_traditional(&self, c: char) -> bool {
        is_han(c) && self.class(c) == Class::Folded
    }
}

fn first(text: &str) -> Option<char> {
    text.chars().next()
}

/// The only character of `chars`.
fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let only = chars.next();
    chars.next().is_none().then_some(only).flatten()
}

/// Whether `c` is a Han character.
#[inline]
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether `c` belongs to Chinese text: a Han character, kana, or a mark of Chinese writing.
#[inline]
pub(super) fn is_chinese(c: char) -> bool {
    is_han(c)
        || matches!(
            c,
            '\u{3001}'
                ..='\u{30FF}'
                    | '！'
                    | '（'
                    | '）'
                    | '，'
                    | '：'
                    | '；'
                    | '？'
                    | '～'
                    | '“'
                    | '”'
                    | '…'
        )
}

/// Whether `c` is a Chinese numeral, as dates write them.
pub(super) fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九'
    )
}
