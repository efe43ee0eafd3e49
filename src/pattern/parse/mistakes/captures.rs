//! Mistakes with captures.

use pest::iterators::Pair;

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pattern::parse::Rule;
use crate::pattern::parse::build::{Builder, parts};
use crate::pattern::tree::{Node, NodeKind};
use crate::pattern::word::quoted;

impl Builder<'_> {
    pub(in crate::pattern::parse) fn capture_of_nothing(&mut self, labels: &[Pair<'_, Rule>]) {
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
    pub(in crate::pattern::parse) fn check_labels(
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
            let help = if repeat.starts_with(['?', '？']) {
                Message::new(
                    format!("“{name}”可有可无：{each}；总有“{name}”，只是可能为空：{all}"),
                    format!("“{name}” may be absent: {each}; it may be empty: {all}"),
                )
            } else {
                Message::new(
                    format!("每一个都是“{name}”：{each}；把全部捕获为一个“{name}”：{all}"),
                    format!(
                        "each as a “{name}” of its own: {each}; all of it as one “{name}”: {all}"
                    ),
                )
            };
            self.fault(
                Diagnostic::error(
                    codes::CAPTURE_OF_REPEAT,
                    place,
                    Message::new(
                        format!("{name}:{item}{repeat} 有两种读法"),
                        format!("{name}:{item}{repeat} can be read in two ways"),
                    ),
                )
                .help(help),
            );
        }
    }

    /// Captures inside a look or barrier are faults: they would keep nothing.
    pub(in crate::pattern::parse) fn forbid_captures(&mut self, node: &Node) {
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
}
