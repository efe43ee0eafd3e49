//! A document whose extraction was watched, and what all answers about it draw on.

use super::model::{At, Cause, EntryShown, Line, Node, NodeKind, Passage, RuleShown};
use crate::diagnostic::Message;
use crate::engine::{Extraction, Scratch};
use crate::explain::derivation::falls::Falls;
use crate::explain::derivation::graph::{Element, ElementKind, Frame, Graph};
use crate::explain::derivation::tree::{Part, parts};
use crate::explain::derivation::walk::{Ground, Step, Walker};
use crate::explain::derivation::witness::{Fall, Witness};
use crate::explain::describe::{Reader, shortened};
use crate::pack::{Pack, ScopeKind};
use crate::pattern::tree::Node as Written;
use crate::pattern::unit_words;
use crate::record::{RecordId, RuleId, Span, Value};
use crate::source::Place;
use crate::text::Text;
use crate::view::Layout;

/// Code points shown on each side of a passage.
const CONTEXT: u32 = 16;

/// What answers draw on.
pub(super) struct Inquiry<'a> {
    pub pack: &'a Pack,
    pub text: &'a Text,
    pub extraction: &'a Extraction,
    pub witness: &'a Witness,
    pub ground: Ground<'a>,
    /// For each record its id, where the pack has a view.
    ids: Vec<String>,
}

impl<'a> Inquiry<'a> {
    /// An inquiry into a document that has just been extracted with `scratch`.
    pub fn new(
        program: &'a crate::compile::Program,
        text: &'a Text,
        extraction: &'a Extraction,
        witness: &'a Witness,
        scratch: &'a Scratch,
    ) -> Self {
        let pack = &*program.pack;
        let ids = pack.views.first().map_or_else(Vec::new, |view| {
            let layout = Layout::new(pack, view);
            let arranged = layout.arrange(text, extraction);
            let records = (0..extraction.records.len() as u32).map(RecordId);
            records.map(|id| arranged.id(id).to_string()).collect()
        });
        Self {
            pack,
            text,
            extraction,
            witness,
            ground: Ground::new(program, text, scratch.lattice()),
            ids,
        }
    }

    pub fn reader(&self) -> Reader<'_> {
        Reader {
            pack: self.pack,
            text: self.text,
            extraction: self.extraction,
        }
    }

    pub fn falls(&self) -> Falls<'_> {
        Falls {
            pack: self.pack,
            text: self.text,
            witness: self.witness,
        }
    }

    /// The graphs of the patterns of a rule.
    pub fn graphs(&self, rule: RuleId) -> Vec<Graph> {
        let patterns = self.pack.rule(rule).action.patterns().into_iter();
        patterns
            .map(|pattern| Graph::new(pattern, self.ground.program))
            .collect()
    }

    /// All records of the extraction.
    pub fn records(&self) -> impl Iterator<Item = RecordId> + use<> {
        (0..self.extraction.records.len() as u32).map(RecordId)
    }

    /// The id of a record, as the pack's first view gives it.
    pub fn id(&self, record: RecordId) -> Option<&str> {
        self.ids.get(record.index()).map(String::as_str)
    }

    /// Whether a record, or one of its mentions, touches a place.
    pub fn touches(&self, record: RecordId, place: Span) -> bool {
        let reader = self.reader();
        let mentions = reader.mentions(record);
        let span = self.extraction.records[record.index()].span;
        if mentions.is_empty() {
            span.overlaps(place)
        } else {
            mentions.iter().any(|mention| mention.overlaps(place))
        }
    }

    pub fn at(&self, place: Place) -> At {
        let sources = &self.pack.sources;
        let (line, column) = sources.line_column(place);
        At {
            file: sources.get(place.source).name.to_string(),
            line,
            column,
        }
    }

    /// What is written at a place, in one line.
    pub fn written(&self, place: Place) -> String {
        let written = self.pack.sources.slice(place).trim();
        let lines = written.lines().map(str::trim);
        shortened(&lines.collect::<Vec<_>>().join(" "))
    }

    pub fn cause(&self, place: Place, message: Message) -> Cause {
        Cause {
            message,
            place: self.at(place),
            written: self.written(place),
            derivation: Vec::new(),
        }
    }

    pub fn passage(&self, span: Span) -> Passage {
        let length = self.text.chars().len() as u32;
        let before = Span::new(span.start.saturating_sub(CONTEXT), span.start);
        let behind = Span::new(span.end, span.end.saturating_add(CONTEXT).min(length));
        let range = self.text.original_range(span);
        Passage {
            start: range.start,
            end: range.end,
            left: self.text.slice(before).to_owned(),
            text: self.text.slice(span).to_owned(),
            right: self.text.slice(behind).to_owned(),
        }
    }

    pub fn line(&self, id: RecordId) -> Line {
        let record = &self.extraction.records[id.index()];
        let range = self.text.original_range(record.span);
        Line {
            number: id.index() + 1,
            id: self.id(id).map(str::to_owned),
            kind: self.pack.type_of(record.kind).name.clone(),
            rule: self.pack.rule(record.rule).name.clone(),
            start: range.start,
            end: range.end,
            text: self.text.slice(record.span).to_owned(),
            record: self.reader().describe(id),
        }
    }

    pub fn rule(&self, id: RuleId) -> RuleShown {
        let rule = self.pack.rule(id);
        let (zh, en): (Vec<String>, Vec<String>) = rule
            .within
            .iter()
            .map(|scope| self.scope_words(&scope.kind))
            .unzip();
        RuleShown {
            name: rule.name.clone(),
            doc: rule.doc.trim().to_owned(),
            place: self.at(rule.place),
            within: Message::new(zh.join(" › "), en.join(" › ")),
        }
    }

    fn scope_words(&self, kind: &ScopeKind) -> (String, String) {
        match kind {
            ScopeKind::Unit { unit, nth } => {
                let (en, zh) = unit_words(*unit);
                let nth = nth.map(|nth| format!("({nth})")).unwrap_or_default();
                (format!("{zh}{nth}"), format!("{en}{nth}"))
            }
            ScopeKind::Records(kind) => {
                let name = &self.pack.type_of(*kind).name;
                (name.clone(), name.clone())
            }
            ScopeKind::Field(kind, path) => {
                let name = format!("{}.{}", self.pack.type_of(*kind).name, path.join("."));
                (name.clone(), name)
            }
        }
    }

    /// The record that a serial stands for, if it stays.
    pub fn number_of(&self, serial: u32) -> Option<usize> {
        let id = self.witness.stays.get(&serial)?;
        Some(id.index() + 1)
    }

    /// The steps of a match, or of what was met of one, as nodes.
    pub fn nodes(&self, graph: &Graph, steps: &[Step], scope: Span) -> Vec<Node> {
        let parts = parts(graph, steps);
        parts
            .iter()
            .map(|part| self.node(graph, part, scope))
            .collect()
    }

    /// What a look found at a place.
    pub fn looked(&self, graph: &Graph, look: u32, at: u32, scope: Span) -> Vec<Node> {
        let steps = Walker::new(&self.ground, graph, scope).steps_of_look(look, at);
        steps.map_or_else(Vec::new, |steps| self.nodes(graph, &steps, scope))
    }

    /// What a pattern matches from one place to another, or wherever it ends.
    pub fn matched(
        &self,
        pattern: &Written,
        start: u32,
        end: Option<u32>,
        scope: Span,
    ) -> Option<(Span, Vec<Node>)> {
        let graph = Graph::new(pattern, self.ground.program);
        let steps = Walker::new(&self.ground, &graph, scope).steps(start)?;
        let span = Span::new(start, steps.last().map_or(start, |step| step.to));
        let wanted = end.is_none_or(|end| end == span.end);
        wanted.then(|| (span, self.nodes(&graph, &steps, scope)))
    }

    /// What the match of an exception consists of that dropped a record; nothing for other falls.
    pub fn excepted(&self, fall: &Fall, scopes: &[Span]) -> Vec<Node> {
        let Fall::Exception {
            rule, number, by, ..
        } = fall
        else {
            return Vec::new();
        };
        let Some(exception) = self.pack.rule(*rule).exceptions.get(*number) else {
            return Vec::new();
        };
        let mut scopes = scopes.iter().filter(|scope| scope.contains(*by));
        let matched = scopes
            .find_map(|scope| self.matched(&exception.pattern, by.start, Some(by.end), *scope));
        matched.map_or_else(Vec::new, |(_, nodes)| nodes)
    }

    fn node(&self, graph: &Graph, part: &Part, scope: Span) -> Node {
        match part {
            Part::Frame { frame, span, parts } => {
                let (kind, name, place) = match &graph.frames[*frame as usize] {
                    Frame::Capture { name, place } => (NodeKind::Capture, name, *place),
                    Frame::Pattern { name, defined, .. } => (NodeKind::Pattern, name, *defined),
                };
                let mut node = self.bare(kind, name.clone(), Some(place), *span);
                let parts = parts.iter();
                node.parts = parts.map(|part| self.node(graph, part, scope)).collect();
                node
            }
            Part::Leaf { element, span } => {
                let element = &graph.elements[*element as usize];
                let mut node = self.leaf(element, *span);
                if let ElementKind::Look {
                    look,
                    negative: false,
                } = element.kind
                {
                    node.beside = self.looked(graph, look, span.start, scope);
                }
                node
            }
        }
    }

    /// A node with nothing inside.
    pub fn bare(&self, kind: NodeKind, label: String, place: Option<Place>, span: Span) -> Node {
        let range = self.text.original_range(span);
        Node {
            kind,
            label,
            place: place.map(|place| self.at(place)),
            start: range.start,
            end: range.end,
            text: self.text.slice(span).to_owned(),
            entry: None,
            records: Vec::new(),
            note: None,
            parts: Vec::new(),
            beside: Vec::new(),
        }
    }

    fn leaf(&self, element: &Element, span: Span) -> Node {
        let kind = match &element.kind {
            ElementKind::Literal(_) => NodeKind::Literal,
            ElementKind::Class(_) | ElementKind::Any => NodeKind::Class,
            ElementKind::Lexicon { .. } => NodeKind::Entry,
            ElementKind::Field(_) => NodeKind::Field,
            ElementKind::Record(_) => NodeKind::Record,
            ElementKind::Token(_) => NodeKind::Token,
            ElementKind::Gap(_) => NodeKind::Gap,
            ElementKind::Rest(_) => NodeKind::Rest,
            ElementKind::Look { .. } => NodeKind::Look,
            ElementKind::Edge(_) => NodeKind::Edge,
        };
        let mut node = self.bare(kind, self.written(element.place), Some(element.place), span);
        match &element.kind {
            ElementKind::Lexicon { .. } => {
                node.entry = self.ground.entry(element, span).map(|(lexicon, entry)| {
                    let lexicon = &self.pack.lexicons[lexicon.index()];
                    let entry = lexicon.entry(entry);
                    let attributes = entry.attributes.iter();
                    EntryShown {
                        lexicon: lexicon.name.clone(),
                        attributes: attributes
                            .map(|(name, value)| (name.to_string(), value.to_string()))
                            .collect(),
                        place: self.at(entry.place),
                    }
                });
            }
            ElementKind::Record(_) => {
                if let Some(serial) = self.ground.record(element, span) {
                    match self.number_of(serial.0) {
                        Some(number) => node.records.push(number),
                        None => {
                            node.note = Some(Message::new(
                                "这条记录后来让位了",
                                "this record fell later on",
                            ));
                        }
                    }
                }
            }
            ElementKind::Field(key) => {
                let key = &self.ground.program.fields[*key as usize];
                node.records = self.holders(key.kind, &key.path, self.text.slice(span));
            }
            ElementKind::Token(_) => {
                let mut tokens = self.ground.tokens.borrow_mut();
                let word = tokens.around(self.text, span.start);
                node.note = word.map(|word| {
                    let pos = format!("pos={}", word.pos);
                    Message::new(pos.clone(), pos)
                });
            }
            _ => {}
        }
        node
    }

    /// The records in which a field holds a text, by number.
    fn holders(&self, kind: crate::record::TypeId, path: &[String], text: &str) -> Vec<usize> {
        let leaves = self.pack.leaves(kind);
        let reader = self.reader();
        let holds = |id: &RecordId| {
            let record = reader.record(*id);
            let own = self.pack.type_of(record.kind);
            let field = path.first().and_then(|name| own.field(name));
            leaves.contains(&record.kind)
                && field.is_some_and(|field| self.says(&record.fields[field], text))
        };
        let found = self.records().filter(holds);
        found.map(|id| id.index() + 1).collect()
    }

    /// Whether a value, or something inside it, says a text.
    fn says(&self, value: &Value, text: &str) -> bool {
        match value {
            Value::List(items) => items.iter().any(|item| self.says(item, text)),
            Value::Map { fields, .. } => fields.iter().any(|field| self.says(field, text)),
            value => match value {
                Value::Span(span) => self.text.slice(*span) == text,
                Value::Text(held) => &**held == text,
                Value::Record(id) => {
                    let record = &self.extraction.records[id.index()];
                    self.text.slice(record.span) == text
                }
                _ => false,
            },
        }
    }
}
