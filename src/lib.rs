//! Tiyao (提要): declarative rules that turn Chinese official news into structured records.
//!
//! A [`Pack`](pack::Pack) of rules is compiled once into a [`Program`](compile::Program); an
//! [`Engine`](engine::Engine) runs it over any number of documents, on any number of threads.
//! A [`Text`](text::Text) is a document made ready, a [`Layout`](view::Layout) shapes what was
//! found, and [`write`](mod@write) has JSON, JSONL, CSV, Markdown, HTML and the forms of
//! annotation tools.
//!
//! ```
//! use std::sync::Arc;
//! use tiyao::compile::Program;
//! use tiyao::engine::{Engine, Metadata, Scratch};
//! use tiyao::pack::{Pack, PackSource};
//! use tiyao::text::{ReadOptions, Text};
//! use tiyao::view::Layout;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Rules are YAML. `Pack::shipped(&[])` has the ones for government news,
//! // `PackSource::read(folder)` reads your own.
//! let rules = r#"
//! types:
//!   Meeting:
//!     fields: { chair: { kind: text, required: true } }
//! rules:
//!   chaired:
//!     match: |
//!       chair:(\p{Han}{2,3}) "主持召开" gap{0,20} "会议"
//!     emit:
//!       - Meeting: { chair: chair }
//! views:
//!   news:
//!     meetings: { of: Meeting }
//! "#;
//! let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
//! let manifest = "name: meetings\nversion: 1.0.0\n";
//! let source = PackSource {
//!     files: vec![file("pack.yaml", manifest), file("rules.yaml", rules)],
//!     ..PackSource::default()
//! };
//! let (pack, _warnings) = Pack::load(source, &[])?;
//! let pack = Arc::new(pack);
//!
//! // Once for a pack; both are shared by all threads.
//! let program = Program::compile(Arc::clone(&pack)).map_err(|faults| format!("{faults:?}"))?;
//! let engine = Engine::new(Arc::new(program));
//! let layout = Layout::new(&pack, &pack.views[0]);
//!
//! // Any number of documents, with a scratch space for each thread.
//! let mut scratch = Scratch::default();
//! let text = Text::read("李宏主持召開全市會議。".as_bytes(), &ReadOptions::default())?;
//! let extraction = engine.extract(&text, &Metadata::default(), &mut scratch)?;
//! let json = serde_json::to_value(layout.arrange(&text, &extraction))?;
//!
//! let meeting = &json["meetings"][0];
//! assert_eq!(meeting["id"], "meeting-1");
//! assert_eq!(meeting["chair"], "李宏");
//! assert_eq!(meeting["text"], "李宏主持召开全市会议");
//! assert_eq!(meeting["span"]["end"], 10); // code points of the original
//! # Ok(())
//! # }
//! ```

#![warn(missing_docs)]

pub mod annotation;
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod engine;
pub mod explain;
pub mod expression;
pub mod pack;
pub mod pattern;
pub mod record;
pub mod shipped;
pub mod source;
pub mod text;
pub mod view;
pub mod write;
