//! Inlining of named patterns, and what captures look like.

use std::collections::BTreeMap;

use tiyao::diagnostic::Diagnostic;
use tiyao::pattern::{
    self, Definition, Definitions, Head, Node, NodeKind, Shape, ShapeItem, check_sides, expand,
    maximum_length, minimum_length, shape,
};
use tiyao::source::{Scalar, SourceId, Sources};

/// Named patterns as a pack would hold them.
#[derive(Default)]
struct Named {
    sources: Sources,
    patterns: BTreeMap<String, (Head, Node)>,
}

impl Named {
    fn scalar(&mut self, text: &str) -> Scalar {
        let id: SourceId = self.sources.add("sample", text);
        Scalar::whole(id, text)
    }

    fn parse(&mut self, text: &str) -> Node {
        let scalar = self.scalar(text);
        let mut faults = Vec::new();
        let node = pattern::parse(&scalar, &mut faults);
        node.unwrap_or_else(|| panic!("{text}: {faults:?}"))
    }

    fn with(mut self, head: &str, text: &str) -> Self {
        let scalar = self.scalar(head);
        let mut faults = Vec::new();
        let head = pattern::parse_definition_head(&scalar, &mut faults)
            .unwrap_or_else(|| panic!("{head}: {faults:?}"));
        let tree = self.parse(text);
        self.patterns.insert(head.name.clone(), (head, tree));
        self
    }

    fn expanded(&mut self, text: &str) -> Result<Node, Vec<Diagnostic>> {
        let node = self.parse(text);
        let mut faults = Vec::new();
        expand(&node, self, &mut faults).ok_or(faults)
    }

    fn fault(&mut self, text: &str) -> Diagnostic {
        let mut faults = self.expanded(text).expect_err("a fault");
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults.remove(0)
    }

    fn shapes(&mut self, text: &str) -> Vec<Shape> {
        shape(&self.expanded(text).expect("no fault"))
    }
}

impl Definitions for Named {
    fn definition(&self, name: &str) -> Option<Definition<'_>> {
        self.patterns
            .get_key_value(name)
            .map(|(name, (head, tree))| Definition {
                name,
                parameters: &head.parameters,
                tree,
                place: head.place,
            })
    }

    fn names(&self) -> Vec<&str> {
        self.patterns.keys().map(String::as_str).collect()
    }

    fn spelling(&self, name: &str) -> Option<String> {
        (name == "职务").then(|| "@职务".to_owned())
    }
}

/// The literals of a tree, in order.
fn literals(node: &Node) -> Vec<&str> {
    match &node.kind {
        NodeKind::Literal(text) => vec![text],
        _ => node.children().flat_map(literals).collect(),
    }
}

/// `name` or `name*` (many) or `name?` (optional), with inner ones in parentheses.
fn sketch(shapes: &[Shape]) -> String {
    let each: Vec<String> = shapes
        .iter()
        .map(|shape| {
            let many = if shape.many { "*" } else { "" };
            let optional = if shape.optional { "?" } else { "" };
            let inner = if shape.inner.is_empty() {
                String::new()
            } else {
                format!("({})", sketch(&shape.inner))
            };
            format!("{}{many}{optional}{inner}", shape.name)
        })
        .collect();
    each.join(" ")
}

#[test]
fn parameters_are_substituted() {
    let mut named = Named::default().with("list(item, sep)", "item (sep item)*");
    let tree = named.expanded(r#"list("甲", "、")"#).expect("no fault");
    assert_eq!(literals(&tree), ["甲", "、", "甲"]);
}

#[test]
fn arguments_mean_what_they_mean_at_the_caller() {
    // The caller has a pattern that is named like a parameter of `list`.
    let mut named = Named::default()
        .with("list(item, sep)", "item (sep item)*")
        .with("item", r#""乙""#)
        .with("outer(sep)", r#"list(item, sep) "！""#);
    let tree = named.expanded(r#"outer("和")"#).expect("no fault");
    assert_eq!(literals(&tree), ["乙", "和", "乙", "！"]);
}

#[test]
fn an_unknown_word_is_probably_text() {
    let mut named = Named::default().with("title_group", r#""甲""#);
    let fault = named.fault("主持召开");
    assert_eq!(fault.code, "E0401");
    assert_eq!(fault.help.expect("help").zh, "请写 \"主持召开\"");
    assert_eq!(fault.fix.expect("a fix").replacement, "\"主持召开\"");
    let fault = named.fault("title_gruop");
    assert_eq!(fault.fix.expect("a fix").replacement, "title_group");
    let fault = named.fault("职务");
    assert_eq!(fault.fix.expect("a fix").replacement, "@职务");
}

#[test]
fn the_number_of_arguments_is_checked() {
    let mut named = Named::default()
        .with("list(item, sep)", "item (sep item)*")
        .with("plain", r#""甲""#);
    assert_eq!(named.fault(r#"list("甲")"#).code, "E0402");
    assert_eq!(named.fault("list").code, "E0402");
    assert_eq!(named.fault(r#"plain("甲")"#).code, "E0402");
}

#[test]
fn a_cycle_is_told_once_and_alike_wherever_it_is_entered() {
    let mut named = Named::default()
        .with("one", "two?")
        .with("two", "three")
        .with("three", "(one | \"丙\")");
    let first = named.fault("two");
    assert_eq!(first.code, "E0403");
    assert!(
        first.message.zh.ends_with("one → two → three → one"),
        "{}",
        first.message.zh
    );
    assert_eq!(named.fault("one"), first);
    assert_eq!(named.fault("three two one"), first);
}

#[test]
fn patterns_that_multiply_are_stopped_with_their_chain() {
    let mut named = Named::default().with("p0", "\"甲\" \"乙\"");
    for level in 1..=20 {
        let previous = level - 1;
        named = named.with(
            &format!("p{level}"),
            &format!("p{previous} p{previous} p{previous}"),
        );
    }
    let fault = named.fault("p20");
    assert_eq!(fault.code, "E0404");
    assert!(
        fault.message.en.contains("p20 → p19"),
        "{}",
        fault.message.en
    );
    // Arguments that are handed on multiply too.
    let mut named = Named::default().with("d0(x)", "x x x x");
    for level in 1..=12 {
        let previous = level - 1;
        named = named.with(&format!("d{level}(x)"), &format!("d{previous}(x x x x)"));
    }
    assert_eq!(named.fault("d12(\"甲\")").code, "E0404");
}

#[test]
fn a_repeat_makes_a_list_and_a_question_mark_does_not() {
    let mut named = Named::default();
    let sketched = |named: &mut Named, text: &str| sketch(&named.shapes(text));
    assert_eq!(sketched(&mut named, "n:@姓"), "n");
    assert_eq!(sketched(&mut named, "(n:@姓)?"), "n?");
    assert_eq!(sketched(&mut named, "(n:@姓)*"), "n*?");
    assert_eq!(sketched(&mut named, "(n:@姓)+"), "n*");
    assert_eq!(sketched(&mut named, "(n:@姓){1}"), "n");
    assert_eq!(sketched(&mut named, "n:@姓 \"、\" n:@姓"), "n*");
    assert_eq!(sketched(&mut named, "n:@姓 (\"、\" n:@姓)?"), "n*");
    assert_eq!(sketched(&mut named, "n:@姓 | n:@名"), "n");
    assert_eq!(sketched(&mut named, "n:@姓 | m:@名"), "n? m?");
    assert_eq!(sketched(&mut named, "\"甲\" | n:@姓"), "n?");
    assert_eq!(
        sketched(&mut named, "后文是(@姓) n:(a:@甲 (b:@乙)?)"),
        "n(a b?)"
    );
}

#[test]
fn captures_of_a_named_pattern_nest_under_a_capture() {
    let mut named = Named::default()
        .with("list(item, sep)", "item (sep item)*")
        .with(
            "titled",
            "list(titles:@职务, \"、\") list(names:person, \"、\")",
        )
        .with("person", "@姓 \\p{Han}{1,2}?");
    let shapes = named.shapes("list(groups:titled, [、，])");
    assert_eq!(sketch(&shapes), "groups*(titles* names*)");
    // What a look holds captures nothing, be it by way of a name.
    assert_eq!(sketch(&named.shapes("person 后文是(titled)")), "");
}

#[test]
fn a_capture_of_one_edge_is_known() {
    let mut named = Named::default();
    let mut item = |text: &str| named.shapes(text).remove(0).item;
    let lexicon =
        |names: &[&str]| ShapeItem::Lexicon(names.iter().map(|&name| name.to_owned()).collect());
    assert_eq!(item("n:@职务"), lexicon(&["职务"]));
    assert_eq!(
        item("n:(@职务 | (@机构 后文是(\"的\")))"),
        lexicon(&["职务", "机构"])
    );
    assert_eq!(item("n:(@职务 | \"班长\")"), lexicon(&["职务"]));
    assert_eq!(item("n:(@职务 @姓)"), ShapeItem::Characters);
    assert_eq!(
        item("n:<Person>"),
        ShapeItem::Record(vec!["Person".to_owned()])
    );
    assert_eq!(item("n:(<Person> | \"他\")"), ShapeItem::Characters);
    assert_eq!(item("n:(<Person> | @职务)"), ShapeItem::Characters);
    assert_eq!(item("n:@职务 | n:@机构"), lexicon(&["职务", "机构"]));
}

#[test]
fn lengths_are_bounds() {
    let mut named = Named::default();
    let mut lengths = |text: &str| {
        let tree = named.parse(text);
        (minimum_length(&tree), maximum_length(&tree))
    };
    assert_eq!(lengths("\"主持\" [甲乙]{2,3}"), (4, Some(5)));
    assert_eq!(lengths("\"主持\" | \"说\""), (1, Some(2)));
    assert_eq!(lengths("@职务 gap{2,9} \"说\""), (4, None));
    assert_eq!(lengths("(\"甲\")*"), (0, None));
    assert_eq!(lengths("^ 后文是(\"甲\")"), (0, Some(0)));
}

#[test]
fn a_gap_needs_both_sides() {
    let mut named = Named::default();
    let mut codes = |text: &str| {
        let tree = named.parse(text);
        let mut faults = Vec::new();
        check_sides(&tree, &mut faults);
        faults
            .into_iter()
            .map(|fault| fault.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("\"甲\" gap \"乙\""), [""; 0]);
    assert_eq!(codes("gap \"乙\""), ["E0124"]);
    assert_eq!(codes("\"甲\" gap"), ["E0124"]);
    assert_eq!(codes("\"甲\"? (gap{0,3} \"乙\")"), ["E0124"]);
    assert_eq!(codes("^ gap \"乙\""), [""; 0]);
    assert_eq!(codes("\"甲\" rest"), [""; 0]);
    assert_eq!(codes("rest \"乙\""), ["E0124"]);
    assert_eq!(codes("\"甲\" 后文是(gap{0,9} \"说\")"), [""; 0]);
    assert_eq!(codes("\"甲\" 后文是(\"说\" gap)"), ["E0124"]);
    assert_eq!(codes("前文是(\"对\" gap{0,9}) \"说\""), [""; 0]);
    assert_eq!(codes("\\p{Han}{0,8} @职务"), ["W0102"]);
    assert_eq!(codes("前文是([，。]) \\p{Han}{0,8} @职务"), [""; 0]);
}

#[test]
fn deep_chains_of_patterns_are_stopped_before_the_stack_ends() {
    let mut named = Named::default().with("p0", "\"甲\"");
    for level in 1..=200 {
        let inner = format!("p{}", level - 1);
        let text = (0..20).fold(inner, |text, _| format!("({text} \"乙\"?)"));
        named = named.with(&format!("p{level}"), &text);
    }
    assert_eq!(named.fault("p200").code, "E0404");
    let tree = named.expanded("p10").expect("no fault");
    assert_eq!(minimum_length(&tree), 1);
    assert_eq!(shape(&tree), []);
}
