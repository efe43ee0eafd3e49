//! What is said of each mistake in a pattern: what is wrong, where exactly, and the mend.

mod captures;
mod references;
mod repeats;
mod text;

use pest::iterators::Pair;

use super::Rule;
use super::build::{Builder, parts};
use crate::diagnostic::{Diagnostic, Message, codes, words};
use crate::pattern::word::quoted;
use crate::source::Place;

impl Builder<'_> {
    pub(in crate::pattern::parse) fn bytes(&self, start: usize, end: usize) -> Place {
        self.scalar.place_of(start, end)
    }

    /// The first character of a pair: the opening bracket or quote.
    pub(in crate::pattern::parse) fn opening(&self, pair: &Pair<'_, Rule>) -> Place {
        let start = pair.as_span().start();
        let width = pair.as_str().chars().next().map_or(0, char::len_utf8);
        self.bytes(start, start + width)
    }

    /// One of the productions of faults.
    pub(in crate::pattern::parse) fn mistake(&mut self, pair: Pair<'_, Rule>) {
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
    pub(in crate::pattern::parse) fn misplaced(&mut self, pair: &Pair<'_, Rule>) {
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

    pub(in crate::pattern::parse) fn stray_comma(&mut self, comma: &Pair<'_, Rule>) {
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

    pub(in crate::pattern::parse) fn unclosed(&mut self, pair: &Pair<'_, Rule>) {
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

    pub(in crate::pattern::parse) fn empty(
        &mut self,
        single: bool,
        place: Place,
        whole: Place,
        what: (&str, &str),
    ) {
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
        self.plain_fault(codes::BAD_BRACES, place, words("看不懂这个花括号里的内容", "what these braces hold is not understood"), words("次数 {2,4}，间隔 gap{0,20 not [。；]}，余下 rest{not @句末}，词表条件 @机构{level=市}，词 {pos=v}", "repeats are {2,4}, gaps gap{0,20 not [。；]}, rests rest{not @句末}, conditions @机构{level=市}, tokens {pos=v}"));
    }

    pub(in crate::pattern::parse) fn empty_options(&mut self, place: Place) {
        self.plain_fault(
            codes::BAD_BRACES,
            place,
            words("花括号里什么也没有写", "the braces are empty"),
            words(
                "写 gap{0,20} 或 gap{not [。；]}，或删去花括号",
                "write gap{0,20} or gap{not [。；]}, or remove the braces",
            ),
        );
    }

    pub(in crate::pattern::parse) fn look_without_parentheses(
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
}
