//! `trim(x)`: a text without the marks around it.
//!
//! | takes | gives |
//! | --- | --- |
//! | `，抓好落实。` | `抓好落实` (blanks and stops at both ends) |
//! | `“开门红”`, `《条例》`, `（试行）` | what stands inside, where the two marks enclose the whole |
//! | `在“两会”` | unchanged: the closing mark belongs to the one inside |

use crate::record::Span;

/// The part of `span` in `characters` that is left without the marks around it; empty
/// where nothing else stands there.
pub fn trim(characters: &[char], span: Span) -> Span {
    let Span { mut start, mut end } = span;
    loop {
        let before = (start, end);
        while start < end && is_stop(characters[start as usize]) {
            start += 1;
        }
        while start < end && is_stop(characters[end as usize - 1]) {
            end -= 1;
        }
        if end - start >= 2 && encloses(&characters[start as usize..end as usize]) {
            start += 1;
            end -= 1;
        }
        if (start, end) == before {
            return Span::new(start, end);
        }
    }
}

/// Blanks and the marks that divide a text.
pub fn is_stop(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '，' | '。' | '、' | '；' | '：' | '！' | '？' | '…' | ',' | ';' | ':' | '!' | '?'
        )
}

const PAIRS: [(char, char); 7] = [
    ('“', '”'),
    ('‘', '’'),
    ('《', '》'),
    ('〈', '〉'),
    ('（', '）'),
    ('(', ')'),
    ('【', '】'),
];

/// Whether the first and the last character are a pair that encloses all between them.
fn encloses(characters: &[char]) -> bool {
    let (Some(&first), Some(&last)) = (characters.first(), characters.last()) else {
        return false;
    };
    let Some(&(open, close)) = PAIRS.iter().find(|(open, _)| *open == first) else {
        return false;
    };
    if last != close {
        return false;
    }
    let mut depth = 0_u32;
    for (index, &character) in characters.iter().enumerate() {
        if character == open {
            depth += 1;
        } else if character == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return index == characters.len() - 1;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVES: &[(&str, &str)] = &[
        ("，抓好落实。", "抓好落实"),
        ("抓好落实", "抓好落实"),
        ("“开门红”", "开门红"),
        ("：“开门红。”", "开门红"),
        ("《条例》", "条例"),
        ("（试行）", "试行"),
        ("在“两会”", "在“两会”"),
        ("“一”和“二”", "“一”和“二”"),
        ("“”", ""),
        (" 。，", ""),
        ("", ""),
    ];

    #[test]
    fn marks_around_a_text_go() {
        for &(text, expected) in GIVES {
            let characters: Vec<char> = text.chars().collect();
            let left = trim(&characters, Span::new(0, characters.len() as u32));
            let left: String = characters[left.range()].iter().collect();
            assert_eq!(left, expected, "{text}");
        }
    }
}
