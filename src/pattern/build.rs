//! From the pairs of the grammar to the tree. Faults are gathered on the way; where one is,
//! an empty sequence stands in, so that what follows is looked at too.

use std::collections::BTreeSet;

use pest::iterators::Pair;

use super::class::read_class;
use super::parse::Rule;
use super::tree::{Argument, Edge, Filter, Node, NodeKind};
use super::word::unit_named;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::source::{Place, Scalar};
use crate::text::Unit;

/// More repetitions than this are no repeat any more.
const MOST_REPEATS: u32 = 1000;
/// No gap is longer.
const LONGEST_GAP: u32 = 100_000;
/// What a token of the segmenter has.
const TOKEN_ATTRIBUTES: [&str; 3] = ["text", "pos", "length"];

/// Builds the tree of one pattern.
pub(super) struct Builder<'a> {
    pub(super) scalar: &'a Scalar,
    pub(super) faults: Vec<Diagnostic>,
    /// Bytes of full-width operators that touch an unquoted word.
    touching: BTreeSet<usize>,
}

/// What stands in a place, comments left out.
pub(super) fn parts(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pair.into_inner()
        .filter(|part| part.as_rule() != Rule::COMMENT)
}

impl<'a> Builder<'a> {
    pub(super) fn new(scalar: &'a Scalar) -> Self {
        Self {
            scalar,
            faults: Vec::new(),
            touching: BTreeSet::new(),
        }
    }

    /// The faults found, in the order of their places.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        for at in std::mem::take(&mut self.touching) {
            self.warn_of_full_width(at);
        }
        self.faults
            .sort_by_key(|fault| fault.place.map(|place| (place.start, place.end)));
        self.faults
    }

    pub(super) fn place(&self, pair: &Pair<'_, Rule>) -> Place {
        let span = pair.as_span();
        self.scalar.place_of(span.start(), span.end())
    }

    pub(super) fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// The whole pattern.
    pub(super) fn pattern(&mut self, pair: Pair<'_, Rule>) -> Node {
        let place = self.scalar.place;
        let mut chains = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::alternatives => chains.push(part),
                Rule::misplaced => self.misplaced(&part),
                _ => {}
            }
        }
        self.first_alternatives(chains, place, ("模式", "the pattern"))
    }

    /// One list of alternatives is expected; more are there only after a fault that was told.
    fn first_alternatives(
        &mut self,
        chains: Vec<Pair<'_, Rule>>,
        whole: Place,
        what: (&str, &str),
    ) -> Node {
        let faulty = chains.len() > 1;
        let mut first = None;
        for chain in chains {
            let node = self.alternatives(chain, whole, what, faulty);
            first.get_or_insert(node);
        }
        first.unwrap_or_else(|| nothing(whole))
    }

    /// `a | b`; `whole` is underlined and `what` is said where nothing is written at all.
    fn alternatives(
        &mut self,
        pair: Pair<'_, Rule>,
        whole: Place,
        what: (&str, &str),
        may_be_empty: bool,
    ) -> Node {
        let place = self.place(&pair);
        let sequences: Vec<_> = parts(pair).collect();
        let single = sequences.len() == 1;
        let mut choices = Vec::new();
        for sequence in sequences {
            let place = self.place(&sequence);
            let items: Vec<Node> = parts(sequence).map(|item| self.item(item)).collect();
            if items.is_empty() && !may_be_empty {
                self.empty(single, place, whole, what);
            }
            choices.push(single_or(items, place, NodeKind::Sequence));
        }
        single_or(choices, place, NodeKind::Choice)
    }

    /// An item with its capture names and repeats.
    fn item(&mut self, pair: Pair<'_, Rule>) -> Node {
        let place = self.place(&pair);
        let mut labels = Vec::new();
        let mut suffixes = Vec::new();
        let mut primary = None;
        for part in parts(pair) {
            match part.as_rule() {
                Rule::label => labels.push(part),
                Rule::suffix => suffixes.push(part),
                _ => primary = Some(part),
            }
        }
        for label in &labels {
            self.note_neighbours(label);
        }
        let Some(primary) = primary else {
            self.capture_of_nothing(&labels);
            return nothing(place);
        };
        self.check_labels(&labels, &primary, &suffixes);
        let repeatable = primary.clone();
        let mut node = self.primary(primary);
        if let Some(label) = labels.first() {
            let name = parts(label.clone())
                .next()
                .map_or("", |word| word.as_str())
                .to_owned();
            return Node {
                kind: NodeKind::Capture {
                    name,
                    item: Box::new(node),
                },
                place,
            };
        }
        if suffixes.len() > 1 {
            self.repeated_twice(&repeatable, &suffixes);
        }
        if let Some(suffix) = suffixes.into_iter().next() {
            self.check_repeatable(&repeatable, &suffix);
            node = self.repeat(node, suffix, place);
        }
        node
    }

    fn repeat(&mut self, item: Node, suffix: Pair<'_, Rule>, place: Place) -> Node {
        let mut minimum = 0;
        let mut maximum = None;
        let mut lazy = false;
        for part in parts(suffix) {
            match part.as_rule() {
                Rule::optional => maximum = Some(1),
                Rule::plus => minimum = 1,
                Rule::counted => {
                    if let Some(bounds) = parts(part).find(|part| part.as_rule() == Rule::bounds) {
                        (minimum, maximum) = self.bounds(bounds, MOST_REPEATS);
                    }
                }
                Rule::lazy => lazy = true,
                _ => {}
            }
        }
        Node {
            kind: NodeKind::Repeat {
                item: Box::new(item),
                minimum,
                maximum,
                lazy,
            },
            place,
        }
    }

    /// `2,4`, `2,`, `3`.
    fn bounds(&mut self, pair: Pair<'_, Rule>, most: u32) -> (u32, Option<u32>) {
        let place = self.place(&pair);
        let mut numbers = Vec::new();
        let mut open = false;
        for part in parts(pair) {
            match part.as_rule() {
                Rule::number => match part.as_str().parse::<u32>() {
                    Ok(number) if number <= most => numbers.push(number),
                    _ => {
                        self.bound_too_large(&part, most);
                        return (0, None);
                    }
                },
                Rule::comma => open = true,
                _ => {
                    self.bound_without_minimum(&part);
                    return (0, None);
                }
            }
        }
        let minimum = numbers.first().copied().unwrap_or(0);
        let maximum = match numbers.get(1) {
            Some(&maximum) => Some(maximum),
            None if open => None,
            None => Some(minimum),
        };
        if maximum.is_some_and(|maximum| maximum < minimum || maximum == 0) {
            self.bounds_without_sense(place, minimum, maximum.unwrap_or(0));
        }
        (minimum, maximum)
    }

    fn primary(&mut self, pair: Pair<'_, Rule>) -> Node {
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

    /// What stands between a pair of parentheses.
    fn bracketed(&mut self, pair: Pair<'_, Rule>, what: (&str, &str)) -> Node {
        let whole = self.place(&pair);
        let mut chains = Vec::new();
        for part in parts(pair.clone()) {
            match part.as_rule() {
                Rule::alternatives => chains.push(part),
                Rule::comma => self.stray_comma(&part),
                Rule::unclosed => self.unclosed(&pair),
                _ => {}
            }
        }
        self.first_alternatives(chains, whole, what)
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

    /// Remembers full-width operators directly before and behind a word.
    fn note_neighbours(&mut self, pair: &Pair<'_, Rule>) {
        let word = match pair.as_rule() {
            Rule::label => parts(pair.clone()).next(),
            _ => Some(pair.clone()),
        };
        let Some(word) = word.map(|word| word.as_span()) else {
            return;
        };
        let text = &self.scalar.text;
        if let Some((at, mark)) = text[..word.start()].char_indices().next_back()
            && ascii_operator(mark).is_some()
        {
            self.touching.insert(at);
        }
        if let Some(mark) = text[word.end()..].chars().next()
            && ascii_operator(mark).is_some()
        {
            self.touching.insert(word.end());
        }
    }

    fn warn_of_full_width(&mut self, at: usize) {
        let Some(mark) = self.scalar.text[at..].chars().next() else {
            return;
        };
        let Some(ascii) = ascii_operator(mark) else {
            return;
        };
        let place = self.scalar.place_of(at, at + mark.len_utf8());
        self.fault(
            Diagnostic::warning(
                codes::FULL_WIDTH_OPERATOR,
                place,
                Message::new(
                    format!("这里的全角“{mark}”是符号，不是文字"),
                    format!("this full-width “{mark}” is an operator, not text"),
                ),
            )
            .help(Message::new(
                format!("写半角的 {ascii}；如果是要匹配的文字，请加引号"),
                format!("write {ascii}, or put it in quotes if it is text to be matched"),
            ))
            .fix(place, ascii),
        );
    }
}

/// The ASCII spelling of a full-width operator.
pub(super) fn ascii_operator(mark: char) -> Option<&'static str> {
    Some(match mark {
        '（' => "(",
        '）' => ")",
        '｜' => "|",
        '：' => ":",
        '？' => "?",
        '＊' => "*",
        '＋' => "+",
        '｛' => "{",
        '｝' => "}",
        '＜' => "<",
        '＞' => ">",
        '＠' => "@",
        '，' => ",",
        '＝' => "=",
        _ => return None,
    })
}

/// Stands in where a fault is.
pub(super) fn nothing(place: Place) -> Node {
    Node {
        kind: NodeKind::Sequence(Vec::new()),
        place,
    }
}

/// One node stays as it is, several become one.
fn single_or(mut nodes: Vec<Node>, place: Place, several: fn(Vec<Node>) -> NodeKind) -> Node {
    match nodes.len() {
        1 => nodes.swap_remove(0),
        _ => Node {
            kind: several(nodes),
            place,
        },
    }
}
