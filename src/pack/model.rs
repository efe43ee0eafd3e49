//! The checked model of a pack. Whoever holds a [`Pack`] may rely on it: every name in it
//! is defined, every kind fits, and what is written nowhere has its default.

use std::collections::HashMap;
use std::sync::Arc;

use crate::expression::tree::Expression;
use crate::pattern::tree::{Filter, Node};
use crate::record::{EntryId, LexiconId, RuleId, TypeId};
use crate::source::{Place, Scalar, Sources};
use crate::text::Unit;

use super::measure::Measure;

/// A pack with its overlays.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The name of the topmost layer.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The language of its messages and documents, `zh` by default.
    pub language: String,
    /// The base first, then the overlays in order.
    pub layers: Vec<Layer>,
    /// The files read.
    pub sources: Sources,
    /// The layer of each file (index into `layers`), by [`crate::source::SourceId`].
    pub source_layers: Vec<u32>,
    /// Types whose records are no part of the body (相关阅读 …).
    pub ignore: Vec<TypeId>,
    /// Record types.
    pub types: Vec<Type>,
    /// Lexicons.
    pub lexicons: Vec<Lexicon>,
    /// Named patterns.
    pub patterns: Vec<NamedPattern>,
    /// Rules that are not disabled.
    pub rules: Vec<Rule>,
    /// Views; the first is the default.
    pub views: Vec<View>,
    /// How gold is held against what is found.
    pub measures: Vec<Measure>,
    /// What should be true of a corpus without gold.
    pub expectations: Vec<Expectation>,
    /// The order in which rules run and types are settled, from what rules use.
    pub order: Vec<Step>,
    /// Type names to types.
    pub type_names: HashMap<String, TypeId>,
    /// Lexicon names to lexicons.
    pub lexicon_names: HashMap<String, LexiconId>,
    /// Pattern names to indices of `patterns`.
    pub pattern_names: HashMap<String, usize>,
}

/// A step of the cascade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Run a rule (match, segment or entity).
    Run(RuleId),
    /// All rules that make this leaf have run: settle its records among themselves.
    Settle(TypeId),
    /// All leaves of this union are settled: settle them against each other.
    SettleUnion(TypeId),
    /// The types of `ignore` are settled: from here on the body is what they leave.
    Ignore,
}

/// The base or one overlay.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Examples of the layers below (by id or text) that change under it on purpose.
    pub changes: Vec<String>,
    /// Where each of these is written.
    pub change_places: Vec<Place>,
}

/// A record type.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// Its fields; those of a union are the ones that all its leaves share.
    pub fields: Vec<Field>,
    /// The leaves of a union (`is`), in order; empty for a leaf.
    pub leaves: Vec<TypeId>,
    /// Unions that this leaf belongs to.
    pub unions: Vec<TypeId>,
    /// Where it is defined.
    pub place: Place,
}

impl Type {
    /// The index of a field.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

/// A field of a type or of a map.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// Its kind.
    pub kind: Kind,
    /// Whether it is a list.
    pub many: bool,
    /// Whether a record without it is no record.
    pub required: bool,
    /// Guards on its texts where they serve as a lexicon (`@Type.name`).
    pub guard: Guard,
    /// Lexicons in whose entries its texts are no occurrence.
    pub not_inside: Vec<LexiconId>,
    /// Where it is defined.
    pub place: Place,
}

/// What a field holds.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    YesNo,
    /// A date: `text` and `iso`.
    Date,
    /// A record of this type (or union).
    Record(TypeId),
    /// A map of fields.
    Map(Vec<Field>),
}

/// What must and must not stand directly beside an occurrence; empty lists ask nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guard {
    /// One of these texts must stand directly before.
    pub prev_is: Vec<Arc<str>>,
    /// None of these may.
    pub prev_is_not: Vec<Arc<str>>,
    /// One of these texts must stand directly after.
    pub next_is: Vec<Arc<str>>,
    /// None of these may.
    pub next_is_not: Vec<Arc<str>>,
}

impl Guard {
    /// Whether it asks nothing.
    pub fn is_empty(&self) -> bool {
        *self == Guard::default()
    }
}

/// A lexicon: entries of its own and of those that it includes.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// Its name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// Its entries, included ones too (copied, with their own places).
    pub entries: Vec<Entry>,
    /// The lexicons that it includes.
    pub include: Vec<LexiconId>,
    /// An occurrence wholly inside a longer entry of these, that itself stands, is none.
    pub not_inside: Vec<LexiconId>,
    /// A guard that holds for every entry besides the entry's own.
    pub guard: Guard,
    /// Where it is defined.
    pub place: Place,
}

impl Lexicon {
    /// The entry of this id.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.index()]
    }
}

/// An entry of a lexicon.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its text, folded like the document.
    pub text: Arc<str>,
    /// Attributes as text, in the order written.
    pub attributes: Vec<(Arc<str>, Arc<str>)>,
    /// What may stand beside it.
    pub guard: Guard,
    /// The layer that it comes from (index into [`Pack::layers`]).
    pub layer: u32,
    /// Where it is written.
    pub place: Place,
}

impl Entry {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&Arc<str>> {
        self.attributes
            .iter()
            .find(|(key, _)| &**key == name)
            .map(|(_, value)| value)
    }

    /// Whether all filters hold.
    pub fn passes(&self, filters: &[Filter]) -> bool {
        filters.iter().all(|filter| {
            let found = self.attribute(&filter.attribute);
            let holds = match found {
                Some(value) => {
                    filter.values.is_empty()
                        || filter.values.iter().any(|wanted| **wanted == **value)
                }
                None => false,
            };
            holds != filter.negative
        })
    }
}

/// A named pattern.
#[derive(Debug, Clone)]
pub struct NamedPattern {
    /// Its name.
    pub name: String,
    /// Its parameters.
    pub parameters: Vec<String>,
    /// What it matches; overlays' alternatives are merged in.
    pub tree: Node,
    /// Where it is defined.
    pub place: Place,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub doc: String,
    /// Where it is sought, from outer to inner; `[sentence]` by default.
    pub within: Vec<Scope>,
    /// What it does.
    pub action: Action,
    /// A condition on the finished match.
    pub condition: Option<Expression>,
    /// The records it makes (empty for an entity rule).
    pub emit: Vec<Emit>,
    /// What drops its records.
    pub exceptions: Vec<Exception>,
    /// Its tests.
    pub examples: Vec<Example>,
    /// What happens to rivals.
    pub keep: Keep,
    /// The layer that it comes from.
    pub layer: u32,
    /// Where it is defined (its name).
    pub place: Place,
}

impl Action {
    /// The patterns that find something, in order: neither ends nor exceptions.
    pub fn patterns(&self) -> Vec<&Node> {
        match self {
            Action::Match(pattern) => vec![pattern],
            Action::Segment(segment) => {
                let markers = segment.markers.iter();
                markers.map(|marker| &marker.pattern).collect()
            }
            Action::Entity(entity) => {
                let mentions = entity.mentions.iter();
                mentions.map(|mention| &mention.pattern).collect()
            }
        }
    }
}

/// What a rule does.
#[derive(Debug, Clone)]
pub enum Action {
    /// Matches a pattern.
    Match(Node),
    /// Divides a scope by markers.
    Segment(Segment),
    /// Merges records over the document.
    Entity(Entity),
}

/// A scope of `within`.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// What it is.
    pub kind: ScopeKind,
    /// Where it is written (the rule's name for a default).
    pub place: Place,
}

/// The kinds of scopes.
#[derive(Debug, Clone, PartialEq)]
pub enum ScopeKind {
    /// A unit of layout; `nth` (from 1) counts in the body or in the outer scope.
    Unit {
        /// The unit.
        unit: Unit,
        /// Only the so-manieth.
        nth: Option<u32>,
    },
    /// The span of each record of a type (or union).
    Records(TypeId),
    /// The span of each value of a field.
    Field(TypeId, Vec<String>),
}

/// A rule that divides a scope by markers.
#[derive(Debug, Clone)]
pub struct Segment {
    /// The markers, tried in order at each place.
    pub markers: Vec<Marker>,
    /// `consecutive(n)`: the capture that holds the ordinal.
    pub consecutive: Option<String>,
    /// A run of fewer segments never was.
    pub minimum: u32,
    /// What ends the last segment, besides the scope.
    pub end: Vec<End>,
}

/// A marker of a segment rule.
#[derive(Debug, Clone)]
pub struct Marker {
    /// Ordinals are counted within one style.
    pub style: String,
    /// Its ordinal.
    pub ordinal: MarkerOrdinal,
    /// What it looks like.
    pub pattern: Node,
    /// Ends of its own, besides the rule's.
    pub end: Vec<End>,
    /// Where it is written.
    pub place: Place,
}

/// Where a marker's ordinal comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkerOrdinal {
    /// From the capture named by `order`.
    Captured,
    /// Always this one.
    Fixed(u32),
    /// One more than the last of the run (最后).
    Next,
}

/// What ends a segment.
#[derive(Debug, Clone)]
pub enum End {
    /// A match of a pattern (records included: `<Attribution>`), at its start.
    Pattern(Node),
    /// A unit of layout (`subhead`, `quote`, `paragraph`): its start.
    Unit(Unit),
}

/// A rule that merges records of one type over the document.
#[derive(Debug, Clone)]
pub struct Entity {
    /// The type (or union) that is merged.
    pub of: TypeId,
    /// The type that is made: same fields, and `mentions`.
    pub makes: TypeId,
    /// Records with equal text in this field are one.
    pub same: String,
    /// List fields that are united, in order, equal ones once.
    pub unite: Vec<String>,
    /// Other mentions: where they match they join the entity that `refers` names.
    pub mentions: Vec<Mention>,
}

/// A pattern whose matches are mentions of an entity.
#[derive(Debug, Clone)]
pub struct Mention {
    /// What a mention looks like.
    pub pattern: Node,
    /// Gives a record of `of`/`makes`, or the text of its `same` field.
    pub refers: Expression,
    /// A condition on the match.
    pub condition: Option<Expression>,
    /// Where it is sought; the document by default.
    pub within: Vec<Scope>,
    /// Where it is written.
    pub place: Place,
}

/// One entry of `emit`.
#[derive(Debug, Clone)]
pub struct Emit {
    /// `each: [group in groups, name in group.names]`, from outer to inner.
    pub each: Vec<(String, Expression)>,
    /// A condition on the one record.
    pub condition: Option<Expression>,
    /// The type made, always a leaf.
    pub makes: TypeId,
    /// For each field of the type that is filled: (field, expression).
    pub fields: Vec<(usize, FieldValue)>,
    /// `span:` another capture or a scope.
    pub span: Option<EmitSpan>,
    /// Where it is written.
    pub place: Place,
}

/// What a field is filled with.
#[derive(Debug, Clone)]
pub enum FieldValue {
    /// One expression.
    Expression(Expression),
    /// A map written out: (index of the inner field, value).
    Map(Vec<(usize, FieldValue)>),
}

/// Where a record's span comes from.
#[derive(Debug, Clone)]
pub enum EmitSpan {
    /// The span of a value.
    Value(Expression),
    /// `enclosing(paragraph)`: the unit around the match.
    Enclosing(Unit),
}

/// An exception of a rule.
#[derive(Debug, Clone)]
pub struct Exception {
    /// Its `id`, else absent.
    pub id: Option<String>,
    /// The capture that must lie inside the match; the record's span when absent.
    pub on: Option<String>,
    /// Where `on` is written.
    pub on_place: Option<Place>,
    /// What drops a record that lies inside it.
    pub pattern: Node,
    /// A sentence in which it does.
    pub example: Option<(String, Place)>,
    /// Where it is written.
    pub place: Place,
}

/// How rivals are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// A record stays unless a longer rival stays.
    #[default]
    Longest,
    /// All stay.
    All,
}

/// A test of a rule.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its `id`, else its text.
    pub id: String,
    /// The text; may hold several paragraphs.
    pub text: String,
    /// The text as it is written, with the way back to the file.
    pub written: Scalar,
    /// What it gives.
    pub gives: Vec<Expected>,
    /// Whether more records are allowed (`…`).
    pub open: bool,
    /// Whether it may fail.
    pub todo: bool,
    /// The publication date given to it (`YYYY-MM-DD`).
    pub date: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// A record that an example expects.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Its type (a union's name allows any of its leaves).
    pub kind: TypeId,
    /// The fields that are compared.
    pub fields: Vec<(String, ExpectedValue)>,
    /// Where it is written.
    pub place: Place,
}

/// A value that an example expects.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpectedValue {
    /// Must be absent (`null`, `~`).
    Absent,
    /// A text, number, truth value or date by its text; a map or record by its text.
    Text(String),
    /// A list, exact.
    List(Vec<ExpectedValue>),
    /// A map or record by some of its fields.
    Map(Vec<(String, ExpectedValue)>),
}

/// The shape of an output tree.
#[derive(Debug, Clone)]
pub struct View {
    /// Its name.
    pub name: String,
    /// Its top-level keys in order.
    pub parts: Vec<ViewPart>,
    /// Where it is written.
    pub place: Place,
}

/// A key of a view.
#[derive(Debug, Clone)]
pub struct ViewPart {
    /// The key in the output.
    pub key: String,
    /// The type (or union) shown.
    pub of: TypeId,
    /// Whether a single object stands for the list (the first record).
    pub one: bool,
    /// How a record finds its holder (only in `holds`).
    pub how: Hold,
    /// The fields shown; all when absent.
    pub fields: Option<Vec<String>>,
    /// What each record holds.
    pub holds: Vec<ViewPart>,
    /// Where it is written.
    pub place: Place,
}

/// How a held record is found by its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hold {
    /// It lies in the innermost holder that contains it.
    #[default]
    Inside,
    /// Likewise, and only its id is shown: `ids(Directive)`.
    Ids,
    /// It belongs to the nearest holder before it, else after: `nearest(Participant)`.
    Nearest,
}

/// What should be true of a corpus without gold: 每个 Speech 有 speaker ≥ 0.9.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The line as written.
    pub text: String,
    /// Of the records of this type …
    pub kind: TypeId,
    /// … this field is present …
    pub field: String,
    /// … in at least this share.
    pub share: f64,
    /// Where it is written.
    pub place: Place,
}

impl Pack {
    /// The type of this name.
    pub fn type_named(&self, name: &str) -> Option<TypeId> {
        self.type_names.get(name).copied()
    }

    /// The type of this id.
    pub fn type_of(&self, id: TypeId) -> &Type {
        &self.types[id.index()]
    }

    /// The leaves that a type stands for: itself, or those of the union.
    pub fn leaves(&self, id: TypeId) -> Vec<TypeId> {
        let found = self.type_of(id);
        if found.leaves.is_empty() {
            vec![id]
        } else {
            found.leaves.clone()
        }
    }

    /// The layer (index into `layers`) that a place belongs to.
    pub fn layer_at(&self, place: Place) -> u32 {
        let source = place.source.0 as usize;
        self.source_layers.get(source).copied().unwrap_or(0)
    }

    /// Whether a place is in the topmost layer, whose author can mend what is there.
    pub fn is_own(&self, place: Place) -> bool {
        self.layer_at(place) as usize + 1 >= self.layers.len()
    }

    /// The rule of this id.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.index()]
    }
}
