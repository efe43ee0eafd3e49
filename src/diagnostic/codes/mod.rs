//! The codes of all faults: one declaration each, from which come the short name used in
//! the sources, `tiyao help E0101`, and the index of errors in the documentation.
//!
//! To add one, write a block into the file of its range and use its constant:
//! `Diagnostic::error(codes::UNCLOSED_STRING, …)`.

mod examples;
mod expression;
mod fields;
mod layers;
mod limits;
mod names;
mod pack;
mod pattern;
mod structure;

pub use examples::*;
pub use expression::*;
pub use fields::*;
pub use layers::*;
pub use limits::*;
pub use names::*;
pub use pack::*;
pub use pattern::*;
pub use structure::*;

/// All that is said of a code besides the single fault.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    /// `E0101`, `W0101`; never changes and is never given twice.
    pub code: &'static str,
    /// The name of its constant.
    pub name: &'static str,
    /// Its title, Chinese.
    pub zh: &'static str,
    /// Its title, English.
    pub en: &'static str,
    /// Why it is a fault and how it is mended, Chinese.
    pub why_zh: &'static str,
    /// Why it is a fault and how it is mended, English.
    pub why_en: &'static str,
    /// A small rule text that has the fault.
    pub faulty: &'static str,
    /// The same, mended.
    pub mended: &'static str,
}

/// Declares codes: a constant for each, and their table.
macro_rules! declare {
    ($table:ident: $($code:ident $name:ident {
        zh: $zh:literal,
        en: $en:literal,
        why_zh: $why_zh:literal,
        why_en: $why_en:literal,
        faulty: $faulty:literal,
        mended: $mended:literal $(,)?
    })*) => {
        $(
            #[doc = $en]
            pub const $name: &str = stringify!($code);
        )*

        /// The declarations of this range of codes.
        pub(super) const $table: &[$crate::diagnostic::codes::Declaration] = &[
            $($crate::diagnostic::codes::Declaration {
                code: stringify!($code),
                name: stringify!($name),
                zh: $zh,
                en: $en,
                why_zh: $why_zh,
                why_en: $why_en,
                faulty: $faulty,
                mended: $mended,
            },)*
        ];
    };
}
use declare;

/// All declarations, by range.
pub fn all() -> impl Iterator<Item = &'static Declaration> {
    [
        pattern::PATTERN,
        expression::EXPRESSION,
        structure::STRUCTURE,
        pack::PACK,
        names::NAMES,
        fields::FIELDS,
        layers::LAYERS,
        examples::EXAMPLES,
        limits::LIMITS,
    ]
    .into_iter()
    .flatten()
}

/// The declaration of a code; upper and lower case alike.
pub fn find(code: &str) -> Option<&'static Declaration> {
    all().find(|declaration| declaration.code.eq_ignore_ascii_case(code))
}
