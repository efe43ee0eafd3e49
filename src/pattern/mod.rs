//! The pattern language: from text to tree (`parse`) and back (`print`).

mod build;
mod class;
mod head;
mod mistakes;
mod nesting;
mod parse;
pub mod tree;
mod word;

pub use head::{Head, parse_definition_head};
pub use parse::{Comment, parse, parse_with_comments};
pub use tree::*;
pub use word::{is_reserved, is_word, unit_named, unit_words};
