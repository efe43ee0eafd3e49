//! Engines that find out why an example fails: the pack with what limits one rule loosened.
//! Each is built once, and only when something fails.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compile::{PatternProgram, Program, StartSet};
use crate::engine::Engine;
use crate::pack::{Pack, Scope, ScopeKind};
use crate::record::RuleId;
use crate::text::Unit;

/// What is loosened of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Limit {
    /// It is sought in the whole document.
    Scope,
    /// Its gaps may be of any length.
    Length,
    /// Nothing stops its gaps.
    Barrier,
}

/// The engines of one pack.
pub(super) struct Probe<'e> {
    /// The engine that is tested.
    pub engine: &'e Engine,
    loosened: HashMap<(RuleId, Limit), Option<Engine>>,
}

impl<'e> Probe<'e> {
    pub fn new(engine: &'e Engine) -> Self {
        Self {
            engine,
            loosened: HashMap::new(),
        }
    }

    /// The pack with one rule loosened; none where there is nothing to loosen.
    pub fn loosened(&mut self, rule: RuleId, limit: Limit) -> Option<&Engine> {
        let program = self.engine.program();
        let build = || match limit {
            Limit::Scope => wide(&program.pack, rule),
            Limit::Length | Limit::Barrier => free(program, rule, limit),
        };
        self.loosened
            .entry((rule, limit))
            .or_insert_with(build)
            .as_ref()
    }
}

fn unguard(pattern: &mut PatternProgram) {
    pattern.guards.clear();
    pattern.starts = StartSet::Anywhere;
}

fn free(program: &Program, rule: RuleId, limit: Limit) -> Option<Engine> {
    let pattern = program.rules[rule.index()].pattern.as_ref()?;
    let mut gaps = pattern.gaps.clone();
    for gap in &mut gaps {
        match limit {
            Limit::Barrier => gap.barrier = None,
            _ => gap.maximum = u32::MAX,
        }
    }
    if gaps == pattern.gaps {
        return None;
    }
    let mut program = Program::compile(Arc::clone(&program.pack)).ok()?;
    let pattern = program.rules[rule.index()].pattern.as_mut()?;
    pattern.gaps = gaps;
    unguard(pattern);
    Some(Engine::new(Arc::new(program)))
}

fn wide(pack: &Pack, rule: RuleId) -> Option<Engine> {
    let document = ScopeKind::Unit {
        unit: Unit::Document,
        nth: None,
    };
    let place = pack.rule(rule).within.first()?.place;
    let within = vec![Scope {
        kind: document,
        place,
    }];
    if pack.rule(rule).within == within {
        return None;
    }
    let mut pack = pack.clone();
    pack.rules[rule.index()].within = within;
    let program = Program::compile(Arc::new(pack)).ok()?;
    Some(Engine::new(Arc::new(program)))
}
