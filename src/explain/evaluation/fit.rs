//! Whether the measures fit the view: a way that leads nowhere counts nothing, silently.

use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::pack::measure::{Path, Step};
use crate::pack::{Kind, Measure, Pack};
use crate::record::TypeId;
use crate::view::{Layout, Part, Slot};

/// What records show besides their fields.
const GIVEN: [&str; 3] = ["id", "text", "span"];

/// The ways of `found` that no output of the view can have.
pub(super) fn faults(measures: &[Measure], layout: &Layout<'_>) -> Vec<Diagnostic> {
    let paths = measures.iter().flat_map(|measure| {
        let parts = measure.found.same.iter().flat_map(|part| &part.paths);
        std::iter::once(&measure.found.each).chain(parts)
    });
    paths.filter_map(|path| fault(path, layout)).collect()
}

fn fault(path: &Path, layout: &Layout<'_>) -> Option<Diagnostic> {
    let mut at = At::Top(&layout.parts);
    for step in &path.steps {
        let names = at.names(layout.pack);
        let only = step.only.as_ref().map(|(field, _)| field);
        let next = at.step(step, layout);
        let Some(next) = next else {
            return Some(unknown(path, &step.key, &names));
        };
        if let Some(field) = only {
            let names = next.names(layout.pack);
            if !names.is_empty() && !names.contains(field) {
                return Some(unknown(path, field, &names));
            }
        }
        at = next;
    }
    None
}

fn unknown(path: &Path, key: &str, names: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::UNKNOWN_FIELD,
        path.place,
        Message::new(
            format!("视图的输出里没有“{key}”"),
            format!("the output of the view has no `{key}`"),
        ),
    );
    match closest(key, names.iter().map(String::as_str)) {
        Some(near) => diagnostic.help(Message::new(
            format!("是否指“{near}”？"),
            format!("did you mean `{near}`?"),
        )),
        None => diagnostic.help(Message::new(
            format!("这里有：{}", names.join("、")),
            format!("there are: {}", names.join(", ")),
        )),
    }
}

/// A place in the output.
enum At<'a> {
    /// The whole of it.
    Top(&'a [Part<'a>]),
    /// A record shown under a key.
    Record(&'a Part<'a>),
    /// The value of a field.
    Field(&'a Kind),
    /// A record that a field refers to, which may stand in place.
    Reference(TypeId),
}

impl<'a> At<'a> {
    /// The keys that may stand here.
    fn names(&self, pack: &Pack) -> Vec<String> {
        let given = || GIVEN.map(str::to_owned).to_vec();
        match self {
            At::Top(parts) => parts.iter().map(|part| part.key.to_owned()).collect(),
            At::Record(part) => {
                let mut names = given();
                for slot in part.leaves.iter().flat_map(|(_, slots)| slots) {
                    names.push(match slot {
                        Slot::Field(_, field) => field.name.clone(),
                        Slot::Held(index) => part.holds[*index].key.to_owned(),
                        Slot::Mentions => "mentions".to_owned(),
                    });
                }
                names.dedup();
                names
            }
            At::Field(Kind::Map(fields)) => {
                let inner = fields.iter().map(|field| field.name.clone());
                std::iter::once("text".to_owned()).chain(inner).collect()
            }
            At::Field(Kind::Date) => vec!["text".to_owned(), "iso".to_owned()],
            At::Field(Kind::Record(of)) => At::Reference(*of).names(pack),
            At::Field(_) => Vec::new(),
            At::Reference(of) => {
                let mut names = given();
                for leaf in pack.leaves(*of) {
                    let fields = pack.type_of(leaf).fields.iter();
                    names.extend(fields.map(|field| field.name.clone()));
                }
                names
            }
        }
    }

    fn step(&self, step: &Step, layout: &'a Layout<'a>) -> Option<At<'a>> {
        let key = step.key.as_str();
        match self {
            At::Top(parts) => parts.iter().find(|part| part.key == key).map(At::Record),
            At::Record(part) => {
                let mut slots = part.leaves.iter().flat_map(|(_, slots)| slots);
                let shown = slots.find_map(|slot| match slot {
                    Slot::Field(_, field) if field.name == key => Some(At::Field(&field.kind)),
                    Slot::Held(index) if part.holds[*index].key == key => {
                        Some(At::Record(&part.holds[*index]))
                    }
                    Slot::Mentions if key == "mentions" => Some(At::Field(&Kind::Text)),
                    _ => None,
                });
                shown.or_else(|| GIVEN.contains(&key).then_some(At::Field(&Kind::Text)))
            }
            At::Field(Kind::Map(fields)) => {
                let inner = fields.iter().find(|field| field.name == key);
                let inner = inner.map(|field| At::Field(&field.kind));
                inner.or_else(|| (key == "text").then_some(At::Field(&Kind::Text)))
            }
            At::Field(Kind::Date) => {
                matches!(key, "text" | "iso").then_some(At::Field(&Kind::Text))
            }
            At::Field(Kind::Record(of)) => At::Reference(*of).step(step, layout),
            At::Field(_) => None,
            At::Reference(of) => {
                let leaves = layout.pack.leaves(*of).into_iter();
                let mut kinds = leaves.filter_map(|leaf| {
                    let kind = &layout.pack.types[leaf.index()];
                    kind.fields.iter().find(|field| field.name == key)
                });
                let inner = kinds.next().map(|field| At::Field(&field.kind));
                inner.or_else(|| GIVEN.contains(&key).then_some(At::Field(&Kind::Text)))
            }
        }
    }
}
