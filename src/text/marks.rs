//! Quotation marks and parentheses, paired within their line.

use std::sync::LazyLock;

use crate::record::Span;

/// What a pair of marks encloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// Quotation marks.
    Quote,
    /// Parentheses.
    Parenthesis,
}

/// A pair of quotation marks or parentheses, in code points of the normalised text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkPair {
    /// The opening mark.
    pub open: u32,
    /// The closing mark; of an unclosed one the end of what it stands in: the closing mark
    /// of the pair around it, or the end of the paragraph.
    pub close: u32,
    /// What it encloses.
    pub kind: MarkKind,
    /// Whether `close` is a closing mark of its own.
    pub closed: bool,
    /// The innermost pair around it, as an index into the marks of the text.
    pub parent: Option<u32>,
}

impl MarkPair {
    /// What stands between the marks.
    pub fn inside(&self) -> Span {
        Span::new(self.open + 1, self.close)
    }
}

/// A mark that layout knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    pub position: u32,
    pub kind: SignKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignKind {
    /// No sign.
    None,
    /// The end of a line.
    Line,
    /// 。！？
    Stop,
    /// ，；： and …
    Pause,
    DoubleOpen,
    DoubleClose,
    SingleOpen,
    SingleClose,
    Open,
    Close,
}

/// The signs, by character: a look into a table is twice as fast as comparisons.
static SIGNS: LazyLock<Box<[SignKind]>> = LazyLock::new(|| {
    let mut signs = vec![SignKind::None; 1 << 16].into_boxed_slice();
    for (marks, kind) in [
        ("\n", SignKind::Line),
        ("。！？", SignKind::Stop),
        ("，；：…", SignKind::Pause),
        ("“", SignKind::DoubleOpen),
        ("”", SignKind::DoubleClose),
        ("‘", SignKind::SingleOpen),
        ("’", SignKind::SingleClose),
        ("（(", SignKind::Open),
        ("）)", SignKind::Close),
    ] {
        for mark in marks.chars() {
            signs[mark as usize] = kind;
        }
    }
    signs
});

/// Calls `found` with each sign of `chars` and its position.
pub(super) fn signs(chars: &[char], mut found: impl FnMut(u32, SignKind)) {
    let signs: &[SignKind] = &SIGNS;
    for (position, c) in chars.iter().enumerate() {
        match signs.get(*c as usize) {
            None | Some(SignKind::None) => {}
            Some(kind) => found(position as u32, *kind),
        }
    }
}

/// Whether `c` closes something, so that it belongs to the sentence before.
pub(super) fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '）' | ')' | '》' | '】' | '〉' | '〕')
}

/// Marks that open deeper than this are text.
const DEEPEST: usize = 64;

/// Pairs the marks among `signs`, those of the line that ends at `end`, and appends the pairs.
pub(super) fn pair(
    chars: &[char],
    signs: &[Sign],
    end: u32,
    pairs: &mut Vec<MarkPair>,
    open: &mut Vec<u32>,
) {
    let first = pairs.len();
    open.clear();
    let crossed = are_crossed(signs);
    let mut quoted = false;
    for sign in signs {
        let kind = match sign.kind {
            SignKind::DoubleOpen | SignKind::DoubleClose if crossed => {
                quoted = !quoted;
                if quoted {
                    SignKind::DoubleOpen
                } else {
                    SignKind::DoubleClose
                }
            }
            SignKind::SingleClose if is_apostrophe(chars, sign.position) => continue,
            kind => kind,
        };
        match kind {
            SignKind::None | SignKind::Line | SignKind::Stop | SignKind::Pause => {}
            SignKind::DoubleOpen | SignKind::SingleOpen | SignKind::Open => {
                if open.len() == DEEPEST {
                    continue;
                }
                let parenthesis = kind == SignKind::Open;
                open.push(pairs.len() as u32);
                let parent = open.len().checked_sub(2).map(|outer| open[outer]);
                pairs.push(MarkPair {
                    open: sign.position,
                    close: end,
                    kind: if parenthesis {
                        MarkKind::Parenthesis
                    } else {
                        MarkKind::Quote
                    },
                    closed: false,
                    parent,
                });
            }
            SignKind::DoubleClose | SignKind::SingleClose | SignKind::Close => {
                let opens = |index: &u32| {
                    let opening = chars[pairs[*index as usize].open as usize];
                    match kind {
                        SignKind::Close => matches!(opening, '（' | '('),
                        SignKind::SingleClose => opening == '‘',
                        _ => matches!(opening, '“' | '”'),
                    }
                };
                let Some(depth) = open.iter().rposition(opens) else {
                    continue;
                };
                for index in open.drain(depth..) {
                    pairs[index as usize].close = sign.position;
                }
            }
        }
    }
    // Whatever a foreign mark ended stays open; what its own mark ended is closed.
    for pair in &mut pairs[first..] {
        pair.closed =
            pair.close < end && closes(chars[pair.open as usize], chars[pair.close as usize]);
    }
}

/// Whether a line writes “…“ or ”…”: as many marks as pairs need, but not of both kinds.
fn are_crossed(signs: &[Sign]) -> bool {
    let count = |kind| signs.iter().filter(|sign| sign.kind == kind).count();
    let (opening, closing) = (count(SignKind::DoubleOpen), count(SignKind::DoubleClose));
    opening != closing && (opening + closing) % 2 == 0
}

/// Whether `closing` can close `opening`.
fn closes(opening: char, closing: char) -> bool {
    match opening {
        '（' | '(' => matches!(closing, '）' | ')'),
        '‘' => closing == '’',
        _ => matches!(closing, '“' | '”'),
    }
}

/// Whether the mark at `position` stands within a Latin word (Xi’an).
fn is_apostrophe(chars: &[char], position: u32) -> bool {
    let position = position as usize;
    let letter = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(char::is_ascii_alphabetic)
    };
    letter(position.checked_sub(1)) && letter(Some(position + 1))
}
