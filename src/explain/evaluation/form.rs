//! What of a text is compared.

use crate::pack::measure::Form;

/// Where an opening ends.
const STOPS: [char; 5] = ['。', '；', '！', '？', '\n'];
/// What is left out at its begin.
const BEFORE: [char; 6] = ['，', '：', ',', ' ', '“', '「'];
/// Quotation marks, which writers use as they like.
const QUOTES: [char; 9] = ['“', '”', '‘', '’', '「', '」', '『', '』', '"'];

/// The part of a text that is compared in this form.
pub(super) fn compared(text: &str, form: Form) -> String {
    match form {
        Form::Exact => text.to_owned(),
        Form::Text => plain(text),
        Form::Last(count) => {
            let length = text.chars().count();
            text.chars().skip(length.saturating_sub(count)).collect()
        }
        Form::Opening(count) => {
            let full: String = text.chars().map(full_width).collect();
            let opening = full.trim_start_matches(BEFORE);
            let opening = opening.split(STOPS).next().unwrap_or_default();
            plain(opening).chars().take(count).collect()
        }
    }
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !QUOTES.contains(letter))
        .map(full_width)
        .collect()
}

fn full_width(letter: char) -> char {
    match letter {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        '!' => '！',
        '?' => '？',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_text() {
        let text = "：“要守住 底线;再 出发。后面";
        for (form, wanted) in [
            (Form::Text, "：要守住底线；再出发。后面"),
            (Form::Opening(9), "要守住底线"),
            (Form::Opening(2), "要守"),
            (Form::Last(2), "后面"),
            (Form::Exact, text),
        ] {
            assert_eq!(compared(text, form), wanted, "{form:?}");
        }
        assert_eq!(compared("", Form::Opening(4)), "");
    }
}
