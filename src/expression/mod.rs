//! The small language of `where`, `each` and `emit`.

mod build;
mod mistakes;
mod parse;
pub mod tree;

pub use parse::{Binding, is_reserved, parse, parse_binding};
pub use tree::*;
