//! Documents extracted while their rules are watched.

use std::collections::BTreeMap;

use crate::engine::limits::LimitError;
use crate::engine::tokens::Tokens;
use crate::engine::trace::{Event, Observer};
use crate::engine::{Engine, Extraction, Metadata, Scratch};
use crate::pack::Pack;
use crate::record::{EntryId, LexiconId, RuleId, Span, Value};
use crate::text::Text;

use super::tally::{Inside, Sample};
use super::{Outline, Tally};

/// Code points of context on each side of a sample.
const CONTEXT: u32 = 12;

/// Counts what the rules do in document after document; each thread has its own.
#[derive(Debug)]
pub struct Surveyor<'a> {
    engine: &'a Engine,
    outline: &'a Outline,
    scratch: Scratch,
    tokens: Tokens,
    tally: Tally,
}

impl<'a> Surveyor<'a> {
    /// One that has counted nothing; the outline is that of the engine's pack.
    pub fn new(engine: &'a Engine, outline: &'a Outline) -> Self {
        Self {
            engine,
            outline,
            scratch: Scratch::default(),
            tokens: Tokens::default(),
            tally: Tally::new(&engine.program().pack, outline),
        }
    }

    /// Extracts a document and counts; `number` is its place in the corpus.
    ///
    /// # Errors
    /// When the document costs more than the limits allow.
    pub fn survey(
        &mut self,
        number: u64,
        id: &str,
        text: &Text,
        metadata: &Metadata,
    ) -> Result<(), LimitError> {
        let mut watch = Watch {
            outline: self.outline,
            tally: &mut self.tally,
            text,
            makers: Vec::new(),
            used: BTreeMap::new(),
            taken: Vec::new(),
        };
        let extraction =
            self.engine
                .extract_observed(text, metadata, &mut self.scratch, &mut watch)?;
        let used = watch.used;
        self.count_entries(text, &used);
        self.count_inside(&used, number, id, text);
        let tally = &mut self.tally;
        tally.documents += 1;
        tally.characters += text.chars().len() as u64;
        tally.steps += extraction.steps;
        for record in &extraction.records {
            tally.rules[record.rule.index()].records += 1;
        }
        count_promises(&self.engine.program().pack, &extraction, tally);
        Ok(())
    }

    /// What was counted.
    pub fn into_tally(self) -> Tally {
        self.tally
    }

    fn count_entries(&mut self, text: &Text, used: &Uses) {
        let program = self.engine.program();
        let lattice = self.scratch.lattice();
        let entries = &mut self.tally.entries;
        for (lexicon, counts) in (0..).zip(entries.iter_mut()) {
            for (_, entry) in lattice.occurrences(program, text, LexiconId(lexicon)) {
                counts[entry.index()].stands += 1;
            }
        }
        for (_, member) in lattice.hidden(program) {
            entries[member.lexicon.index()][member.entry.index()].hidden += 1;
        }
        for &(lexicon, entry, _) in used.keys() {
            entries[lexicon.index()][entry.index()].used += 1;
        }
    }

    /// Looks whether the entries that were used are parts of longer words that no match
    /// covers as a whole. Names of people are no words in this sense, nor is what the
    /// segmenter put together on its own.
    fn count_inside(&mut self, used: &Uses, number: u64, id: &str, text: &Text) {
        self.tokens.clear();
        let length = text.chars().len() as u32;
        for (&(lexicon, entry, span), around) in used {
            let Some(word) = self.tokens.around(text, span.start) else {
                continue;
            };
            let longer = word.span.contains(span) && !around.contains(word.span);
            if !longer || word.pos.starts_with("nr") || !word.is_known() {
                continue;
            }
            let before = Span::new(span.start.saturating_sub(CONTEXT), span.start);
            let behind = Span::new(span.end, (span.end + CONTEXT).min(length));
            let sample = Sample {
                document: number,
                start: span.start,
                id: id.to_owned(),
                left: text.slice(before).to_owned(),
                text: text.slice(span).to_owned(),
                right: text.slice(behind).to_owned(),
            };
            let key = (lexicon, entry, word.text.to_owned());
            self.tally.entries[lexicon.index()][entry.index()].inside += 1;
            self.tally.add_inside(key, Inside { count: 1, sample });
        }
    }
}

fn count_promises(pack: &Pack, extraction: &Extraction, tally: &mut Tally) {
    for (expectation, counts) in pack.expectations.iter().zip(&mut tally.promises) {
        let leaves = pack.leaves(expectation.kind);
        for record in &extraction.records {
            if !leaves.contains(&record.kind) {
                continue;
            }
            counts.0 += 1;
            let field = pack.type_of(record.kind).field(&expectation.field);
            let value = field.and_then(|field| record.fields.get(field));
            counts.1 += u64::from(value.is_some_and(is_there));
        }
    }
}

fn is_there(value: &Value) -> bool {
    match value {
        Value::Absent => false,
        Value::List(items) => !items.is_empty(),
        _ => true,
    }
}

/// The entries that matches used, each with where it stands, and the hull of these matches.
type Uses = BTreeMap<(LexiconId, EntryId, Span), Span>;

/// Counts what the engine decides in one document.
struct Watch<'a> {
    outline: &'a Outline,
    tally: &'a mut Tally,
    text: &'a Text,
    /// For each record made, its rule.
    makers: Vec<RuleId>,
    used: Uses,
    /// The branches of the match in hand, each once.
    taken: Vec<usize>,
}

impl Observer for Watch<'_> {
    fn observe(&mut self, event: Event<'_>) {
        let rules = &mut self.tally.rules;
        match event {
            Event::Scope { rule, skipped, .. } => {
                let rule = &mut rules[rule.index()];
                rule.scopes += 1;
                rule.skipped += u64::from(skipped);
            }
            Event::Matched {
                rule,
                found,
                path,
                branches,
                ..
            } => {
                rules[rule.index()].matched += 1;
                for &(element, span) in path {
                    if let Some((lexicon, entry)) =
                        self.outline.entry(element, self.text.slice(span))
                    {
                        let around = self.used.entry((lexicon, entry, span));
                        let around = around.or_insert(found.span);
                        let start = around.start.min(found.span.start);
                        *around = Span::new(start, around.end.max(found.span.end));
                    }
                }
                self.taken.clear();
                self.taken
                    .extend(branches.iter().filter_map(|it| self.outline.branch(*it)));
                self.taken.sort_unstable();
                self.taken.dedup();
                for &branch in &self.taken {
                    self.tally.branches[branch] += 1;
                }
            }
            Event::ConditionFailed { rule, .. } => rules[rule.index()].conditions += 1,
            Event::FieldMissing { rule, .. } => rules[rule.index()].missing += 1,
            Event::Excepted {
                rule, exception, ..
            } => {
                rules[rule.index()].excepted += 1;
                self.tally.exceptions[rule.index()][exception] += 1;
            }
            Event::Made { rule, .. } => {
                rules[rule.index()].made += 1;
                self.makers.push(rule);
            }
            Event::Lost { serial, .. } => {
                if let Some(rule) = self.makers.get(serial as usize) {
                    rules[rule.index()].lost += 1;
                }
            }
            Event::Doubled { serial, .. } => {
                if let Some(rule) = self.makers.get(serial as usize) {
                    rules[rule.index()].doubled += 1;
                }
            }
            Event::RunDropped { rule, .. } => rules[rule.index()].runs_dropped += 1,
            Event::RuleEnds { rule, steps } => rules[rule.index()].steps += steps,
            _ => {}
        }
    }
}
