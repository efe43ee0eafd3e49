//! What authors ask of their rules: is it right, why is it there, why not, and what the rules
//! do over a corpus.

pub mod answer;
pub(crate) mod chance;
pub mod concordance;
pub mod coverage;
mod derivation;
pub mod describe;
pub mod diff;
pub mod evaluation;
pub mod starter;
pub mod suggest;
pub mod table;
pub mod testing;
