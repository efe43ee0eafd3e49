//! The elements of a pattern, from their pairs to nodes.

use pest::iterators::Pair;

use super::Rule;
use super::build::{Builder, nothing, parts};
use super::class::read_class;
use crate::pattern::tree::{Argument, Edge, Filter, Node, NodeKind};
use crate::pattern::word::unit_named;
use crate::text::Unit;

/// No gap is longer.
const LONGEST_GAP: u32 = 100_000;
/// What a token of the segmenter has.
const TOKEN_ATTRIBUTES: [&str; 3] = ["text", "pos", "length"];

impl Builder<'_> {
    pub(super) fn primary(&mut self, pair: Pair<'_, Rule>) -> Node {
        let place = self.place(&pair);
        let kind = match pair.as_rule() {
            Rule::group => NodeKind::Group(Box::new(self.bracketed(pair, ("括号里", "the group")))),
            Rule::string => NodeKind::Literal(self.string(&pair)),
            Rule::class => match read_class(pair.as_str()) {
                Ok(class) => NodeKind::Class(class),
                Err(fault) => {
                    self.bad_class(&pair, fault);
                    return nothing(place);
                }
            },
            Rule::lexicon => self.lexicon(pair),
            Rule::record => self.record(pair),
            Rule::token => self.token(pair),
            Rule::gap => self.gap(pair),
            Rule::rest => {
                let barrier = self.barrier(pair);
                NodeKind::Rest { barrier }
            }
            Rule::look => self.look(pair),
            Rule::edge => return self.edge(pair),
            Rule::call => self.call(pair),
            Rule::name => {
                self.note_neighbours(&pair);
                self.check_name(&pair);
                NodeKind::Name {
                    name: pair.as_str().to_owned(),
                    arguments: Vec::new(),
                }
            }
            _ => {
                self.mistake(pair);
                return nothing(place);
            }
        };
        Node { kind, place }
    }

    /// The text of a string, escapes resolved.
    pub(super) fn string(&mut self, pair: &Pair<'_, Rule>) -> String {
        let start = pair.as_span().start();
        let written = pair.as_str();
        let escapes = written.starts_with('"');
        let mut text = String::new();
        let mut characters = written.char_indices().skip(1).peekable();
        while let Some((at, character)) = characters.next() {
            if characters.peek().is_none() {
                break;
            }
            if !escapes || character != '\\' {
                text.push(character);
                continue;
            }
            match characters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, mark @ ('"' | '\\'))) => text.push(mark),
                Some((_, other)) => {
                    self.bad_escape(start + at, other);
                    text.push(other);
                }
                None => {}
            }
        }
        if text.is_empty() {
            self.empty_string(pair);
        } else if text.contains('\n') {
            self.line_break_in_string(pair);
        }
        text
    }

    fn lexicon(&mut self, pair: Pair<'_, Rule>) -> NodeKind {
        let mut words = Vec::new();
        let mut filters = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::word => words.push(part.as_str().to_owned()),
                Rule::filters => {
                    if words.len() > 1 {
                        self.field_with_filters(&part);
                    }
                    filters = self.filters(part);
                }
                _ => {}
            }
        }
        let path = words.split_off(words.len().min(1));
        let first = words.pop().unwrap_or_default();
        if path.is_empty() {
            NodeKind::Lexicon {
                name: first,
                filters,
            }
        } else {
            NodeKind::Field { kind: first, path }
        }
    }

    fn record(&mut self, pair: Pair<'_, Rule>) -> NodeKind {
        let mut kind = String::new();
        let mut filters = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::word => kind = part.as_str().to_owned(),
                Rule::filters => filters = self.filters(part),
                _ => {}
            }
        }
        NodeKind::Record { kind, filters }
    }

    fn token(&mut self, pair: Pair<'_, Rule>) -> NodeKind {
        let before = &self.scalar.text[..pair.as_span().start()];
        let follows_reference = before.trim_end().len() < before.len()
            && before
                .trim_end()
                .rsplit(|c: char| !(c == '_' || c.is_alphanumeric()))
                .next()
                .is_some_and(|word| {
                    before.trim_end()[..before.trim_end().len() - word.len()].ends_with(['@', '＠'])
                });
        let mut filters = Vec::new();
        for part in parts(pair) {
            if part.as_rule() == Rule::filters {
                filters = self.filters(part);
            }
        }
        for filter in &filters {
            if !TOKEN_ATTRIBUTES.contains(&filter.attribute.as_str()) {
                self.unknown_token_attribute(filter, follows_reference);
            }
        }
        NodeKind::Token { filters }
    }

    /// `{level=市|县, kind}`.
    fn filters(&mut self, pair: Pair<'_, Rule>) -> Vec<Filter> {
        let place = self.place(&pair);
        let filters: Vec<Filter> = parts(pair)
            .filter(|part| part.as_rule() == Rule::filter)
            .map(|part| self.filter(part))
            .collect();
        if filters.is_empty() {
            self.empty_filters(place);
        }
        filters
    }

    fn filter(&mut self, pair: Pair<'_, Rule>) -> Filter {
        let mut filter = Filter {
            attribute: String::new(),
            negative: false,
            values: Vec::new(),
            place: self.place(&pair),
        };
        for part in parts(pair) {
            match part.as_rule() {
                Rule::word => filter.attribute = part.as_str().to_owned(),
                Rule::unequal => filter.negative = true,
                Rule::value => {
                    for value in parts(part) {
                        let text = match value.as_rule() {
                            Rule::string => self.string(&value),
                            _ => value.as_str().to_owned(),
                        };
                        filter.values.push(text);
                    }
                }
                _ => {}
            }
        }
        filter
    }

    fn gap(&mut self, pair: Pair<'_, Rule>) -> NodeKind {
        let mut minimum = 0;
        let mut maximum = None;
        let options = parts(pair.clone()).find(|part| part.as_rule() == Rule::gap_options);
        if let Some(options) = options {
            match parts(options.clone()).find(|part| part.as_rule() == Rule::bounds) {
                Some(bounds) => (minimum, maximum) = self.bounds(bounds, LONGEST_GAP),
                None if parts(options.clone()).next().is_none() => {
                    let place = self.place(&options);
                    self.empty_options(place);
                }
                None => {}
            }
        }
        NodeKind::Gap {
            minimum,
            maximum,
            barrier: self.barrier(pair),
        }
    }

    /// What stands behind `not` in the braces of a gap or rest.
    fn barrier(&mut self, pair: Pair<'_, Rule>) -> Option<Box<Node>> {
        let options = parts(pair)
            .find(|part| matches!(part.as_rule(), Rule::gap_options | Rule::rest_options))?;
        let barrier = parts(options).find(|part| part.as_rule() == Rule::barrier)?;
        let item = parts(barrier).find(|part| part.as_rule() != Rule::not_word)?;
        let node = self.primary(item);
        self.forbid_captures(&node);
        Some(Box::new(node))
    }

    fn look(&mut self, pair: Pair<'_, Rule>) -> NodeKind {
        let word = parts(pair.clone())
            .next()
            .map_or("", |word| word.as_str())
            .to_owned();
        let bare = parts(pair.clone()).find(|part| part.as_rule() == Rule::bare_look);
        let item = match bare {
            Some(bare) => {
                self.look_without_parentheses(&pair, &bare);
                nothing(self.place(&bare))
            }
            None => self.bracketed(pair, ("环视的括号里", "the look")),
        };
        self.forbid_captures(&item);
        NodeKind::Look {
            ahead: word.starts_with("next") || word.starts_with('后'),
            negative: word.ends_with("_not") || word.ends_with("不是"),
            item: Box::new(item),
        }
    }

    fn edge(&mut self, pair: Pair<'_, Rule>) -> Node {
        let place = self.place(&pair);
        let mut found = parts(pair.clone());
        let word = found.next().map_or("", |word| word.as_str());
        let edge = match word {
            "^" => Edge::ScopeStart,
            "$" => Edge::ScopeEnd,
            "句首" => Edge::UnitStart(Unit::Sentence),
            "句尾" => Edge::UnitEnd(Unit::Sentence),
            "段首" => Edge::UnitStart(Unit::Paragraph),
            "段尾" => Edge::UnitEnd(Unit::Paragraph),
            "空白处" | "blank" => Edge::Blank,
            _ => {
                let named = found.next();
                let unit = named
                    .as_ref()
                    .filter(|unit| unit.as_rule() == Rule::unit)
                    .and_then(|unit| unit_named(unit.as_str()));
                match unit {
                    Some(unit) if word == "start" || word == "开头" => Edge::UnitStart(unit),
                    Some(unit) => Edge::UnitEnd(unit),
                    None => {
                        self.unknown_unit(word, &named.unwrap_or(pair));
                        return nothing(place);
                    }
                }
            }
        };
        Node {
            kind: NodeKind::Edge(edge),
            place,
        }
    }

    fn call(&mut self, pair: Pair<'_, Rule>) -> NodeKind {
        let mut name = String::new();
        let mut arguments = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::word => {
                    self.note_neighbours(&part);
                    name = part.as_str().to_owned();
                }
                Rule::arguments => {
                    let whole = self.place(&part);
                    for inner in parts(part.clone()) {
                        match inner.as_rule() {
                            Rule::alternatives => arguments.push(Argument {
                                item: self.alternatives(
                                    inner,
                                    whole,
                                    ("参数", "the argument"),
                                    false,
                                ),
                            }),
                            Rule::unclosed => self.unclosed(&part),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        NodeKind::Name { name, arguments }
    }
}
