//! E02: expressions of `where`, `each` and `emit`.

use super::declare;

declare! { EXPRESSION:
    E0201 BAD_EXPRESSION {
        zh: "表达式看不懂",
        en: "the expression is not understood",
        why_zh: "表达式由捕获 group.names、「文字」、数字、函数 number(n) 组成，用 = < within and or not else 连接。",
        why_en: "An expression is made of captures group.names, 「text」, numbers and functions number(n), joined by = < within and or not else.",
        faulty: "group..names",
        mended: "group.names",
    }
    E0202 EXPRESSION_TOO_LARGE {
        zh: "表达式太大",
        en: "the expression is too large",
        why_zh: "一个条件里写了太多东西；分成几条规则或几个例外。",
        why_en: "Too much stands in one condition; make several rules or exceptions of it.",
        faulty: "((((… 65 …))))",
        mended: "name = x",
    }
    E0203 WRONG_QUOTES {
        zh: "表达式里的文字写在「」里",
        en: "text in an expression stands in 「」",
        why_zh: "YAML 会吃掉普通的引号，所以表达式里的文字一律写「meeting」。",
        why_en: "YAML would eat ordinary quotes, so text in an expression is always 「meeting」.",
        faulty: "kind = \"meeting\"",
        mended: "kind = 「meeting」",
    }
    E0204 UNCLOSED_TEXT {
        zh: "「没有关上",
        en: "「 is not closed",
        why_zh: "文字从「到」，写在一行里。",
        why_en: "Text runs from 「 to 」 on one line.",
        faulty: "kind = 「meeting",
        mended: "kind = 「meeting」",
    }
    E0205 UNCLOSED_PARENTHESIS {
        zh: "括号没有关上",
        en: "a parenthesis is not closed",
        why_zh: "每个左括号都要有右括号。",
        why_en: "Every opening parenthesis needs its closing one.",
        faulty: "number(s.n",
        mended: "number(s.n)",
    }
    E0206 NO_VALUE {
        zh: "词表、字段和记录类型本身不是值",
        en: "a lexicon, field or record type is no value",
        why_zh: "@机构、@Person.name 和 <Person> 只写在 within、contains、equals、crosses 之后。",
        why_en: "@机构, @Person.name and <Person> only stand behind within, contains, equals and crosses.",
        faulty: "name = @机构",
        mended: "name within @机构",
    }
    E0207 UNKNOWN_FUNCTION {
        zh: "没有这个函数",
        en: "no such function",
        why_zh: "函数有 number date trim statement present text count first last，各有一个参数；记录用 enclosing nearest_before nearest_after first all emitted 来找。",
        why_en: "The functions are number, date, trim, statement, present, text, count, first and last, with one argument each; records are found by enclosing, nearest_before, nearest_after, first, all and emitted.",
        faulty: "numbr(s.n)",
        mended: "number(s.n)",
    }
    E0208 UNKNOWN_SCOPE {
        zh: "没有这种范围",
        en: "no such scope",
        why_zh: "in 后面写版面单位（sentence、句 …），可带数（sentence -1 是前一句），或写一个值。",
        why_en: "Behind in stands a unit of layout (sentence, 句 …), possibly with a number (sentence -1 is the one before), or a value.",
        faulty: "first(Person in word -1)",
        mended: "first(Person in sentence -1)",
    }
}
