//! HTML to blocks.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::super::layout::LineKind;
use super::tags::{Tags, Token};
use super::{Outline, What};

/// What an element is to the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Its text is no part of what a reader reads.
    Dropped,
    /// Holds blocks.
    Container,
    /// A block.
    Block,
    /// The document's title.
    Title,
    /// A heading.
    Heading,
    /// A cell of a table: what follows it is set apart by a blank.
    Cell,
    /// A link.
    Link,
    /// Bold text.
    Bold,
    /// A gloss (`<rt>`), with its parentheses.
    Gloss,
    /// The end of a line.
    Break,
}

/// The longest name of an element that has a role, in bytes.
const LONGEST: usize = 10;

/// What the element called `name` is to the reading; none if it says nothing about blocks.
fn role(name: &[u8]) -> Option<Role> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    Some(match &*lower {
        b"p" | b"li" | b"dd" | b"dt" | b"tr" | b"pre" | b"figcaption" | b"caption" | b"summary"
        | b"hr" | b"address" => Role::Block,
        b"div" | b"section" | b"article" | b"main" | b"body" | b"html" | b"table" | b"ul"
        | b"ol" | b"dl" | b"blockquote" | b"center" | b"figure" | b"form" | b"fieldset"
        | b"header" | b"hgroup" | b"details" => Role::Container,
        b"td" | b"th" => Role::Cell,
        b"a" => Role::Link,
        b"b" | b"strong" => Role::Bold,
        b"br" => Role::Break,
        b"title" | b"h1" => Role::Title,
        b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Role::Heading,
        b"rt" | b"rp" | b"rtc" => Role::Gloss,
        b"script" | b"style" | b"nav" | b"footer" | b"aside" | b"noscript" | b"template"
        | b"svg" | b"math" | b"select" | b"button" | b"textarea" | b"object" | b"canvas"
        | b"video" | b"audio" | b"iframe" | b"dialog" | b"menu" | b"noembed" | b"noframes"
        | b"xmp" | b"option" => Role::Dropped,
        _ => return None,
    })
}

/// An element that is open.
#[derive(Debug, Clone)]
struct Open {
    name: Range<usize>,
    role: Role,
    /// The container it is, or stands in.
    container: usize,
}

/// Elements nested deeper than this are read as their parent's text.
const DEEPEST: usize = 256;

/// Reads the blocks of the HTML in `range` of `page` into `outline`.
pub(super) fn read(page: &str, range: Range<usize>, outline: &mut Outline) {
    let mut reading = Reading {
        page,
        outline,
        open: Vec::new(),
        dropped: 0,
        glosses: 0,
        linked: 0,
        bold: 0,
    };
    if reading.outline.containers.is_empty() {
        reading.outline.containers.push(0);
    }
    for token in Tags::new(page, range) {
        match token {
            Token::Text(text) => reading.text(text),
            Token::Start { name, whole } => reading.start(name, whole),
            Token::End { name, whole } => reading.end(name, whole),
        }
    }
}

struct Reading<'a> {
    page: &'a str,
    outline: &'a mut Outline,
    open: Vec<Open>,
    /// How many of the open elements are of a role.
    dropped: usize,
    glosses: usize,
    linked: usize,
    bold: usize,
}

impl Reading<'_> {
    fn container(&self) -> usize {
        self.open.last().map_or(0, |open| open.container)
    }

    fn count(&mut self, role: Role) -> Option<&mut usize> {
        match role {
            Role::Dropped => Some(&mut self.dropped),
            Role::Gloss => Some(&mut self.glosses),
            Role::Link => Some(&mut self.linked),
            Role::Bold => Some(&mut self.bold),
            _ => None,
        }
    }

    fn start(&mut self, name: Range<usize>, whole: Range<usize>) {
        let Some(role) = role(&self.page.as_bytes()[name.clone()]) else {
            return;
        };
        let mut container = self.container();
        let line = match role {
            Role::Container => {
                self.outline.containers.push(container);
                container = self.outline.containers.len() - 1;
                Some(LineKind::Paragraph)
            }
            Role::Block | Role::Break => Some(LineKind::Paragraph),
            Role::Title => Some(LineKind::Title),
            Role::Heading => Some(LineKind::Heading),
            Role::Cell => {
                self.push(whole.start..whole.start, What::Char(' '));
                None
            }
            Role::Dropped | Role::Link | Role::Bold | Role::Gloss => None,
        };
        if let Some(line) = line.filter(|_| self.dropped == 0) {
            self.outline.begin(line, container);
        }
        if role == Role::Break
            || self.page[name.clone()].eq_ignore_ascii_case("hr")
            || self.open.len() == DEEPEST
        {
            return;
        }
        // A paragraph ends where the next one begins; so do the elements that it holds.
        if role == Role::Block
            && self.open.last().is_some_and(|last| {
                last.role == Role::Block
                    && self.page[last.name.clone()].eq_ignore_ascii_case(&self.page[name.clone()])
            })
        {
            self.open.pop();
        }
        self.open.push(Open {
            name,
            role,
            container,
        });
        if let Some(count) = self.count(role) {
            *count += 1;
        }
    }

    fn end(&mut self, name: Range<usize>, whole: Range<usize>) {
        let bytes = self.page.as_bytes();
        let Some(role) = role(&bytes[name.clone()]) else {
            return;
        };
        let same =
            |open: &Open| bytes[open.name.clone()].eq_ignore_ascii_case(&bytes[name.clone()]);
        if let Some(depth) = self.open.iter().rposition(same) {
            for open in self.open.split_off(depth) {
                if let Some(count) = self.count(open.role) {
                    *count -= 1;
                }
            }
        }
        match role {
            Role::Gloss if self.dropped == 0 && self.glosses == 0 && !self.outline.at_start() => {
                self.outline.push(whole.end..whole.end, What::Gloss);
            }
            Role::Container | Role::Block | Role::Title | Role::Heading | Role::Break
                if self.dropped == 0 =>
            {
                self.outline.begin(LineKind::Paragraph, self.container());
            }
            _ => {}
        }
    }

    fn push(&mut self, bytes: Range<usize>, what: What) {
        if self.dropped > 0 || self.glosses > 0 {
            return;
        }
        let length = bytes.len();
        self.outline.push(bytes, what);
        if let Some(block) = self.outline.blocks.last_mut() {
            block.linked += if self.linked > 0 { length } else { 0 };
            block.bold += if self.bold > 0 { length } else { 0 };
        }
    }

    fn text(&mut self, range: Range<usize>) {
        if self.dropped > 0 || self.glosses > 0 {
            return;
        }
        let text = &self.page[range.clone()];
        if self.outline.at_start() && text.trim_ascii().is_empty() {
            return;
        }
        let mut start = range.start;
        for found in memchr_iter(b'&', text.as_bytes()) {
            let at = range.start + found;
            if at < start {
                continue;
            }
            if let Some((end, chars)) = reference(&self.page[at..range.end]) {
                if at > start {
                    self.push(start..at, What::Verbatim);
                }
                for c in chars.chars() {
                    self.push(at..at + end, What::Char(c));
                }
                start = at + end;
            }
        }
        if start < range.end {
            self.push(start..range.end, What::Verbatim);
        }
    }
}

/// The longest character reference, in bytes.
const REFERENCE: usize = 34;

/// The character reference that `text` begins with: its length, and what it stands for.
fn reference(text: &str) -> Option<(usize, String)> {
    let name = text.as_bytes().get(1..)?;
    let name = &name[..name.len().min(REFERENCE)];
    let hash = usize::from(name.first() == Some(&b'#'));
    let length = hash
        + name[hash..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
    if memchr(b';', &name[length..]) == Some(0) {
        let whole = &text[..length + 2];
        let decoded = html_escape::decode_html_entities(whole);
        return (decoded != whole).then(|| (length + 2, decoded.into_owned()));
    }
    // The oldest names, and numbers, need no semicolon.
    let old = ["nbsp", "amp", "lt", "gt", "quot", "middot", "copy", "reg"];
    let old = old
        .iter()
        .find(|old| text[1..].starts_with(**old))
        .map(|old| old.len());
    let length = old.unwrap_or(if hash == 1 { length } else { 0 });
    let whole = format!("{};", text.get(..length + 1)?);
    let decoded = html_escape::decode_html_entities(&whole);
    (length > 0 && decoded != whole.as_str()).then(|| (length + 1, decoded.into_owned()))
}
