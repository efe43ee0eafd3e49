//! Exports of doccano: JSONL with `label`, or with `entities` and `relations`.
//!
//! Its places are UTF-16 units: it stores what its JavaScript editor counts (its issue 2290).
//! In a project that counts grapheme clusters they are others wherever the text holds an emoji
//! or a combining mark, and cannot be told apart.

use std::collections::HashMap;

use crate::record::Span;

use super::label_studio::span;
use super::node::{Node, parse};
use super::{Annotated, Export, ExportError, Fault, Link, Mark, Utf16};

/// Reads an export, one document a line; blank lines are passed over.
pub fn read(file: &str, text: &str) -> Export {
    let mut export = Export::default();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match read_line(file, index + 1, line) {
            Ok(Some(document)) => export.documents.push(document),
            Ok(None) => export.untouched += 1,
            Err(fault) => export.faults.push(fault),
        }
    }
    export
}

fn read_line(file: &str, line: usize, text: &str) -> Result<Option<Annotated>, ExportError> {
    let value = parse(file, Some(line), text)?;
    let root = Node {
        file,
        line: Some(line),
        path: String::new(),
        value: &value,
    };
    let meta = root.first_of(&["meta", "metadata"]);
    let id = root
        .get("document")
        .or_else(|| meta.as_ref()?.get("document"))
        .map(|id| id.id())
        .transpose()?;
    let mut document = Annotated {
        id,
        source: format!("{file}:{line}"),
        text: root.need("text")?.text()?.to_owned(),
        ..Annotated::default()
    };
    let way = Utf16::of(&document.text);
    if let Some(entities) = root.get("entities") {
        let known = read_entities(&entities, &way, &mut document)?;
        if let Some(relations) = root.get("relations") {
            for relation in relations.items()? {
                document.links.push(link(&relation, &known)?);
            }
        }
        return Ok(Some(document));
    }
    let Some(labels) = root.first_of(&["label", "labels"]) else {
        return Ok(None);
    };
    for label in labels.items()? {
        let parts = label.items()?;
        let [start, end, name] = &parts[..] else {
            return Err(label.wanted("[起点, 终点, 标签]", "[start, end, label]"));
        };
        let span = place(&label, start, end, &way)?;
        document.marks.push(Mark::new(name.text()?, span));
    }
    Ok(Some(document))
}

/// Reads the entities into the document and gives their ids.
fn read_entities(
    entities: &Node<'_>,
    way: &Utf16,
    document: &mut Annotated,
) -> Result<HashMap<String, usize>, ExportError> {
    let mut known = HashMap::new();
    for entity in entities.items()? {
        let (start, end) = (entity.need("start_offset")?, entity.need("end_offset")?);
        let span = place(&entity, &start, &end, way)?;
        let id = entity.need("id")?.id()?;
        if known.insert(id.clone(), document.marks.len()).is_some() {
            return Err(entity.fault(Fault::IdTwice { id }));
        }
        let label = entity.need("label")?.text()?;
        document.marks.push(Mark::new(label, span));
    }
    Ok(known)
}

fn place(
    at: &Node<'_>,
    start: &Node<'_>,
    end: &Node<'_>,
    way: &Utf16,
) -> Result<Span, ExportError> {
    let (start, end) = (start.place()?, end.place()?);
    span(start, end, way.length_in_units().into()).map_err(|fault| at.fault(fault))?;
    let position = |unit| {
        let within = Fault::WithinCharacter { unit };
        way.position(unit).ok_or_else(|| at.fault(within))
    };
    Ok(Span::new(position(start)?, position(end)?))
}

fn link(relation: &Node<'_>, known: &HashMap<String, usize>) -> Result<Link, ExportError> {
    let end = |key: &str| {
        let id = relation.need(key)?.id()?;
        match known.get(&id) {
            Some(&index) => Ok(index),
            None => Err(relation.fault(Fault::UnknownId { id })),
        }
    };
    Ok(Link {
        name: relation.need("type")?.text()?.to_owned(),
        from: end("from_id")?,
        to: end("to_id")?,
    })
}
