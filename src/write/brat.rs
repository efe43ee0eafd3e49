//! brat: for each document its text and, beside it, the annotations in standoff form; once for
//! the folder what brat must know of labels (`annotation.conf`, `visual.conf`).

use std::fmt::Write as _;
use std::io;

use crate::annotation::brat::{BETWEEN, pieces, spelled};
use crate::annotation::{Annotated, Scheme, annotated};
use crate::view::Layout;

use super::{Companion, Document, Writer};

/// Pairs of files: a stream of texts and one of annotations.
#[derive(Debug)]
pub struct Brat {
    scheme: Scheme,
}

impl Brat {
    /// The extensions of its two streams.
    pub const EXTENSIONS: &'static [&'static str] = &["txt", "ann"];

    /// The writer for what a view shows.
    pub fn new(layout: &Layout<'_>) -> Self {
        Self {
            scheme: Scheme::new(layout),
        }
    }
}

impl Writer for Brat {
    fn streams(&self) -> Vec<&str> {
        Self::EXTENSIONS.to_vec()
    }

    fn document(&self, document: &Document<'_>, streams: &mut [Vec<u8>]) -> io::Result<()> {
        let document = annotated(document.id, document.source, document.records);
        if let [text, annotations] = streams {
            text.extend_from_slice(document.text.as_bytes());
            annotations.extend_from_slice(standoff(&document).as_bytes());
        }
        Ok(())
    }

    fn companions(&self) -> Vec<Companion> {
        vec![
            Companion {
                name: "annotation.conf",
                content: annotation_conf(&self.scheme),
            },
            Companion {
                name: "visual.conf",
                content: visual_conf(&self.scheme),
            },
        ]
    }
}

/// The lines of a `.ann` file. Places are code points: see [`crate::annotation::brat`].
pub(crate) fn standoff(document: &Annotated) -> String {
    let text: Vec<char> = document.text.chars().collect();
    let mut out = String::new();
    let (mut attributes, mut notes) = (0, 0);
    // Writing to a text does not fail.
    for (index, mark) in document.marks.iter().enumerate() {
        let pieces: Vec<_> = mark
            .pieces
            .iter()
            .flat_map(|it| pieces(&text, *it))
            .collect();
        let places = pieces
            .iter()
            .map(|piece| format!("{} {}", piece.start, piece.end));
        let places: Vec<String> = places.collect();
        let texts = pieces.iter().map(|piece| {
            let letters = text[piece.range()].iter();
            letters
                .map(|letter| match letter {
                    '\t' | '\r' => ' ',
                    letter => *letter,
                })
                .collect::<String>()
        });
        let texts: Vec<String> = texts.collect();
        let (label, id) = (spelled(&mark.label), index + 1);
        let (places, texts) = (places.join(";"), texts.join(BETWEEN));
        let _ = writeln!(out, "T{id}\t{label} {places}\t{texts}");
        let (flags, others): (Vec<_>, Vec<_>) =
            mark.notes.iter().partition(|(_, value)| value == "true");
        for (name, _) in flags {
            attributes += 1;
            let _ = writeln!(out, "A{attributes}\t{} T{id}", spelled(name));
        }
        if !others.is_empty() {
            notes += 1;
            let said = others
                .iter()
                .map(|(name, value)| format!("{name}: {value}"));
            let said = said
                .collect::<Vec<_>>()
                .join("; ")
                .replace(['\n', '\t'], " ");
            let _ = writeln!(out, "#{notes}\tAnnotatorNotes T{id}\t{said}");
        }
    }
    for (index, link) in document.links.iter().enumerate() {
        let (name, from, to) = (spelled(&link.name), link.from + 1, link.to + 1);
        let _ = writeln!(out, "R{}\t{name} Arg1:T{from} Arg2:T{to}", index + 1);
    }
    out
}

/// `annotation.conf` with the labels and relations of a view.
pub fn annotation_conf(scheme: &Scheme) -> String {
    let mut out = String::from("[entities]\n");
    // Writing to a text does not fail.
    for label in &scheme.labels {
        let _ = writeln!(out, "{}", spelled(&label.name));
    }
    out.push_str("\n[relations]\n");
    // Records nest and cross; without this brat calls it an error.
    out.push_str("<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n");
    for link in &scheme.links {
        let [name, from, to] = [&link.name, &link.from, &link.to].map(|it| spelled(it));
        let _ = writeln!(out, "{name}\tArg1:{from}, Arg2:{to}");
    }
    out.push_str("\n[events]\n\n[attributes]\n");
    for (label, name) in &scheme.flags {
        let _ = writeln!(out, "{}\tArg:{}", spelled(name), spelled(label));
    }
    out
}

/// `visual.conf`, which shows labels by what the pack says they are.
fn visual_conf(scheme: &Scheme) -> String {
    let mut out = String::from("[labels]\n");
    for label in scheme.labels.iter().filter(|label| !label.doc.is_empty()) {
        let shown = super::summary::label(&label.doc).unwrap_or(&label.name);
        // Writing to a text does not fail.
        let _ = writeln!(out, "{} | {shown}", spelled(&label.name));
    }
    out.push_str("\n[drawing]\n");
    out
}
