//! Record types: `fields`, `like` (the same fields), `is` (a union).
//!
//! A field is written as its kind (`name: text`) or as a map with `kind`, `many`,
//! `required`, `doc`, guards (`next_is_not` …) and `not_inside`; the kind of a field may be a
//! map of fields. A type may have `fields` besides `like`: they are added.

use super::lexicon::read_guard;
use super::{Context, Keys};
use crate::diagnostic::{Diagnostic, Message, closest, codes};
use crate::pack::model::{Field, Kind, Type};
use crate::pack::yaml::{Content, Pair, Yaml};
use crate::record::TypeId;
use crate::source::Place;

/// A type as written, before `like` and `is` are followed.
struct Written {
    fields: Vec<Field>,
    like: Option<(TypeId, Place)>,
    is: Vec<(TypeId, Place)>,
}

/// Reads all types. The names in `context` must already be those of `pairs`, in order.
pub(crate) fn read_types(pairs: &[Pair], context: &mut Context) -> Vec<Type> {
    let mut types = Vec::new();
    let mut written = Vec::new();
    for pair in pairs {
        let (doc, found) = read_type(pair, context);
        types.push(Type {
            name: pair.key.as_str().to_owned(),
            doc,
            fields: Vec::new(),
            leaves: found.is.iter().map(|&(leaf, _)| leaf).collect(),
            unions: Vec::new(),
            place: pair.key.place(),
        });
        written.push(found);
    }
    let mut following = Vec::new();
    for (index, kind) in types.iter_mut().enumerate() {
        kind.fields = fields_of(index, &written, &mut following, context);
    }
    for index in 0..types.len() {
        unite(index, &written, &mut types, context);
    }
    types
}

fn read_type(pair: &Pair, context: &mut Context) -> (String, Written) {
    let mut found = Written {
        fields: Vec::new(),
        like: None,
        is: Vec::new(),
    };
    let Some(mut keys) = Keys::of(&pair.value, pair.key.place(), context) else {
        return (String::new(), found);
    };
    let doc = read_doc(&mut keys, context);
    if let Some(fields) = keys.take("fields") {
        found.fields = read_fields(fields, context);
    }
    if let Some(like) = keys.take("like")
        && let Some(name) = context.word(like)
    {
        let place = name.place();
        found.like = context
            .type_named(name.as_str(), place)
            .map(|id| (id, place));
    }
    if let Some(pair) = keys.take_pair("is") {
        for name in context.words(&pair.value) {
            let Some(id) = context.type_named(name.as_str(), name.place()) else {
                continue;
            };
            if found.is.iter().any(|&(leaf, _)| leaf == id) {
                context.error(
                    codes::DEFINED_TWICE,
                    name.place(),
                    format!("“{}”在 is 里写了两次", name.as_str()),
                    format!("`{}` stands twice in `is`", name.as_str()),
                );
            } else {
                found.is.push((id, name.place()));
            }
        }
        if !found.fields.is_empty() || found.like.is_some() {
            context.error(
                codes::CONFLICT,
                pair.key.place(),
                "有 is 的类型不再写 fields 或 like：它的字段是各成员共有的字段".into(),
                "a type with `is` has no `fields` or `like`: its fields are those that all its members share".into(),
            );
        }
    } else if found.fields.is_empty() && found.like.is_none() && pair_is_empty(pair) {
        context.error(
            codes::NOTHING_GIVEN,
            pair.key.place(),
            format!("类型“{}”什么也没有定义", pair.key.as_str()),
            format!("the type `{}` defines nothing", pair.key.as_str()),
        );
    }
    keys.finish(context);
    (doc, found)
}

fn pair_is_empty(pair: &Pair) -> bool {
    matches!(&pair.value.content, Content::Map(pairs) if pairs.is_empty())
}

/// The text of `doc:`, empty when absent.
pub(super) fn read_doc(keys: &mut Keys<'_>, context: &mut Context) -> String {
    keys.take("doc")
        .and_then(|doc| context.text(doc))
        .map(|doc| doc.as_str().trim().to_owned())
        .unwrap_or_default()
}

fn read_fields(yaml: &Yaml, context: &mut Context) -> Vec<Field> {
    match &yaml.content {
        Content::Map(pairs) => pairs
            .iter()
            .filter_map(|pair| read_field(pair, context))
            .collect(),
        _ => {
            context.wrong_form(yaml, "一组字段（名: 种类）", "fields (`name: kind`)");
            Vec::new()
        }
    }
}

fn read_field(pair: &Pair, context: &mut Context) -> Option<Field> {
    context.name(&pair.key);
    let mut field = Field {
        name: pair.key.as_str().to_owned(),
        doc: String::new(),
        kind: Kind::Text,
        many: false,
        required: false,
        guard: Default::default(),
        not_inside: Vec::new(),
        place: pair.key.place(),
    };
    if !matches!(pair.value.content, Content::Map(_)) {
        // A field whose kind is not understood is kept, so that its uses are no further faults.
        field.kind = read_kind(&pair.value, context).unwrap_or(Kind::Text);
        return Some(field);
    }
    let mut keys = Keys::of(&pair.value, pair.key.place(), context)?;
    field.doc = read_doc(&mut keys, context);
    let kind = keys
        .require("kind", context)
        .and_then(|kind| read_kind(kind, context));
    if let Some(many) = keys.take("many") {
        field.many = context.yes_no(many).unwrap_or(false);
    }
    if let Some(required) = keys.take("required") {
        field.required = context.yes_no(required).unwrap_or(false);
    }
    field.guard = read_guard(&mut keys, context);
    if let Some(lexicons) = keys.take("not_inside") {
        field.not_inside = super::lexicon::read_names(lexicons, context);
    }
    keys.finish(context);
    field.kind = kind.unwrap_or(Kind::Text);
    Some(field)
}

fn read_kind(yaml: &Yaml, context: &mut Context) -> Option<Kind> {
    if matches!(yaml.content, Content::Map(_)) {
        return Some(Kind::Map(read_fields(yaml, context)));
    }
    let text = context.word(yaml)?;
    let name = text.as_str();
    Some(match name {
        "text" => Kind::Text,
        "number" => Kind::Number,
        "yes_no" => Kind::YesNo,
        "date" => Kind::Date,
        _ => match context.types.get(name) {
            Some(&id) => Kind::Record(id),
            None => {
                let fixed = ["text", "number", "yes_no", "date"];
                let names = context.types.keys().map(String::as_str);
                let known = closest(name, fixed.into_iter().chain(names));
                let fault = Diagnostic::error(
                    codes::UNKNOWN_TYPE,
                    text.place(),
                    Message::new(
                        format!("没有种类“{name}”"),
                        format!("there is no kind `{name}`"),
                    ),
                )
                .label(Message::new(
                    "可用：text、number、yes_no、date、类型名，或一组字段",
                    "text, number, yes_no, date, a type's name, or a map of fields",
                ));
                context
                    .faults
                    .push(super::did_you_mean(fault, text.place(), known));
                return None;
            }
        },
    })
}

/// The fields of a type with those of the types that it is like, theirs first.
fn fields_of(
    index: usize,
    written: &[Written],
    following: &mut Vec<usize>,
    context: &mut Context,
) -> Vec<Field> {
    let own = &written[index];
    let Some((like, place)) = own.like else {
        return own.fields.clone();
    };
    if following.contains(&index) || like.index() == index {
        // Once for each type of the circle, at its own `like`.
        if following.first().copied().unwrap_or(index) == index {
            context.error(
                codes::CIRCLE,
                place,
                "like 绕了一圈又回到自己".into(),
                "`like` leads in a circle back to this type".into(),
            );
        }
        return own.fields.clone();
    }
    if !written[like.index()].is.is_empty() {
        context.error(
            codes::UNION,
            place,
            "like 不能指向有 is 的类型".into(),
            "`like` cannot name a type with `is`".into(),
        );
        return own.fields.clone();
    }
    following.push(index);
    let mut fields = fields_of(like.index(), written, following, context);
    following.pop();
    for field in &own.fields {
        match fields.iter().find(|known| known.name == field.name) {
            Some(known) if following.is_empty() => {
                let first = known.place;
                context.faults.push(
                    Diagnostic::error(
                        codes::DEFINED_TWICE,
                        field.place,
                        Message::new(
                            format!("字段“{}”已由 like 带来", field.name),
                            format!("the field `{}` already comes with `like`", field.name),
                        ),
                    )
                    .related(first, Message::new("在这里定义", "defined here")),
                );
            }
            Some(_) => {}
            None => fields.push(field.clone()),
        }
    }
    fields
}

/// Gives a union the fields that all its leaves share, and tells the leaves of it.
fn unite(index: usize, written: &[Written], types: &mut [Type], context: &mut Context) {
    let union = TypeId(index as u32);
    let mut leaves = Vec::new();
    for &(leaf, place) in &written[index].is {
        if leaf == union || !written[leaf.index()].is.is_empty() {
            context.faults.push(
                Diagnostic::error(
                    codes::UNION,
                    place,
                    Message::new(
                        format!("“{}”自己也有 is", types[leaf.index()].name),
                        format!("`{}` itself has `is`", types[leaf.index()].name),
                    ),
                )
                .help(Message::new(
                    "is 里直接写出各个叶子类型",
                    "name the leaf types themselves",
                )),
            );
            continue;
        }
        leaves.push(leaf);
        types[leaf.index()].unions.push(union);
    }
    let Some((first, others)) = leaves.split_first() else {
        types[index].leaves.clear();
        return;
    };
    let mut shared = types[first.index()].fields.clone();
    shared.retain(|field| {
        others.iter().all(|leaf| {
            types[leaf.index()]
                .fields
                .iter()
                .any(|other| same_field(field, other))
        })
    });
    for field in &mut shared {
        field.required = leaves.iter().all(|leaf| {
            let fields = &types[leaf.index()].fields;
            fields
                .iter()
                .any(|other| other.name == field.name && other.required)
        });
    }
    types[index].fields = shared;
    types[index].leaves = leaves;
}

/// Whether two types can share a field.
fn same_field(left: &Field, right: &Field) -> bool {
    left.name == right.name && left.many == right.many && same_kind(&left.kind, &right.kind)
}

fn same_kind(left: &Kind, right: &Kind) -> bool {
    match (left, right) {
        (Kind::Text, Kind::Text)
        | (Kind::Number, Kind::Number)
        | (Kind::YesNo, Kind::YesNo)
        | (Kind::Date, Kind::Date) => true,
        (Kind::Record(left), Kind::Record(right)) => left == right,
        (Kind::Map(left), Kind::Map(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| same_field(l, r))
        }
        _ => false,
    }
}
