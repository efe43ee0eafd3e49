//! The form of a document, found from its content.

use memchr::memchr_iter;

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
    let headings = headings(sample);
    if headings > 1 || (headings == 1 && is_heading(start)) {
        return Form::Markdown;
    }
    let tags = tags(sample);
    if tags >= 3 && (start.starts_with('<') || tags * 400 > sample.len()) {
        return Form::Html;
    }
    if strong(sample) + links(sample) + headings >= 2 {
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

/// Whether `line` begins like `## 标题`.
fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level) && line[level..].starts_with([' ', '\t'])
}

fn headings(sample: &str) -> usize {
    memchr_iter(b'#', sample.as_bytes())
        .filter(|at| {
            matches!(sample.as_bytes()[..*at].last(), None | Some(b'\n' | b'\r'))
                && is_heading(&sample[*at..])
        })
        .count()
}

/// How many tags of HTML's own elements there are.
fn tags(sample: &str) -> usize {
    let names = [
        "p", "br", "div", "span", "a", "td", "tr", "table", "strong", "b", "img", "h1", "h2", "h3",
        "li", "ul",
    ];
    memchr_iter(b'<', sample.as_bytes())
        .filter(|at| {
            let rest = &sample[at + 1..];
            let rest = rest.strip_prefix('/').unwrap_or(rest);
            let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let closed = rest[length..].starts_with(['>', ' ', '/', '\n', '\t']);
            closed
                && names
                    .iter()
                    .any(|name| rest[..length].eq_ignore_ascii_case(name))
        })
        .count()
}

/// How many pairs of `**` enclose text.
fn strong(sample: &str) -> usize {
    let pairs = sample.split("**").count().saturating_sub(1) / 2;
    if sample.contains("***") { 0 } else { pairs }
}

/// How many links `[…](…)` there are.
fn links(sample: &str) -> usize {
    sample.matches("](http").count() + sample.matches("](/").count()
}
