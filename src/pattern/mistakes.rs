//! What is said of each mistake in a pattern: what is wrong, where exactly, and the mend.

use pest::iterators::Pair;

use super::build::{Builder, parts};
use super::class::ClassFault;
use super::parse::Rule;
use super::tree::{Filter, Node, NodeKind};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::source::Place;

/// A text as a string of the pattern language.
pub(super) fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            other => written.push(other),
        }
    }
    written.push('"');
    written
}

impl Builder<'_> {
    fn bytes(&self, start: usize, end: usize) -> Place {
        self.scalar.place_of(start, end)
    }

    /// The first character of a pair: the opening bracket or quote.
    fn opening(&self, pair: &Pair<'_, Rule>) -> Place {
        let start = pair.as_span().start();
        let width = pair.as_str().chars().next().map_or(0, char::len_utf8);
        self.bytes(start, start + width)
    }

    /// One of the productions of faults.
    pub(super) fn mistake(&mut self, pair: Pair<'_, Rule>) {
        let Some(part) = parts(pair).next() else {
            return;
        };
        match part.as_rule() {
            Rule::orphan => self.nothing_to_repeat(&part),
            Rule::curly_string => self.typographic_quotes(&part),
            Rule::unclosed_string => self.unclosed_string(&part),
            Rule::empty_set => self.empty_set(&part),
            Rule::unclosed_set => self.unclosed_set(&part),
            Rule::bad_escape => self.escape_outside(&part),
            Rule::bad_braces => self.bad_braces(&part),
            Rule::bad_angle => self.bad_angle(&part),
            Rule::bad_at => self.bad_at(&part),
            Rule::closer => self.stray_closer(&part),
            _ => self.unquoted(&part),
        }
    }

    /// A closing parenthesis or a comma outside of all brackets.
    pub(super) fn misplaced(&mut self, pair: &Pair<'_, Rule>) {
        match parts(pair.clone()).next() {
            Some(comma) => self.stray_comma(&comma),
            None => self.stray_closer(pair),
        }
    }

    fn stray_closer(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let mark = pair.as_str();
        self.fault(
            Diagnostic::error(
                codes::STRAY_CLOSER,
                place,
                Message::new(
                    format!("多出一个 {mark}，前面没有打开它的符号"),
                    format!("nothing opened this {mark}"),
                ),
            )
            .help(Message::new(
                format!("删去它，或在前面补上开头；要匹配它请写 {}", quoted(mark)),
                format!(
                    "remove it or add its opening; to match it, write {}",
                    quoted(mark)
                ),
            )),
        );
    }

    pub(super) fn stray_comma(&mut self, comma: &Pair<'_, Rule>) {
        let place = self.place(comma);
        let mark = comma.as_str();
        self.fault(
            Diagnostic::error(
                codes::STRAY_COMMA,
                place,
                Message::new(
                    "逗号只用来分隔参数".to_owned(),
                    "a comma only separates arguments".to_owned(),
                ),
            )
            .help(Message::new(
                format!(
                    "先后出现的东西之间只留空格；要匹配它请写 {}；若是参数，模式名与括号之间不留空格：list(a, b)",
                    quoted(mark)
                ),
                format!(
                    "what follows each other is separated by blanks; to match it, write {}; for arguments leave no blank before the parenthesis: list(a, b)",
                    quoted(mark)
                ),
            )),
        );
    }

    pub(super) fn unclosed(&mut self, pair: &Pair<'_, Rule>) {
        let written = pair.as_str();
        let at = written.find(['(', '（']).unwrap_or(0);
        let start = pair.as_span().start() + at;
        let width = written[at..].chars().next().map_or(0, char::len_utf8);
        let place = self.bytes(start, start + width);
        self.fault(
            Diagnostic::error(
                codes::UNCLOSED_BRACKET,
                place,
                Message::new("这个括号没有关上", "this parenthesis is not closed"),
            )
            .label(Message::new("从这里开始", "opened here"))
            .help(Message::new(
                "在该结束的地方补上 )",
                "add ) where it should end",
            )),
        );
    }

    pub(super) fn empty(&mut self, single: bool, place: Place, whole: Place, what: (&str, &str)) {
        let (place, message) = if single {
            (
                whole,
                Message::new(
                    format!("{}什么也没有写", what.0),
                    format!("{} is empty", what.1),
                ),
            )
        } else {
            (
                place,
                Message::new("| 的一边什么也没有写", "an alternative is empty"),
            )
        };
        let help = if single {
            Message::new("写出要匹配的东西", "write what is to be matched")
        } else {
            Message::new(
                "删去多余的 |；要表示“可有可无”，写 ( … )?",
                "remove the | that is too many; for “maybe” write ( … )?",
            )
        };
        self.fault(Diagnostic::error(codes::EMPTY, place, message).help(help));
    }

    pub(super) fn empty_string(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        self.fault(
            Diagnostic::error(
                codes::EMPTY,
                place,
                Message::new("引号里没有文字", "no text between the quotes"),
            )
            .help(Message::new(
                "写出要匹配的文字，或删去引号",
                "write the text to be matched, or remove the quotes",
            )),
        );
    }

    pub(super) fn capture_of_nothing(&mut self, labels: &[Pair<'_, Rule>]) {
        let Some(label) = labels.last() else {
            return;
        };
        let place = self.place(label);
        let name = parts(label.clone()).next().map_or("", |word| word.as_str());
        self.fault(
            Diagnostic::error(
                codes::BAD_CAPTURE,
                place,
                Message::new(
                    format!("捕获名“{name}”后面没有要捕获的东西"),
                    format!("nothing to be captured stands behind “{name}:”"),
                ),
            )
            .help(Message::new(
                format!(
                    "写成 {name}:( … )；如果这是要匹配的文字，请写 {}",
                    quoted(label.as_str())
                ),
                format!(
                    "write {name}:( … ), or {} if it is text to be matched",
                    quoted(label.as_str())
                ),
            )),
        );
    }

    /// One capture name at most, and no repeat behind what it captures.
    pub(super) fn check_labels(
        &mut self,
        labels: &[Pair<'_, Rule>],
        primary: &Pair<'_, Rule>,
        suffixes: &[Pair<'_, Rule>],
    ) {
        let Some(first) = labels.first() else {
            return;
        };
        let name = parts(first.clone()).next().map_or("", |word| word.as_str());
        let item = primary.as_str();
        if let Some(second) = labels.get(1) {
            let place = self.place(second);
            let inner = parts(second.clone())
                .next()
                .map_or("", |word| word.as_str());
            self.fault(
                Diagnostic::error(
                    codes::BAD_CAPTURE,
                    place,
                    Message::new("接连两个捕获名", "two capture names in a row"),
                )
                .help(Message::new(
                    format!("留下一个；要一层套一层，写 {name}:({inner}:{item})"),
                    format!("keep one; to nest them, write {name}:({inner}:{item})"),
                )),
            );
        }
        if let Some(suffix) = suffixes.first() {
            let repeat = suffix.as_str();
            let place = self.place(suffix);
            let (all, each) = (
                format!("{name}:({item}{repeat})"),
                format!("({name}:{item}){repeat}"),
            );
            self.fault(
                Diagnostic::error(
                    codes::CAPTURE_OF_REPEAT,
                    place,
                    Message::new(
                        format!("{name}:{item}{repeat} 有两种读法"),
                        format!("{name}:{item}{repeat} can be read in two ways"),
                    ),
                )
                .help(Message::new(
                    format!("把全部捕获为一个“{name}”：{all}；每一个都是“{name}”：{each}"),
                    format!(
                        "all of it as one “{name}”: {all}; each as a “{name}” of its own: {each}"
                    ),
                )),
            );
        }
    }

    fn nothing_to_repeat(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let mark = pair.as_str();
        self.fault(
            Diagnostic::error(
                codes::NOTHING_TO_REPEAT,
                place,
                Message::new(
                    format!("{mark} 前面没有可重复的东西"),
                    format!("nothing stands before this {mark} that it could repeat"),
                ),
            )
            .help(Message::new(
                format!("重复号写在被重复的东西后面；要匹配它请写 {}", quoted(mark)),
                format!(
                    "a repeat stands behind what it repeats; to match it, write {}",
                    quoted(mark)
                ),
            )),
        );
    }

    pub(super) fn repeated_twice(&mut self, item: &Pair<'_, Rule>, suffixes: &[Pair<'_, Rule>]) {
        let place = self.place(&suffixes[1]);
        let (first, second) = (suffixes[0].as_str(), suffixes[1].as_str());
        let item = item.as_str();
        self.fault(
            Diagnostic::error(
                codes::REPEATED_TWICE,
                place,
                Message::new(
                    format!("{first} 后面又有一个重复号 {second}"),
                    format!("a second repeat {second} behind {first}"),
                ),
            )
            .help(Message::new(
                format!("留下一个，或写 ({item}{first}){second}"),
                format!("keep one, or write ({item}{first}){second}"),
            )),
        );
    }

    /// Gaps, rests, looks and edges cannot be repeated.
    pub(super) fn check_repeatable(&mut self, item: &Pair<'_, Rule>, suffix: &Pair<'_, Rule>) {
        let (zh, en, help) = match item.as_rule() {
            Rule::gap => (
                "间隔",
                "a gap",
                Message::new(
                    "长短写在花括号里：gap{0,20}",
                    "its length stands in braces: gap{0,20}",
                ),
            ),
            Rule::rest => (
                "余下",
                "a rest",
                Message::new("删去重复号", "remove the repeat"),
            ),
            Rule::look => (
                "环视",
                "a look",
                Message::new("删去重复号", "remove the repeat"),
            ),
            Rule::edge => (
                "边界",
                "an edge",
                Message::new(
                    "删去重复号；“是或不是”写成选项",
                    "remove the repeat; a maybe is written as a choice",
                ),
            ),
            _ => return,
        };
        let place = self.place(suffix);
        self.fault(
            Diagnostic::error(
                codes::NOTHING_TO_REPEAT,
                place,
                Message::new(format!("{zh}不能重复"), format!("{en} cannot be repeated")),
            )
            .help(help),
        );
    }

    pub(super) fn bound_too_large(&mut self, pair: &Pair<'_, Rule>, most: u32) {
        let place = self.place(pair);
        self.fault(Diagnostic::error(
            codes::BAD_BOUNDS,
            place,
            Message::new(
                format!("{} 太大，这里最多 {most}", pair.as_str()),
                format!("{} is too large, at most {most} here", pair.as_str()),
            ),
        ));
    }

    pub(super) fn bound_without_minimum(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let mended = format!("0{}", pair.as_str().replace('，', ","));
        self.fault(
            Diagnostic::error(
                codes::BAD_BOUNDS,
                place,
                Message::new("前面少了最小次数", "the smallest number is missing"),
            )
            .help(Message::new(
                format!("写 {{{mended}}}"),
                format!("write {{{mended}}}"),
            ))
            .fix(place, mended),
        );
    }

    pub(super) fn bounds_without_sense(&mut self, place: Place, minimum: u32, maximum: u32) {
        let fault = if maximum == 0 {
            Diagnostic::error(
                codes::BAD_BOUNDS,
                place,
                Message::new("零次等于没有写", "no times at all is nothing"),
            )
            .help(Message::new(
                "删去它，或写出次数",
                "remove it, or write how many times",
            ))
        } else {
            let mended = format!("{maximum},{minimum}");
            Diagnostic::error(
                codes::BAD_BOUNDS,
                place,
                Message::new(
                    format!("最少 {minimum} 次大于最多 {maximum} 次"),
                    format!("at least {minimum} is more than at most {maximum}"),
                ),
            )
            .help(Message::new(
                format!("写 {{{mended}}}"),
                format!("write {{{mended}}}"),
            ))
            .fix(place, mended)
        };
        self.fault(fault);
    }

    fn typographic_quotes(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let marks = ['“', '”', '‘', '’', '\'', '"', '＂'];
        let text = pair.as_str().trim_matches(marks);
        let mended = quoted(text);
        let mark = pair.as_str().chars().next().unwrap_or_default();
        self.fault(
            Diagnostic::error(
                codes::TYPOGRAPHIC_QUOTES,
                place,
                Message::new(
                    format!("文字不能用 {mark} 括起来"),
                    format!("{mark} does not begin a string"),
                ),
            )
            .help(Message::new(
                format!("请写 {mended}"),
                format!("write {mended}"),
            ))
            .fix(place, mended),
        );
    }

    fn unclosed_string(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.opening(pair);
        let close = if pair.as_str().starts_with('「') {
            '」'
        } else {
            '"'
        };
        let mut fault = Diagnostic::error(
            codes::UNCLOSED_STRING,
            place,
            Message::new(
                "引号到行末也没有关上",
                "the quotation mark is not closed before the end of the line",
            ),
        )
        .label(Message::new("从这里开始", "opened here"));
        let wrong = pair
            .as_str()
            .char_indices()
            .skip(1)
            .find(|(_, mark)| matches!(mark, '”' | '“' | '＂'));
        fault = match wrong {
            Some((at, mark)) if close == '"' => {
                let start = pair.as_span().start() + at;
                fault
                    .help(Message::new(
                        format!("把 {mark} 改成 \""),
                        format!("turn {mark} into \""),
                    ))
                    .fix(self.bytes(start, start + mark.len_utf8()), "\"")
            }
            _ => fault.help(Message::new(
                format!("在这一行里补上 {close}"),
                format!("add {close} on the same line"),
            )),
        };
        self.fault(fault);
    }

    fn empty_set(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        self.fault(
            Diagnostic::error(
                codes::BAD_CLASS,
                place,
                Message::new("方括号里没有字符", "no character between the brackets"),
            )
            .help(Message::new(
                "写出可能的字符：[、，]；任意字符是 . ；] 本身写 \\]",
                "write the possible characters: [、，]; any character is . and a ] itself is \\]",
            )),
        );
    }

    fn unclosed_set(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.opening(pair);
        self.fault(
            Diagnostic::error(
                codes::UNCLOSED_CLASS,
                place,
                Message::new(
                    "方括号到行末也没有关上",
                    "the bracket is not closed before the end of the line",
                ),
            )
            .label(Message::new("从这里开始", "opened here"))
            .help(Message::new(
                "在这一行里补上 ]；[ 本身请写 \\[",
                "add ] on the same line; a [ itself is written \\[",
            )),
        );
    }

    pub(super) fn bad_class(&mut self, pair: &Pair<'_, Rule>, fault: ClassFault) {
        let start = pair.as_span().start();
        let place = self.bytes(start + fault.start, start + fault.end);
        self.fault(Diagnostic::error(codes::BAD_CLASS, place, fault.message));
    }

    pub(super) fn bad_escape(&mut self, start: usize, escaped: char) {
        let place = self.bytes(start, start + 1 + escaped.len_utf8());
        self.fault(
            Diagnostic::error(
                codes::BAD_ESCAPE,
                place,
                Message::new(
                    format!("引号里没有 \\{escaped} 这种写法"),
                    format!("there is no \\{escaped} in a string"),
                ),
            )
            .help(Message::new(
                "引号里可写 \\\" \\\\ \\n \\t；反斜杠本身写 \\\\",
                "a string may hold \\\" \\\\ \\n \\t; a backslash itself is \\\\",
            )),
        );
    }

    fn escape_outside(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let escaped = &pair.as_str()[1..];
        let help = if escaped.chars().next().is_some_and(|c| !c.is_alphanumeric()) {
            Message::new(
                format!("要匹配它请写 {}", quoted(escaped)),
                format!("to match it, write {}", quoted(escaped)),
            )
        } else {
            Message::new(
                "引号外只有 \\p{…} \\P{…} \\d \\D \\s \\S \\w \\W",
                "outside of quotes there are only \\p{…} \\P{…} \\d \\D \\s \\S \\w \\W",
            )
        };
        self.fault(
            Diagnostic::error(
                codes::BAD_ESCAPE,
                place,
                Message::new(
                    format!("不认识 {}", pair.as_str()),
                    format!("{} is unknown", pair.as_str()),
                ),
            )
            .help(help),
        );
    }

    fn bad_braces(&mut self, pair: &Pair<'_, Rule>) {
        if !pair.as_str().ends_with(['}', '｝']) {
            let place = self.opening(pair);
            self.fault(
                Diagnostic::error(
                    codes::UNCLOSED_BRACKET,
                    place,
                    Message::new("这个花括号没有关上", "this brace is not closed"),
                )
                .label(Message::new("从这里开始", "opened here"))
                .help(Message::new("补上 }", "add }")),
            );
            return;
        }
        let place = self.place(pair);
        self.fault(
            Diagnostic::error(
                codes::BAD_BRACES,
                place,
                Message::new(
                    "看不懂这个花括号里的内容",
                    "what these braces hold is not understood",
                ),
            )
            .help(Message::new(
                "次数 {2,4}，间隔 gap{0,20 not [。；]}，余下 rest{not @句末}，词典条件 @机构{level=市}，词 {pos=v}",
                "repeats are {2,4}, gaps gap{0,20 not [。；]}, rests rest{not @句末}, conditions @机构{level=市}, tokens {pos=v}",
            )),
        );
    }

    pub(super) fn empty_options(&mut self, place: Place) {
        self.fault(
            Diagnostic::error(
                codes::BAD_BRACES,
                place,
                Message::new("花括号里什么也没有写", "the braces are empty"),
            )
            .help(Message::new(
                "写 gap{0,20} 或 gap{not [。；]}，或删去花括号",
                "write gap{0,20} or gap{not [。；]}, or remove the braces",
            )),
        );
    }

    fn bad_angle(&mut self, pair: &Pair<'_, Rule>) {
        let written = pair.as_str();
        let inner = written
            .trim_start_matches(['<', '＜'])
            .trim_end_matches(['>', '＞'])
            .trim();
        if !written.ends_with(['>', '＞']) {
            let place = self.opening(pair);
            self.fault(
                Diagnostic::error(
                    codes::UNCLOSED_BRACKET,
                    place,
                    Message::new("这个尖括号没有关上", "this angle bracket is not closed"),
                )
                .label(Message::new("从这里开始", "opened here"))
                .help(Message::new(
                    "记录写 <Person>；要匹配 < 请加引号",
                    "a record is written <Person>; put < in quotes to match it",
                )),
            );
            return;
        }
        let place = self.place(pair);
        let mut fault = Diagnostic::error(
            codes::BAD_REFERENCE,
            place,
            Message::new(
                "尖括号里要是一个记录类型的名字",
                "angle brackets hold the name of a record type",
            ),
        );
        let field = inner.split('.').all(super::word::is_word);
        fault = if field {
            let mended = format!("@{inner}");
            fault
                .help(Message::new(
                    format!("这个字段写 {mended}"),
                    format!("this field is written {mended}"),
                ))
                .fix(place, mended)
        } else {
            fault.help(Message::new(
                "写 <Person> 或 <Event{kind=meeting}>；书名号和文字要加引号",
                "write <Person> or <Event{kind=meeting}>; text goes in quotes",
            ))
        };
        self.fault(fault);
    }

    fn bad_at(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let after = &self.scalar.text[pair.as_span().end()..];
        let help = match after.chars().next() {
            Some('"' | '「' | '“') => Message::new(
                "词典名不加引号：@职务",
                "the name of a lexicon stands without quotes: @职务",
            ),
            Some(blank) if blank.is_whitespace() => Message::new(
                "名字要紧跟着 @，中间没有空格：@职务",
                "the name follows @ without a blank: @职务",
            ),
            _ => Message::new(
                "写 @ 和词典名（@职务），或字段（@Person.name）",
                "write @ and a lexicon (@职务) or a field (@Person.name)",
            ),
        };
        self.fault(
            Diagnostic::error(
                codes::BAD_REFERENCE,
                place,
                Message::new("@ 后面没有词典名", "no name of a lexicon follows @"),
            )
            .help(help),
        );
    }

    pub(super) fn field_with_filters(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        self.fault(
            Diagnostic::error(
                codes::BAD_REFERENCE,
                place,
                Message::new("字段后面不能带条件", "a field takes no conditions"),
            )
            .help(Message::new(
                "条件只用于词典 @机构{…}、记录 <Event{…}> 和词 {…}",
                "conditions are for lexicons @机构{…}, records <Event{…}> and tokens {…}",
            )),
        );
    }

    pub(super) fn empty_filters(&mut self, place: Place) {
        self.fault(
            Diagnostic::error(
                codes::BAD_FILTER,
                place,
                Message::new("花括号里没有条件", "the braces hold no condition"),
            )
            .help(Message::new(
                "写 {level=市} 或词 {pos=v}（任何词：{pos}），或删去花括号",
                "write {level=市} or a token {pos=v} (any token: {pos}), or remove the braces",
            )),
        );
    }

    pub(super) fn unknown_token_attribute(&mut self, filter: &Filter, follows_reference: bool) {
        let help = if follows_reference {
            Message::new(
                "词典的条件紧跟在名字后面，中间没有空格：@机构{level=市}",
                "conditions on a lexicon follow its name without a blank: @机构{level=市}",
            )
        } else if matches!(filter.attribute.as_str(), "not" | "非") {
            Message::new(
                "not 后面要有一个东西：gap{not [。；]}",
                "one item follows not: gap{not [。；]}",
            )
        } else {
            Message::new(
                "词的属性有 text（文字）、pos（词性）、length（字数）",
                "a token has text, pos (part of speech) and length",
            )
        };
        self.fault(
            Diagnostic::error(
                codes::BAD_FILTER,
                filter.place,
                Message::new(
                    format!("词没有“{}”这个属性", filter.attribute),
                    format!("a token has no “{}”", filter.attribute),
                ),
            )
            .help(help),
        );
    }

    /// Captures inside a look or barrier are faults: they would keep nothing.
    pub(super) fn forbid_captures(&mut self, node: &Node) {
        if let NodeKind::Capture { name, .. } = &node.kind {
            self.fault(
                Diagnostic::error(
                    codes::CAPTURE_IN_LOOK,
                    node.place,
                    Message::new(
                        format!("这里只问是与否，捕获不到“{name}”"),
                        format!("this only asks yes or no and cannot capture “{name}”"),
                    ),
                )
                .help(Message::new(
                    format!("删去“{name}:”"),
                    format!("remove “{name}:”"),
                )),
            );
        }
        // Looks and barriers further inside have reported their own.
        if !matches!(
            node.kind,
            NodeKind::Look { .. } | NodeKind::Gap { .. } | NodeKind::Rest { .. }
        ) {
            for child in node.children() {
                self.forbid_captures(child);
            }
        }
    }

    pub(super) fn look_without_parentheses(
        &mut self,
        look: &Pair<'_, Rule>,
        bare: &Pair<'_, Rule>,
    ) {
        let word = parts(look.clone()).next();
        let place = word
            .as_ref()
            .map_or_else(|| self.place(look), |word| self.place(word));
        let word = word.map_or("", |word| word.as_str());
        let item = bare.as_str();
        let mut fault = Diagnostic::error(
            codes::LOOK_WITHOUT_PARENTHESES,
            place,
            Message::new(
                format!("{word} 后面要有括号"),
                format!("{word} needs parentheses"),
            ),
        );
        fault = if item.is_empty() {
            fault.help(Message::new(
                format!("写 {word}( … )"),
                format!("write {word}( … )"),
            ))
        } else {
            let mended = format!("({item})");
            fault
                .help(Message::new(
                    format!("写 {word}{mended}"),
                    format!("write {word}{mended}"),
                ))
                .fix(self.place(bare), mended)
        };
        self.fault(fault);
    }

    pub(super) fn unknown_unit(&mut self, word: &str, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        self.fault(
            Diagnostic::error(
                codes::UNKNOWN_UNIT,
                place,
                Message::new(
                    format!("{word} 后面的括号里要是一种版面单位"),
                    format!("{word} takes a unit of layout in parentheses"),
                ),
            )
            .help(Message::new(
                "单位有：全文 标题 正文 小标题 正文段 段 句 小句 引文 括号",
                "the units: document headline body subhead prose paragraph sentence clause quote parenthesis",
            )),
        );
    }

    /// `not` is no name.
    pub(super) fn check_name(&mut self, pair: &Pair<'_, Rule>) {
        if matches!(pair.as_str(), "not" | "非") {
            let place = self.place(pair);
            self.fault(
                Diagnostic::error(
                    codes::BAD_BRACES,
                    place,
                    Message::new(
                        format!("{} 只写在间隔和余下的花括号里", pair.as_str()),
                        format!("{} belongs into the braces of a gap or rest", pair.as_str()),
                    ),
                )
                .help(Message::new(
                    "后面不许有什么，写 后文不是( … )；除此之外的字符写 [^…]",
                    "for what must not follow write next_is_not( … ), for any other character [^…]",
                )),
            );
        }
    }

    fn unquoted(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let text = pair.as_str();
        let fault = Diagnostic::error(
            codes::UNQUOTED_TEXT,
            place,
            Message::new(
                format!("“{text}”没有加引号"),
                format!("“{text}” stands without quotes"),
            ),
        );
        // What a Chinese input method gives for ^ and $.
        let meant = match text {
            "…" | "……" => Some("^"),
            "￥" | "¥" => Some("$"),
            _ => None,
        };
        let mended = quoted(text);
        let fault = match meant {
            Some(operator) => fault.help(Message::new(
                format!("要匹配它请写 {mended}；范围的边界写半角的 {operator}"),
                format!("write {mended} to match it; the rim of the scope is an ASCII {operator}"),
            )),
            None => fault
                .help(Message::new(
                    format!("请写 {mended}"),
                    format!("write {mended}"),
                ))
                .fix(place, mended),
        };
        self.fault(fault);
    }
}
