//! What authors ask of their rules: is it right, why is it there, why not, and what the rules
//! do over a corpus.

pub mod concordance;
pub mod coverage;
pub mod describe;
pub mod diff;
pub mod starter;
pub mod table;
pub mod testing;
