//! JSON Schemas of a pack's files, with which editors complete keys and tell what they mean.
//!
//! Draft 7, the newest that the YAML language server knows throughout. They say what shape a
//! file has; names, patterns and expressions are for [`Pack::load`](super::Pack::load) to check.

mod definitions;
mod shape;

use serde_json::{Value, json};

use crate::diagnostic::{Language, words};

use definitions::DOC;
use shape::{Maker, document, named, one_or_many, or_change, patterns, reference, text};

/// The schema of rule files: `types`, `lexicons`, `patterns`, `rules`, `views`, `expect`.
pub fn rules(language: Language) -> Value {
    let maker = Maker { language };
    let mut schema = document(words("提要的规则文件", "A rule file of Tiyao"), maker);
    let sections = maker.object(
        &[],
        &[
            (
                "types",
                words(
                    "类型：要提取什么，每条记录有哪些字段",
                    "Types: what is extracted, and the fields of a record",
                ),
                named("type"),
            ),
            (
                "lexicons",
                words(
                    "词表：词条可带属性和守卫",
                    "Lexicons: entries may have attributes and guards",
                ),
                named("lexicon"),
            ),
            (
                "patterns",
                words(
                    "命名的模式，可带参数：list(item, sep)",
                    "Named patterns, with parameters if need be: list(item, sep)",
                ),
                patterns(),
            ),
            (
                "rules",
                words(
                    "规则：在哪里找什么，得出什么记录",
                    "Rules: what is sought where, and which records it makes",
                ),
                named("rule"),
            ),
            (
                "views",
                words("视图：输出的形状", "Views: the shape of the output"),
                named("view"),
            ),
            (
                "expect",
                words(
                    "期望：每个 类型 有 字段 ≥ 0.9",
                    "Expectations: every Type has field >= 0.9",
                ),
                one_or_many(reference("expectation")),
            ),
            (
                "measures",
                words(
                    "怎样与标准答案相比",
                    "How gold is held against what was found",
                ),
                named("measure"),
            ),
        ],
    );
    schema.extend(sections);
    schema.insert("definitions".to_owned(), maker.definitions());
    Value::Object(schema)
}

/// The schema of `pack.yaml`.
pub fn manifest(language: Language) -> Value {
    let maker = Maker { language };
    let mut schema = document(
        words("提要规则包的 pack.yaml", "pack.yaml of a Tiyao pack"),
        maker,
    );
    let keys = maker.object(
        &["name"],
        &[
            ("name", words("规则包的名字", "Name of the pack"), text()),
            ("version", words("版本", "Version"), text()),
            (
                "language",
                words("语言，如 zh", "Language, such as zh"),
                text(),
            ),
            (
                "extends",
                words("叠加在哪个规则包之上", "The pack that this overlay extends"),
                text(),
            ),
            (
                "changes",
                words(
                    "底包里有意改变的例子，按 id 或文字",
                    "Examples of the base that change on purpose, by id or text",
                ),
                one_or_many(text()),
            ),
            (
                "ignore",
                words(
                    "这些类型盖住的地方，别的规则不看",
                    "What these types cover no other rule looks at",
                ),
                or_change(one_or_many(text())),
            ),
            ("doc", DOC, text()),
        ],
    );
    schema.extend(keys);
    schema.insert(
        "definitions".to_owned(),
        json!({ "change": maker.change() }),
    );
    Value::Object(schema)
}
