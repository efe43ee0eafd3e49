//! What a change of rules gains, loses and changes over a corpus.
//!
//! ```text
//! text ─▶ two extractions ─▶ facts (what can be compared) ─▶ changes ─▶ report ─▶ render, html
//! ```

mod change;
mod fact;
mod html;
mod moved;
mod pair;
mod render;
mod report;

pub use change::{Change, FieldChange, Kind};
pub use fact::{Fact, facts};
pub use html::html;
pub use moved::moved;
pub use pair::changes;
pub use render::render;
pub use report::{Collector, Counts, Diff, Document, Sample};
