//! What is wrong with a pack, where, and how to mend it.

pub mod codes;
pub mod model;
mod suggest;

pub use model::*;
pub use suggest::closest;
