//! The words of the language itself, in both spellings.

use crate::text::Unit;

/// Units of layout: English, Chinese.
const UNITS: [(Unit, &str, &str); 10] = [
    (Unit::Document, "document", "全文"),
    (Unit::Headline, "headline", "标题"),
    (Unit::Body, "body", "正文"),
    (Unit::Subhead, "subhead", "小标题"),
    (Unit::Prose, "prose", "正文段"),
    (Unit::Paragraph, "paragraph", "段"),
    (Unit::Sentence, "sentence", "句"),
    (Unit::Clause, "clause", "小句"),
    (Unit::Quote, "quote", "引文"),
    (Unit::Parenthesis, "parenthesis", "括号"),
];

/// Words that a named pattern or parameter cannot take.
const RESERVED: [&str; 24] = [
    "gap",
    "间隔",
    "rest",
    "余下",
    "not",
    "非",
    "next_is",
    "next_is_not",
    "prev_is",
    "prev_is_not",
    "后文是",
    "后文不是",
    "前文是",
    "前文不是",
    "start",
    "end",
    "开头",
    "结尾",
    "句首",
    "句尾",
    "段首",
    "段尾",
    "空白处",
    "blank",
];

/// The unit of this English or Chinese name: `sentence`, `句`.
pub fn unit_named(word: &str) -> Option<Unit> {
    UNITS
        .iter()
        .find(|(_, en, zh)| word == *en || word == *zh)
        .map(|&(unit, ..)| unit)
}

/// The names of a unit: English, Chinese.
pub fn unit_words(unit: Unit) -> (&'static str, &'static str) {
    UNITS
        .iter()
        .find(|(known, ..)| *known == unit)
        .map_or(("", ""), |&(_, en, zh)| (en, zh))
}

/// Whether a word belongs to the language, so that no pattern or parameter can have it as
/// its name.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Whether a text is one word as names are: letters of any script, digits and `_`, no
/// digit first.
pub fn is_word(text: &str) -> bool {
    let mut characters = text.chars();
    let begins = |first: char| first == '_' || pest::unicode::XID_START(first);
    characters.next().is_some_and(begins) && characters.all(pest::unicode::XID_CONTINUE)
}

/// A text as a string of the pattern language.
pub(super) fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            other => written.push(other),
        }
    }
    written.push('"');
    written
}
