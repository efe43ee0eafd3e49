//! Why a pattern has no hit in a corpus: it is sought in the wrong scope, or a part of it stands
//! nowhere.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::compile::PatternProgram;
use crate::engine::{Engine, Metadata, Scratch};
use crate::explain::describe::shortened;
use crate::pack::{Query, ScopeKind};
use crate::pattern::{Node, NodeKind, nullable, unit_words};
use crate::source::Sources;
use crate::text::{Text, Unit};

/// The scopes that are proposed, the narrowest first.
const SCOPES: [Unit; 5] = [
    Unit::Sentence,
    Unit::Paragraph,
    Unit::Headline,
    Unit::Body,
    Unit::Document,
];

/// Why there is no hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Miss {
    /// In another scope there is one.
    Elsewhere {
        /// The scope, as `--within` takes it.
        within: &'static str,
        /// The document of the first such hit.
        document: String,
        /// Its text, shortened.
        text: String,
    },
    /// These parts of the pattern stand in no document.
    Absent(Vec<String>),
    /// Each part stands somewhere, but never one behind the other.
    Apart,
}

/// The parts of a pattern that every hit must hold one behind the other.
pub fn parts(pattern: &Node) -> Vec<&Node> {
    match &pattern.kind {
        NodeKind::Sequence(items) => items.iter().flat_map(parts).collect(),
        NodeKind::Group(item) | NodeKind::Capture { item, .. } => parts(item),
        NodeKind::Literal(_)
        | NodeKind::Class(_)
        | NodeKind::Lexicon { .. }
        | NodeKind::Field { .. }
        | NodeKind::Record { .. }
        | NodeKind::Token { .. }
        | NodeKind::Choice(_)
        | NodeKind::Repeat { .. }
            if !nullable(pattern) =>
        {
            vec![pattern]
        }
        _ => Vec::new(),
    }
}

/// A part of the pattern: as it is written, and compiled.
struct Part {
    written: String,
    program: PatternProgram,
    seen: AtomicBool,
}

fn whole(unit: Unit) -> ScopeKind {
    ScopeKind::Unit { unit, nth: None }
}

/// Looks on while a pattern is sought, as long as it has no hit; for all threads.
pub struct Probe {
    /// Whether the query is sought in less than the document.
    narrow: bool,
    parts: Vec<Part>,
    hit: AtomicBool,
    /// The first document in which another scope has a hit.
    elsewhere: Mutex<Option<(u64, Miss)>>,
}

impl Probe {
    /// For a query whose [`parts`] were compiled to `programs`, in their order.
    pub fn new(query: &Query, programs: Vec<PatternProgram>, sources: &Sources) -> Self {
        let parts = parts(&query.pattern).into_iter().zip(programs);
        Self {
            narrow: query.within != [whole(Unit::Document)],
            parts: parts
                .map(|(node, program)| Part {
                    written: sources.slice(node.place).trim().to_owned(),
                    program,
                    seen: AtomicBool::new(false),
                })
                .collect(),
            hit: AtomicBool::new(false),
            elsewhere: Mutex::new(None),
        }
    }

    /// The pattern has a hit: there is nothing to be told.
    pub fn is_hit(&self) {
        self.hit.store(true, Ordering::Relaxed);
    }

    /// Takes a document without a hit. What costs more than the limits allow is passed over.
    pub fn look(
        &self,
        engine: &Engine,
        pattern: &PatternProgram,
        article: (u64, &str, &Text, &Metadata),
        scratch: &mut Scratch,
    ) {
        if self.hit.load(Ordering::Relaxed) {
            return;
        }
        let (number, id, text, metadata) = article;
        let mut search = |pattern: &PatternProgram, unit: Unit| {
            engine.search(pattern, &[whole(unit)], text, metadata, scratch)
        };
        for part in &self.parts {
            if !part.seen.load(Ordering::Relaxed)
                && search(&part.program, Unit::Document).is_ok_and(|found| !found.is_empty())
            {
                part.seen.store(true, Ordering::Relaxed);
            }
        }
        let first = |elsewhere: &Option<(u64, Miss)>| {
            elsewhere.as_ref().is_none_or(|(known, _)| number < *known)
        };
        if !self.narrow
            || !first(
                &self
                    .elsewhere
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner),
            )
        {
            return;
        }
        if !search(pattern, Unit::Document).is_ok_and(|found| !found.is_empty()) {
            return;
        }
        let mut elsewhere = SCOPES.into_iter().filter_map(|unit| {
            let found = search(pattern, unit).ok()?;
            let hit = found.first()?;
            Some(Miss::Elsewhere {
                within: unit_words(unit).0,
                document: id.to_owned(),
                text: shortened(text.slice(hit.span)),
            })
        });
        if let Some(found) = elsewhere.next() {
            let mut elsewhere = self
                .elsewhere
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if first(&elsewhere) {
                *elsewhere = Some((number, found));
            }
        }
    }

    /// What is to be told, if there was no hit.
    pub fn finish(self) -> Option<Miss> {
        if self.hit.into_inner() {
            return None;
        }
        let elsewhere = self.elsewhere.into_inner();
        if let Some((_, elsewhere)) = elsewhere.unwrap_or_else(PoisonError::into_inner) {
            return Some(elsewhere);
        }
        let several = self.parts.len() > 1;
        let mut absent: Vec<String> = Vec::new();
        for part in self.parts {
            if !part.seen.into_inner() && !absent.contains(&part.written) {
                absent.push(part.written);
            }
        }
        match (several, absent.is_empty()) {
            (false, _) => None,
            (true, true) => Some(Miss::Apart),
            (true, false) => Some(Miss::Absent(absent)),
        }
    }
}
