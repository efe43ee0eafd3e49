//! What holds of every pattern: reading never panics and points into the file, and printing
//! and reading are each other's inverse.

use proptest::prelude::*;

use tiyao::diagnostic::{Diagnostic, Language};
use tiyao::expression;
use tiyao::pattern::{self, Argument, Class, Edge, Filter, Node, NodeKind, format, print};
use tiyao::source::{Place, Scalar, SourceId, Sources};
use tiyao::text::Unit;

const NOWHERE: Place = Place {
    source: SourceId(0),
    start: 0,
    end: 0,
};

fn node(kind: NodeKind) -> Node {
    Node {
        kind,
        place: NOWHERE,
    }
}

/// The tree without its places.
fn placeless(tree: &Node) -> Node {
    let one = |item: &Node| Box::new(placeless(item));
    let some = |item: &Option<Box<Node>>| item.as_deref().map(one);
    let filters = |filters: &[Filter]| -> Vec<Filter> {
        filters
            .iter()
            .map(|filter| Filter {
                place: NOWHERE,
                ..filter.clone()
            })
            .collect()
    };
    node(match &tree.kind {
        NodeKind::Sequence(items) => NodeKind::Sequence(items.iter().map(placeless).collect()),
        NodeKind::Choice(items) => NodeKind::Choice(items.iter().map(placeless).collect()),
        NodeKind::Group(item) => NodeKind::Group(one(item)),
        NodeKind::Capture { name, item } => NodeKind::Capture {
            name: name.clone(),
            item: one(item),
        },
        &NodeKind::Repeat {
            ref item,
            minimum,
            maximum,
            lazy,
        } => NodeKind::Repeat {
            item: one(item),
            minimum,
            maximum,
            lazy,
        },
        &NodeKind::Gap {
            minimum,
            maximum,
            ref barrier,
        } => NodeKind::Gap {
            minimum,
            maximum,
            barrier: some(barrier),
        },
        NodeKind::Rest { barrier } => NodeKind::Rest {
            barrier: some(barrier),
        },
        &NodeKind::Look {
            ahead,
            negative,
            ref item,
        } => NodeKind::Look {
            ahead,
            negative,
            item: one(item),
        },
        NodeKind::Name { name, arguments } => NodeKind::Name {
            name: name.clone(),
            arguments: arguments
                .iter()
                .map(|argument| Argument {
                    item: placeless(&argument.item),
                })
                .collect(),
        },
        NodeKind::Lexicon { name, filters: all } => NodeKind::Lexicon {
            name: name.clone(),
            filters: filters(all),
        },
        NodeKind::Record { kind, filters: all } => NodeKind::Record {
            kind: kind.clone(),
            filters: filters(all),
        },
        NodeKind::Token { filters: all } => NodeKind::Token {
            filters: filters(all),
        },
        kind @ (NodeKind::Literal(_)
        | NodeKind::Class(_)
        | NodeKind::Field { .. }
        | NodeKind::Edge(_)) => kind.clone(),
    })
}

fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("pattern", text);
    let mut faults = Vec::new();
    let tree = pattern::parse(&Scalar::whole(id, text), &mut faults);
    (tree, faults, sources)
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["职务", "title", "机构名", "own_modal", "x1", "记者"])
        .prop_map(str::to_owned)
}

fn filter(attributes: Vec<&'static str>) -> impl Strategy<Value = Filter> {
    let values = prop::sample::select(vec!["市", "县", "n", "2", "两 字", "a\"b"]);
    (
        prop::sample::select(attributes),
        any::<bool>(),
        prop::collection::vec(values, 0..3),
    )
        .prop_map(|(attribute, negative, values)| Filter {
            attribute: attribute.to_owned(),
            negative: negative && !values.is_empty(),
            values: values.into_iter().map(str::to_owned).collect(),
            place: NOWHERE,
        })
}

fn filters(attributes: &[&'static str], least: usize) -> impl Strategy<Value = Vec<Filter>> {
    prop::collection::vec(filter(attributes.to_vec()), least..3)
}

fn class() -> impl Strategy<Value = Node> {
    prop::sample::select(vec![
        "[、，和]",
        "[^。；]",
        "\\p{Han}",
        "\\d",
        ".",
        "[ \\]#]",
    ])
    .prop_map(|written| {
        read(written).0.map_or_else(
            || node(NodeKind::Class(Class::default())),
            |tree| placeless(&tree),
        )
    })
}

fn edge() -> impl Strategy<Value = Edge> {
    prop::sample::select(vec![
        Edge::ScopeStart,
        Edge::ScopeEnd,
        Edge::UnitStart(Unit::Sentence),
        Edge::UnitEnd(Unit::Paragraph),
        Edge::UnitStart(Unit::Quote),
        Edge::UnitEnd(Unit::Subhead),
        Edge::Blank,
    ])
}

fn bounds() -> impl Strategy<Value = (u32, Option<u32>)> {
    prop_oneof![
        Just((0, None)),
        Just((1, None)),
        Just((0, Some(1))),
        (0u32..4, 1u32..5).prop_map(|(minimum, more)| (minimum, Some(minimum + more))),
        (1u32..4).prop_map(|times| (times, Some(times))),
        (2u32..5).prop_map(|minimum| (minimum, None)),
    ]
}

/// What stands alone: neither a sequence nor a choice, a capture or a repeat.
fn leaf() -> impl Strategy<Value = Node> {
    prop_oneof![
        prop::sample::select(vec!["主持", "“好”", "a\"b\\c", "第\t二", "#", "（一）"])
            .prop_map(|text| node(NodeKind::Literal(text.to_owned()))),
        class(),
        (word(), filters(&["level", "类别"], 0))
            .prop_map(|(name, filters)| node(NodeKind::Lexicon { name, filters })),
        (word(), filters(&["kind"], 0))
            .prop_map(|(kind, filters)| node(NodeKind::Record { kind, filters })),
        filters(&["pos", "text", "length"], 1)
            .prop_map(|filters| node(NodeKind::Token { filters })),
        (word(), prop::collection::vec(word(), 1..3))
            .prop_map(|(kind, path)| node(NodeKind::Field { kind, path })),
        word().prop_map(|name| node(NodeKind::Name {
            name,
            arguments: Vec::new(),
        })),
        edge().prop_map(|edge| node(NodeKind::Edge(edge))),
        (bounds(), prop::option::of(class())).prop_map(|((minimum, maximum), barrier)| {
            node(NodeKind::Gap {
                minimum,
                maximum,
                barrier: barrier.map(Box::new),
            })
        }),
        prop::option::of(class()).prop_map(|barrier| node(NodeKind::Rest {
            barrier: barrier.map(Box::new),
        })),
    ]
}

/// Whether a repeat may stand behind it.
fn repeatable(tree: &Node) -> bool {
    !matches!(
        tree.kind,
        NodeKind::Gap { .. } | NodeKind::Rest { .. } | NodeKind::Look { .. } | NodeKind::Edge(_)
    )
}

/// Trees as reading gives them: parentheses are there where they are needed.
fn tree(captures: bool) -> BoxedStrategy<Node> {
    leaf()
        .prop_recursive(4, 40, 4, move |inner| {
            let alternatives = alternatives(inner.clone(), captures);
            let group = alternatives
                .clone()
                .prop_map(|item| node(NodeKind::Group(Box::new(item))));
            let call = (word(), prop::collection::vec(alternatives, 1..3)).prop_map(
                |(name, arguments)| {
                    node(NodeKind::Name {
                        name,
                        arguments: arguments
                            .into_iter()
                            .map(|item| Argument { item })
                            .collect(),
                    })
                },
            );
            prop_oneof![3 => group, 1 => call, 1 => inner]
        })
        .boxed()
}

/// A primary, captured, repeated or neither.
fn item(primary: impl Strategy<Value = Node> + 'static, captures: bool) -> BoxedStrategy<Node> {
    (primary, word(), bounds(), any::<bool>(), 0..3)
        .prop_map(
            move |(primary, name, (minimum, maximum), lazy, what)| match what {
                0 if captures => node(NodeKind::Capture {
                    name,
                    item: Box::new(primary),
                }),
                1 if repeatable(&primary) => node(NodeKind::Repeat {
                    item: Box::new(primary),
                    minimum,
                    maximum,
                    lazy,
                }),
                _ => primary,
            },
        )
        .boxed()
}

fn alternatives(
    primary: impl Strategy<Value = Node> + Clone + 'static,
    captures: bool,
) -> BoxedStrategy<Node> {
    let sequence = prop::collection::vec(item(primary, captures), 1..4)
        .prop_map(|items| single_or(items, NodeKind::Sequence));
    prop::collection::vec(sequence, 1..4)
        .prop_map(|branches| single_or(branches, NodeKind::Choice))
        .boxed()
}

fn single_or(mut nodes: Vec<Node>, several: fn(Vec<Node>) -> NodeKind) -> Node {
    if nodes.len() == 1 {
        nodes.remove(0)
    } else {
        node(several(nodes))
    }
}

fn whole() -> BoxedStrategy<Node> {
    let look = (tree(false), any::<bool>(), any::<bool>()).prop_map(|(item, ahead, negative)| {
        node(NodeKind::Look {
            ahead,
            negative,
            item: Box::new(item),
        })
    });
    alternatives(prop_oneof![3 => tree(true), 1 => look], true)
}

/// Bits of patterns and of mistakes.
fn scraps() -> impl Strategy<Value = String> {
    let bits = vec![
        "\"主持\"",
        "「召开」",
        "\"",
        "“",
        "”",
        "「",
        "[、，]",
        "[",
        "]",
        "(",
        ")",
        "（",
        "）",
        "{",
        "}",
        "{2,4}",
        "{,",
        "｛",
        "｝",
        "<Person>",
        "<",
        "＞",
        "@职务",
        "@",
        "＠",
        "@A.b",
        "{level=市}",
        "{pos=v}",
        "n:",
        "名：",
        "|",
        "｜",
        "?",
        "？",
        "*",
        "+",
        "＋",
        "gap",
        "间隔",
        "gap{0,20 not [。]}",
        "rest",
        "余下",
        "not ",
        "非 ",
        "后文是",
        "next_is_not(",
        "前文不是（",
        "句首",
        "start(",
        "句)",
        "^",
        "$",
        "\\d",
        "\\",
        "\\p{Han}",
        ".",
        ",",
        "，",
        "、",
        "。",
        " ",
        "\n",
        "\u{3000}",
        "# 注\n",
        "\"甲\" # 二\n",
        "list(",
        "title",
        "主持",
        "12",
        "……",
        "￥",
        "&",
        "=",
        "\u{0}",
        "🀄",
    ];
    prop::collection::vec(prop::sample::select(bits), 0..24).prop_map(|bits| bits.concat())
}

fn points_into(place: Place, text: &str) -> bool {
    place.start <= place.end && place.end as usize <= text.len()
}

fn reading_is_sound(text: &str) -> Result<(), TestCaseError> {
    let (tree, faults, _) = read(text);
    prop_assert!(tree.is_some() || !faults.is_empty());
    for fault in &faults {
        let place = fault.place.expect("a place");
        prop_assert!(points_into(place, text), "{fault:?}");
        prop_assert!(text.get(place.start as usize..place.end as usize).is_some());
        if let Some(fix) = &fault.fix {
            prop_assert!(points_into(fix.place, text), "{fix:?}");
        }
    }
    let mut faults = Vec::new();
    let scalar = Scalar::whole(SourceId(0), text);
    let expression = expression::parse(&scalar, &mut faults);
    prop_assert!(expression.is_some() || !faults.is_empty());
    for fault in &faults {
        prop_assert!(
            points_into(fault.place.expect("a place"), text),
            "{fault:?}"
        );
    }
    if let Some(tree) = tree {
        formatting_is_sound(text, &tree)?;
    }
    Ok(())
}

/// The text of a pattern as the formatter writes it.
fn formatted(text: &str) -> String {
    let mut formatted = text.to_owned();
    let edits = format(&Scalar::whole(SourceId(0), text), text);
    for edit in edits.iter().rev() {
        let range = edit.place.start as usize..edit.place.end as usize;
        formatted.replace_range(range, &edit.replacement);
    }
    formatted
}

/// What was formatted means the same, keeps its lines, and has its form for good.
fn formatting_is_sound(text: &str, tree: &Node) -> Result<(), TestCaseError> {
    let once = formatted(text);
    let (again, faults, _) = read(&once);
    prop_assert!(faults.is_empty(), "{once}\n{faults:?}");
    let again = again.expect("no fault");
    prop_assert_eq!(placeless(tree), placeless(&again), "{}", once);
    prop_assert_eq!(text.matches('\n').count(), once.matches('\n').count());
    // Of the characters only blanks and full-width operators change: comments stay.
    let comments = |text: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.rsplit_once('#'));
        lines.map(|(_, rest)| rest.trim().to_owned()).collect()
    };
    prop_assert_eq!(comments(text), comments(&once), "{}", once);
    prop_assert_eq!(&formatted(&once), &once);
    Ok(())
}

/// Bits of expressions and of mistakes.
fn expression_scraps() -> impl Strategy<Value = String> {
    let bits = vec![
        "name",
        "group.names",
        "「meeting」",
        "「",
        "」",
        "\"x\"",
        "“y”",
        "(",
        ")",
        "（",
        "）",
        "1",
        "-1",
        "2.5",
        "true",
        "number(",
        "first(",
        "all(Person in ",
        "nearest_before(",
        " with name = ",
        " in ",
        " sentence -1",
        "body",
        " and ",
        " 或 ",
        " or ",
        " not ",
        "非 ",
        " else ",
        " within ",
        " crosses ",
        "@机构",
        "@Person.name",
        "<Person>",
        " = ",
        "==",
        " ≥ ",
        "<",
        ".",
        ",",
        "，",
        "&&",
        "!",
        "？",
        "\n",
    ];
    prop::collection::vec(prop::sample::select(bits), 0..16).prop_map(|bits| bits.concat())
}

#[test]
fn brackets_nest_as_deeply_as_allowed() {
    let nested = |depth: usize| format!("{}\"甲\"{}", "(".repeat(depth), ")".repeat(depth));
    let (tree, faults, _) = read(&nested(128));
    assert!(faults.is_empty() && tree.is_some());
    let (tree, faults, _) = read(&nested(129));
    assert!(faults.len() == 1 && tree.is_none());
    // Brackets in strings, classes and comments are text.
    let (tree, ..) = read(&"[（(] \"(\" # (\n".repeat(200));
    assert!(tree.is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC*") {
        reading_is_sound(&text)?;
    }

    #[test]
    fn any_scraps_are_read_without_panic(text in scraps()) {
        reading_is_sound(&text)?;
    }

    #[test]
    fn any_scraps_of_expressions_are_read_without_panic(text in expression_scraps()) {
        reading_is_sound(&text)?;
    }

    #[test]
    fn what_is_printed_reads_as_it_was(tree in whole(), chinese in any::<bool>()) {
        let language = if chinese { Language::Zh } else { Language::En };
        let printed = print(&tree, language);
        let (again, faults, _) = read(&printed);
        prop_assert!(faults.is_empty(), "{printed}\n{faults:?}");
        let again = again.expect("no fault");
        prop_assert_eq!(placeless(&tree), placeless(&again), "{}", &printed);
        // What is printed has the formatter's form.
        prop_assert_eq!(formatted(&printed), printed);
    }
}
