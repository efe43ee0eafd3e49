//! E041: names of types, fields, lexicons, captures. W04: what nobody names.

use super::declare;

declare! { NAMES:
    E0410 UNKNOWN_TYPE {
        zh: "没有这个类型",
        en: "no such type",
        why_zh: "类型在 types 里定义，或由 entity 规则的 makes 造出。",
        why_en: "Types are defined under `types`, or made by an entity rule's `makes`.",
        faulty: "<Persn>",
        mended: "<Person>",
    }
    E0411 UNKNOWN_FIELD {
        zh: "没有这个字段",
        en: "no such field",
        why_zh: "字段在类型的 fields 里定义；由 is 合成的类型只有各成员共有的字段。",
        why_en: "Fields are defined under a type's `fields`; a union has the fields that all its members share.",
        faulty: "Person: { nmae: n }",
        mended: "Person: { name: n }",
    }
    E0412 UNKNOWN_LEXICON {
        zh: "没有这个词表",
        en: "no such lexicon",
        why_zh: "词表在 lexicons 里定义。",
        why_en: "Lexicons are defined under `lexicons`.",
        faulty: "@职务表",
        mended: "@职务",
    }
    E0413 CIRCLE {
        zh: "绕了一圈又回到自己",
        en: "a circle",
        why_zh: "like、include 不能直接或间接地指向自己。",
        why_en: "`like` and `include` cannot lead back to where they start.",
        faulty: "A: { like: B }\nB: { like: A }",
        mended: "A: { fields: { name: text } }\nB: { like: A }",
    }
    E0414 DEFINED_TWICE {
        zh: "定义了两次",
        en: "defined twice",
        why_zh: "一个名字只定义一次；叠加包要改动下层的定义，就用 add、remove、replace、disable 说明怎样改。",
        why_en: "A name is defined once; an overlay says by `add`, `remove`, `replace` or `disable` how it changes the definition below.",
        faulty: "职务: [书记]",
        mended: "职务: { add: [书记] }",
    }
    E0415 UNKNOWN_ATTRIBUTE {
        zh: "没有词条有这个属性或值",
        en: "no entry has this attribute or value",
        why_zh: "花括号里的条件要在这个词表的词条里至少成立一次。",
        why_en: "A condition in braces must hold for at least one entry of the lexicon.",
        faulty: "@职务{lvel=市}",
        mended: "@职务{level=市}",
    }
    E0416 UNKNOWN_CAPTURE {
        zh: "没有这个捕获",
        en: "no such capture",
        why_zh: "emit、where、each、on 里的名字是模式里的捕获（n:…）、each 引入的名字，或保留词。文字要写「…」。",
        why_en: "Names in `emit`, `where`, `each` and `on` are captures of the pattern (`n:…`), names bound by `each`, or reserved words. Text is written 「…」.",
        faulty: "Person: { name: nme }",
        mended: "Person: { name: name }",
    }
    E0417 BAD_NAME {
        zh: "不能作名字",
        en: "this cannot be a name",
        why_zh: "类型、字段、词表和属性的名字是一个词：由文字、数字和 _ 组成，不以数字开头，这样模式里才能写 @名字、<名字>。",
        why_en: "Types, fields, lexicons and attributes are named by one word of letters, digits and _, no digit first, so that patterns can write `@name` and `<name>`.",
        faulty: "党 政: [书记]",
        mended: "党政: [书记]",
    }
    W0401 ENTRY_TWICE {
        zh: "词条列了两次",
        en: "an entry is listed twice",
        why_zh: "后一个不起作用。",
        why_en: "The later one does nothing.",
        faulty: "职务: [书记, 市长, 书记]",
        mended: "职务: [书记, 市长]",
    }
    W0402 UNUSED_PATTERN {
        zh: "模式没有用到",
        en: "an unused pattern",
        why_zh: "没有规则用到它，直接或间接都没有。",
        why_en: "No rule uses it, directly or through other patterns.",
        faulty: "",
        mended: "",
    }
    W0403 UNUSED_LEXICON {
        zh: "词表没有用到",
        en: "an unused lexicon",
        why_zh: "没有模式、条件或别的词表用到它。",
        why_en: "No pattern, condition or other lexicon uses it.",
        faulty: "",
        mended: "",
    }
    W0404 UNUSED_TYPE {
        zh: "没有规则造这个类型",
        en: "no rule makes this type",
        why_zh: "它的记录永远不会出现；读它的模式也永远不会成立。",
        why_en: "None of its records will ever be there, and no pattern that reads them can match.",
        faulty: "",
        mended: "",
    }
    W0405 ENTRY_WITH_COMMA {
        zh: "词条里有全角逗号",
        en: "an entry that holds a full-width comma",
        why_zh: "YAML 的列表只认半角逗号：[书记，市长] 是一个词条，不是两个。真是一个词条就加引号。",
        why_en: "YAML separates the items of a list by ASCII commas only: [书记，市长] is one entry, not two. Quote it if it really is one.",
        faulty: "职务: [书记，市长]",
        mended: "职务: [书记, 市长]",
    }
}
