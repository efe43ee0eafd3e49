//! A view made ready: for each key and each type under it, what is shown in which order.

use crate::engine::Extraction;
use crate::pack::{Action, Field, Hold, Pack, View, ViewPart};
use crate::record::TypeId;
use crate::text::Text;

use super::arrange::Arranged;

/// The name under which an entity's mentions are shown.
const MENTIONS: &str = "mentions";

/// A view of a pack made ready to arrange any number of extractions.
#[derive(Debug)]
pub struct Layout<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The view's name.
    pub name: &'a str,
    /// The top-level keys in order.
    pub parts: Vec<Part<'a>>,
    /// What is known of each type, by its id.
    pub(super) types: Vec<TypeFacts<'a>>,
}

/// A key of a view.
#[derive(Debug)]
pub struct Part<'a> {
    /// The key in the output.
    pub key: &'a str,
    /// The type (or union) shown.
    pub of: TypeId,
    /// Whether a single object stands for the list.
    pub one: bool,
    /// How a held record finds its holder.
    pub how: Hold,
    /// For each leaf of `of`, what its records show besides `id`, `text` and `span`.
    pub leaves: Vec<(TypeId, Vec<Slot<'a>>)>,
    /// What each record holds.
    pub holds: Vec<Part<'a>>,
}

/// One thing that a record shows.
#[derive(Debug, Clone, Copy)]
pub enum Slot<'a> {
    /// The field of this index.
    Field(usize, &'a Field),
    /// The held records under this index of [`Part::holds`].
    Held(usize),
    /// The spans of an entity's mentions.
    Mentions,
}

/// What the view needs to know of a type, whatever the document.
#[derive(Debug)]
pub(super) struct TypeFacts<'a> {
    /// The type that names its records' ids: its first union, else itself.
    pub naming: TypeId,
    /// `titled-person`, the stem of ids.
    pub stem: String,
    /// For an entity: the index of the field that makes records one, and its name.
    pub same: Option<(usize, &'a str)>,
    /// The field called `text`, which stands for the text of the span.
    pub text: Option<usize>,
    /// The entities that records of this type are merged into.
    pub merged_into: Vec<TypeId>,
    /// What a record shows that stands in place of a reference.
    pub slots: Vec<Slot<'a>>,
}

impl<'a> Layout<'a> {
    /// Makes `view`, one of the views of `pack`, ready.
    pub fn new(pack: &'a Pack, view: &'a View) -> Self {
        let mut layout = Self {
            pack,
            name: &view.name,
            parts: Vec::new(),
            types: type_facts(pack),
        };
        layout.parts = view.parts.iter().map(|part| layout.part(part)).collect();
        layout
    }

    /// Applies the view to what the pack found in `text`.
    pub fn arrange(&'a self, text: &'a Text, extraction: &'a Extraction) -> Arranged<'a> {
        Arranged::new(self, text, extraction)
    }

    /// The stem of the ids of a type's records: `speech` of `speech-3`.
    pub fn stem(&self, kind: TypeId) -> &str {
        &self.types[self.types[kind.index()].naming.index()].stem
    }

    /// For an entity type, the field that makes records one (such as the name).
    pub fn same(&self, kind: TypeId) -> Option<&'a str> {
        self.types[kind.index()].same.map(|(_, name)| name)
    }

    /// The types whose records a record of this leaf may stand for: itself, and the entities
    /// that it may be merged into.
    pub(super) fn stands_for(&self, leaf: TypeId) -> impl Iterator<Item = TypeId> + '_ {
        let merged_into = &self.types[leaf.index()].merged_into;
        std::iter::once(leaf).chain(merged_into.iter().copied())
    }

    /// What a record shows that stands in place of a reference.
    pub(super) fn all_slots(&self, leaf: TypeId) -> &[Slot<'a>] {
        &self.types[leaf.index()].slots
    }

    fn part(&self, part: &'a ViewPart) -> Part<'a> {
        let leaves = self.pack.leaves(part.of).into_iter();
        Part {
            key: &part.key,
            of: part.of,
            one: part.one,
            how: part.how,
            leaves: leaves
                .map(|leaf| {
                    let entity = self.types[leaf.index()].same.is_some();
                    let fields = part.fields.as_deref();
                    let slots = slots(self.pack, leaf, entity, fields, &part.holds);
                    (leaf, slots)
                })
                .collect(),
            holds: part.holds.iter().map(|held| self.part(held)).collect(),
        }
    }
}

impl<'a> Part<'a> {
    /// What records of this type show under this key.
    pub fn slots(&self, kind: TypeId) -> &[Slot<'a>] {
        self.leaves
            .iter()
            .find(|(leaf, _)| *leaf == kind)
            .map_or(&[], |(_, slots)| slots)
    }

    /// Whether only the ids of its records are shown.
    pub fn is_by_id(&self) -> bool {
        self.how == Hold::Ids
    }

    /// Whether records of this leaf lie under this key.
    pub fn takes(&self, kind: TypeId) -> bool {
        self.leaves.iter().any(|(leaf, _)| *leaf == kind)
    }
}

fn type_facts(pack: &Pack) -> Vec<TypeFacts<'_>> {
    let mut facts: Vec<_> = (0..)
        .map(TypeId)
        .zip(&pack.types)
        .map(|(id, kind)| TypeFacts {
            naming: kind.unions.first().copied().unwrap_or(id),
            stem: kebab(&kind.name),
            same: None,
            text: kind.field("text"),
            merged_into: Vec::new(),
            slots: Vec::new(),
        })
        .collect();
    for rule in &pack.rules {
        if let Action::Entity(entity) = &rule.action {
            let made = pack.type_of(entity.makes);
            facts[entity.makes.index()].same = made
                .field(&entity.same)
                .map(|index| (index, made.fields[index].name.as_str()));
            for leaf in pack.leaves(entity.of) {
                facts[leaf.index()].merged_into.push(entity.makes);
            }
        }
    }
    for (id, fact) in (0..).map(TypeId).zip(&mut facts) {
        fact.slots = slots(pack, id, fact.same.is_some(), None, &[]);
    }
    facts
}

/// The fields in the order of the type, held records in the place of a field of their name,
/// else behind.
fn slots<'a>(
    pack: &'a Pack,
    leaf: TypeId,
    entity: bool,
    wanted: Option<&[String]>,
    holds: &[ViewPart],
) -> Vec<Slot<'a>> {
    let is_wanted = |name: &str| wanted.is_none_or(|names| names.iter().any(|it| it == name));
    let held = |name: &str| holds.iter().position(|part| part.key == name);
    // What every record shows anyway, and what an entity's mentions are shown as.
    let is_given =
        |name: &str| matches!(name, "id" | "text" | "span") || (entity && name == MENTIONS);
    let mut slots = Vec::new();
    for (index, field) in pack.type_of(leaf).fields.iter().enumerate() {
        let name = field.name.as_str();
        if let Some(index) = held(name) {
            slots.push(Slot::Held(index));
        } else if is_wanted(name) && !is_given(name) {
            slots.push(Slot::Field(index, field));
        }
    }
    for index in 0..holds.len() {
        let placed = |slot: &Slot<'_>| matches!(slot, Slot::Held(other) if *other == index);
        if !slots.iter().any(placed) {
            slots.push(Slot::Held(index));
        }
    }
    if entity && is_wanted(MENTIONS) {
        slots.push(Slot::Mentions);
    }
    slots
}

/// `TitledPerson` as `titled-person`; a Chinese name stays as it is.
fn kebab(name: &str) -> String {
    let mut spelled = String::with_capacity(name.len() + 4);
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            spelled.push('-');
        }
        spelled.extend(letter.to_lowercase());
    }
    spelled
}
