//! Where a construct exists in the `regex` crate, the meaning is the same.

use proptest::prelude::*;
use tiyao::pattern::tree::{Edge, Node, NodeKind};
use tiyao::record::Span;

use super::world::{Told, World, class, compile, node};

/// A pattern in both languages; captures are numbered in the order of their begins.
#[derive(Debug, Clone)]
enum Both {
    Literal(&'static str),
    Class,
    Any,
    Start,
    End,
    Empty,
    Sequence(Vec<Both>),
    Choice(Vec<Both>),
    Capture(Box<Both>),
    Repeat(Box<Both>, u32, Option<u32>, bool),
}

impl Both {
    fn regex(&self, out: &mut String) {
        match self {
            Both::Literal(text) => out.push_str(text),
            Both::Class => out.push_str("[ac]"),
            Both::Any => out.push('.'),
            Both::Start => out.push('^'),
            Both::End => out.push('$'),
            Both::Empty => out.push_str("(?:)"),
            Both::Sequence(items) => items.iter().for_each(|item| group(item, out)),
            Both::Choice(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push('|');
                    }
                    group(item, out);
                }
            }
            Both::Capture(item) => {
                out.push('(');
                item.regex(out);
                out.push(')');
            }
            Both::Repeat(item, minimum, maximum, lazy) => {
                group(item, out);
                let maximum = maximum
                    .map(|maximum| maximum.to_string())
                    .unwrap_or_default();
                out.push_str(&format!(
                    "{{{minimum},{maximum}}}{}",
                    if *lazy { "?" } else { "" }
                ));
            }
        }
    }

    fn node(&self, captures: &mut usize) -> Node {
        let all = |items: &[Both], captures: &mut usize| {
            items.iter().map(|item| item.node(captures)).collect()
        };
        node(match self {
            Both::Literal(text) => NodeKind::Literal((*text).to_owned()),
            Both::Class => NodeKind::Class(class(&[('a', 'a'), ('c', 'c')], "[ac]")),
            Both::Any => NodeKind::Class(class(&[('\0', '\u{10FFFF}')], ".")),
            Both::Start => NodeKind::Edge(Edge::ScopeStart),
            Both::End => NodeKind::Edge(Edge::ScopeEnd),
            Both::Empty => NodeKind::Sequence(Vec::new()),
            Both::Sequence(items) => NodeKind::Sequence(all(items, captures)),
            Both::Choice(items) => NodeKind::Choice(all(items, captures)),
            Both::Capture(item) => {
                *captures += 1;
                NodeKind::Capture {
                    name: captures.to_string(),
                    item: Box::new(item.node(captures)),
                }
            }
            Both::Repeat(item, minimum, maximum, lazy) => NodeKind::Repeat {
                item: Box::new(item.node(captures)),
                minimum: *minimum,
                maximum: *maximum,
                lazy: *lazy,
            },
        })
    }
}

fn group(item: &Both, out: &mut String) {
    out.push_str("(?:");
    item.regex(out);
    out.push(')');
}

fn both() -> impl Strategy<Value = Both> {
    let leaf = prop_oneof![
        4 => prop_oneof![Just("a"), Just("b"), Just("ab"), Just("ca")].prop_map(Both::Literal),
        2 => Just(Both::Class),
        1 => Just(Both::Any),
        1 => Just(Both::Start),
        1 => Just(Both::End),
        1 => Just(Both::Empty),
    ];
    leaf.prop_recursive(5, 24, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(Both::Sequence),
            3 => prop::collection::vec(inner.clone(), 2..4).prop_map(Both::Choice),
            2 => inner.clone().prop_map(|item| Both::Capture(Box::new(item))),
            3 => (inner, 0u32..3, prop::option::of(0u32..6), any::<bool>()).prop_map(|(item, minimum, more, lazy)| {
                Both::Repeat(Box::new(item), minimum, more.map(|more| minimum + more), lazy)
            }),
        ]
    })
}

/// Spans of the match and of the last value of each capture; an empty one is absent.
fn told_by_regex(
    regex: &regex::Regex,
    text: &str,
    from: usize,
) -> Option<(Span, Vec<Option<Span>>)> {
    let found = regex.captures_at(text, from)?;
    let span = |found: regex::Match<'_>| Span::new(found.start() as u32, found.end() as u32);
    let groups =
        (1..found.len()).map(|group| found.get(group).map(span).filter(|span| !span.is_empty()));
    Some((span(found.get(0)?), groups.collect()))
}

fn told_by_us(told: &Told, groups: usize) -> (Span, Vec<Option<Span>>) {
    let last = |group: usize| {
        let name = group.to_string();
        told.1
            .iter()
            .rev()
            .find(|(known, _)| *known == name)
            .map(|(_, span)| *span)
    };
    (told.0, (1..=groups).map(last).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_regex_crate(both in both(), text in "[abc]{0,10}", before in 40u32..70, tried in any::<bool>()) {
        let mut written = String::from("(?s)");
        both.regex(&mut written);
        let regex = regex::Regex::new(&written).expect("a generated regex is sound");
        let mut groups = 0;
        let pattern = both.node(&mut groups);
        let (program, compiled) = compile(&pattern, tried);
        let mut world = World::new(&program, &text, &[], before);
        let found = world.after_every_place(&compiled);
        prop_assert_eq!(&found[0], &found[1]);
        prop_assert_eq!(&found[0], &found[2]);
        for (from, told) in found[0].iter().enumerate() {
            let ours = told.as_ref().map(|told| told_by_us(told, groups));
            let theirs = told_by_regex(&regex, &text, from);
            // A capture whose last iteration was empty keeps an older value with us.
            let theirs_spans = theirs.as_ref().map(|(span, _)| *span);
            prop_assert_eq!(ours.as_ref().map(|(span, _)| *span), theirs_spans, "{} from {}", written, from);
            if let (Some((_, ours)), Some((_, theirs))) = (ours, theirs) {
                for (ours, theirs) in ours.iter().zip(&theirs) {
                    prop_assert!(theirs.is_none() || ours == theirs, "{} from {}: {:?} {:?}", written, from, ours, theirs);
                }
            }
        }
    }
}
