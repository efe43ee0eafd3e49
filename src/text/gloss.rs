//! Pinyin glosses: `濟(jì)寧` is 济宁 with its reading.

use std::borrow::Cow;

use pinyin::ToPinyinMulti;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::script::{Class, Tables, is_han};

/// The longest a gloss is, parentheses left out, in code points: `zhuāng` with its accent
/// apart and a few blanks.
const LONGEST: usize = 10;

/// Letters with a tone mark, in one character.
const TONED: [char; 24] = [
    'ā', 'á', 'ǎ', 'à', 'ē', 'é', 'ě', 'è', 'ī', 'í', 'ǐ', 'ì', 'ō', 'ó', 'ǒ', 'ò', 'ū', 'ú', 'ǔ',
    'ù', 'ǖ', 'ǘ', 'ǚ', 'ǜ',
];
/// The only accent that is no tone: that of ü.
const DIAERESIS: char = '\u{308}';

/// A parenthesis that may be a gloss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gloss {
    /// Its length with both parentheses.
    pub bytes: usize,
    pub chars: u32,
    /// Whether the syllable carries its tone; one without is a gloss only on a page that
    /// is glossed throughout.
    pub toned: bool,
}

/// The gloss that `text` begins with, if it begins with a parenthesis that holds one reading
/// of `base`, the character directly before it, in its traditional or simplified form.
pub(super) fn gloss_at(text: &str, base: char, tables: &Tables) -> Option<Gloss> {
    let inside = text.strip_prefix(['(', '（'])?;
    if !is_han(base) {
        return None;
    }
    let mut end = None;
    for (count, (byte, c)) in inside.char_indices().take(LONGEST + 1).enumerate() {
        if matches!(c, ')' | '）') {
            end = Some((
                byte,
                count as u32 + 2,
                text.len() - inside.len() + byte + c.len_utf8(),
            ));
            break;
        }
        let spelt = is_letter(c)
            || matches!(
                tables.class(c),
                Class::Blank | Class::Hidden | Class::Combining
            );
        if !spelt {
            return None;
        }
    }
    let (length, chars, bytes) = end?;
    let inside = &inside[..length];
    let syllable = syllable(inside, tables);
    let simplified = match tables.in_word(base) {
        Some(case) => case.usual,
        None => tables.folded(base),
    };
    let toned = match &syllable {
        Cow::Borrowed(syllable) => syllable.contains(TONED),
        Cow::Owned(syllable) => {
            let mut parts = syllable.nfd();
            parts.any(|c| canonical_combining_class(c) != 0 && c != DIAERESIS)
        }
    };
    // A syllable without a tone is a reading only where the neutral tone is.
    let reading = |c: char| {
        let readings = c.to_pinyin_multi();
        readings.is_some_and(|readings| {
            readings
                .into_iter()
                .any(|reading| reading.with_tone() == syllable)
        })
    };
    (reading(base) || reading(simplified)).then_some(Gloss {
        bytes,
        chars,
        toned,
    })
}

/// The letters of a gloss, joined with their accents, in lower case; mostly they are.
fn syllable<'a>(inside: &'a str, tables: &Tables) -> Cow<'a, str> {
    if inside
        .chars()
        .all(|c| c.is_ascii_lowercase() || c == 'ü' || TONED.contains(&c))
    {
        return Cow::Borrowed(inside);
    }
    let letters = inside
        .chars()
        .filter(|c| matches!(tables.class(*c), Class::Combining) || is_letter(*c));
    let letters = letters.flat_map(|c| tables.folded(c).to_lowercase());
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
    Cow::Owned(letters.nfc().map(usual).nfc().collect())
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_han(c)
}

/// Whether a page is glossed throughout: its toned glosses are many, and most of what
/// stands in parentheses behind Han characters in Latin letters.
pub(super) fn glossed_throughout(text: &str, tables: &Tables) -> bool {
    let (mut toned, mut other) = (0, 0);
    for (at, _) in text.match_indices(['(', '（']) {
        let Some(base) = text[..at].chars().next_back().filter(|base| is_han(*base)) else {
            continue;
        };
        match gloss_at(&text[at..], base, tables) {
            Some(gloss) if gloss.toned => toned += 1,
            Some(_) => {}
            None => other += usize::from(text[at..].chars().nth(1).is_some_and(is_letter)),
        }
    }
    toned >= MANY && toned > 4 * other
}

/// How many toned glosses make a page one that is glossed throughout.
const MANY: usize = 8;
