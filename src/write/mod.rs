//! Output tree → JSON, JSONL, CSV, Markdown, HTML, and what Label Studio, doccano and brat
//! import, each a [`Writer`].

mod brat;
mod csv;
mod doccano;
mod html;
mod json;
mod label_studio;
mod markdown;
mod reading;
mod summary;

use std::io;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::view::{Arranged, Layout};

#[cfg(test)]
pub(crate) use self::brat::standoff;
pub use self::brat::{Brat, annotation_conf};
pub use self::csv::Csv;
pub use self::doccano::Doccano;
pub use self::html::Html;
pub use self::json::{Json, JsonLines};
pub use self::label_studio::{LabelStudio, labeling_config};
pub use self::markdown::Markdown;
pub(crate) use self::summary::summary;

/// A document with the records found in it.
#[derive(Debug)]
pub struct Document<'a> {
    /// Its id, by which the user knows it.
    pub id: &'a str,
    /// Where it was read from, such as a path, or a path and a line.
    pub source: &'a str,
    /// Its records, arranged by a view.
    pub records: &'a Arranged<'a>,
}

/// `{"document": {"id", "source"}, …the keys of the view}`.
impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("document", &Origin(self))?;
        self.records.serialize_parts(&mut map)?;
        map.end()
    }
}

struct Origin<'d, 'a>(&'d Document<'a>);

impl Serialize for Origin<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", self.0.id)?;
        map.serialize_entry("source", self.0.source)?;
        map.end()
    }
}

/// A file that stands once beside those of the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// Its name.
    pub name: &'static str,
    /// Its content.
    pub content: String,
}

/// One form of output.
///
/// A writer fills one stream, or several side by side (a table each). It keeps nothing from
/// document to document, so that documents may be written on several threads; whoever joins
/// their bytes keeps the order and puts [`begin`](Writer::begin), [`between`](Writer::between)
/// and [`end`](Writer::end) around them.
pub trait Writer: Sync {
    /// The names of its streams; a single one has the empty name.
    fn streams(&self) -> Vec<&str> {
        vec![""]
    }

    /// What stands before the first document of a stream.
    fn begin(&self, stream: usize) -> &[u8] {
        let _ = stream;
        &[]
    }

    /// Appends a document to the streams.
    ///
    /// # Errors
    /// What serialising gives; writing to memory itself does not fail.
    fn document(&self, document: &Document<'_>, streams: &mut [Vec<u8>]) -> io::Result<()>;

    /// What stands between two documents of a stream.
    fn between(&self) -> &[u8] {
        &[]
    }

    /// What stands after the last document of a stream.
    fn end(&self) -> &[u8] {
        &[]
    }

    /// What a folder of documents needs besides them, such as the settings of a tool.
    fn companions(&self) -> Vec<Companion> {
        Vec::new()
    }
}

/// The forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One document as an indented object, several as an array.
    Json,
    /// One line for each document.
    Jsonl,
    /// A table for each key of the view.
    Csv,
    /// A brief to read.
    Markdown,
    /// A page for each document, its records highlighted.
    Html,
    /// Tasks for Label Studio, the records as predictions.
    LabelStudio,
    /// Lines for doccano: text and `label`.
    Doccano,
    /// Lines for doccano with `entities` and `relations`.
    DoccanoRelations,
    /// Pairs of files for brat.
    Brat,
}

impl Format {
    /// The extensions of its files, without the dot: one for each of the files that a document
    /// is written to.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Format::Json | Format::LabelStudio => &["json"],
            Format::Jsonl | Format::Doccano | Format::DoccanoRelations => &["jsonl"],
            Format::Csv => &["csv"],
            Format::Markdown => &["md"],
            Format::Html => &["html"],
            Format::Brat => Brat::EXTENSIONS,
        }
    }

    /// Whether it is read line by line, so that many documents make a file as well as one.
    pub fn is_lines(self) -> bool {
        matches!(
            self,
            Format::Jsonl | Format::Doccano | Format::DoccanoRelations
        )
    }

    /// Its writer; `several` tells whether more than one document may go into one stream.
    pub fn writer<'a>(self, layout: &'a Layout<'a>, several: bool) -> Box<dyn Writer + 'a> {
        match self {
            Format::Json => Box::new(Json::new(several)),
            Format::Jsonl => Box::new(JsonLines),
            Format::Csv => Box::new(Csv::new(layout)),
            Format::Markdown => Box::new(Markdown),
            Format::Html => Box::new(Html),
            Format::LabelStudio => Box::new(LabelStudio::new(layout)),
            Format::Doccano => Box::new(Doccano::new(false)),
            Format::DoccanoRelations => Box::new(Doccano::new(true)),
            Format::Brat => Box::new(Brat::new(layout)),
        }
    }
}

#[cfg(test)]
mod tests;
