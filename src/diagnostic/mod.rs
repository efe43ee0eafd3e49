//! What is wrong with a pack, where, and how to mend it.

pub mod codes;
mod json;
pub mod model;
mod render;
mod suggest;

pub use json::{JsonDiagnostic, JsonFix, JsonMessage, JsonPlace, JsonRelated, json};
pub use model::*;
pub use render::{RenderOptions, render, render_line};
pub use suggest::closest;
