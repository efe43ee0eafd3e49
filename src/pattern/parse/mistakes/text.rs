//! Mistakes with text: strings, quotes, escapes and classes.

use pest::iterators::Pair;

use crate::diagnostic::{Diagnostic, Message, codes, words};
use crate::pattern::parse::Rule;
use crate::pattern::parse::build::Builder;
use crate::pattern::parse::class::ClassFault;
use crate::pattern::word::quoted;

impl Builder<'_> {
    pub(in crate::pattern::parse) fn typographic_quotes(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let marks = ['“', '”', '‘', '’', '\'', '"', '＂'];
        let text = pair.as_str().trim_matches(marks);
        let mended = quoted(text);
        let mark = pair.as_str().chars().next().unwrap_or_default();
        self.fault(
            Diagnostic::error(
                codes::TYPOGRAPHIC_QUOTES,
                place,
                Message::new(
                    format!("文字不能用 {mark} 括起来"),
                    format!("{mark} does not begin a string"),
                ),
            )
            .help(Message::new(
                format!("请写 {mended}"),
                format!("write {mended}"),
            ))
            .fix(place, mended),
        );
    }

    pub(in crate::pattern::parse) fn unclosed_string(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.opening(pair);
        let close = if pair.as_str().starts_with('「') {
            '」'
        } else {
            '"'
        };
        let mut fault = Diagnostic::error(
            codes::UNCLOSED_STRING,
            place,
            Message::new(
                "引号到行末也没有关上",
                "the quotation mark is not closed before the end of the line",
            ),
        )
        .label(Message::new("从这里开始", "opened here"));
        let wrong = pair
            .as_str()
            .char_indices()
            .skip(1)
            .find(|(_, mark)| matches!(mark, '”' | '“' | '＂'));
        fault = match wrong {
            Some((at, mark)) if close == '"' => {
                let start = pair.as_span().start() + at;
                fault
                    .help(Message::new(
                        format!("把 {mark} 改成 \""),
                        format!("turn {mark} into \""),
                    ))
                    .fix(self.bytes(start, start + mark.len_utf8()), "\"")
            }
            _ => fault.help(Message::new(
                format!("在这一行里补上 {close}"),
                format!("add {close} on the same line"),
            )),
        };
        self.fault(fault);
    }

    pub(in crate::pattern::parse) fn empty_string(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        self.plain_fault(
            codes::EMPTY,
            place,
            words("引号里没有文字", "no text between the quotes"),
            words(
                "写出要匹配的文字，或删去引号",
                "write the text to be matched, or remove the quotes",
            ),
        );
    }

    pub(in crate::pattern::parse) fn line_break_in_string(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let mut fault = Diagnostic::warning(
            codes::LINE_BREAK_IN_TEXT,
            place,
            Message::new(
                "引号里的 \\n 匹配不到换行",
                "`\\n` in a string never matches a line break",
            ),
        )
        .help(Message::new(
            "换行写 [\\n]；段的两头写 段首、段尾",
            "write [\\n] for a line break; 段首 and 段尾 (`start(paragraph)`, `end(paragraph)`) for the rims of a line",
        ));
        if pair.as_str() == "\"\\n\"" {
            fault = fault.fix(place, "[\\n]");
        }
        self.fault(fault);
    }

    pub(in crate::pattern::parse) fn bad_escape(&mut self, start: usize, escaped: char) {
        let place = self.bytes(start, start + 1 + escaped.len_utf8());
        self.fault(
            Diagnostic::error(
                codes::BAD_ESCAPE,
                place,
                Message::new(
                    format!("引号里没有 \\{escaped} 这种写法"),
                    format!("there is no \\{escaped} in a string"),
                ),
            )
            .help(Message::new(
                "引号里可写 \\\" \\\\ \\n \\t；反斜杠本身写 \\\\",
                "a string may hold \\\" \\\\ \\n \\t; a backslash itself is \\\\",
            )),
        );
    }

    pub(in crate::pattern::parse) fn escape_outside(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let escaped = &pair.as_str()[1..];
        let help = if escaped.chars().next().is_some_and(|c| !c.is_alphanumeric()) {
            Message::new(
                format!("要匹配它请写 {}", quoted(escaped)),
                format!("to match it, write {}", quoted(escaped)),
            )
        } else {
            Message::new(
                "引号外只有 \\p{…} \\P{…} \\d \\D \\s \\S \\w \\W",
                "outside of quotes there are only \\p{…} \\P{…} \\d \\D \\s \\S \\w \\W",
            )
        };
        self.fault(
            Diagnostic::error(
                codes::BAD_ESCAPE,
                place,
                Message::new(
                    format!("不认识 {}", pair.as_str()),
                    format!("{} is unknown", pair.as_str()),
                ),
            )
            .help(help),
        );
    }

    pub(in crate::pattern::parse) fn unquoted(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let text = pair.as_str();
        let fault = Diagnostic::error(
            codes::UNQUOTED_TEXT,
            place,
            Message::new(
                format!("“{text}”没有加引号"),
                format!("“{text}” stands without quotes"),
            ),
        );
        // What a Chinese input method gives for ^ and $.
        let meant = match text {
            "…" | "……" => Some("^"),
            "￥" | "¥" => Some("$"),
            _ => None,
        };
        let mended = quoted(text);
        let fault = match meant {
            Some(operator) => fault.help(Message::new(
                format!("要匹配它请写 {mended}；范围的边界写半角的 {operator}"),
                format!("write {mended} to match it; the rim of the scope is an ASCII {operator}"),
            )),
            None => fault
                .help(Message::new(
                    format!("请写 {mended}"),
                    format!("write {mended}"),
                ))
                .fix(place, mended),
        };
        self.fault(fault);
    }

    pub(in crate::pattern::parse) fn empty_set(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        self.plain_fault(
            codes::BAD_CLASS,
            place,
            words("方括号里没有字符", "no character between the brackets"),
            words(
                "写出可能的字符：[、，]；任意字符是 . ；] 本身写 \\]",
                "write the possible characters: [、，]; any character is . and a ] itself is \\]",
            ),
        );
    }

    pub(in crate::pattern::parse) fn unclosed_set(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.opening(pair);
        self.fault(
            Diagnostic::error(
                codes::UNCLOSED_CLASS,
                place,
                Message::new(
                    "方括号到行末也没有关上",
                    "the bracket is not closed before the end of the line",
                ),
            )
            .label(Message::new("从这里开始", "opened here"))
            .help(Message::new(
                "在这一行里补上 ]；[ 本身请写 \\[",
                "add ] on the same line; a [ itself is written \\[",
            )),
        );
    }

    pub(in crate::pattern::parse) fn bad_class(
        &mut self,
        pair: &Pair<'_, Rule>,
        fault: ClassFault,
    ) {
        let start = pair.as_span().start();
        let place = self.bytes(start + fault.start, start + fault.end);
        self.fault(Diagnostic::error(codes::BAD_CLASS, place, fault.message));
    }
}
