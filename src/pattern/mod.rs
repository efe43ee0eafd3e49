//! The pattern language: from text to tree (`parse`) and back (`print`).

pub mod tree;
