//! E05: kinds, fields and what can never be. W05: what probably is not meant.

use super::declare;

declare! { FIELDS:
    E0501 UNION {
        zh: "由 is 合成的类型用错了地方",
        en: "a union in the wrong place",
        why_zh: "is 只列叶子类型；emit 造的是叶子；like 也只指向有字段的类型。",
        why_en: "`is` lists leaf types only; `emit` makes leaves; `like` names a type with fields.",
        faulty: "emit: [{ Person: { name: n } }]",
        mended: "emit: [{ TitledPerson: { name: n } }]",
    }
    E0502 WRONG_KIND {
        zh: "值的种类与字段不符",
        en: "a value of the wrong kind",
        why_zh: "数用 number(…)，日期用 date(…)，记录要捕获 <类型>；一组字段要由同名的内层捕获或词条属性填写。",
        why_en: "Numbers come from `number(…)`, dates from `date(…)`, records from a captured `<Type>`; a map is filled by inner captures and attributes of the same names.",
        faulty: "Item: { ordinal: n }",
        mended: "Item: { ordinal: number(n) }",
    }
    E0503 LIST_IN_SINGLE {
        zh: "列表放进了单个值的字段",
        en: "a list in a field for one value",
        why_zh: "重复下面的捕获是列表。字段写 many: true，或用 each 逐个造记录。",
        why_en: "A capture under a repeat is a list. Give the field `many: true`, or make one record for each by `each`.",
        faulty: "Person: { name: names }",
        mended: "each: name in names\nPerson: { name: name }",
    }
    E0504 REQUIRED_UNBOUND {
        zh: "必需的字段没有填",
        en: "a required field is not filled",
        why_zh: "字段写了 required: true，emit 里却没有给它值。",
        why_en: "The field has `required: true`, but `emit` gives it no value.",
        faulty: "Person: { title: t }",
        mended: "Person: { name: n, title: t }",
    }
    E0505 NEVER_MATCHES {
        zh: "永远不会成立",
        en: "this can never match",
        why_zh: "例如 ^ 前面还有文字，$ 后面还有文字，字符类一个字符也不含。",
        why_en: "There is text before `^` or after `$`, for instance, or a class that holds no character.",
        faulty: "\"会议\" ^ \"召开\"",
        mended: "^ \"会议\" \"召开\"",
    }
    W0501 SHADOWED_ALTERNATIVE {
        zh: "前面的选项挡住了后面的",
        en: "an earlier alternative hides a later one",
        why_zh: "选项从左到右试，第一个成立的就用；短的在前，长的就轮不到。长的写在前面。",
        why_en: "Alternatives are tried from left to right, and the first that succeeds is taken: a shorter one before it leaves no chance to the longer. Put the longer one first.",
        faulty: "(\"书记\" | \"书记处书记\")",
        mended: "(\"书记处书记\" | \"书记\")",
    }
    W0502 FIELD_NEVER_FILLED {
        zh: "没有规则填这个字段",
        en: "a field that no rule fills",
        why_zh: "类型有这个字段，造它的规则却都不填。",
        why_en: "The type has this field, but none of the rules that make it fills it.",
        faulty: "",
        mended: "",
    }
    W0503 REQUIRED_OPTIONAL {
        zh: "必需的字段有时会空着",
        en: "a required field is sometimes unbound",
        why_zh: "模式有一条路不经过这个捕获；那时整条记录就没有了。",
        why_en: "There is a way through the pattern without this capture; the whole record is dropped then.",
        faulty: "(name:@姓名)? \"出席\"",
        mended: "name:@姓名 \"出席\"",
    }
    W0504 NEVER_MADE {
        zh: "读了没有规则造的类型",
        en: "reads a type that no rule makes",
        why_zh: "没有规则造这个类型（也许被叠加包停用了），所以这里永远不成立。",
        why_en: "No rule makes the type (an overlay may have disabled it), so this never holds.",
        faulty: "",
        mended: "",
    }
}
