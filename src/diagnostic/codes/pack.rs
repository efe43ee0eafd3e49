//! E03: YAML and structure. E04: names. E05: kinds and fields. E06: overlays.
//! E07: examples. E08: order. W03 … W08: what is allowed there but probably not meant.

use super::declare;

declare! { PACK:
    E0401 UNKNOWN_NAME {
        zh: "没有这个模式",
        en: "no such pattern",
        why_zh: "没有引号的词是模式或参数的名字；要匹配文字，请加引号。",
        why_en: "A word without quotes names a pattern or a parameter; text to be matched stands in quotes.",
        faulty: "主持召开",
        mended: "\"主持召开\"",
    }
    E0402 WRONG_ARGUMENTS {
        zh: "参数的个数不对",
        en: "the wrong number of arguments",
        why_zh: "参数按定义里的顺序一一给出。",
        why_en: "Arguments are given one for one in the order of the definition.",
        faulty: "list(title)",
        mended: "list(title, \"、\")",
    }
    E0403 RECURSION {
        zh: "模式引用了自己",
        en: "a pattern refers to itself",
        why_zh: "模式在使用处展开，所以不能直接或间接地引用自己；用重复 ( … )* 代替。",
        why_en: "A pattern is inlined where it is used and cannot refer to itself, directly or through others; use a repeat ( … )* instead.",
        faulty: "titles: title titles?",
        mended: "titles: title+",
    }
    E0404 TOO_LARGE {
        zh: "展开后太大",
        en: "too large once inlined",
        why_zh: "模式套模式会成倍增大；把大的选项改成词表。",
        why_en: "Patterns within patterns multiply; turn large choices into a lexicon.",
        faulty: "d: c c c c c c c c",
        mended: "d: c{8}",
    }
}
