//! Mistakes with repeats and their bounds.

use pest::iterators::Pair;

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pattern::parse::Rule;
use crate::pattern::parse::build::Builder;
use crate::pattern::word::quoted;
use crate::source::Place;

impl Builder<'_> {
    pub(in crate::pattern::parse) fn nothing_to_repeat(&mut self, pair: &Pair<'_, Rule>) {
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

    pub(in crate::pattern::parse) fn repeated_twice(
        &mut self,
        item: &Pair<'_, Rule>,
        suffixes: &[Pair<'_, Rule>],
    ) {
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
    pub(in crate::pattern::parse) fn check_repeatable(
        &mut self,
        item: &Pair<'_, Rule>,
        suffix: &Pair<'_, Rule>,
    ) {
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

    pub(in crate::pattern::parse) fn bound_too_large(&mut self, pair: &Pair<'_, Rule>, most: u32) {
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

    pub(in crate::pattern::parse) fn bound_without_minimum(&mut self, pair: &Pair<'_, Rule>) {
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

    pub(in crate::pattern::parse) fn bounds_without_sense(
        &mut self,
        place: Place,
        minimum: u32,
        maximum: u32,
    ) {
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
}
