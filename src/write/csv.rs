//! CSV: a table for each key of the view, for spreadsheets.
//!
//! Every table opens with `document`, `id`, `text`, `start`, `end`; the table of held records
//! also has `holder`. A field is one column, read as a person would: a list joined by `；`, a
//! map by its text. What a map, a date or a reference holds besides has columns of its own,
//! `speaker.name`, `date.iso`, `person.id`. The columns depend on the pack alone.

use std::borrow::Cow;
use std::io;

use serde_json::Value;

use crate::pack::{Field, Hold, Kind};
use crate::view::{Layout, Part, Slot};

use super::summary::summary;
use super::{Document, Writer};

/// Spreadsheets take a file for UTF-8 by its first bytes.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Tables, one stream each.
#[derive(Debug)]
pub struct Csv {
    tables: Vec<Table>,
    heads: Vec<Vec<u8>>,
}

/// A key of the view as a table.
#[derive(Debug)]
struct Table {
    name: String,
    /// The keys that lead to its records: `events`, `participants`.
    keys: Vec<String>,
    columns: Vec<Column>,
}

/// A column and the keys that lead to its value within the record.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    name: String,
    keys: Vec<String>,
}

impl Csv {
    /// The tables of a view.
    pub fn new(layout: &Layout<'_>) -> Self {
        let mut tables = Vec::new();
        for part in &layout.parts {
            add_tables(part, &[], &mut tables);
        }
        Self::of(tables)
    }

    /// Only the table of this name; absent if there is none.
    pub fn only(layout: &Layout<'_>, name: &str) -> Option<Self> {
        let Self { mut tables, .. } = Self::new(layout);
        tables.retain(|table| table.name == name);
        (!tables.is_empty()).then(|| Self::of(tables))
    }

    fn of(tables: Vec<Table>) -> Self {
        let heads = tables.iter().map(Table::head).collect();
        Self { tables, heads }
    }
}

impl Writer for Csv {
    fn streams(&self) -> Vec<&str> {
        self.tables.iter().map(|table| &*table.name).collect()
    }

    fn begin(&self, stream: usize) -> &[u8] {
        &self.heads[stream]
    }

    fn document(&self, document: &Document<'_>, streams: &mut [Vec<u8>]) -> io::Result<()> {
        let tree = serde_json::to_value(document.records)?;
        for (table, stream) in self.tables.iter().zip(streams) {
            let mut rows = csv::Writer::from_writer(stream);
            table.write(document.id, &tree, &mut rows)?;
            rows.flush()?;
        }
        Ok(())
    }
}

impl Table {
    fn is_held(&self) -> bool {
        self.keys.len() > 1
    }

    fn head(&self) -> Vec<u8> {
        let holder = self.is_held().then_some("holder");
        let first = ["document"].into_iter().chain(holder);
        let names = first.chain(["id", "text", "start", "end"]);
        let mut row = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
        // Writing to memory does not fail.
        let written = row.write_record(names.chain(self.columns.iter().map(|it| &*it.name)));
        written
            .ok()
            .and_then(|()| row.into_inner().ok())
            .unwrap_or_default()
    }

    fn write(
        &self,
        document: &str,
        tree: &Value,
        rows: &mut csv::Writer<&mut Vec<u8>>,
    ) -> io::Result<()> {
        let mut records: Vec<(&Value, &Value)> = vec![(&Value::Null, tree)];
        for key in &self.keys {
            let inner = |(_, holder)| records_under(holder, key).map(move |held| (holder, held));
            records = records.into_iter().flat_map(inner).collect();
        }
        for (holder, record) in records {
            let holder = self.is_held().then(|| summary(&holder["id"]));
            let span = &record["span"];
            let own = [&record["id"], &record["text"], &span["start"], &span["end"]];
            let fields = self.columns.iter().map(|column| column.value(record));
            let cells = own.into_iter().chain(fields).map(cell);
            let first = std::iter::once(document.into()).chain(holder);
            rows.write_record(first.chain(cells).map(|cell| cell.into_owned()))?;
        }
        Ok(())
    }
}

impl Column {
    fn value<'v>(&self, record: &'v Value) -> &'v Value {
        let mut value = record;
        for key in &self.keys {
            value = value.get(key).unwrap_or(&Value::Null);
        }
        value
    }
}

/// Yes and no are spelled out: a table is read by programs too.
fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Bool(true) => Cow::Borrowed("true"),
        Value::Bool(false) => Cow::Borrowed("false"),
        other => summary(other),
    }
}

fn records_under<'v>(holder: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    let found = match holder.get(key) {
        Some(Value::Array(records)) => &records[..],
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    found.iter()
}

/// The table of a key and those of what its records hold.
fn add_tables(part: &Part<'_>, above: &[String], tables: &mut Vec<Table>) {
    let keys: Vec<String> = above.iter().cloned().chain([part.key.to_owned()]).collect();
    let taken = tables.iter().any(|table| table.name == part.key);
    let mut columns: Vec<Column> = Vec::new();
    for (_, slots) in &part.leaves {
        for slot in slots {
            let more = match slot {
                Slot::Field(_, field) => field_columns(field, &[]),
                Slot::Held(index) => held_column(&part.holds[*index]),
                Slot::Mentions => vec![column(&["mentions".to_owned()])],
            };
            for column in more {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
    }
    tables.push(Table {
        name: if taken {
            keys.join(".")
        } else {
            part.key.to_owned()
        },
        keys: keys.clone(),
        columns,
    });
    for held in part.holds.iter().filter(|held| !held.is_by_id()) {
        add_tables(held, &keys, tables);
    }
}

/// Held records have a table of their own; those shown by id only are a list of ids.
fn held_column(held: &Part<'_>) -> Vec<Column> {
    match held.how {
        Hold::Ids => vec![column(&[held.key.to_owned()])],
        Hold::Inside | Hold::Nearest => Vec::new(),
    }
}

fn field_columns(field: &Field, above: &[String]) -> Vec<Column> {
    let keys: Vec<String> = above.iter().cloned().chain([field.name.clone()]).collect();
    let mut columns = vec![column(&keys)];
    if field.many {
        return columns;
    }
    let mut add = |key: &str| {
        let keys: Vec<String> = keys.iter().cloned().chain([key.to_owned()]).collect();
        columns.push(column(&keys));
    };
    match &field.kind {
        Kind::Date => add("iso"),
        Kind::Record(_) => add("id"),
        Kind::Map(fields) => {
            let inner = fields.iter().filter(|field| field.name != "text");
            for field in inner {
                columns.extend(field_columns(field, &keys));
            }
        }
        Kind::Text | Kind::Number | Kind::YesNo => {}
    }
    columns
}

fn column(keys: &[String]) -> Column {
    Column {
        name: keys.join("."),
        keys: keys.to_vec(),
    }
}
