//! How the rules came to what they found, and why not to more: what `test` and `explain` both
//! tell, in the same words.
//!
//! A [`witness`] watches the engine. What it does not see, how a pattern matched or how far it
//! came, is found by a second matcher that keeps the names of the pattern: [`graph`] makes
//! states of it, [`walk`] walks through them.

#[cfg(test)]
mod agreement;
pub(crate) mod entries;
pub(crate) mod falls;
pub(crate) mod graph;
pub(crate) mod layout;
pub(crate) mod narrow;
pub(crate) mod progress;
pub(crate) mod tree;
pub(crate) mod walk;
pub(crate) mod witness;
