//! A pack: rule files read, overlays merged, names resolved, everything checked.
//!
//! ```text
//! files ─▶ yaml (trees with places) ─▶ overlay (one tree) ─▶ read (typed) ─▶ check, order ─▶ Pack
//! ```

mod check;
mod decode;
mod definitions;
pub mod files;
mod format;
mod load;
pub mod measure;
pub mod model;
mod order;
mod overlay;
mod query;
mod read;
pub mod schema;
mod setting;
pub(crate) mod uses;
mod yaml;

pub use files::{MANIFEST, PackSource};
pub use format::{Formatted, format_file};
pub use load::PackFaults;
pub use measure::Measure;
pub use model::*;
pub use query::{Query, QueryText};
pub use setting::GoldSetting;
