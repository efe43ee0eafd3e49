//! What the rules of a pack do over a corpus: which rules, branches, entries and exceptions
//! fire how often, and which never.
//!
//! ```text
//! pack ─▶ outline (what there is) ─▶ survey (document after document) ─▶ tally ─▶ report ─▶ render
//! ```

mod outline;
mod render;
mod report;
mod survey;
mod tally;

pub use outline::Outline;
pub use render::{RenderOptions, render, render_entries};
pub use report::{
    Alternative, Coverage, Dropped, EntryUse, ExceptionUse, InsideWords, LexiconUse, LongerWord,
    Part, Promise, RuleUse,
};
pub use survey::Surveyor;
pub use tally::Tally;
