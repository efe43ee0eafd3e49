//! Expressions with every name resolved, so that nothing is looked up per match.

use std::sync::Arc;

use crate::expression::tree::{
    Comparison, Expression, ExpressionKind, Find, FindScope, Relation, Target,
};
use crate::pack::{
    Action, Emit, EmitSpan, Field, FieldValue, Kind, Pack, Rule, Scope, ScopeKind, Step,
};
use crate::record::{LexiconId, TypeId};
use crate::source::Place;
use crate::text::Unit;

/// An expression ready to be evaluated.
#[derive(Debug, Clone)]
pub(crate) struct Formula {
    pub kind: FormulaKind,
    /// Where it stands in its rule file.
    pub place: Place,
}

#[derive(Debug, Clone)]
pub(crate) enum FormulaKind {
    Text(Arc<str>),
    Number(f64),
    YesNo(bool),
    Path {
        root: Root,
        steps: Vec<Arc<str>>,
    },
    Call(Function, Box<Formula>),
    Find(Box<Seek>),
    Else(Box<Formula>, Box<Formula>),
    And(Box<Formula>, Box<Formula>),
    Or(Box<Formula>, Box<Formula>),
    Not(Box<Formula>),
    Compare(Comparison, Box<Formula>, Box<Formula>),
    Relate {
        subject: Box<Formula>,
        negative: bool,
        relations: Vec<Relation>,
        target: FormulaTarget,
    },
    /// What names nothing; a checked pack holds none.
    Nothing,
}

/// The first word of a path.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    pub name: Arc<str>,
    /// What the word means where no binding and no capture has the name.
    pub reserved: Option<Reserved>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reserved {
    Match,
    Segments,
    Style,
    Before,
    Announce,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Number,
    Date,
    Trim,
    Statement,
    Present,
    Text,
    Count,
    First,
    Last,
}

/// Records sought by where they stand.
#[derive(Debug, Clone)]
pub(crate) struct Seek {
    pub how: Find,
    pub kind: TypeId,
    /// For `emitted`, which looks at records that are not settled yet.
    pub leaves: Vec<TypeId>,
    pub place: SeekScope,
    pub conditions: Vec<Condition>,
    pub steps: Vec<Arc<str>>,
}

/// `FIELD = x`
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub path: Vec<Arc<str>>,
    pub comparison: Comparison,
    pub value: Formula,
}

#[derive(Debug, Clone)]
pub(crate) enum SeekScope {
    Everywhere,
    Unit { unit: Unit, offset: i32 },
    Inside(Formula),
}

#[derive(Debug, Clone)]
pub(crate) enum FormulaTarget {
    /// An index into [`Plan::occurrences`].
    Occurrences(usize),
    Records(TypeId),
    Value(Box<Formula>),
}

/// What relations ask for by its occurrences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Occurrences {
    Lexicon(LexiconId),
    Field(TypeId, Vec<String>),
}

/// One entry of `emit`.
#[derive(Debug, Clone)]
pub(crate) struct EmitPlan {
    pub each: Vec<(Arc<str>, Formula)>,
    pub condition: Option<Formula>,
    pub makes: TypeId,
    pub fields: Vec<(usize, FieldPlan)>,
    pub span: Option<SpanPlan>,
}

#[derive(Debug, Clone)]
pub(crate) enum FieldPlan {
    Formula(Formula),
    Map(Vec<(usize, FieldPlan)>),
}

#[derive(Debug, Clone)]
pub(crate) enum SpanPlan {
    Value(Formula),
    Enclosing(Unit),
}

/// A pattern whose matches are mentions of an entity.
#[derive(Debug, Clone)]
pub(crate) struct MentionPlan {
    /// An index into [`Plan::scopes`].
    pub within: usize,
    pub refers: Formula,
    pub condition: Option<Formula>,
}

/// A rule with its expressions resolved.
#[derive(Debug, Clone, Default)]
pub(crate) struct RulePlan {
    /// An index into [`Plan::scopes`].
    pub within: usize,
    pub condition: Option<Formula>,
    pub emit: Vec<EmitPlan>,
    /// For each exception, the path of the capture that it is about.
    pub exceptions: Vec<Option<Formula>>,
    pub mentions: Vec<MentionPlan>,
    /// Which occurrences its relations ask for.
    pub occurrences: Vec<usize>,
}

/// All rules of a pack with their expressions resolved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub rules: Vec<RulePlan>,
    /// What relations ask for, each once.
    pub occurrences: Vec<Occurrences>,
    /// The lists of `within`, each once.
    pub scopes: Vec<Vec<ScopeKind>>,
    /// The pack's order; of types settled one right after the other, those that records of
    /// others refer to come first.
    pub order: Vec<Step>,
}

impl Plan {
    /// Resolves the expressions of a pack.
    pub fn new(pack: &Pack) -> Self {
        let mut resolver = Resolver {
            pack,
            occurrences: Vec::new(),
            scopes: Vec::new(),
            asked: Vec::new(),
        };
        let rules = pack.rules.iter().map(|rule| resolver.rule(rule)).collect();
        Self {
            rules,
            occurrences: resolver.occurrences,
            scopes: resolver.scopes,
            order: parts_first(pack),
        }
    }
}

/// Records of one match refer to each other (`emitted(Item)`): the parts are settled before
/// what is built of them.
fn parts_first(pack: &Pack) -> Vec<Step> {
    let settles = |step: &Step| matches!(step, Step::Settle(_));
    let chunks = pack
        .order
        .chunk_by(|first, second| settles(first) && settles(second));
    let mut order = Vec::with_capacity(pack.order.len());
    for chunk in chunks {
        let mut waiting: Vec<TypeId> = Vec::new();
        for step in chunk {
            match step {
                Step::Settle(kind) => waiting.push(*kind),
                other => order.push(*other),
            }
        }
        while !waiting.is_empty() {
            let free = waiting.iter().position(|&kind| {
                let others = waiting.iter().filter(|&&other| other != kind);
                let fields = &pack.type_of(kind).fields;
                !others.clone().any(|&other| refers_to(pack, fields, other))
            });
            // Types that refer to each other in a circle keep the order of the pack.
            order.push(Step::Settle(waiting.remove(free.unwrap_or(0))));
        }
    }
    order
}

fn refers_to(pack: &Pack, fields: &[Field], wanted: TypeId) -> bool {
    fields.iter().any(|field| match &field.kind {
        Kind::Record(kind) => pack.leaves(*kind).contains(&wanted),
        Kind::Map(inner) => refers_to(pack, inner, wanted),
        Kind::Text | Kind::Number | Kind::YesNo | Kind::Date => false,
    })
}

struct Resolver<'p> {
    pack: &'p Pack,
    occurrences: Vec<Occurrences>,
    scopes: Vec<Vec<ScopeKind>>,
    /// What the rule in hand asks for.
    asked: Vec<usize>,
}

impl Resolver<'_> {
    fn rule(&mut self, rule: &Rule) -> RulePlan {
        self.asked.clear();
        let condition = rule.condition.as_ref().map(|one| self.formula(one));
        let emit = rule.emit.iter().map(|one| self.emit(one)).collect();
        let exceptions = rule
            .exceptions
            .iter()
            .map(|exception| {
                let on = exception.on.as_deref()?;
                Some(Formula {
                    kind: path(on.split('.')),
                    place: exception.place,
                })
            })
            .collect();
        let mentions = match &rule.action {
            Action::Entity(entity) => entity
                .mentions
                .iter()
                .map(|mention| MentionPlan {
                    within: self.within(&mention.within),
                    refers: self.formula(&mention.refers),
                    condition: mention.condition.as_ref().map(|one| self.formula(one)),
                })
                .collect(),
            Action::Match(_) | Action::Segment(_) => Vec::new(),
        };
        RulePlan {
            within: self.within(&rule.within),
            condition,
            emit,
            exceptions,
            mentions,
            occurrences: std::mem::take(&mut self.asked),
        }
    }

    fn within(&mut self, within: &[Scope]) -> usize {
        let kinds: Vec<ScopeKind> = within.iter().map(|scope| scope.kind.clone()).collect();
        let known = self.scopes.iter().position(|one| *one == kinds);
        known.unwrap_or_else(|| {
            self.scopes.push(kinds);
            self.scopes.len() - 1
        })
    }

    fn emit(&mut self, emit: &Emit) -> EmitPlan {
        let each = emit.each.iter();
        EmitPlan {
            each: each
                .map(|(name, list)| (name.as_str().into(), self.formula(list)))
                .collect(),
            condition: emit.condition.as_ref().map(|one| self.formula(one)),
            makes: emit.makes,
            fields: self.fields(&emit.fields),
            span: emit.span.as_ref().map(|span| match span {
                EmitSpan::Value(value) => SpanPlan::Value(self.formula(value)),
                EmitSpan::Enclosing(unit) => SpanPlan::Enclosing(*unit),
            }),
        }
    }

    fn fields(&mut self, fields: &[(usize, FieldValue)]) -> Vec<(usize, FieldPlan)> {
        let one = |(index, value): &(usize, FieldValue)| {
            let plan = match value {
                FieldValue::Expression(value) => FieldPlan::Formula(self.formula(value)),
                FieldValue::Map(inner) => FieldPlan::Map(self.fields(inner)),
            };
            (*index, plan)
        };
        fields.iter().map(one).collect()
    }

    fn formula(&mut self, expression: &Expression) -> Formula {
        Formula {
            kind: self.kind(&expression.kind),
            place: expression.place,
        }
    }

    fn boxed(&mut self, expression: &Expression) -> Box<Formula> {
        Box::new(self.formula(expression))
    }

    fn kind(&mut self, kind: &ExpressionKind) -> FormulaKind {
        match kind {
            ExpressionKind::Text(text) => FormulaKind::Text(text.as_str().into()),
            ExpressionKind::Number(number) => FormulaKind::Number(*number),
            ExpressionKind::YesNo(yes) => FormulaKind::YesNo(*yes),
            ExpressionKind::Path { root, steps } => {
                path(std::iter::once(root.as_str()).chain(steps.iter().map(String::as_str)))
            }
            ExpressionKind::Call { function, argument } => match function_named(function) {
                Some(function) => FormulaKind::Call(function, self.boxed(argument)),
                None => FormulaKind::Nothing,
            },
            ExpressionKind::Find {
                how,
                kind,
                place,
                conditions,
                steps,
            } => self
                .seek(*how, kind, place.as_ref(), conditions, steps)
                .map_or(FormulaKind::Nothing, |seek| {
                    FormulaKind::Find(Box::new(seek))
                }),
            ExpressionKind::Else(first, second) => {
                FormulaKind::Else(self.boxed(first), self.boxed(second))
            }
            ExpressionKind::And(first, second) => {
                FormulaKind::And(self.boxed(first), self.boxed(second))
            }
            ExpressionKind::Or(first, second) => {
                FormulaKind::Or(self.boxed(first), self.boxed(second))
            }
            ExpressionKind::Not(inner) => FormulaKind::Not(self.boxed(inner)),
            ExpressionKind::Compare(comparison, first, second) => {
                FormulaKind::Compare(*comparison, self.boxed(first), self.boxed(second))
            }
            ExpressionKind::Relate {
                subject,
                negative,
                relations,
                target,
            } => match self.target(target) {
                Some(target) => FormulaKind::Relate {
                    subject: self.boxed(subject),
                    negative: *negative,
                    relations: relations.clone(),
                    target,
                },
                None => FormulaKind::Nothing,
            },
        }
    }

    fn seek(
        &mut self,
        how: Find,
        kind: &str,
        place: Option<&FindScope>,
        conditions: &[(String, Comparison, Expression)],
        steps: &[String],
    ) -> Option<Seek> {
        let kind = self.pack.type_named(kind)?;
        let place = match place {
            None => SeekScope::Everywhere,
            Some(FindScope::Unit { unit, offset }) => SeekScope::Unit {
                unit: *unit,
                offset: *offset,
            },
            Some(FindScope::Inside(value)) => SeekScope::Inside(self.formula(value)),
        };
        let conditions = conditions
            .iter()
            .map(|(field, comparison, value)| Condition {
                path: field.split('.').map(Arc::from).collect(),
                comparison: *comparison,
                value: self.formula(value),
            })
            .collect();
        Some(Seek {
            how,
            kind,
            leaves: self.pack.leaves(kind),
            place,
            conditions,
            steps: steps.iter().map(|step| step.as_str().into()).collect(),
        })
    }

    fn target(&mut self, target: &Target) -> Option<FormulaTarget> {
        let asked = match target {
            Target::Lexicon(name) => Occurrences::Lexicon(*self.pack.lexicon_names.get(name)?),
            Target::Field(kind, path) => {
                Occurrences::Field(self.pack.type_named(kind)?, path.clone())
            }
            Target::Records(kind) => {
                return Some(FormulaTarget::Records(self.pack.type_named(kind)?));
            }
            Target::Value(value) => return Some(FormulaTarget::Value(self.boxed(value))),
        };
        let known = self.occurrences.iter().position(|one| *one == asked);
        let index = known.unwrap_or_else(|| {
            self.occurrences.push(asked);
            self.occurrences.len() - 1
        });
        if !self.asked.contains(&index) {
            self.asked.push(index);
        }
        Some(FormulaTarget::Occurrences(index))
    }
}

fn path<'w>(mut words: impl Iterator<Item = &'w str>) -> FormulaKind {
    let Some(root) = words.next() else {
        return FormulaKind::Nothing;
    };
    let reserved = match root {
        "match" => Some(Reserved::Match),
        "segments" => Some(Reserved::Segments),
        "style" => Some(Reserved::Style),
        "before" => Some(Reserved::Before),
        "announce" => Some(Reserved::Announce),
        _ => None,
    };
    FormulaKind::Path {
        root: Root {
            name: root.into(),
            reserved,
        },
        steps: words.map(Arc::from).collect(),
    }
}

fn function_named(name: &str) -> Option<Function> {
    Some(match name {
        "number" => Function::Number,
        "date" => Function::Date,
        "trim" => Function::Trim,
        "statement" => Function::Statement,
        "present" => Function::Present,
        "text" => Function::Text,
        "count" => Function::Count,
        "first" => Function::First,
        "last" => Function::Last,
        _ => return None,
    })
}
