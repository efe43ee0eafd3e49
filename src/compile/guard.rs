//! What a pattern cannot do without, so that most scopes and starts are passed over unseen.
//!
//! A scope that merely holds a required word is a weak filter: a surname character stands
//! in most sentences. A required *place* (where a post ends and a surname starts) is rare, and
//! so is what a single branch of a choice asks for. So all requirements are found, the rarest
//! kept, and a scope is looked at only where all of them hold. Which is rarest is a rough
//! estimate.

use crate::pattern::tree::{Edge, Node, NodeKind};
use crate::pattern::{maximum_length, minimum_length};

use super::Compiler;
use super::charset::CharSet;
use super::element::{Element, ElementId, Side};
use super::rims::{RimId, Trigger};

/// What every match of a pattern holds inside its scope.
#[derive(Debug, Clone, PartialEq)]
pub enum Guard {
    /// A place at which one of each of some lists holds: what ends there, what is asked of the
    /// place, what starts there.
    Place {
        /// The lists.
        rims: Vec<RimId>,
        /// Whether something of the scope starts there, so that the scope's end is none.
        inside: bool,
    },
    /// All that one of the branches of a choice asks for.
    Any(Vec<Vec<Guard>>),
}

/// Where a match can start.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum StartSet {
    /// At any place.
    #[default]
    Anywhere,
    /// Where one of these holds.
    At(Vec<Trigger>),
}

/// What could be a guard; only what is kept becomes one.
#[derive(Debug, PartialEq)]
enum Requirement {
    /// A place at which one of each of some lists holds.
    Place {
        lists: Vec<Vec<Trigger>>,
        inside: bool,
    },
    /// All that one of the branches of a choice asks for.
    Any(Vec<Vec<Requirement>>),
}

impl Requirement {
    /// Whether both ask for the same at some place: then the rarer one says most of it.
    fn shares(&self, other: &Requirement) -> bool {
        match (self, other) {
            (Requirement::Place { lists, .. }, Requirement::Place { lists: others, .. }) => {
                lists.iter().any(|list| others.contains(list))
            }
            _ => self == other,
        }
    }
}

/// What can stand at a rim of a part of a pattern: one of these, or (absent) anything.
type Rim = Option<Vec<Trigger>>;

/// Beyond this many alternatives a requirement is no longer worth testing.
const MOST_TRIGGERS: usize = 96;
/// What holds at so many of a million places holds in nearly every scope.
const COMMON: f64 = 30_000.0;
/// So many requirements of one pattern are kept, the rarest.
const MOST_GUARDS: usize = 4;
/// So many of one branch.
const MOST_BRANCH_GUARDS: usize = 2;
/// Beyond this many branches they are not looked at one by one.
const MOST_BRANCHES: usize = 16;

impl Compiler<'_> {
    /// Where a match of an expanded pattern can start.
    pub(super) fn starts(&mut self, node: &Node) -> StartSet {
        match self.rim(std::slice::from_ref(node), Side::Starts) {
            Some(triggers) if triggers.len() <= MOST_TRIGGERS => StartSet::At(triggers),
            _ => StartSet::Anywhere,
        }
    }

    /// What every match of an expanded pattern holds: all of these, the rarest first.
    pub(super) fn guards(&mut self, node: &Node) -> Vec<Guard> {
        let mut found = Vec::new();
        self.requirements(node, true, &mut found);
        let kept = self.rarest(found, MOST_GUARDS);
        kept.into_iter().map(|one| self.guard(one)).collect()
    }

    fn guard(&mut self, requirement: Requirement) -> Guard {
        match requirement {
            Requirement::Place { lists, inside } => {
                let rims = lists.into_iter().map(|list| self.rims.id(list)).collect();
                Guard::Place { rims, inside }
            }
            Requirement::Any(branches) => {
                let mut each = Vec::new();
                for own in branches {
                    each.push(own.into_iter().map(|one| self.guard(one)).collect());
                }
                Guard::Any(each)
            }
        }
    }

    fn rarest(&self, found: Vec<Requirement>, most: usize) -> Vec<Requirement> {
        let rate = |one: Requirement| (self.frequency(&one), one);
        let mut rated: Vec<(f64, Requirement)> = found.into_iter().map(rate).collect();
        rated.sort_by(|(left, _), (right, _)| left.total_cmp(right));
        let mut kept: Vec<Requirement> = Vec::new();
        for (frequency, one) in rated {
            let worth = kept.is_empty() || frequency < COMMON;
            if kept.len() < most && worth && !kept.iter().any(|chosen| chosen.shares(&one)) {
                kept.push(one);
            }
        }
        kept
    }

    /// Adds what every match of a part of a pattern holds; `branching` tells whether what
    /// belongs to single branches is kept apart too.
    fn requirements(&mut self, node: &Node, branching: bool, found: &mut Vec<Requirement>) {
        match &node.kind {
            NodeKind::Sequence(items) => {
                for item in items {
                    self.requirements(item, branching, found);
                }
                for split in 0..items.len() {
                    let (before, after) = items.split_at(split);
                    // Behind what consumes nothing the place is the same as before it.
                    let same = |item: &Node| maximum_length(item) == Some(0);
                    if before.last().is_none_or(|item| !same(item)) {
                        found.extend(self.place(before, after));
                    }
                }
            }
            NodeKind::Choice(branches) => {
                let (mut union, mut each) = (Some(Vec::new()), Vec::new());
                for branch in branches {
                    let mut own = Vec::new();
                    self.requirements(branch, false, &mut own);
                    union = join(union, self.rarest_list(&own));
                    each.push(own);
                }
                found.extend(union.and_then(|triggers| self.at_one_of(triggers)));
                let apart = branching && each.len() <= MOST_BRANCHES;
                if apart && each.iter().all(|own| !own.is_empty()) {
                    let each = each.into_iter();
                    let each = each.map(|own| self.rarest(own, MOST_BRANCH_GUARDS));
                    found.push(Requirement::Any(each.collect()));
                }
            }
            NodeKind::Capture { item, .. } | NodeKind::Group(item) => {
                self.requirements(item, branching, found)
            }
            NodeKind::Repeat { item, minimum, .. } if *minimum > 0 => {
                self.requirements(item, branching, found)
            }
            NodeKind::Look {
                negative: false,
                item,
                ..
            } => self.requirements(item, branching, found),
            NodeKind::Literal(_)
            | NodeKind::Class(_)
            | NodeKind::Lexicon { .. }
            | NodeKind::Field { .. }
            | NodeKind::Record { .. } => {
                if let Some(element) = self.element(node) {
                    let side = Side::Starts;
                    found.extend(self.at_one_of(vec![Trigger { element, side }]));
                }
            }
            _ => {}
        }
    }

    /// The place where one part of a sequence ends and the other starts.
    fn place(&mut self, before: &[Node], after: &[Node]) -> Option<Requirement> {
        let mut lists = self.rims(after, Side::Starts);
        lists.extend(self.rims(before, Side::Ends));
        self.at(lists)
    }

    /// A place where one of some triggers holds.
    fn at_one_of(&self, triggers: Vec<Trigger>) -> Option<Requirement> {
        self.at(vec![triggers])
    }

    /// A place where one of each of some lists holds, as far as they are worth testing.
    fn at(&self, lists: Vec<Vec<Trigger>>) -> Option<Requirement> {
        let of = |trigger: &Trigger| self.elements.get(trigger.element);
        let starts = |trigger: &Trigger| trigger.side == Side::Starts && of(trigger).consumes();
        let (mut kept, mut inside) = (Vec::new(), false);
        for list in lists {
            // Scopes differ from rule to rule, so they have no row.
            let known = list.iter().all(|trigger| *of(trigger) != Element::Scope);
            if list.is_empty() || list.len() > MOST_TRIGGERS || !known {
                continue;
            }
            inside |= list.iter().all(starts);
            if !kept.contains(&list) {
                kept.push(list);
            }
        }
        (!kept.is_empty()).then_some(Requirement::Place {
            lists: kept,
            inside,
        })
    }

    /// The rarest list of triggers of which every match holds one.
    fn rarest_list(&self, found: &[Requirement]) -> Option<Vec<Trigger>> {
        let places = found.iter().filter_map(|one| match one {
            Requirement::Place { lists, .. } => Some(lists),
            Requirement::Any(_) => None,
        });
        let rate = |list: &Vec<Trigger>| self.any_trigger(list);
        let rarest = places
            .flatten()
            .min_by(|left, right| rate(left).total_cmp(&rate(right)));
        rarest.cloned()
    }

    /// What must hold where a sequence starts (or ends): the rarest of it.
    fn rim(&mut self, items: &[Node], side: Side) -> Rim {
        self.rims(items, side)
            .into_iter()
            .min_by(|left, right| self.any_trigger(left).total_cmp(&self.any_trigger(right)))
    }

    /// What must hold where a sequence starts (or ends): one of its first elements that cannot
    /// be empty, and each of the questions asked before them.
    fn rims(&mut self, items: &[Node], side: Side) -> Vec<Vec<Trigger>> {
        let mut questions: Vec<Vec<Trigger>> = Vec::new();
        let mut consumed: Rim = Some(Vec::new());
        let mut open = true;
        let mut ordered: Vec<&Node> = items.iter().collect();
        if side == Side::Ends {
            ordered.reverse();
        }
        for item in ordered {
            // What is asked behind something optional is asked elsewhere.
            if consumed.as_ref().is_some_and(Vec::is_empty)
                && let Some(question) = self.question(item, side)
            {
                questions.push(question);
                if maximum_length(item) == Some(0) {
                    continue;
                }
                // It may consume: what follows does not stand where the pattern starts.
                consumed = None;
                break;
            }
            consumed = join(consumed, self.item_rim(item, side));
            if minimum_length(item) > 0 {
                open = false;
                break;
            }
        }
        if !open && let Some(consumed) = consumed {
            questions.push(consumed);
        }
        questions
    }

    /// What an element that consumes nothing asks of the place, if that can be known before
    /// matching. Only asked where a pattern starts: there nothing stands between.
    fn question(&mut self, item: &Node, side: Side) -> Option<Vec<Trigger>> {
        if side == Side::Ends {
            return None;
        }
        let mut at = |element, side| {
            let element = self.elements.id(element);
            Some(vec![Trigger { element, side }])
        };
        match &item.kind {
            NodeKind::Edge(Edge::ScopeStart) => at(Element::Scope, Side::Starts),
            NodeKind::Edge(Edge::ScopeEnd) => at(Element::Scope, Side::Ends),
            NodeKind::Edge(Edge::UnitStart(unit)) => at(Element::Unit(*unit), Side::Starts),
            NodeKind::Edge(Edge::UnitEnd(unit)) => at(Element::Unit(*unit), Side::Ends),
            NodeKind::Look {
                ahead,
                negative: false,
                item,
            } => {
                let side = if *ahead { Side::Starts } else { Side::Ends };
                self.rim(std::slice::from_ref(item), side)
            }
            NodeKind::Group(item) | NodeKind::Capture { item, .. } => self.question(item, side),
            NodeKind::Sequence(items) => match &items[..] {
                [only] => self.question(only, side),
                _ => None,
            },
            NodeKind::Choice(branches) if minimum_length(item) == 0 => {
                let mut union = Some(Vec::new());
                for branch in branches {
                    // A branch that consumes answers by what it consumes.
                    let answer = match self.question(branch, side) {
                        Some(question) => Some(question),
                        None if minimum_length(branch) > 0 => {
                            self.rim(std::slice::from_ref(branch), side)
                        }
                        None => None,
                    };
                    union = join(union, answer);
                }
                union.filter(|triggers| !triggers.is_empty())
            }
            _ => None,
        }
    }

    /// What an element starts (or ends) with where it consumes something.
    fn item_rim(&mut self, item: &Node, side: Side) -> Rim {
        match &item.kind {
            NodeKind::Sequence(items) => match self.rim(items, side) {
                None if minimum_length(item) == 0 => self.optional_rim(items, side),
                rim => rim,
            },
            NodeKind::Choice(branches) => {
                let mut union = Some(Vec::new());
                for branch in branches {
                    union = join(union, self.item_rim(branch, side));
                }
                union
            }
            NodeKind::Capture { item, .. }
            | NodeKind::Group(item)
            | NodeKind::Repeat { item, .. } => self.item_rim(item, side),
            NodeKind::Gap {
                maximum: Some(0), ..
            }
            | NodeKind::Look { .. }
            | NodeKind::Edge(_) => Some(Vec::new()),
            NodeKind::Literal(text) if text.is_empty() => Some(Vec::new()),
            _ => self
                .element(item)
                .map(|element| vec![Trigger { element, side }]),
        }
    }

    /// The rims of all parts of a sequence that may be empty as a whole.
    fn optional_rim(&mut self, items: &[Node], side: Side) -> Rim {
        let mut union = Some(Vec::new());
        for item in items {
            union = join(union, self.item_rim(item, side));
        }
        union
    }

    /// The elements one of which a part of a pattern is, where it is never more.
    pub(super) fn question_of(&mut self, node: &Node) -> Option<Vec<ElementId>> {
        match &node.kind {
            NodeKind::Group(item) | NodeKind::Capture { item, .. } => self.question_of(item),
            NodeKind::Sequence(items) => match &items[..] {
                [only] => self.question_of(only),
                _ => None,
            },
            NodeKind::Choice(branches) => {
                let mut union = Some(Vec::new());
                for branch in branches {
                    union = join(union, self.question_of(branch));
                }
                union
            }
            _ => self.element(node).map(|element| vec![element]),
        }
    }

    /// The element that a part of a pattern is, if it is one.
    pub(super) fn element(&mut self, node: &Node) -> Option<ElementId> {
        let element = match &node.kind {
            NodeKind::Literal(text) => return self.literal_element(text),
            NodeKind::Class(class) => Element::Set(CharSet::of_class(class)),
            NodeKind::Lexicon { name, filters } => {
                Element::Lexicon(self.lexicon_test(name, filters)?)
            }
            NodeKind::Field { kind, path } => Element::Field(self.field_key(kind, path)?),
            NodeKind::Record { kind, filters } => Element::Record(self.record_key(kind, filters)?),
            _ => return None,
        };
        Some(self.elements.id(element))
    }

    /// A literal as an element: of several characters, one that the scan finds.
    pub(super) fn literal_element(&mut self, text: &str) -> Option<ElementId> {
        let mut characters = text.chars();
        let first = characters.next()?;
        let element = match characters.next() {
            None => Element::Set(CharSet::of_ranges(vec![(first, first)])),
            Some(_) => Element::Literal(self.literal(text)),
        };
        Some(self.elements.id(element))
    }

    /// How many of a million characters of running text hold what is required, roughly.
    fn frequency(&self, requirement: &Requirement) -> f64 {
        match requirement {
            // Neighbours are not independent: they are written because they occur.
            Requirement::Place { lists, .. } => {
                let each = lists.iter().map(|list| self.any_trigger(list));
                let mut each: Vec<f64> = each.collect();
                each.sort_by(f64::total_cmp);
                let together = each.iter().skip(1).map(|one| (one / 1e6).sqrt().min(1.0));
                together.fold(each[0], |all, one| all * one)
            }
            Requirement::Any(branches) => {
                let rarest = |own: &Vec<Requirement>| {
                    let each = own.iter().map(|one| self.frequency(one));
                    each.fold(f64::INFINITY, f64::min)
                };
                branches.iter().map(rarest).sum()
            }
        }
    }

    fn any_trigger(&self, triggers: &[Trigger]) -> f64 {
        triggers
            .iter()
            .map(|trigger| self.one(trigger.element))
            .sum()
    }

    fn any_of(&self, elements: &[ElementId]) -> f64 {
        elements.iter().map(|&element| self.one(element)).sum()
    }

    fn one(&self, element: ElementId) -> f64 {
        if let Some(&known) = self.frequencies.borrow().get(&element) {
            return known;
        }
        let frequency = self.estimate(element);
        self.frequencies.borrow_mut().insert(element, frequency);
        frequency
    }

    fn estimate(&self, element: ElementId) -> f64 {
        let by_length = |length: usize| match length {
            1 => 800.0,
            2 => 40.0,
            3 => 10.0,
            _ => 3.0,
        };
        match self.elements.get(element) {
            // Marks and digits are few but frequent; a large set is most of the text.
            Element::Set(set) => (f64::from(set.size()) * 10_000.0).min(900_000.0),
            Element::Lexicon(test) => self.pack.lexicons[test.lexicon.index()]
                .entries
                .iter()
                .enumerate()
                .filter(|(index, _)| test.allowed.as_ref().is_none_or(|allowed| allowed[*index]))
                .map(|(_, entry)| by_length(entry.text.chars().count()))
                .sum(),
            Element::Literal(id) => 2.0 * by_length(self.literals[*id as usize].chars().count()),
            Element::Field(_) => 3000.0,
            Element::Record(_) => 4000.0,
            Element::Any(elements) => self.any_of(elements),
            Element::Unit(_) => 20_000.0,
            Element::Scope => 1000.0,
        }
    }
}

fn join<T: PartialEq>(left: Option<Vec<T>>, right: Option<Vec<T>>) -> Option<Vec<T>> {
    let (mut left, right) = (left?, right?);
    for item in right {
        if !left.contains(&item) {
            left.push(item);
        }
    }
    Some(left)
}
