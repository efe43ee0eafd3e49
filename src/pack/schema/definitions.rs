//! What stands under a name in rule files: types, lexicons, rules and their parts.

use serde_json::{Value, json};

use crate::diagnostic::{Words, words};

use super::shape::{
    Key, Maker, at_least_one, at_least_one_item, list, matching, one_of, one_or_many, or_change,
    reference, text, yes_no,
};

impl Maker {
    pub(super) fn definitions(self) -> Value {
        json!({
            "change": self.change(),
            "type": self.type_(),
            "field": self.field(),
            "fields": { "type": "object", "additionalProperties": or_change(reference("field")) },
            "lexicon": self.lexicon(),
            "entry": self.entry(),
            "pattern": self.described(json!({ "type": "string" }), words(
                "模式：写成 `|` 块", "A pattern: written as a `|` block")),
            "expression": self.described(text(), words(
                "表达式：捕获、「文字」、数、函数、关系", "An expression: captures, 「text」, numbers, functions, relations")),
            "values": { "type": "object", "additionalProperties": { "anyOf": [reference("expression"), reference("values")] } },
            "rule": self.rule(),
            "segment": self.segment(),
            "ends": one_or_many(reference("pattern")),
            "entity": self.entity(),
            "mention": self.mention(),
            "emit": self.emit(),
            "exception": self.exception(),
            "example": self.example(),
            "expected": {
                "anyOf": [
                    one_of(&["…", "...", "……"]),
                    { "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": { "type": ["object", "null"] } },
                ],
            },
            "expectation": matching("^\\s*(每个|every)\\s+\\S+\\s+(有|has)\\s+\\S+\\s+(≥|>=|至少)\\s+[0-9.]+\\s*$"),
            "view": { "type": "object", "minProperties": 1, "additionalProperties": or_change(reference("part")) },
            "part": self.part(),
            "measure": self.measure(),
        })
    }

    /// What an overlay does: keys lead to the thing, a verb acts on it.
    pub(super) fn change(self) -> Value {
        let mut change = self.open(
            &[],
            &[
                (
                    "add",
                    words(
                        "加：列表的项、映射的键、模式的分支（在后）",
                        "Adds items, keys or an alternative, behind the others",
                    ),
                    json!({}),
                ),
                (
                    "add_first",
                    words("加在最前", "Adds before the others"),
                    json!({}),
                ),
                (
                    "remove",
                    words("去掉这些项或键", "Takes out these items or keys"),
                    one_or_many(text()),
                ),
                (
                    "replace",
                    words("换成另一个", "Puts another in its place"),
                    json!({}),
                ),
                (
                    "disable",
                    words("停用", "Takes the thing itself out"),
                    json!({ "enum": [true, "是"] }),
                ),
            ],
        );
        change.insert("minProperties".to_owned(), json!(1));
        change.insert("additionalProperties".to_owned(), reference("change"));
        Value::Object(change)
    }

    fn type_(self) -> Value {
        let doc: Key = ("doc", DOC, or_change(text()));
        let own = self.object(
            &[],
            &[
                doc.clone(),
                (
                    "fields",
                    words("字段", "Fields"),
                    or_change(reference("fields")),
                ),
                (
                    "like",
                    words("字段同这个类型", "Has the fields of this type"),
                    text(),
                ),
            ],
        );
        let union = self.object(
            &["is"],
            &[
                doc,
                (
                    "is",
                    words("由这些类型合成", "The union of these types"),
                    or_change(one_or_many(text())),
                ),
            ],
        );
        json!({ "anyOf": [union, at_least_one(own)] })
    }

    fn field(self) -> Value {
        let kind = json!({ "anyOf": [text(), reference("fields")] });
        let mut keys: Vec<Key> = vec![
            (
                "kind",
                words(
                    "种类：text、number、yes_no、date、类型名，或一组字段",
                    "Kind: text, number, yes_no, date, a type's name, or a map of fields",
                ),
                kind,
            ),
            ("many", words("可有多个", "May hold several"), yes_no()),
            (
                "required",
                words("缺了它就不成一条记录", "Without it there is no record"),
                yes_no(),
            ),
            ("doc", DOC, text()),
            ("not_inside", NOT_INSIDE, one_or_many(text())),
        ];
        keys.extend(guards());
        json!({ "anyOf": [text(), self.object(&["kind"], &keys)] })
    }

    fn lexicon(self) -> Value {
        let entries = list(reference("entry"));
        let mut keys: Vec<Key> = vec![
            ("doc", DOC, text()),
            ("entries", words("词条", "Entries"), entries.clone()),
            (
                "include",
                words(
                    "也含这些词表的词条",
                    "Has the entries of these lexicons, too",
                ),
                one_or_many(text()),
            ),
            ("not_inside", NOT_INSIDE, one_or_many(text())),
        ];
        keys.extend(guards());
        let map = at_least_one(self.object(&[], &keys));
        json!({ "anyOf": [at_least_one_item(entries), map] })
    }

    fn entry(self) -> Value {
        let mut details = self.open(&[], &guards());
        // Other keys are attributes.
        details.insert("additionalProperties".to_owned(), text());
        json!({
            "anyOf": [
                text(),
                { "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": { "anyOf": [{ "type": "null" }, details] } },
            ],
        })
    }

    fn rule(self) -> Value {
        let pattern = or_change(reference("pattern"));
        let common: Vec<Key> = vec![
            ("doc", DOC, or_change(text())),
            ("within", WITHIN, or_change(one_or_many(text()))),
            (
                "where",
                words(
                    "条件：整个匹配成了以后再问",
                    "A condition on the finished match",
                ),
                or_change(reference("expression")),
            ),
            (
                "except",
                words(
                    "例外：落在其中的记录去掉，各带一个例子",
                    "Exceptions: drop records that lie inside, each with an example",
                ),
                or_change(one_or_many(reference("exception"))),
            ),
            (
                "keep",
                words(
                    "相争的记录：longest 留最长的，all 都留",
                    "Rivals: longest keeps the longest, all keeps them all",
                ),
                or_change(one_of(&["longest", "all"])),
            ),
            (
                "examples",
                words("例子，就是规则的测试", "Examples are the rule's tests"),
                or_change(list(reference("example"))),
            ),
        ];
        let emit: Key = (
            "emit",
            words("得出的记录", "The records that it makes"),
            or_change(one_or_many(reference("emit"))),
        );
        let with = |required: &[&str], keys: Vec<Key>| {
            let all: Vec<Key> = common.iter().cloned().chain(keys).collect();
            Value::Object(self.object(required, &all))
        };
        json!({
            "anyOf": [
                with(&["match", "emit"], vec![("match", words("模式：写成 `|` 块", "The pattern, as a `|` block"), pattern), emit.clone()]),
                with(&["segment", "emit"], vec![("segment", words("用标记把范围分成段", "Divides the scope by markers"), or_change(reference("segment"))), emit]),
                with(&["entity"], vec![
                    ("entity", words("把全文的记录合成一个", "Merges records over the document"), or_change(reference("entity"))),
                    ("mentions", words("也指它的别的说法", "What else refers to it"), or_change(one_or_many(reference("mention")))),
                ]),
            ],
        })
    }

    fn segment(self) -> Value {
        let ends = || or_change(reference("ends"));
        let marker = self.object(
            &["style", "match"],
            &[
                (
                    "style",
                    words("序号按式样分别数", "Ordinals are counted within one style"),
                    text(),
                ),
                (
                    "match",
                    words(
                        "标记的模式；捕获 n 是序号",
                        "The marker; its capture n is the ordinal",
                    ),
                    or_change(reference("pattern")),
                ),
                (
                    "ordinal",
                    words("固定的序号，或 next", "A fixed ordinal, or next"),
                    json!({ "anyOf": [{ "type": "integer" }, one_of(&["next"])] }),
                ),
                ("end", END, ends()),
            ],
        );
        Value::Object(self.object(&["markers"], &[
            ("markers", words("标记", "Markers"), or_change(at_least_one_item(list(Value::Object(marker))))),
            ("order", words("none 或 consecutive(捕获)", "none, or consecutive(capture)"), or_change(matching("^\\s*(none|consecutive\\s*[(（]\\s*[^\\s\\d()（）][^\\s()（）]*\\s*[)）])\\s*$"))),
            ("minimum", words("至少几段才算", "Segments that make a run, at least"), or_change(json!({ "type": "integer", "minimum": 0 }))),
            ("end", END, ends()),
            ("doc", DOC, text()),
        ]))
    }

    fn entity(self) -> Value {
        Value::Object(self.object(
            &["of", "makes", "same"],
            &[
                (
                    "of",
                    words("合并这个类型的记录", "Records of this type are merged"),
                    text(),
                ),
                (
                    "makes",
                    words("合成这个类型", "Into one of this type"),
                    text(),
                ),
                (
                    "same",
                    words(
                        "这个字段相同的是同一个",
                        "Those with the same value of this field are one",
                    ),
                    text(),
                ),
                (
                    "unite",
                    words("这些字段合在一起", "These fields are put together"),
                    or_change(one_or_many(text())),
                ),
            ],
        ))
    }

    fn mention(self) -> Value {
        Value::Object(self.object(
            &["match", "refers"],
            &[
                (
                    "match",
                    words("说法的模式", "The pattern of the mention"),
                    or_change(reference("pattern")),
                ),
                (
                    "refers",
                    words("指谁", "Whom it refers to"),
                    or_change(reference("expression")),
                ),
                (
                    "where",
                    words("条件", "A condition"),
                    or_change(reference("expression")),
                ),
                ("within", WITHIN, or_change(one_or_many(text()))),
            ],
        ))
    }

    fn emit(self) -> Value {
        let mut emit = self.open(
            &[],
            &[
                (
                    "each",
                    words(
                        "对每个捕获各造一条：group in groups",
                        "A record for each: group in groups",
                    ),
                    or_change(one_or_many(text())),
                ),
                (
                    "where",
                    words("条件", "A condition"),
                    or_change(reference("expression")),
                ),
                (
                    "span",
                    words(
                        "记录的出处：捕获，或 enclosing(单位)",
                        "The record's span: a capture, or enclosing(unit)",
                    ),
                    or_change(reference("expression")),
                ),
            ],
        );
        let fields =
            json!({ "anyOf": [{ "type": "null" }, reference("values"), reference("change")] });
        emit.insert("additionalProperties".to_owned(), fields);
        emit.insert("minProperties".to_owned(), json!(1));
        // One type, whichever of the other keys are there.
        let only = |keys: &[&str]| json!({ "propertyNames": { "enum": keys } });
        emit.insert("not".to_owned(), only(&["each", "where", "span"]));
        emit.insert("maxProperties".to_owned(), json!(4));
        Value::Object(emit)
    }

    fn exception(self) -> Value {
        Value::Object(self.object(
            &["match", "example"],
            &[
                (
                    "match",
                    words("落在其中的记录去掉", "Records that lie inside are dropped"),
                    or_change(reference("pattern")),
                ),
                (
                    "example",
                    words(
                        "一个会因此去掉记录的例子",
                        "A text in which it drops a record",
                    ),
                    text(),
                ),
                (
                    "on",
                    words(
                        "不看记录，看这个捕获",
                        "Looks at this capture instead of the record",
                    ),
                    text(),
                ),
                ("id", words("名字", "A name"), text()),
            ],
        ))
    }

    fn example(self) -> Value {
        Value::Object(self.object(&["text", "gives"], &[
            ("text", words("一段文字", "A text"), text()),
            ("gives", words("应得出的记录；… 表示还可有别的，[] 表示没有", "The records that it gives; … allows more, [] is none"), json!({
                "anyOf": [{ "type": "null" }, reference("expected"), list(reference("expected"))],
            })),
            ("id", words("名字", "A name"), text()),
            ("todo", words("还做不到，先记着", "Not done yet, kept in mind"), yes_no()),
            ("date", words("发布日期：2020-02-07", "Publication date: 2020-02-07"), matching("^\\d{4}-\\d{2}-\\d{2}$")),
        ]))
    }

    fn measure(self) -> Value {
        let form = matching("^\\s*(text|exact|(opening|last)\\s*[(（]\\s*\\d+\\s*[)）])\\s*$");
        let part = json!({
            "anyOf": [
                text(),
                { "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": form },
            ],
        });
        let side: [Key; 2] = [
            (
                "each",
                words(
                    "逐个比什么：输出里的路径",
                    "What is counted: a path in the output",
                ),
                text(),
            ),
            (
                "same",
                words(
                    "哪些相同才算同一个：路径，或 路径: 形式",
                    "What must agree: paths, or path: form",
                ),
                one_or_many(part),
            ),
        ];
        let one_side = || Value::Object(self.object(&[], &side));
        let mut keys: Vec<Key> = vec![
            ("doc", DOC, text()),
            (
                "gold",
                words(
                    "答案那边的不同写法",
                    "What is otherwise on the side of the gold",
                ),
                one_side(),
            ),
            (
                "found",
                words(
                    "输出那边的不同写法",
                    "What is otherwise on the side of the output",
                ),
                one_side(),
            ),
        ];
        keys.extend(side.clone());
        Value::Object(self.object(&[], &keys))
    }

    fn part(self) -> Value {
        let map = self.object(
            &["of"],
            &[
                (
                    "of",
                    words(
                        "类型；holds 里也可写 ids(类型)、nearest(类型)",
                        "A type; in holds also ids(Type), nearest(Type)",
                    ),
                    text(),
                ),
                (
                    "one",
                    words("只有一个，不是列表", "One object, no list"),
                    yes_no(),
                ),
                (
                    "fields",
                    words("只输出这些字段", "Only these fields"),
                    one_or_many(text()),
                ),
                (
                    "holds",
                    words("里面的记录", "The records inside"),
                    reference("view"),
                ),
            ],
        );
        json!({ "anyOf": [text(), map] })
    }
}

pub(super) const DOC: Words = words("说明", "What it is for");
const NOT_INSIDE: Words = words(
    "整个落在这些词表更长的词里就不算",
    "Does not count wholly inside a longer entry of these lexicons",
);
const WITHIN: Words = words(
    "范围：sentence（默认）、clause、paragraph、body、headline、quote、类型、字段…；列表从外到内",
    "Scope: sentence (default), clause, paragraph, body, headline, quote, a type, a field …; a list goes inwards",
);
const END: Words = words(
    "到这里为止：版面单位、记录或模式的列表",
    "Ends here: a list of units of layout, records or patterns",
);

/// What may stand beside an entry or a field.
fn guards() -> Vec<Key> {
    let texts = || or_change(one_or_many(text()));
    vec![
        (
            "prev_is",
            words("前面须是", "What must stand before"),
            texts(),
        ),
        (
            "prev_is_not",
            words("前面不能是", "What must not stand before"),
            texts(),
        ),
        (
            "next_is",
            words("后面须是", "What must stand behind"),
            texts(),
        ),
        (
            "next_is_not",
            words("后面不能是", "What must not stand behind"),
            texts(),
        ),
    ]
}
