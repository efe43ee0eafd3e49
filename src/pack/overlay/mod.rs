//! Layers stacked at the level of trees: keys lead to the thing, a verb acts on it.
//!
//! - `add: […]` puts items behind those of a list, keys into a map, an alternative behind
//!   those of a pattern; `add_first` puts items or the alternative before them.
//! - `remove: […]` takes items or keys out.
//! - `replace: …` puts another thing in its place.
//! - `disable: true` takes the thing itself out.
//!
//! A lexicon's verbs act on its entries. Items of lists are named by `id`, else by `text`,
//! `example` or `style`, an entry by its text, a record of `emit` by its type. A list or map
//! that is not there yet may be added to inside a definition (`except: { add: … }`).

mod item;
mod merger;
mod verb;

use item::only_added;
use merger::Merger;
pub(crate) use verb::Verb;
use verb::{has_verb, is_removed, removed};

use super::read::{Manifest, head_name};
use super::yaml::{Content, Pair, Style, Text, Yaml};
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::source::Place;

/// The files of one layer.
#[derive(Default)]
pub(crate) struct LayerTree {
    pub(crate) manifest: Option<Manifest>,
    /// The begin of `pack.yaml`, even where it cannot be read.
    pub(crate) manifest_place: Option<Place>,
    /// The other files: their begin and content.
    pub(crate) files: Vec<(Place, Yaml)>,
    /// Whether a file could not be read, so that what is missing may stand in it.
    pub(crate) broken: bool,
}

/// All layers as one.
#[derive(Default)]
pub(crate) struct Merged {
    pub(crate) types: Vec<Pair>,
    pub(crate) lexicons: Vec<Pair>,
    pub(crate) patterns: Vec<Pair>,
    pub(crate) rules: Vec<Pair>,
    pub(crate) views: Vec<Pair>,
    pub(crate) measures: Vec<Pair>,
    pub(crate) expect: Vec<Yaml>,
    pub(crate) ignore: Option<Yaml>,
}

/// A section of a rule file that holds definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Types,
    Lexicons,
    Patterns,
    Rules,
    Views,
    Measures,
}

impl Section {
    const ALL: [(&str, Section, &str, &str); 6] = [
        ("types", Section::Types, "类型", "type"),
        ("lexicons", Section::Lexicons, "词表", "lexicon"),
        ("patterns", Section::Patterns, "模式", "pattern"),
        ("rules", Section::Rules, "规则", "rule"),
        ("views", Section::Views, "视图", "view"),
        ("measures", Section::Measures, "度量", "measure"),
    ];

    fn named(key: &str) -> Option<Section> {
        let found = Self::ALL.iter().find(|(name, ..)| *name == key);
        found.map(|&(_, section, ..)| section)
    }

    /// What one of its definitions is called: Chinese, English.
    fn thing(self) -> (&'static str, &'static str) {
        Self::ALL
            .iter()
            .find(|(_, section, ..)| *section == self)
            .map_or(("", ""), |&(_, _, zh, en)| (zh, en))
    }

    fn name(self, key: &str) -> &str {
        match self {
            Section::Patterns => head_name(key),
            _ => key,
        }
    }
}

impl Merged {
    fn section(&mut self, section: Section) -> &mut Vec<Pair> {
        match section {
            Section::Types => &mut self.types,
            Section::Lexicons => &mut self.lexicons,
            Section::Patterns => &mut self.patterns,
            Section::Rules => &mut self.rules,
            Section::Views => &mut self.views,
            Section::Measures => &mut self.measures,
        }
    }

    fn is_empty(&self) -> bool {
        self.types.is_empty()
            && self.lexicons.is_empty()
            && self.patterns.is_empty()
            && self.rules.is_empty()
            && self.views.is_empty()
            && self.measures.is_empty()
            && self.expect.is_empty()
    }
}

/// Stacks the layers, the base first.
pub(crate) fn merge(
    layers: Vec<LayerTree>,
    manifests: &[Manifest],
    faults: &mut Vec<Diagnostic>,
) -> Merged {
    let mut merged = Merged::default();
    for layer in layers {
        let before = faults.len();
        let mut own = gather(&layer, faults);
        if own.is_empty()
            && !layer.broken
            && faults.len() == before
            && let Some(place) = layer.manifest_place
        {
            faults.push(
                Diagnostic::error(
                    codes::EMPTY_PACK,
                    place,
                    Message::new("这个规则包什么也没有", "this pack holds nothing"),
                )
                .help(Message::new(
                    "在 pack.yaml 旁边放 .yaml 文件，写 types、lexicons、patterns、rules 或 views",
                    "put .yaml files with types, lexicons, patterns, rules or views beside pack.yaml",
                )),
            );
        }
        for (_, section, ..) in Section::ALL {
            let pairs = std::mem::take(own.section(section));
            stack(section, merged.section(section), pairs, faults);
        }
        merged.expect.append(&mut own.expect);
    }
    for manifest in manifests {
        let Some(ignore) = &manifest.ignore else {
            continue;
        };
        match &mut merged.ignore {
            Some(below) => Merger { faults }.act(below, ignore.clone()),
            None => merged.ignore = only_added(ignore).or_else(|| Some(ignore.clone())),
        }
    }
    merged
}

/// Collects the definitions of one layer's files; none may stand there twice.
fn gather(layer: &LayerTree, faults: &mut Vec<Diagnostic>) -> Merged {
    let mut own = Merged::default();
    for (start, root) in &layer.files {
        let Content::Map(pairs) = &root.content else {
            faults.push(
                Diagnostic::error(
                    codes::WRONG_FORM,
                    *start,
                    Message::new(
                        "规则文件的最外层应是映射",
                        "the outermost level of a rule file is a map",
                    ),
                )
                .label(Message::new(
                    "应是 types:、lexicons:、patterns:、rules: 或 views:",
                    "`types:`, `lexicons:`, `patterns:`, `rules:` or `views:` is wanted",
                )),
            );
            continue;
        };
        for pair in pairs {
            gather_section(pair, &mut own, faults);
        }
    }
    own
}

fn gather_section(pair: &Pair, own: &mut Merged, faults: &mut Vec<Diagnostic>) {
    let key = pair.key.as_str();
    if key == "expect" {
        match &pair.value.content {
            Content::List(lines) => own.expect.extend(lines.iter().cloned()),
            _ => own.expect.push(pair.value.clone()),
        }
        return;
    }
    let Some(section) = Section::named(key) else {
        let names = Section::ALL.iter().map(|(name, ..)| *name);
        let known = closest(key, names.chain(["expect"]));
        let fault = Diagnostic::error(
            codes::UNKNOWN_KEY,
            pair.key.place(),
            Message::new(
                format!("规则文件里没有“{key}”这一部分"),
                format!("a rule file has no part `{key}`"),
            ),
        )
        .label(Message::new(
            "可用：types、lexicons、patterns、rules、views、measures、expect",
            "types, lexicons, patterns, rules, views, measures, expect",
        ));
        faults.push(super::read::did_you_mean(fault, pair.key.place(), known));
        return;
    };
    let Content::Map(definitions) = &pair.value.content else {
        let mut fault = Diagnostic::error(
            codes::WRONG_FORM,
            if pair.value.is_null() {
                pair.key.place()
            } else {
                pair.value.place
            },
            Message::new(
                format!("“{key}”里应是“名字: 定义”"),
                format!("`{key}` holds `name: definition`"),
            ),
        );
        if pair.value.is_null() {
            fault = fault.label(Message::new("这里是空的", "nothing is here"));
        }
        faults.push(fault);
        return;
    };
    for definition in definitions {
        let name = section.name(definition.key.as_str());
        let list = own.section(section);
        let first = list
            .iter()
            .find(|known| section.name(known.key.as_str()) == name);
        match first {
            Some(first) => faults.push(defined_twice(section, first, definition)),
            None => list.push(definition.clone()),
        }
    }
}

fn defined_twice(section: Section, first: &Pair, second: &Pair) -> Diagnostic {
    let (zh, en) = section.thing();
    let name = section.name(second.key.as_str());
    Diagnostic::error(
        codes::DEFINED_TWICE,
        second.key.place(),
        Message::new(
            format!("{zh}“{name}”定义了两次"),
            format!("the {en} `{name}` is defined twice"),
        ),
    )
    .related(
        first.key.place(),
        Message::new("第一次在这里", "first defined here"),
    )
}

/// Puts the definitions of a layer on those of the layers below.
fn stack(section: Section, below: &mut Vec<Pair>, above: Vec<Pair>, faults: &mut Vec<Diagnostic>) {
    // Definitions of this layer are no target of its own verbs.
    let count = below.len();
    for pair in above {
        let name = section.name(pair.key.as_str());
        let index = below[..count]
            .iter()
            .position(|known| section.name(known.key.as_str()) == name);
        let verbs = Verb::in_map(&pair.value);
        match index {
            None if !verbs.is_empty() || has_verb(&pair.value) && count > 0 => {
                faults.push(nothing_to_override(section, &pair, &below[..count]));
            }
            None => below.push(pair),
            Some(index) => {
                if section == Section::Lexicons {
                    as_map_of_entries(&mut below[index].value);
                }
                override_definition(section, &mut below[index], pair, faults);
            }
        }
    }
    below.retain(|pair| !is_removed(&pair.value));
}

fn nothing_to_override(section: Section, pair: &Pair, below: &[Pair]) -> Diagnostic {
    let (zh, en) = section.thing();
    let name = section.name(pair.key.as_str());
    let names = below.iter().map(|known| section.name(known.key.as_str()));
    let fault = Diagnostic::error(
        codes::OVERRIDES_NOTHING,
        pair.key.place(),
        Message::new(
            format!("下面各层没有名为“{name}”的{zh}"),
            format!("no layer below has a {en} named `{name}`"),
        ),
    );
    super::read::did_you_mean(fault, pair.key.place(), closest(name, names))
}

/// A lexicon that is a list becomes a map with `entries`, so that keys can lead into it.
fn as_map_of_entries(value: &mut Yaml) {
    if !matches!(value.content, Content::List(_)) {
        return;
    }
    let place = value.place;
    let entries = std::mem::replace(value, removed(place));
    let key = entries_key(Place {
        end: place.start,
        ..place
    });
    value.content = Content::Map(vec![Pair {
        key,
        value: entries,
    }]);
}

fn override_definition(
    section: Section,
    below: &mut Pair,
    above: Pair,
    faults: &mut Vec<Diagnostic>,
) {
    if !has_verb(&above.value) {
        faults.push(defined_twice(section, below, &above).help(Message::new(
            "要改动下层的定义，写 add、remove、replace 或 disable",
            "to change the definition below use `add`, `remove`, `replace` or `disable`",
        )));
        return;
    }
    let verbs = Verb::in_map(&above.value);
    let has_parameters = |key: &Text| key.as_str().contains(['(', '（']);
    if verbs.contains(&Verb::Replace) && (!has_parameters(&below.key) || has_parameters(&above.key))
    {
        // From now on the definition belongs to the upper layer; a pattern keeps its
        // parameters unless others are given.
        below.key = above.key.clone();
    }
    if section == Section::Lexicons && !verbs.is_empty() {
        lexicon_verbs(below, above.value, faults);
    } else {
        Merger { faults }.act(&mut below.value, above.value);
    }
}

/// `add`, `add_first` and `remove` of a lexicon act on its entries, `replace` too where it
/// gives a list.
fn lexicon_verbs(below: &mut Pair, above: Yaml, faults: &mut Vec<Diagnostic>) {
    let Content::Map(pairs) = above.content else {
        return;
    };
    let mut merger = Merger { faults };
    for pair in pairs {
        let whole = match Verb::named(pair.key.as_str()) {
            Some(Verb::Disable) => true,
            Some(Verb::Replace) => matches!(pair.value.content, Content::Map(_)),
            Some(_) => false,
            None => true,
        };
        let place = pair.value.place;
        let act = Yaml {
            content: Content::Map(vec![pair]),
            place,
        };
        if whole {
            merger.act(&mut below.value, act);
            continue;
        }
        let Content::Map(keys) = &mut below.value.content else {
            continue;
        };
        match keys.iter_mut().find(|key| key.key.as_str() == "entries") {
            Some(entries) => merger.act(&mut entries.value, act),
            None => merger.lead(&mut below.value, entries_key(place), act),
        }
    }
}

fn entries_key(place: Place) -> Text {
    Text {
        scalar: crate::source::Scalar {
            text: "entries".into(),
            place,
            runs: Vec::new(),
        },
        style: Style::Plain,
        cut: None,
    }
}
