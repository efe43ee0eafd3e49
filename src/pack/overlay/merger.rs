//! Verbs at work: the way of keys to a thing, and what is done with it.

use super::item::{identity, is_entry, named_place, only_added, with_details};
use super::verb::{Verb, has_verb, is_removed, removed};
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::pack::yaml::{Content, Pair, Style, Text, Yaml};
use crate::source::Place;

/// Lets what an overlay says act on what stands below.
pub(super) struct Merger<'a> {
    pub(super) faults: &'a mut Vec<Diagnostic>,
}

impl Merger<'_> {
    fn error(&mut self, code: &'static str, place: Place, zh: String, en: String) {
        self.faults
            .push(Diagnostic::error(code, place, Message::new(zh, en)));
    }

    /// Lets what an overlay says of a thing act on it.
    pub(super) fn act(&mut self, target: &mut Yaml, above: Yaml) {
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
    pub(super) fn lead(&mut self, target: &mut Yaml, key: Text, above: Yaml) {
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
            .push(crate::pack::read::did_you_mean(fault, key.place(), known));
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
