//! From a tree back to text, on one line: ASCII operators, one blank between items.

use super::tree::{Edge, Filter, Node, NodeKind};
use super::word::{quoted, unit_words};
use crate::diagnostic::Language;
use crate::text::Unit;

/// The tree as text, its words spelled in one language: `间隔` or `gap`. Reading the text gives
/// the tree again, places aside; a tree that was inlined may gain parentheses.
pub fn print(node: &Node, language: Language) -> String {
    flat(node, Tightness::Choice, language)
}

/// What may stand in a place without parentheses around it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    /// Anything.
    Choice,
    /// All but a choice.
    Sequence,
    /// What may be one of several items: no sequence either.
    Item,
    /// What may be captured or repeated: no capture or repeat either.
    Primary,
}

/// A part on one line.
fn flat(node: &Node, allowed: Tightness, language: Language) -> String {
    let tightness = match &node.kind {
        NodeKind::Choice(_) => Tightness::Choice,
        NodeKind::Sequence(_) => Tightness::Sequence,
        NodeKind::Capture { .. } | NodeKind::Repeat { .. } => Tightness::Item,
        _ => Tightness::Primary,
    };
    if tightness < allowed {
        return format!("({})", flat(node, Tightness::Choice, language));
    }
    let join = |nodes: &[Node], between: &str, allowed| {
        let each: Vec<String> = nodes
            .iter()
            .map(|node| flat(node, allowed, language))
            .collect();
        each.join(between)
    };
    match &node.kind {
        NodeKind::Choice(branches) => join(branches, " | ", Tightness::Sequence),
        NodeKind::Sequence(items) => join(items, " ", Tightness::Item),
        NodeKind::Group(item) => format!("({})", flat(item, Tightness::Choice, language)),
        NodeKind::Literal(text) => quoted(text),
        NodeKind::Class(class) => class.written.clone(),
        NodeKind::Lexicon { name, filters } => format!("@{name}{}", filters_text(filters)),
        NodeKind::Field { kind, path } => format!("@{kind}.{}", path.join(".")),
        NodeKind::Record { kind, filters } => format!("<{kind}{}>", filters_text(filters)),
        NodeKind::Token { filters } => filters_text(filters),
        NodeKind::Name { name, arguments } if arguments.is_empty() => name.clone(),
        NodeKind::Name { name, arguments } => {
            let given: Vec<String> = arguments
                .iter()
                .map(|argument| flat(&argument.item, Tightness::Choice, language))
                .collect();
            format!("{name}({})", given.join(", "))
        }
        NodeKind::Capture { name, item } => {
            format!("{name}:{}", flat(item, Tightness::Primary, language))
        }
        NodeKind::Repeat {
            item,
            minimum,
            maximum,
            lazy,
        } => {
            let item = flat(item, Tightness::Primary, language);
            item + &repeat(*minimum, *maximum, *lazy)
        }
        NodeKind::Gap { barrier, .. } | NodeKind::Rest { barrier } => {
            let mut text = gap_head(node, language);
            if let Some(barrier) = barrier {
                text.push_str(&flat(barrier, Tightness::Primary, language));
                text.push('}');
            }
            text
        }
        NodeKind::Look {
            ahead,
            negative,
            item,
        } => format!(
            "{}({})",
            look_word(*ahead, *negative, language),
            flat(item, Tightness::Choice, language)
        ),
        NodeKind::Edge(edge) => edge_text(*edge, language),
    }
}

fn repeat(minimum: u32, maximum: Option<u32>, lazy: bool) -> String {
    let mut text = match (minimum, maximum) {
        (0, Some(1)) => "?".to_owned(),
        (0, None) => "*".to_owned(),
        (1, None) => "+".to_owned(),
        _ => format!("{{{}}}", bounds(minimum, maximum)),
    };
    if lazy {
        text.push('?');
    }
    text
}

fn bounds(minimum: u32, maximum: Option<u32>) -> String {
    match maximum {
        None => format!("{minimum},"),
        Some(maximum) if maximum == minimum => minimum.to_string(),
        Some(maximum) => format!("{minimum},{maximum}"),
    }
}

/// A gap or rest up to its barrier: `gap`, `gap{0,20}`, `gap{1,80 not `.
fn gap_head(node: &Node, language: Language) -> String {
    let chinese = language == Language::Zh;
    let (word, bounds, barrier) = match &node.kind {
        NodeKind::Gap {
            minimum,
            maximum,
            barrier,
        } => {
            let bounds = if *minimum == 0 && maximum.is_none() {
                String::new()
            } else {
                bounds(*minimum, *maximum)
            };
            (if chinese { "间隔" } else { "gap" }, bounds, barrier)
        }
        NodeKind::Rest { barrier } => {
            let word = if chinese { "余下" } else { "rest" };
            (word, String::new(), barrier)
        }
        _ => return String::new(),
    };
    let not = if chinese { "非 " } else { "not " };
    match (bounds.is_empty(), barrier.is_some()) {
        (true, false) => word.to_owned(),
        (true, true) => format!("{word}{{{not}"),
        (false, true) => format!("{word}{{{bounds} {not}"),
        (false, false) => format!("{word}{{{bounds}}}"),
    }
}

fn look_word(ahead: bool, negative: bool, language: Language) -> &'static str {
    match (ahead, negative, language) {
        (true, false, Language::En) => "next_is",
        (true, true, Language::En) => "next_is_not",
        (false, false, Language::En) => "prev_is",
        (false, true, Language::En) => "prev_is_not",
        (true, false, Language::Zh) => "后文是",
        (true, true, Language::Zh) => "后文不是",
        (false, false, Language::Zh) => "前文是",
        (false, true, Language::Zh) => "前文不是",
    }
}

fn edge_text(edge: Edge, language: Language) -> String {
    let (english, chinese, unit) = match edge {
        Edge::ScopeStart => return "^".to_owned(),
        Edge::ScopeEnd => return "$".to_owned(),
        Edge::Blank if language == Language::Zh => return "空白处".to_owned(),
        Edge::Blank => return "blank".to_owned(),
        Edge::UnitStart(unit) => ("start", "开头", unit),
        Edge::UnitEnd(unit) => ("end", "结尾", unit),
    };
    let short = match edge {
        Edge::UnitStart(Unit::Sentence) => Some("句首"),
        Edge::UnitEnd(Unit::Sentence) => Some("句尾"),
        Edge::UnitStart(Unit::Paragraph) => Some("段首"),
        Edge::UnitEnd(Unit::Paragraph) => Some("段尾"),
        _ => None,
    };
    let (unit_english, unit_chinese) = unit_words(unit);
    match (language, short) {
        (Language::En, _) => format!("{english}({unit_english})"),
        (Language::Zh, Some(short)) => short.to_owned(),
        (Language::Zh, None) => format!("{chinese}({unit_chinese})"),
    }
}

fn filters_text(filters: &[Filter]) -> String {
    if filters.is_empty() {
        return String::new();
    }
    let each: Vec<String> = filters.iter().map(filter_text).collect();
    format!("{{{}}}", each.join(", "))
}

fn filter_text(filter: &Filter) -> String {
    let mut text = filter.attribute.clone();
    for (index, value) in filter.values.iter().enumerate() {
        text.push_str(match (index, filter.negative) {
            (0, false) => "=",
            (0, true) => "!=",
            _ => "|",
        });
        let bare = !value.is_empty() && value.chars().all(pest::unicode::XID_CONTINUE);
        if bare {
            text.push_str(value);
        } else {
            text.push_str(&quoted(value));
        }
    }
    text
}
