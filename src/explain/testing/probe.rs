//! Engines that find out why an example fails: the pack with what saves time taken away, and
//! with the scope of a rule made wide. Each is built once, and only when something fails.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compile::{Program, StartSet};
use crate::engine::Engine;
use crate::pack::{Pack, Scope, ScopeKind};
use crate::record::RuleId;
use crate::text::Unit;

/// The engines of one pack.
pub(super) struct Probe<'e> {
    /// The engine that is tested.
    pub engine: &'e Engine,
    unguarded: Option<Option<Engine>>,
    wide: HashMap<RuleId, Option<Engine>>,
}

impl<'e> Probe<'e> {
    pub fn new(engine: &'e Engine) -> Self {
        Self {
            engine,
            unguarded: None,
            wide: HashMap::new(),
        }
    }

    /// The same pack, each rule tried at every place, so that it shows how far it comes.
    pub fn unguarded(&mut self) -> Option<&Engine> {
        let pack = &self.engine.program().pack;
        let build = || {
            let mut program = Program::compile(Arc::clone(pack)).ok()?;
            let patterns = program
                .rules
                .iter_mut()
                .filter_map(|rule| rule.pattern.as_mut());
            for pattern in patterns {
                pattern.guards.clear();
                pattern.starts = StartSet::Anywhere;
            }
            Some(Engine::new(Arc::new(program)))
        };
        self.unguarded.get_or_insert_with(build).as_ref()
    }

    /// The pack with one rule sought in the whole document; none where it is so already.
    pub fn wide(&mut self, rule: RuleId) -> Option<&Engine> {
        let pack = &self.engine.program().pack;
        let build = || wide(pack, rule);
        self.wide.entry(rule).or_insert_with(build).as_ref()
    }
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
