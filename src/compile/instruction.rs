//! The instruction list of a pattern.

use std::sync::Arc;

use crate::pattern::tree::{Edge, Filter};
use crate::record::{LexiconId, TypeId};
use crate::source::Place;

use super::charset::CharSet;
use super::element::{ElementId, Side};
use super::guard::{Guard, StartSet};
use super::landmarks::Landmarks;
use super::schedule::Schedule;

/// An index into [`PatternProgram::instructions`].
pub type Address = u32;

/// A step of a pattern. Those that consume run to the next address; in the program of a
/// look that looks back they read from right to left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instruction {
    /// This character.
    Character(char),
    /// These characters (range of [`PatternProgram::literals`]).
    Literal {
        /// First.
        start: u32,
        /// One past the last.
        end: u32,
    },
    /// A character of this set (index into [`PatternProgram::sets`]).
    Set(u32),
    /// Any character.
    Any,
    /// An entry of a lexicon (index into [`PatternProgram::lexicons`]).
    Lexicon(u32),
    /// A text that a field holds (index into `Program::fields`).
    Field(u32),
    /// A record (index into `Program::records`).
    Record(u32),
    /// A token (index into [`PatternProgram::tokens`]).
    Token(u32),
    /// Try the first, then the second.
    Split {
        /// Tried first.
        first: Address,
        /// Tried when the first cannot succeed.
        second: Address,
    },
    /// Go on there.
    Jump(Address),
    /// A capture begins (index into [`PatternProgram::names`]).
    Open(u32),
    /// The innermost open capture ends.
    Close,
    /// As few characters as do (index into [`PatternProgram::gaps`]).
    Gap(u32),
    /// All characters up to the barrier (index into [`PatternProgram::gaps`]).
    Rest(u32),
    /// A question whose answer depends on the place alone (index into [`PatternProgram::looks`]).
    Look(u32),
    /// An edge of the scope or of the layout.
    Edge(Edge),
    /// The whole has matched.
    Accept,
}

/// A compiled pattern.
#[derive(Debug, Clone, Default)]
pub struct PatternProgram {
    /// The main program from address 0, then those of the looks.
    pub instructions: Vec<Instruction>,
    /// For each instruction, where in the rule files its element is written.
    pub places: Vec<Place>,
    /// For each instruction that reads an element, which.
    pub elements: Vec<Option<ElementId>>,
    /// Repeats of single characters.
    pub runs: Vec<Run>,
    /// What those repeats read.
    pub singles: Vec<Single>,
    /// Choices between single elements.
    pub choices: Vec<Choice>,
    /// Where they stand.
    pub landmarks: Landmarks,
    /// How the places from which it succeeds are computed; empty unless `foreseeable`.
    pub schedule: Schedule,
    /// Whether the places from which it succeeds can be known before it is walked: it asks for
    /// no tokens, repeats nothing that can be empty without end, and has no gap that is read
    /// to the left.
    pub foreseeable: bool,
    /// Characters of literals.
    pub literals: Vec<char>,
    /// Sets of characters.
    pub sets: Vec<CharSet>,
    /// Conditions on lexicon entries.
    pub lexicons: Vec<LexiconTest>,
    /// Conditions on tokens.
    pub tokens: Vec<TokenTest>,
    /// Names of captures.
    pub names: Vec<Arc<str>>,
    /// Gaps and rests.
    pub gaps: Vec<GapSpec>,
    /// Where the branches of choices begin, by address.
    pub branches: Vec<BranchStart>,
    /// Looks and barriers.
    pub looks: Vec<Look>,
    /// What the looks ask that ask for one element only.
    pub questions: Vec<Question>,
    /// Where a match can start.
    pub starts: StartSet,
    /// What a match cannot do without: all of these.
    pub guards: Vec<Guard>,
    /// Fewest characters of a match.
    pub minimum: u32,
}

/// The instructions of a repeat whose every iteration reads one character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The first of its instructions.
    pub first: Address,
    /// One past the last.
    pub end: Address,
    /// What it reads (index into [`PatternProgram::singles`]).
    pub single: u32,
    /// At least so many.
    pub minimum: u32,
    /// At most so many.
    pub maximum: u32,
    /// Whether few are tried before many.
    pub lazy: bool,
}

/// What reads one character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Single {
    /// What is asked of the place before (indices into [`PatternProgram::looks`]).
    pub looks: Vec<u32>,
    /// The characters; absent where all will do.
    pub element: Option<ElementId>,
}

/// The instructions of a choice whose every branch is one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The first of its instructions.
    pub first: Address,
    /// One past the last.
    pub end: Address,
    /// All its elements as one.
    pub element: ElementId,
}

/// The optional iterations of a repeat with an upper limit, written out one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Copies {
    /// The first of their instructions.
    pub first: Address,
    /// Instructions of one.
    pub length: Address,
    /// How many there are.
    pub count: u32,
}

impl Copies {
    /// Whether there is one between the first and the last.
    pub fn is_long(&self) -> bool {
        self.count > 2
    }
}

/// Where a branch of a choice begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BranchStart {
    /// Its first instruction.
    pub address: Address,
    /// The branch.
    pub branch: Branch,
}

/// A branch of a choice as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Branch {
    /// Where the choice stands.
    pub choice: Place,
    /// Which of its branches, from 0.
    pub number: u32,
}

/// `@lexicon{filters}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LexiconTest {
    /// The lexicon.
    pub lexicon: LexiconId,
    /// For each entry, whether it passes; absent where all do.
    pub allowed: Option<Vec<bool>>,
}

/// `@Type.field`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldKey {
    /// The type or union.
    pub kind: TypeId,
    /// The field, possibly of a map.
    pub path: Vec<String>,
}

/// `<Type{filters}>`.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordKey {
    /// The type or union.
    pub kind: TypeId,
    /// Conditions on the text of its fields.
    pub filters: Vec<Filter>,
}

/// `{pos=v}`.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenTest {
    /// Conditions on `text`, `pos` and `length`.
    pub filters: Vec<Filter>,
}

/// A gap or rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapSpec {
    /// At least so many characters.
    pub minimum: u32,
    /// At most so many.
    pub maximum: u32,
    /// The look that must not hold at any of its characters.
    pub barrier: Option<u32>,
}

/// A program of its own that only answers yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Where its program begins.
    pub address: Address,
    /// One past its last instruction.
    pub end: Address,
    /// Whether it reads to the right, else to the left.
    pub ahead: bool,
    /// Whether the answer is turned round.
    pub negative: bool,
    /// The question that it is (index into [`PatternProgram::questions`]), where it is no more
    /// than that; then it has no program.
    pub question: Option<u32>,
}

/// Whether one of some elements stands beside a place: known for all places of a scope at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The elements, as one.
    pub element: ElementId,
    /// Which of their rims lies at the place.
    pub side: Side,
}
