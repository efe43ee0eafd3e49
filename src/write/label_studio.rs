//! Label Studio: a list of tasks whose records are predictions, ready to be imported and
//! corrected, and the labeling configuration that goes with them.

use std::fmt::Write as _;
use std::io;

use html_escape::encode_double_quoted_attribute as attribute;
use serde_json::{Value, json};

use crate::annotation::{Annotated, Link, Mark, Scheme, annotated};
use crate::view::Layout;

use super::{Companion, Document, Writer};

/// The names of the two tags of the configuration that a prediction refers to.
const CONTROL: &str = "label";
const OBJECT: &str = "text";

/// Tasks.
#[derive(Debug)]
pub struct LabelStudio {
    scheme: Scheme,
    /// Whose predictions they are: the pack and its version.
    model: String,
}

impl LabelStudio {
    /// The writer for what a view shows.
    pub fn new(layout: &Layout<'_>) -> Self {
        Self {
            scheme: Scheme::new(layout),
            model: format!("{} {}", layout.pack.name, layout.pack.version),
        }
    }

    /// A document as a task.
    pub(crate) fn task(&self, document: &Annotated) -> Value {
        let text: Vec<char> = document.text.chars().collect();
        let marks = document.marks.iter().enumerate();
        let regions = marks.map(|(index, mark)| region(index, mark, &text));
        let relations = document.links.iter().map(relation);
        let result: Vec<Value> = regions.chain(relations).collect();
        json!({
            "data": {
                "text": document.text,
                "document": document.id,
                "source": document.source,
            },
            "predictions": [{ "model_version": self.model, "result": result }],
        })
    }
}

impl Writer for LabelStudio {
    fn begin(&self, _: usize) -> &[u8] {
        b"[\n"
    }

    fn document(&self, document: &Document<'_>, streams: &mut [Vec<u8>]) -> io::Result<()> {
        let task = self.task(&annotated(document.id, document.source, document.records));
        for stream in streams {
            serde_json::to_writer(&mut *stream, &task)?;
        }
        Ok(())
    }

    fn between(&self) -> &[u8] {
        b",\n"
    }

    fn end(&self) -> &[u8] {
        b"\n]\n"
    }

    fn companions(&self) -> Vec<Companion> {
        vec![Companion {
            name: "labeling-config.xml",
            content: labeling_config(&self.scheme),
        }]
    }
}

fn id(index: usize) -> String {
    format!("m{}", index + 1)
}

/// Places are code points: see [`crate::annotation::label_studio`].
fn region(index: usize, mark: &Mark, text: &[char]) -> Value {
    let span = mark.span();
    let stands: String = text[span.range()].iter().collect();
    let mut region = json!({
        "id": id(index),
        "from_name": CONTROL,
        "to_name": OBJECT,
        "type": "labels",
        "value": {
            "start": span.start,
            "end": span.end,
            "text": stands,
            "labels": [mark.label],
        },
    });
    if !mark.notes.is_empty() {
        let notes = mark.notes.iter();
        let notes: Vec<String> = notes
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        region["meta"] = json!({ "text": notes });
    }
    region
}

fn relation(link: &Link) -> Value {
    json!({
        "type": "relation",
        "from_id": id(link.from),
        "to_id": id(link.to),
        "direction": "right",
        "labels": [link.name],
    })
}

/// The labeling configuration (XML) with the labels and relations of a view.
pub fn labeling_config(scheme: &Scheme) -> String {
    let mut out = String::from("<View>\n  <Relations>\n");
    let mut names: Vec<&str> = scheme.links.iter().map(|link| &*link.name).collect();
    names.sort_unstable();
    names.dedup();
    // Writing to a text does not fail.
    for name in names {
        let _ = writeln!(out, "    <Relation value=\"{}\"/>", attribute(name));
    }
    let _ = writeln!(
        out,
        "  </Relations>\n  <Labels name=\"{CONTROL}\" toName=\"{OBJECT}\">"
    );
    for label in &scheme.labels {
        let _ = write!(out, "    <Label value=\"{}\"", attribute(&label.name));
        if !label.doc.is_empty() {
            let _ = write!(out, " hint=\"{}\"", attribute(&label.doc));
        }
        out.push_str("/>\n");
    }
    let _ = writeln!(
        out,
        "  </Labels>\n  <Text name=\"{OBJECT}\" value=\"$text\"/>\n</View>"
    );
    out
}
