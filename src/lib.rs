//! Tiyao: declarative rules that turn Chinese official news into structured records.

#![warn(missing_docs)]

pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod engine;
pub mod explain;
pub mod expression;
pub mod pack;
pub mod pattern;
pub mod record;
pub mod shipped;
pub mod source;
pub mod text;
pub mod view;
pub mod write;
