//! E06: overlays. E07: examples and exceptions. E08: the order of rules.

use super::declare;

declare! { LAYERS:
    E0601 EXTENDS {
        zh: "extends 与各层不符",
        en: "`extends` does not fit the layers",
        why_zh: "叠加包写 extends: 底包名，底包要一起给出；底包自己不写 extends。",
        why_en: "An overlay gives `extends: NAME` of a layer below it, which must be there; a base has no `extends`.",
        faulty: "name: jining",
        mended: "name: jining\nextends: govnews",
    }
    E0602 OVERRIDES_NOTHING {
        zh: "要改动的东西不存在",
        en: "nothing is there to be changed",
        why_zh: "键一层层通向要改动的东西，最后由动词改动它；名字写错，下层改名，都会落空。",
        why_en: "Keys lead to the thing that a verb changes; a misspelt name, or one that changed below, leads nowhere.",
        faulty: "lexicons: { 机够: { add: [渠务署] } }",
        mended: "lexicons: { 机构: { add: [渠务署] } }",
    }
    E0603 ADDED_TWICE {
        zh: "要加的东西下层已有",
        en: "what is added is there already",
        why_zh: "下层已经有了；删去这一项，或用 replace。",
        why_en: "The layer below has it; take this one out, or use `replace`.",
        faulty: "职务: { add: [书记] }",
        mended: "职务: { add: [署长] }",
    }
    E0604 BAD_VERB {
        zh: "这里不能用这个动词",
        en: "this verb cannot act here",
        why_zh: "add、remove 用于列表、映射和模式，disable 只能是 true，其余用 replace。",
        why_en: "`add` and `remove` act on lists, maps and patterns, `disable` is `true`; use `replace` for all else.",
        faulty: "rules: { directive: { disable: no } }",
        mended: "rules: { directive: { disable: true } }",
    }
    E0605 CHANGES_NOTHING {
        zh: "changes 里的例子不存在",
        en: "`changes` names no example",
        why_zh: "changes 列出下层的例子（按 id 或文本），它们在这一层下有意改变。",
        why_en: "`changes` lists examples of the layers below, by id or text, that change on purpose.",
        faulty: "changes: [没有的例子]",
        mended: "changes: [市委书记主持召开会议]",
    }
    E0701 EXAMPLE_TWICE {
        zh: "例子写了两次",
        en: "an example is given twice",
        why_zh: "一条规则的例子各有自己的 id 或文本，叠加包才能指明是哪一个。",
        why_en: "Each example of a rule has an id or text of its own, so that overlays can name it.",
        faulty: "- { text: 甲, gives: [] }\n- { text: 甲, gives: [] }",
        mended: "- { text: 甲, gives: [] }",
    }
    E0702 EXCEPTION_WITHOUT_EFFECT {
        zh: "例外在自己的例子里不出现",
        en: "an exception that its own example does not hold",
        why_zh: "例外的例子要是一个它确实起作用的句子。",
        why_en: "The example of an exception is a sentence in which it takes effect.",
        faulty: "- match: |\n    \"长江大桥\"\n  example: 黄河铁桥通车",
        mended: "- match: |\n    \"长江大桥\"\n  example: 武汉市长江大桥通车",
    }
    E0801 ORDER_CIRCLE {
        zh: "规则互相等待",
        en: "rules wait for each other",
        why_zh: "规则的先后由用到什么决定；绕成一圈就没有先后。用 is 拆开类型，或改在视图里用 holds 嵌套。",
        why_en: "What rules use decides their order; in a circle there is none. Split the type by `is`, or nest in a view by `holds`.",
        faulty: "甲 reads <B>, 乙 makes B and reads <A>",
        mended: "乙 reads <A0>, a leaf of A that 甲 does not make",
    }
}
