//! The small language of `where`, `each` and `emit`.

pub mod tree;
