//! Colons behind keys that are none to YAML: full-width ones, and those without a blank.

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::source::{Place, Sources};

/// The longest text, in characters, that is taken for a key.
const LONGEST_KEY: usize = 40;

/// Gives the faults that come of such a colon its mend.
pub(crate) fn mend(faults: &mut [Diagnostic], sources: &Sources) {
    for fault in faults {
        let Some(place) = fault.place else { continue };
        let text = &*sources.get(place.source).text;
        let at = place.start as usize;
        let found = match fault.code {
            // The line that YAML stumbles over, or the one that it goes on from.
            codes::YAML_SYNTAX => {
                let start = line_start(text, at);
                // Of a line that YAML cannot read from its begin, the colon is the matter.
                let begins = text[start..at].trim().is_empty();
                misread(text, start, !begins)
                    .or_else(|| misread(text, line_before(text, start)?, true))
            }
            codes::WRONG_FORM if place.start == place.end => {
                misread(text, first_content(text), false)
            }
            codes::WRONG_FORM => misread(text, at, false),
            // A name that holds a colon is a key and its value.
            codes::BAD_NAME
            | codes::UNKNOWN_KEY
            | codes::UNKNOWN_TYPE
            | codes::UNKNOWN_FIELD
            | codes::NOTHING_GIVEN => {
                misread(text, at, false).filter(|colon| colon.end <= place.end as usize)
            }
            _ => None,
        };
        if let Some(colon) = found {
            let place = Place {
                start: colon.start as u32,
                end: colon.end as u32,
                ..place
            };
            fault.help = Some(colon.said());
            fault.fix = None;
            *fault = fault.clone().fix(place, colon.replacement);
        }
    }
}

/// A colon that YAML takes for a part of the key.
struct Colon<'t> {
    key: &'t str,
    start: usize,
    end: usize,
    wide: bool,
    replacement: &'static str,
}

impl Colon<'_> {
    fn said(&self) -> Message {
        let key = self.key;
        if self.wide {
            Message::new(
                format!("“{key}”后面是全角冒号，YAML 不认；写半角冒号加空格：{key}: …"),
                format!(
                    "the colon behind `{key}` is a full-width one, which YAML does not know; write `{key}: …`"
                ),
            )
        } else {
            Message::new(
                format!("“{key}:”后面要有空格：{key}: …"),
                format!("a blank is wanted behind `{key}:`, as in `{key}: …`"),
            )
        }
    }
}

/// The first such colon from `start` to the end of its line. Since that may be a line of mere
/// text, a `strict` one is followed by what only a value begins with, or follows a word that
/// may be a key of the language.
fn misread(text: &str, start: usize, strict: bool) -> Option<Colon<'_>> {
    let line = text[start..].lines().next().unwrap_or_default();
    let mut from = 0;
    for (at, character) in line.char_indices() {
        match character {
            '#' if line[..at].ends_with(char::is_whitespace) => return None,
            '"' | '\'' => return None,
            '{' | '[' | ',' => from = at + 1,
            '-' if line[from..at].trim().is_empty() => from = at + 1,
            '：' | ':' => {
                let end = at + character.len_utf8();
                let next = line[end..].chars().next();
                let key = line[from..at].trim();
                let wide = character == '：';
                let blank = next.is_none_or(char::is_whitespace);
                from = end;
                if key.is_empty()
                    || key.chars().count() > LONGEST_KEY
                    || key.contains(|c: char| "，。；“”「」/\\".contains(c))
                    || (!wide && (blank || next == Some('/')))
                {
                    continue;
                }
                let value = line[end..].trim_start().chars().next();
                let begins = value.is_none_or(|c| "[{|>\"'".contains(c));
                let is_word = |c: char| c.is_ascii_lowercase() || c == '_';
                if strict && !begins && !key.chars().all(is_word) {
                    continue;
                }
                return Some(Colon {
                    key,
                    start: start + at,
                    end: start + end,
                    wide,
                    replacement: if blank { ":" } else { ": " },
                });
            }
            _ => {}
        }
    }
    None
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The begin of the last line before `start` that holds something besides a comment.
fn line_before(text: &str, start: usize) -> Option<usize> {
    let mut end = start;
    while end > 0 {
        let begin = line_start(text, end - 1);
        if is_content(&text[begin..end]) {
            return Some(begin);
        }
        end = begin;
    }
    None
}

/// The begin of the first line that holds something besides a comment.
fn first_content(text: &str) -> usize {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if is_content(line) {
            break;
        }
        start += line.len();
    }
    start.min(text.len())
}

fn is_content(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim();
    !line.is_empty() && !line.starts_with('#')
}
