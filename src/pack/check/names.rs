//! Types, fields, lexicons and attributes that are named but not defined.

use super::Checker;
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::pack::model::{Action, Field, Kind, Lexicon, Scope, ScopeKind};
use crate::pack::read::{did_you_mean, unknown_field};
use crate::pack::uses::{self, Use, Used};
use crate::pattern::Filter;
use crate::record::TypeId;
use crate::source::Place;

impl Checker<'_> {
    /// Looks at every name in every pattern and expression as it is written.
    pub(super) fn names(&mut self) {
        let pack = self.pack;
        let mut found: Vec<Use<'_>> = Vec::new();
        for named in &pack.patterns {
            uses::of_pattern(&named.tree, &mut found);
        }
        for rule in &pack.rules {
            for pattern in uses::patterns(rule) {
                uses::of_pattern(pattern, &mut found);
            }
            for (expression, _) in uses::expressions(rule) {
                uses::of_expression(expression, &mut found);
            }
        }
        self.used(&found);
        self.rule_names();
    }

    /// Looks at names where they are used.
    pub(super) fn used(&mut self, found: &[Use<'_>]) {
        for used in found {
            match used.what {
                Used::Records(kind, filters) => {
                    if let Some(id) = self.known_type(kind, used.place) {
                        for filter in filters {
                            let path: Vec<String> =
                                filter.attribute.split('.').map(str::to_owned).collect();
                            self.path(id, &path, filter.place);
                        }
                    }
                }
                Used::Emitted(kind) => {
                    self.known_type(kind, used.place);
                }
                Used::Field(kind, path) => {
                    if let Some(id) = self.known_type(kind, used.place) {
                        self.path(id, path, used.place);
                    }
                }
                Used::Lexicon(name, filters) => self.lexicon(name, filters, used.place),
                // Inlining tells of patterns.
                Used::Pattern(_) => {}
            }
        }
    }

    /// Names that stand in a rule outside of its patterns and expressions.
    fn rule_names(&mut self) {
        let pack = self.pack;
        for rule in &pack.rules {
            let mut scopes: Vec<_> = rule.within.iter().collect();
            if let Action::Entity(entity) = &rule.action {
                for mention in &entity.mentions {
                    scopes.extend(&mention.within);
                }
            }
            for scope in scopes {
                self.scope(scope);
            }
        }
    }

    /// A scope's field must be there.
    pub(super) fn scope(&mut self, scope: &Scope) {
        if let ScopeKind::Field(id, path) = &scope.kind {
            self.path(*id, path, scope.place);
        }
    }

    fn known_type(&mut self, name: &str, place: Place) -> Option<TypeId> {
        let found = self.pack.type_named(name);
        if found.is_none() {
            let names = self.pack.types.iter().map(|kind| kind.name.as_str());
            let known = closest(name, names);
            let fault = Diagnostic::error(
                codes::UNKNOWN_TYPE,
                place,
                Message::new(
                    format!("没有名为“{name}”的类型"),
                    format!("no type is named `{name}`"),
                ),
            );
            self.meant(fault, name, known);
        }
        found
    }

    /// A field, or one of a map inside it.
    fn path(&mut self, id: TypeId, path: &[String], place: Place) {
        let mut fields = &self.pack.type_of(id).fields;
        for name in path {
            let Some(field) = fields.iter().find(|field| field.name == *name) else {
                if name != "text" {
                    self.unknown_field(name, place, fields);
                }
                return;
            };
            match &field.kind {
                Kind::Map(inner) => fields = inner,
                Kind::Record(inner) => fields = &self.pack.type_of(*inner).fields,
                _ => return,
            }
        }
    }

    pub(super) fn unknown_field(&mut self, name: &str, place: Place, fields: &[Field]) {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let (fault, known) = unknown_field(name, place, &names);
        self.meant(fault, name, known);
    }

    fn lexicon(&mut self, name: &str, filters: &[Filter], place: Place) {
        let Some(&id) = self.pack.lexicon_names.get(name) else {
            let names = self.pack.lexicons.iter().map(|known| known.name.as_str());
            let known = closest(name, names);
            let mut fault = Diagnostic::error(
                codes::UNKNOWN_LEXICON,
                place,
                Message::new(
                    format!("没有名为“{name}”的词表"),
                    format!("no lexicon is named `{name}`"),
                ),
            );
            if self.pack.pattern_names.contains_key(name) {
                fault = fault.help(Message::new(
                    format!("“{name}”是模式，用的时候不写 @"),
                    format!("`{name}` is a pattern, which is used without `@`"),
                ));
            } else if self.pack.type_named(name).is_some() {
                fault = fault.help(Message::new(
                    format!("“{name}”是类型：它的记录写 <{name}>，它的字段写 @{name}.字段"),
                    format!(
                        "`{name}` is a type: its records are `<{name}>`, its fields `@{name}.field`"
                    ),
                ));
            }
            self.meant(fault, name, known);
            return;
        };
        let lexicon = &self.pack.lexicons[id.index()];
        for filter in filters {
            self.filter(lexicon, filter);
        }
    }

    /// A condition on an attribute must be able to hold.
    fn filter(&mut self, lexicon: &Lexicon, filter: &Filter) {
        let mut names: Vec<&str> = Vec::new();
        let mut values: Vec<&str> = Vec::new();
        for (name, value) in lexicon.entries.iter().flat_map(|entry| &entry.attributes) {
            if !names.contains(&&**name) {
                names.push(name);
            }
            if **name == *filter.attribute && !values.contains(&&**value) {
                values.push(value);
            }
        }
        if !names.contains(&filter.attribute.as_str()) {
            let known = closest(&filter.attribute, names.iter().copied());
            let mut fault = Diagnostic::error(
                codes::UNKNOWN_ATTRIBUTE,
                filter.place,
                Message::new(
                    format!(
                        "词表“{}”里没有词条有属性“{}”",
                        lexicon.name, filter.attribute
                    ),
                    format!(
                        "no entry of the lexicon `{}` has an attribute `{}`",
                        lexicon.name, filter.attribute
                    ),
                ),
            );
            if known.is_none() {
                fault = fault.help(listed(("属性有", "the attributes are"), &names));
            }
            self.meant(fault, &filter.attribute, known);
            return;
        }
        for value in &filter.values {
            if values.contains(&value.as_str()) {
                continue;
            }
            let known = closest(value, values.iter().copied());
            let mut fault = Diagnostic::error(
                codes::UNKNOWN_ATTRIBUTE,
                filter.place,
                Message::new(
                    format!(
                        "词表“{}”里没有词条的 {} 是“{value}”",
                        lexicon.name, filter.attribute
                    ),
                    format!(
                        "no entry of the lexicon `{}` has `{value}` as its {}",
                        lexicon.name, filter.attribute
                    ),
                ),
            );
            if known.is_none() {
                fault = fault.help(listed(("值有", "the values are"), &values));
            }
            self.meant(fault, value, known);
        }
    }

    /// Reports a name that is not known at the very name, with the one that was meant.
    pub(super) fn meant(&mut self, mut fault: Diagnostic, name: &str, known: Option<&str>) {
        let Some(place) = fault.place else {
            self.report(fault);
            return;
        };
        let written = self.pack.sources.slice(place);
        let at = written.find(name);
        if let Some(at) = at {
            let start = place.start + at as u32;
            fault.place = Some(Place {
                start,
                end: start + name.len() as u32,
                ..place
            });
        }
        let mut fault = did_you_mean(fault.clone(), fault.place.unwrap_or(place), known);
        if at.is_none() {
            fault.fix = None;
        }
        self.report(fault);
    }
}

/// What there is, up to a few.
fn listed((zh, en): (&str, &str), names: &[&str]) -> Message {
    if names.is_empty() {
        return Message::new(
            "这个词表的词条都没有属性".to_owned(),
            "the entries of this lexicon have no attributes".to_owned(),
        );
    }
    let shown = &names[..names.len().min(12)];
    let more = if shown.len() < names.len() {
        " …"
    } else {
        ""
    };
    Message::new(
        format!("{zh}：{}{more}", shown.join("、")),
        format!("{en}: {}{more}", shown.join(", ")),
    )
}
