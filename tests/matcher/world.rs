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

pub fn program() -> Program {
    Program::compile(Arc::new(pack())).expect("the pack is sound")
}

/// What a match is told by: its span, its captures by name and span in order, its claims.
pub type Told = (Span, Vec<(String, Span)>, Vec<Span>);

pub struct World<'a> {
    pub program: &'a Program,
    pub text: Text,
    pub lattice: Lattice,
    pub matcher: Matcher,
    pub budget: Budget,
}

impl<'a> World<'a> {
    pub fn new(program: &'a Program, text: &str, records: &[Span]) -> Self {
        let text = Text::from_plain(text);
        let mut lattice = Lattice::default();
        lattice.read(program, &text);
        let records: Vec<(RecordId, Span)> = records
            .iter()
            .enumerate()
            .map(|(index, span)| (RecordId(index as u32), *span))
            .collect();
        lattice.settle(program, &text, TypeId(0), &records, &mut |_, _, _| {});
        Self {
            program,
            text,
            lattice,
            matcher: Matcher::default(),
            budget: Budget::default(),
        }
    }

    pub fn compile(&self, pattern: &Node) -> PatternProgram {
        self.program
            .compile_pattern(pattern)
            .expect("a generated pattern compiles")
    }

    pub fn scope(&self) -> Span {
        Span::new(0, self.text.chars().len() as u32)
    }

    /// For every start, the match there; one search, so that marks are kept across starts.
    pub fn at_every_start(&mut self, pattern: &PatternProgram) -> Vec<Option<Told>> {
        let scope = self.scope();
        let reading = Reading {
            program: self.program,
            text: &self.text,
            lattice: &self.lattice,
        };
        let mut search = self.matcher.search(reading, pattern, scope, RuleId(0));
        (0..=scope.end)
            .map(|start| {
                search
                    .match_at(start, &mut self.budget, &mut Silent)
                    .expect("steps suffice")
                    .map(tell)
            })
            .collect()
    }

    /// From every place, the next match to the right; each a search of its own.
    pub fn after_every_place(&mut self, pattern: &PatternProgram) -> Vec<Option<Told>> {
        let scope = self.scope();
        let reading = Reading {
            program: self.program,
            text: &self.text,
            lattice: &self.lattice,
        };
        (0..=scope.end)
            .map(|from| {
                let mut search = self.matcher.search(reading, pattern, scope, RuleId(0));
                search
                    .find(from, &mut self.budget, &mut Silent)
                    .expect("steps suffice")
                    .map(tell)
            })
            .collect()
    }
}

fn tell(found: Match) -> Told {
    let mut captures = Vec::new();
    flatten(&found.captures, &mut captures);
    (found.span, captures, found.claims)
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
