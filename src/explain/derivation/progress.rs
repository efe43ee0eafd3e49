//! How far a rule's patterns came around a place: what they met, what failed then, what it
//! wanted and what stood there.

use super::entries::{self, Sought};
use super::graph::{ElementKind, Graph, State};
use super::layout;
use super::walk::{Failure, Ground, Progress, Step, Walk, Walker};
use super::witness::touch;
use crate::diagnostic::Message;
use crate::explain::describe::shortened;
use crate::pattern::tree::{Class, Edge};
use crate::record::{Span, TypeId};
use crate::source::Place;
use crate::text::fold;

/// So many code points are shown of what stood where a rule failed.
pub(crate) const SHOWN_AHEAD: u32 = 8;

/// So many code points before a place are tried as starts.
const TRIED_BEFORE: u32 = 300;

/// An attempt of one of a rule's patterns.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// Which of the rule's patterns.
    pub pattern: usize,
    pub scope: Span,
    pub start: u32,
    pub outcome: Outcome,
    /// Whether a word that the first element wants is written there and does not count.
    pub refused: bool,
    /// Where it matches, without reaching the place in question.
    pub short: Option<Span>,
    /// Whether it failed right where the place begins.
    pub focused: bool,
}

/// How near an attempt came: what it met that few places have, whether it failed right at the
/// place, what else it met, whether a word that it wants is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Nearness {
    met: u32,
    focused: bool,
    others: u32,
    refused: bool,
}

fn reached(start: u32, steps: &[Step]) -> Span {
    let end = steps.last().map_or(start, |step| step.to);
    Span::new(start, end.max(start))
}

#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// It matches from there; why the engine has no such match is another question.
    Matches(Vec<Step>),
    /// How far it came.
    Fails(Progress),
}

impl Attempt {
    /// What was passed.
    pub fn steps(&self) -> &[Step] {
        match &self.outcome {
            Outcome::Matches(steps) => steps,
            Outcome::Fails(progress) => &progress.steps,
        }
    }

    /// From the start to where it failed or ended.
    pub fn reached(&self) -> Span {
        reached(self.start, self.steps())
    }

    /// How near it came, to be compared.
    pub fn nearness(&self) -> Nearness {
        let (met, others) = match &self.outcome {
            Outcome::Matches(_) => (u32::MAX, u32::MAX),
            Outcome::Fails(progress) => progress.weight,
        };
        Nearness {
            met,
            focused: self.focused,
            others,
            refused: self.refused,
        }
    }

    /// Whether something was met that few places have: a text, an entry, a record.
    pub fn is_near(&self) -> bool {
        self.refused || self.nearness().met > 0
    }
}

/// Whether an element of a progress that met nothing wants a word that is written there and
/// does not count.
fn is_refused(ground: &Ground<'_>, graph: &Graph, outcome: &Outcome) -> bool {
    let Outcome::Fails(progress) = outcome else {
        return false;
    };
    let mut failures = progress.failures.iter();
    progress.weight == (0, 0)
        && failures.any(|failure| {
            let element = &graph.elements[failure.element as usize].kind;
            let ElementKind::Lexicon { lexicon, filters } = element else {
                return false;
            };
            let sought = Sought {
                lexicon: *lexicon,
                filters,
            };
            !entries::refused(ground, sought, failure.at).is_empty()
        })
}

/// For each of some scopes that hold a place, the attempt that came farthest and touches it,
/// the nearest first. Gaps count for nothing: whoever has a gap always comes far.
pub(crate) fn attempts(
    ground: &Ground<'_>,
    graphs: &[Graph],
    scopes: &[Span],
    place: Span,
) -> Vec<Attempt> {
    let scopes = scopes.iter().filter(|scope| touch(**scope, place));
    let found = scopes.filter_map(|&scope| farthest(ground, graphs, scope, place));
    let mut found: Vec<Attempt> = found.collect();
    found.sort_by_key(|attempt| std::cmp::Reverse(attempt.nearness()));
    found
}

/// The attempt in a scope that came farthest and touches a place; of equal ones the one that
/// starts nearest to it.
fn farthest(ground: &Ground<'_>, graphs: &[Graph], scope: Span, place: Span) -> Option<Attempt> {
    let mut best: Option<Attempt> = None;
    let first = scope.start.max(place.start.saturating_sub(TRIED_BEFORE));
    let last = scope.end.min(place.end.max(place.start + 1) - 1).max(first);
    // Of the whole document no place is the one in question.
    let focus = (place.len() < ground.length()).then_some(place.start);
    for (pattern, graph) in graphs.iter().enumerate() {
        let mut walker = Walker::new(ground, graph, scope).focused(focus);
        for start in first..=last {
            let Walk {
                steps,
                progress,
                focused,
            } = walker.walk(start);
            let mut short = None;
            let mut outcomes = Vec::new();
            match steps {
                Some(steps) if touch(reached(start, &steps), place) => {
                    outcomes.push((Outcome::Matches(steps), false));
                }
                steps => {
                    short = steps.map(|steps| reached(start, &steps));
                    outcomes.push((Outcome::Fails(progress), false));
                    if !focused.failures.is_empty() {
                        outcomes.push((Outcome::Fails(focused), true));
                    }
                }
            }
            for (outcome, focused) in outcomes {
                let attempt = Attempt {
                    pattern,
                    scope,
                    start,
                    refused: is_refused(ground, graph, &outcome),
                    short,
                    focused,
                    outcome,
                };
                let touches = attempt.reached().end >= place.start;
                let distance = |attempt: &Attempt| attempt.start.abs_diff(place.start);
                let better = best.as_ref().is_none_or(|best| {
                    let (one, other) = (attempt.nearness(), best.nearness());
                    one > other || (one == other && distance(&attempt) < distance(best))
                });
                if touches && better {
                    best = Some(attempt);
                }
            }
        }
    }
    best
}

/// What an element that failed wanted, and what stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failed {
    /// The element.
    pub place: Place,
    /// Where in the text.
    pub at: u32,
    /// Whether it was tried at several places, behind a gap.
    pub behind_gap: bool,
    pub wanted: Message,
    /// What stood there instead.
    pub stood: Message,
    /// Whether it wants what few places have: an entry, a record, a token.
    pub specific: bool,
    /// The type of the record that it wanted.
    pub lacks: Option<TypeId>,
    /// What in the rule files or the text made it so.
    pub because: Vec<(Place, Message)>,
}

impl Failed {
    /// What failed of a pattern that met nothing from one place on.
    pub fn said_here(&self) -> Message {
        let Message { zh, en } = &self.stood;
        let (wanted_zh, wanted_en) = (&self.wanted.zh, &self.wanted.en);
        Message::new(
            format!("从这里开始不了：要{wanted_zh}，而{zh}"),
            format!("it does not begin here: it wants {wanted_en}, {en}"),
        )
    }

    /// What failed, in a sentence that begins with what was met before.
    pub fn said(&self, came: &str) -> Message {
        let Message { zh, en } = &self.stood;
        let (wanted_zh, wanted_en) = (&self.wanted.zh, &self.wanted.en);
        match (came, self.behind_gap) {
            ("", _) => Message::new(
                format!("没有一处能从这里开始：要{wanted_zh}；例如一处，{zh}"),
                format!("nowhere does it begin: it wants {wanted_en}; here, for one, {en}"),
            ),
            (came, true) => Message::new(
                format!("匹配了“{came}”，其后没有{wanted_zh}"),
                format!("“{came}” matches; behind it there is not {wanted_en}"),
            ),
            (came, false) => Message::new(
                format!("匹配了“{came}”，到这里不成立：要{wanted_zh}，而{zh}"),
                format!("“{came}” matches, then this fails: it wants {wanted_en}, {en}"),
            ),
        }
    }
}

/// How a progress that ended in failures is told.
pub(crate) struct Telling<'a> {
    pub ground: &'a Ground<'a>,
    pub graph: &'a Graph,
    pub scope: Span,
}

impl Telling<'_> {
    /// What failed at the end of a progress, each element once.
    pub fn failed(&self, progress: &Progress) -> Vec<Failed> {
        let mut told: Vec<Failed> = Vec::new();
        for failure in &progress.failures {
            let place = self.graph.elements[failure.element as usize].place;
            match told.iter_mut().find(|known| known.place == place) {
                Some(known) if known.at != failure.at => known.behind_gap = true,
                Some(_) => {}
                None => told.push(self.one(*failure)),
            }
        }
        told
    }

    fn one(&self, failure: Failure) -> Failed {
        let element = &self.graph.elements[failure.element as usize];
        Failed {
            place: element.place,
            at: failure.at,
            behind_gap: false,
            wanted: self.wanted(failure),
            stood: stood(self.ground, failure.at, self.scope),
            specific: matches!(
                element.kind,
                ElementKind::Lexicon { .. }
                    | ElementKind::Field(_)
                    | ElementKind::Record(_)
                    | ElementKind::Token(_)
            ),
            lacks: match element.kind {
                ElementKind::Record(key) => Some(self.ground.program.records[key as usize].kind),
                _ => None,
            },
            because: self.because(failure),
        }
    }

    /// What an element wants.
    fn wanted(&self, failure: Failure) -> Message {
        let element = &self.graph.elements[failure.element as usize];
        let written = self.ground.program.pack.sources.slice(element.place);
        let written = shortened(written.trim());
        match &element.kind {
            ElementKind::Literal(_) => {
                Message::new(format!("文字 {written}"), format!("the text {written}"))
            }
            ElementKind::Class(_) => Message::new(
                format!("一个 {written} 的字"),
                format!("a character of {written}"),
            ),
            ElementKind::Any => Message::new("任意一个字", "any character"),
            ElementKind::Lexicon { .. } => Message::new(
                format!("词表 {written} 的词"),
                format!("an entry of {written}"),
            ),
            ElementKind::Field(_) => Message::new(
                format!("{written} 有过的文字"),
                format!("a text that {written} holds"),
            ),
            ElementKind::Record(_) => {
                Message::new(format!("一条 {written}"), format!("a record {written}"))
            }
            ElementKind::Token(_) => {
                Message::new(format!("分词 {written}"), format!("a token {written}"))
            }
            ElementKind::Gap(reach) => Message::new(
                format!("至少 {} 个字的 {written}", reach.minimum),
                format!("{written} over at least {} characters", reach.minimum),
            ),
            ElementKind::Look { .. } => {
                Message::new(format!("此处满足 {written}"), format!("{written} to hold"))
            }
            ElementKind::Rest(_) | ElementKind::Edge(_) => {
                Message::new(format!("此处是 {written}"), format!("{written} there"))
            }
        }
    }

    fn because(&self, failure: Failure) -> Vec<(Place, Message)> {
        let Failure { element, at } = failure;
        let element = &self.graph.elements[element as usize];
        match &element.kind {
            ElementKind::Lexicon { lexicon, filters } => {
                let sought = Sought {
                    lexicon: *lexicon,
                    filters,
                };
                let mut told = entries::refused(self.ground, sought, at);
                if told.is_empty() {
                    told.extend(entries::known_as(self.ground, at));
                }
                told
            }
            ElementKind::Look {
                look,
                negative: true,
            } => {
                let mut walker = Walker::new(self.ground, self.graph, self.scope);
                let found = walker.found_by(*look, at);
                let found = found.filter(|found| !found.is_empty()).map(|found| {
                    let text = shortened(self.ground.text.slice(found));
                    let message =
                        Message::new(format!("那里是“{text}”"), format!("“{text}” stands there"));
                    (self.graph.looks[*look as usize].place, message)
                });
                found.into_iter().collect()
            }
            ElementKind::Class(class) => {
                let character = self.ground.text.chars().get(at as usize);
                let said = character.and_then(|&character| folded(class, character));
                said.map(|said| (element.place, said)).into_iter().collect()
            }
            ElementKind::Edge(edge @ (Edge::UnitStart(unit) | Edge::UnitEnd(unit)))
                if layout::is_of_body(*unit) =>
            {
                let text = self.ground.text;
                let line = layout::line_around(text, at);
                let starts = matches!(edge, Edge::UnitStart(_));
                let said = || layout::headline_edge_said(text, line, starts);
                layout::is_headline(text, line)
                    .then(|| (element.place, said()))
                    .into_iter()
                    .collect()
            }
            ElementKind::Token(_) => self
                .token(at)
                .map(|said| (element.place, said))
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }

    /// How the segmenter cut the text at a place.
    fn token(&self, at: u32) -> Option<Message> {
        let mut tokens = self.ground.tokens.borrow_mut();
        let word = tokens.around(self.ground.text, at)?;
        let (text, pos, span) = (word.text.to_owned(), word.pos.to_owned(), word.span);
        if span.start == at {
            return Some(Message::new(
                format!("这里的词是“{text}”（pos={pos}）"),
                format!("the token here is “{text}” (pos={pos})"),
            ));
        }
        let (before, behind) = (
            self.ground.text.slice(Span::new(span.start, at)),
            self.ground.text.slice(Span::new(at, span.end)),
        );
        Some(Message::new(
            format!("此处不是词的开头：{before}｜{behind}"),
            format!("no token begins here: {before}｜{behind}"),
        ))
    }
}

/// So many characters of a class are looked at one by one.
const CLASS: u32 = 200;

/// That a class holds a character in a script or width in which documents are not read.
fn folded(class: &Class, character: char) -> Option<Message> {
    let count = |(low, high): &(char, char)| u32::from(*high) - u32::from(*low) + 1;
    if class.ranges.iter().map(count).sum::<u32>() > CLASS {
        return None;
    }
    let mut characters = class.ranges.iter().flat_map(|&(low, high)| low..=high);
    let meant = character.to_string();
    let written = characters.find(|written| fold(&written.to_string()) == meant)?;
    Some(Message::new(
        format!("文章里的“{written}”一律读作“{meant}”，方括号里请写“{meant}”"),
        format!("documents are read with “{meant}” for “{written}”: write that in the brackets"),
    ))
}

/// What stands at a place, or that the scope ends there.
pub(crate) fn stood(ground: &Ground<'_>, at: u32, scope: Span) -> Message {
    let end = (at + SHOWN_AHEAD).min(ground.length());
    let ahead = shortened(ground.text.slice(Span::new(at.min(end), end)));
    if at >= ground.length() {
        return Message::new("文字到此为止", "the text ends there");
    }
    if at >= scope.end {
        return Message::new(
            format!("范围到此为止，其后是“{ahead}”"),
            format!("the scope ends there, before “{ahead}”"),
        );
    }
    let inside = shortened(ground.text.slice(Span::new(at, end.min(scope.end))));
    Message::new(format!("文中是“{inside}”"), format!("there is “{inside}”"))
}

/// Parts of an attempt that consumed something: (element, stretch), those of one class in a
/// row as one.
pub(crate) fn consumed(graph: &Graph, steps: &[Step]) -> Vec<(u32, Span)> {
    let mut parts: Vec<(u32, Span)> = Vec::new();
    for step in steps {
        let State::Element(element) = graph.states[step.state as usize] else {
            continue;
        };
        let span = step.span();
        if span.is_empty() {
            continue;
        }
        let place = graph.elements[element as usize].place;
        match parts.last_mut() {
            Some((last, known))
                if known.end == span.start
                    && graph.elements[*last as usize].place == place
                    && is_class(graph, element) =>
            {
                known.end = span.end;
            }
            _ => parts.push((element, span)),
        }
    }
    parts
}

/// Whether an element takes one character of a class.
pub(crate) fn is_class(graph: &Graph, element: u32) -> bool {
    matches!(
        graph.elements[element as usize].kind,
        ElementKind::Class(_) | ElementKind::Any
    )
}
