//! An answer for people, in a terminal.

use crate::diagnostic::{Language, Message};
use crate::explain::describe::shortened;
use crate::explain::table::{self, Side, one_line};

use super::model::{
    Answer, At, Cause, FailedShown, FieldShown, Line, Merged, Node, NodeKind, Outcome, Passage,
    RuleShown, Why, WhyNot,
};

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const FOUND: &str = "\u{1b}[32m";
const FAILED: &str = "\u{1b}[31m";
const NAMED: &str = "\u{1b}[36m";
const PLAIN: &str = "\u{1b}[0m";

/// Cells of the texts of records in a list.
const TEXT_CELLS: usize = 48;
/// Cells of the values of fields.
const VALUE_CELLS: usize = 60;
/// Cells that the names in a tree take at most before their texts.
const TREE_CELLS: usize = 44;

/// The answer as text, with colours as ANSI escapes; without them it says the same.
pub fn render(answer: &Answer, language: Language) -> String {
    Renderer {
        language,
        out: String::new(),
    }
    .answer(answer)
}

/// A tree as people want it: what only asks and takes nothing is left out, but for looks that
/// found what few places have; characters taken one by one are one; and what stands beside a
/// node is shown below it.
pub(super) fn condensed(nodes: &[Node]) -> Vec<Node> {
    let mut shown: Vec<Node> = Vec::new();
    let told = |node: &&Node| !node.text.is_empty() || node.beside.iter().any(is_specific);
    for node in nodes.iter().filter(told) {
        match shown.last_mut() {
            Some(last) if goes_on(last, node) => {
                last.end = node.end;
                last.text += &node.text;
                last.parts.extend(node.parts.iter().cloned());
            }
            _ => shown.push(node.clone()),
        }
    }
    for node in &mut shown {
        let beside = std::mem::take(&mut node.beside);
        if node.text.is_empty() {
            node.text = beside.iter().map(|found| &*found.text).collect();
        }
        node.parts.extend(beside);
        node.parts = condensed(&node.parts);
    }
    shown
}

/// Whether a node, or one inside it, is an entry, a record or the like.
fn is_specific(node: &Node) -> bool {
    let specific = matches!(
        node.kind,
        NodeKind::Entry | NodeKind::Field | NodeKind::Record | NodeKind::Token
    );
    specific || node.parts.iter().any(is_specific)
}

/// Whether the tree of what is put down as a cause says more than the cause itself.
pub(super) fn tells_more(derivation: &[Node]) -> bool {
    condensed(derivation).len() > 1 || derivation.iter().any(is_specific)
}

/// Whether a node is the same as the one before and both are characters of classes.
fn goes_on(last: &Node, node: &Node) -> bool {
    let same = (last.kind, &last.label, &last.place) == (node.kind, &node.label, &node.place);
    same && last.end == node.start && is_characters(last) && is_characters(node)
}

fn is_characters(node: &Node) -> bool {
    match node.kind {
        NodeKind::Class => true,
        NodeKind::Pattern => {
            let mut taken = node.parts.iter().filter(|part| !part.text.is_empty());
            taken.all(is_characters)
        }
        _ => false,
    }
}

/// What a node is called: `@职务`, `name:`, `<Person>`.
pub(super) fn name(node: &Node) -> String {
    match node.kind {
        NodeKind::Capture => format!("{}:", node.label),
        NodeKind::End => format!("end {}", node.label),
        _ => node.label.clone(),
    }
}

/// What else is said of a node: its entry, the records that it read.
pub(super) fn remarks(node: &Node, language: Language) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(entry) = &node.entry {
        let mut shown = match language {
            Language::Zh => format!("词表 {}", entry.lexicon),
            Language::En => format!("lexicon {}", entry.lexicon),
        };
        if !entry.attributes.is_empty() {
            let attributes: Vec<String> = entry
                .attributes
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            shown += &format!(" {{{}}}", attributes.join(", "));
        }
        said.push(format!("{shown} {}", place(&entry.place)));
    }
    if !node.records.is_empty() {
        said.push(numbers(&node.records));
    }
    if let Some(note) = &node.note {
        said.push(note.in_language(language).to_owned());
    }
    said
}

/// Records by number: `#3 #7`.
pub(super) fn numbers(records: &[usize]) -> String {
    let shown: Vec<String> = records.iter().map(|number| format!("#{number}")).collect();
    shown.join(" ")
}

/// A place in a rule file: `rules.yaml:12:7`.
pub(super) fn place(at: &At) -> String {
    format!("{}:{}:{}", at.file, at.line, at.column)
}

/// What is said behind something else, if anything.
fn dim(said: &str) -> String {
    match said {
        "" => String::new(),
        said => format!("  {DIM}{said}{PLAIN}"),
    }
}

struct Renderer {
    language: Language,
    out: String,
}

impl Renderer {
    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn said<'m>(&self, message: &'m Message) -> &'m str {
        message.in_language(self.language)
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn blank(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn answer(mut self, answer: &Answer) -> String {
        if let Some(place) = &answer.place {
            let shown = self.passage(place, BOLD);
            self.line(&shown);
        }
        for note in &answer.notes {
            let said = self.said(note).to_owned();
            self.line(&said);
        }
        if let Some(records) = &answer.records {
            self.blank();
            self.records(answer, records);
        }
        for why in &answer.why {
            self.blank();
            self.why(why);
        }
        if !answer.why_not.is_empty() && answer.place.is_some() && answer.records.is_some() {
            self.blank();
            let heading = self.pick(
                "没有留下记录的规则，最接近的在前",
                "Rules that left no record here, the nearest first",
            );
            let heading = format!("{BOLD}{heading}{PLAIN}");
            self.line(&heading);
        }
        // Where many rules are told, what each of them met is left to `--rule`.
        let many = answer.place.is_some() && answer.records.is_some();
        for why_not in &answer.why_not {
            self.blank();
            self.why_not(why_not, !many);
        }
        self.out
    }

    fn passage(&self, passage: &Passage, colour: &str) -> String {
        let [left, right] = [&passage.left, &passage.right].map(|text| one_line(text));
        let text = shortened(&passage.text);
        format!(
            "{DIM}{}–{}{PLAIN} …{left}【{colour}{text}{PLAIN}】{right}…",
            passage.start, passage.end
        )
    }

    fn records(&mut self, answer: &Answer, records: &[Line]) {
        if records.is_empty() {
            let said = match (&answer.place, self.language) {
                (Some(_), Language::Zh) => "这里没有记录。",
                (Some(_), Language::En) => "There is no record here.",
                (None, Language::Zh) => "没有记录。",
                (None, Language::En) => "There are no records.",
            };
            self.line(said);
            return;
        }
        let headings = match self.language {
            Language::Zh => ["编号", "id", "类型", "规则", "文字"],
            Language::En => ["number", "id", "type", "rule", "text"],
        };
        let mut rows = vec![headings.map(str::to_owned).to_vec()];
        rows.extend(records.iter().map(|record| {
            vec![
                record.number.to_string(),
                record.id.clone().unwrap_or_default(),
                record.kind.clone(),
                record.rule.clone(),
                table::cut(&one_line(&record.text), TEXT_CELLS),
            ]
        }));
        let mut sides = vec![Side::Left; 5];
        sides[0] = Side::Right;
        // A pack without a view gives no ids.
        if records.iter().all(|record| record.id.is_none()) {
            rows.iter_mut().for_each(|row| drop(row.remove(1)));
            sides.pop();
        }
        self.out.push_str(&table::rows(&sides, &rows));
        if answer.place.is_none() && answer.why_not.is_empty() && answer.why.is_empty() {
            self.blank();
            let hint = self.pick(
                "--record 编号 问为什么有；--at 文字 --rule 规则 问为什么没有。",
                "--record NUMBER asks why it is there; --at TEXT --rule RULE why not.",
            );
            let hint = format!("{DIM}{hint}{PLAIN}");
            self.line(&hint);
        }
    }

    fn heading(&mut self, zh: &str, en: &str) {
        let heading = self.pick(zh, en);
        let heading = format!("  {BOLD}{heading}{PLAIN}");
        self.line(&heading);
    }

    fn rule(&mut self, rule: &RuleShown) {
        let label = self.pick("规则", "rule");
        let within = self.pick("范围", "within");
        let shown = format!(
            "{label} {NAMED}{}{PLAIN}  {DIM}{}{PLAIN}  {within} {}",
            rule.name,
            place(&rule.place),
            self.said(&rule.within)
        );
        self.line(&shown);
        if !rule.doc.is_empty() {
            let doc = format!("  {DIM}{}{PLAIN}", one_line(&rule.doc));
            self.line(&doc);
        }
    }

    fn why(&mut self, why: &Why) {
        let id = why.record.id.as_deref().unwrap_or_default();
        let title = format!(
            "{FOUND}#{}{PLAIN} {BOLD}{}{PLAIN} {id}",
            why.record.number, why.record.kind
        );
        self.line(&title);
        let passage = format!("  {}", self.passage(&why.passage, FOUND));
        self.line(&passage);
        self.rule(&why.rule);
        if !why.derivation.is_empty() {
            self.heading("匹配", "match");
            self.tree(&why.derivation);
        }
        if !why.bound.is_empty() {
            let shown: Vec<String> = why
                .bound
                .iter()
                .map(|bound| format!("{} = “{}”", bound.name, shortened(&bound.text)))
                .collect();
            let label = self.pick("每个", "each");
            let shown = format!("  {BOLD}{label}{PLAIN} {}", shown.join(", "));
            self.line(&shown);
        }
        if !why.merged.is_empty() {
            self.heading("合并自", "merged from");
            for merged in &why.merged {
                self.merged(merged);
            }
        }
        if !why.fields.is_empty() {
            self.heading("字段", "fields");
            self.fields(&why.fields);
        }
        if !why.over.is_empty() {
            self.heading("胜过", "over");
            for cause in &why.over {
                self.cause(cause, "    ");
            }
        }
    }

    fn merged(&mut self, merged: &Merged) {
        let number = merged.record.map(|number| format!(" #{number}"));
        let shown = format!(
            "    {}  {NAMED}{}{PLAIN}{}{}",
            self.passage(&merged.passage, FOUND),
            merged.of,
            number.unwrap_or_default(),
            dim(&place(&merged.place))
        );
        self.line(&shown);
        for node in &merged.derivation {
            self.rows(std::slice::from_ref(node), "      ");
        }
    }

    fn fields(&mut self, fields: &[FieldShown]) {
        let rows = fields.iter().map(|field| {
            let value = field.value.as_deref().map_or("~".to_owned(), one_line);
            let value = format!("{value} {}", numbers(&field.records));
            let by = field.by.as_ref().or(field.written.as_ref());
            vec![
                field.name.clone(),
                table::cut(value.trim_end(), VALUE_CELLS),
                by.map_or(String::new(), |by| format!("← {by}")),
                field.place.as_ref().map(place).unwrap_or_default(),
            ]
        });
        let laid = table::rows(&[Side::Left; 4], &rows.collect::<Vec<_>>());
        for row in laid.lines() {
            self.line(&format!("    {row}"));
        }
    }

    fn tree(&mut self, nodes: &[Node]) {
        self.rows(nodes, "    ");
    }

    /// Nodes below each other, what they matched in one column.
    fn rows(&mut self, nodes: &[Node], indent: &str) {
        let nodes = condensed(nodes);
        let mut rows: Vec<(String, &Node)> = Vec::new();
        lay(&nodes, "", &mut rows);
        let widths = rows.iter().map(|(tree, _)| table::width(tree));
        let cells = widths.filter(|width| *width <= TREE_CELLS).max();
        let cells = cells.unwrap_or(0);
        for (tree, node) in rows {
            let text = table::left(&tree, cells);
            let matched = shortened(&node.text);
            let at = node.place.as_ref().map(place).unwrap_or_default();
            let mut said = remarks(node, self.language);
            if !at.is_empty() {
                said.push(at);
            }
            let said = dim(&said.join("  "));
            let shown = format!("{indent}{text}  {FOUND}“{matched}”{PLAIN}{said}");
            self.line(&shown);
        }
    }

    fn cause(&mut self, cause: &Cause, indent: &str) {
        let shown = format!(
            "{indent}{}  {NAMED}{}{PLAIN}  {DIM}{}{PLAIN}",
            self.said(&cause.message),
            cause.written,
            place(&cause.place)
        );
        self.line(&shown);
        if tells_more(&cause.derivation) {
            self.rows(&cause.derivation, &format!("{indent}  "));
        }
    }

    fn why_not(&mut self, why_not: &WhyNot, with_tree: bool) {
        self.rule(&why_not.rule);
        let colour = match why_not.outcome {
            Outcome::Found => FOUND,
            _ => FAILED,
        };
        let said = format!("  {colour}{}{PLAIN}", self.said(&why_not.message));
        self.line(&said);
        if with_tree && !condensed(&why_not.derivation).is_empty() {
            self.heading("匹配到的", "what matched");
            self.tree(&why_not.derivation);
        }
        if !why_not.failed.is_empty() {
            self.heading("不成立的", "what failed");
            for failed in together(&why_not.failed) {
                self.failed(&failed);
            }
        }
        if !why_not.causes.is_empty() {
            self.heading("原因", "why");
            for cause in &why_not.causes {
                self.cause(cause, "    ");
            }
        }
    }

    fn failed(&mut self, failed: &[&FailedShown]) {
        let said = unmet(failed, self.language);
        let at = failed.first().map(|failed| place(&failed.place));
        let shown = format!(
            "    {FAILED}✗{PLAIN} {said}  {DIM}{}{PLAIN}",
            at.unwrap_or_default()
        );
        self.line(&shown);
        for cause in failed.iter().flat_map(|failed| &failed.because) {
            self.cause(cause, "      ");
        }
    }
}

/// Elements of which any one would have done: those that failed at one place, where there is
/// no more to say of each.
pub(super) fn together(failed: &[FailedShown]) -> Vec<Vec<&FailedShown>> {
    let mut groups: Vec<Vec<&FailedShown>> = Vec::new();
    for one in failed {
        let goes_with = |it: &FailedShown| {
            let same = (it.at, it.behind_gap) == (one.at, one.behind_gap);
            same && it.because.is_empty() && one.because.is_empty()
        };
        let known = groups.iter_mut().find(|group| goes_with(group[0]));
        match known {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// What some elements wanted and what stood there; of several what is written.
pub(super) fn unmet(failed: &[&FailedShown], language: Language) -> String {
    let Some(first) = failed.first() else {
        return String::new();
    };
    let mut written: Vec<&str> = Vec::new();
    for one in failed {
        if !written.contains(&&*one.written) {
            written.push(&one.written);
        }
    }
    let wanted = match (&written[..], language) {
        ([_], _) => first.wanted.in_language(language).to_owned(),
        (several, Language::Zh) => format!(" {} 之一", several.join(" | ")),
        (several, Language::En) => format!("one of {}", several.join(" | ")),
    };
    let stood = first.stood.in_language(language);
    match (language, first.behind_gap) {
        (Language::Zh, false) => format!("要{wanted}，而{stood}"),
        (Language::Zh, true) => format!("间隔之后没有{wanted}"),
        (Language::En, false) => format!("wants {wanted}; {stood}"),
        (Language::En, true) => format!("wants {wanted} behind the gap"),
    }
}

/// The lines of a tree: its branches drawn before the names, and the node.
fn lay<'n>(nodes: &'n [Node], branch: &str, rows: &mut Vec<(String, &'n Node)>) {
    for (index, node) in nodes.iter().enumerate() {
        let last = index + 1 == nodes.len();
        let (own, below) = if last {
            ("└ ", "  ")
        } else {
            ("├ ", "│ ")
        };
        rows.push((format!("{branch}{own}{}", name(node)), node));
        lay(&node.parts, &format!("{branch}{below}"), rows);
    }
}
