//! Evaluation: what a pack finds, held against what people say is there.
//!
//! ```text
//! gold files ─▶ GoldSet ──┐
//! measures, view ─────────┼─▶ Evaluator ─▶ Compared (a document) ─▶ Collector ─▶ Report ─▶ render, html
//! records of a document ──┘
//! ```
//!
//! Gold comes as trees (JSON in the shape of the output, or another that measures explain), or
//! as marks in a text (exports of Label Studio, doccano and brat). Either gives items; an item
//! that was found is right if gold has an equal one, and each gold item makes one right at most.
//! What is counted is what gold speaks of: a key that a gold file lacks, a label that occurs
//! nowhere in an export, is not.

mod derived;
mod evaluator;
mod fit;
mod form;
mod gold;
mod html;
mod item;
mod marks;
mod render;
mod report;
mod tree;

pub use evaluator::{Evaluator, Refusal};
pub use gold::{Gold, GoldDocument, GoldFile, GoldSet, GoldTree};
pub use html::html;
pub use item::{Compared, Kind, Miss};
pub use render::render;
pub use report::{Collector, Figure, Floor, Listed, Report, Settings};
