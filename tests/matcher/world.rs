//! A tiny pack, made by hand, for generated patterns: three lexicons, one record type.

use std::collections::HashMap;
use std::sync::Arc;

use tiyao::compile::{PatternProgram, Program};
use tiyao::engine::capture::{Capture, Match};
use tiyao::engine::lattice::Lattice;
use tiyao::engine::limits::Budget;
use tiyao::engine::matcher::{Matcher, Reading};
use tiyao::engine::trace::Silent;
use tiyao::pack::{Action, Entry, Guard, Keep, Lexicon, Pack, Rule, Type};
use tiyao::pattern::tree::{Class, Node, NodeKind};
use tiyao::record::{LexiconId, RecordId, RuleId, Span, TypeId};
use tiyao::source::{Place, SourceId, Sources};
use tiyao::text::Text;

pub const PLACE: Place = Place {
    source: SourceId(0),
    start: 0,
    end: 0,
};

/// Entries over a and b; B holds a text of A, and some lie inside others.
pub const LEXICONS: [(&str, &[&str]); 2] = [
    ("A", &["a", "ab", "abb"]),
    ("B", &["ab", "ba", "b", "bbab"]),
];

pub fn node(kind: NodeKind) -> Node {
    Node { kind, place: PLACE }
}

pub fn class(ranges: &[(char, char)], written: &str) -> Class {
    Class {
        ranges: ranges.to_vec(),
        written: written.to_owned(),
    }
}

/// The pack with one rule that reads `<R>`, so that records are in the lattice.
pub fn pack() -> Pack {
    let entry = |text: &&str| Entry {
        text: Arc::from(*text),
        attributes: Vec::new(),
        guard: Guard::default(),
        layer: 0,
        place: PLACE,
    };
    let lexicons = LEXICONS.iter().map(|(name, entries)| Lexicon {
        name: (*name).to_owned(),
        doc: String::new(),
        entries: entries.iter().map(entry).collect(),
        include: Vec::new(),
        not_inside: Vec::new(),
        guard: Guard::default(),
        place: PLACE,
    });
    let kind = Type {
        name: "R".to_owned(),
        doc: String::new(),
        fields: Vec::new(),
        leaves: Vec::new(),
        unions: Vec::new(),
        place: PLACE,
    };
    let reader = Rule {
        name: "reader".to_owned(),
        doc: String::new(),
        within: Vec::new(),
        action: Action::Match(node(NodeKind::Record {
            kind: "R".to_owned(),
            filters: Vec::new(),
        })),
        condition: None,
        emit: Vec::new(),
        exceptions: Vec::new(),
        examples: Vec::new(),
        keep: Keep::All,
        layer: 0,
        place: PLACE,
    };
    Pack {
        name: "generated".to_owned(),
        version: "0".to_owned(),
        language: "zh".to_owned(),
        layers: Vec::new(),
        sources: Sources::default(),
        source_layers: Vec::new(),
        ignore: Vec::new(),
        types: vec![kind],
        lexicons: lexicons.collect(),
        patterns: Vec::new(),
        rules: vec![reader],
        views: Vec::new(),
        measures: Vec::new(),
        expectations: Vec::new(),
        order: Vec::new(),
        type_names: HashMap::from([("R".to_owned(), TypeId(0))]),
        lexicon_names: LEXICONS
            .iter()
            .enumerate()
            .map(|(index, (name, _))| ((*name).to_owned(), LexiconId(index as u32)))
            .collect(),
        pattern_names: HashMap::new(),
    }
}

/// The pack and a generated pattern, compiled together; if `tried`, so that every start is
/// tried, as if nothing could be foreseen.
pub fn compile(pattern: &Node, tried: bool) -> (Program, PatternProgram) {
    let (program, mut patterns) =
        Program::compile_with(Arc::new(pack()), &[pattern]).expect("a generated pattern compiles");
    let mut pattern = patterns.pop().expect("one went in");
    pattern.foreseeable &= !tried;
    (program, pattern)
}

/// What a match is told by: its span, its captures by name and span in order, its claims.
pub type Told = (Span, Vec<(String, Span)>, Vec<Span>);

/// The same text in three scopes of a longer one: the second begins where the first ends.
pub struct World<'a> {
    pub program: &'a Program,
    pub text: Text,
    pub lattice: Lattice,
    pub matcher: Matcher,
    pub budget: Budget,
    pub scopes: [Span; 3],
}

impl<'a> World<'a> {
    /// `before` characters stand before the first scope, so that words of bits divide it anywhere.
    pub fn new(program: &'a Program, text: &str, records: &[Span], before: u32) -> Self {
        let length = text.chars().count() as u32;
        let starts = [before, before + length, before + 2 * length + 1];
        let scopes = starts.map(|start| Span::new(start, start + length));
        let written = Text::from_plain(&format!(
            "{}{text}{text}b{text}a",
            "a".repeat(before as usize)
        ));
        let mut lattice = Lattice::default();
        lattice.read(program, &written);
        let all = starts
            .iter()
            .flat_map(|&start| records.iter().map(move |&span| moved(span, start)));
        let records: Vec<(RecordId, Span)> = (0..).map(RecordId).zip(all).collect();
        lattice.settle(program, &written, TypeId(0), &records, &mut |_, _, _| {});
        Self {
            program,
            text: written,
            lattice,
            matcher: Matcher::default(),
            budget: Budget::default(),
            scopes,
        }
    }

    /// For every start in each scope, the match there; one search, so that what is known is
    /// kept across starts.
    pub fn at_every_start(&mut self, pattern: &PatternProgram) -> Vec<Vec<Option<Told>>> {
        let scopes = self.scopes;
        let reading = Reading {
            program: self.program,
            text: &self.text,
            lattice: &self.lattice,
        };
        let budget = &mut self.budget;
        let mut search = self.matcher.search(reading, pattern, &scopes, RuleId(0));
        let mut every = |index: usize, scope: Span| {
            (scope.start..=scope.end)
                .map(|start| {
                    // The next match is the one here, if there is one here.
                    let found = search.find(index, start, budget, &mut Silent);
                    let found = found.expect("steps suffice");
                    found
                        .filter(|found| found.span.start == start)
                        .map(|found| tell(found, scope.start))
                })
                .collect()
        };
        scopes
            .iter()
            .enumerate()
            .map(|(index, &scope)| every(index, scope))
            .collect()
    }

    /// From every place of each scope, the next match to the right; each a search of its own.
    pub fn after_every_place(&mut self, pattern: &PatternProgram) -> Vec<Vec<Option<Told>>> {
        let scopes = self.scopes;
        let reading = Reading {
            program: self.program,
            text: &self.text,
            lattice: &self.lattice,
        };
        let mut next = |index: usize, from: u32| {
            let mut search = self.matcher.search(reading, pattern, &scopes, RuleId(0));
            let found = search.find(index, from, &mut self.budget, &mut Silent);
            let begin = scopes[index].start;
            found
                .expect("steps suffice")
                .map(|found| tell(found, begin))
        };
        scopes
            .iter()
            .enumerate()
            .map(|(index, scope)| {
                (scope.start..=scope.end)
                    .map(|from| next(index, from))
                    .collect()
            })
            .collect()
    }
}

fn moved(span: Span, by: u32) -> Span {
    Span::new(span.start + by, span.end + by)
}

/// A match as it is seen from the place where its scope begins.
fn tell(found: Match, begin: u32) -> Told {
    let back = |span: Span| Span::new(span.start - begin, span.end - begin);
    let mut captures = Vec::new();
    flatten(&found.captures, &mut captures);
    let captures = captures.into_iter().map(|(name, span)| (name, back(span)));
    let claims = found.claims.into_iter().map(back);
    (back(found.span), captures.collect(), claims.collect())
}

fn flatten(captures: &[Capture], out: &mut Vec<(String, Span)>) {
    for capture in captures {
        // An empty capture says nothing: to its readers it is absent.
        if !capture.span.is_empty() {
            out.push((capture.name.to_string(), capture.span));
        }
        flatten(&capture.inner, out);
    }
}
