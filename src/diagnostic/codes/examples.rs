//! E0703 …: what the tests of a pack say. W0701 …: examples that prove less than they seem to.

use super::declare;

declare! { EXAMPLES:
    E0703 MISSING_RECORD {
        zh: "例子少了一条记录",
        en: "an example lacks a record",
        why_zh: "gives 里写的记录，规则没有给出。看下面最接近的记录和它在哪一步落选；tiyao explain 逐步说明。",
        why_en: "The rules do not give a record that `gives` names. See the nearest one and where it fell; `tiyao explain` tells every step.",
        faulty: "match: |\n  \"书记\" name:person_name\nexamples:\n  - text: 市长石光亮出席\n    gives: [{ Person: { name: 石光亮 } }]",
        mended: "match: |\n  (\"书记\" | \"市长\") name:person_name",
    }
    E0704 FALSE_RECORD {
        zh: "例子多出一条记录",
        en: "an example gives a record too many",
        why_zh: "规则的类型的记录要与 gives 一一相符；多出的若无妨，在 gives 里写 …。",
        why_en: "The records of the rule's types are compared with `gives` one for one; write `…` in `gives` where more may come.",
        faulty: "- text: 市长石光亮出席\n  gives: []",
        mended: "- text: 市长石光亮出席\n  gives: [{ Person: { name: 石光亮 } }]",
    }
    E0705 WRONG_FIELD {
        zh: "例子里一条记录的字段不对",
        en: "a record of an example has a wrong field",
        why_zh: "记录有了，写出的字段却不同；没有写出的字段不比较。",
        why_en: "The record is there, but a field that is named differs; fields that are not named are not compared.",
        faulty: "gives: [{ Person: { name: 石光 } }]",
        mended: "gives: [{ Person: { name: 石光亮 } }]",
    }
    E0706 TODO_PASSES {
        zh: "标作 todo 的例子已经通过",
        en: "an example marked `todo` passes by now",
        why_zh: "todo: true 的例子可以不通过；一旦通过，就去掉 todo，免得以后又坏了没人知道。",
        why_en: "An example with `todo: true` may fail; once it passes, take `todo` out, lest it break again unseen.",
        faulty: "- text: 市委书记主持召开会议\n  gives: []\n  todo: true",
        mended: "- text: 市委书记主持召开会议\n  gives: []",
    }
    E0707 GOLDEN_DIFFERS {
        zh: "整篇样文的输出变了",
        en: "the output of a whole article has changed",
        why_zh: "tests/ 里的文章应给出旁边同名 .json 的输出。若是有意的改变，用 tiyao test --update 改写。",
        why_en: "An article in `tests/` gives what the `.json` of its name beside it holds. `tiyao test --update` rewrites it where the change is meant.",
        faulty: "tests/会议.txt, tests/会议.json (old)",
        mended: "tiyao test FOLDER --update",
    }
    E0708 EXAMPLE_TOO_COSTLY {
        zh: "例子超出计算上限",
        en: "an example costs more than the limits allow",
        why_zh: "某条规则在这段文字上步数太多；多半是嵌套的重复，改成词表或加上边界。",
        why_en: "Some rule takes too many steps on this text, mostly by repeats within repeats; use a lexicon or add a barrier.",
        faulty: "(\\p{Han}+ \\p{Han}+)+ \"。\"",
        mended: "\\p{Han}+ \"。\"",
    }
    W0701 SATISFIED_BY_ANOTHER {
        zh: "例子由别的规则满足",
        en: "an example that another rule satisfies",
        why_zh: "例子通过了，但其中没有一条记录出自它所在的规则，所以它并没有检验这条规则。",
        why_en: "The example passes, but none of its records comes from the rule it stands beside, so it does not test that rule.",
        faulty: "rules 甲 and 乙 both make Person; 甲's example is matched by 乙 alone",
        mended: "move the example to 乙, and give 甲 one of its own",
    }
    W0702 CHANGES_UNCHANGED {
        zh: "changes 里的例子并没有变",
        en: "an example named in `changes` that does not change",
        why_zh: "changes 列出的例子在叠加包之下不再检验；没有变的不必列。",
        why_en: "Examples named in `changes` are not run under the overlay; one that still holds need not be named.",
        faulty: "changes: [市委书记主持召开会议]",
        mended: "changes: []",
    }
    W0703 NO_EXAMPLE {
        zh: "规则没有例子",
        en: "a rule without an example",
        why_zh: "没有例子，规则改坏了 tiyao test 也看不出来。给它一个匹配的例子，最好再加一个不该匹配的（gives: []）；还做不到的写 todo: true。",
        why_en: "Without an example `tiyao test` cannot tell when the rule breaks. Give it one that it matches, best also one that it must not (`gives: []`); mark with `todo: true` what it cannot do yet.",
        faulty: "match: |\n  name:person_name \"主持召开\"\nemit:\n  - Person: { name: name }",
        mended: "match: |\n  name:person_name \"主持召开\"\nemit:\n  - Person: { name: name }\nexamples:\n  - text: 王芳主持召开会议\n    gives: [{ Person: { name: 王芳 } }]",
    }
}
