//! Tokens of the segmenter, made for a run of text the first time a rule asks.

use std::collections::HashMap;
use std::sync::OnceLock;

use jieba_rs::Jieba;

use crate::pattern::tree::Filter;
use crate::record::{RecordId, Span};
use crate::text::Text;

/// Loading takes some 100 ms and 40 MB: done when the first token is asked for, never before.
static SEGMENTER: OnceLock<Jieba> = OnceLock::new();

/// The tokens made so far for the document at hand.
#[derive(Debug, Default)]
pub struct Tokens {
    tokens: Vec<Token>,
    by_start: HashMap<u32, u32>,
    by_end: HashMap<u32, u32>,
    /// Starts of the runs that have been cut.
    runs: HashMap<u32, ()>,
}

/// A token of the segmenter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Where it stands.
    pub span: Span,
    /// Its text.
    pub text: &'a str,
    /// Its part of speech, such as `v` or `nr`.
    pub pos: &'a str,
}

impl Word<'_> {
    /// Whether the segmenter's dictionary has it; else it was put together from characters.
    pub fn is_known(&self) -> bool {
        SEGMENTER.get_or_init(Jieba::new).has_word(self.text)
    }
}

#[derive(Debug)]
struct Token {
    start: u32,
    end: u32,
    word: String,
    pos: String,
}

impl Tokens {
    /// Forgets the last document.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.by_start.clear();
        self.by_end.clear();
        self.runs.clear();
    }

    /// The token that starts (or, with `ahead` false, ends) at a position, if the filters
    /// hold: its other end.
    pub(crate) fn at(
        &mut self,
        text: &Text,
        position: u32,
        ahead: bool,
        filters: &[Filter],
        out: &mut Vec<(u32, RecordId)>,
    ) {
        let chars = text.chars();
        let inside = if ahead {
            Some(position)
        } else {
            position.checked_sub(1)
        };
        let Some(inside) =
            inside.filter(|&at| chars.get(at as usize).is_some_and(|&found| in_run(found)))
        else {
            return;
        };
        self.cut_run(chars, inside);
        let index = if ahead {
            self.by_start.get(&position)
        } else {
            self.by_end.get(&position)
        };
        let Some(token) = index.map(|&index| &self.tokens[index as usize]) else {
            return;
        };
        if filters.iter().all(|filter| token.passes(filter)) {
            out.push((if ahead { token.end } else { token.start }, RecordId(0)));
        }
    }

    /// The token that holds the character at a position of the document.
    pub fn around(&mut self, text: &Text, position: u32) -> Option<Word<'_>> {
        let chars = text.chars();
        let inside = chars.get(position as usize).is_some_and(|&it| in_run(it));
        if !inside {
            return None;
        }
        self.cut_run(chars, position);
        let start = (0..=position)
            .rev()
            .find(|start| self.by_start.contains_key(start))?;
        let token = &self.tokens[self.by_start[&start] as usize];
        Some(Word {
            span: Span::new(token.start, token.end),
            text: &token.word,
            pos: &token.pos,
        })
    }

    /// Cuts the run around a position. The segmenter cuts each maximal run of its own
    /// characters by itself, so the tokens are those of the whole text.
    fn cut_run(&mut self, chars: &[char], inside: u32) {
        let inside = inside as usize;
        let start = chars[..inside]
            .iter()
            .rposition(|&character| !in_run(character))
            .map_or(0, |rim| rim + 1);
        if self.runs.insert(start as u32, ()).is_some() {
            return;
        }
        let length = chars[inside..]
            .iter()
            .position(|&character| !in_run(character));
        let end = length.map_or(chars.len(), |length| inside + length);
        let run: String = chars[start..end].iter().collect();
        let mut position = start as u32;
        for tag in SEGMENTER.get_or_init(Jieba::new).tag(&run, true) {
            let end = position + tag.word.chars().count() as u32;
            let index = self.tokens.len() as u32;
            self.by_start.insert(position, index);
            self.by_end.insert(end, index);
            self.tokens.push(Token {
                start: position,
                end,
                word: tag.word.to_owned(),
                pos: tag.tag.to_owned(),
            });
            position = end;
        }
    }
}

impl Token {
    fn passes(&self, filter: &Filter) -> bool {
        let length;
        let value = match filter.attribute.as_str() {
            "text" => &self.word,
            "pos" => &self.pos,
            "length" => {
                length = (self.end - self.start).to_string();
                &length
            }
            _ => return filter.negative,
        };
        (filter.values.is_empty() || filter.values.contains(value)) != filter.negative
    }
}

/// The characters that the segmenter cuts together.
fn in_run(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
        || character.is_ascii_alphanumeric()
        || matches!(character, '+' | '#' | '&' | '.' | '_' | '%' | '-')
}
