//! Generated patterns × generated lattices, for every start.

use proptest::prelude::*;
use tiyao::pattern::tree::{Edge, Node, NodeKind};
use tiyao::record::Span;

use super::reference::Reference;
use super::world::{World, class, compile, node};

fn leaf() -> impl Strategy<Value = Node> {
    prop_oneof![
        3 => prop_oneof![Just("a"), Just("b"), Just("ab"), Just("bb")].prop_map(|text| node(NodeKind::Literal(text.to_owned()))),
        2 => Just(node(NodeKind::Class(class(&[('a', 'b')], "[ab]")))),
        1 => Just(node(NodeKind::Class(class(&[('\0', '\u{10FFFF}')], ".")))),
        4 => prop_oneof![Just("A"), Just("B")]
            .prop_map(|name| node(NodeKind::Lexicon { name: name.to_owned(), filters: Vec::new() })),
        3 => Just(node(NodeKind::Record { kind: "R".to_owned(), filters: Vec::new() })),
        1 => Just(node(NodeKind::Edge(Edge::ScopeStart))),
        1 => Just(node(NodeKind::Edge(Edge::ScopeEnd))),
        1 => Just(node(NodeKind::Sequence(Vec::new()))),
    ]
}

/// `gaps` tells whether gaps and rests may stand here: not in what is read to the left.
fn pattern(depth: u32) -> BoxedStrategy<Node> {
    leaf()
        .prop_recursive(depth, 24, 3, |inner| {
            let maximum = prop_oneof![Just(None), (0u32..6).prop_map(Some)];
            prop_oneof![
                4 => prop::collection::vec(inner.clone(), 1..4).prop_map(|items| node(NodeKind::Sequence(items))),
                3 => prop::collection::vec(inner.clone(), 2..4).prop_map(|items| node(NodeKind::Choice(items))),
                2 => inner.clone().prop_map(|item| node(NodeKind::Group(Box::new(item)))),
                2 => ("[xy]", inner.clone())
                    .prop_map(|(name, item)| node(NodeKind::Capture { name, item: Box::new(item) })),
                3 => (inner.clone(), 0u32..3, maximum.clone(), any::<bool>()).prop_map(|(item, minimum, maximum, lazy)| {
                    let maximum = maximum.map(|more| minimum + more);
                    node(NodeKind::Repeat { item: Box::new(item), minimum, maximum, lazy })
                }),
                1 => (0u32..2, maximum, prop::option::of(leaf())).prop_map(|(minimum, maximum, barrier)| {
                    let maximum = maximum.map(|more| minimum + more);
                    node(NodeKind::Gap { minimum, maximum, barrier: barrier.map(Box::new) })
                }),
                1 => prop::option::of(leaf()).prop_map(|barrier| node(NodeKind::Rest { barrier: barrier.map(Box::new) })),
                2 => (any::<bool>(), any::<bool>(), look_body()).prop_map(|(ahead, negative, item)| {
                    node(NodeKind::Look { ahead, negative, item: Box::new(item) })
                }),
            ]
        })
        .boxed()
}

/// What stands in a look: no captures, no gaps.
fn look_body() -> BoxedStrategy<Node> {
    leaf()
        .prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..3)
                    .prop_map(|items| node(NodeKind::Sequence(items))),
                prop::collection::vec(inner.clone(), 2..3)
                    .prop_map(|items| node(NodeKind::Choice(items))),
                (inner, 0u32..2, prop::option::of(0u32..2)).prop_map(|(item, minimum, more)| {
                    let maximum = more.map(|more| minimum + more);
                    node(NodeKind::Repeat {
                        item: Box::new(item),
                        minimum,
                        maximum,
                        lazy: false,
                    })
                }),
            ]
        })
        .boxed()
}

fn records(length: usize) -> impl Strategy<Value = Vec<Span>> {
    let length = length as u32;
    prop::collection::vec((0..length, 1..=length), 0..4).prop_map(move |spans| {
        let mut spans: Vec<Span> = spans
            .into_iter()
            .map(|(start, size)| Span::new(start, (start + size).min(length)))
            .collect();
        spans.sort_unstable();
        spans.dedup();
        spans
    })
}

fn world() -> impl Strategy<Value = (String, Vec<Span>)> {
    "[ab]{1,7}".prop_flat_map(|text| {
        let length = text.len();
        (Just(text), records(length))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn every_start_agrees_with_the_reference(pattern in pattern(4), (text, records) in world(), before in 40u32..70, tried in any::<bool>()) {
        let (program, compiled) = compile(&pattern, tried);
        let mut world = World::new(&program, &text, &records, before);
        let chars: Vec<char> = text.chars().collect();
        let reference = Reference { chars: &chars, records: &records, marks: &[] };
        let expected: Vec<_> = (0..=chars.len() as u32).map(|start| reference.match_at(&pattern, start)).collect();
        for found in world.at_every_start(&compiled) {
            prop_assert_eq!(&found, &expected);
        }
        let next = |from: usize| expected[from..].iter().flatten().next().cloned();
        let after_every_place: Vec<_> = (0..expected.len()).map(next).collect();
        for found in world.after_every_place(&compiled) {
            prop_assert_eq!(&found, &after_every_place);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    /// Gaps do not leave the marks around them: both ways of matching know that.
    #[test]
    fn what_is_foreseen_is_what_is_tried(pattern in pattern(4), text in "[ab“”（）]{1,12}", before in 40u32..70) {
        let found = [false, true].map(|tried| {
            let (program, compiled) = compile(&pattern, tried);
            let mut world = World::new(&program, &text, &[], before);
            (world.at_every_start(&compiled), world.after_every_place(&compiled))
        });
        prop_assert_eq!(&found[0], &found[1]);
    }
}
