//! The form of a document, found from its content.

use memchr::{memchr_iter, memchr3_iter};

use super::super::Form;

/// How much of a document is looked at, in bytes.
const SAMPLE: usize = 1 << 14;

/// The form of `original`. A plain text with a lone `<` or `#` in it stays plain.
pub(in super::super) fn detect(original: &str) -> Form {
    let sample = &original[..original.floor_char_boundary(SAMPLE)];
    let start = sample.trim_start();
    if starts_page(start) {
        return Form::Html;
    }
    let signs = Signs::of(sample);
    if signs.headings > 1 || (signs.headings == 1 && is_heading(start)) {
        return Form::Markdown;
    }
    if signs.tags >= 3 && (start.starts_with('<') || signs.tags * 400 > sample.len()) {
        return Form::Html;
    }
    if signs.headings + signs.strong / 2 + signs.links >= 2 {
        Form::Markdown
    } else {
        Form::Plain
    }
}

fn starts_page(start: &str) -> bool {
    let openings = ["<!doctype html", "<html", "<head", "<body", "<?xml"];
    openings.iter().any(|opening| {
        start
            .get(..opening.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(opening))
    })
}

/// What tells of markup, counted.
#[derive(Debug, Default)]
struct Signs {
    /// Lines that begin like `## 标题`.
    headings: usize,
    /// Tags of HTML's own elements.
    tags: usize,
    /// `**` beside text.
    strong: usize,
    /// Links `[…](…)`.
    links: usize,
}

impl Signs {
    fn of(sample: &str) -> Self {
        let mut signs = Self::default();
        let bytes = sample.as_bytes();
        for at in memchr3_iter(b'#', b'<', b'*', bytes) {
            let (before, rest) = (bytes[..at].last(), &sample[at..]);
            match bytes[at] {
                b'#' if matches!(before, None | Some(b'\n' | b'\r')) => {
                    signs.headings += usize::from(is_heading(rest))
                }
                b'<' => signs.tags += usize::from(is_tag(rest)),
                b'*' if before != Some(&b'*') => {
                    let stars = rest.bytes().take_while(|byte| *byte == b'*').count();
                    signs.strong += usize::from(stars == 2 && rest.len() > 2);
                }
                _ => {}
            }
        }
        signs.links = memchr_iter(b']', bytes)
            .filter(|at| {
                ["(http", "(/"]
                    .iter()
                    .any(|link| sample[at + 1..].starts_with(link))
            })
            .count();
        signs
    }
}

/// Whether `line` begins like `## 标题`.
fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level) && line[level..].starts_with([' ', '\t'])
}

/// Whether `text` begins with a tag of one of HTML's own elements.
fn is_tag(text: &str) -> bool {
    let names = [
        "p", "br", "div", "span", "a", "td", "tr", "table", "strong", "b", "img", "h1", "h2", "h3",
        "li", "ul",
    ];
    let rest = &text[1..];
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    rest[length..].starts_with(['>', ' ', '/', '\n', '\t'])
        && names
            .iter()
            .any(|name| rest[..length].eq_ignore_ascii_case(name))
}
