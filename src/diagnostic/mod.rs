//! What is wrong with a pack, where, and how to mend it.

pub mod codes;
mod github;
mod json;
pub mod model;
mod parse;
mod render;
mod sarif;
mod suggest;

pub use github::render_github;
pub use json::{JsonDiagnostic, JsonFix, JsonMessage, JsonPlace, JsonRelated, json};
pub use model::*;
pub use parse::json_message;
pub use render::{RenderOptions, render, render_line};
pub use sarif::sarif;
pub use suggest::closest;
