//! What only shows once all names are known: a file per check.
//!
//! Every check looks at the whole pack and says everything that it finds. What is probably
//! not meant (warnings) is said of the topmost layer only: an author can mend no other.

mod captures;
mod dead;
mod examples;
mod fields;
mod names;
mod shadow;
mod sort;
mod unused;

use std::collections::HashSet;

use super::model::{Action, End, Exception, Marker, Mention, Pack, Rule, Scope};
use super::order::makes;
use super::uses;
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::pattern::{self, Node, Shape};
use crate::record::TypeId;

/// A pattern of a rule with everything inlined.
struct Inlined<'p> {
    role: Role<'p>,
    tree: Node,
    shapes: Vec<Shape>,
}

/// What a pattern is for.
#[derive(Clone, Copy)]
enum Role<'p> {
    Match,
    Marker(&'p Marker),
    End,
    Exception(&'p Exception),
    Mention(&'p Mention),
}

/// A rule with its patterns inlined; those that cannot be are left out.
struct Ready<'p> {
    rule: &'p Rule,
    patterns: Vec<Inlined<'p>>,
    /// Whether all patterns could be inlined.
    whole: bool,
}

/// A pack that is being checked.
struct Checker<'p> {
    pack: &'p Pack,
    rules: Vec<Ready<'p>>,
    /// The leaves that some rule makes.
    made: HashSet<TypeId>,
    faults: Vec<Diagnostic>,
}

/// Checks a pack whose files could all be read.
pub(super) fn check(pack: &Pack, faults: &mut Vec<Diagnostic>) {
    let mut checker = Checker {
        pack,
        rules: Vec::new(),
        made: pack
            .rules
            .iter()
            .flat_map(makes)
            .map(|(made, _)| made)
            .collect(),
        faults: std::mem::take(faults),
    };
    checker.names();
    checker.inline();
    checker.sides();
    checker.captures();
    checker.dead();
    checker.shadowed();
    checker.examples();
    let sound = |fault: &Diagnostic| fault.severity != Severity::Error;
    if checker.faults.iter().all(sound) {
        // A misspelt name leaves its definition unused: that is the same fault.
        checker.fields();
        checker.unused();
        checker.untested();
    }
    *faults = checker.faults;
}

/// Checks the names in patterns and scopes of a pack in which other names are wrong, so that
/// all of them are told at once.
pub(super) fn check_names(pack: &Pack, faults: &mut Vec<Diagnostic>) {
    let mut checker = Checker {
        pack,
        rules: Vec::new(),
        made: HashSet::new(),
        faults: std::mem::take(faults),
    };
    checker.names();
    let told = checker.faults.len();
    checker.inline();
    // What inlining says besides may follow from a pattern that could not be read.
    let mut inlined = checker.faults.split_off(told);
    inlined.retain(|fault| fault.code == codes::UNKNOWN_NAME);
    checker.faults.append(&mut inlined);
    *faults = checker.faults;
}

/// Checks a pattern that belongs to no rule, and its scopes, against a checked pack. Gives
/// the pattern with everything inlined, where that is possible.
pub(super) fn check_query(
    pack: &Pack,
    pattern: &Node,
    within: &[Scope],
    faults: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let mut checker = Checker {
        pack,
        rules: Vec::new(),
        made: HashSet::new(),
        faults: std::mem::take(faults),
    };
    let mut found = Vec::new();
    uses::of_pattern(pattern, &mut found);
    checker.used(&found);
    for scope in within {
        checker.scope(scope);
    }
    let expanded = pattern::expand(pattern, pack, &mut checker.faults);
    if let Some(expanded) = &expanded {
        pattern::check_sides(expanded, &mut checker.faults);
    }
    *faults = checker.faults;
    expanded
}

impl<'p> Checker<'p> {
    /// Inlines the patterns of all rules, and those that no rule uses.
    fn inline(&mut self) {
        for rule in &self.pack.rules {
            let mut patterns = Vec::new();
            let mut whole = true;
            for (role, tree) in patterns_of(rule) {
                match pattern::expand(tree, self.pack, &mut self.faults) {
                    Some(tree) => patterns.push(Inlined {
                        role,
                        shapes: pattern::shape(&tree),
                        tree,
                    }),
                    None => whole = false,
                }
            }
            self.rules.push(Ready {
                rule,
                patterns,
                whole,
            });
        }
        for named in &self.pack.patterns {
            // One with parameters means something only where it is used.
            if named.parameters.is_empty() {
                pattern::expand(&named.tree, self.pack, &mut self.faults);
            }
        }
    }

    /// Gaps with nothing on one side, and patterns that may begin anywhere.
    fn sides(&mut self) {
        for rule in &self.rules {
            for inlined in &rule.patterns {
                let mut found = Vec::new();
                pattern::check_sides(&inlined.tree, &mut found);
                for fault in found {
                    if !self.faults.contains(&fault) && concerns(self.pack, &fault) {
                        self.faults.push(fault);
                    }
                }
            }
        }
    }

    /// Reports something once, and a warning only where it can be mended.
    fn report(&mut self, fault: Diagnostic) {
        if !self.faults.contains(&fault) && concerns(self.pack, &fault) {
            self.faults.push(fault);
        }
    }
}

fn concerns(pack: &Pack, fault: &Diagnostic) -> bool {
    fault.severity == Severity::Error || fault.place.is_none_or(|place| pack.is_own(place))
}

/// The patterns of a rule, each with what it is for.
fn patterns_of(rule: &Rule) -> Vec<(Role<'_>, &Node)> {
    let mut found = Vec::new();
    match &rule.action {
        Action::Match(pattern) => found.push((Role::Match, pattern)),
        Action::Segment(segment) => {
            for marker in &segment.markers {
                found.push((Role::Marker(marker), &marker.pattern));
                found.extend(end_patterns(&marker.end));
            }
            found.extend(end_patterns(&segment.end));
        }
        Action::Entity(entity) => {
            let mentions = entity.mentions.iter();
            found.extend(mentions.map(|mention| (Role::Mention(mention), &mention.pattern)));
        }
    }
    let exceptions = rule.exceptions.iter();
    found.extend(exceptions.map(|exception| (Role::Exception(exception), &exception.pattern)));
    found
}

fn end_patterns(ends: &[End]) -> impl Iterator<Item = (Role<'_>, &Node)> {
    ends.iter().filter_map(|end| match end {
        End::Pattern(pattern) => Some((Role::End, pattern)),
        End::Unit(_) => None,
    })
}
