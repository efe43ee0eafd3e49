//! Documents from files, folders, globs and standard input, one after the other: whatever
//! their number or size, only the ones in work are in memory.

mod list;
mod record;
mod stream;

use std::borrow::Cow;

use crate::diagnostic::Message;
use crate::text::Form;

pub use list::{Inputs, files_below, list};
pub use record::iso_date;

/// A document on its way from the reader to a worker.
#[derive(Debug)]
pub struct Input {
    /// Its id: the path without its extension, or what the record says.
    pub id: String,
    /// Where it comes from: a path, or a path and a line.
    pub source: String,
    /// Its form, where the name of the file tells it.
    pub form: Option<Form>,
    content: Content,
}

/// What was read. Records are parsed by the worker, since that takes time.
#[derive(Debug)]
enum Content {
    /// A document in any encoding.
    Document(Vec<u8>),
    /// A JSON object with a `text`.
    Record(Vec<u8>),
    /// A JSON object already parsed.
    Parsed(record::Record<'static>),
}

/// A document that cannot be read, and why.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Where it comes from.
    pub source: String,
    /// What is wrong.
    pub message: Message,
}

/// An input opened by the worker.
#[derive(Debug)]
pub struct Opened<'a> {
    /// The document's id.
    pub id: Cow<'a, str>,
    /// Its bytes.
    pub bytes: Cow<'a, [u8]>,
    /// Whether they are UTF-8 for certain.
    pub utf8: bool,
    /// Its publication date, `YYYY-MM-DD`, if the record has one.
    pub date: Option<String>,
}

impl Input {
    /// Opens it: a record is parsed.
    ///
    /// # Errors
    /// A record that is no JSON object with a `text`, or whose `date` is none.
    pub fn open(&self) -> Result<Opened<'_>, Message> {
        match &self.content {
            Content::Document(bytes) => Ok(Opened {
                id: Cow::Borrowed(&self.id),
                bytes: Cow::Borrowed(bytes),
                utf8: false,
                date: None,
            }),
            Content::Record(bytes) => record::parse(bytes)?.open(&self.id),
            Content::Parsed(record) => record.clone().open(&self.id),
        }
    }
}
