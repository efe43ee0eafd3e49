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

use super::read::{Manifest, head_name};
use super::yaml::{Content, Pair, Style, Text, Yaml};
use crate::diagnostic::codes;
use crate::diagnostic::{Diagnostic, Message, closest};
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
}

impl Section {
    const ALL: [(&str, Section, &str, &str); 5] = [
        ("types", Section::Types, "类型", "type"),
        ("lexicons", Section::Lexicons, "词表", "lexicon"),
        ("patterns", Section::Patterns, "模式", "pattern"),
        ("rules", Section::Rules, "规则", "rule"),
        ("views", Section::Views, "视图", "view"),
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
        }
    }

    fn is_empty(&self) -> bool {
        self.types.is_empty()
            && self.lexicons.is_empty()
            && self.patterns.is_empty()
            && self.rules.is_empty()
            && self.views.is_empty()
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
            "可用：types、lexicons、patterns、rules、views、expect",
            "types, lexicons, patterns, rules, views, expect",
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
    let key = Text {
        scalar: crate::source::Scalar {
            text: "entries".into(),
            place: Place {
                end: place.start,
                ..place
            },
            runs: Vec::new(),
        },
        style: Style::Plain,
        cut: None,
    };
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

/// What an overlay does with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Add,
    AddFirst,
    Remove,
    Replace,
    Disable,
}

impl Verb {
    fn named(key: &str) -> Option<Verb> {
        Some(match key {
            "add" => Verb::Add,
            "add_first" => Verb::AddFirst,
            "remove" => Verb::Remove,
            "replace" => Verb::Replace,
            "disable" => Verb::Disable,
            _ => return None,
        })
    }

    /// The verbs among the keys of a map.
    fn in_map(value: &Yaml) -> Vec<Verb> {
        match &value.content {
            Content::Map(pairs) => pairs
                .iter()
                .filter_map(|pair| Verb::named(pair.key.as_str()))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether a verb stands anywhere on the way of keys.
fn has_verb(value: &Yaml) -> bool {
    match &value.content {
        Content::Map(pairs) => pairs
            .iter()
            .any(|pair| Verb::named(pair.key.as_str()).is_some() || has_verb(&pair.value)),
        _ => false,
    }
}

/// What stands in the place of a thing that was taken out, until its holder drops it.
fn removed(place: Place) -> Yaml {
    Yaml {
        content: Content::Choice(Vec::new()),
        place,
    }
}

fn is_removed(value: &Yaml) -> bool {
    matches!(&value.content, Content::Choice(alternatives) if alternatives.is_empty())
}

struct Merger<'a> {
    faults: &'a mut Vec<Diagnostic>,
}

impl Merger<'_> {
    fn error(&mut self, code: &'static str, place: Place, zh: String, en: String) {
        self.faults
            .push(Diagnostic::error(code, place, Message::new(zh, en)));
    }

    /// Lets what an overlay says of a thing act on it.
    fn act(&mut self, target: &mut Yaml, above: Yaml) {
        let place = above.place;
        let Content::Map(pairs) = above.content else {
            self.twice(target, place);
            return;
        };
        for pair in pairs {
            match Verb::named(pair.key.as_str()) {
                Some(verb) => self.verb(target, verb, pair),
                None if has_verb(&pair.value) => self.lead(target, pair.key, pair.value),
                None => self.twice(target, pair.key.place()),
            }
        }
    }

    fn twice(&mut self, target: &Yaml, place: Place) {
        self.faults.push(
            Diagnostic::error(
                codes::DEFINED_TWICE,
                place,
                Message::new(
                    "下层已有定义，这里却没有说怎样改动",
                    "the layer below defines this already, and nothing says how to change it",
                ),
            )
            .related(
                target.place,
                Message::new("下层的定义", "the definition below"),
            )
            .help(Message::new(
                "写 add、add_first、remove、replace 或 disable",
                "use `add`, `add_first`, `remove`, `replace` or `disable`",
            )),
        );
    }

    /// Follows a key to the thing that it names.
    fn lead(&mut self, target: &mut Yaml, key: Text, above: Yaml) {
        let name = key.as_str();
        match &mut target.content {
            Content::Map(pairs) => {
                if let Some(index) = pairs.iter().position(|pair| pair.key.as_str() == name) {
                    self.act(&mut pairs[index].value, above);
                    pairs.retain(|pair| !is_removed(&pair.value));
                } else if let Some(value) = only_added(&above) {
                    pairs.push(Pair { key, value });
                } else {
                    let known = closest(name, pairs.iter().map(|pair| pair.key.as_str()));
                    self.nothing(&key, known);
                }
            }
            Content::List(items) => {
                let found = items.iter().position(|item| identity(item) == Some(name));
                match found {
                    Some(index) => {
                        self.act_on_item(&mut items[index], above);
                        items.retain(|item| {
                            let gone = match &item.content {
                                Content::Map(pairs) => {
                                    pairs.iter().any(|pair| is_removed(&pair.value))
                                }
                                _ => false,
                            };
                            !gone && !is_removed(item)
                        });
                    }
                    None => {
                        let known = closest(name, items.iter().filter_map(identity));
                        self.nothing(&key, known);
                    }
                }
            }
            _ => self.nothing(&key, None),
        }
    }

    /// Acts on an item of a list: on the details of an entry, else on the item.
    fn act_on_item(&mut self, item: &mut Yaml, above: Yaml) {
        with_details(item);
        if is_entry(item)
            && let Content::Map(pairs) = &mut item.content
            && let Some(pair) = pairs.first_mut()
        {
            if pair.value.is_null() {
                pair.value.content = Content::Map(Vec::new());
            }
            self.act(&mut pair.value, above);
        } else {
            self.act(item, above);
        }
    }

    fn nothing(&mut self, key: &Text, known: Option<&str>) {
        let fault = Diagnostic::error(
            codes::OVERRIDES_NOTHING,
            key.place(),
            Message::new(
                format!("下层在这里没有“{}”", key.as_str()),
                format!("the layer below has no `{}` here", key.as_str()),
            ),
        );
        self.faults
            .push(super::read::did_you_mean(fault, key.place(), known));
    }

    fn verb(&mut self, target: &mut Yaml, verb: Verb, pair: Pair) {
        match verb {
            Verb::Replace => *target = pair.value,
            Verb::Disable => {
                if pair
                    .value
                    .as_text()
                    .is_some_and(|text| text.as_str() == "true")
                {
                    *target = removed(target.place);
                } else {
                    self.error(
                        codes::BAD_VERB,
                        pair.value.place,
                        "disable 只能写 true".into(),
                        "`disable` is `true` or not there".into(),
                    );
                }
            }
            Verb::Add => self.add(target, pair, false),
            Verb::AddFirst => self.add(target, pair, true),
            Verb::Remove => self.remove(target, pair),
        }
    }

    fn add(&mut self, target: &mut Yaml, pair: Pair, first: bool) {
        let place = pair.key.place();
        let added = pair.value;
        match &mut target.content {
            Content::Map(pairs) => {
                let Content::Map(new) = added.content else {
                    self.error(
                        codes::BAD_VERB,
                        place,
                        "这里是映射，add 也要写成映射（键: 值）".into(),
                        "this is a map; what is added must be a map as well (`key: value`)".into(),
                    );
                    return;
                };
                for pair in new {
                    let known = pairs
                        .iter()
                        .find(|known| known.key.as_str() == pair.key.as_str());
                    match known.map(|known| known.key.place()) {
                        Some(known) => self.already(&pair.key, known),
                        None => pairs.push(pair),
                    }
                }
            }
            Content::List(items) => {
                let new = match added.content {
                    Content::List(new) => new,
                    _ => vec![added],
                };
                let mut at = if first { 0 } else { items.len() };
                for item in new {
                    let known = identity(&item)
                        .and_then(|name| items.iter().find(|item| identity(item) == Some(name)));
                    match known.map(|known| known.place) {
                        Some(known) => {
                            let name = identity(&item).unwrap_or_default().to_owned();
                            self.already_named(&name, named_place(&item), known);
                        }
                        None => {
                            items.insert(at, item);
                            at += 1;
                        }
                    }
                }
            }
            Content::Choice(alternatives) => {
                let at = if first { 0 } else { alternatives.len() };
                alternatives.insert(at, added);
            }
            Content::Scalar(text) if text.is_null() => *target = added,
            Content::Scalar(text) => {
                let pattern = [Some(&*text), added.as_text()]
                    .into_iter()
                    .flatten()
                    .any(|text| text.style == Style::Block);
                let place = target.place;
                let own = std::mem::replace(target, removed(place));
                let mut all = match added.content {
                    Content::List(new) => new,
                    _ => vec![added],
                };
                all.insert(if first { all.len() } else { 0 }, own);
                target.content = if pattern {
                    Content::Choice(all)
                } else {
                    Content::List(all)
                };
            }
        }
    }

    fn already(&mut self, key: &Text, known: Place) {
        let name = key.as_str().to_owned();
        self.already_named(&name, key.place(), known);
    }

    fn already_named(&mut self, name: &str, place: Place, known: Place) {
        self.faults.push(
            Diagnostic::error(
                codes::ADDED_TWICE,
                place,
                Message::new(
                    format!("“{name}”下层已有，不必再加"),
                    format!("`{name}` is there already"),
                ),
            )
            .related(known, Message::new("在这里", "here")),
        );
    }

    fn remove(&mut self, target: &mut Yaml, pair: Pair) {
        let place = pair.key.place();
        let names = match pair.value.content {
            Content::List(names) => names,
            _ => vec![pair.value],
        };
        for name in &names {
            let Some(text) = name.as_text() else {
                self.error(
                    codes::BAD_VERB,
                    name.place,
                    "remove 里写要去掉的各项的名字".into(),
                    "`remove` lists the names of what is taken out".into(),
                );
                continue;
            };
            let wanted = text.as_str();
            let (found, known) = match &mut target.content {
                Content::List(items) => {
                    let before = items.len();
                    items.retain(|item| identity(item) != Some(wanted));
                    let names = items.iter().filter_map(identity);
                    let known = closest(wanted, names).map(str::to_owned);
                    (items.len() < before, known)
                }
                Content::Map(pairs) => {
                    let before = pairs.len();
                    pairs.retain(|pair| pair.key.as_str() != wanted);
                    let names = pairs.iter().map(|pair| pair.key.as_str());
                    let known = closest(wanted, names).map(str::to_owned);
                    (pairs.len() < before, known)
                }
                _ => {
                    self.error(
                        codes::BAD_VERB,
                        place,
                        "这里没有可逐项去掉的东西；用 replace".into(),
                        "nothing can be taken out of this piece by piece; use `replace`".into(),
                    );
                    return;
                }
            };
            if !found {
                self.nothing(text, known.as_deref());
            }
        }
    }
}

/// What is added where nothing was, if an overlay says nothing else.
fn only_added(above: &Yaml) -> Option<Yaml> {
    let Content::Map(pairs) = &above.content else {
        return None;
    };
    match pairs.as_slice() {
        [pair]
            if matches!(
                Verb::named(pair.key.as_str()),
                Some(Verb::Add | Verb::AddFirst)
            ) =>
        {
            Some(pair.value.clone())
        }
        _ => None,
    }
}

/// The name of an item of a list.
fn identity(item: &Yaml) -> Option<&str> {
    match &item.content {
        Content::Scalar(text) => Some(text.as_str().trim()),
        Content::Map(pairs) => {
            if is_entry(item)
                && let [pair] = pairs.as_slice()
            {
                return Some(pair.key.as_str());
            }
            for key in ["id", "text", "example", "style"] {
                let found = pairs.iter().find(|pair| pair.key.as_str() == key);
                if let Some(text) = found.and_then(|pair| pair.value.as_text()) {
                    return Some(text.as_str().trim());
                }
            }
            pairs
                .iter()
                .map(|pair| pair.key.as_str())
                .find(|key| !matches!(*key, "each" | "where" | "span" | "match" | "on"))
        }
        _ => None,
    }
}

/// Where the name of an item stands.
fn named_place(item: &Yaml) -> Place {
    match &item.content {
        Content::Map(pairs) => match pairs.as_slice() {
            [pair] => pair.key.place(),
            _ => item.place,
        },
        _ => item.place,
    }
}

/// Whether an item of a list is an entry with details: a map of its text to a map.
fn is_entry(item: &Yaml) -> bool {
    match &item.content {
        Content::Map(pairs) => match pairs.as_slice() {
            [pair] => pair.value.is_null() || !matches!(pair.value.content, Content::Scalar(_)),
            _ => false,
        },
        _ => false,
    }
}

/// Makes an entry that is a mere text one whose details can be changed.
fn with_details(item: &mut Yaml) {
    if let Content::Scalar(text) = &item.content {
        let value = Yaml {
            content: Content::Map(Vec::new()),
            place: item.place,
        };
        let key = text.clone();
        item.content = Content::Map(vec![Pair { key, value }]);
    }
}
