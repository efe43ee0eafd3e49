//! A program applied to a text: scan, lattice, matcher, cascade.
//!
//! What the files of this folder do, in the order of the stream: [`lattice`] holds
//! what occurs, `candidates` where a pattern can match at all, `foresight` from where it does,
//! [`matcher`] what it captures; `plan` holds the expressions of the rules resolved; `cascade` runs the rules
//! in the pack's order, in the scopes of `scopes`; `segment` divides, `emit` makes records by
//! what `evaluate` says, `rivals` and `settle` decide which stay, `entity` merges them.
//! `search` finds a pattern that belongs to no rule.

pub mod capture;
pub mod function;
pub mod lattice;
pub mod limits;
pub mod matcher;
pub mod tokens;
pub mod trace;

mod account;
mod candidates;
mod cascade;
mod emit;
mod entity;
mod evaluate;
mod exception;
mod foresight;
mod item;
mod maker;
mod plan;
mod rivals;
mod scopes;
mod search;
mod seek;
mod segment;
mod settle;
mod span_index;
mod store;

use std::cell::OnceCell;
use std::sync::Arc;

use crate::compile::Program;
use crate::record::{Record, RecordId, Span};
use crate::text::Text;

use candidates::Anchors;
use cascade::Cascade;
use function::date::Day;
use lattice::Lattice;
use matcher::Matcher;
use plan::Plan;
use scopes::Scopes;
use span_index::SpanIndex;
use store::Store;
use trace::{Observer, Silent};

pub use limits::{Budget, LimitError, Limits};

/// What the caller knows of a document besides its text.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// The publication date, `YYYY-MM-DD`; gives dates without a year their year.
    pub date: Option<String>,
}

/// The records of a document, in order of their spans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// All records that stayed, entities included, by start, then the longer first.
    pub records: Vec<Record>,
    /// For each entity record, where it is mentioned.
    pub mentions: Vec<(RecordId, Vec<Span>)>,
    /// Steps the engine took (a measure of work that does not depend on the clock).
    pub steps: u64,
}

/// A program that is ready for documents: immutable, shared by all threads.
#[derive(Debug, Clone)]
pub struct Engine {
    program: Arc<Program>,
    plan: Arc<Plan>,
    limits: Limits,
}

/// What one document needs; reused from document to document, one for each thread.
#[derive(Debug, Default)]
pub struct Scratch {
    lattice: Lattice,
    matcher: Matcher,
    /// Searches exceptions while the matcher keeps the marks of the search under way.
    checker: Matcher,
    store: Store,
    scopes: Scopes,
    occurrences: Vec<Option<SpanIndex<()>>>,
    anchors: Anchors,
    budget: Budget,
}

impl Engine {
    /// Resolves the expressions of a program's rules.
    pub fn new(program: Arc<Program>) -> Self {
        let plan = Arc::new(Plan::new(&program.pack));
        Self {
            program,
            plan,
            limits: Limits::default(),
        }
    }

    /// The same engine under other limits.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The program that it runs.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// The records of a document. The same text, metadata and program give the same records,
    /// with the same ids.
    ///
    /// # Errors
    /// When the document costs more than the limits allow.
    pub fn extract(
        &self,
        text: &Text,
        metadata: &Metadata,
        scratch: &mut Scratch,
    ) -> Result<Extraction, LimitError> {
        self.extract_observed(text, metadata, scratch, &mut Silent)
    }

    /// The same while somebody watches every decision.
    ///
    /// # Errors
    /// When the document costs more than the limits allow.
    pub fn extract_observed<O: Observer>(
        &self,
        text: &Text,
        metadata: &Metadata,
        scratch: &mut Scratch,
        observer: &mut O,
    ) -> Result<Extraction, LimitError> {
        self.cascade(text, metadata, scratch, observer).run()
    }

    /// A document at the begin of its way through the rules.
    fn cascade<'a, O: Observer>(
        &'a self,
        text: &'a Text,
        metadata: &Metadata,
        scratch: &'a mut Scratch,
        observer: &'a mut O,
    ) -> Cascade<'a, O> {
        scratch.begin_document(self, text);
        Cascade {
            program: &self.program,
            plan: &self.plan,
            limits: &self.limits,
            text,
            published: metadata.date.as_deref().and_then(Day::from_iso),
            opening: OnceCell::new(),
            scratch,
            observer,
        }
    }
}

impl Scratch {
    /// The edges of the document that was extracted last.
    pub fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    fn begin_document(&mut self, engine: &Engine, text: &Text) {
        self.lattice.read(&engine.program, text);
        self.matcher.begin_document();
        self.checker.begin_document();
        self.store.begin_document(engine.program.pack.types.len());
        self.scopes.begin_document(engine.plan.scopes.len());
        self.occurrences.clear();
        self.occurrences
            .resize_with(engine.plan.occurrences.len(), || None);
        self.budget = Budget::new(&engine.limits, text.chars().len());
    }
}
