//! Examples and exceptions, as far as can be said without running them.

use super::{Checker, Role};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pattern::{Node, NodeKind};

impl Checker<'_> {
    /// Examples given twice, and exceptions whose example lacks a text that they need.
    pub(super) fn examples(&mut self) {
        let pack = self.pack;
        for rule in &pack.rules {
            for (index, example) in rule.examples.iter().enumerate() {
                let earlier = rule.examples[..index].iter();
                if let Some(first) = earlier.clone().find(|known| known.id == example.id) {
                    let fault = Diagnostic::error(
                        codes::EXAMPLE_TWICE,
                        example.place,
                        Message::new("这个例子写了两次", "this example is given twice"),
                    );
                    self.report(
                        fault
                            .related(
                                first.place,
                                Message::new("第一次在这里", "first given here"),
                            )
                            .help(Message::new(
                                "删去一个，或各给一个 id",
                                "take one out, or give each an `id`",
                            )),
                    );
                }
            }
        }
        let mut faults = Vec::new();
        for inlined in self.rules.iter().flat_map(|ready| &ready.patterns) {
            let Role::Exception(exception) = inlined.role else {
                continue;
            };
            let Some((example, place)) = &exception.example else {
                continue;
            };
            let example = crate::text::fold(example);
            let mut needed = Vec::new();
            needed_texts(&inlined.tree, &mut needed);
            if let Some(text) = needed.iter().find(|text| !example.contains(text.as_str())) {
                faults.push(
                    Diagnostic::error(
                        codes::EXCEPTION_WITHOUT_EFFECT,
                        *place,
                        Message::new(
                            format!("例外要有“{text}”，这个例子里没有"),
                            format!("the exception needs “{text}”, which this example lacks"),
                        ),
                    )
                    .related(
                        exception.pattern.place,
                        Message::new("例外的模式", "the exception's pattern"),
                    ),
                );
            }
        }
        for fault in faults {
            self.report(fault);
        }
        self.changes();
    }

    /// Rules that nobody would see break.
    pub(super) fn untested(&mut self) {
        for rule in &self.pack.rules {
            if !rule.examples.is_empty() {
                continue;
            }
            let name = &rule.name;
            let fault = Diagnostic::warning(
                codes::NO_EXAMPLE,
                rule.place,
                Message::new(
                    format!("规则 {name} 没有例子"),
                    format!("the rule {name} has no example"),
                ),
            );
            self.report(fault.help(Message::new(
                "在 examples 下写一句话（text）和它应给出的记录（gives），tiyao test 会检验",
                "write under `examples` a sentence (`text`) and the records it gives (`gives`), which `tiyao test` runs",
            )));
        }
    }

    /// `changes:` of an overlay names examples of the layers below.
    fn changes(&mut self) {
        let pack = self.pack;
        for (index, layer) in pack.layers.iter().enumerate() {
            for (name, &place) in layer.changes.iter().zip(&layer.change_places) {
                let known = pack.rules.iter().any(|rule| {
                    rule.examples.iter().any(|example| {
                        (pack.layer_at(example.place) as usize) < index
                            && (example.id == *name || example.text.trim() == name)
                    })
                });
                if known {
                    continue;
                }
                let examples = pack.rules.iter().flat_map(|rule| &rule.examples);
                let near =
                    crate::diagnostic::closest(name, examples.map(|example| example.id.as_str()));
                let fault = Diagnostic::error(
                    codes::CHANGES_NOTHING,
                    place,
                    Message::new(
                        format!("下面各层没有例子“{name}”"),
                        format!("no layer below has an example “{name}”"),
                    ),
                );
                self.report(crate::pack::read::did_you_mean(fault, place, near));
            }
        }
    }
}

/// Texts without which a pattern cannot match.
fn needed_texts(node: &Node, found: &mut Vec<String>) {
    match &node.kind {
        NodeKind::Literal(text) => found.push(crate::text::fold(text)),
        NodeKind::Sequence(items) => items.iter().for_each(|item| needed_texts(item, found)),
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => needed_texts(item, found),
        NodeKind::Repeat { item, minimum, .. } if *minimum > 0 => needed_texts(item, found),
        _ => {}
    }
}
