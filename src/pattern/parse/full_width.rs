//! Full-width operators beside unquoted words: text may have been meant.

use pest::iterators::Pair;

use super::Rule;
use super::build::{Builder, parts};
use crate::diagnostic::{Diagnostic, Message, codes};

impl Builder<'_> {
    /// Remembers full-width operators directly before and behind a word.
    pub(super) fn note_neighbours(&mut self, pair: &Pair<'_, Rule>) {
        let word = match pair.as_rule() {
            Rule::label => parts(pair.clone()).next(),
            _ => Some(pair.clone()),
        };
        let Some(word) = word.map(|word| word.as_span()) else {
            return;
        };
        let text = &self.scalar.text;
        if let Some((at, mark)) = text[..word.start()].char_indices().next_back()
            && ascii_operator(mark).is_some()
        {
            self.touching.insert(at);
        }
        if let Some(mark) = text[word.end()..].chars().next()
            && ascii_operator(mark).is_some()
        {
            self.touching.insert(word.end());
        }
    }

    pub(super) fn warn_of_full_width(&mut self, at: usize) {
        let Some(mark) = self.scalar.text[at..].chars().next() else {
            return;
        };
        let Some(ascii) = ascii_operator(mark) else {
            return;
        };
        let place = self.scalar.place_of(at, at + mark.len_utf8());
        self.fault(
            Diagnostic::warning(
                codes::FULL_WIDTH_OPERATOR,
                place,
                Message::new(
                    format!("这里的全角“{mark}”是符号，不是文字"),
                    format!("this full-width “{mark}” is an operator, not text"),
                ),
            )
            .help(Message::new(
                format!("写半角的 {ascii}；如果是要匹配的文字，请加引号"),
                format!("write {ascii}, or put it in quotes if it is text to be matched"),
            ))
            .fix(place, ascii),
        );
    }
}

/// The ASCII spelling of a full-width operator.
fn ascii_operator(mark: char) -> Option<&'static str> {
    Some(match mark {
        '（' => "(",
        '）' => ")",
        '｜' => "|",
        '：' => ":",
        '？' => "?",
        '＊' => "*",
        '＋' => "+",
        '｛' => "{",
        '｝' => "}",
        '＜' => "<",
        '＞' => ">",
        '＠' => "@",
        '，' => ",",
        '＝' => "=",
        _ => return None,
    })
}
