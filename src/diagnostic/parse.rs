//! What the JSON parser complains of, in both languages.

use serde_json::error::Category;

use super::Message;

/// The parser's words for what it found or wanted, and ours.
const TYPES: [(&str, &str); 8] = [
    ("null", "null"),
    ("unit", "null"),
    ("boolean", "是非值"),
    ("integer", "整数"),
    ("floating point", "小数"),
    ("string", "文本"),
    ("sequence", "列表"),
    ("map", "映射"),
];

/// What the parser says of broken syntax, and what it means.
const SYNTAX: [(&str, &str); 8] = [
    ("expected value", "这里要有一个值"),
    ("expected `:`", "键后要有冒号"),
    ("expected `,` or `]`", "列表的项之间要有逗号，末尾要有 ]"),
    ("expected `,` or `}`", "映射的项之间要有逗号，末尾要有 }"),
    ("key must be a string", "键要加双引号"),
    ("trailing comma", "最后一项后面多了逗号"),
    ("trailing characters", "后面还有多余的内容"),
    (
        "control character",
        "文本里有换行之类的控制字符，要写成 \\n",
    ),
];

/// Why a text is not the JSON that is wanted; of one line the line is not told.
pub fn json_message(error: &serde_json::Error, one_line: bool) -> Message {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = whole.strip_suffix(&place).unwrap_or(&whole);
    let zh = match error.classify() {
        Category::Eof => Some("没写完就到头了".to_owned()),
        Category::Syntax => SYNTAX
            .iter()
            .find(|(words, _)| said.starts_with(words))
            .map(|(_, zh)| (*zh).to_owned()),
        Category::Data => wrong_data(said),
        Category::Io => None,
    };
    let zh = zh.unwrap_or_else(|| said.to_owned());
    match (error.line(), one_line) {
        (0, _) => Message::new(zh, whole),
        (_, true) => Message::new(
            format!("{zh}（第 {} 列）", error.column()),
            format!("{said} at column {}", error.column()),
        ),
        (line, false) => Message::new(
            format!("{zh}（第 {line} 行第 {} 列）", error.column()),
            whole,
        ),
    }
}

/// What is wrong with a value that is good JSON.
fn wrong_data(said: &str) -> Option<String> {
    let quoted = |rest: &str| {
        let mut parts = rest.split('`');
        parts.nth(1).map(str::to_owned)
    };
    if let Some(rest) = said.strip_prefix("missing field") {
        return Some(format!("缺少 {}", quoted(rest)?));
    }
    if let Some(rest) = said.strip_prefix("duplicate field") {
        return Some(format!("{} 写了两次", quoted(rest)?));
    }
    for (words, zh) in [
        ("unknown field", "没有这个键"),
        ("unknown variant", "没有这个值"),
    ] {
        if let Some(rest) = said.strip_prefix(words) {
            let mut names = rest.split('`').skip(1).step_by(2);
            let name = names.next()?;
            let known: Vec<&str> = names.collect();
            return Some(match known.is_empty() {
                true => format!("{zh}：{name}"),
                false => format!("{zh}：{name}；可以是 {}", known.join("、")),
            });
        }
    }
    let rest = said.strip_prefix("invalid type: ")?;
    let (found, wanted) = rest.split_once(", expected ")?;
    // `string "x"`, `integer `3``: the value itself is kept.
    let kind = TYPES.iter().find(|(words, _)| found.starts_with(words));
    let found = match kind {
        Some((words, zh)) => format!("{zh}{}", &found[words.len()..]),
        None => found.to_owned(),
    };
    let wanted = wanted.trim_start_matches("a ").trim_start_matches("an ");
    let kind = TYPES.iter().find(|(words, _)| wanted.starts_with(words));
    let wanted = kind.map(|(_, zh)| (*zh).to_owned());
    Some(match wanted {
        Some(wanted) => format!("应是{wanted}，写的是{found}"),
        None => format!("这里不能是{found}"),
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::json_message;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        #[serde(rename = "text")]
        _text: String,
        #[serde(default, rename = "kind")]
        _kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        One,
        Two,
    }

    /// The kinds are there to be named by the parser.
    #[test]
    fn what_the_parser_says_is_said_in_chinese() {
        let said = |text: &str| {
            let error = serde_json::from_str::<Shape>(text).unwrap_err();
            json_message(&error, true).zh
        };
        assert!(serde_json::from_str::<Shape>(r#"{"text": "", "kind": "one"}"#).is_ok());
        for (text, zh) in [
            (
                r#"{"id": 3}"#,
                "没有这个键：id；可以是 text、kind（第 5 列）",
            ),
            ("{}", "缺少 text（第 2 列）"),
            (r#"{"text": 3}"#, "应是文本，写的是整数 `3`（第 10 列）"),
            (r#"{"text": null}"#, "应是文本，写的是null（第 13 列）"),
            (
                r#"{"text": "", "kind": "three"}"#,
                "没有这个值：three；可以是 one、two（第 28 列）",
            ),
            (r#"{"text": "#, "没写完就到头了（第 9 列）"),
            (r#"{"text" "x"}"#, "键后要有冒号（第 9 列）"),
            (
                r#"{"text": "x" "kind"}"#,
                "映射的项之间要有逗号，末尾要有 }（第 14 列）",
            ),
            (r#"{text: "x"}"#, "键要加双引号（第 2 列）"),
            (r#"{"text": "x"} 3"#, "后面还有多余的内容（第 15 列）"),
            ("市长", "这里要有一个值（第 1 列）"),
        ] {
            assert_eq!(said(text), zh, "{text}");
        }
    }
}
