//! What YAML's parser complains of, in the words of rule files.

use granit_parser::ErrorKind;

use super::DEPTH_LIMIT;
use crate::diagnostic::Message;

/// What YAML's complaint means for the author of a rule file.
pub(super) fn explain(kind: &ErrorKind) -> (Message, Option<Message>) {
    let block = || {
        Some(Message::new(
            "模式要写成块标量：键后写 `|`，换行缩进再写模式；文本则加引号",
            "write a pattern as a block scalar: `|` behind the key, the pattern indented on the next line; quote a text",
        ))
    };
    match kind {
        ErrorKind::UnexpectedCharacter { character } => (
            Message::new(
                format!("YAML 里不能以“{character}”开头"),
                format!("YAML knows nothing that begins with `{character}`"),
            ),
            block(),
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar => (
            Message::new(
                "引号后面还有内容，YAML 读不下去",
                "something follows the closing quote, which YAML cannot read",
            ),
            block(),
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            Message::new("这里不能再有“: ”", "a `: ` is not allowed here"),
            Some(Message::new(
                "检查缩进；文本里有“: ”时加引号，模式写成块标量（`|`）",
                "check the indentation; quote a text that holds `: `, write a pattern as a block scalar (`|`)",
            )),
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            Message::new(
                "YAML 的双引号里没有这种 \\ 写法，或者引号没有合上",
                "YAML's double quotes know no such `\\` escape, or the quote is not closed",
            ),
            block(),
        ),
        ErrorKind::UnclosedQuotedScalar => (
            Message::new("引号没有合上", "the quote is not closed"),
            None,
        ),
        ErrorKind::UnclosedFlowCollection { open } => (
            Message::new(
                format!("括号“{open}”没有合上"),
                format!("the bracket `{open}` is not closed"),
            ),
            None,
        ),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => (
            Message::new(
                format!("括号“{open}”由“{close}”合上"),
                format!("the bracket `{open}` is closed by `{close}`"),
            ),
            None,
        ),
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => (
            Message::new(
                "括号里的两项之间要有逗号（半角 , ）",
                "two items in brackets need a comma between them",
            ),
            None,
        ),
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart => (
            Message::new(
                "缩进只能用空格，不能用制表符",
                "indent with blanks, not with tabs",
            ),
            None,
        ),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey => (
            Message::new(
                "这一行的缩进与上文不符，或者少了“: ”",
                "this line is indented otherwise than those above, or its `: ` is missing",
            ),
            None,
        ),
        ErrorKind::RecursionLimitExceeded => (
            Message::new(
                format!("嵌套超过 {DEPTH_LIMIT} 层"),
                format!("nested more than {DEPTH_LIMIT} deep"),
            ),
            None,
        ),
        other => (
            Message::new(
                format!("YAML 读不下去：{other}"),
                format!("YAML cannot be read: {other}"),
            ),
            None,
        ),
    }
}
