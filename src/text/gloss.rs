//! Pinyin glosses: `濟(jì)寧` is 济宁 with its reading.

use pinyin::{PinyinMulti, ToPinyinMulti};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::script::{Class, Tables, is_han};

/// The longest a gloss is, parentheses left out, in code points: `zhuāng` with its accent
/// apart and a few blanks.
const LONGEST: usize = 10;

/// The only accent that is no tone: that of ü.
const DIAERESIS: char = '\u{308}';

/// A parenthesis that may be a gloss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gloss {
    /// One past the closing parenthesis.
    pub end: usize,
    /// Whether the syllable carries its tone; one without is a gloss only on a page that
    /// is glossed throughout.
    pub toned: bool,
}

/// The gloss that opens at `open` of `source`, if the parenthesis there stands directly
/// behind a Han character and holds one reading of it, in its traditional or simplified form.
pub(super) fn gloss_at(source: &[char], open: usize, base: char, tables: &Tables) -> Option<Gloss> {
    if !is_han(base) {
        return None;
    }
    let inside = source.get(open + 1..)?;
    let length = inside
        .iter()
        .take(LONGEST + 1)
        .position(|c| matches!(c, ')' | '）'))?;
    let inside = &inside[..length];
    let spelt = |c: &char| {
        is_letter(*c)
            || matches!(
                tables.class(*c),
                Class::Blank | Class::Hidden | Class::Combining
            )
    };
    if !inside.iter().all(spelt) {
        return None;
    }
    let syllable = syllable(inside, tables);
    let simplified = match tables.in_word(base) {
        Some(case) => case.usual,
        None => tables.folded(base),
    };
    let toned = syllable
        .nfd()
        .any(|c| canonical_combining_class(c) != 0 && c != DIAERESIS);
    let reading = |c: char| {
        c.to_pinyin_multi()
            .is_some_and(|readings| has(readings, &syllable, toned))
    };
    (reading(base) || reading(simplified)).then_some(Gloss {
        end: open + length + 2,
        toned,
    })
}

/// Whether `syllable` is one of `readings`; one without a tone must be a neutral reading.
fn has(readings: PinyinMulti, syllable: &str, toned: bool) -> bool {
    readings.into_iter().any(|reading| {
        reading.with_tone() == syllable
            || (!toned && reading.with_tone() == reading.plain() && reading.plain() == syllable)
    })
}

/// The letters of a gloss, joined with their accents, in lower case.
fn syllable(inside: &[char], tables: &Tables) -> String {
    let letters = inside
        .iter()
        .filter(|c| matches!(tables.class(**c), Class::Combining) || is_letter(**c));
    let letters = letters.flat_map(|c| tables.folded(*c).to_lowercase());
    let usual = |c| match c {
        'ɡ' => 'g',
        'ɑ' => 'a',
        'ă' => 'ǎ',
        'ĕ' => 'ě',
        'ĭ' => 'ǐ',
        'ŏ' => 'ǒ',
        'ŭ' => 'ǔ',
        c => c,
    };
    // Twice, since ɑ with its accent apart becomes á only once it is an a.
    letters.nfc().map(usual).nfc().collect()
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_han(c)
}

/// Whether a page is glossed throughout: its toned glosses are many, and most of what
/// stands in parentheses behind Han characters in Latin letters.
pub(super) fn glossed_throughout(source: &[char], tables: &Tables) -> bool {
    let (mut toned, mut other) = (0, 0);
    for (at, pair) in source.windows(3).enumerate() {
        if matches!(pair[1], '(' | '（') && is_han(pair[0]) && is_letter(pair[2]) {
            match gloss_at(source, at + 1, pair[0], tables) {
                Some(gloss) if gloss.toned => toned += 1,
                Some(_) => {}
                None => other += 1,
            }
        }
    }
    toned >= MANY && toned > 4 * other
}

/// How many toned glosses make a page one that is glossed throughout.
const MANY: usize = 8;
