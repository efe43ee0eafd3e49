//! A pattern that belongs to no rule, such as one typed on the command line.

use std::collections::{BTreeMap, BTreeSet};

use super::check::check_query;
use super::load::PackFaults;
use super::model::{Field, Kind, Pack, Scope, ScopeKind, Step};
use super::order;
use super::read::{Context, read_scope};
use super::uses::{self, Used};
use crate::diagnostic::Severity;
use crate::pattern::{self, Node, NodeKind};
use crate::record::{LexiconId, RuleId};
use crate::source::Scalar;
use crate::text::Unit;

/// A pattern checked against a pack, and where it is sought.
#[derive(Debug, Clone)]
pub struct Query {
    /// The pattern, its named patterns inlined.
    pub pattern: Node,
    /// From outer to inner.
    pub within: Vec<ScopeKind>,
}

/// A query as it is written.
#[derive(Debug, Clone, Copy)]
pub struct QueryText<'a> {
    /// What stands for the file's name in messages.
    pub name: &'a str,
    /// The pattern: it may name all lexicons, patterns, types and fields of the pack.
    pub pattern: &'a str,
    /// The scopes, from outer to inner; the sentence where there are none.
    pub within: &'a [String],
}

impl Query {
    /// The names of the pattern's captures, those inside others behind a dot: `titles.post`.
    pub fn captures(&self) -> Vec<String> {
        let mut names = Vec::new();
        captures(&self.pattern, "", &mut names);
        names
    }
}

fn captures(node: &Node, around: &str, names: &mut Vec<String>) {
    let NodeKind::Capture { name, item } = &node.kind else {
        node.children()
            .for_each(|child| captures(child, around, names));
        return;
    };
    let path = match around {
        "" => name.clone(),
        _ => format!("{around}.{name}"),
    };
    if !names.contains(&path) {
        names.push(path.clone());
    }
    captures(item, &path, names);
}

impl Pack {
    /// Checks a pattern against the pack and leaves of the pack what the pattern reads: the
    /// rules that make its records, and theirs in turn; a pattern that reads no record leaves
    /// no rule at all.
    ///
    /// # Errors
    /// All faults of the pattern and of the scopes, with the files to show them in.
    pub fn with_query(mut self, written: QueryText<'_>) -> Result<(Pack, Query), Box<PackFaults>> {
        let mut context = Context {
            types: self.type_names.clone(),
            lexicons: self.lexicon_names.clone(),
            ..Context::default()
        };
        let top = self.layers.len().saturating_sub(1) as u32;
        let source = self.sources.add(written.name, written.pattern);
        self.source_layers.push(top);
        let scalar = Scalar::whole(source, written.pattern);
        let tree = pattern::parse(&scalar, &mut context.faults);
        let mut within = Vec::new();
        for scope in written.within {
            let source = self.sources.add("within", scope.as_str());
            self.source_layers.push(top);
            let place = Scalar::whole(source, scope.as_str()).place;
            if let Some(kind) = read_scope(scope.trim(), place, &mut context) {
                within.push(Scope { kind, place });
            }
        }
        let mut faults = context.faults;
        let tree = tree.and_then(|tree| check_query(&self, &tree, &within, &mut faults));
        // Of what is typed once only errors matter.
        faults.retain(|fault| fault.severity == Severity::Error);
        let Some(pattern) = tree.filter(|_| faults.is_empty()) else {
            return Err(Box::new(PackFaults {
                faults,
                sources: self.sources,
            }));
        };
        self.keep_for(&pattern, &within);
        let mut within: Vec<ScopeKind> = within.into_iter().map(|scope| scope.kind).collect();
        if within.is_empty() {
            within.push(ScopeKind::Unit {
                unit: Unit::Sentence,
                nth: None,
            });
        }
        Ok((self, Query { pattern, within }))
    }

    /// Leaves the rules and the lexicons that a pattern in these scopes cannot do without.
    fn keep_for(&mut self, pattern: &Node, within: &[Scope]) {
        let order = order::order_for(self, pattern, within);
        let mut kept = Vec::new();
        let mut numbers: BTreeMap<RuleId, RuleId> = BTreeMap::new();
        for step in &order {
            if let Step::Run(rule) = step {
                numbers.insert(*rule, RuleId(kept.len() as u32));
                kept.push(self.rule(*rule).clone());
            }
        }
        let renumbered = |step| match step {
            Step::Run(rule) => Step::Run(numbers.get(&rule).copied().unwrap_or(rule)),
            other => other,
        };
        self.order = order.into_iter().map(renumbered).collect();
        self.rules = kept;
        let read = self.lexicons_read(pattern);
        for (index, lexicon) in self.lexicons.iter_mut().enumerate() {
            if !read.contains(&LexiconId(index as u32)) {
                lexicon.entries.clear();
            }
        }
    }

    /// The lexicons that a pattern and the rules read, and those that may hide their entries.
    fn lexicons_read(&self, pattern: &Node) -> BTreeSet<LexiconId> {
        let mut names = BTreeSet::new();
        let mut take = |used: Used<'_>| {
            if let Used::Lexicon(name, _) = used {
                names.insert(name.to_owned());
            }
        };
        uses::of_pattern_and_named(self, pattern, &mut take);
        for rule in &self.rules {
            for pattern in uses::patterns(rule) {
                uses::of_pattern_and_named(self, pattern, &mut take);
            }
            for (expression, _) in uses::expressions(rule) {
                let mut found = Vec::new();
                uses::of_expression(expression, &mut found);
                found.into_iter().for_each(|used| take(used.what));
            }
        }
        let named = names.iter().filter_map(|name| self.lexicon_names.get(name));
        let mut waiting: Vec<LexiconId> = named.copied().collect();
        for kind in &self.types {
            hiding(&kind.fields, &mut waiting);
        }
        let mut read = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            if read.insert(id) {
                waiting.extend(&self.lexicons[id.index()].not_inside);
            }
        }
        read
    }
}

/// The lexicons in whose entries the texts of fields are no occurrence.
fn hiding(fields: &[Field], found: &mut Vec<LexiconId>) {
    for field in fields {
        found.extend(&field.not_inside);
        if let Kind::Map(inner) = &field.kind {
            hiding(inner, found);
        }
    }
}
