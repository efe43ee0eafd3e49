//! Measures for gold in the shape of the output, where nobody has written any: one for each key
//! of the view, one for each field.

use crate::pack::Measure;
use crate::pack::measure::{Form, Part, Path, Side};
use crate::source::{Place, SourceId};
use crate::view::{Layout, Part as ViewPart, Slot};

/// The measures of a view.
pub(super) fn measures(layout: &Layout<'_>) -> Vec<Measure> {
    let mut measures = Vec::new();
    for part in &layout.parts {
        add(part, &[], layout, &mut measures);
    }
    measures
}

/// Records agree by what names them, else by their text; a field's values by both.
fn add(part: &ViewPart<'_>, above: &[&str], layout: &Layout<'_>, out: &mut Vec<Measure>) {
    let keys: Vec<&str> = above.iter().copied().chain([part.key]).collect();
    let mut leaves = part.leaves.iter();
    let same = leaves.find_map(|(leaf, _)| layout.same(*leaf));
    let naming = same.unwrap_or("text");
    let doc = &layout.pack.type_of(part.of).doc;
    out.push(measure(&keys, doc, &[naming]));
    let mut seen = vec![naming, "text"];
    for slot in part.leaves.iter().flat_map(|(_, slots)| slots) {
        if let Slot::Field(_, field) = slot
            && !seen.contains(&&*field.name)
        {
            seen.push(&field.name);
            let path: Vec<&str> = keys.iter().copied().chain([&*field.name]).collect();
            out.push(field_measure(&keys, naming, &path, &field.doc));
        }
    }
    for held in part.holds.iter().filter(|held| !held.is_by_id()) {
        add(held, &keys, layout, out);
    }
}

/// Nowhere is it written.
const PLACE: Place = Place {
    source: SourceId(0),
    start: 0,
    end: 0,
};

fn part(keys: &[&str]) -> Part {
    Part {
        paths: vec![Path::of_keys(keys.iter().copied(), PLACE)],
        form: Form::Text,
    }
}

fn both(keys: &[&str], doc: &str, same: Vec<Part>) -> Measure {
    let side = Side {
        each: Path::of_keys(keys.iter().copied(), PLACE),
        same,
    };
    Measure {
        name: keys.join("."),
        doc: doc.to_owned(),
        found: side.clone(),
        gold: side,
        place: PLACE,
    }
}

fn measure(keys: &[&str], doc: &str, fields: &[&str]) -> Measure {
    let parts = fields.iter().map(|field| {
        let path: Vec<&str> = keys.iter().copied().chain([*field]).collect();
        part(&path)
    });
    both(keys, doc, parts.collect())
}

fn field_measure(keys: &[&str], naming: &str, path: &[&str], doc: &str) -> Measure {
    let name: Vec<&str> = keys.iter().copied().chain([naming]).collect();
    both(path, doc, vec![part(&name), part(path)])
}
