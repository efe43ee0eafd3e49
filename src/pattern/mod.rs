//! The pattern language: from text to tree (`parse`) and back (`print`), and the form in which
//! it is best written (`format`).

mod expand;
mod format;
mod head;
mod measure;
mod parse;
mod print;
mod shape;
pub mod tree;
mod word;

pub use expand::{Definition, Definitions, expand};
pub use format::format;
pub use head::{Head, parse_definition_head};
pub use measure::{check_sides, maximum_length, minimum_length, nullable};
pub use parse::parse;
pub(crate) use parse::parse_as_far;
pub use print::print;
pub use shape::{Shape, ShapeItem, shape};
pub use tree::*;
pub use word::{is_reserved, is_word, unit_named, unit_words};
