//! Why a command could not be done, and how that is said.

use crate::diagnostic::{Diagnostic, Message};
use crate::source::Sources;

use super::language::Language;

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

/// The sentence in one language.
pub fn in_language(message: &Message, language: Language) -> &str {
    match language {
        Language::Zh => &message.zh,
        Language::En => &message.en,
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
