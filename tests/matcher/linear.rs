//! Steps grow with the text, not with its square: counted, not timed.

use tiyao::engine::limits::Budget;
use tiyao::engine::matcher::Reading;
use tiyao::engine::trace::Silent;
use tiyao::pattern::tree::{Node, NodeKind};
use tiyao::record::RuleId;

use super::world::{World, class, compile, node};

fn star(item: Node) -> Node {
    node(NodeKind::Repeat {
        item: Box::new(item),
        minimum: 0,
        maximum: None,
        lazy: false,
    })
}

fn sequence(items: Vec<Node>) -> Node {
    node(NodeKind::Sequence(items))
}

fn literal(text: &str) -> Node {
    node(NodeKind::Literal(text.to_owned()))
}

fn lexicon(name: &str) -> Node {
    node(NodeKind::Lexicon {
        name: name.to_owned(),
        filters: Vec::new(),
    })
}

/// Steps of looking for all matches in a text of `length` characters.
fn steps(pattern: &Node, length: usize, tried: bool) -> u64 {
    let (program, compiled) = compile(pattern, tried);
    let mut world = World::new(&program, &"ab".repeat(length / 2), &[], 0);
    let scope = world.scopes[0];
    let reading = Reading {
        program: &program,
        text: &world.text,
        lattice: &world.lattice,
    };
    let mut search =
        world
            .matcher
            .search(reading, &compiled, std::slice::from_ref(&scope), RuleId(0));
    let mut budget = Budget::default();
    let mut from = 0;
    let mut next = |from, budget: &mut Budget| {
        search
            .find(0, from, budget, &mut Silent)
            .expect("steps suffice")
    };
    while let Some(found) = next(from, &mut budget) {
        from = found.span.end.max(found.span.start + 1);
    }
    budget.spent()
}

fn grows_linearly(pattern: &Node) {
    for tried in [false, true] {
        let (short, long) = (steps(pattern, 400, tried), steps(pattern, 4000, tried));
        assert!(
            long < 12 * short,
            "{short} steps for 400 characters, {long} for 4000: {pattern:?}"
        );
    }
}

#[test]
fn nested_repeats_that_never_succeed() {
    let any = || node(NodeKind::Class(class(&[('a', 'b')], "[ab]")));
    grows_linearly(&sequence(vec![
        star(node(NodeKind::Group(Box::new(star(any()))))),
        literal("c"),
    ]));
    grows_linearly(&sequence(vec![
        star(any()),
        star(any()),
        star(any()),
        literal("c"),
    ]));
}

#[test]
fn edges_of_different_length_that_never_succeed() {
    let either = || node(NodeKind::Choice(vec![lexicon("A"), lexicon("B")]));
    grows_linearly(&sequence(vec![star(either()), literal("c")]));
}

#[test]
fn matches_side_by_side() {
    grows_linearly(&sequence(vec![
        literal("a"),
        star(literal("ba")),
        literal("b"),
    ]));
    grows_linearly(&lexicon("A"));
}

#[test]
fn looks_that_reach_far() {
    let far = sequence(vec![
        star(node(NodeKind::Class(class(&[('a', 'b')], "[ab]")))),
        literal("c"),
    ]);
    let look = node(NodeKind::Look {
        ahead: true,
        negative: true,
        item: Box::new(far),
    });
    grows_linearly(&sequence(vec![look, literal("a")]));
}

#[test]
fn open_gaps() {
    let gap = node(NodeKind::Gap {
        minimum: 0,
        maximum: None,
        barrier: None,
    });
    grows_linearly(&sequence(vec![literal("a"), gap, literal("c")]));
}
