//! Mistakes with lexicons, fields, records, tokens, units and names.

use pest::iterators::Pair;

use crate::diagnostic::{Diagnostic, Message, codes, words};
use crate::pattern::parse::Rule;
use crate::pattern::parse::build::Builder;
use crate::pattern::tree::Filter;
use crate::pattern::word::is_word;
use crate::source::Place;

impl Builder<'_> {
    pub(in crate::pattern::parse) fn bad_angle(&mut self, pair: &Pair<'_, Rule>) {
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
        let field = inner.split('.').all(is_word);
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

    pub(in crate::pattern::parse) fn bad_at(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        let after = &self.scalar.text[pair.as_span().end()..];
        let help = match after.chars().next() {
            Some('"' | '「' | '“') => Message::new(
                "词表名不加引号：@职务",
                "the name of a lexicon stands without quotes: @职务",
            ),
            Some(blank) if blank.is_whitespace() => Message::new(
                "名字要紧跟着 @，中间没有空格：@职务",
                "the name follows @ without a blank: @职务",
            ),
            _ => Message::new(
                "写 @ 和词表名（@职务），或字段（@Person.name）",
                "write @ and a lexicon (@职务) or a field (@Person.name)",
            ),
        };
        self.fault(
            Diagnostic::error(
                codes::BAD_REFERENCE,
                place,
                Message::new("@ 后面没有词表名", "no name of a lexicon follows @"),
            )
            .help(help),
        );
    }

    pub(in crate::pattern::parse) fn field_with_filters(&mut self, pair: &Pair<'_, Rule>) {
        let place = self.place(pair);
        self.plain_fault(
            codes::BAD_REFERENCE,
            place,
            words("字段后面不能带条件", "a field takes no conditions"),
            words(
                "条件只用于词表 @机构{…}、记录 <Event{…}> 和词 {…}",
                "conditions are for lexicons @机构{…}, records <Event{…}> and tokens {…}",
            ),
        );
    }

    pub(in crate::pattern::parse) fn empty_filters(&mut self, place: Place) {
        self.plain_fault(
            codes::BAD_FILTER,
            place,
            words("花括号里没有条件", "the braces hold no condition"),
            words(
                "写 {level=市} 或词 {pos=v}（任何词：{pos}），或删去花括号",
                "write {level=市} or a token {pos=v} (any token: {pos}), or remove the braces",
            ),
        );
    }

    pub(in crate::pattern::parse) fn unknown_token_attribute(
        &mut self,
        filter: &Filter,
        follows_reference: bool,
    ) {
        let help = if follows_reference {
            Message::new(
                "词表的条件紧跟在名字后面，中间没有空格：@机构{level=市}",
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

    pub(in crate::pattern::parse) fn unknown_unit(&mut self, word: &str, pair: &Pair<'_, Rule>) {
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
    pub(in crate::pattern::parse) fn check_name(&mut self, pair: &Pair<'_, Rule>) {
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
}
