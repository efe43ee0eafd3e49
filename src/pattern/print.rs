//! From a tree back to text, in the one form that the formatter gives: ASCII operators, one
//! blank between items, alternatives of a long choice on lines of their own.

use super::parse::Comment;
use super::tree::{Edge, Filter, Node, NodeKind};
use super::word::{quoted, unit_words};
use crate::diagnostic::Language;
use crate::source::{Place, Sources};
use crate::text::Unit;

/// Lines are no wider than this, in cells, where they can be broken.
const WIDTH: usize = 88;
/// What stands inside brackets is set in by so many cells.
const STEP: usize = 2;

/// What the tree leaves open: how words are spelled, and where lines were broken.
#[derive(Debug, Clone, Copy)]
pub enum Style<'a> {
    /// As the author wrote it in these files: `间隔` or `gap`, and a new line between two
    /// items where there was one.
    AsWritten(&'a Sources),
    /// With the words of one language, lines broken only where they are too long.
    Fresh(Language),
}

impl Style<'_> {
    /// In which language the word of a part is spelled.
    fn language(self, node: &Node) -> Language {
        match self {
            Self::Fresh(language) => language,
            Self::AsWritten(sources) => {
                let chinese = |first: char| !first.is_ascii();
                if sources.slice(node.place).starts_with(chinese) {
                    Language::Zh
                } else {
                    Language::En
                }
            }
        }
    }

    /// Whether the author began a new line between two neighbours.
    fn breaks(self, left: &Node, right: &Node) -> bool {
        match self {
            Self::Fresh(_) => false,
            Self::AsWritten(sources) => {
                // The blanks behind a branch may count as its own.
                let written = sources.slice(left.place).trim_end().len() as u32;
                let start = left.place.start + written;
                let between = Place {
                    start,
                    end: right.place.start.max(start),
                    ..left.place
                };
                sources.slice(between).contains('\n')
            }
        }
    }

    /// Whether the author broke a line between any neighbours in a part.
    fn breaks_inside(self, node: &Node) -> bool {
        let neighbours: &[Node] = match &node.kind {
            NodeKind::Sequence(items) | NodeKind::Choice(items) => items,
            _ => &[],
        };
        neighbours
            .windows(2)
            .any(|pair| self.breaks(&pair[0], &pair[1]))
            || node.children().any(|child| self.breaks_inside(child))
    }
}

/// The tree as text, with its comments, without a line break at the end. Reading the text
/// gives the tree again, places aside; a tree that was inlined may gain parentheses.
pub fn print(node: &Node, comments: &[Comment], style: Style<'_>) -> String {
    let mut printer = Printer {
        style,
        comments,
        out: Lines::default(),
    };
    printer.node(node, Tightness::Choice, 0);
    printer.comments_before(u32::MAX, 0);
    printer.out.text
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

/// Lines as they grow.
#[derive(Default)]
struct Lines {
    text: String,
    /// Cells on the last line.
    width: usize,
    /// Cells before what the last line begins with, its `| ` left out.
    indent: usize,
    /// The next text begins a line, set in by so much.
    break_first: Option<usize>,
    /// A comment stands last, so that the line is over.
    commented: bool,
}

impl Lines {
    fn push(&mut self, text: &str) {
        self.commented = false;
        if let Some(indent) = self.break_first.take() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.extend(std::iter::repeat_n(' ', indent));
            self.width = indent;
            self.indent = indent;
        }
        self.text.push_str(text);
        self.width += cells(text);
    }

    /// The `| ` at the begin of a line.
    fn push_bar(&mut self) {
        self.push("| ");
        self.indent += STEP;
    }

    fn break_line(&mut self, indent: usize) {
        self.break_first = Some(indent);
    }

    /// Whether the next text stands at the begin of a line.
    fn at_begin(&self) -> bool {
        self.text.is_empty() || self.break_first.is_some() || self.text.ends_with(' ')
    }
}

fn cells(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

struct Printer<'a> {
    style: Style<'a>,
    /// Those that are not printed yet.
    comments: &'a [Comment],
    out: Lines,
}

impl Printer<'_> {
    /// Prints a part where the last line ends, on several lines if it must be.
    fn node(&mut self, node: &Node, allowed: Tightness, indent: usize) {
        if self.fits(node, allowed) {
            let flat = flat(node, allowed, self.style);
            self.out.push(&flat);
            return;
        }
        match &node.kind {
            NodeKind::Choice(_) if allowed > Tightness::Choice => {
                self.bracketed("(", node, node.place.end);
            }
            NodeKind::Sequence(_) if allowed > Tightness::Sequence => {
                self.bracketed("(", node, node.place.end);
            }
            NodeKind::Capture { .. } | NodeKind::Repeat { .. } if allowed > Tightness::Item => {
                self.bracketed("(", node, node.place.end);
            }
            NodeKind::Choice(branches) => {
                for (index, branch) in branches.iter().enumerate() {
                    self.comments_before(branch.place.start, indent);
                    if index > 0 {
                        self.out.break_line(indent);
                        self.out.push_bar();
                    }
                    self.node(branch, Tightness::Sequence, indent + STEP);
                }
            }
            NodeKind::Sequence(items) => self.sequence(items, indent),
            NodeKind::Group(item) => self.bracketed("(", item, node.place.end),
            NodeKind::Capture { name, item } => {
                self.out.push(&format!("{name}:"));
                self.node(item, Tightness::Primary, indent);
            }
            NodeKind::Repeat {
                item,
                minimum,
                maximum,
                lazy,
            } => {
                self.node(item, Tightness::Primary, indent);
                self.out.push(&repeat(*minimum, *maximum, *lazy));
            }
            NodeKind::Look {
                ahead,
                negative,
                item,
            } => {
                let word = look_word(*ahead, *negative, self.style.language(node));
                self.bracketed(&format!("{word}("), item, node.place.end);
            }
            NodeKind::Gap { barrier, .. } | NodeKind::Rest { barrier } => {
                let head = gap_head(node, self.style.language(node));
                self.out.push(&head);
                if let Some(barrier) = barrier {
                    self.node(barrier, Tightness::Primary, indent);
                    self.out.push("}");
                }
            }
            NodeKind::Name { name, arguments } if !arguments.is_empty() => {
                self.out.push(&format!("{name}("));
                let indent = self.out.indent;
                for (index, argument) in arguments.iter().enumerate() {
                    if index > 0 {
                        self.out.push(",");
                    }
                    self.out.break_line(indent + STEP);
                    self.comments_before(argument.item.place.start, indent + STEP);
                    self.node(&argument.item, Tightness::Choice, indent + STEP);
                }
                self.comments_before(node.place.end, indent + STEP);
                self.out.break_line(indent);
                self.out.push(")");
            }
            NodeKind::Literal(_)
            | NodeKind::Class(_)
            | NodeKind::Lexicon { .. }
            | NodeKind::Field { .. }
            | NodeKind::Name { .. }
            | NodeKind::Record { .. }
            | NodeKind::Token { .. }
            | NodeKind::Edge(_) => {
                let flat = flat(node, allowed, self.style);
                self.out.push(&flat);
            }
        }
    }

    /// Items one behind the other, as many on a line as there is room for.
    fn sequence(&mut self, items: &[Node], indent: usize) {
        for (index, item) in items.iter().enumerate() {
            self.comments_before(item.place.start, indent);
            if !self.out.at_begin() {
                let width = cells(&flat(item, Tightness::Item, self.style));
                let author_broke = index > 0 && self.style.breaks(&items[index - 1], item);
                // What takes several lines anyway begins on this one.
                let on_one_line = !self.must_break(item) && indent + width <= WIDTH;
                if author_broke || (on_one_line && self.out.width + 1 + width > WIDTH) {
                    self.out.break_line(indent);
                } else {
                    self.out.push(" ");
                }
            }
            self.node(item, Tightness::Item, indent);
        }
    }

    /// What stands inside brackets is set in from the line on which they open.
    fn bracketed(&mut self, open: &str, inner: &Node, end: u32) {
        self.out.push(open);
        let indent = self.out.indent;
        self.out.break_line(indent + STEP);
        self.comments_before(inner.place.start, indent + STEP);
        self.node(inner, Tightness::Choice, indent + STEP);
        self.comments_before(end, indent + STEP);
        self.out.break_line(indent);
        self.out.push(")");
    }

    /// Whether a part may stand on one line and has room on this one.
    fn fits(&self, node: &Node, allowed: Tightness) -> bool {
        let begin = self.out.break_first.unwrap_or(self.out.width);
        !self.must_break(node) && begin + cells(&flat(node, allowed, self.style)) <= WIDTH
    }

    /// Whether a part holds a comment or a line break of the author's.
    fn must_break(&self, node: &Node) -> bool {
        let holds_comment = self.comments.iter().any(|comment| {
            node.place.start <= comment.place.start && comment.place.start < node.place.end
        });
        holds_comment || self.style.breaks_inside(node)
    }

    /// The comments that were written before a place (byte of the rule file).
    fn comments_before(&mut self, place: u32, indent: usize) {
        while let Some((comment, rest)) = self.comments.split_first() {
            if comment.place.start >= place {
                return;
            }
            self.comments = rest;
            let indent = self.out.break_first.unwrap_or(indent);
            if comment.own_line || self.out.commented {
                self.out.break_line(indent);
            } else if !self.out.text.is_empty() {
                // Behind what it speaks of, on the same line.
                self.out.break_first = None;
                if !self.out.text.ends_with(' ') {
                    self.out.push(" ");
                }
            }
            self.out.push(&comment.text);
            self.out.commented = true;
            self.out.break_line(indent);
        }
    }
}

/// A part on one line.
fn flat(node: &Node, allowed: Tightness, style: Style<'_>) -> String {
    let tightness = match &node.kind {
        NodeKind::Choice(_) => Tightness::Choice,
        NodeKind::Sequence(_) => Tightness::Sequence,
        NodeKind::Capture { .. } | NodeKind::Repeat { .. } => Tightness::Item,
        _ => Tightness::Primary,
    };
    if tightness < allowed {
        return format!("({})", flat(node, Tightness::Choice, style));
    }
    let join = |nodes: &[Node], between: &str, allowed| {
        let each: Vec<String> = nodes
            .iter()
            .map(|node| flat(node, allowed, style))
            .collect();
        each.join(between)
    };
    match &node.kind {
        NodeKind::Choice(branches) => join(branches, " | ", Tightness::Sequence),
        NodeKind::Sequence(items) => join(items, " ", Tightness::Item),
        NodeKind::Group(item) => format!("({})", flat(item, Tightness::Choice, style)),
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
                .map(|argument| flat(&argument.item, Tightness::Choice, style))
                .collect();
            format!("{name}({})", given.join(", "))
        }
        NodeKind::Capture { name, item } => {
            format!("{name}:{}", flat(item, Tightness::Primary, style))
        }
        NodeKind::Repeat {
            item,
            minimum,
            maximum,
            lazy,
        } => {
            let item = flat(item, Tightness::Primary, style);
            item + &repeat(*minimum, *maximum, *lazy)
        }
        NodeKind::Gap { barrier, .. } | NodeKind::Rest { barrier } => {
            let mut text = gap_head(node, style.language(node));
            if let Some(barrier) = barrier {
                text.push_str(&flat(barrier, Tightness::Primary, style));
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
            look_word(*ahead, *negative, style.language(node)),
            flat(item, Tightness::Choice, style)
        ),
        NodeKind::Edge(edge) => edge_text(*edge, style.language(node)),
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
