//! HTML to tags and the text between them, with their places.
//!
//! Only what tells tags from text is read, by the rules of the WHATWG tokenizer; with
//! `memchr` that is several times as fast as a whole tokenizer, and Markdown news is full of
//! it. Its tests compare it with html5ever.

use std::ops::Range;

use memchr::{memchr, memmem};

/// A part of a page, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Text, its character references not decoded.
    Text(Range<usize>),
    /// A start tag; the name as it is written.
    Start {
        name: Range<usize>,
        whole: Range<usize>,
    },
    /// An end tag.
    End {
        name: Range<usize>,
        whole: Range<usize>,
    },
}

/// Reads the tokens of `page` within a range of bytes. Comments and the like are left out.
pub(super) struct Tags<'a> {
    page: &'a [u8],
    at: usize,
    end: usize,
    /// The element whose content is text up to its end tag.
    raw: Option<Range<usize>>,
}

/// Elements whose content holds no tags.
const RAW: [&str; 9] = [
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript",
];

impl<'a> Tags<'a> {
    pub fn new(page: &'a str, range: Range<usize>) -> Self {
        Self {
            page: page.as_bytes(),
            at: range.start,
            end: range.end,
            raw: None,
        }
    }

    fn rest(&self, from: usize) -> &'a [u8] {
        self.page.get(from..self.end).unwrap_or_default()
    }

    /// Where the end tag of the raw element `name` begins.
    fn raw_end(&self, name: Range<usize>) -> usize {
        let name = &self.page[name];
        let mut from = self.at;
        while let Some(found) = memmem::find(self.rest(from), b"</") {
            let start = from + found;
            let tag = self.rest(start + 2);
            let same = tag
                .get(..name.len())
                .is_some_and(|tag| tag.eq_ignore_ascii_case(name));
            if same
                && tag
                    .get(name.len())
                    .is_none_or(|byte| b" \t\n\r\x0C/>".contains(byte))
            {
                return start;
            }
            from = start + 2;
        }
        self.end
    }

    /// Whether the `<` at `start` begins something else than text.
    fn is_markup(&self, start: usize) -> bool {
        match self.rest(start + 1) {
            [b'/', _, ..] => true,
            [next, ..] => next.is_ascii_alphabetic() || matches!(next, b'!' | b'?'),
            [] => false,
        }
    }

    /// Where the comment, declaration or the like ends that begins at `start`, if one does.
    fn comment_end(&self, start: usize) -> Option<usize> {
        match self.rest(start) {
            [b'<', b'!', b'-', b'-', b'>', ..] => Some(start + 5),
            [b'<', b'!', b'-', b'-', b'-', b'>', ..] => Some(start + 6),
            [b'<', b'!', b'-', b'-', ..] => {
                let mut from = start + 4;
                while let Some(found) = memmem::find(self.rest(from), b"--") {
                    from += found + 1;
                    match self.rest(from + 1) {
                        [b'>', ..] => return Some(from + 2),
                        [b'!', b'>', ..] => return Some(from + 3),
                        _ => {}
                    }
                }
                Some(self.end)
            }
            [b'<', b'/', byte, ..] if byte.is_ascii_alphabetic() => None,
            [b'<', b'!' | b'?' | b'/', ..] => {
                let end = memchr(b'>', self.rest(start));
                Some(end.map_or(self.end, |length| start + length + 1))
            }
            _ => None,
        }
    }

    /// The tag at `start`; none if the page ends within it.
    fn tag(&self, start: usize) -> Option<Token> {
        let closing = *self.rest(start).get(1)? == b'/';
        let name_start = start + 1 + usize::from(closing);
        let rest = self.rest(name_start);
        let length = rest
            .iter()
            .position(|byte| b" \t\n\r\x0C/>".contains(byte))
            .unwrap_or(rest.len());
        let name = name_start..name_start + length;
        let whole = start..self.tag_end(name.end)?;
        Some(if closing {
            Token::End { name, whole }
        } else {
            Token::Start { name, whole }
        })
    }

    /// Where a tag ends whose attributes begin at `from`: a `>` in a quoted value does not
    /// end it.
    fn tag_end(&self, mut from: usize) -> Option<usize> {
        loop {
            from = self.until(from, |byte| !is_blank(byte) && byte != b'/')?;
            if self.page[from] == b'>' {
                return Some(from + 1);
            }
            // A name may begin with any character, even `=`.
            from = self.until(from + 1, |byte| is_blank(byte) || b"/>=".contains(&byte))?;
            let value = self.until(from, |byte| !is_blank(byte))?;
            if self.page[value] == b'=' {
                from = self.until(value + 1, |byte| !is_blank(byte))?;
                let quote = self.page[from];
                from = match quote {
                    b'"' | b'\'' => from + 2 + memchr(quote, self.rest(from + 1))?,
                    _ => self.until(from, |byte| is_blank(byte) || byte == b'>')?,
                };
            }
        }
    }

    /// The first byte from `from` on that is `wanted`.
    fn until(&self, from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
        self.rest(from)
            .iter()
            .position(|byte| wanted(*byte))
            .map(|at| from + at)
    }
}

fn is_blank(byte: u8) -> bool {
    b" \t\n\r\x0C".contains(&byte)
}

impl Iterator for Tags<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if let Some(name) = self.raw.take() {
            let start = self.at;
            self.at = self.raw_end(name);
            if self.at > start {
                return Some(Token::Text(start..self.at));
            }
        }
        while self.at < self.end {
            let start = self.at;
            let mut from = start;
            let markup = loop {
                match memchr(b'<', self.rest(from)) {
                    None => break self.end,
                    Some(found) if self.is_markup(from + found) => break from + found,
                    Some(found) => from += found + 1,
                }
            };
            if markup > start {
                self.at = markup;
                return Some(Token::Text(start..markup));
            }
            if let Some(end) = self.comment_end(start) {
                self.at = end;
                continue;
            }
            let Some(token) = self.tag(start) else {
                self.at = self.end;
                break;
            };
            let (Token::Start { whole, .. } | Token::End { whole, .. } | Token::Text(whole)) =
                &token;
            self.at = whole.end;
            if let Token::Start { name, .. } = &token
                && RAW
                    .iter()
                    .any(|raw| self.page[name.clone()].eq_ignore_ascii_case(raw.as_bytes()))
            {
                self.raw = Some(name.clone());
            }
            return Some(token);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use html5ever::tendril::StrTendril;
    use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata};
    use html5ever::tokenizer::{
        BufferQueue, TagKind, Token as Reference, TokenSink, TokenSinkResult, Tokenizer,
        TokenizerOpts,
    };
    use proptest::prelude::*;

    use super::*;

    /// Tags and text in one notation.
    #[derive(Default)]
    struct Notes(RefCell<String>);

    impl TokenSink for Notes {
        type Handle = ();

        fn process_token(&self, token: Reference, _line: u64) -> TokenSinkResult<()> {
            let mut notes = self.0.borrow_mut();
            match token {
                Reference::TagToken(tag) if tag.kind == TagKind::StartTag => {
                    *notes += &format!("[{}]", tag.name);
                    let raw: Option<RawKind> = match &*tag.name {
                        "title" | "textarea" => Some(Rcdata),
                        "style" | "xmp" => Some(Rawtext),
                        _ => None,
                    };
                    if let Some(raw) = raw {
                        return TokenSinkResult::RawData(raw);
                    }
                }
                Reference::TagToken(tag) => *notes += &format!("[/{}]", tag.name),
                Reference::CharacterTokens(text) => *notes += &text,
                _ => {}
            }
            TokenSinkResult::Continue
        }
    }

    fn reference(page: &str) -> String {
        let tokenizer = Tokenizer::new(Notes::default(), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(page));
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.0.into_inner()
    }

    fn ours(page: &str) -> String {
        let mut notes = String::new();
        for token in Tags::new(page, 0..page.len()) {
            match token {
                Token::Text(text) => notes += &page[text],
                Token::Start { name, .. } => {
                    notes += &format!("[{}]", page[name].to_ascii_lowercase())
                }
                Token::End { name, .. } => {
                    notes += &format!("[/{}]", page[name].to_ascii_lowercase())
                }
            }
        }
        notes
    }

    proptest! {
        /// The same tags and the same text as a whole tokenizer finds, on soup.
        #[test]
        fn tags_are_those_of_a_whole_tokenizer(
            page in "(<|>|/|!|-|\"|'|=|\\?| |要|a|<p>|</p>|<B class=\"x>y\">|<a href='<'>|<!--|-->|<title>|</title>|<style>|</STYLE >|</x|\n){0,24}>"
        ) {
            prop_assert_eq!(ours(&page), reference(&page));
        }
    }
}
