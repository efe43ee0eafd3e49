//! Exports of Label Studio: JSON (tasks with annotations) and JSON-MIN.
//!
//! Its places are code points. JavaScript counts in UTF-16 units, and so did Label Studio up to
//! 2021 (its issues 1008 and 1347); since then its editor turns every selection into code points
//! before it is stored (`charsToCodePoints` in `selection-tools.js`).

use std::collections::HashMap;

use crate::record::Span;

use super::node::{Node, parse};
use super::{Annotated, Export, ExportError, Fault, Link, Mark};

/// Reads an export: a list of tasks, or a single one.
///
/// Of several annotations of a task the one marked as ground truth is taken, else the last that
/// was not cancelled; predictions and drafts are nobody's word.
pub fn read(file: &str, text: &str) -> Export {
    let mut export = Export::default();
    let value = match parse(file, None, text) {
        Ok(value) => value,
        Err(fault) => {
            export.faults.push(fault);
            return export;
        }
    };
    let root = Node {
        file,
        line: None,
        path: String::new(),
        value: &value,
    };
    let tasks = match value.is_array() {
        true => root.items().unwrap_or_default(),
        false => vec![root],
    };
    for task in tasks {
        match read_task(&task) {
            Ok(Some(document)) => export.documents.push(document),
            Ok(None) => export.untouched += 1,
            Err(fault) => export.faults.push(fault),
        }
    }
    export
}

fn read_task(task: &Node<'_>) -> Result<Option<Annotated>, ExportError> {
    if task.get("data").is_none() && task.get("text").is_some() {
        return read_minimal(task);
    }
    let data = task.need("data")?;
    let mut document = document(task, &data)?;
    let annotations = task
        .first_of(&["annotations", "completions"])
        .map(|annotations| annotations.items())
        .transpose()?
        .unwrap_or_default();
    let is = |node: &Node<'_>, key: &str| node.get(key).is_some_and(|it| it.value == true);
    let mut valid = annotations.iter().filter(|it| !is(it, "was_cancelled"));
    let truth = valid.clone().find(|it| is(it, "ground_truth"));
    let Some(annotation) = truth.or_else(|| valid.next_back()) else {
        return Ok(None);
    };
    let results = annotation.need("result")?.items()?;
    let mut known: HashMap<String, usize> = HashMap::new();
    for result in &results {
        let kind = result.need("type")?;
        match kind.text()? {
            "labels" => {
                let index = document.marks.len();
                let mark = mark(&result.need("value")?, &document.text)?;
                if let Some(id) = result.get("id") {
                    let id = id.id()?;
                    if known.insert(id.clone(), index).is_some() {
                        return Err(result.fault(Fault::IdTwice { id }));
                    }
                }
                document.marks.push(mark);
            }
            // What is said of the document or of a region as a whole marks no stretch.
            "relation" | "choices" | "textarea" | "rating" | "number" | "taxonomy" | "datetime" => {
            }
            other => {
                let kind = other.to_owned();
                return Err(result.fault(Fault::Region { kind }));
            }
        }
    }
    for result in &results {
        if result.need("type")?.text()? == "relation" {
            document.links.extend(links(result, &known)?);
        }
    }
    Ok(Some(document))
}

/// `{"text": …, "label": [{"start", "end", "text", "labels"}]}`: JSON-MIN has no relations that
/// could be told apart, so none are read.
fn read_minimal(task: &Node<'_>) -> Result<Option<Annotated>, ExportError> {
    let mut document = document(task, task)?;
    let Some(labels) = task.get("label") else {
        return Ok(None);
    };
    for label in labels.items()? {
        document.marks.push(mark(&label, &document.text)?);
    }
    Ok(Some(document))
}

fn document(task: &Node<'_>, data: &Node<'_>) -> Result<Annotated, ExportError> {
    let id = data.get("document").map(|id| id.id()).transpose()?;
    let place = match &*task.path {
        "" => task.file.to_owned(),
        path => format!("{} {path}", task.file),
    };
    Ok(Annotated {
        id,
        source: place,
        text: data.need("text")?.text()?.to_owned(),
        ..Annotated::default()
    })
}

fn mark(value: &Node<'_>, text: &str) -> Result<Mark, ExportError> {
    let (start, end) = (value.need("start")?.place()?, value.need("end")?.place()?);
    let labels = value.need("labels")?.items()?;
    let Some(label) = labels.first() else {
        return Err(value.fault(Fault::NoLabel));
    };
    let length = text.chars().count() as u64;
    let span = span(start, end, length).map_err(|fault| value.fault(fault))?;
    if let Some(said) = value.get("text") {
        let said = said.text()?;
        let stands: String = text
            .chars()
            .skip(span.start as usize)
            .take(span.len() as usize)
            .collect();
        // Its editor shows a line break as one of these and stores what it shows.
        let plain = |text: &str| {
            text.replace("\\n", "\n")
                .replace('\r', "")
                .trim()
                .to_owned()
        };
        if plain(said) != plain(&stands) {
            return Err(value.fault(Fault::OtherText {
                said: said.to_owned(),
                stands,
            }));
        }
    }
    Ok(Mark::new(label.text()?, span))
}

fn links(result: &Node<'_>, known: &HashMap<String, usize>) -> Result<Vec<Link>, ExportError> {
    let end = |key: &str| {
        let id = result.need(key)?.id()?;
        match known.get(&id) {
            Some(&index) => Ok(index),
            None => Err(result.fault(Fault::UnknownId { id })),
        }
    };
    let (from, to) = (end("from_id")?, end("to_id")?);
    let backwards = result
        .get("direction")
        .is_some_and(|direction| direction.value == "left");
    let (from, to) = if backwards { (to, from) } else { (from, to) };
    let names = match result.get("labels") {
        Some(labels) => labels.items()?,
        None => Vec::new(),
    };
    let link = |name: &str| Link {
        name: name.to_owned(),
        from,
        to,
    };
    match names.is_empty() {
        true => Ok(vec![link("")]),
        false => names.iter().map(|name| Ok(link(name.text()?))).collect(),
    }
}

/// A stretch of a text of `length` places.
pub(super) fn span(start: u64, end: u64, length: u64) -> Result<Span, Fault> {
    if end <= start {
        return Err(Fault::Backwards { start, end });
    }
    if end > length {
        return Err(Fault::Beyond { end, length });
    }
    match (u32::try_from(start), u32::try_from(end)) {
        (Ok(start), Ok(end)) => Ok(Span::new(start, end)),
        _ => Err(Fault::Beyond { end, length }),
    }
}
