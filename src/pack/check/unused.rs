//! Patterns, lexicons and types that nothing uses.

use std::collections::HashSet;

use super::Checker;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::model::{Field, Kind};
use crate::pack::uses::{self, Use, Used};
use crate::pattern::Node;
use crate::record::LexiconId;
use crate::record::TypeId;

impl Checker<'_> {
    /// Reports what no rule needs, directly or through other definitions.
    pub(super) fn unused(&mut self) {
        let pack = self.pack;
        if pack.rules.is_empty() {
            // A pack of lexicons and patterns is there for those who extend it.
            return;
        }
        let mut patterns: HashSet<usize> = HashSet::new();
        let mut lexicons: HashSet<LexiconId> = HashSet::new();
        let mut waiting: Vec<&Node> = pack.rules.iter().flat_map(uses::patterns).collect();
        let mut found: Vec<Use<'_>> = Vec::new();
        for rule in &pack.rules {
            for (expression, _) in uses::expressions(rule) {
                uses::of_expression(expression, &mut found);
            }
        }
        while let Some(pattern) = waiting.pop() {
            let before = found.len();
            uses::of_pattern(pattern, &mut found);
            for used in &found[before..] {
                if let Used::Pattern(name) = used.what
                    && let Some(&index) = pack.pattern_names.get(name)
                    && patterns.insert(index)
                {
                    waiting.push(&pack.patterns[index].tree);
                }
            }
        }
        for used in found {
            if let Used::Lexicon(name, _) = used.what {
                lexicons.extend(pack.lexicon_names.get(name));
            }
        }
        for kind in &pack.types {
            for field in &kind.fields {
                lexicons_of(field, &mut lexicons);
            }
        }
        // What a used lexicon needs is used as well.
        let mut following: Vec<LexiconId> = lexicons.iter().copied().collect();
        while let Some(id) = following.pop() {
            let lexicon = &pack.lexicons[id.index()];
            for &needed in lexicon.not_inside.iter().chain(&lexicon.include) {
                if lexicons.insert(needed) {
                    following.push(needed);
                }
            }
        }
        for (index, named) in pack.patterns.iter().enumerate() {
            if !patterns.contains(&index) {
                self.report(Diagnostic::warning(
                    codes::UNUSED_PATTERN,
                    named.place,
                    Message::new(
                        format!("模式“{}”没有规则用到", named.name),
                        format!("no rule uses the pattern `{}`", named.name),
                    ),
                ));
            }
        }
        for (index, lexicon) in pack.lexicons.iter().enumerate() {
            if !lexicons.contains(&LexiconId(index as u32)) {
                self.report(Diagnostic::warning(
                    codes::UNUSED_LEXICON,
                    lexicon.place,
                    Message::new(
                        format!("词表“{}”没有用到", lexicon.name),
                        format!("nothing uses the lexicon `{}`", lexicon.name),
                    ),
                ));
            }
        }
        for (index, kind) in pack.types.iter().enumerate() {
            let leaves = pack.leaves(TypeId(index as u32));
            if !leaves.iter().any(|leaf| self.made.contains(leaf)) {
                self.report(Diagnostic::warning(
                    codes::UNUSED_TYPE,
                    kind.place,
                    Message::new(
                        format!("没有规则造类型“{}”", kind.name),
                        format!("no rule makes the type `{}`", kind.name),
                    ),
                ));
            }
        }
    }
}

fn lexicons_of(field: &Field, found: &mut HashSet<LexiconId>) {
    found.extend(&field.not_inside);
    if let Kind::Map(inner) = &field.kind {
        for field in inner {
            lexicons_of(field, found);
        }
    }
}
