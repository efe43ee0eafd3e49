//! The items of marks in a text.

use crate::annotation::{Annotated, Mark};

use super::item::{Item, Sight};

/// Which measure a label, or a link between two labels, counts for.
pub(super) trait Measures {
    /// The measure of a label; absent if it is not counted.
    fn of_label(&self, label: &str) -> Option<usize>;
    /// The measure of a link between labels, and its name where it has none of its own.
    fn of_link(&self, from: &str, to: &str) -> Option<(usize, &str)>;
}

/// The items of an annotated text, links included.
pub(super) fn items(document: &Annotated, measures: &impl Measures) -> Vec<Item> {
    let text: Vec<char> = document.text.chars().collect();
    let mut items = Vec::new();
    for mark in &document.marks {
        if let Some(measure) = measures.of_label(&mark.label) {
            let span = mark.span();
            let said: String = text[span.range()].iter().collect();
            items.push(Item {
                measure,
                key: vec![places(mark)],
                sight: Sight::at(said, &text, span.start, span.end),
            });
        }
    }
    for link in &document.links {
        let (from, to) = (&document.marks[link.from], &document.marks[link.to]);
        if let Some((measure, otherwise)) = measures.of_link(&from.label, &to.label) {
            let name = match &*link.name {
                "" => otherwise,
                name => name,
            };
            let said = [from, to].map(|mark| text[mark.span().range()].iter().collect::<String>());
            let span = to.span();
            items.push(Item {
                measure,
                key: vec![name.to_owned(), places(from), places(to)],
                sight: Sight::at(said.join(" → "), &text, span.start, span.end),
            });
        }
    }
    items
}

fn places(mark: &Mark) -> String {
    let pieces = mark.pieces.iter();
    let pieces: Vec<String> = pieces
        .map(|piece| format!("{}-{}", piece.start, piece.end))
        .collect();
    pieces.join(";")
}
