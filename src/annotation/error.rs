//! What is wrong with an export, and where.

use thiserror::Error;

use crate::diagnostic::Message;

/// A fault of an export, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.message().en)]
pub struct ExportError {
    /// The file.
    pub file: String,
    /// The line, from 1, where the format is one of lines.
    pub line: Option<usize>,
    /// The way to the place within JSON: `[2].annotations[0].result[5]`; may be empty.
    pub path: String,
    /// What is wrong there.
    pub fault: Fault,
}

/// What can be wrong with an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The file is not UTF-8.
    Encoding,
    /// The file, or the line, is no JSON; what the parser says.
    Json(Message),
    /// Something else is wanted here.
    Wanted {
        /// What, Chinese and English.
        what: (&'static str, &'static str),
    },
    /// A key is missing.
    Missing {
        /// Its name.
        key: String,
    },
    /// A stretch ends before it starts, or where it starts.
    Backwards {
        /// Its start.
        start: u64,
        /// Its end.
        end: u64,
    },
    /// A stretch goes beyond the text.
    Beyond {
        /// Its end.
        end: u64,
        /// The length of the text, in the same unit.
        length: u64,
    },
    /// A place lies within a character.
    WithinCharacter {
        /// The UTF-16 unit.
        unit: u64,
    },
    /// What the export says of the text at a place is not what stands there.
    OtherText {
        /// What the export says.
        said: String,
        /// What stands there.
        stands: String,
    },
    /// An id that nothing has.
    UnknownId {
        /// The id.
        id: String,
    },
    /// Two things have one id.
    IdTwice {
        /// The id.
        id: String,
    },
    /// Two files tell of one document.
    DocumentTwice {
        /// The document's id.
        id: String,
    },
    /// A mark without a label.
    NoLabel,
    /// A region that is no stretch of plain text.
    Region {
        /// Its type.
        kind: String,
    },
    /// A `.ann` file without its `.txt`.
    NoText {
        /// The file that is wanted.
        wanted: String,
    },
    /// A line that none of the kinds of brat begins.
    UnknownLine {
        /// Its begin.
        begin: String,
    },
}

impl Fault {
    pub(super) fn at(
        self,
        file: &str,
        line: Option<usize>,
        path: impl Into<String>,
    ) -> ExportError {
        ExportError {
            file: file.to_owned(),
            line,
            path: path.into(),
            fault: self,
        }
    }

    /// The fault of a file as a whole.
    pub fn in_file(self, file: &str) -> ExportError {
        self.at(file, None, "")
    }

    /// What is wrong, in both languages.
    pub fn message(&self) -> Message {
        match self {
            Fault::Encoding => Message::new("不是 UTF-8", "not UTF-8"),
            Fault::Json(Message { zh, en }) => {
                Message::new(format!("不是 JSON：{zh}"), format!("not JSON: {en}"))
            }
            Fault::Wanted { what: (zh, en) } => {
                Message::new(format!("这里应是{zh}"), format!("{en} is wanted here"))
            }
            Fault::Missing { key } => {
                Message::new(format!("缺少 \"{key}\""), format!("\"{key}\" is missing"))
            }
            Fault::Backwards { start, end } => Message::new(
                format!("区间 {start}–{end} 的终点不在起点之后"),
                format!("the span {start}–{end} does not end behind its start"),
            ),
            Fault::Beyond { end, length } => Message::new(
                format!("位置 {end} 超出文本（长 {length}）"),
                format!("place {end} is beyond the text (length {length})"),
            ),
            Fault::WithinCharacter { unit } => Message::new(
                format!("位置 {unit} 在一个字的中间（这里按 UTF-16 计）"),
                format!("place {unit} is within a character (UTF-16 units are counted here)"),
            ),
            Fault::OtherText { said, stands } => Message::new(
                format!("标注里写的是“{said}”，文本的这一处却是“{stands}”：位置与文本对不上"),
                format!(
                    "the annotation says `{said}`, but `{stands}` stands there: places and text do not agree"
                ),
            ),
            Fault::UnknownId { id } => Message::new(
                format!("没有标注 {id}"),
                format!("no annotation has the id {id}"),
            ),
            Fault::IdTwice { id } => Message::new(
                format!("有两条标注都叫 {id}"),
                format!("two annotations have the id {id}"),
            ),
            Fault::DocumentTwice { id } => Message::new(
                format!("前面已有文章 {id} 的标准答案"),
                format!("there is gold of the document {id} before"),
            ),
            Fault::NoLabel => Message::new("标注没有标签", "the annotation has no label"),
            Fault::Region { kind } => Message::new(
                format!("读不了 {kind} 类的标注：只读纯文本上的 labels"),
                format!("annotations of type {kind} cannot be read: only labels on plain text"),
            ),
            Fault::NoText { wanted } => Message::new(
                format!("旁边没有原文 {wanted}"),
                format!("its text {wanted} is not beside it"),
            ),
            Fault::UnknownLine { begin } => Message::new(
                format!("看不懂这一行：{begin}"),
                format!("this line cannot be read: {begin}"),
            ),
        }
    }
}

impl ExportError {
    /// The place and what is wrong there, in both languages.
    pub fn message(&self) -> Message {
        let mut place = self.file.clone();
        if let Some(line) = self.line {
            place.push_str(&format!(":{line}"));
        }
        if !self.path.is_empty() {
            place.push_str(&format!(" {}", self.path));
        }
        let fault = self.fault.message();
        Message::new(
            format!("{place}：{}", fault.zh),
            format!("{place}: {}", fault.en),
        )
    }
}
