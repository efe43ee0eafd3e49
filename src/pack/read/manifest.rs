//! `pack.yaml`: who a pack is.

use super::types::read_doc;
use super::{Context, Keys};
use crate::pack::yaml::{Text, Yaml};
use crate::source::Place;

/// What `pack.yaml` says, `ignore` aside, which overlays may change.
#[derive(Debug, Clone)]
pub(crate) struct Manifest {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) language: Option<String>,
    pub(crate) extends: Option<(String, Place)>,
    pub(crate) changes: Vec<(String, Place)>,
    pub(crate) ignore: Option<Yaml>,
    pub(crate) place: Place,
}

/// Reads `pack.yaml`: `name`, `version`, `language`, `extends`, `ignore`, `changes`, `doc`.
pub(crate) fn read_manifest(yaml: &Yaml, context: &mut Context) -> Option<Manifest> {
    let owner = Place {
        end: yaml.place.start,
        ..yaml.place
    };
    let mut keys = Keys::of(yaml, owner, context)?;
    let name = keys
        .require("name", context)
        .and_then(|name| context.word(name));
    let mut text = |key: &'static str, context: &mut Context| {
        let text = keys.take(key).and_then(|value| context.word(value));
        text.map(|text| (text.as_str().trim().to_owned(), text.place()))
    };
    let version = text("version", context).map(|(version, _)| version);
    let language = text("language", context).map(|(language, _)| language);
    let extends = text("extends", context);
    let changes = match keys.take("changes") {
        Some(changes) => context
            .texts(changes)
            .into_iter()
            .map(|text| (text.as_str().trim().to_owned(), text.place()))
            .collect(),
        None => Vec::new(),
    };
    let ignore = keys.take("ignore").cloned();
    read_doc(&mut keys, context);
    keys.finish(context);
    Some(Manifest {
        place: name.map_or(owner, Text::place),
        name: name
            .map(|name| name.as_str().trim().to_owned())
            .unwrap_or_default(),
        version: version.unwrap_or_else(|| "0".to_owned()),
        language,
        extends,
        changes,
        ignore,
    })
}
