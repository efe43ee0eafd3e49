//! The order in which rules run, from what they use.
//!
//! A rule that reads records of a type, or a field of them, runs after the type is
//! settled; a leaf is settled when every rule that makes it has run, a union when its
//! leaves are. Every rule sees the body without the stretches of `ignore`d types, save the
//! rules that make these and the ones over the document or headline that those read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::model::{Action, Pack, Rule, Scope, ScopeKind, Step};
use super::uses::{self, Used};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pattern::Node;
use crate::record::{RuleId, TypeId};
use crate::source::Place;
use crate::text::Unit;

/// A step that must come before another, and where that is written.
#[derive(Debug, Clone, Copy)]
struct Need {
    step: Step,
    place: Place,
}

/// Orders rules and settlements. Where they go in circles, each circle is a fault and the
/// order is not complete.
pub(crate) fn order(pack: &Pack, faults: &mut Vec<Diagnostic>) -> Vec<Step> {
    let needs = needs(pack);
    let mut waiting: BTreeMap<Key, usize> = BTreeMap::new();
    let mut followers: BTreeMap<Key, Vec<Step>> = BTreeMap::new();
    for (step, needed) in &needs {
        let distinct: BTreeSet<Key> = needed.iter().map(|need| key(pack, need.step)).collect();
        waiting.insert(key(pack, *step), distinct.len());
        for before in distinct {
            followers.entry(before).or_default().push(*step);
        }
    }
    // By name among those that are ready: neither files nor hashes decide.
    let mut ready: BTreeMap<Key, Step> = needs
        .iter()
        .map(|(step, _)| (key(pack, *step), *step))
        .filter(|(key, _)| waiting[key] == 0)
        .collect();
    let mut ordered = Vec::with_capacity(needs.len());
    while let Some((done, step)) = ready.pop_first() {
        ordered.push(step);
        for &follower in followers.get(&done).into_iter().flatten() {
            let follower_key = key(pack, follower);
            if let Some(count) = waiting.get_mut(&follower_key) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(follower_key, follower);
                }
            }
        }
    }
    if ordered.len() < needs.len() {
        report_circles(pack, &needs, &ordered, faults);
    }
    ordered
}

/// The steps of a pack's order that must have been taken before a pattern can be sought in
/// these scopes, in that order.
pub(crate) fn order_for(pack: &Pack, pattern: &Node, within: &[Scope]) -> Vec<Step> {
    let mut read = Vec::new();
    types_of_pattern(pack, pattern, &mut BTreeSet::new(), &mut read);
    types_of_scopes(within, &mut read);
    let needs = needs(pack);
    let needs: BTreeMap<Key, &Vec<Need>> = needs
        .iter()
        .map(|(step, needed)| (key(pack, *step), needed))
        .collect();
    let mut wanted: BTreeSet<Key> = BTreeSet::new();
    let mut waiting: Vec<Step> = read.iter().map(|(id, _)| settled(pack, *id)).collect();
    while let Some(step) = waiting.pop() {
        let key = key(pack, step);
        let needed = needs.get(&key).into_iter().flat_map(|needed| needed.iter());
        if wanted.insert(key) {
            waiting.extend(needed.map(|need| need.step));
        }
    }
    let steps = pack.order.iter().copied();
    steps
        .filter(|step| wanted.contains(&key(pack, *step)))
        .collect()
}

/// Steps by kind, then by name.
type Key = (u8, String);

fn key(pack: &Pack, step: Step) -> Key {
    match step {
        Step::Ignore => (0, String::new()),
        Step::Settle(id) => (1, pack.type_of(id).name.clone()),
        Step::SettleUnion(id) => (2, pack.type_of(id).name.clone()),
        Step::Run(id) => (3, pack.rule(id).name.clone()),
    }
}

/// All steps and what each needs.
fn needs(pack: &Pack) -> Vec<(Step, Vec<Need>)> {
    let mut steps: Vec<(Step, Vec<Need>)> = Vec::new();
    let mut makers: HashMap<TypeId, Vec<Need>> = HashMap::new();
    let mut reads: Vec<Vec<Need>> = Vec::new();
    for (index, rule) in pack.rules.iter().enumerate() {
        let step = Step::Run(RuleId(index as u32));
        for (made, place) in makes(rule) {
            makers.entry(made).or_default().push(Need { step, place });
        }
        reads.push(read_by(pack, rule));
    }
    let raw = raw_rules(pack, &makers, &reads);
    for (index, rule) in pack.rules.iter().enumerate() {
        let mut needed = std::mem::take(&mut reads[index]);
        if !pack.ignore.is_empty() && !raw.contains(&index) {
            needed.push(Need {
                step: Step::Ignore,
                place: rule.place,
            });
        }
        steps.push((Step::Run(RuleId(index as u32)), needed));
    }
    for (index, kind) in pack.types.iter().enumerate() {
        let id = TypeId(index as u32);
        if kind.leaves.is_empty() {
            steps.push((Step::Settle(id), makers.remove(&id).unwrap_or_default()));
        } else {
            let leaves = kind.leaves.iter().map(|&leaf| Need {
                step: Step::Settle(leaf),
                place: kind.place,
            });
            steps.push((Step::SettleUnion(id), leaves.collect()));
        }
    }
    if !pack.ignore.is_empty() {
        let ignored = pack.ignore.iter().map(|&id| Need {
            step: settled(pack, id),
            place: pack.type_of(id).place,
        });
        steps.push((Step::Ignore, ignored.collect()));
    }
    steps
}

/// The step after which the records of a type can be read.
fn settled(pack: &Pack, id: TypeId) -> Step {
    if pack.type_of(id).leaves.is_empty() {
        Step::Settle(id)
    } else {
        Step::SettleUnion(id)
    }
}

/// The types that a rule makes, and where it says so.
pub(crate) fn makes(rule: &Rule) -> Vec<(TypeId, Place)> {
    match &rule.action {
        Action::Entity(entity) => vec![(entity.makes, rule.place)],
        _ => rule
            .emit
            .iter()
            .map(|emit| (emit.makes, emit.place))
            .collect(),
    }
}

/// What a rule reads of others.
fn read_by(pack: &Pack, rule: &Rule) -> Vec<Need> {
    let mut found: Vec<(TypeId, Place)> = Vec::new();
    let mut named = BTreeSet::new();
    for pattern in uses::patterns(rule) {
        types_of_pattern(pack, pattern, &mut named, &mut found);
    }
    let own = match &rule.action {
        Action::Entity(entity) => {
            found.push((entity.of, rule.place));
            for mention in &entity.mentions {
                types_of_scopes(&mention.within, &mut found);
            }
            Some(entity.makes)
        }
        _ => None,
    };
    types_of_scopes(&rule.within, &mut found);
    for (expression, mention) in uses::expressions(rule) {
        let mut names = Vec::new();
        uses::of_expression(expression, &mut names);
        for name in names {
            if let Used::Records(kind, _) | Used::Field(kind, _) = name.what
                && let Some(id) = pack.type_named(kind)
                // A mention may refer to what this very rule is merging.
                && !(mention.is_some() && own == Some(id))
            {
                found.push((id, name.place));
            }
        }
    }
    found
        .into_iter()
        .map(|(id, place)| Need {
            step: settled(pack, id),
            place,
        })
        .collect()
}

fn types_of_scopes(scopes: &[Scope], found: &mut Vec<(TypeId, Place)>) {
    for scope in scopes {
        if let ScopeKind::Records(id) | ScopeKind::Field(id, _) = scope.kind {
            found.push((id, scope.place));
        }
    }
}

/// The types read in a pattern and in the patterns that it names.
fn types_of_pattern(
    pack: &Pack,
    pattern: &Node,
    named: &mut BTreeSet<usize>,
    found: &mut Vec<(TypeId, Place)>,
) {
    let mut names = Vec::new();
    uses::of_pattern(pattern, &mut names);
    for name in names {
        match name.what {
            Used::Records(kind, _) | Used::Field(kind, _) => {
                found.extend(pack.type_named(kind).map(|id| (id, name.place)));
            }
            Used::Pattern(name) => {
                if let Some(&index) = pack.pattern_names.get(name)
                    && named.insert(index)
                {
                    types_of_pattern(pack, &pack.patterns[index].tree, named, found);
                }
            }
            Used::Lexicon(..) | Used::Emitted(_) => {}
        }
    }
}

/// The rules that see the layout as it is, before the ignored stretches are known.
fn raw_rules(
    pack: &Pack,
    makers: &HashMap<TypeId, Vec<Need>>,
    reads: &[Vec<Need>],
) -> BTreeSet<usize> {
    let mut raw = BTreeSet::new();
    let mut waiting: Vec<usize> = Vec::new();
    let makers_of = |step: Step| -> Vec<usize> {
        let leaves = match step {
            Step::Settle(id) => vec![id],
            Step::SettleUnion(id) => pack.leaves(id),
            Step::Run(_) | Step::Ignore => Vec::new(),
        };
        let makers = leaves.iter().filter_map(|leaf| makers.get(leaf)).flatten();
        makers
            .filter_map(|need| match need.step {
                Step::Run(rule) => Some(rule.index()),
                _ => None,
            })
            .collect()
    };
    for &id in &pack.ignore {
        waiting.extend(makers_of(settled(pack, id)));
    }
    while let Some(index) = waiting.pop() {
        if !raw.insert(index) {
            continue;
        }
        for need in &reads[index] {
            let outside = |&maker: &usize| sees_all(&pack.rules[maker].within);
            waiting.extend(makers_of(need.step).into_iter().filter(outside));
        }
    }
    raw
}

/// Whether a scope does not depend on what the body is.
fn sees_all(within: &[Scope]) -> bool {
    matches!(
        within.first().map(|scope| &scope.kind),
        Some(ScopeKind::Unit {
            unit: Unit::Document | Unit::Headline,
            ..
        })
    )
}

/// One fault for each circle among the steps that never became ready.
fn report_circles(
    pack: &Pack,
    needs: &[(Step, Vec<Need>)],
    ordered: &[Step],
    faults: &mut Vec<Diagnostic>,
) {
    let done: BTreeSet<Key> = ordered.iter().map(|step| key(pack, *step)).collect();
    let stuck: BTreeMap<Key, &Vec<Need>> = needs
        .iter()
        .map(|(step, needed)| (key(pack, *step), needed))
        .filter(|(key, _)| !done.contains(key))
        .collect();
    let mut reported: BTreeSet<Key> = BTreeSet::new();
    for start in stuck.keys().filter(|key| key.0 == 3) {
        if reported.contains(start) {
            continue;
        }
        if let Some(circle) = shortest_circle(pack, start, &stuck) {
            reported.extend(circle.iter().map(|need| key(pack, need.step)));
            faults.push(circle_fault(pack, &circle));
        }
    }
}

/// The shortest way from a step over what it needs back to it: each need in turn.
fn shortest_circle(
    pack: &Pack,
    start: &Key,
    stuck: &BTreeMap<Key, &Vec<Need>>,
) -> Option<Vec<Need>> {
    let mut came_from: BTreeMap<Key, (Key, Need)> = BTreeMap::new();
    let mut waiting = std::collections::VecDeque::from([start.clone()]);
    while let Some(current) = waiting.pop_front() {
        for &need in *stuck.get(&current)? {
            let next = key(pack, need.step);
            if !stuck.contains_key(&next) || came_from.contains_key(&next) {
                continue;
            }
            came_from.insert(next.clone(), (current.clone(), need));
            if next == *start {
                let mut circle = Vec::new();
                let mut at = next;
                loop {
                    let (before, need) = came_from.get(&at)?.clone();
                    circle.push(need);
                    if before == *start {
                        circle.reverse();
                        return Some(circle);
                    }
                    at = before;
                }
            }
            waiting.push_back(next);
        }
    }
    None
}

/// Says who reads what in a circle and how it may be broken.
fn circle_fault(pack: &Pack, circle: &[Need]) -> Diagnostic {
    // The circle begins at the rule that closes it.
    let mut chain_zh = Vec::new();
    let mut chain_en = Vec::new();
    let mut places: Vec<(Place, Message)> = Vec::new();
    let rule_name = |step: Step| match step {
        Step::Run(id) => Some(pack.rule(id).name.as_str()),
        _ => None,
    };
    let first = circle
        .last()
        .and_then(|need| rule_name(need.step))
        .unwrap_or_default();
    let mut reader = first;
    for need in circle {
        match need.step {
            Step::Run(id) => {
                reader = &pack.rule(id).name;
                chain_zh.push(format!("规则 {reader}"));
                chain_en.push(format!("rule {reader}"));
            }
            Step::Settle(id) | Step::SettleUnion(id) => {
                let name = &pack.type_of(id).name;
                chain_zh.push(format!("<{name}>"));
                chain_en.push(format!("<{name}>"));
                places.push((
                    need.place,
                    Message::new(
                        format!("{reader} 用到 {name}"),
                        format!("{reader} uses {name}"),
                    ),
                ));
            }
            Step::Ignore => {
                chain_zh.push("ignore".to_owned());
                chain_en.push("ignore".to_owned());
                places.push((
                    need.place,
                    Message::new(
                        format!("{reader} 看的是去掉 ignore 之后的正文"),
                        format!("{reader} sees the body without what is ignored"),
                    ),
                ));
            }
        }
    }
    let head = |words: &[String], first: String| {
        let mut all = vec![first];
        all.extend(words.iter().cloned());
        all.join(" → ")
    };
    let place = places.first().map(|(place, _)| *place);
    let through_ignore = circle.iter().any(|need| need.step == Step::Ignore);
    let mut fault = Diagnostic::at(
        codes::ORDER_CIRCLE,
        crate::diagnostic::Severity::Error,
        place,
        Message::new(
            format!("规则互相等待：{}", head(&chain_zh, format!("规则 {first}"))),
            format!(
                "rules wait for each other: {}",
                head(&chain_en, format!("rule {first}"))
            ),
        ),
    );
    fault.label = places.first().map(|(_, message)| message.clone());
    fault.related = places.split_off(1.min(places.len()));
    fault.help(if through_ignore {
        Message::new(
            "造 ignore 类型的规则不要读只有正文里才有的记录",
            "let the rules that make an ignored type read no records that are only found in the body",
        )
    } else {
        Message::new(
            "用 is 把类型拆成几个叶子，各读各的；或者不放进字段，改在视图里用 holds 嵌套",
            "split the type by `is` so that each rule reads another leaf, or nest in a view by `holds` instead of in a field",
        )
    })
}
