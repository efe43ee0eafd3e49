//! Classes of characters, read by the rules of the `regex` crate.

use regex_syntax::hir::{Class as RegexClass, HirKind};

use crate::diagnostic::Message;
use crate::pattern::tree::Class;

/// What is wrong with a class, and where in its text (bytes).
pub(super) struct ClassFault {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) message: Message,
}

/// Reads `[^。；]`, `\p{Han}`, `\d` or `.`; negation and ranges are carried out.
pub(super) fn read_class(written: &str) -> Result<Class, ClassFault> {
    let whole = |message| ClassFault {
        start: 0,
        end: written.len(),
        message,
    };
    let hir = regex_syntax::parse(written).map_err(|error| class_fault(written, &error))?;
    let ranges = match hir.kind() {
        HirKind::Class(RegexClass::Unicode(class)) => class
            .iter()
            .map(|range| (range.start(), range.end()))
            .collect(),
        // A class of ASCII only comes as bytes.
        HirKind::Class(RegexClass::Bytes(class)) => class
            .iter()
            .map(|range| (char::from(range.start()), char::from(range.end())))
            .collect(),
        // A class of one character comes as a literal.
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0)
            .ok()
            .and_then(|text| text.chars().next())
            .map(|character| vec![(character, character)])
            .unwrap_or_default(),
        _ => Vec::new(),
    };
    if ranges.is_empty() {
        return Err(whole(Message::new(
            "没有一个字符属于这个字符类",
            "no character belongs to this class",
        )));
    }
    Ok(Class {
        ranges,
        written: written.to_owned(),
    })
}

fn class_fault(written: &str, error: &regex_syntax::Error) -> ClassFault {
    use regex_syntax::{ast, hir};

    let (start, end, message) = match error {
        regex_syntax::Error::Parse(error) => {
            let span = error.span();
            let message = match error.kind() {
                ast::ErrorKind::ClassRangeInvalid => Message::new(
                    "范围的起点在终点之后",
                    "the begin of this range comes after its end",
                ),
                ast::ErrorKind::ClassRangeLiteral => Message::new(
                    "范围的两端要是单个字符；减号本身请写 \\-",
                    "both ends of a range are single characters; a minus itself is written \\-",
                ),
                ast::ErrorKind::ClassEscapeInvalid | ast::ErrorKind::EscapeUnrecognized => {
                    Message::new(
                        "不认识的反斜杠写法；全角标点不需要反斜杠",
                        "an unknown escape; full-width marks need no backslash",
                    )
                }
                ast::ErrorKind::ClassUnclosed => Message::new(
                    "方括号没有配对；[ 本身请写 \\[",
                    "brackets do not match; a [ itself is written \\[",
                ),
                other => Message::new(format!("字符类写错了（{other}）"), other.to_string()),
            };
            (span.start.offset, span.end.offset, message)
        }
        regex_syntax::Error::Translate(error) => {
            let span = error.span();
            let message = match error.kind() {
                hir::ErrorKind::UnicodePropertyNotFound
                | hir::ErrorKind::UnicodePropertyValueNotFound => Message::new(
                    "没有这种 Unicode 属性；常用的有 \\p{Han} \\p{Lu} \\p{N} \\p{P}",
                    "no such Unicode property; common ones are \\p{Han} \\p{Lu} \\p{N} \\p{P}",
                ),
                other => Message::new(format!("字符类写错了（{other}）"), other.to_string()),
            };
            (span.start.offset, span.end.offset, message)
        }
        other => (
            0,
            written.len(),
            Message::new(format!("字符类写错了（{other}）"), other.to_string()),
        ),
    };
    ClassFault {
        start,
        end,
        message,
    }
}
