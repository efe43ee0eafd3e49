//! Cases of the expression language: see `tests/cases/expression/README.md`.

use std::path::{Path, PathBuf};

use tiyao::diagnostic::{Diagnostic, Language, RenderOptions, render};
use tiyao::expression::{
    self, Comparison, Expression, ExpressionKind, Find, FindScope, Relation, Target,
};
use tiyao::pattern::unit_words;
use tiyao::source::{Scalar, Sources};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/expression")
        .join(name)
}

fn read(text: &str) -> (Option<Expression>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("rules.yaml", text);
    let mut faults = Vec::new();
    let expression = expression::parse(&Scalar::whole(id, text), &mut faults);
    (expression, faults, sources)
}

/// The tree, operators first.
fn sketch(expression: &Expression) -> String {
    match &expression.kind {
        ExpressionKind::Text(text) => format!("「{text}」"),
        ExpressionKind::Number(number) => number.to_string(),
        ExpressionKind::YesNo(yes) => yes.to_string(),
        ExpressionKind::Path { root, steps } => dotted(root, steps),
        ExpressionKind::Call { function, argument } => {
            format!("({function} {})", sketch(argument))
        }
        ExpressionKind::Find {
            how,
            kind,
            place,
            conditions,
            steps,
        } => {
            let how = match how {
                Find::Enclosing => "enclosing",
                Find::NearestBefore => "before",
                Find::NearestAfter => "after",
                Find::First => "first",
                Find::All => "all",
                Find::Emitted => "emitted",
            };
            let place = match place {
                None => String::new(),
                Some(FindScope::Unit { unit, offset }) => {
                    format!(" [unit {} {offset}]", unit_words(*unit).0)
                }
                Some(FindScope::Inside(value)) => format!(" [inside {}]", sketch(value)),
            };
            let conditions: String = conditions
                .iter()
                .map(|(field, comparison, value)| {
                    format!(" ({} {field} {})", sign(*comparison), sketch(value))
                })
                .collect();
            dotted(&format!("({how} <{kind}>{place}{conditions})"), steps)
        }
        ExpressionKind::Else(left, right) => pair("else", left, right),
        ExpressionKind::And(left, right) => pair("and", left, right),
        ExpressionKind::Or(left, right) => pair("or", left, right),
        ExpressionKind::Not(inner) => format!("(not {})", sketch(inner)),
        ExpressionKind::Compare(comparison, left, right) => pair(sign(*comparison), left, right),
        ExpressionKind::Relate {
            subject,
            negative,
            relations,
            target,
        } => {
            let relations: Vec<&str> = relations
                .iter()
                .map(|relation| match relation {
                    Relation::Within => "within",
                    Relation::Contains => "contains",
                    Relation::Equals => "equals",
                    Relation::Crosses => "crosses",
                })
                .collect();
            let target = match target {
                Target::Lexicon(name) => format!("@{name}"),
                Target::Field(kind, path) => format!("@{}", dotted(kind, path)),
                Target::Records(kind) => format!("<{kind}>"),
                Target::Value(value) => sketch(value),
            };
            let not = if *negative { "not-" } else { "" };
            format!(
                "({not}{} {} {target})",
                relations.join("/"),
                sketch(subject)
            )
        }
    }
}

fn dotted(root: &str, steps: &[String]) -> String {
    steps
        .iter()
        .fold(root.to_owned(), |path, step| format!("{path}.{step}"))
}

fn pair(operator: &str, left: &Expression, right: &Expression) -> String {
    format!("({operator} {} {})", sketch(left), sketch(right))
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// Compares with the file, or writes it with `UPDATE=1`.
fn compare(path: &Path, wanted: &str, found: &str) {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, found).expect("the file of cases can be written");
        return;
    }
    let difference = similar::TextDiff::from_lines(wanted, found)
        .unified_diff()
        .to_string();
    assert!(wanted == found, "{}:\n{difference}", path.display());
}

#[test]
fn sound_expressions_give_their_trees() {
    let path = path("trees.txt");
    let wanted = std::fs::read_to_string(&path).expect("the file of cases");
    let mut found = String::new();
    for line in wanted.lines() {
        let written = line.split('⇒').next().unwrap_or(line).trim();
        let (tree, faults, _) = read(written);
        let tree = tree.unwrap_or_else(|| panic!("{written}: {faults:?}"));
        found.push_str(&format!("{written} ⇒ {}\n", sketch(&tree)));
    }
    assert!(wanted.lines().count() >= 30);
    compare(&path, &wanted, &found);
}

#[test]
fn mistakes_are_told_at_their_places() {
    let path = path("mistakes.txt");
    let wanted = std::fs::read_to_string(&path).expect("the file of cases");
    let mut found = String::new();
    let mut cases = 0;
    for written in wanted.lines().filter_map(|line| line.strip_prefix('»')) {
        let written = written.trim();
        let (tree, faults, sources) = read(written);
        assert!(tree.is_none() && !faults.is_empty(), "{written}: {tree:?}");
        found.push_str(format!("» {written}").trim_end());
        found.push('\n');
        for fault in &faults {
            for language in [Language::Zh, Language::En] {
                let options = RenderOptions {
                    language,
                    colour: false,
                };
                found.push_str(&render(fault, &sources, options));
                found.push('\n');
            }
        }
        found.push('\n');
        cases += 1;
    }
    assert!(cases >= 20, "only {cases}");
    compare(&path, &wanted, &found);
}

#[test]
fn a_binding_names_its_items() {
    let mut sources = Sources::default();
    let mut binding = |text: &str| {
        let id = sources.add("rules.yaml", text);
        let mut faults = Vec::new();
        let binding = expression::parse_binding(&Scalar::whole(id, text), &mut faults);
        binding.map(|binding| (binding.name, sketch(&binding.items)))
    };
    assert_eq!(
        binding("name in group.names"),
        Some(("name".to_owned(), "group.names".to_owned()))
    );
    assert_eq!(
        binding("item in all(Item in s)"),
        Some(("item".to_owned(), "(all <Item> [inside s])".to_owned()))
    );
    assert_eq!(binding("name of names"), None);
    assert_eq!(binding("not in names"), None);
}
