//! What an example expects beside what was found: which pairs agree, which nearly do, what
//! is missing and what is too many.

use similar::TextDiff;

use crate::explain::describe::{self, Reader};
use crate::pack::{Example, Expected, ExpectedValue, Field, Kind};
use crate::record::{Record, RecordId, TypeId, Value};
use crate::text::fold;

/// One way in which what was found is not what was expected.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Difference {
    /// Expected, not found: the index in `gives`.
    Missing(usize),
    /// Found, not expected.
    False(RecordId),
    /// Found, but some fields differ.
    Wrong(usize, RecordId, Vec<FieldDifference>),
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDifference {
    /// Its name.
    pub field: String,
    /// What the example says.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// A pair below this likeness is not the same record with a fault, but two.
const ALIKE: f32 = 0.5;

/// The differences between an example and what was found of `types`, in the order of `gives`
/// and then of the text.
pub(super) fn compare(reader: &Reader<'_>, example: &Example, types: &[TypeId]) -> Vec<Difference> {
    let mut left: Vec<RecordId> = found(reader, types).collect();
    let mut differences = Vec::new();
    for kind in kinds(reader, example) {
        let gives: Vec<usize> = (0..example.gives.len())
            .filter(|&index| example.gives[index].kind == kind)
            .collect();
        let leaves = reader.pack.leaves(kind);
        let of_kind = |id: &RecordId| leaves.contains(&reader.record(*id).kind);
        let candidates: Vec<RecordId> = left.iter().copied().filter(of_kind).collect();
        let pairs = align(reader, example, &gives, &candidates);
        for (&index, partner) in gives.iter().zip(pairs) {
            let Some(id) = partner else {
                differences.push(Difference::Missing(index));
                continue;
            };
            left.retain(|other| *other != id);
            let wrong = wrong_fields(reader, &example.gives[index], id);
            if !wrong.is_empty() {
                differences.push(Difference::Wrong(index, id, wrong));
            }
        }
    }
    differences.sort_by_key(|difference| match difference {
        Difference::Missing(index) | Difference::Wrong(index, ..) => *index,
        Difference::False(_) => usize::MAX,
    });
    if !example.open {
        differences.extend(left.into_iter().map(Difference::False));
    }
    differences
}

/// The records of these types, in the order of the text.
pub(super) fn found(reader: &Reader<'_>, types: &[TypeId]) -> impl Iterator<Item = RecordId> {
    let records = &reader.extraction.records;
    (0..)
        .map(RecordId)
        .zip(records)
        .filter(move |(_, record)| types.contains(&record.kind))
        .map(|(id, _)| id)
}

/// The types that `gives` names: leaves before unions, since a union takes what is left.
fn kinds(reader: &Reader<'_>, example: &Example) -> Vec<TypeId> {
    let mut kinds: Vec<TypeId> = example.gives.iter().map(|expected| expected.kind).collect();
    kinds.sort_by_key(|kind| (!reader.pack.type_of(*kind).leaves.is_empty(), *kind));
    kinds.dedup();
    kinds
}

/// A partner for each of `gives`, in order, at the least cost: a missing record and one too
/// many cost 1 each, a pair what it differs by.
fn align(
    reader: &Reader<'_>,
    example: &Example,
    gives: &[usize],
    candidates: &[RecordId],
) -> Vec<Option<RecordId>> {
    let surplus = if example.open { 0.0 } else { 1.0 };
    let (rows, columns) = (gives.len(), candidates.len());
    let pair: Vec<Vec<f32>> = gives
        .iter()
        .map(|&index| {
            let cost = |id: &RecordId| 1.0 - likeness(reader, &example.gives[index], *id);
            candidates.iter().map(cost).collect()
        })
        .collect();
    // `cost[i][j]`: the least for what is left from i and j on.
    let mut cost = vec![vec![0.0_f32; columns + 1]; rows + 1];
    for i in (0..=rows).rev() {
        for j in (0..=columns).rev() {
            let missing = (i < rows).then(|| 1.0 + cost[i + 1][j]);
            let extra = (j < columns).then(|| surplus + cost[i][j + 1]);
            let both = (i < rows && j < columns && pair[i][j] <= 1.0 - ALIKE)
                .then(|| pair[i][j] + cost[i + 1][j + 1]);
            let ways = [both, missing, extra].into_iter().flatten();
            cost[i][j] = ways.reduce(f32::min).unwrap_or(0.0);
        }
    }
    let mut partners = Vec::with_capacity(rows);
    let (mut i, mut j) = (0, 0);
    while i < rows {
        let here = cost[i][j];
        if j < columns && pair[i][j] <= 1.0 - ALIKE && pair[i][j] + cost[i + 1][j + 1] <= here {
            partners.push(Some(candidates[j]));
            (i, j) = (i + 1, j + 1);
        } else if j < columns && surplus + cost[i][j + 1] <= here {
            j += 1;
        } else {
            partners.push(None);
            i += 1;
        }
    }
    partners
}

/// How alike an expected record and a found one are: 1 where all named fields agree.
pub(super) fn likeness(reader: &Reader<'_>, expected: &Expected, id: RecordId) -> f32 {
    if expected.fields.is_empty() {
        return 1.0;
    }
    let record = reader.record(id);
    let likeness = expected.fields.iter().map(|(name, wanted)| {
        if agrees(reader, id, name, wanted) {
            return 1.0;
        }
        let kind = reader.pack.type_of(record.kind);
        let field = kind.field(name).map(|index| &kind.fields[index].kind);
        if let Some(Kind::Date | Kind::Number | Kind::YesNo) = field {
            // Numbers tell little of whether it is the same record.
            return ALIKE;
        }
        let shown = describe::expected_value(wanted);
        let held = held(reader, record, id, name);
        // What differs is never quite alike, however little it is.
        TextDiff::from_chars(&*shown, &*held).ratio().min(0.95)
    });
    likeness.sum::<f32>() / expected.fields.len() as f32
}

/// The named fields that differ.
fn wrong_fields(reader: &Reader<'_>, expected: &Expected, id: RecordId) -> Vec<FieldDifference> {
    let differing = expected
        .fields
        .iter()
        .filter(|(name, wanted)| !agrees(reader, id, name, wanted));
    differing
        .map(|(name, wanted)| FieldDifference {
            field: name.clone(),
            expected: describe::expected_value(wanted),
            found: held(reader, reader.record(id), id, name),
        })
        .collect()
}

/// A field in words; `text` and `mentions` every record has.
fn held(reader: &Reader<'_>, record: &Record, id: RecordId, name: &str) -> String {
    let kind = reader.pack.type_of(record.kind);
    match kind.field(name) {
        Some(index) if name != MENTIONS => {
            reader.value(&record.fields[index], &kind.fields[index].kind)
        }
        _ if name == MENTIONS => {
            let spans = reader.mentions(id).iter();
            let texts: Vec<&str> = spans.map(|span| reader.text.slice(*span)).collect();
            format!("[{}]", texts.join(", "))
        }
        _ if name == TEXT => describe::shortened(reader.text.slice(record.span)),
        _ => "~".to_owned(),
    }
}

/// The text of a record's span, where its type has no field of this name.
const TEXT: &str = "text";
/// Where an entity is mentioned, as texts.
const MENTIONS: &str = "mentions";

/// Whether a field of a record is what an example says.
fn agrees(reader: &Reader<'_>, id: RecordId, name: &str, wanted: &ExpectedValue) -> bool {
    let record = reader.record(id);
    if name == MENTIONS {
        let ExpectedValue::List(items) = wanted else {
            return false;
        };
        let spans = reader.mentions(id);
        return items.len() == spans.len()
            && items
                .iter()
                .zip(spans)
                .all(|(item, span)| is_text(item, reader.text.slice(*span)));
    }
    let kind = reader.pack.type_of(record.kind);
    match kind.field(name) {
        Some(index) => value_agrees(
            reader,
            &record.fields[index],
            &kind.fields[index].kind,
            wanted,
        ),
        None => name == TEXT && is_text(wanted, reader.text.slice(record.span)),
    }
}

fn value_agrees(reader: &Reader<'_>, value: &Value, kind: &Kind, wanted: &ExpectedValue) -> bool {
    match (wanted, value) {
        (ExpectedValue::Absent, value) => describe::is_nothing(value),
        (ExpectedValue::List(items), Value::List(values)) => {
            items.len() == values.len()
                && items
                    .iter()
                    .zip(values)
                    .all(|(item, value)| value_agrees(reader, value, kind, item))
        }
        // One thing may be written without the brackets of its list.
        (_, Value::List(values)) => match values.as_slice() {
            [only] => value_agrees(reader, only, kind, wanted),
            _ => false,
        },
        (ExpectedValue::List(_), _) => false,
        (ExpectedValue::Map(fields), value) => fields
            .iter()
            .all(|(name, wanted)| inner_agrees(reader, value, kind, name, wanted)),
        (ExpectedValue::Text(text), Value::Number(number)) => text.trim().parse() == Ok(*number),
        (ExpectedValue::Text(text), Value::YesNo(yes)) => match text.trim() {
            "true" | "yes" | "是" => *yes,
            "false" | "no" | "否" => !*yes,
            _ => false,
        },
        (ExpectedValue::Text(text), Value::Date(date)) => {
            date.iso.as_deref() == Some(text.trim())
                || is_text(wanted, reader.text.slice(date.span))
        }
        (ExpectedValue::Text(_), Value::Record(id)) => {
            is_text(wanted, reader.name_of(*id))
                || is_text(wanted, reader.text.slice(reader.record(*id).span))
        }
        (ExpectedValue::Text(_), value) => reader
            .text_of(value)
            .is_some_and(|found| is_text(wanted, &found)),
    }
}

/// Whether a field inside a map, record or date is what an example says.
fn inner_agrees(
    reader: &Reader<'_>,
    value: &Value,
    kind: &Kind,
    name: &str,
    wanted: &ExpectedValue,
) -> bool {
    let field = |fields: &[Field]| fields.iter().position(|field| field.name == name);
    match (value, kind) {
        (Value::Record(id), _) => agrees(reader, *id, name, wanted),
        (Value::Map { fields, span }, Kind::Map(kinds)) => match (field(kinds), span) {
            (Some(index), _) => value_agrees(reader, &fields[index], &kinds[index].kind, wanted),
            (None, Some(span)) => name == TEXT && is_text(wanted, reader.text.slice(*span)),
            (None, None) => false,
        },
        (Value::Date(date), _) => match (name, &date.iso) {
            (TEXT, _) => is_text(wanted, reader.text.slice(date.span)),
            ("iso", Some(iso)) => is_text(wanted, iso),
            ("iso", None) => *wanted == ExpectedValue::Absent,
            _ => false,
        },
        _ => false,
    }
}

/// Whether a text is the expected one, as it is written or as documents are folded.
fn is_text(wanted: &ExpectedValue, found: &str) -> bool {
    let ExpectedValue::Text(wanted) = wanted else {
        return false;
    };
    let wanted = wanted.trim();
    wanted == found.trim() || fold(wanted).trim() == found.trim()
}
