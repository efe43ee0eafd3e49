//! The tree of a pattern, as written: names are not yet resolved.

use crate::source::Place;

/// A part of a pattern and where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands in its rule file.
    pub place: Place,
}

impl Node {
    /// The parts directly inside, in the order written; arguments and what looks and
    /// barriers hold are among them.
    pub fn children(&self) -> impl Iterator<Item = &Node> {
        let (many, one, arguments): (&[Node], Option<&Node>, &[Argument]) = match &self.kind {
            NodeKind::Sequence(items) | NodeKind::Choice(items) => (items, None, &[]),
            NodeKind::Name { arguments, .. } => (&[], None, arguments),
            NodeKind::Group(item)
            | NodeKind::Capture { item, .. }
            | NodeKind::Repeat { item, .. }
            | NodeKind::Look { item, .. } => (&[], Some(item), &[]),
            NodeKind::Gap { barrier, .. } | NodeKind::Rest { barrier } => {
                (&[], barrier.as_deref(), &[])
            }
            NodeKind::Literal(_)
            | NodeKind::Class(_)
            | NodeKind::Lexicon { .. }
            | NodeKind::Field { .. }
            | NodeKind::Record { .. }
            | NodeKind::Token { .. }
            | NodeKind::Edge(_) => (&[], None, &[]),
        };
        many.iter()
            .chain(one)
            .chain(arguments.iter().map(|argument| &argument.item))
    }
}

/// The kinds of parts.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// One after the other; empty matches the empty text.
    Sequence(Vec<Node>),
    /// `a | b`: the first that succeeds.
    Choice(Vec<Node>),
    /// `"主持召开"`, as written; folded when compiled.
    Literal(String),
    /// `[、，和]`, `\p{Han}`, `\d`, `.`.
    Class(Class),
    /// `@职务`, `@机构{level=市}`.
    Lexicon {
        /// Its name.
        name: String,
        /// Conditions on the attributes of the entry, all of which must hold.
        filters: Vec<Filter>,
    },
    /// `@TitledPerson.name`: any text that this field holds in the document.
    Field {
        /// The record type (or union).
        kind: String,
        /// The field, possibly of a map: `titles.organ`.
        path: Vec<String>,
    },
    /// A named pattern or parameter, with arguments where it takes some.
    Name {
        /// Its name.
        name: String,
        /// Its arguments in order.
        arguments: Vec<Argument>,
    },
    /// `<Person>`.
    Record {
        /// The record type (or union).
        kind: String,
        /// Conditions on its fields' text.
        filters: Vec<Filter>,
    },
    /// `{pos=v}`: a token of the segmenter.
    Token {
        /// Conditions on `text`, `pos` and `length`, all of which must hold.
        filters: Vec<Filter>,
    },
    /// `n:item`.
    Capture {
        /// The capture's name.
        name: String,
        /// What is captured.
        item: Box<Node>,
    },
    /// `( … )`: kept so that the pattern prints as it was written.
    Group(Box<Node>),
    /// `?`, `*`, `+`, `{2,4}`, lazy with a further `?`.
    Repeat {
        /// What is repeated.
        item: Box<Node>,
        /// At least so often.
        minimum: u32,
        /// At most so often.
        maximum: Option<u32>,
        /// Whether it prefers fewer.
        lazy: bool,
    },
    /// `gap`, `gap{0,20}`, `gap{not [；。]}`: as few characters as do.
    Gap {
        /// At least so many characters.
        minimum: u32,
        /// At most so many.
        maximum: Option<u32>,
        /// What must not begin at any of its characters.
        barrier: Option<Box<Node>>,
    },
    /// `rest`, `rest{not …}`: all up to the barrier or the rim of the scope.
    Rest {
        /// What ends it.
        barrier: Option<Box<Node>>,
    },
    /// `next_is(…)`, `prev_is_not(…)` …
    Look {
        /// Whether what follows is looked at, else what precedes.
        ahead: bool,
        /// Whether it must not be there.
        negative: bool,
        /// What is looked for.
        item: Box<Node>,
    },
    /// `^`, `$`, `句首`, `空白处` …
    Edge(Edge),
}

/// An argument of a named pattern: `list(names:person_name, "、")`.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The pattern given.
    pub item: Node,
}

/// A condition on an attribute: `level=市`, `level=市|县`, `level!=国`.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The attribute.
    pub attribute: String,
    /// Whether the attribute must *not* have one of the values.
    pub negative: bool,
    /// The values allowed; empty asks only that the attribute is there.
    pub values: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A class of characters: sorted, disjoint ranges, both ends inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Class {
    /// The ranges; negation is already carried out.
    pub ranges: Vec<(char, char)>,
    /// As written, for messages and the formatter: `[^。；]`.
    pub written: String,
}

impl Class {
    /// Whether it holds this character.
    pub fn contains(&self, character: char) -> bool {
        self.ranges
            .binary_search_by(|&(low, high)| {
                if high < character {
                    std::cmp::Ordering::Less
                } else if low > character {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Equal
                }
            })
            .is_ok()
    }
}

/// A place that consumes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edge {
    /// `^`: the begin of the rule's scope.
    ScopeStart,
    /// `$`: its end.
    ScopeEnd,
    /// The begin of a unit of layout: `句首`, `start(sentence)`.
    UnitStart(crate::text::Unit),
    /// The end of one: `句尾`, `end(sentence)`.
    UnitEnd(crate::text::Unit),
    /// `空白处`: the original has white space here.
    Blank,
}
