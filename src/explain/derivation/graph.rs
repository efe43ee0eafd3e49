//! A pattern as states to walk through, with the names of patterns and captures kept: what
//! the engine's instruction lists leave out is what an author wants to see.

use std::rc::Rc;

use crate::compile::{Program, RecordKey};
use crate::pack::Pack;
use crate::pattern::minimum_length;
use crate::pattern::tree::{Class, Edge, Filter, Node, NodeKind};
use crate::record::LexiconId;
use crate::source::Place;
use crate::text::fold;

/// An index into [`Graph::states`].
pub(crate) type StateId = u32;

/// A step of a pattern; those that go on go to the next state.
#[derive(Debug, Clone)]
pub(crate) enum State {
    /// Consumes or asks: an index into [`Graph::elements`].
    Element(u32),
    Split {
        first: StateId,
        second: StateId,
    },
    Jump(StateId),
    /// A named pattern or a capture begins: an index into [`Graph::frames`].
    Open(u32),
    Close,
    Accept,
}

/// A named pattern or a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A capture.
    Capture { name: String, place: Place },
    /// A named pattern: where it is used, where it is defined.
    Pattern {
        name: String,
        place: Place,
        defined: Place,
    },
}

/// What consumes characters, or asks something of a place.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub kind: ElementKind,
    /// Where it is written.
    pub place: Place,
}

#[derive(Debug, Clone)]
pub(crate) enum ElementKind {
    /// These characters, folded like the document.
    Literal(Vec<char>),
    Class(Class),
    Any,
    Lexicon {
        lexicon: LexiconId,
        filters: Vec<Filter>,
    },
    /// Index into the program's fields.
    Field(u32),
    /// Index into the program's records.
    Record(u32),
    Token(Vec<Filter>),
    Gap(Reach),
    Rest(Reach),
    /// What is looked for (index into [`Graph::looks`]).
    Look {
        look: u32,
        negative: bool,
    },
    Edge(Edge),
}

/// How far a gap or rest may go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    pub minimum: u32,
    pub maximum: Option<u32>,
    /// What must not begin at any of its characters (index into [`Graph::looks`]).
    pub barrier: Option<u32>,
}

/// What is looked for at a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Where its states begin.
    pub begin: StateId,
    /// Whether it reads to the right.
    pub ahead: bool,
    /// Where what is looked for is written.
    pub place: Place,
}

/// A pattern ready to be walked through.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// The pattern from 0, then the looks.
    pub states: Vec<State>,
    pub elements: Vec<Element>,
    pub frames: Vec<Frame>,
    pub looks: Vec<Look>,
}

impl Graph {
    /// The graph of a pattern of a pack that has been compiled.
    pub fn new(pattern: &Node, program: &Program) -> Self {
        let mut builder = Builder {
            pack: &program.pack,
            program,
            graph: Graph::default(),
            pending: Vec::new(),
            framed: true,
        };
        let nothing = Rc::new(Bindings::default());
        builder.node(pattern, &nothing, true);
        builder.push(State::Accept);
        builder.framed = false;
        while let Some((look, item, bindings)) = builder.pending.pop() {
            builder.graph.looks[look].begin = builder.here();
            let ahead = builder.graph.looks[look].ahead;
            builder.node(item, &bindings, ahead);
            builder.push(State::Accept);
        }
        builder.graph
    }
}

/// What parameters stand for: arguments mean what they mean where they are written.
#[derive(Debug, Default)]
struct Bindings<'p> {
    bound: Vec<(&'p str, &'p Node, Rc<Bindings<'p>>)>,
}

struct Builder<'p> {
    pack: &'p Pack,
    program: &'p Program,
    graph: Graph,
    /// Looks whose states are still to be made.
    pending: Vec<(usize, &'p Node, Rc<Bindings<'p>>)>,
    /// Whether names are kept; within looks nobody sees them.
    framed: bool,
}

impl<'p> Builder<'p> {
    fn here(&self) -> StateId {
        self.graph.states.len() as StateId
    }

    fn push(&mut self, state: State) -> usize {
        self.graph.states.push(state);
        self.graph.states.len() - 1
    }

    fn element(&mut self, kind: ElementKind, place: Place) {
        self.graph.elements.push(Element { kind, place });
        let index = self.graph.elements.len() as u32 - 1;
        self.push(State::Element(index));
    }

    fn framed(&mut self, frame: Frame, inside: impl FnOnce(&mut Self)) {
        if self.framed {
            self.graph.frames.push(frame);
            let index = self.graph.frames.len() as u32 - 1;
            self.push(State::Open(index));
        }
        inside(self);
        if self.framed {
            self.push(State::Close);
        }
    }

    fn node(&mut self, node: &'p Node, bindings: &Rc<Bindings<'p>>, ahead: bool) {
        let place = node.place;
        match &node.kind {
            NodeKind::Sequence(items) if ahead => {
                items
                    .iter()
                    .for_each(|item| self.node(item, bindings, ahead));
            }
            NodeKind::Sequence(items) => {
                let items = items.iter().rev();
                items.for_each(|item| self.node(item, bindings, ahead));
            }
            NodeKind::Choice(branches) => self.choice(branches, bindings, ahead),
            NodeKind::Literal(text) => {
                let characters: Vec<char> = fold(text).chars().collect();
                if !characters.is_empty() {
                    self.element(ElementKind::Literal(characters), place);
                }
            }
            NodeKind::Class(class) if class.written == "." => self.element(ElementKind::Any, place),
            NodeKind::Class(class) => self.element(ElementKind::Class(class.clone()), place),
            NodeKind::Lexicon { name, filters } => {
                if let Some(&lexicon) = self.pack.lexicon_names.get(name) {
                    let filters = filters.clone();
                    self.element(ElementKind::Lexicon { lexicon, filters }, place);
                }
            }
            NodeKind::Field { kind, path } => {
                let kind = self.pack.type_named(kind);
                let mut known = self.program.fields.iter();
                let key = known.position(|key| Some(key.kind) == kind && key.path == *path);
                if let Some(key) = key {
                    self.element(ElementKind::Field(key as u32), place);
                }
            }
            NodeKind::Record { kind, filters } => {
                let kind = self.pack.type_named(kind);
                let mut known = self.program.records.iter();
                let key = known.position(|key| Some(key.kind) == kind && asks_same(key, filters));
                if let Some(key) = key {
                    self.element(ElementKind::Record(key as u32), place);
                }
            }
            NodeKind::Token { filters } => self.element(ElementKind::Token(filters.clone()), place),
            NodeKind::Capture { name, item } => {
                let name = name.clone();
                self.framed(Frame::Capture { name, place }, |builder| {
                    builder.node(item, bindings, ahead);
                });
            }
            NodeKind::Group(item) => self.node(item, bindings, ahead),
            NodeKind::Repeat {
                item,
                minimum,
                maximum,
                lazy,
            } => self.repeat(item, bindings, (*minimum, *maximum), *lazy, ahead),
            NodeKind::Gap {
                minimum,
                maximum,
                barrier,
            } => {
                let reach = Reach {
                    minimum: *minimum,
                    maximum: *maximum,
                    barrier: self.barrier(barrier.as_deref(), bindings),
                };
                self.element(ElementKind::Gap(reach), place);
            }
            NodeKind::Rest { barrier } => {
                let reach = Reach {
                    minimum: 0,
                    maximum: None,
                    barrier: self.barrier(barrier.as_deref(), bindings),
                };
                self.element(ElementKind::Rest(reach), place);
            }
            NodeKind::Look {
                ahead,
                negative,
                item,
            } => {
                let look = self.look(item, bindings, *ahead);
                let negative = *negative;
                self.element(ElementKind::Look { look, negative }, place);
            }
            NodeKind::Edge(edge) => self.element(ElementKind::Edge(*edge), place),
            NodeKind::Name { name, arguments } => {
                let bound = bindings.bound.iter().find(|(bound, ..)| bound == name);
                if let Some((_, argument, around)) = bound {
                    return self.node(argument, &Rc::clone(around), ahead);
                }
                let Some(&index) = self.pack.pattern_names.get(name) else {
                    return;
                };
                let named = &self.pack.patterns[index];
                let parameters = named.parameters.iter().zip(arguments);
                let inner = Rc::new(Bindings {
                    bound: parameters
                        .map(|(name, given)| (name.as_str(), &given.item, Rc::clone(bindings)))
                        .collect(),
                });
                let frame = Frame::Pattern {
                    name: name.clone(),
                    place,
                    defined: named.place,
                };
                self.framed(frame, |builder| builder.node(&named.tree, &inner, ahead));
            }
        }
    }

    fn look(&mut self, item: &'p Node, bindings: &Rc<Bindings<'p>>, ahead: bool) -> u32 {
        let index = self.graph.looks.len();
        self.graph.looks.push(Look {
            begin: 0,
            ahead,
            place: item.place,
        });
        self.pending.push((index, item, Rc::clone(bindings)));
        index as u32
    }

    fn barrier(&mut self, item: Option<&'p Node>, bindings: &Rc<Bindings<'p>>) -> Option<u32> {
        item.map(|item| self.look(item, bindings, true))
    }

    fn split(&mut self) -> usize {
        self.push(State::Split {
            first: 0,
            second: 0,
        })
    }

    fn choice(&mut self, branches: &'p [Node], bindings: &Rc<Bindings<'p>>, ahead: bool) {
        let Some((last, others)) = branches.split_last() else {
            return;
        };
        let mut ends = Vec::new();
        for branch in others {
            let split = self.split();
            let first = self.here();
            self.node(branch, bindings, ahead);
            ends.push(self.push(State::Jump(0)));
            let second = self.here();
            self.graph.states[split] = State::Split { first, second };
        }
        self.node(last, bindings, ahead);
        let end = self.here();
        for jump in ends {
            self.graph.states[jump] = State::Jump(end);
        }
    }

    /// As the engine writes repeats out: an iteration that consumes nothing ends the repeat,
    /// so `x*` over what can be empty is `(x+)?`.
    fn repeat(
        &mut self,
        item: &'p Node,
        bindings: &Rc<Bindings<'p>>,
        (minimum, maximum): (u32, Option<u32>),
        lazy: bool,
        ahead: bool,
    ) {
        for _ in 1..minimum {
            self.node(item, bindings, ahead);
        }
        match maximum {
            None if minimum == 0 && !self.can_be_empty(item, bindings) => {
                let split = self.split();
                let body = self.here();
                self.node(item, bindings, ahead);
                self.push(State::Jump(split as StateId));
                let end = self.here();
                self.graph.states[split] = prefer(body, end, lazy);
            }
            None => {
                let around = (minimum == 0).then(|| self.split());
                let body = self.here();
                self.node(item, bindings, ahead);
                let split = self.split();
                let end = self.here();
                self.graph.states[split] = prefer(body, end, lazy);
                if let Some(around) = around {
                    self.graph.states[around] = prefer(body, end, lazy);
                }
            }
            Some(maximum) => {
                if minimum > 0 {
                    self.node(item, bindings, ahead);
                }
                let mut splits = Vec::new();
                for _ in minimum..maximum {
                    splits.push(self.split());
                    self.node(item, bindings, ahead);
                }
                let end = self.here();
                for split in splits {
                    self.graph.states[split] = prefer(split as StateId + 1, end, lazy);
                }
            }
        }
    }

    /// Whether something can match the empty text; names are looked through.
    fn can_be_empty(&self, node: &'p Node, bindings: &Rc<Bindings<'p>>) -> bool {
        match &node.kind {
            NodeKind::Sequence(items) => items.iter().all(|item| self.can_be_empty(item, bindings)),
            NodeKind::Choice(items) => items.iter().any(|item| self.can_be_empty(item, bindings)),
            NodeKind::Group(item) | NodeKind::Capture { item, .. } => {
                self.can_be_empty(item, bindings)
            }
            NodeKind::Repeat { item, minimum, .. } => {
                *minimum == 0 || self.can_be_empty(item, bindings)
            }
            NodeKind::Name { name, arguments } => {
                let bound = bindings.bound.iter().find(|(bound, ..)| bound == name);
                if let Some((_, argument, around)) = bound {
                    return self.can_be_empty(argument, around);
                }
                let Some(&index) = self.pack.pattern_names.get(name) else {
                    return true;
                };
                let named = &self.pack.patterns[index];
                let parameters = named.parameters.iter().zip(arguments);
                let inner = Rc::new(Bindings {
                    bound: parameters
                        .map(|(name, given)| (name.as_str(), &given.item, Rc::clone(bindings)))
                        .collect(),
                });
                self.can_be_empty(&named.tree, &inner)
            }
            _ => minimum_length(node) == 0,
        }
    }
}

fn prefer(body: StateId, end: StateId, lazy: bool) -> State {
    let (first, second) = if lazy { (end, body) } else { (body, end) };
    State::Split { first, second }
}

/// Whether a key has these conditions, wherever they are written.
fn asks_same(key: &RecordKey, filters: &[Filter]) -> bool {
    key.filters.len() == filters.len()
        && key.filters.iter().zip(filters).all(|(left, right)| {
            left.attribute == right.attribute
                && left.negative == right.negative
                && left.values == right.values
        })
}
