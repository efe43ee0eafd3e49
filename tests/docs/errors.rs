//! The index of errors, generated from the table of codes. `UPDATE=1` rewrites it.

use std::fmt::Write;

use tiyao::diagnostic::codes::{self, Declaration};

use super::{LANGUAGES, pages_of};

/// The ranges of codes: the two digits behind the letter, Chinese, English.
const RANGES: [(&str, &str, &str); 9] = [
    ("01", "模式的写法", "Syntax of patterns"),
    ("02", "表达式的写法", "Syntax of expressions"),
    (
        "03",
        "YAML 与规则文件的结构",
        "YAML and the structure of rule files",
    ),
    ("04", "名字", "Names"),
    (
        "05",
        "种类、字段、不可能成立的",
        "Kinds, fields, what can never be",
    ),
    ("06", "叠加包", "Overlays"),
    ("07", "例子与例外", "Examples and exceptions"),
    ("08", "先后", "Order"),
    ("09", "上限", "Limits"),
];

/// The page of a language.
fn page(zh: bool) -> String {
    let pick = |chinese: &'static str, english: &'static str| if zh { chinese } else { english };
    let mut page = String::new();
    let head = pick(
        "# 错误码\n\nE 是错误，W 是警告：写得成立，但多半不是本意。编号不会改变，也不会另作他用。\
         `tiyao help E0101` 在终端里解释一个。\n\n本页由程序里的同一张表生成。\n",
        "# Error index\n\nE is an error; W a warning: sound, but probably not meant. A code never changes \
         and is never given twice. `tiyao help E0101` explains one in the terminal.\n\n\
         This page is generated from the table in the program.\n",
    );
    page.push_str(head);
    for (digits, chinese, english) in RANGES {
        let _ = write!(page, "\n## {}\n", pick(chinese, english));
        let mut range: Vec<&Declaration> = codes::all()
            .filter(|declaration| &declaration.code[1..3] == digits)
            .collect();
        range.sort_by_key(|declaration| declaration.code);
        for declaration in range {
            let title = if zh { declaration.zh } else { declaration.en };
            let why = if zh {
                declaration.why_zh
            } else {
                declaration.why_en
            };
            let _ = write!(
                page,
                "\n### {}\n\n**{title}**\n\n{}\n",
                declaration.code,
                escaped(why)
            );
            if !declaration.faulty.is_empty() {
                let _ = write!(
                    page,
                    "\n{}\n\n```text\n{}\n```\n",
                    pick("有错：", "Faulty:"),
                    declaration.faulty
                );
            }
            if !declaration.mended.is_empty() {
                let _ = write!(
                    page,
                    "\n{}\n\n```text\n{}\n```\n",
                    pick("改正：", "Mended:"),
                    declaration.mended
                );
            }
        }
    }
    page
}

/// A text as Markdown shows it unchanged.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    let mut code = false;
    for character in text.chars() {
        code ^= character == '`';
        if !code && matches!(character, '*' | '_' | '<' | '[' | '\\' | '|' | '#') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[test]
fn the_index_of_errors_is_current() {
    for language in LANGUAGES {
        let path = pages_of(language).join("errors.md");
        let wanted = page(language == "zh");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &wanted).expect("the page can be written");
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == wanted,
            "{} is not current: UPDATE=1 cargo test --test docs",
            path.display()
        );
    }
}

#[test]
fn every_code_has_a_place_in_the_index() {
    let index = page(true);
    for declaration in codes::all() {
        let heading = format!("\n### {}\n", declaration.code);
        assert!(index.contains(&heading), "{} is missing", declaration.code);
    }
}
