//! Candidates for a lexicon, from the contexts in which its entries stand.
//!
//! Three readings of a corpus, each with its own counter:
//!
//! 1. [`Contexts`]: the characters beside each place where an entry stands, one or two on each
//!    side. A context is worth the more, the more different entries it holds (Basilisk's
//!    pattern confidence) and the fewer other words stand in it.
//! 2. [`Candidates`]: which other words stand in these contexts.
//! 3. [`Weighing`]: how often each of the best stands in the corpus at all, and how freely its
//!    neighbours vary (boundary entropy): what always has the same neighbour is a piece of a
//!    longer word.
//!
//! Nothing is known of the language: a word is any run of letters as long as the entries are.

mod candidates;
mod contexts;
mod render;
mod weigh;

pub use candidates::{Candidates, Found};
pub use contexts::{Contexts, Learnt, Places};
pub use render::{RenderOptions, render};
pub use weigh::{Candidate, Counts, Sample, Seen, Settings, Suggestions, Weighing};

/// A place in a text: two characters to the left and two to the right, `None` for those that do
/// not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Context {
    left: Side,
    right: Side,
}

/// The characters on one side, the nearest first; the second may be left out.
type Side = (char, Option<char>);

/// What stands at the rim of a text.
const RIM: char = '\n';

/// The two readings of what stands before a position: one character, two.
fn lefts(chars: &[char], start: usize) -> [Side; 2] {
    let at = |back: usize| start.checked_sub(back).map_or(RIM, |index| chars[index]);
    [(at(1), None), (at(1), Some(at(2)))]
}

/// Likewise of what stands behind.
fn rights(chars: &[char], end: usize) -> [Side; 2] {
    let at = |ahead: usize| chars.get(end + ahead).copied().unwrap_or(RIM);
    [(at(0), None), (at(0), Some(at(1)))]
}
