//! Plain text: a line is a paragraph, unless the text is clearly wrapped.
//!
//! A line goes on in the next one if it breaks off within a pair of marks or at a comma; or,
//! breaking off anywhere, if the page wraps: its lines break off at one width, or its
//! paragraphs begin with an indent and the next line has none.

use memchr::memchr_iter;
use unicode_width::UnicodeWidthStr;

use super::Visible;

/// Lines that break off at one width are at least this many, and differ by this much.
const WRAPPED: usize = 3;
const SPREAD: usize = 4;
/// A line shorter than this (in bytes) is a heading or an item rather than wrapped text.
const LINE: usize = 48;
/// A wrapped line is at most this long, in bytes.
const LONGEST: usize = 400;

/// Puts blanks for the line ends within paragraphs; false where there are none.
pub(super) fn read(original: &str, visible: &mut Visible) -> bool {
    let joints = joints(original);
    if joints.is_empty() {
        return false;
    }
    let mut from = 0;
    for (start, end) in joints {
        visible.text.push_str(&original[from..start]);
        visible.text.extend(std::iter::repeat_n(' ', end - start));
        from = end;
    }
    visible.text.push_str(&original[from..]);
    visible.offsets.extend(0, original.chars().count() as u32);
    true
}

/// A line end that may stand within a paragraph.
struct Joint {
    /// The line feed, with the carriage return before it.
    bytes: (usize, usize),
    /// The columns of the line before it.
    width: usize,
    /// Whether the line before breaks off within a pair of marks, or at a comma.
    certain: bool,
    /// Whether the line before, not ending in a stop, belongs to an indented paragraph.
    indented: bool,
}

/// The line ends within paragraphs, as ranges of bytes.
fn joints(original: &str) -> Vec<(usize, usize)> {
    let mut joints: Vec<Joint> = Vec::new();
    let mut indents = 0;
    // Whether the paragraph that the line belongs to began with an indent.
    let mut indented = false;
    let mut start = 0;
    let mut longest = 0;
    for feed in memchr_iter(b'\n', original.as_bytes()) {
        let line = &original[start..feed];
        longest = longest.max(line.len());
        let next = &original[feed + 1..];
        start = feed + 1;
        if line.starts_with(is_blank) && !line.trim_end().is_empty() {
            indented = true;
            indents += 1;
        } else if line.trim_end().is_empty() {
            indented = false;
        }
        if next.starts_with(|c: char| is_blank(c) || matches!(c, '\n' | '\r')) || next.is_empty() {
            indented = false;
            continue;
        }
        let text = line.trim();
        if text.is_empty() || ends(text) {
            // A full line of an indented paragraph may end in a stop by chance.
            indented &= text.len() >= LINE;
            continue;
        }
        let next = next.split('\n').next().unwrap_or_default();
        let certain = ends_in_comma(text) || breaks_pair(text, next);
        let wraps = (LINE..=LONGEST).contains(&text.len());
        if certain || wraps {
            let width = if wraps { line.trim_end().width() } else { 0 };
            let cr = usize::from(line.ends_with('\r'));
            joints.push(Joint {
                bytes: (feed - cr, feed + 1),
                width,
                certain,
                indented: indented && wraps,
            });
        } else {
            indented = false;
        }
    }
    longest = longest.max(original.len() - start);
    // A page that wraps has no longer lines (a column takes a byte and a half at most).
    let width = common_width(&joints).filter(|width| longest * 2 <= 3 * (width + SPREAD));
    let by_indent = indents >= 2;
    joints.retain(|joint| {
        joint.certain
            || (by_indent && joint.indented)
            || width.is_some_and(|width| joint.width + SPREAD >= width)
    });
    joints.into_iter().map(|joint| joint.bytes).collect()
}

/// The width at which lines break off, if they do at one.
fn common_width(joints: &[Joint]) -> Option<usize> {
    let widest = joints.iter().map(|joint| joint.width).max()?;
    let wrapping = joints.iter().filter(|joint| joint.width > 0);
    let (near, all) = wrapping.fold((0, 0), |(near, all), joint| {
        (near + usize::from(joint.width + SPREAD >= widest), all + 1)
    });
    (near >= WRAPPED && near * 5 >= all * 4).then_some(widest)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}' | '\u{A0}')
}

/// Whether a line ends as sentences, items and headings with a colon do.
fn ends(line: &str) -> bool {
    line.trim_end_matches(['”', '’', '）', ')', '》', '】', '"', '」', '』'])
        .ends_with([
            '。', '！', '？', '；', '：', '…', '.', '!', '?', ';', ':', '|',
        ])
        || line.ends_with(['】', '|'])
}

/// Whether a line ends in a comma of Chinese text.
fn ends_in_comma(line: &str) -> bool {
    match line.strip_suffix(['，', '、']) {
        Some(_) => true,
        None => line
            .strip_suffix(',')
            .is_some_and(|line| line.ends_with(|c: char| c > '\u{2E80}' || c == '%')),
    }
}

/// Whether a pair of marks opens in `line` and closes in `next`.
fn breaks_pair(line: &str, next: &str) -> bool {
    let pairs = [
        ('“', '”'),
        ('《', '》'),
        ('（', '）'),
        ('(', ')'),
        ('「', '」'),
    ];
    pairs.into_iter().any(|(open, close)| {
        let last = line.rfind([open, close]);
        last.is_some_and(|at| line[at..].starts_with(open))
            && next
                .find([open, close])
                .is_some_and(|at| next[at..].starts_with(close))
    })
}
