//! What `where`, `each`, `emit`, `span`, `on`, `order` and `refers` read of a match.

use super::sort::{Names, Sort, What};
use super::{Checker, Ready, Role};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::model::{Action, Emit, EmitSpan, Entity, FieldValue, Marker, MarkerOrdinal, Rule};
use crate::pattern::{self, Node, NodeKind, Shape};
use crate::record::TypeId;
use crate::source::Place;

impl Checker<'_> {
    /// Follows every name in the expressions of every rule to what it stands for, and holds
    /// what records are filled with against the kinds of their fields.
    pub(super) fn captures(&mut self) {
        let rules = std::mem::take(&mut self.rules);
        for ready in rules.iter().filter(|ready| ready.whole) {
            self.rule_captures(ready);
        }
        self.rules = rules;
    }

    fn rule_captures(&mut self, ready: &Ready<'_>) {
        let rule = ready.rule;
        let segments = matches!(rule.action, Action::Segment(_));
        let shapes = shapes_of(ready);
        let mut names = Names {
            shapes: &shapes,
            segments,
            bound: Vec::new(),
        };
        if let Action::Entity(entity) = &rule.action {
            self.mentions(ready, entity);
        }
        if let Some(condition) = &rule.condition {
            self.sort(condition, &names);
        }
        let mut bound: Vec<String> = Vec::new();
        for emit in &rule.emit {
            for (name, list) in &emit.each {
                let sort = self.sort(list, &names).item();
                names.bound.push((name, sort));
                bound.push(name.clone());
            }
            self.emit(emit, &names);
            names.bound.clear();
        }
        for exception in &rule.exceptions {
            if let Some(on) = &exception.on {
                let place = exception.on_place.unwrap_or(exception.place);
                self.on(on, place, &shapes, &bound);
            }
        }
        if let Action::Segment(segment) = &rule.action
            && let Some(capture) = &segment.consecutive
        {
            self.order_capture(capture, ready);
        }
    }

    fn emit<'c>(&mut self, emit: &'c Emit, names: &Names<'c>) {
        if let Some(condition) = &emit.condition {
            self.sort(condition, names);
        }
        if let Some(EmitSpan::Value(span)) = &emit.span {
            let sort = self.sort(span, names);
            if matches!(sort.what, What::Number | What::YesNo) {
                self.report(Diagnostic::error(
                    codes::WRONG_KIND,
                    span.place,
                    Message::new(
                        "span 要是文中的一段：捕获或范围",
                        "`span` must be a stretch of the text: a capture or a scope",
                    ),
                ));
            }
        }
        let kind = self.pack.type_of(emit.makes);
        self.filled(&emit.fields, &kind.fields, names);
        self.required(&emit.fields, emit.makes, emit.place);
    }

    fn filled<'c>(
        &mut self,
        values: &'c [(usize, FieldValue)],
        fields: &[crate::pack::model::Field],
        names: &Names<'c>,
    ) {
        for (index, value) in values {
            let Some(field) = fields.get(*index) else {
                continue;
            };
            match value {
                FieldValue::Expression(expression) => {
                    let sort = self.sort(expression, names);
                    self.fits(&sort, field, expression.place);
                }
                FieldValue::Map(inner) => {
                    if let crate::pack::model::Kind::Map(fields) = &field.kind {
                        self.filled(inner, fields, names);
                    }
                }
            }
        }
    }

    fn required(&mut self, values: &[(usize, FieldValue)], makes: TypeId, place: Place) {
        let kind = self.pack.type_of(makes);
        for (index, field) in kind.fields.iter().enumerate() {
            if field.required && !values.iter().any(|(filled, _)| *filled == index) {
                self.report(
                    Diagnostic::error(
                        codes::REQUIRED_UNBOUND,
                        place,
                        Message::new(
                            format!("没有填 {} 必需的字段“{}”", kind.name, field.name),
                            format!(
                                "the required field `{}` of {} is not filled",
                                field.name, kind.name
                            ),
                        ),
                    )
                    .related(
                        field.place,
                        Message::new("字段在这里定义", "the field is defined here"),
                    ),
                );
            }
        }
    }

    /// `on:` names a capture at any depth, or a name bound by `each`, perhaps with steps.
    fn on(&mut self, on: &str, place: Place, shapes: &[Shape], bound: &[String]) {
        let root = on.split('.').next().unwrap_or(on);
        let mut known: Vec<&str> = bound.iter().map(String::as_str).collect();
        fn deep<'s>(shapes: &'s [Shape], known: &mut Vec<&'s str>) {
            for shape in shapes {
                known.push(&shape.name);
                deep(&shape.inner, known);
            }
        }
        deep(shapes, &mut known);
        if root != "match" && !known.contains(&root) {
            known.dedup();
            self.unknown_capture(root, place, &known);
        }
    }

    /// Every marker without an ordinal of its own must capture one.
    fn order_capture(&mut self, capture: &str, ready: &Ready<'_>) {
        for inlined in &ready.patterns {
            let Role::Marker(marker) = inlined.role else {
                continue;
            };
            if marker.ordinal != MarkerOrdinal::Captured {
                continue;
            }
            let found = inlined.shapes.iter().find(|shape| shape.name == capture);
            if found.is_none() {
                self.no_ordinal(capture, marker, ready.rule);
            }
        }
    }

    fn no_ordinal(&mut self, capture: &str, marker: &Marker, rule: &Rule) {
        self.report(
            Diagnostic::error(
                codes::UNKNOWN_CAPTURE,
                marker.pattern.place,
                Message::new(
                    format!("标记“{}”没有捕获序号 {capture}", marker.style),
                    format!(
                        "the marker `{}` captures no ordinal `{capture}`",
                        marker.style
                    ),
                ),
            )
            .related(
                rule.place,
                Message::new(
                    format!("这条规则写了 order: consecutive({capture})"),
                    format!("this rule has `order: consecutive({capture})`"),
                ),
            )
            .help(Message::new(
                format!("在模式里写 {capture}:…，或给标记写 ordinal: 1"),
                format!("write `{capture}:…` in the pattern, or give the marker an `ordinal: 1`"),
            )),
        );
    }

    fn mentions(&mut self, ready: &Ready<'_>, entity: &Entity) {
        for inlined in &ready.patterns {
            let Role::Mention(mention) = inlined.role else {
                continue;
            };
            let names = Names {
                shapes: &inlined.shapes,
                segments: false,
                bound: Vec::new(),
            };
            let sort = self.sort(&mention.refers, &names);
            self.refers(&sort, entity, mention.refers.place);
            if let Some(condition) = &mention.condition {
                self.sort(condition, &names);
            }
        }
    }

    /// `refers` gives a record of what is merged, or the text that it is known by.
    fn refers(&mut self, sort: &Sort<'_>, entity: &Entity, place: Place) {
        let fits = match sort.what {
            What::Record(id) => {
                let allowed: Vec<TypeId> = self.pack.leaves(entity.of);
                let leaves = self.pack.leaves(id);
                id == entity.makes || leaves.iter().any(|leaf| allowed.contains(leaf))
            }
            What::Number | What::YesNo | What::Date | What::Map(_) => false,
            _ => true,
        };
        if !fits {
            let of = &self.pack.type_of(entity.of).name;
            let message = Message::new(
                format!("refers 要给出一个 {of}，或它的 {} 的文字", entity.same),
                format!(
                    "`refers` must give a {of}, or the text of its {}",
                    entity.same
                ),
            );
            self.report(Diagnostic::error(codes::WRONG_KIND, place, message));
        }
    }
}

/// The captures that a rule's expressions see: those of its match, or of any marker.
fn shapes_of(ready: &Ready<'_>) -> Vec<Shape> {
    let trees: Vec<Node> = ready
        .patterns
        .iter()
        .filter(|inlined| matches!(inlined.role, Role::Match | Role::Marker(_)))
        .map(|inlined| inlined.tree.clone())
        .collect();
    pattern::shape(&Node {
        kind: NodeKind::Choice(trees),
        place: ready.rule.place,
    })
}
