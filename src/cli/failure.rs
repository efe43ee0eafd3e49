//! Why a command could not be done, and how that is said.

use crate::diagnostic::{Diagnostic, Message};
use crate::pack::PackFaults;
use crate::source::Sources;

/// A command could not be done at all: exit status 2.
#[derive(Debug)]
pub enum Failure {
    /// A sentence says it all.
    Said(Message),
    /// The rule pack is broken.
    Pack {
        /// All that is wrong.
        diagnostics: Vec<Diagnostic>,
        /// The files they point into.
        sources: Sources,
    },
    /// Whoever read the output has gone; nothing is said.
    BrokenPipe,
}

impl Failure {
    /// A failure said in both languages.
    pub fn said(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Failure::Said(Message::new(zh, en))
    }

    /// A failure to read or write `what`.
    pub fn io(what: impl std::fmt::Display, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Failure::BrokenPipe;
        }
        let message = io_message(error);
        Failure::said(
            format!("{what}：{}", message.zh),
            format!("{what}: {}", message.en),
        )
    }
}

impl From<Box<PackFaults>> for Failure {
    fn from(found: Box<PackFaults>) -> Self {
        Failure::Pack {
            diagnostics: found.faults,
            sources: found.sources,
        }
    }
}

/// The usual errors of the system, said in both languages.
pub fn io_message(error: &std::io::Error) -> Message {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => Message::new("没有这个文件或文件夹", "no such file or folder"),
        ErrorKind::PermissionDenied => Message::new("没有权限", "permission denied"),
        ErrorKind::IsADirectory => Message::new("是文件夹", "is a folder"),
        ErrorKind::NotADirectory => Message::new("不是文件夹", "is not a folder"),
        ErrorKind::StorageFull => Message::new("磁盘已满", "the disk is full"),
        _ => Message::new(error.to_string(), error.to_string()),
    }
}

/// What is wrong with a document, said in both languages.
pub fn read_message(error: &crate::text::ReadError) -> Message {
    use crate::text::ReadError;
    let zh = match error {
        ReadError::TooLarge { size, limit } => format!("文章有 {size} 字节，超过上限 {limit}"),
        ReadError::UnknownEncoding { label } => format!("没有叫 {label} 的编码"),
    };
    Message::new(zh, error.to_string())
}

/// Why a folder is no rule pack, said in both languages.
pub fn pack_message(error: &crate::pack::files::ReadError) -> Message {
    use crate::pack::files::ReadError;
    match error {
        ReadError::Io { path, error } => {
            let message = io_message(error);
            Message::new(
                format!("{path}：{}", message.zh),
                format!("{path}: {}", message.en),
            )
        }
        ReadError::Encoding { path, byte } => Message::new(
            format!("{path}：不是 UTF-8（第 {byte} 字节）"),
            format!("{path}: not UTF-8 (byte {byte})"),
        ),
    }
}
