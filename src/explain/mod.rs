//! What authors ask of their rules: is it right, why is it there, why not.

pub mod describe;
pub mod testing;
