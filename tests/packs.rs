//! The shipped packs: each is sound, and all its tests pass.

use std::sync::Arc;

use tiyao::compile::Program;
use tiyao::diagnostic::{Diagnostic, Language, RenderOptions, render};
use tiyao::engine::{Engine, Scratch};
use tiyao::explain::testing::{
    Suite, Tally, check_examples, run_examples, run_golden, text_report,
};
use tiyao::pack::{Pack, PackSource};
use tiyao::shipped;
use tiyao::source::Sources;

const OPTIONS: RenderOptions = RenderOptions {
    language: Language::En,
    colour: false,
};

fn source(name: &str) -> PackSource {
    shipped::pack(name).unwrap_or_else(|| panic!("no pack {name}"))
}

/// A shipped pack on the bases that it extends.
fn load(name: &str) -> (Arc<Pack>, Vec<Diagnostic>) {
    let mut layers: Vec<PackSource> = vec![source(name)];
    while let Some(base) = layers[0].extends() {
        layers.insert(0, source(&base));
    }
    load_stack(name, layers)
}

/// The layers, the base first.
fn load_stack(name: &str, mut layers: Vec<PackSource>) -> (Arc<Pack>, Vec<Diagnostic>) {
    let base = layers.remove(0);
    match Pack::load(base, &layers) {
        Ok((pack, warnings)) => (Arc::new(pack), warnings),
        Err(found) => panic!("{name}:\n{}", told(&found.faults, &found.sources)),
    }
}

fn engine(pack: &Arc<Pack>) -> Engine {
    match Program::compile(Arc::clone(pack)) {
        Ok(program) => Engine::new(Arc::new(program)),
        Err(faults) => panic!("{}:\n{}", pack.name, told(&faults, &pack.sources)),
    }
}

fn told(faults: &[Diagnostic], sources: &Sources) -> String {
    let faults = faults.iter().map(|fault| render(fault, sources, OPTIONS));
    faults.collect::<Vec<String>>().join("\n\n")
}

#[test]
fn shipped_packs_are_sound() {
    for name in shipped::names() {
        let (pack, mut found) = load(name);
        found.extend(check_examples(&engine(&pack), &mut Scratch::default()));
        assert!(found.is_empty(), "{name}:\n{}", told(&found, &pack.sources));
    }
}

#[test]
fn tests_of_shipped_packs_pass() {
    for name in shipped::names() {
        let (pack, _) = load(name);
        let engine = engine(&pack);
        let mut scratch = Scratch::default();
        let mut outcomes = run_examples(&engine, &mut scratch, &|_, _| true);
        for golden in shipped::goldens(name) {
            outcomes.push(run_golden(&engine, &mut scratch, &golden).0);
        }
        let suite = Suite {
            layers: vec![name.to_owned()],
            outcomes,
            sources: pack.sources.clone(),
        };
        let failed = Tally::of(&suite.outcomes).failed;
        assert_eq!(failed, 0, "{name}:\n{}", text_report(&suite, OPTIONS));
    }
}

#[test]
fn overlays_go_together_in_any_order() {
    let overlays: Vec<&str> = shipped::names()
        .into_iter()
        .filter(|name| source(name).extends().as_deref() == Some(shipped::DEFAULT))
        .collect();
    let mut tried = 0;
    for lower in &overlays {
        for upper in overlays.iter().filter(|upper| *upper != lower) {
            let name = format!("{lower} + {upper}");
            let layers = [shipped::DEFAULT, lower, upper].map(source);
            let (pack, _) = load_stack(&name, layers.into());
            let outcomes = run_examples(&engine(&pack), &mut Scratch::default(), &|_, _| true);
            let suite = Suite {
                layers: vec![name.clone()],
                outcomes,
                sources: pack.sources.clone(),
            };
            let failed = Tally::of(&suite.outcomes).failed;
            assert_eq!(failed, 0, "{name}:\n{}", text_report(&suite, OPTIONS));
            tried += 1;
        }
    }
    assert!(tried > 0, "there are no two overlays");
}
