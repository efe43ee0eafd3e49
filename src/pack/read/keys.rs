//! The keys of a map: taken one by one, what is left over is a fault.

use super::{Context, did_you_mean};
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::pack::yaml::{Content, Pair, Yaml};
use crate::source::Place;

/// A map that is being read.
pub(crate) struct Keys<'y> {
    pairs: &'y [Pair],
    taken: Vec<bool>,
    known: Vec<&'static str>,
    /// Where a missing key is reported.
    owner: Place,
}

impl<'y> Keys<'y> {
    /// The map, or a fault if it is none; `owner` is where a missing key is reported.
    pub(crate) fn of(yaml: &'y Yaml, owner: Place, context: &mut Context) -> Option<Self> {
        let Content::Map(pairs) = &yaml.content else {
            context.wrong_form(yaml, "一个映射（键: 值）", "a map (`key: value`)");
            return None;
        };
        Some(Self {
            pairs,
            taken: vec![false; pairs.len()],
            known: Vec::new(),
            owner,
        })
    }

    /// The value of a key, if it is given.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'y Yaml> {
        self.take_pair(key).map(|pair| &pair.value)
    }

    /// A key with its value, if it is given.
    pub(crate) fn take_pair(&mut self, key: &'static str) -> Option<&'y Pair> {
        self.known.push(key);
        let index = self
            .pairs
            .iter()
            .position(|pair| pair.key.as_str() == key)?;
        self.taken[index] = true;
        Some(&self.pairs[index])
    }

    /// The value of a key that must be given.
    pub(crate) fn require(&mut self, key: &'static str, context: &mut Context) -> Option<&'y Yaml> {
        let found = self.take(key);
        if found.is_none() {
            context.faults.push(
                Diagnostic::error(
                    codes::MISSING_KEY,
                    self.owner,
                    Message::new(format!("缺少“{key}”"), format!("`{key}` is missing")),
                )
                .label(Message::new(
                    format!("这里要有“{key}:”"),
                    format!("`{key}:` is wanted here"),
                )),
            );
        }
        found
    }

    /// The pairs that were not taken, which then count as taken.
    pub(crate) fn rest(&mut self) -> Vec<&'y Pair> {
        let rest = self
            .pairs
            .iter()
            .zip(&self.taken)
            .filter(|(_, taken)| !**taken)
            .map(|(pair, _)| pair)
            .collect();
        self.taken.fill(true);
        rest
    }

    /// Reports every key that was not taken.
    pub(crate) fn finish(self, context: &mut Context) {
        for (pair, taken) in self.pairs.iter().zip(&self.taken) {
            if *taken {
                continue;
            }
            let name = pair.key.as_str();
            let known = closest(name, self.known.iter().copied());
            let mut fault = Diagnostic::error(
                codes::UNKNOWN_KEY,
                pair.key.place(),
                Message::new(
                    format!("这里没有“{name}”这个键"),
                    format!("`{name}` is no key here"),
                ),
            );
            if known.is_none() {
                fault = fault.help(Message::new(
                    format!("可用的键：{}", self.known.join("、")),
                    format!("keys that can stand here: {}", self.known.join(", ")),
                ));
            }
            context
                .faults
                .push(did_you_mean(fault, pair.key.place(), known));
        }
    }
}
