//! `statement(x)`: from x on to the end of the statement that it stands in.
//!
//! | x in | gives |
//! | --- | --- |
//! | **管住火源**，进山须检查；备足力量。 | `管住火源，进山须检查` |
//! | 会议指出，**保供应**。 | `保供应` |
//!
//! What is told apart by 。！？； or the end of a paragraph is a statement.

use crate::record::Span;

/// The span from the start of `span` to the next mark that ends a statement, `limit` (code
/// points) at the latest. A span that holds such a mark itself is left as it is.
pub fn statement(characters: &[char], span: Span, limit: u32) -> Span {
    let rest = &characters[span.end as usize..(limit.max(span.end)) as usize];
    let length = rest
        .iter()
        .position(|character| matches!(character, '。' | '！' | '？' | '；' | '\n'))
        .unwrap_or(rest.len());
    Span::new(span.start, span.end + length as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_to_the_end_of_the_statement() {
        let cases = [
            (
                "要管住火源，进山须检查；备足力量。",
                "管住火源",
                "管住火源，进山须检查",
            ),
            ("会议指出，保供应。", "保供应", "保供应"),
            ("保供应", "保供", "保供应"),
            ("保供应\n保民生", "保供", "保供应"),
        ];
        for (text, part, expected) in cases {
            let characters: Vec<char> = text.chars().collect();
            let start = text[..text.find(part).unwrap()].chars().count() as u32;
            let span = Span::new(start, start + part.chars().count() as u32);
            let found = statement(&characters, span, characters.len() as u32);
            let found: String = characters[found.range()].iter().collect();
            assert_eq!(found, expected);
        }
    }
}
