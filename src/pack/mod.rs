//! A pack: rule files read, overlays merged, names resolved, everything checked.

pub mod model;

pub use model::*;
