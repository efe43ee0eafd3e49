//! Markdown to blocks.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::super::layout::LineKind;
use super::{Outline, What, html};

/// Reads the blocks of `original` into `outline`. HTML within it is read as HTML.
pub(super) fn read(original: &str, outline: &mut Outline) {
    let mut html_until = 0;
    let mut hidden = 0;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(original, options).into_offset_iter() {
        if range.start < html_until {
            continue;
        }
        match event {
            Event::Start(Tag::HtmlBlock) => {
                html_until = range.end;
                outline.begin(LineKind::Paragraph, 0);
                html::read(original, range, outline);
                outline.begin(LineKind::Paragraph, 0);
            }
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) => outline.begin(LineKind::Title, 0),
            Event::Start(Tag::Heading { .. }) => outline.begin(LineKind::Heading, 0),
            Event::Start(Tag::Item) => {
                outline.begin(LineKind::Paragraph, 0);
                marker(original, range, outline);
            }
            Event::Start(Tag::Paragraph) if is_item(original, outline) => {}
            Event::Start(Tag::Image { .. }) => hidden += 1,
            Event::End(TagEnd::Image) => hidden -= 1,
            Event::Start(tag) if is_block(&tag) => outline.begin(LineKind::Paragraph, 0),
            Event::End(TagEnd::TableCell) => outline.push(range.end..range.end, What::Char(' ')),
            Event::End(end) if ends_block(end) => outline.begin(LineKind::Paragraph, 0),
            Event::Text(text) | Event::Code(text) if hidden == 0 => {
                push(original, &text, range, outline)
            }
            Event::SoftBreak => outline.push(range, What::Char(' ')),
            Event::HardBreak => outline.begin(LineKind::Paragraph, 0),
            Event::InlineHtml(tag) if is_break(&tag) => outline.begin(LineKind::Paragraph, 0),
            _ => {}
        }
    }
}

fn is_block(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Paragraph | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::TableHead | Tag::TableRow
    )
}

fn ends_block(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Item
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::HtmlBlock
    )
}

/// Whether the last block is an item of which only the number was read.
fn is_item(original: &str, outline: &Outline) -> bool {
    let last = outline
        .blocks
        .len()
        .checked_sub(1)
        .map(|block| outline.pieces(block));
    matches!(last, Some([piece]) if original[piece.bytes.clone()].starts_with(|c: char| c.is_ascii_digit())
        && piece.bytes.len() <= MARKER)
}

/// The longest number of a list's item with its full stop and blanks, in bytes.
const MARKER: usize = 16;

/// Keeps the number of an item and the blanks behind it: rules know 1. and 2.
fn marker(original: &str, item: Range<usize>, outline: &mut Outline) {
    let text = &original.as_bytes()[item.clone()];
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if (1..10).contains(&digits) && matches!(text.get(digits), Some(b'.' | b')')) {
        let blanks = text[digits + 1..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        outline.push(item.start..item.start + digits + 1 + blanks, What::Verbatim);
    }
}

/// Adds the text of an event, which is mostly its source.
fn push(original: &str, text: &str, range: Range<usize>, outline: &mut Outline) {
    let source = original.get(range.clone()).unwrap_or_default();
    if source == text {
        return outline.push(range, What::Verbatim);
    }
    if source.starts_with('&') {
        return text
            .chars()
            .for_each(|c| outline.push(range.clone(), What::Char(c)));
    }
    // Code stands within its backticks, and a line's end in it is a blank.
    let mut text = text.chars().peekable();
    for (at, found) in source.char_indices() {
        let bytes = range.start + at..range.start + at + found.len_utf8();
        let same = |c: &char| *c == found || (*c == ' ' && found == '\n') || found == '\0';
        if let Some(c) = text.next_if(same) {
            outline.push(
                bytes,
                if c == found {
                    What::Verbatim
                } else {
                    What::Char(c)
                },
            );
        }
    }
}

fn is_break(tag: &str) -> bool {
    tag.get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("<br"))
}
