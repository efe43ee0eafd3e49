//! What is said of each mistake in an expression: what is wrong, where exactly, and the mend.

use pest::iterators::Pair;

use super::build::{Builder, FUNCTIONS};
use super::parse::Rule;
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::source::Scalar;

/// An expression that is too long or whose parentheses nest too deeply.
pub(super) fn too_long(scalar: &Scalar, longest: usize, deepest: usize) -> Option<Diagnostic> {
    let mut depth = 0usize;
    let mut most = 0;
    for character in scalar.text.chars() {
        match character {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    (scalar.text.len() > longest || most > deepest).then(|| {
        Diagnostic::error(
            codes::EXPRESSION_TOO_LARGE,
            scalar.place,
            Message::new(
                format!("表达式太大：最长 {longest} 字节，括号最多套 {deepest} 层"),
                format!(
                    "the expression is too large: at most {longest} bytes, parentheses {deepest} deep"
                ),
            ),
        )
    })
}

/// Where the grammar goes no further.
pub(super) fn unexpected(scalar: &Scalar, at: usize, rule: Rule) -> Diagnostic {
    let text = &*scalar.text;
    let rest = text[at..].trim_start();
    let at = text.len() - rest.len();
    let Some(first) = rest.chars().next() else {
        let (place, message) = if text.trim().is_empty() {
            (
                scalar.place,
                Message::new("表达式是空的", "the expression is empty"),
            )
        } else {
            let end = text.trim_end().len();
            let start = text[..end].rfind(char::is_whitespace).map_or(0, |blank| {
                blank + text[blank..].chars().next().map_or(0, char::len_utf8)
            });
            (
                scalar.place_of(start, end),
                Message::new(
                    format!("“{}”后面还少一个值", &text[start..end]),
                    format!("a value is missing behind “{}”", &text[start..end]),
                ),
            )
        };
        return Diagnostic::error(codes::BAD_EXPRESSION, place, message).help(shape_of(rule));
    };
    // A word, a run of marks, or a single bracket.
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let length: usize = rest
        .chars()
        .take_while(|&c| is_word(c) == is_word(first) && !c.is_whitespace())
        .take(if is_word(first) { usize::MAX } else { 2 })
        .map(char::len_utf8)
        .sum();
    let found = &rest[..length.max(first.len_utf8())];
    let help = match found {
        "==" => Message::new("相等写一个 =", "equality is a single ="),
        "&&" | "&" => Message::new("“并且”写 and", "write and"),
        "||" | "|" => Message::new("“或者”写 or", "write or"),
        "<>" => Message::new("不等写 !=", "inequality is !="),
        _ => match first {
            '!' => Message::new("“非”写 not；不等写 !=", "write not, and != for unequal"),
            ',' | '，' => Message::new(
                "函数只有一个参数，条件用 and、or 连接",
                "a function has one argument; conditions are joined by and, or",
            ),
            '.' if text[..at].ends_with([')', '）']) => Message::new(
                "函数后面不能取字段，字段写进括号里：last(groups.names)；只有按类型找的可以：nearest_before(Person in body).name",
                "no field can be read behind a function, write it inside: last(groups.names); only what is found by its type has one: nearest_before(Person in body).name",
            ),
            '=' if at > 0 && text[..at].ends_with('=') => {
                Message::new("相等写一个 =", "equality is a single =")
            }
            _ => shape_of(rule),
        },
    };
    Diagnostic::error(
        codes::BAD_EXPRESSION,
        scalar.place_of(at, at + found.len()),
        Message::new(
            format!("看不懂这里的“{found}”"),
            format!("“{found}” is not understood here"),
        ),
    )
    .help(help)
}

fn shape_of(rule: Rule) -> Message {
    if rule == Rule::binding {
        Message::new("写成：name in group.names", "write: name in group.names")
    } else {
        Message::new(
            "可以写捕获 group.names、「文字」、数字、函数 number(n)，用 = < within and or not else 连接",
            "write captures group.names, 「text」, numbers, functions number(n), joined by = < within and or not else",
        )
    }
}

impl Builder<'_> {
    pub(super) fn mistake(&mut self, pair: Pair<'_, Rule>) {
        let Some(part) = pair.into_inner().next() else {
            return;
        };
        let place = self.place(&part);
        let written = part.as_str();
        let fault = match part.as_rule() {
            Rule::wrong_quotes => {
                let text = written.trim_matches(['"', '“', '”', '\'', '‘', '’']);
                let mended = format!("「{text}」");
                Diagnostic::error(
                    codes::WRONG_QUOTES,
                    place,
                    Message::new(
                        "表达式里的文字写在「」里",
                        "text in an expression stands in 「」",
                    ),
                )
                .help(Message::new(
                    format!("请写 {mended}"),
                    format!("write {mended}"),
                ))
                .fix(place, mended)
            }
            Rule::unclosed_text => Diagnostic::error(
                codes::UNCLOSED_TEXT,
                place,
                Message::new("「没有关上", "「 is not closed"),
            )
            .help(Message::new("补上 」", "add 」")),
            _ => Diagnostic::error(
                codes::NO_VALUE,
                place,
                Message::new(
                    format!("{written} 本身不是值"),
                    format!("{written} is no value by itself"),
                ),
            )
            .help(Message::new(
                format!("只能写在 within、contains、equals、crosses 之后：name within {written}"),
                format!(
                    "it stands behind within, contains, equals, crosses: name within {written}"
                ),
            )),
        };
        self.faults.push(fault);
    }

    pub(super) fn unclosed(&mut self, pair: &Pair<'_, Rule>) {
        let start = pair.as_span().start();
        let width = pair.as_str().chars().next().map_or(0, char::len_utf8);
        self.faults.push(
            Diagnostic::error(
                codes::UNCLOSED_PARENTHESIS,
                self.scalar.place_of(start, start + width),
                Message::new("这个括号没有关上", "this parenthesis is not closed"),
            )
            .help(Message::new("补上 )", "add )")),
        );
    }

    pub(super) fn check_function(&mut self, word: &Pair<'_, Rule>) {
        let name = word.as_str();
        if FUNCTIONS.contains(&name) {
            return;
        }
        let finds = [
            "enclosing",
            "nearest_before",
            "nearest_after",
            "all",
            "emitted",
        ];
        let place = self.place(word);
        let mut fault = if finds.contains(&name) {
            Diagnostic::error(
                codes::UNKNOWN_FUNCTION,
                place,
                Message::new(
                    format!("{name} 的括号里先写记录类型"),
                    format!("{name} takes a record type first"),
                ),
            )
            .help(Message::new(
                format!("写成 {name}(Person in sentence with name = x)，in 和 with 可省"),
                format!("write {name}(Person in sentence with name = x); in and with are optional"),
            ))
        } else {
            Diagnostic::error(
                codes::UNKNOWN_FUNCTION,
                place,
                Message::new(
                    format!("没有函数“{name}”"),
                    format!("there is no function “{name}”"),
                ),
            )
            .label(Message::new(
                format!("函数有：{}", FUNCTIONS.join(" ")),
                format!("the functions: {}", FUNCTIONS.join(" ")),
            ))
        };
        if let Some(meant) = closest(name, FUNCTIONS.into_iter().chain(finds))
            && !finds.contains(&name)
        {
            fault = fault
                .help(Message::new(
                    format!("是不是想写 {meant}？"),
                    format!("did you mean {meant}?"),
                ))
                .fix(place, meant);
        }
        self.faults.push(fault);
    }

    /// `first(Meeting).date`: the first record of a type is sought in a scope, the first of a
    /// list has its field inside.
    pub(super) fn steps_after_first(&mut self, pair: &Pair<'_, Rule>, of: &str, field: &str) {
        let place = self.place(pair);
        let of_type = format!("first({of} in document).{field}");
        let of_list = format!("first({of}.{field})");
        // Types begin with a capital, where their script has one.
        let is_type = of.starts_with(|first: char| first.is_uppercase());
        let likely = if is_type { &of_type } else { &of_list };
        self.faults.push(
            Diagnostic::error(
                codes::BAD_EXPRESSION,
                place,
                Message::new(
                    format!("first({of}) 取的是列表的第一项，后面不能再取字段"),
                    format!(
                        "first({of}) is the first item of a list, behind which no field can be read"
                    ),
                ),
            )
            .help(Message::new(
                format!("{of} 若是类型，写 {of_type}；若是捕获，写 {of_list}"),
                format!("write {of_type} if {of} is a type, {of_list} if it is a capture"),
            ))
            .fix(place, likely.as_str()),
        );
    }

    pub(super) fn unknown_unit(&mut self, pair: &Pair<'_, Rule>, word: &str) {
        self.faults.push(
            Diagnostic::error(
                codes::UNKNOWN_SCOPE,
                self.place(pair),
                Message::new(
                    format!("没有版面单位“{word}”"),
                    format!("there is no unit of layout “{word}”"),
                ),
            )
            .help(Message::new(
                "带数的范围写 sentence -1、paragraph -1、clause -1",
                "a scope with a number is sentence -1, paragraph -1, clause -1",
            )),
        );
    }

    pub(super) fn bad_offset(&mut self, pair: &Pair<'_, Rule>) {
        self.faults.push(Diagnostic::error(
            codes::UNKNOWN_SCOPE,
            self.place(pair),
            Message::new("这个数太大", "this number is too large"),
        ));
    }
}
