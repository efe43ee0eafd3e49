//! The key of a named pattern: `title`, `list(item, sep)`.

use super::word::{is_reserved, is_word};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::source::{Place, Scalar};

/// The name of a pattern and its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// Its parameters, in order.
    pub parameters: Vec<String>,
    /// Where the name stands.
    pub place: Place,
}

/// Reads the key of a named pattern, `title` or `list(item, sep)`.
pub fn parse_definition_head(scalar: &Scalar, faults: &mut Vec<Diagnostic>) -> Option<Head> {
    let text = &*scalar.text;
    let mut reader = HeadReader { scalar, faults };
    let opening = text.find(['(', '（']);
    let (name_start, name_end) = trimmed(text, 0, opening.unwrap_or(text.len()));
    let name = reader.word(name_start, name_end)?;
    let mut parameters: Vec<String> = Vec::new();
    if let Some(opening) = opening {
        let after = opening + text[opening..].chars().next().map_or(0, char::len_utf8);
        let Some(closing) = text.rfind([')', '）']) else {
            reader.fault(
                opening,
                text.len(),
                Message::new(
                    "参数的括号没有关上",
                    "the parenthesis of the parameters is not closed",
                ),
            );
            return None;
        };
        let (rest_start, rest_end) = trimmed(
            text,
            closing + text[closing..].chars().next().map_or(0, char::len_utf8),
            text.len(),
        );
        if rest_start < rest_end {
            reader.fault(
                rest_start,
                rest_end,
                Message::new("括号后面不该有别的", "nothing may follow the parenthesis"),
            );
            return None;
        }
        let mut start = after;
        for part in text[after..closing.max(after)].split([',', '，']) {
            let (from, to) = trimmed(text, start, start + part.len());
            let parameter = reader.word(from, to)?;
            if parameters.contains(&parameter) {
                reader.fault(
                    from,
                    to,
                    Message::new(
                        format!("参数“{parameter}”写了两次"),
                        format!("the parameter “{parameter}” is given twice"),
                    ),
                );
                return None;
            }
            parameters.push(parameter);
            start += part.len();
            start += text[start..].chars().next().map_or(0, char::len_utf8);
        }
    }
    Some(Head {
        name,
        parameters,
        place: scalar.place_of(name_start, name_end),
    })
}

/// The stretch without blanks at its ends.
fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let part = &text[start..end];
    let from = start + (part.len() - part.trim_start().len());
    (from, from + part.trim().len())
}

struct HeadReader<'a> {
    scalar: &'a Scalar,
    faults: &'a mut Vec<Diagnostic>,
}

impl HeadReader<'_> {
    fn fault(&mut self, start: usize, end: usize, message: Message) {
        self.faults.push(
            Diagnostic::error(
                codes::BAD_DEFINITION,
                self.scalar.place_of(start, end),
                message,
            )
            .help(Message::new(
                "写一个词，有参数时写 list(item, sep)",
                "write one word, with parameters list(item, sep)",
            )),
        );
    }

    fn word(&mut self, start: usize, end: usize) -> Option<String> {
        let word = &self.scalar.text[start..end];
        let message = if word.is_empty() {
            Message::new("这里少了名字", "a name is missing here")
        } else if !is_word(word) {
            Message::new(
                format!("“{word}”不是一个词：名字由文字、数字和 _ 组成，不以数字开头"),
                format!("“{word}” is no word: names are letters, digits and _, no digit first"),
            )
        } else if is_reserved(word) {
            Message::new(
                format!("“{word}”是模式语言自己的词"),
                format!("“{word}” is a word of the pattern language itself"),
            )
        } else {
            return Some(word.to_owned());
        };
        self.fault(start, end, message);
        None
    }
}
