//! From the pairs of the grammar to the tree of an expression.

use pest::iterators::Pair;

use super::parse::{Binding, Rule};
use super::tree::{Comparison, Expression, ExpressionKind, Find, FindScope, Relation, Target};
use crate::diagnostic::Diagnostic;
use crate::pattern::unit_named;
use crate::source::{Place, Scalar};

/// The functions of one argument.
pub(super) const FUNCTIONS: [&str; 9] = [
    "number",
    "date",
    "trim",
    "statement",
    "present",
    "text",
    "count",
    "first",
    "last",
];

/// Builds the tree of one expression.
pub(super) struct Builder<'a> {
    pub(super) scalar: &'a Scalar,
    pub(super) faults: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(scalar: &'a Scalar) -> Self {
        Self {
            scalar,
            faults: Vec::new(),
        }
    }

    pub(super) fn place(&self, pair: &Pair<'_, Rule>) -> Place {
        let span = pair.as_span();
        self.scalar.place_of(span.start(), span.end())
    }

    /// A whole expression.
    pub(super) fn whole(&mut self, pair: Pair<'_, Rule>) -> Expression {
        let place = self.place(&pair);
        match pair.into_inner().next() {
            Some(disjunction) => self.disjunction(disjunction),
            None => stand_in(place),
        }
    }

    /// `group in groups`.
    pub(super) fn binding(&mut self, pair: Pair<'_, Rule>) -> Binding {
        let place = self.place(&pair);
        let mut binding = Binding {
            name: String::new(),
            items: stand_in(place),
            place,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::word => {
                    binding.name = part.as_str().to_owned();
                    binding.place = self.place(&part);
                }
                Rule::disjunction => binding.items = self.disjunction(part),
                _ => {}
            }
        }
        binding
    }

    fn disjunction(&mut self, pair: Pair<'_, Rule>) -> Expression {
        self.chain(
            pair,
            Rule::conjunction,
            Self::conjunction,
            ExpressionKind::Or,
        )
    }

    fn conjunction(&mut self, pair: Pair<'_, Rule>) -> Expression {
        self.chain(pair, Rule::negation, Self::negation, ExpressionKind::And)
    }

    /// Parts joined by one operator, from left to right.
    fn chain(
        &mut self,
        pair: Pair<'_, Rule>,
        rule: Rule,
        part: fn(&mut Self, Pair<'_, Rule>) -> Expression,
        join: fn(Box<Expression>, Box<Expression>) -> ExpressionKind,
    ) -> Expression {
        let whole = self.place(&pair);
        let mut joined: Option<Expression> = None;
        for inner in pair.into_inner().filter(|inner| inner.as_rule() == rule) {
            let right = part(self, inner);
            joined = Some(match joined {
                None => right,
                Some(left) => {
                    let place = Place {
                        end: right.place.end,
                        ..left.place
                    };
                    Expression {
                        kind: join(Box::new(left), Box::new(right)),
                        place,
                    }
                }
            });
        }
        joined.unwrap_or_else(|| stand_in(whole))
    }

    fn negation(&mut self, pair: Pair<'_, Rule>) -> Expression {
        let whole = self.place(&pair);
        let mut begins = Vec::new();
        let mut found = stand_in(whole);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::not_word => begins.push(self.place(&part).start),
                _ => found = self.comparison(part),
            }
        }
        for start in begins.into_iter().rev() {
            let place = Place {
                start,
                ..found.place
            };
            found = Expression {
                kind: ExpressionKind::Not(Box::new(found)),
                place,
            };
        }
        found
    }

    fn comparison(&mut self, pair: Pair<'_, Rule>) -> Expression {
        let place = self.place(&pair);
        let mut left = None;
        let mut comparison = None;
        let mut kind = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::comparator => comparison = Some(comparison_of(part)),
                Rule::relation => {
                    if let Some(subject) = left.take() {
                        kind = Some(self.relation(subject, part));
                    }
                }
                _ => {
                    let value = self.fallback(part);
                    match (left.take(), comparison) {
                        (Some(first), Some(comparison)) => {
                            kind = Some(ExpressionKind::Compare(
                                comparison,
                                Box::new(first),
                                Box::new(value),
                            ));
                        }
                        _ => left = Some(value),
                    }
                }
            }
        }
        match (kind, left) {
            (Some(kind), _) => Expression { kind, place },
            (None, Some(left)) => left,
            (None, None) => stand_in(place),
        }
    }

    fn relation(&mut self, subject: Expression, pair: Pair<'_, Rule>) -> ExpressionKind {
        let mut negative = false;
        let mut relations = Vec::new();
        let mut target = Target::Value(Box::new(stand_in(subject.place)));
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::not_word => negative = true,
                Rule::relation_word => relations.push(match part.as_str() {
                    "within" => Relation::Within,
                    "contains" => Relation::Contains,
                    "equals" => Relation::Equals,
                    _ => Relation::Crosses,
                }),
                Rule::target => {
                    if let Some(inner) = part.into_inner().next() {
                        target = self.target(inner);
                    }
                }
                _ => {}
            }
        }
        ExpressionKind::Relate {
            subject: Box::new(subject),
            negative,
            relations,
            target,
        }
    }

    fn target(&mut self, pair: Pair<'_, Rule>) -> Target {
        let rule = pair.as_rule();
        if rule == Rule::fallback {
            return Target::Value(Box::new(self.fallback(pair)));
        }
        let mut words = pair.into_inner().map(|word| word.as_str().to_owned());
        let first = words.next().unwrap_or_default();
        match rule {
            Rule::field => Target::Field(first, words.collect()),
            Rule::lexicon => Target::Lexicon(first),
            _ => Target::Records(first),
        }
    }

    fn fallback(&mut self, pair: Pair<'_, Rule>) -> Expression {
        let whole = self.place(&pair);
        let mut operands = Vec::new();
        for part in pair.into_inner() {
            if part.as_rule() != Rule::else_word {
                operands.push(self.operand(part));
            }
        }
        let mut chain: Option<Expression> = None;
        // `a else b else c` is a else (b else c).
        for first in operands.into_iter().rev() {
            chain = Some(match chain {
                None => first,
                Some(then) => Expression {
                    place: Place {
                        end: then.place.end,
                        ..first.place
                    },
                    kind: ExpressionKind::Else(Box::new(first), Box::new(then)),
                },
            });
        }
        chain.unwrap_or_else(|| stand_in(whole))
    }

    fn operand(&mut self, pair: Pair<'_, Rule>) -> Expression {
        let place = self.place(&pair);
        let kind = match pair.as_rule() {
            Rule::group => {
                let mut inner = stand_in(place);
                for part in pair.clone().into_inner() {
                    match part.as_rule() {
                        Rule::unclosed => self.unclosed(&pair),
                        _ => inner = self.disjunction(part),
                    }
                }
                return inner;
            }
            Rule::text => {
                let written = pair.as_str();
                let text = written
                    .strip_prefix('「')
                    .and_then(|text| text.strip_suffix('」'))
                    .unwrap_or(written);
                ExpressionKind::Text(text.to_owned())
            }
            Rule::number => match pair.as_str().parse::<f64>() {
                Ok(number) => ExpressionKind::Number(number),
                Err(_) => return stand_in(place),
            },
            Rule::yes_no => ExpressionKind::YesNo(pair.as_str() == "true"),
            Rule::find => self.find(pair),
            Rule::call => self.call(pair),
            Rule::path => {
                let mut words = pair.into_inner();
                let root = words.next().map_or("", |word| word.as_str()).to_owned();
                ExpressionKind::Path {
                    root,
                    steps: words.next().map(steps_of).unwrap_or_default(),
                }
            }
            _ => {
                self.mistake(pair);
                return stand_in(place);
            }
        };
        Expression { kind, place }
    }

    fn call(&mut self, pair: Pair<'_, Rule>) -> ExpressionKind {
        let mut argument = stand_in(self.place(&pair));
        let mut function = String::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::word | Rule::find_word => {
                    part.as_str().clone_into(&mut function);
                    self.check_function(&part);
                }
                _ => {
                    for inner in part.clone().into_inner() {
                        match inner.as_rule() {
                            Rule::unclosed => self.unclosed(&part),
                            _ => argument = self.disjunction(inner),
                        }
                    }
                }
            }
        }
        ExpressionKind::Call {
            function,
            argument: Box::new(argument),
        }
    }

    fn find(&mut self, pair: Pair<'_, Rule>) -> ExpressionKind {
        let mut word = "";
        let mut kind = String::new();
        let mut kind_place = self.place(&pair);
        let mut place = None;
        let mut conditions = Vec::new();
        let mut steps = Vec::new();
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::find_word => word = part.as_str(),
                Rule::found => {
                    for inner in part.clone().into_inner() {
                        match inner.as_rule() {
                            Rule::word => {
                                kind = inner.as_str().to_owned();
                                kind_place = self.place(&inner);
                            }
                            Rule::scope => place = self.scope(inner),
                            Rule::condition => conditions.push(self.condition(inner)),
                            Rule::unclosed => self.unclosed(&part),
                            _ => {}
                        }
                    }
                }
                _ => steps = steps_of(part),
            }
        }
        // `first(names)` takes the first of a list.
        if word == "first" && place.is_none() && conditions.is_empty() {
            if !steps.is_empty() {
                self.steps_after_first(&pair, &kind, &steps.join("."));
            }
            return ExpressionKind::Call {
                function: word.to_owned(),
                argument: Box::new(Expression {
                    kind: ExpressionKind::Path {
                        root: kind,
                        steps: Vec::new(),
                    },
                    place: kind_place,
                }),
            };
        }
        let how = match word {
            "enclosing" => Find::Enclosing,
            "nearest_before" => Find::NearestBefore,
            "nearest_after" => Find::NearestAfter,
            "first" => Find::First,
            "all" => Find::All,
            _ => Find::Emitted,
        };
        ExpressionKind::Find {
            how,
            kind,
            place,
            conditions,
            steps,
        }
    }

    /// A unit of layout, possibly some units away, or a value.
    fn scope(&mut self, pair: Pair<'_, Rule>) -> Option<FindScope> {
        let inner = pair.into_inner().next()?;
        if inner.as_rule() != Rule::unit_scope {
            return Some(FindScope::Inside(Box::new(self.fallback(inner))));
        }
        let place = self.place(&inner);
        let mut parts = inner.clone().into_inner();
        let word = parts.next()?.as_str();
        let offset = parts.next();
        match (unit_named(word), offset) {
            (Some(unit), None) => Some(FindScope::Unit { unit, offset: 0 }),
            (Some(unit), Some(offset)) => match offset.as_str().parse::<i32>() {
                Ok(offset) => Some(FindScope::Unit { unit, offset }),
                Err(_) => {
                    self.bad_offset(&offset);
                    None
                }
            },
            (None, None) => Some(FindScope::Inside(Box::new(Expression {
                kind: ExpressionKind::Path {
                    root: word.to_owned(),
                    steps: Vec::new(),
                },
                place,
            }))),
            (None, Some(_)) => {
                self.unknown_unit(&inner, word);
                None
            }
        }
    }

    fn condition(&mut self, pair: Pair<'_, Rule>) -> (String, Comparison, Expression) {
        let mut field = String::new();
        let mut comparison = Comparison::Equal;
        let mut value = stand_in(self.place(&pair));
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::dotted => part.as_str().clone_into(&mut field),
                Rule::comparator => comparison = comparison_of(part),
                _ => value = self.fallback(part),
            }
        }
        (field, comparison, value)
    }
}

fn steps_of(pair: Pair<'_, Rule>) -> Vec<String> {
    pair.into_inner()
        .map(|word| word.as_str().to_owned())
        .collect()
}

fn comparison_of(pair: Pair<'_, Rule>) -> Comparison {
    match pair.into_inner().next().map(|inner| inner.as_rule()) {
        Some(Rule::not_equal) => Comparison::NotEqual,
        Some(Rule::less_or_equal) => Comparison::LessOrEqual,
        Some(Rule::greater_or_equal) => Comparison::GreaterOrEqual,
        Some(Rule::less) => Comparison::Less,
        Some(Rule::greater) => Comparison::Greater,
        _ => Comparison::Equal,
    }
}

/// Stands in where a fault is.
fn stand_in(place: Place) -> Expression {
    Expression {
        kind: ExpressionKind::YesNo(false),
        place,
    }
}
