//! A rule file as a tree in which every scalar knows its place, byte for byte.
//!
//! Nothing of YAML's guessing survives here: a scalar is its text, whether YAML would
//! call it a number, a date or a truth value. What rule files have no use for and what
//! could multiply a small file into a large tree (anchors, aliases, tags, several
//! documents) is refused.

pub(crate) mod colon;
mod complaint;

use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle, StructureStyle};

use self::complaint::explain;
use super::decode;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::source::{Place, Scalar, SourceId};

/// The deepest nesting of lists and maps in a rule file.
const DEPTH_LIMIT: usize = 48;

/// The largest rule file, in bytes.
const SIZE_LIMIT: usize = 32 << 20;

/// A part of a rule file and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Yaml {
    pub(crate) content: Content,
    pub(crate) place: Place,
}

/// What a part of a rule file holds.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Scalar(Text),
    List(Vec<Yaml>),
    Map(Vec<Pair>),
    /// Only made by overlays: a pattern and the alternatives added to it, in order.
    Choice(Vec<Yaml>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) key: Text,
    pub(crate) value: Yaml,
}

/// A scalar and how it was written.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) scalar: Scalar,
    pub(crate) style: Style,
    /// A comment behind a plain scalar on its line: perhaps part of what was meant.
    pub(crate) cut: Option<Place>,
}

/// The styles of scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Quoted,
    Block,
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.scalar.text
    }

    pub(crate) fn place(&self) -> Place {
        self.scalar.place
    }

    /// Whether nothing was written, or YAML's words for nothing.
    pub(crate) fn is_null(&self) -> bool {
        self.style == Style::Plain && matches!(self.as_str(), "" | "~" | "null")
    }
}

impl Yaml {
    /// The scalar, if it is one that holds something.
    pub(crate) fn as_text(&self) -> Option<&Text> {
        match &self.content {
            Content::Scalar(text) if !text.is_null() => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(text) if text.is_null())
    }
}

/// Reads a rule file. A file without any content gives `None`; a fault of YAML's own
/// syntax ends the file and is the last of the faults.
pub(crate) fn parse(
    source: SourceId,
    file: &Arc<str>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Yaml> {
    if file.len() > SIZE_LIMIT {
        faults.push(Diagnostic::error(
            codes::YAML_LIMIT,
            span(source, 0, 0),
            Message::new(
                format!("规则文件超过 {} MiB", SIZE_LIMIT >> 20),
                format!("the rule file is larger than {} MiB", SIZE_LIMIT >> 20),
            ),
        ));
        return None;
    }
    let mut builder = Builder {
        source,
        file,
        faults,
        open: Vec::new(),
        root: None,
        documents: 0,
    };
    builder.run();
    builder.root.filter(|root| !root.is_null())
}

fn span(source: SourceId, start: usize, end: usize) -> Place {
    Place {
        source,
        start: start as u32,
        end: end as u32,
    }
}

/// A list or map whose end has not been read.
struct Open {
    start: usize,
    flow: bool,
    kind: OpenKind,
}

enum OpenKind {
    List(Vec<Yaml>),
    Map {
        pairs: Vec<Pair>,
        key: Option<Text>,
        /// The value that follows belongs to a key that was refused.
        refused: bool,
    },
}

struct Builder<'a> {
    source: SourceId,
    file: &'a str,
    faults: &'a mut Vec<Diagnostic>,
    open: Vec<Open>,
    root: Option<Yaml>,
    documents: usize,
}

impl Builder<'_> {
    fn run(&mut self) {
        let mut options = Options::default();
        options.block_nesting_limit = DEPTH_LIMIT;
        options.flow_nesting_limit = DEPTH_LIMIT;
        options.emit_unresolved_aliases = true;
        options.emit_anchor_events = true;
        // Every comment is looked at, and a long run of them is nothing unusual.
        options.max_buffered_comment_events = usize::MAX;
        for step in Parser::new_from_str_with_options(self.file, options) {
            let (event, place) = match step {
                Ok(step) => step,
                Err(error) => {
                    self.syntax(&error);
                    // A lone text is what is left of keys that were none to YAML.
                    self.root
                        .take_if(|root| matches!(root.content, Content::Scalar(_)));
                    return;
                }
            };
            let range = place.byte_range().unwrap_or(0..0);
            if let Some(tag) = place.tag_span().and_then(|tag| tag.byte_range()) {
                self.unsupported(tag.start);
            }
            match event {
                Event::DocumentStart(..) => {
                    self.documents += 1;
                    if self.documents > 1 {
                        self.fault_at(
                            range.start,
                            codes::YAML_UNSUPPORTED,
                            Message::new(
                                "一个规则文件里只能有一个 YAML 文档",
                                "a rule file holds one YAML document only",
                            ),
                        );
                        return;
                    }
                }
                Event::Scalar(text, style, ..) => self.scalar(&text, style, range),
                Event::Anchor(..) => self.unsupported(range.start),
                Event::Alias(_) | Event::UnresolvedAlias(_) => {
                    self.unsupported(range.start);
                    self.left_out();
                }
                Event::SequenceStart(style, ..) => self.open.push(Open {
                    start: range.start,
                    flow: style == StructureStyle::Flow,
                    kind: OpenKind::List(Vec::new()),
                }),
                Event::MappingStart(style, ..) => self.open.push(Open {
                    start: range.start,
                    flow: style == StructureStyle::Flow,
                    kind: OpenKind::Map {
                        pairs: Vec::new(),
                        key: None,
                        refused: false,
                    },
                }),
                Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
                Event::Comment(..) => self.comment(range.start, range.end),
                _ => {}
            }
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, range: std::ops::Range<usize>) {
        // YAML calls an absent value `~`; here it is the empty text.
        let text = if range.is_empty() && style == ScalarStyle::Plain {
            ""
        } else {
            text
        };
        let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let end = if block {
            range.start + self.file[range.clone()].trim_end().len()
        } else {
            range.end
        };
        let scalar = Scalar {
            text: text.into(),
            place: span(self.source, range.start, end),
            runs: decode::runs(text, style, self.file, range),
        };
        let text = Text {
            scalar,
            style: match style {
                ScalarStyle::Plain => Style::Plain,
                ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
            },
            cut: None,
        };
        let place = text.place();
        self.finished(Yaml {
            content: Content::Scalar(text),
            place,
        });
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let (content, last) = match open.kind {
            OpenKind::List(items) => {
                let last = items.last().map(|item| item.place.end);
                (Content::List(items), last)
            }
            OpenKind::Map { pairs, .. } => {
                let last = pairs
                    .last()
                    .map(|pair| pair.value.place.end.max(pair.key.place().end));
                (Content::Map(pairs), last)
            }
        };
        // A block collection ends, for YAML, where the next line begins.
        let end = match last {
            Some(last) if !open.flow => last as usize,
            _ => end,
        };
        let place = span(self.source, open.start, end.max(open.start));
        self.finished(Yaml { content, place });
    }

    /// Puts a finished node where it belongs.
    fn finished(&mut self, node: Yaml) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.kind {
            OpenKind::List(items) => items.push(node),
            OpenKind::Map { refused, .. } if *refused => *refused = false,
            OpenKind::Map {
                pairs,
                key: key_slot,
                refused,
            } => match key_slot.take() {
                Some(key) => pairs.push(Pair { key, value: node }),
                None => {
                    let Content::Scalar(key) = node.content else {
                        *refused = true;
                        let start = node.place.start as usize;
                        self.fault_at(
                            start,
                            codes::YAML_UNSUPPORTED,
                            Message::new("键必须是文本", "a key must be a text"),
                        );
                        return;
                    };
                    if let Some(first) = pairs
                        .iter()
                        .find(|pair| pair.key.as_str() == key.as_str())
                        .map(|pair| pair.key.place())
                    {
                        *refused = true;
                        self.faults.push(
                            Diagnostic::error(
                                codes::KEY_TWICE,
                                key.place(),
                                Message::new(
                                    format!("“{}”在同一层写了两次", key.as_str()),
                                    format!("`{}` is given twice in one map", key.as_str()),
                                ),
                            )
                            .related(first, Message::new("第一次在这里", "first given here")),
                        );
                        return;
                    }
                    *key_slot = Some(key);
                }
            },
        }
    }

    /// What was refused counts as not written, its key too.
    fn left_out(&mut self) {
        if let Some(OpenKind::Map { key, refused, .. }) =
            self.open.last_mut().map(|open| &mut open.kind)
        {
            // As a key, it takes its value along.
            *refused = !*refused && key.take().is_none();
        }
    }

    /// Remembers, at the plain scalar before it, a comment that follows on its line.
    fn comment(&mut self, start: usize, end: usize) {
        let before = self.file[..start].trim_end_matches([' ', '\t']).len();
        let place = span(self.source, start, end);
        let mut last = match self.open.last_mut().map(|open| &mut open.kind) {
            Some(OpenKind::List(items)) => items.last_mut(),
            Some(OpenKind::Map {
                pairs, key: None, ..
            }) => pairs.last_mut().map(|pair| &mut pair.value),
            _ => None,
        };
        // A closed block map holds the scalar as the last of its values.
        while let Some(node) = last {
            match &mut node.content {
                Content::Scalar(text) => {
                    if text.style == Style::Plain
                        && text.place().end as usize == before
                        && text.place().start < text.place().end
                    {
                        text.cut = Some(place);
                    }
                    return;
                }
                Content::Map(pairs) => last = pairs.last_mut().map(|pair| &mut pair.value),
                Content::List(items) | Content::Choice(items) => last = items.last_mut(),
            }
        }
    }

    fn unsupported(&mut self, start: usize) {
        self.fault_at(
            start,
            codes::YAML_UNSUPPORTED,
            Message::new(
                "规则文件里不用 YAML 的锚点（&、*）和标签（!）",
                "rule files know no YAML anchors (`&`, `*`) and no tags (`!`)",
            ),
        );
    }

    fn fault_at(&mut self, start: usize, code: &'static str, message: Message) {
        let place = self.word_at(start);
        self.faults.push(Diagnostic::error(code, place, message));
    }

    /// From a byte to the end of what stands there.
    fn word_at(&self, start: usize) -> Place {
        let mut start = start.min(self.file.len());
        while !self.file.is_char_boundary(start) {
            start -= 1;
        }
        let rest = &self.file[start..];
        let word = rest
            .find(|character: char| character.is_whitespace() || ",]}".contains(character))
            .unwrap_or(rest.len());
        let word = if word == 0 {
            rest.chars()
                .next()
                .filter(|character| !character.is_whitespace())
                .map_or(0, char::len_utf8)
        } else {
            word
        };
        span(self.source, start, start + word)
    }

    fn syntax(&mut self, error: &granit_parser::ScanError) {
        let start = error.marker().byte_offset().unwrap_or(0);
        let place = self.word_at(start);
        let (message, help) = explain(error.kind());
        let mut diagnostic = Diagnostic::error(codes::YAML_SYNTAX, place, message);
        diagnostic.help = help;
        self.faults.push(diagnostic);
    }
}
