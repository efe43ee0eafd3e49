//! E03: YAML and the structure of rule files. W03: files that are not read.

use super::declare;

declare! { STRUCTURE:
    E0301 YAML_SYNTAX {
        zh: "YAML 读不下去",
        en: "YAML cannot be read",
        why_zh: "规则文件是 YAML。以 @ 开头的模式、引号后面还有内容的模式、含“: ”的模式，都要写成块标量（键后写 |，换行缩进）。",
        why_en: "Rule files are YAML. A pattern that begins with @, goes on behind a quote or holds “: ” must be a block scalar (`|` behind the key, then an indented line).",
        faulty: "match: @职务 @姓",
        mended: "match: |\n  @职务 @姓",
    }
    E0302 YAML_UNSUPPORTED {
        zh: "规则文件里不用的 YAML 写法",
        en: "YAML that rule files do not know",
        why_zh: "锚点（&、*）、标签（!）、多个文档（---）和不是文本的键都不用：每个地方写的就是它的意思。",
        why_en: "Anchors (`&`, `*`), tags (`!`), several documents (`---`) and keys that are no text are not used: what is written at a place is what it means.",
        faulty: "甲: &x [书记]\n乙: *x",
        mended: "甲: [书记]\n乙: { include: 甲 }",
    }
    E0303 YAML_LIMIT {
        zh: "规则文件太大",
        en: "the rule file is too large",
        why_zh: "一个规则文件最大 32 MiB；把大词表分成几个文件。",
        why_en: "A rule file holds at most 32 MiB; split large lexicons into several files.",
        faulty: "",
        mended: "",
    }
    E0304 KEY_TWICE {
        zh: "同一个键写了两次",
        en: "a key is given twice",
        why_zh: "同一层里每个键只写一次；两处内容合并成一处。",
        why_en: "A key stands once in a map; bring both contents together.",
        faulty: "doc: 甲\ndoc: 乙",
        mended: "doc: 甲、乙",
    }
    E0305 TEXT_CUT {
        zh: "文本被“ #”截断",
        en: "a text is cut by ` #`",
        why_zh: "YAML 从“空格加 #”起当作注释。是文本就整个加引号，是注释就另起一行。",
        why_en: "YAML takes a blank and `#` for the begin of a comment. Quote the text if it belongs to it; give a comment its own line.",
        faulty: "- 第一 #号院",
        mended: "- \"第一 #号院\"",
    }
    E0310 NO_MANIFEST {
        zh: "没有 pack.yaml",
        en: "no pack.yaml",
        why_zh: "规则包是一个文件夹，里面要有 pack.yaml，至少写 name。",
        why_en: "A pack is a folder with a pack.yaml that gives at least its `name`.",
        faulty: "",
        mended: "name: mypack",
    }
    E0311 EMPTY_PACK {
        zh: "规则包是空的",
        en: "the pack is empty",
        why_zh: "pack.yaml 旁边要有 .yaml 文件，写 types、lexicons、patterns、rules 或 views。",
        why_en: "Beside pack.yaml there must be .yaml files with types, lexicons, patterns, rules or views.",
        faulty: "",
        mended: "lexicons:\n  职务: [书记]",
    }
    E0320 UNKNOWN_KEY {
        zh: "没有这个键",
        en: "an unknown key",
        why_zh: "写错的键不会被悄悄忽略。",
        why_en: "A misspelt key is never ignored silently.",
        faulty: "wihtin: sentence",
        mended: "within: sentence",
    }
    E0321 MISSING_KEY {
        zh: "缺少必需的键",
        en: "a key is missing",
        why_zh: "这个键没有默认值，必须写出来。",
        why_en: "This key has no default and must be given.",
        faulty: "- gives: []",
        mended: "- text: 会议召开\n  gives: []",
    }
    E0322 WRONG_FORM {
        zh: "形式不对",
        en: "the wrong form",
        why_zh: "该写列表的地方写了映射，该写文本的地方写了列表，等等。",
        why_en: "A map stands where a list is wanted, a list where a text is wanted, and so on.",
        faulty: "examples: 会议召开",
        mended: "examples:\n  - text: 会议召开\n    gives: []",
    }
    E0323 BAD_VALUE {
        zh: "值不对",
        en: "a value that cannot stand here",
        why_zh: "这里只能写说明里列出的几种值。",
        why_en: "Only the values that are listed can stand here.",
        faulty: "order: rising",
        mended: "order: consecutive(n)",
    }
    E0324 CONFLICT {
        zh: "两个键不能同时写",
        en: "two keys exclude each other",
        why_zh: "例如一条规则只能是 match、segment、entity 之一。",
        why_en: "A rule, for instance, has one of `match`, `segment` and `entity`.",
        faulty: "match: …\nsegment: …",
        mended: "match: …",
    }
    E0325 NOTHING_GIVEN {
        zh: "这里是空的",
        en: "nothing is given",
        why_zh: "空的词表、空的列表、空的文本几乎总是漏写。",
        why_en: "An empty lexicon, list or text is almost never meant.",
        faulty: "职务: []",
        mended: "职务: [书记]",
    }
    E0326 QUOTED_PATTERN {
        zh: "模式写在 YAML 的引号里",
        en: "a pattern in YAML's quotes",
        why_zh: "YAML 会吃掉外面的引号，剩下的就不是文字了。模式写成块标量。",
        why_en: "YAML eats the outer quotes, and what is left is no text any more. Write patterns as block scalars.",
        faulty: "match: \"主持召开\"",
        mended: "match: |\n  \"主持召开\"",
    }
    W0301 FILE_NOT_READ {
        zh: "有文件没有读",
        en: "a file is not read",
        why_zh: "只读 pack.yaml 所在文件夹及其子文件夹里以 .yaml 结尾的文件。",
        why_en: "Only files that end in .yaml are read, in the folder of pack.yaml and below it.",
        faulty: "rules.yml",
        mended: "rules.yaml",
    }
    W0302 EMPTY_FILE {
        zh: "文件里什么也没有",
        en: "the file holds nothing",
        why_zh: "规则文件里只有注释或空白。",
        why_en: "The rule file holds only comments or blanks.",
        faulty: "# 以后再写",
        mended: "lexicons:\n  职务: [书记]",
    }
}
