//! From files to a checked pack: read, merge, read again with types, resolve, check.

use std::collections::HashMap;
use std::sync::Arc;

use super::files::{PackSource, is_manifest};
use super::overlay::{self, LayerTree, Merged};
use super::read::{self, Context, Manifest};
use super::yaml::{self, Content, Pair, Yaml};
use super::{Layer, Pack, Type, order};
use crate::diagnostic::{Diagnostic, Message, Severity, closest, codes};
use crate::pattern;
use crate::record::{LexiconId, TypeId};
use crate::source::{Place, Sources};

/// Everything that is wrong with a pack, and the files to show it in.
#[derive(Debug, Clone)]
pub struct PackFaults {
    /// All errors and warnings, by file and place.
    pub faults: Vec<Diagnostic>,
    /// The files that they point into.
    pub sources: Sources,
}

impl std::fmt::Display for PackFaults {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let errors = self
            .faults
            .iter()
            .filter(|fault| fault.severity == Severity::Error);
        write!(formatter, "the pack has {} errors", errors.clone().count())?;
        for fault in errors {
            write!(formatter, "\n{}: {}", fault.code, fault.message.en)?;
            if let Some(place) = fault.place {
                let (line, column) = self.sources.line_column(place);
                let name = &self.sources.get(place.source).name;
                write!(formatter, " ({name}:{line}:{column})")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for PackFaults {}

impl Pack {
    /// Reads a pack and the overlays stacked on it, in order, and checks them.
    ///
    /// Gives the pack and what is probably not meant (warnings).
    ///
    /// # Errors
    /// All faults at once, warnings included, where at least one is an error.
    pub fn load(
        base: PackSource,
        overlays: &[PackSource],
    ) -> Result<(Pack, Vec<Diagnostic>), Box<PackFaults>> {
        let mut sources = Sources::default();
        let mut context = Context::default();
        let mut trees = Vec::new();
        for (layer, source) in std::iter::once(&base).chain(overlays).enumerate() {
            let tree = read_layer(source, layer as u32, &mut sources, &mut context);
            trees.push(tree);
        }
        let manifests: Vec<Manifest> = manifests(&trees, &mut context);
        let merged = overlay::merge(trees, &manifests, &mut context.faults);
        let mut pack = build(&merged, &manifests, &mut context);
        pack.sources = sources;
        if incomplete(&context.faults) {
            context.faults.retain(|fault| !needs_all_files(fault.code));
        }
        let errors = || {
            let faults = context.faults.iter();
            faults.filter(|fault| fault.severity == Severity::Error)
        };
        if errors().next().is_none() {
            super::check::check(&pack, &mut context.faults);
            pack.order = order::order(&pack, &mut context.faults);
        } else if errors().all(|fault| leaves_names(fault.code)) {
            super::check::check_names(&pack, &mut context.faults);
        }
        let mut faults = context.faults;
        yaml::colon::mend(&mut faults, &pack.sources);
        // What is probably not meant in a lower layer is for its own authors to mend.
        let top = overlays.len() as u32;
        faults.retain(|fault| {
            fault.severity == Severity::Error
                || fault.place.is_none_or(|place| pack.layer_at(place) == top)
        });
        faults.sort_by_key(|fault| {
            let place = fault.place;
            place.map(|place| (place.source, place.start, place.end))
        });
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            let sources = pack.sources;
            return Err(Box::new(PackFaults { faults, sources }));
        }
        Ok((pack, faults))
    }
}

/// Whether a file could not be read to its end, so that definitions are missing.
fn incomplete(faults: &[Diagnostic]) -> bool {
    let broken = [codes::YAML_SYNTAX, codes::YAML_LIMIT];
    faults.iter().any(|fault| broken.contains(&fault.code))
}

/// Whether a fault may only be there because a definition was not read.
fn needs_all_files(code: &str) -> bool {
    [
        codes::UNKNOWN_TYPE,
        codes::UNKNOWN_LEXICON,
        codes::UNKNOWN_FIELD,
        codes::OVERRIDES_NOTHING,
    ]
    .contains(&code)
}

/// Whether a fault leaves all definitions read, so that names can be looked up: a wrong name,
/// or a mistake within a pattern or an expression.
fn leaves_names(code: &str) -> bool {
    let is_name = [
        codes::UNKNOWN_TYPE,
        codes::UNKNOWN_LEXICON,
        codes::UNKNOWN_FIELD,
    ]
    .contains(&code);
    is_name || code.starts_with("E01") && code != codes::BAD_DEFINITION || code.starts_with("E02")
}

/// Reads the files of one layer into trees.
fn read_layer(
    source: &PackSource,
    layer: u32,
    sources: &mut Sources,
    context: &mut Context,
) -> LayerTree {
    let mut tree = LayerTree::default();
    for name in &source.unread {
        let message = Message::new(
            format!("没有读文件“{name}”：只读以 .yaml 结尾的文件"),
            format!("the file `{name}` is not read: only files that end in .yaml are"),
        );
        let code = codes::FILE_NOT_READ;
        context
            .faults
            .push(Diagnostic::at(code, Severity::Warning, None, message));
    }
    for (name, text) in &source.files {
        let text: Arc<str> = text.as_str().into();
        let id = sources.add(name.as_str(), text.clone());
        context.layers.push(layer);
        let start = Place {
            source: id,
            start: 0,
            end: 0,
        };
        if is_manifest(name) {
            tree.manifest_place = Some(start);
        }
        let before = context.faults.len();
        match yaml::parse(id, &text, &mut context.faults) {
            Some(root) if is_manifest(name) => {
                tree.manifest = read::read_manifest(&root, context);
            }
            Some(root) => tree.files.push((start, root)),
            None if context.faults.len() == before && !is_manifest(name) => {
                context.faults.push(Diagnostic::warning(
                    codes::EMPTY_FILE,
                    start,
                    Message::new("文件里什么也没有", "the file holds nothing"),
                ));
            }
            None => {}
        }
        tree.broken |= context.faults.len() > before;
    }
    if tree.manifest_place.is_none() {
        context.faults.push(Diagnostic::at(
            codes::NO_MANIFEST,
            Severity::Error,
            None,
            Message::new(
                "这个文件夹里没有 pack.yaml",
                "this folder holds no pack.yaml",
            ),
        ));
    }
    tree
}

/// The manifests, with what `extends` must name.
fn manifests(trees: &[LayerTree], context: &mut Context) -> Vec<Manifest> {
    let mut found: Vec<Manifest> = Vec::new();
    for (index, tree) in trees.iter().enumerate() {
        let Some(manifest) = &tree.manifest else {
            continue;
        };
        let below: Vec<&str> = found
            .iter()
            .map(|manifest| manifest.name.as_str())
            .collect();
        match &manifest.extends {
            Some((name, place)) if index == 0 => context.faults.push(
                Diagnostic::error(
                    codes::EXTENDS,
                    *place,
                    Message::new(
                        format!("这是叠加在“{name}”上的规则包，不能单独使用"),
                        format!("this pack is an overlay of `{name}` and cannot stand alone"),
                    ),
                )
                .help(Message::new("把底包一起给出", "give the base pack as well")),
            ),
            Some((name, place)) if !below.contains(&name.as_str()) => {
                let known = closest(name, below.iter().copied());
                context.faults.push(read::did_you_mean(
                    Diagnostic::error(
                        codes::EXTENDS,
                        *place,
                        Message::new(
                            format!("下面各层里没有“{name}”，有的是 {}", below.join("、")),
                            format!(
                                "no layer below is named `{name}`; there are {}",
                                below.join(", ")
                            ),
                        ),
                    ),
                    *place,
                    known,
                ));
            }
            None if index > 0 => context.faults.push(
                Diagnostic::error(
                    codes::EXTENDS,
                    manifest.place,
                    Message::new(
                        format!("“{}”叠加在别的包上，却没有 extends", manifest.name),
                        format!(
                            "`{}` is stacked on another pack but has no `extends`",
                            manifest.name
                        ),
                    ),
                )
                .help(Message::new(
                    format!("在 pack.yaml 里写 extends: {}", below.last().unwrap_or(&"")),
                    format!(
                        "write `extends: {}` in pack.yaml",
                        below.last().unwrap_or(&"")
                    ),
                )),
            ),
            _ => {}
        }
        found.push(manifest.clone());
    }
    found
}

/// Reads the merged tree into the typed model.
fn build(merged: &Merged, manifests: &[Manifest], context: &mut Context) -> Pack {
    name_types(&merged.types, context);
    check_names(merged, context);
    let implied = implied_types(&merged.rules, context);
    context.lexicons = ids(&merged.lexicons, LexiconId);
    let mut types = read::read_types(&merged.types, context);
    for (pair, of) in implied {
        let fields = types.get(of.index()).map(|of| of.fields.clone());
        types.push(Type {
            name: pair.as_str().to_owned(),
            doc: String::new(),
            fields: fields.unwrap_or_default(),
            leaves: Vec::new(),
            unions: Vec::new(),
            place: pair.place(),
        });
    }
    context.fields = types.iter().map(|kind| kind.fields.clone()).collect();
    context.unions = types
        .iter()
        .enumerate()
        .filter(|(_, kind)| !kind.leaves.is_empty())
        .map(|(index, _)| TypeId(index as u32))
        .collect();
    let lexicons = read::read_lexicons(&merged.lexicons, context);
    let patterns = read::read_patterns(&merged.patterns, context);
    let rules = read::read_rules(&merged.rules, context);
    let views = read::read_views(&merged.views, context);
    let measures = read::read_measures(&merged.measures, context);
    let expectations = read::read_expectations(&merged.expect, context);
    let mut ignore = Vec::new();
    if let Some(names) = &merged.ignore {
        for name in context.words(names) {
            ignore.extend(context.type_named(name.as_str().trim(), name.place()));
        }
    }
    let top = manifests.last();
    Pack {
        name: top.map(|top| top.name.clone()).unwrap_or_default(),
        version: top.map(|top| top.version.clone()).unwrap_or_default(),
        language: manifests
            .iter()
            .rev()
            .find_map(|manifest| manifest.language.clone())
            .unwrap_or_else(|| "zh".to_owned()),
        layers: manifests
            .iter()
            .map(|manifest| Layer {
                name: manifest.name.clone(),
                version: manifest.version.clone(),
                changes: manifest
                    .changes
                    .iter()
                    .map(|(name, _)| name.clone())
                    .collect(),
                change_places: manifest.changes.iter().map(|(_, place)| *place).collect(),
            })
            .collect(),
        source_layers: context.layers.clone(),
        sources: Sources::default(),
        ignore,
        types,
        pattern_names: patterns
            .iter()
            .enumerate()
            .map(|(index, pattern)| (pattern.name.clone(), index))
            .collect(),
        lexicons,
        patterns,
        rules,
        views,
        measures,
        expectations,
        order: Vec::new(),
        type_names: context.types.clone(),
        lexicon_names: context.lexicons.clone(),
    }
}

fn ids<T>(pairs: &[Pair], id: fn(u32) -> T) -> HashMap<String, T> {
    pairs
        .iter()
        .enumerate()
        .map(|(index, pair)| (pair.key.as_str().to_owned(), id(index as u32)))
        .collect()
}

fn name_types(pairs: &[Pair], context: &mut Context) {
    context.types = ids(pairs, TypeId);
}

/// Names that patterns refer to must be single words.
fn check_names(merged: &Merged, context: &mut Context) {
    for pair in &merged.types {
        context.name(&pair.key);
        if pattern::unit_named(pair.key.as_str()).is_some() {
            context.error(
                codes::BAD_NAME,
                pair.key.place(),
                format!("“{}”是版面单位，不能作类型名", pair.key.as_str()),
                format!(
                    "`{}` is a unit of layout and cannot name a type",
                    pair.key.as_str()
                ),
            );
        }
    }
    for pair in &merged.lexicons {
        context.name(&pair.key);
    }
}

/// Types that no `types` defines because an entity rule makes them: the name where it is
/// written, and the type whose fields they have. Their names join those of the context.
fn implied_types(rules: &[Pair], context: &mut Context) -> Vec<(yaml::Text, TypeId)> {
    let mut implied = Vec::new();
    for rule in rules {
        let Some(entity) = child(&rule.value, "entity") else {
            continue;
        };
        let word = |key| child(entity, key).and_then(Yaml::as_text);
        let (Some(makes), Some(of)) = (word("makes"), word("of")) else {
            continue;
        };
        let Some(&of) = context.types.get(of.as_str().trim()) else {
            continue;
        };
        let name = makes.as_str().trim();
        if !context.types.contains_key(name) {
            let id = TypeId(context.types.len() as u32);
            context.types.insert(name.to_owned(), id);
            implied.push((makes.clone(), of));
        }
    }
    implied
}

fn child<'y>(yaml: &'y Yaml, key: &str) -> Option<&'y Yaml> {
    match &yaml.content {
        Content::Map(pairs) => pairs
            .iter()
            .find(|pair| pair.key.as_str() == key)
            .map(|pair| &pair.value),
        _ => None,
    }
}
