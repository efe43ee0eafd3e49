//! The tree of an expression, as written: names are not yet resolved.

use crate::source::Place;
use crate::text::Unit;

/// A part of an expression and where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands in its rule file.
    pub place: Place,
}

/// The kinds of parts.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// 「meeting」
    Text(String),
    /// `3`, `-1`
    Number(f64),
    /// `true`, `false`
    YesNo(bool),
    /// A capture, a name bound by `each` or a reserved word (`match`, `segments`, `style`,
    /// `before`, `announce`, …), then fields, inner captures or attributes: `group.names`.
    Path {
        /// The first word.
        root: String,
        /// The words after the dots.
        steps: Vec<String>,
    },
    /// `number(s.n)`: one of the fixed set of functions (number, date, trim, statement, present, text, count, first, last).
    Call {
        /// The function.
        function: String,
        /// Its argument.
        argument: Box<Expression>,
    },
    /// Records found by where they stand: `nearest_before(Person in body with name = x).name`.
    Find {
        /// How they are sought.
        how: Find,
        /// The record type (or union).
        kind: String,
        /// Where: a unit of layout (with an offset: `sentence -1`), or inside a value.
        place: Option<FindScope>,
        /// Conditions `FIELD = x` that must hold.
        conditions: Vec<(String, Comparison, Expression)>,
        /// Fields read from what was found.
        steps: Vec<String>,
    },
    /// `a else b`: b where a is absent.
    Else(Box<Expression>, Box<Expression>),
    /// `a and b`
    And(Box<Expression>, Box<Expression>),
    /// `a or b`
    Or(Box<Expression>, Box<Expression>),
    /// `not a`
    Not(Box<Expression>),
    /// `a = b`, `a < 3`
    Compare(Comparison, Box<Expression>, Box<Expression>),
    /// `name within @机构`, `name not (within or crosses) <Person>`, `x within y`
    Relate {
        /// What is tested, by its span.
        subject: Box<Expression>,
        /// Whether none of the relations may hold.
        negative: bool,
        /// The relations, one of which must hold.
        relations: Vec<Relation>,
        /// With what.
        target: Target,
    },
}

/// How records are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Find {
    /// The smallest that contains the record's span.
    Enclosing,
    /// The last that ends before the record's span begins.
    NearestBefore,
    /// The first that begins after the record's span ends.
    NearestAfter,
    /// The first in the scope.
    First,
    /// All in the scope, a list.
    All,
    /// All that this match emitted, after `where`, a list.
    Emitted,
}

/// Where records are sought.
#[derive(Debug, Clone, PartialEq)]
pub enum FindScope {
    /// The unit around the record's span, or the one `offset` units away from it.
    Unit {
        /// The unit.
        unit: Unit,
        /// 0 is the one around, -1 the one before.
        offset: i32,
    },
    /// Inside the span of a value.
    Inside(Box<Expression>),
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// How two spans lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Inside or equal.
    Within,
    /// Holds or equals.
    Contains,
    /// The same span.
    Equals,
    /// Overlaps, neither inside the other.
    Crosses,
}

/// What a span is held against.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Any occurrence of an entry: `@机构`.
    Lexicon(String),
    /// Any text that a field holds: `@Person.name`.
    Field(String, Vec<String>),
    /// Any record of the type: `<Person>`.
    Records(String),
    /// A value's span.
    Value(Box<Expression>),
}
