//! A checked pack made ready to run: one automaton for every lexicon entry, one
//! instruction list for each pattern.

mod alphabet;
mod assemble;
mod charset;
mod element;
mod guard;
mod instruction;
mod keys;
mod landmarks;
mod repeat;
mod rims;
mod schedule;
mod vocabulary;

pub use alphabet::{Alphabet, Classes};
pub use charset::CharSet;
pub use element::{Element, ElementId, Elements, Side};
pub use guard::{Guard, StartSet};
pub use instruction::{
    Address, Branch, BranchStart, Choice, FieldKey, GapSpec, Instruction, LexiconTest, Look,
    PatternProgram, Question, RecordKey, Run, Single, TokenTest,
};
pub use landmarks::Landmarks;
pub use rims::{RimId, Rims, Trigger};
pub use schedule::{Action as RowAction, Check, NO_ROW, Repeated, Schedule, Step};
pub use vocabulary::{Member, StringId, Vocabulary};

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::expression::tree::Expression;
use crate::pack::uses::{self, Used};
use crate::pack::{Action, End, Pack, Rule};
use crate::pattern::tree::Node;
use crate::text::Unit;

/// A pack ready to run: immutable, shared by all threads.
#[derive(Debug)]
pub struct Program {
    /// The pack that it was made from.
    pub pack: Arc<Pack>,
    /// All lexicon entries and the automaton that finds them.
    pub vocabulary: Vocabulary,
    /// One for each rule of the pack, by [`crate::record::RuleId`].
    pub rules: Vec<RuleProgram>,
    /// The fields that some pattern or relation reads as a lexicon (`@Type.field`).
    pub fields: Vec<FieldKey>,
    /// The record types that some pattern reads, with the conditions on their fields.
    pub records: Vec<RecordKey>,
    /// What patterns read, each thing once.
    pub elements: Elements,
    /// The sets of characters among them.
    pub alphabet: Alphabet,
    /// What the guards of patterns ask of places.
    pub rims: Rims,
    /// Whether some pattern asks for tokens of the segmenter.
    pub asks_tokens: bool,
}

/// The compiled patterns of one rule, in the order in which the rule lists them.
#[derive(Debug, Default)]
pub struct RuleProgram {
    /// The pattern of a match rule.
    pub pattern: Option<PatternProgram>,
    /// The markers of a segment rule.
    pub markers: Vec<PatternProgram>,
    /// What ends each segment of the rule.
    pub ends: Vec<EndProgram>,
    /// For each marker, what else ends its segment.
    pub marker_ends: Vec<Vec<EndProgram>>,
    /// The exceptions.
    pub exceptions: Vec<PatternProgram>,
    /// The mentions of an entity rule.
    pub mentions: Vec<PatternProgram>,
}

/// What ends a segment.
#[derive(Debug)]
pub enum EndProgram {
    /// The start of a match.
    Pattern(Box<PatternProgram>),
    /// The start of a unit of layout.
    Unit(Unit),
}

impl Program {
    /// Compiles a checked pack. Errors are limits that only show here: a pattern too
    /// large when its repeats are written out, a text in too many lexicons.
    pub fn compile(pack: Arc<Pack>) -> Result<Program, Vec<Diagnostic>> {
        Self::compile_with(pack, &[]).map(|(program, _)| program)
    }

    /// Compiles a checked pack together with patterns that belong to no rule of it, such as
    /// that of a [`crate::pack::Query`]: they may read all that the pack defines.
    ///
    /// # Errors
    /// As for [`Program::compile`].
    pub fn compile_with(
        pack: Arc<Pack>,
        patterns: &[&Node],
    ) -> Result<(Program, Vec<PatternProgram>), Vec<Diagnostic>> {
        let mut compiler = Compiler::new(&pack);
        let rules: Vec<RuleProgram> = pack.rules.iter().map(|rule| compiler.rule(rule)).collect();
        let patterns = patterns
            .iter()
            .map(|pattern| compiler.pattern(pattern))
            .collect();
        let Compiler {
            fields,
            records,
            asks_tokens,
            mut faults,
            elements,
            rims,
            literals,
            ..
        } = compiler;
        let vocabulary = Vocabulary::build(&pack, &literals, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let alphabet = Alphabet::new(elements.all(), &pack, &vocabulary);
        let program = Program {
            vocabulary,
            rules,
            fields,
            records,
            asks_tokens,
            alphabet,
            rims,
            elements,
            pack,
        };
        Ok((program, patterns))
    }
}

/// What compiling gathers over all patterns.
struct Compiler<'p> {
    pack: &'p Pack,
    fields: Vec<FieldKey>,
    records: Vec<RecordKey>,
    asks_tokens: bool,
    elements: Elements,
    rims: Rims,
    /// How often an element occurs, roughly, as far as it was asked.
    frequencies: RefCell<HashMap<ElementId, f64>>,
    /// Literals of several characters: the scan looks for them along with the lexicons.
    literals: Vec<Arc<str>>,
    literal_ids: HashMap<Arc<str>, u32>,
    faults: Vec<Diagnostic>,
}

impl<'p> Compiler<'p> {
    fn new(pack: &'p Pack) -> Self {
        Self {
            pack,
            fields: Vec::new(),
            records: Vec::new(),
            asks_tokens: false,
            elements: Elements::default(),
            rims: Rims::default(),
            frequencies: RefCell::default(),
            literals: Vec::new(),
            literal_ids: HashMap::new(),
            faults: Vec::new(),
        }
    }

    fn rule(&mut self, rule: &Rule) -> RuleProgram {
        let mut program = RuleProgram::default();
        match &rule.action {
            Action::Match(pattern) => program.pattern = Some(self.pattern(pattern)),
            Action::Segment(segment) => {
                program.ends = self.ends(&segment.end);
                for marker in &segment.markers {
                    program.markers.push(self.pattern(&marker.pattern));
                    program.marker_ends.push(self.ends(&marker.end));
                }
            }
            Action::Entity(entity) => {
                program.mentions = entity
                    .mentions
                    .iter()
                    .map(|mention| self.pattern(&mention.pattern))
                    .collect();
            }
        }
        for (expression, _) in uses::expressions(rule) {
            self.related(expression);
        }
        program.exceptions = rule
            .exceptions
            .iter()
            .map(|exception| self.pattern(&exception.pattern))
            .collect();
        program
    }

    /// The fields and lexicons that relations ask for: `name within @Person.name`.
    fn related(&mut self, expression: &Expression) {
        let mut names = Vec::new();
        uses::of_expression(expression, &mut names);
        for name in names {
            match name.what {
                Used::Field(kind, path) => {
                    self.field_key(kind, path);
                }
                Used::Lexicon(name, _) => {
                    if let Some(test) = self.lexicon_test(name, &[]) {
                        self.elements.id(Element::Lexicon(test));
                    }
                }
                _ => {}
            }
        }
    }

    fn ends(&mut self, ends: &[End]) -> Vec<EndProgram> {
        ends.iter()
            .map(|end| match end {
                End::Pattern(pattern) => EndProgram::Pattern(Box::new(self.pattern(pattern))),
                End::Unit(unit) => EndProgram::Unit(*unit),
            })
            .collect()
    }
}
