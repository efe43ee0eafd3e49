//! The walk and the engine agree: on every example of the shipped packs and every article
//! among the tests they find the same matches, with the same captures and claims, and where
//! the engine finds none the walk finds none.

use std::path::Path;
use std::sync::Arc;

use super::graph::{ElementKind, Frame, Graph};
use super::tree::{Part, parts};
use super::walk::{Ground, Step, Walker};
use super::witness::{Witness, touch};
use crate::compile::Program;
use crate::engine::capture::{Capture, Match};
use crate::engine::trace::{Event, Observer};
use crate::engine::{Engine, Metadata, Scratch};
use crate::pack::{Action, Pack};
use crate::record::{RuleId, Span};
use crate::text::{ReadOptions, Text};

/// Captures as (name, stretch, those inside).
#[derive(Debug, PartialEq)]
struct Captured(String, Span, Vec<Captured>);

fn of_engine(captures: &[Capture]) -> Vec<Captured> {
    let captures = captures.iter();
    captures
        .map(|one| Captured(one.name.to_string(), one.span, of_engine(&one.inner)))
        .collect()
}

fn of_walk(graph: &Graph, parts: &[Part]) -> Vec<Captured> {
    let mut found = Vec::new();
    for part in parts {
        let Part::Frame { frame, span, parts } = part else {
            continue;
        };
        let inner = of_walk(graph, parts);
        match &graph.frames[*frame as usize] {
            Frame::Capture { name, .. } => found.push(Captured(name.clone(), *span, inner)),
            Frame::Pattern { .. } => found.extend(inner),
        }
    }
    found
}

fn claims(graph: &Graph, parts: &[Part], found: &mut Vec<Span>) {
    for part in parts {
        match part {
            Part::Frame { parts, .. } => claims(graph, parts, found),
            Part::Leaf { element, span } => {
                let claims = !matches!(
                    graph.elements[*element as usize].kind,
                    ElementKind::Gap(_) | ElementKind::Rest(_) | ElementKind::Record(_)
                );
                match found.last_mut() {
                    _ if !claims || span.is_empty() => {}
                    Some(last) if last.end == span.start => last.end = span.end,
                    _ => found.push(*span),
                }
            }
        }
    }
}

#[derive(Default)]
struct Watch {
    witness: Witness,
    matches: Vec<(RuleId, Span, Match)>,
}

impl Observer for Watch {
    fn observe(&mut self, event: Event<'_>) {
        if let Event::Matched {
            rule, scope, found, ..
        } = &event
        {
            self.matches.push((*rule, *scope, (*found).clone()));
        }
        self.witness.observe(event);
    }
}

/// The leaves of a match, which lie end to end.
fn tile(span: Span, parts: &[Part]) -> bool {
    fn leaves(parts: &[Part], found: &mut Vec<Span>) {
        for part in parts {
            match part {
                Part::Frame { parts, .. } => leaves(parts, found),
                Part::Leaf { span, .. } => found.push(*span),
            }
        }
    }
    let mut found = Vec::new();
    leaves(parts, &mut found);
    let mut at = span.start;
    found.iter().all(|leaf| {
        let next = leaf.start == at;
        at = leaf.end;
        next
    }) && at == span.end
}

/// Compares both on a text; gives how many matches were compared.
fn compare(engine: &Engine, text: &Text, silent: &[RuleId], scratch: &mut Scratch) -> usize {
    let mut watch = Watch::default();
    watch.witness.near = Some(Span::new(0, text.chars().len() as u32));
    engine
        .extract_observed(text, &Metadata::default(), scratch, &mut watch)
        .expect("no test is too costly");
    let program = engine.program();
    let ground = Ground::new(program, text, scratch.lattice());
    let graphs_of = |rule: RuleId| -> Vec<Graph> {
        let patterns = program.pack.rule(rule).action.patterns().into_iter();
        patterns.map(|node| Graph::new(node, program)).collect()
    };
    for (rule, scope, found) in &watch.matches {
        let graphs = graphs_of(*rule);
        let name = &program.pack.rule(*rule).name;
        let agrees = |graph: &Graph, steps: Vec<Step>| {
            let parts = parts(graph, &steps);
            let mut claimed = Vec::new();
            claims(graph, &parts, &mut claimed);
            let end = steps.last().map_or(found.span.start, |step| step.to);
            end == found.span.end
                && claimed == found.claims
                && of_walk(graph, &parts) == of_engine(&found.captures)
                && tile(found.span, &parts)
        };
        let walked = graphs.iter().any(|graph| {
            let steps = Walker::new(&ground, graph, *scope).steps(found.span.start);
            steps.is_some_and(|steps| agrees(graph, steps))
        });
        assert!(walked, "rule {name}: “{}”", text.slice(found.span));
    }
    for &rule in silent {
        if !matches!(program.pack.rule(rule).action, Action::Match(_)) {
            continue;
        }
        let graphs = graphs_of(rule);
        for scope in watch.witness.scopes_of(rule) {
            let mut matches = watch.matches.iter();
            if matches.any(|(of, _, found)| *of == rule && touch(found.span, scope)) {
                continue;
            }
            for graph in &graphs {
                let mut walker = Walker::new(&ground, graph, scope);
                for start in scope.start..scope.end {
                    let name = &program.pack.rule(rule).name;
                    let found = walker.steps(start).is_some();
                    assert!(!found, "rule {name} in “{}”", text.slice(scope));
                }
            }
        }
    }
    assert!(ground.is_complete());
    watch.matches.len()
}

fn engine(pack: Pack) -> Engine {
    let program = Program::compile(Arc::new(pack)).expect("a shipped pack compiles");
    Engine::new(Arc::new(program))
}

#[test]
fn on_the_examples_of_the_shipped_packs() {
    let mut scratch = Scratch::default();
    let mut compared = 0;
    for overlays in [
        &[][..],
        &["jining"],
        &["hongkong"],
        &["campus"],
        &["broadcast"],
    ] {
        let engine = engine(Pack::shipped(overlays).expect("a shipped pack"));
        let pack = &engine.program().pack;
        let top = pack.layers.len() as u32 - 1;
        for (rule, number) in pack.rules.iter().zip(0..) {
            let examples = rule.examples.iter();
            let examples = examples.filter(|example| pack.layer_at(example.place) == top);
            for example in examples {
                let text = Text::from_plain(&example.text);
                compared += compare(&engine, &text, &[RuleId(number)], &mut scratch);
            }
        }
    }
    assert!(compared > 1000, "only {compared} matches");
}

/// The articles that stand among the tests and examples.
pub(crate) fn articles(folder: &Path, found: &mut Vec<(String, Text)>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<_> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let told = ["zh.txt", "en.txt", "out.txt", "verdicts.txt"].contains(&&*name);
        let is_article = name.ends_with(".txt") || name.ends_with(".html");
        if path.is_dir() {
            articles(&path, found);
        } else if is_article && !told {
            let bytes = std::fs::read(&path).expect("an article can be read");
            let text = Text::read(&bytes, &ReadOptions::default()).expect("an article is text");
            found.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn on_the_articles_among_the_tests() {
    let engine = engine(Pack::shipped(&[]).expect("the shipped pack"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["examples", "tests/cases/cli", "tests/cases/workbench"] {
        articles(&root.join(folder), &mut found);
    }
    let mut scratch = Scratch::default();
    let compared: usize = found
        .iter()
        .map(|(_, text)| compare(&engine, text, &[], &mut scratch))
        .sum();
    assert!(
        compared > 20,
        "only {compared} matches in {} articles",
        found.len()
    );
}
