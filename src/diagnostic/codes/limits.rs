//! E09: what is sound as written and yet cannot be made ready to run.

use super::declare;

declare! { LIMITS:
    E0901 TOO_MANY_LEXICONS {
        zh: "一个词出现在太多词表里",
        en: "an entry stands in too many lexicons",
        why_zh: "同一个词在每个词表里各占一处，词表的数目有上限；把总是一起用的词表合成一个，用属性区分。",
        why_en: "An entry takes a place for each lexicon it stands in, of which there is a limit; make one lexicon of those that are used together, told apart by attributes.",
        faulty: "市级职务: [书记]\n县级职务: [书记]\n…",
        mended: "职务: [{ 书记: { level: 市|县 } }]",
    }
    E0902 LEXICONS_TOO_LARGE {
        zh: "词表太大",
        en: "the lexicons are too large",
        why_zh: "全部词表和文字要合成一个自动机；词条有几百万条时合不成。把只偶尔要用的词条放进别的包。",
        why_en: "All lexicons and literals become one automaton, which fails with millions of entries; move those that are seldom needed into another pack.",
        faulty: "地名: […5,000,000…]",
        mended: "地名: […50,000…]",
    }
    E0903 PATTERN_TOO_LONG {
        zh: "写开以后的模式太长",
        en: "the pattern is too long once written out",
        why_zh: "{n,m} 的每一次重复都各占一步，套在一起会相乘；把数字改小，或用间隔代替长串的任意字符。",
        why_en: "Every repetition of {n,m} takes steps of its own, and nested ones multiply; make the numbers smaller, or use a gap for a long run of any characters.",
        faulty: "((\\p{Han}{1,100} \"、\"){1,100} \"。\"){1,100}",
        mended: "gap{1,800} \"。\"",
    }
}
