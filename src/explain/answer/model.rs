//! What an answer holds: records and how they came about, rules and why they found nothing.
//! Places in the document are code points of the original, as `extract` gives them.

use serde::Serialize;

use crate::diagnostic::Message;

/// An answer.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The document's id.
    pub document: String,
    /// The layers of the pack, the base first.
    pub pack: Vec<String>,
    /// The place that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Passage>,
    /// What else there is to know: other places with the same text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Message>,
    /// Records as a list: all of the document, those at the place, those of the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<Vec<Line>>,
    /// Why records are there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Why>,
    /// Why rules found nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why_not: Vec<WhyNot>,
}

/// A stretch of the document with a little of what stands around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// Where it begins.
    pub start: u32,
    /// One past its end.
    pub end: u32,
    /// What stands before.
    pub left: String,
    /// Its text (normalised).
    pub text: String,
    /// What stands behind.
    pub right: String,
}

/// A place in a rule file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct At {
    /// The file as it was named.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in code points.
    pub column: usize,
}

/// A record in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its number in this document, from 1.
    pub number: usize,
    /// Its id, as the pack's first view gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The rule that made it.
    pub rule: String,
    /// Where it begins.
    pub start: u32,
    /// One past its end.
    pub end: u32,
    /// Its text (normalised).
    pub text: String,
    /// The record with its fields, in words.
    pub record: String,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleShown {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// Where it is defined.
    pub place: At,
    /// Where it is sought (`within`).
    pub within: Message,
}

/// What something is put down to: what is said, and the place in the rule files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// What is said.
    pub message: Message,
    /// The place that decided it.
    pub place: At,
    /// What is written there.
    pub written: String,
    /// Of an exception or a look, what its match consists of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub derivation: Vec<Node>,
}

/// Why a record is there.
#[derive(Debug, Clone, Serialize)]
pub struct Why {
    /// The record.
    pub record: Line,
    /// Where it stands.
    pub passage: Passage,
    /// The rule that made it.
    pub rule: RuleShown,
    /// The scope in which it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Passage>,
    /// What its match consists of, in the order of the text.
    pub derivation: Vec<Node>,
    /// The names that `each` bound, with what they stood for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bound: Vec<Bound>,
    /// Its fields.
    pub fields: Vec<FieldShown>,
    /// For an entity: the records and mentions that were merged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Merged>,
    /// Records that fell to it, or that it stands for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<Cause>,
}

/// What a part of a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    /// A capture.
    Capture,
    /// A named pattern.
    Pattern,
    /// A text.
    Literal,
    /// Characters of a class.
    Class,
    /// An entry of a lexicon.
    Entry,
    /// A text that a field holds (`@Type.field`).
    Field,
    /// A record.
    Record,
    /// A token of the segmenter.
    Token,
    /// A gap.
    Gap,
    /// All up to a barrier.
    Rest,
    /// A question about what stands beside.
    Look,
    /// An edge of the scope or the layout.
    Edge,
    /// A segment of a run.
    Segment,
    /// What a marker divides.
    Content,
    /// What ended a segment.
    End,
}

/// A part of a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its name, or what is written.
    pub label: String,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<At>,
    /// Where it begins in the document.
    pub start: u32,
    /// One past its end.
    pub end: u32,
    /// What it matched (normalised).
    pub text: String,
    /// The entry that it read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryShown>,
    /// The records that it read, by number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<usize>,
    /// What else there is to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
    /// The parts inside, in the order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Node>,
    /// What stands beside it and decided: what a look found, what ended a segment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Node>,
}

/// An entry of a lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryShown {
    /// The lexicon.
    pub lexicon: String,
    /// Its attributes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
    /// Where it is written.
    pub place: At,
}

/// A name bound by `each`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bound {
    /// The name.
    pub name: String,
    /// What it stood for.
    pub text: String,
}

/// A field and what filled it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldShown {
    /// Its name; of a map those inside it too: `titles.organ`.
    pub name: String,
    /// What it holds; absent for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The expression that filled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// Of `a else b` the one that gave the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Where the expression, or the part of it that gave the value, is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<At>,
    /// The records that it refers to, by number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<usize>,
}

/// A mention that an entity was merged from.
#[derive(Debug, Clone, Serialize)]
pub struct Merged {
    /// Where it stands.
    pub passage: Passage,
    /// The record, by number, if it is one that stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<usize>,
    /// What it is, in words.
    pub of: String,
    /// Where it comes from: the rule that made the record, or the pattern of `mentions`.
    pub place: At,
    /// For a pattern of `mentions`, what its match consists of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub derivation: Vec<Node>,
}

/// How it went with a rule at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// There is a record of it.
    Found,
    /// Something was found there and fell.
    Fell,
    /// Its pattern did not match.
    Failed,
    /// Its pattern would match, but an earlier match took the place.
    Taken,
    /// It is not sought there.
    OutOfScope,
    /// Nothing there is like its begin.
    NothingNear,
}

/// Why a rule found nothing at a place.
#[derive(Debug, Clone, Serialize)]
pub struct WhyNot {
    /// The rule.
    pub rule: RuleShown,
    /// How it went.
    pub outcome: Outcome,
    /// The same in a sentence.
    pub message: Message,
    /// The scope in which it was sought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Passage>,
    /// What was met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<Passage>,
    /// What was met, part by part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub derivation: Vec<Node>,
    /// What failed then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedShown>,
    /// What decided it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
    /// The records that are there, by number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<usize>,
}

/// An element that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedShown {
    /// What is written.
    pub written: String,
    /// Where.
    pub place: At,
    /// Where it was tried in the document.
    pub at: u32,
    /// Whether it was tried at all places behind a gap, this being the first.
    pub behind_gap: bool,
    /// What it wanted.
    pub wanted: Message,
    /// What stood there.
    pub stood: Message,
    /// Both in a sentence.
    pub message: Message,
    /// What made it so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Cause>,
}
