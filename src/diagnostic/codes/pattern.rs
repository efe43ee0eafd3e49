//! E01: the syntax of patterns. W01: what is allowed there but probably not meant.

use super::declare;

declare! { PATTERN:
    E0101 UNCLOSED_STRING {
        zh: "引号没有关上",
        en: "a quotation mark is not closed",
        why_zh: "文字写在一对引号里，在同一行关上：\"…\" 或「…」。",
        why_en: "Text stands between two quotation marks on one line: \"…\" or 「…」.",
        faulty: "\"主持召开",
        mended: "\"主持召开\"",
    }
    E0102 UNCLOSED_BRACKET {
        zh: "括号没有关上",
        en: "a bracket is not closed",
        why_zh: "每个左括号都要有右括号。",
        why_en: "Every opening bracket needs its closing one.",
        faulty: "(@职务 | @机构",
        mended: "(@职务 | @机构)",
    }
    E0103 UNCLOSED_CLASS {
        zh: "字符类没有关上",
        en: "a character class is not closed",
        why_zh: "方括号里是一个字符的各种可能，在同一行用 ] 关上；要包含 [ 或 ] 本身，写 \\[ 或 \\]。",
        why_en: "Square brackets hold what one character may be and close with ] on the same line; write \\[ or \\] for the brackets themselves.",
        faulty: "[，。；",
        mended: "[，。；]",
    }
    E0104 STRAY_CLOSER {
        zh: "多出一个右括号",
        en: "a closing bracket without its opening one",
        why_zh: "这个右括号没有对应的左括号；如果指的是文字，请加引号。",
        why_en: "Nothing opened this bracket; if it is meant as text, put it in quotes.",
        faulty: "@职务)",
        mended: "(@职务)",
    }
    E0105 TYPOGRAPHIC_QUOTES {
        zh: "这种引号不能括文字",
        en: "these quotation marks do not make a string",
        why_zh: "文字用 \"…\" 或「…」括起来。“…” 不行：它们本身常常是要匹配的文字。",
        why_en: "A string is written \"…\" or 「…」. “…” will not do: these marks are often themselves the text to be matched.",
        faulty: "“主持召开”",
        mended: "\"主持召开\"",
    }
    E0106 UNQUOTED_TEXT {
        zh: "文字没有加引号",
        en: "text without quotes",
        why_zh: "要匹配的文字一律写在引号里。",
        why_en: "Text to be matched always stands in quotes.",
        faulty: "@职务 、 @职务",
        mended: "@职务 \"、\" @职务",
    }
    E0107 TOO_DEEP {
        zh: "嵌套太深",
        en: "nested too deeply",
        why_zh: "括号最多嵌套 128 层。把里面的部分写成有名字的模式。",
        why_en: "Brackets nest at most 128 deep. Make a named pattern of the inner part.",
        faulty: "((((… 129 …))))",
        mended: "inner",
    }
    E0108 EMPTY {
        zh: "这里什么也没有写",
        en: "nothing is written here",
        why_zh: "空的选项、空的括号匹配空文字，几乎总是写漏了；真要“可有可无”，写 ?。",
        why_en: "An empty alternative or bracket would match nothing at all, which is almost never meant; for “maybe” write ?.",
        faulty: "(\"和\" | )",
        mended: "\"和\"?",
    }
    E0109 BAD_ESCAPE {
        zh: "不认识的反斜杠写法",
        en: "an unknown escape",
        why_zh: "字符串 \"…\" 里可写 \\\" \\\\ \\n \\t；「…」里没有转义。引号外只有 \\p{…} \\P{…} \\d \\D \\s \\S \\w \\W。",
        why_en: "In \"…\" there are \\\" \\\\ \\n \\t; 「…」 knows no escapes. Outside of quotes there are only \\p{…} \\P{…} \\d \\D \\s \\S \\w \\W.",
        faulty: "\\b \"市长\"",
        mended: "\"市长\"",
    }
    E0110 BAD_CLASS {
        zh: "字符类写错了",
        en: "a faulty character class",
        why_zh: "方括号里的写法与 regex 相同：单个字符、范围 a-z、\\p{Han}、\\d、开头的 ^ 表示“除此之外”。",
        why_en: "Inside square brackets the rules of regex hold: single characters, ranges a-z, \\p{Han}, \\d, and ^ at the begin for “anything but”.",
        faulty: "[z-a]",
        mended: "[a-z]",
    }
    E0111 CAPTURE_OF_REPEAT {
        zh: "捕获名后面是重复，有两种读法",
        en: "a capture before a repeat can be read in two ways",
        why_zh: "n:x* 可以是“把全部重复捕获为一个 n”，写 n:(x*)；也可以是“每一个 x 都是一个 n”，写 (n:x)*。",
        why_en: "n:x* may capture all repetitions as one n, written n:(x*), or every single x as an n, written (n:x)*.",
        faulty: "names:@姓名+",
        mended: "(names:@姓名)+",
    }
    E0112 NOTHING_TO_REPEAT {
        zh: "重复号前面没有可重复的东西",
        en: "nothing before the repeat that could be repeated",
        why_zh: "? * + {2,4} 写在被重复的东西后面；要匹配这些符号本身，请加引号。间隔、余下、环视和边界不能重复。",
        why_en: "? * + {2,4} stand behind what is repeated; put them in quotes to match them as text. Gaps, rests, looks and edges cannot be repeated.",
        faulty: "* @职务",
        mended: "@职务*",
    }
    E0113 REPEATED_TWICE {
        zh: "接连两个重复号",
        en: "two repeats in a row",
        why_zh: "一个东西只能带一个重复号；真要重复一个重复，请加括号。",
        why_en: "An item takes one repeat; to repeat a repetition, put it in parentheses.",
        faulty: "@职务+*",
        mended: "@职务*",
    }
    E0114 BAD_BOUNDS {
        zh: "次数写错了",
        en: "faulty bounds",
        why_zh: "写 {3}、{2,4} 或 {2,}；前一个数不大于后一个，重复最多 1000 次，间隔最多 100000 字。",
        why_en: "Write {3}, {2,4} or {2,}; the first number is not above the second; at most 1000 repetitions, and 100000 characters in a gap.",
        faulty: "\\d{4,2}",
        mended: "\\d{2,4}",
    }
    E0115 LOOK_WITHOUT_PARENTHESES {
        zh: "环视要带括号",
        en: "a look needs parentheses",
        why_zh: "后文是、后文不是、前文是、前文不是 都带括号，看得出管到哪里。",
        why_en: "next_is, next_is_not, prev_is and prev_is_not take parentheses, which show how far they reach.",
        faulty: "\"一要\" 后文不是 \"求\"",
        mended: "\"一要\" 后文不是(\"求\")",
    }
    E0116 BAD_BRACES {
        zh: "花括号里的内容看不懂",
        en: "these braces are not understood",
        why_zh: "花括号用于次数 {2,4}、间隔 gap{0,20 not [。]}、词表条件 @机构{level=市} 和词 {pos=v}。",
        why_en: "Braces are for repeats {2,4}, gaps gap{0,20 not [。]}, conditions on a lexicon @机构{level=市}, and tokens {pos=v}.",
        faulty: "\"会\" gap{0~20} \"议\"",
        mended: "\"会\" gap{0,20} \"议\"",
    }
    E0117 BAD_REFERENCE {
        zh: "引用写错了",
        en: "a faulty reference",
        why_zh: "词表写 @职务，字段写 @Person.name，记录写 <Person>，条件写在名字后面的花括号里。",
        why_en: "A lexicon is written @职务, a field @Person.name, a record <Person>, with conditions in braces behind the name.",
        faulty: "@ 职务",
        mended: "@职务",
    }
    E0118 UNKNOWN_UNIT {
        zh: "没有这种版面单位",
        en: "no such unit of layout",
        why_zh: "单位有：全文 标题 正文 小标题 正文段 段 句 小句 引文 括号。",
        why_en: "The units are: document, headline, body, subhead, prose, paragraph, sentence, clause, quote, parenthesis.",
        faulty: "start(word)",
        mended: "start(sentence)",
    }
    E0119 STRAY_COMMA {
        zh: "逗号只用来分隔参数",
        en: "a comma only separates arguments",
        why_zh: "几个东西先后出现，之间只留空格；要匹配逗号请加引号；模式名与参数的括号之间没有空格。",
        why_en: "Items that follow each other are separated by blanks only; put a comma to be matched in quotes; no blank stands between a pattern's name and the parenthesis of its arguments.",
        faulty: "@职务，@姓名",
        mended: "@职务 \"，\" @姓名",
    }
    E0120 BAD_FILTER {
        zh: "条件写错了",
        en: "a faulty condition",
        why_zh: "条件写 {level=市|县}、{level!=国} 或 {level}（有这个属性）；词的属性只有 text、pos、length。",
        why_en: "Conditions are {level=市|县}, {level!=国} or {level} (has it); a token has only text, pos and length.",
        faulty: "{词性=v}",
        mended: "{pos=v}",
    }
    E0121 CAPTURE_IN_LOOK {
        zh: "这里不能捕获",
        en: "nothing can be captured here",
        why_zh: "环视和 not 后面只回答是与否，不留下捕获。",
        why_en: "A look, and what stands behind not, answers yes or no and captures nothing.",
        faulty: "后文是(v:@动词)",
        mended: "后文是(@动词)",
    }
    E0122 BAD_CAPTURE {
        zh: "捕获写错了",
        en: "a faulty capture",
        why_zh: "捕获是名字、冒号和一个东西：n:<Person>、n:(@姓 @名)。",
        why_en: "A capture is a name, a colon and one item: n:<Person>, n:(@姓 @名).",
        faulty: "(@姓 名:)",
        mended: "(@姓 名:@名)",
    }
    E0123 BAD_DEFINITION {
        zh: "模式的名字写错了",
        en: "a faulty name of a pattern",
        why_zh: "模式名是一个词，可带参数：list(item, sep)；不能是 gap、间隔、not 等语言自己的词。",
        why_en: "A pattern's name is one word, with parameters if it takes some: list(item, sep); the language's own words (gap, not, …) are taken.",
        faulty: "list(item,)",
        mended: "list(item, sep)",
    }
    E0124 OPEN_GAP {
        zh: "间隔或余下的一边什么也没有",
        en: "nothing stands on one side of a gap or rest",
        why_zh: "间隔在两个东西之间；开头或结尾的间隔没有意义，余下则要知道从哪里开始。",
        why_en: "A gap lies between two things; at the begin or end of a pattern it means nothing, and a rest must know where it begins.",
        faulty: "间隔 \"召开\"",
        mended: "\"会议\" 间隔 \"召开\"",
    }
    W0101 FULL_WIDTH_OPERATOR {
        zh: "全角符号紧挨着没有引号的词",
        en: "a full-width operator touches an unquoted word",
        why_zh: "全角的（）｜：？＊＋等于半角的，是符号不是文字；挨着一个词时容易本想写文字。`tiyao fmt` 会改成半角。",
        why_en: "Full-width （）｜：？＊＋ are operators like the ASCII ones, not text; beside a word text may have been meant. `tiyao fmt` rewrites them.",
        faulty: "title？",
        mended: "title?",
    }
    W0102 OPEN_LEFT_SIDE {
        zh: "模式的左边没有界限",
        en: "the left side of the pattern is open",
        why_zh: "匹配总是从最左边可能的地方开始，少取几个字（?）也移不动起点；长短不定的 \\p{Han} 放在最左边，几乎总会多取。",
        why_en: "A match begins at the leftmost place that will do, and laziness (?) never moves it; a \\p{Han} of any length at the left nearly always takes too much.",
        faulty: "\\p{Han}{0,8} @职务",
        mended: "前文是([，。] | 句首) \\p{Han}{0,8} @职务",
    }
    W0103 LINE_BREAK_IN_TEXT {
        zh: "引号里写了换行",
        en: "a line break in a string",
        why_zh: "引号里的文字也像文章那样整理过，换行不留，所以匹配不到。换行写成字符类 [\\n]；段的两头有 段首、段尾。",
        why_en: "The text of a string is normalised like an article, which leaves no line break in it, so it never matches. Write the class [\\n]; for the rims of a line there are start(paragraph) and end(paragraph).",
        faulty: "\"主持人：\" \"\\n\"",
        mended: "\"主持人：\" [\\n]",
    }
}
