//! Tiyao: declarative rules that turn Chinese official news into structured records.

#![warn(missing_docs)]

pub mod record;
pub mod text;
