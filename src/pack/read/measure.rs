//! `measures`: how gold is held against what was found.
//!
//! A measure is a map with `each` and `same`, which go for both sides, and `gold` and `found`,
//! which say otherwise for one. An item of `same` is a way, or `way: form`.

use super::{Context, Keys};
use crate::diagnostic::codes;
use crate::pack::measure::{Form, Measure, Part, Path, Side};
use crate::pack::yaml::{Content, Pair, Text, Yaml};
use crate::source::Place;

/// Reads all measures.
pub(crate) fn read_measures(pairs: &[Pair], context: &mut Context) -> Vec<Measure> {
    pairs
        .iter()
        .filter_map(|pair| read_measure(pair, context))
        .collect()
}

fn read_measure(pair: &Pair, context: &mut Context) -> Option<Measure> {
    let place = pair.key.place();
    let mut keys = Keys::of(&pair.value, place, context)?;
    let doc = keys.take("doc").and_then(|doc| context.text(doc));
    let doc = doc.map(|doc| doc.as_str().trim().to_owned());
    let common = Given::read(&mut keys, context);
    let mut side = |key: &'static str, context: &mut Context| {
        let own = keys.take(key).and_then(|own| {
            let mut keys = Keys::of(own, place, context)?;
            let given = Given::read(&mut keys, context);
            keys.finish(context);
            Some(given)
        });
        own.unwrap_or_default().over(&common)
    };
    let gold = side("gold", context);
    let found = side("found", context);
    if gold.each.is_none() || found.each.is_none() {
        keys.require("each", context);
    }
    keys.finish(context);
    Some(Measure {
        name: pair.key.as_str().to_owned(),
        doc: doc.unwrap_or_default(),
        found: found.side()?,
        gold: gold.side()?,
        place,
    })
}

/// What is given of a side.
#[derive(Default, Clone)]
struct Given {
    each: Option<Path>,
    same: Option<Vec<Part>>,
}

impl Given {
    fn read(keys: &mut Keys<'_>, context: &mut Context) -> Self {
        let each = keys.take("each").and_then(|each| {
            let text = context.word(each)?;
            read_path(text.as_str(), text.place(), context)
        });
        let same = keys.take("same").map(|same| {
            let items = context.items(same);
            let parts = items.iter().filter_map(|item| read_part(item, context));
            parts.collect()
        });
        Self { each, same }
    }

    fn over(self, common: &Given) -> Self {
        Self {
            each: self.each.or_else(|| common.each.clone()),
            same: self.same.or_else(|| common.same.clone()),
        }
    }

    /// Without `same` the item itself must be.
    fn side(self) -> Option<Side> {
        let each = self.each?;
        let itself = || {
            vec![Part {
                paths: vec![each.clone()],
                form: Form::Text,
            }]
        };
        Some(Side {
            same: self.same.unwrap_or_else(itself),
            each,
        })
    }
}

/// A way, or `way: form`.
fn read_part(item: &Yaml, context: &mut Context) -> Option<Part> {
    let (text, form) = match &item.content {
        Content::Map(pairs) => {
            let [pair] = &pairs[..] else {
                context.wrong_form(item, "“路径: 形式”", "`path: form`");
                return None;
            };
            (&pair.key, read_form(context.word(&pair.value)?, context)?)
        }
        _ => (context.word(item)?, Form::Text),
    };
    let paths = text.as_str().split('|');
    let paths: Option<Vec<Path>> = paths
        .map(|path| read_path(path, text.place(), context))
        .collect();
    Some(Part {
        paths: paths?,
        form,
    })
}

fn read_path(written: &str, place: Place, context: &mut Context) -> Option<Path> {
    let path = Path::parse(written, place);
    if path.is_none() {
        context.error(
            codes::BAD_VALUE,
            place,
            format!(
                "“{}”不是路径；路径如 events(1).participants{{role=chair}}.person",
                written.trim()
            ),
            format!(
                "`{}` is no path; one is `events(1).participants{{role=chair}}.person`",
                written.trim()
            ),
        );
    }
    path
}

fn read_form(text: &Text, context: &mut Context) -> Option<Form> {
    let form = Form::parse(text.as_str());
    if form.is_none() {
        context.error(
            codes::BAD_VALUE,
            text.place(),
            format!(
                "没有比较形式“{}”；可用 text、exact、opening(6)、last(1)",
                text.as_str()
            ),
            format!(
                "`{}` is no form of comparison; there are `text`, `exact`, `opening(6)`, `last(1)`",
                text.as_str()
            ),
        );
    }
    form
}
