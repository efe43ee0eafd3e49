//! The examples of a rule.

use super::compare::{compare, found};
use super::judgement::{Judged, first_line, verdict};
use super::loosen::{missing, too_narrow};
use super::probe::Probe;
use super::{Kind, Outcome, Verdict};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::engine::{Engine, LimitError, Metadata, Scratch};
use crate::explain::derivation::walk::Ground;
use crate::explain::derivation::witness::Witness;
use crate::explain::describe::{Reader, shortened};
use crate::pack::{Action, Example, Pack, Rule};
use crate::record::{RuleId, Span, TypeId};
use crate::source::Place;
use crate::text::Text;

/// Whether an upper layer says that this example changes under it.
pub(super) fn is_changed_on_purpose(pack: &Pack, example: &Example) -> bool {
    let layer = pack.layer_at(example.place) as usize;
    let above = pack.layers.iter().skip(layer + 1);
    above
        .flat_map(|layer| &layer.changes)
        .any(|name| *name == example.id || name.trim() == example.text.trim())
}

/// Runs an example: the whole pack, on its text, with its date.
pub(super) fn run(
    probe: &mut Probe<'_>,
    scratch: &mut Scratch,
    id: RuleId,
    example: &Example,
) -> Outcome {
    let engine = probe.engine;
    let pack = &engine.program().pack;
    let rule = pack.rule(id);
    let text = Text::from_plain(&example.text);
    let metadata = Metadata {
        date: example.date.clone(),
    };
    let mut outcome = Outcome {
        verdict: Verdict::Passed,
        kind: Kind::Example,
        rule: rule.name.clone(),
        name: example.id.clone(),
        place: Some(example.written.place),
        findings: Vec::new(),
        diagnostic: None,
    };
    let extraction = match engine.extract(&text, &metadata, scratch) {
        Ok(extraction) => extraction,
        Err(limit) => {
            outcome.verdict = Verdict::TooCostly;
            outcome.diagnostic = Some(too_costly(example.written.place, &limit));
            return outcome;
        }
    };
    let reader = Reader {
        pack,
        text: &text,
        extraction: &extraction,
    };
    let types = types(pack, rule, example);
    let differences = compare(&reader, example, &types);
    let own = pack.layer_at(example.place) as usize + 1 == pack.layers.len();
    if differences.is_empty() {
        // Under an overlay the base's own `todo` is none of its business.
        if example.todo && own {
            outcome.verdict = Verdict::TodoPasses;
            outcome.diagnostic = Some(todo_passes(rule, example));
        } else if own {
            outcome.diagnostic = satisfied_by_another(&reader, rule, example, &types);
        }
        return outcome;
    }
    let lacking = missing(&differences) > 0;
    // The lattice stays as it was watched, while the probe runs other engines.
    let mut seen = Scratch::default();
    let witness = watched(engine, &mut seen, &text, &metadata);
    let ground = Ground::new(engine.program(), &text, seen.lattice());
    let judged = Judged {
        reader: &reader,
        rule: id,
        example,
        types: &types,
        witness: &witness,
        ground: &ground,
    };
    outcome.findings = differences.iter().map(|one| judged.finding(one)).collect();
    outcome.verdict = if example.todo {
        Verdict::Todo
    } else {
        verdict(&differences)
    };
    let narrow = lacking
        .then(|| too_narrow(probe, scratch, &judged, &metadata, &differences))
        .flatten();
    outcome.diagnostic = Some(judged.diagnostic(&differences, narrow));
    outcome
}

/// Watches a failing example.
fn watched(engine: &Engine, scratch: &mut Scratch, text: &Text, metadata: &Metadata) -> Witness {
    let mut witness = Witness::near(Span::new(0, text.chars().len() as u32));
    // Where this costs too much, what was seen until then is told.
    let _ = engine.extract_observed(text, metadata, scratch, &mut witness);
    witness
}

/// Whether none of the records of a passing example comes from its rule: then it tests
/// another.
fn satisfied_by_another(
    reader: &Reader<'_>,
    rule: &Rule,
    example: &Example,
    types: &[TypeId],
) -> Option<Diagnostic> {
    let pack = reader.pack;
    let mut makers: Vec<&Rule> = found(reader, types)
        .map(|id| pack.rule(reader.record(id).rule))
        .collect();
    if example.gives.is_empty() || makers.iter().any(|maker| maker.name == rule.name) {
        return None;
    }
    makers.dedup_by_key(|maker| &maker.name);
    let names: Vec<&str> = makers.iter().map(|maker| maker.name.as_str()).collect();
    let mut warning = Diagnostic::warning(
        codes::SATISFIED_BY_ANOTHER,
        first_line(pack, example.written.place),
        Message::new(
            format!(
                "例子通过了，但其中的记录都出自规则 {}，不是 {}",
                names.join("、"),
                rule.name
            ),
            format!(
                "the example passes, but its records all come from rule {}, not {}",
                names.join(", "),
                rule.name
            ),
        ),
    );
    for maker in makers {
        let message = Message::new("记录出自这条规则", "its records come from this rule");
        warning = warning.related(maker.place, message);
    }
    Some(warning)
}

/// Examples of lower layers that are named in `changes` of the topmost and hold all the same.
pub(super) fn unchanged(probe: &mut Probe<'_>, scratch: &mut Scratch) -> Vec<Diagnostic> {
    let pack = &probe.engine.program().pack;
    let Some(top) = pack.layers.last() else {
        return Vec::new();
    };
    let mut warnings = Vec::new();
    for (name, &place) in top.changes.iter().zip(&top.change_places) {
        let named = |example: &Example| *name == example.id || name.trim() == example.text.trim();
        let mut examples = (0..).map(RuleId).zip(&pack.rules).flat_map(|(id, rule)| {
            let named = rule.examples.iter().filter(|example| named(example));
            named.map(move |example| (id, example))
        });
        let Some((rule, example)) = examples.next() else {
            continue;
        };
        if run(probe, scratch, rule, example).verdict == Verdict::Passed {
            let message = Message::new(
                format!("例子“{}”在这里并没有变", shortened(name)),
                format!("the example “{}” does not change here", shortened(name)),
            );
            let help = Message::new("从 changes 里去掉", "take it out of `changes`");
            warnings.push(Diagnostic::warning(codes::CHANGES_UNCHANGED, place, message).help(help));
        }
    }
    warnings
}

/// The types whose records are compared: those that the rule makes and those that the
/// example names.
fn types(pack: &Pack, rule: &Rule, example: &Example) -> Vec<TypeId> {
    let mut types: Vec<TypeId> = rule.emit.iter().map(|emit| emit.makes).collect();
    if let Action::Entity(entity) = &rule.action {
        types.push(entity.makes);
    }
    for expected in &example.gives {
        types.extend(pack.leaves(expected.kind));
    }
    types.sort();
    types.dedup();
    types
}

fn todo_passes(rule: &Rule, example: &Example) -> Diagnostic {
    Diagnostic::error(
        codes::TODO_PASSES,
        example.written.place,
        Message::new(
            format!("规则 {} 的这个例子标作 todo，却已通过", rule.name),
            format!(
                "this example of rule {} is marked `todo` and passes",
                rule.name
            ),
        ),
    )
    .help(Message::new("去掉 todo", "take `todo` out"))
}

/// A document that costs more than the limits allow.
pub(super) fn too_costly(place: Place, limit: &LimitError) -> Diagnostic {
    let message = limit_message(limit);
    let message = Message::new(
        format!("例子超出计算上限：{}", message.zh),
        format!("the example costs too much: {}", message.en),
    );
    Diagnostic::error(codes::EXAMPLE_TOO_COSTLY, place, message)
}

/// A limit that was reached, in both languages.
pub(super) fn limit_message(limit: &LimitError) -> Message {
    let zh = match limit {
        LimitError::Steps(steps) => format!("超过 {steps} 步"),
        LimitError::Records(records) => format!("超过 {records} 条记录"),
    };
    Message::new(zh, limit.to_string())
}
