//! doccano: JSONL for its sequence labelling, with or without relations.
//!
//! A project takes one of two forms: `label` in a plain one, `entities` and `relations` in one
//! that was created with relations. What a form cannot carry lies in `meta`, which doccano keeps
//! with the document. Records nest, so that either project must allow overlapping spans.

use std::io;

use serde_json::{Value, json};

use crate::annotation::{Annotated, Utf16, annotated};
use crate::record::Span;

use super::{Document, Writer};

/// Lines for doccano.
#[derive(Debug, Clone, Copy)]
pub struct Doccano {
    relations: bool,
}

impl Doccano {
    /// With `relations`, for a project that was created with them.
    pub fn new(relations: bool) -> Self {
        Self { relations }
    }

    /// A document as a line.
    pub(crate) fn line(&self, document: &Annotated) -> Value {
        let way = Utf16::of(&document.text);
        let place = |span: Span| (way.units(span.start), way.units(span.end));
        let marks = document.marks.iter();
        let noted = marks.clone().enumerate();
        let notes: Vec<Value> = noted
            .filter(|(_, mark)| !mark.notes.is_empty())
            .map(|(index, mark)| {
                let notes = mark.notes.iter();
                let notes: Vec<Value> = notes.map(|(name, value)| json!([name, value])).collect();
                json!({ "of": index, "notes": notes })
            })
            .collect();
        let mut meta = json!({ "document": document.id, "source": document.source });
        if !notes.is_empty() {
            meta["notes"] = notes.into();
        }
        if self.relations {
            let entities: Vec<Value> = marks
                .enumerate()
                .map(|(index, mark)| {
                    let (start, end) = place(mark.span());
                    json!({
                        "id": index,
                        "start_offset": start,
                        "end_offset": end,
                        "label": mark.label,
                    })
                })
                .collect();
            let links = document.links.iter().enumerate();
            let relations: Vec<Value> = links
                .map(|(index, link)| {
                    json!({
                        "id": index,
                        "from_id": link.from,
                        "to_id": link.to,
                        "type": link.name,
                    })
                })
                .collect();
            return json!({
                "text": document.text,
                "entities": entities,
                "relations": relations,
                "meta": meta,
            });
        }
        let label = marks.map(|mark| {
            let (start, end) = place(mark.span());
            json!([start, end, mark.label])
        });
        let label: Vec<Value> = label.collect();
        if !document.links.is_empty() {
            let links = document.links.iter();
            let links: Vec<Value> = links
                .map(|link| json!([link.from, link.name, link.to]))
                .collect();
            meta["links"] = links.into();
        }
        json!({ "text": document.text, "label": label, "meta": meta })
    }
}

impl Writer for Doccano {
    fn document(&self, document: &Document<'_>, streams: &mut [Vec<u8>]) -> io::Result<()> {
        let line = self.line(&annotated(document.id, document.source, document.records));
        for stream in streams {
            serde_json::to_writer(&mut *stream, &line)?;
            stream.push(b'\n');
        }
        Ok(())
    }
}
