//! What is written for a tool, read back, is what was written.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::record::Span;
use crate::view::{Layout, fixture};
use crate::write::{Doccano, LabelStudio, standoff};

use super::*;

const TEXT: &str = "[会议召开a𠮷😀\n“”&<]{1,40}";
const LABELS: [&str; 3] = ["people", "people.titles", "领导.姓名"];

/// A text with marks and links in the order of a writer; no mark begins or ends with a line
/// break, as no record does.
fn documents() -> impl Strategy<Value = Annotated> {
    let marks = prop::collection::vec((0_u32..40, 1_u32..20, 0..LABELS.len()), 0..8);
    let links = prop::collection::vec((0_usize..8, 0_usize..8), 0..6);
    (TEXT, marks, links).prop_map(|(text, marks, links)| {
        let letters: Vec<char> = text.chars().collect();
        let rim = |at: u32| letters[at as usize] == '\n';
        let mut seen = HashSet::new();
        let marks: Vec<Mark> = marks
            .into_iter()
            .map(|(start, length, label)| {
                let start = start.min(letters.len() as u32 - 1);
                let end = (start + length).min(letters.len() as u32);
                (LABELS[label], Span::new(start, end))
            })
            .filter(|(_, span)| !rim(span.start) && !rim(span.end - 1))
            .filter(|mark| seen.insert(*mark))
            .map(|(label, span)| Mark::new(label, span))
            .collect();
        let links = links
            .into_iter()
            .filter(|(from, to)| (*from).max(*to) < marks.len())
            .map(|(from, to)| Link {
                name: "holds".to_owned(),
                from,
                to,
            });
        Annotated {
            id: Some("a01".to_owned()),
            source: String::new(),
            links: links.collect(),
            text,
            marks,
        }
    })
}

fn only(export: Export) -> Annotated {
    assert_eq!(export.faults, []);
    let [document] = <[_; 1]>::try_from(export.documents).expect("one document");
    Annotated {
        source: String::new(),
        ..document
    }
}

fn label_studio(document: &Annotated) -> Annotated {
    let pack = fixture::pack();
    let writer = LabelStudio::new(&Layout::new(&pack, &pack.views[0]));
    let mut task = writer.task(document);
    // What somebody has accepted without a change.
    let result = task["predictions"][0]["result"].take();
    task["annotations"] = serde_json::json!([{ "id": 1, "result": result }]);
    only(label_studio::read("x.json", &format!("[{task}]")))
}

fn doccano(document: &Annotated, relations: bool) -> Annotated {
    let line = Doccano::new(relations).line(document);
    only(doccano::read("x.jsonl", &format!("{line}\n")))
}

proptest! {
    #[test]
    fn label_studio_gives_back_what_it_got(document in documents()) {
        prop_assert_eq!(label_studio(&document), document);
    }

    #[test]
    fn doccano_gives_back_what_it_got(document in documents()) {
        prop_assert_eq!(&doccano(&document, true), &document);
        let flat = Annotated { links: Vec::new(), ..document.clone() };
        prop_assert_eq!(doccano(&document, false), flat);
    }

    #[test]
    fn brat_gives_back_what_it_got(document in documents()) {
        let read = brat::read("x/a01.ann", &standoff(&document), &document.text).unwrap();
        let spelled = document.marks.iter().map(|mark| Mark {
            label: brat::spelled(&mark.label),
            ..mark.clone()
        });
        let marks: Vec<Mark> = spelled.collect();
        prop_assert_eq!(read.marks, marks);
        prop_assert_eq!(read.links, document.links);
        prop_assert_eq!(read.text, document.text);
    }

    #[test]
    fn nothing_that_is_read_ends_in_a_panic(text in "\\PC{0,60}", ann in "[TREA*#0-9 :;\t\n会a]{0,60}") {
        let _ = label_studio::read("x", &text);
        let _ = doccano::read("x", &text);
        let _ = brat::read("x", &ann, &text);
    }
}

/// The records of the fixture as marks.
fn article() -> (Annotated, Scheme) {
    let (pack, text) = (fixture::pack(), fixture::text());
    let extraction = fixture::extraction(&pack, &text);
    let layout = Layout::new(&pack, &pack.views[0]);
    let document = annotated("a01", "a01.txt", &layout.arrange(&text, &extraction));
    (document, Scheme::new(&layout))
}

#[test]
fn records_as_marks() {
    let (document, _) = article();
    let letters: Vec<char> = document.text.chars().collect();
    let marks = document.marks.iter().enumerate().map(|(index, mark)| {
        let text: String = letters[mark.span().range()].iter().collect();
        let notes = mark
            .notes
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        let notes: Vec<String> = notes.collect();
        let links = document.links.iter().filter(|link| link.from == index);
        let links: Vec<String> = links
            .map(|link| format!("{} → {}", link.name, link.to))
            .collect();
        format!(
            "{index} {} {:?} [{}] [{}]\n",
            mark.label,
            text,
            notes.join("; "),
            links.join("; ")
        )
    });
    insta::assert_snapshot!(marks.collect::<String>());
}

#[test]
fn every_mark_and_link_is_declared() {
    let (document, scheme) = article();
    for mark in &document.marks {
        assert!(scheme.has(&mark.label), "{}", mark.label);
    }
    for link in &document.links {
        let kind = LinkKind {
            name: link.name.clone(),
            from: document.marks[link.from].label.clone(),
            to: document.marks[link.to].label.clone(),
        };
        assert!(scheme.links.contains(&kind), "{kind:?}");
    }
}
