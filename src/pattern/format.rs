//! The form that the formatter gives a pattern. Lines are the author's: none is broken, none
//! joined, no indentation changed. Within a line neighbours stand one blank apart, what belongs
//! together touches, and operators are ASCII.

use std::ops::Range;

use pest::Parser;
use pest::iterators::Pair;

use super::parse::{PatternParser, Rule};
use crate::diagnostic::Fix;
use crate::source::Scalar;

/// What has to be replaced in the rule file, in ascending order; nothing in a pattern that has
/// its form. The pattern must be one that [`super::parse`] reads without an error; `file` is
/// the text of the file that it stands in.
pub fn format(scalar: &Scalar, file: &str) -> Vec<Fix> {
    let text = &*scalar.text;
    let Ok(pairs) = PatternParser::parse(Rule::pattern, text) else {
        return Vec::new();
    };
    let mut tokens = Tokens {
        text,
        found: Vec::new(),
    };
    for pair in pairs {
        tokens.node(&pair, Rule::pattern);
    }
    let mut edits = Edits {
        scalar,
        file,
        made: Vec::new(),
    };
    edits.all(&tokens.found);
    edits.made
}

/// A piece of a pattern that is never broken, and how it stands to its neighbours.
struct Token {
    /// Bytes of the pattern.
    range: Range<usize>,
    /// In ASCII, where it is an operator.
    written: String,
    before: Side,
    after: Side,
    comment: bool,
}

/// What a token wants on one of its sides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Nothing: it touches its neighbour.
    Touches,
    /// A blank, unless the neighbour touches.
    Apart,
    /// As [`Side::Touches`], but the author's blank stays where the bracket spans several
    /// lines: what is inside may be aligned with it.
    Bracket,
}

use Side::{Apart, Bracket, Touches};

struct Tokens<'a> {
    text: &'a str,
    found: Vec<Token>,
}

impl Tokens<'_> {
    fn node(&mut self, pair: &Pair<'_, Rule>, parent: Rule) {
        let rule = pair.as_rule();
        let range = pair.as_span().start()..pair.as_span().end();
        let inner: Vec<Pair<'_, Rule>> = pair.clone().into_inner().collect();
        if inner.is_empty() && !holds_operators(rule) {
            self.leaf(rule, range, parent);
            return;
        }
        let several_lines = self.text[range.clone()].contains('\n');
        let mut at = range.start;
        for (index, child) in inner.iter().enumerate() {
            let span = child.as_span();
            self.operators(at..span.start(), rule, parent, several_lines);
            if rule == Rule::bounds && child.as_rule() == Rule::comma {
                // `{0,20}`, but `{0, not x}`.
                let last = index + 1 == inner.len();
                self.push(
                    span.start()..span.end(),
                    Touches,
                    if last { Apart } else { Touches },
                );
            } else {
                self.node(child, rule);
            }
            at = span.end();
        }
        self.operators(at..range.end, rule, parent, several_lines);
    }

    fn leaf(&mut self, rule: Rule, range: Range<usize>, parent: Rule) {
        let (before, after) = match rule {
            Rule::EOI => return,
            Rule::COMMENT => {
                let text = self.text[range.clone()].trim_end();
                self.found.push(Token {
                    range: range.start..range.start + text.len(),
                    written: text.to_owned(),
                    before: Apart,
                    after: Apart,
                    comment: true,
                });
                return;
            }
            Rule::comma => (Touches, Apart),
            Rule::optional | Rule::star | Rule::plus | Rule::lazy => (Touches, Apart),
            Rule::unequal => (Touches, Touches),
            _ if parent == Rule::label || parent == Rule::filter => (Apart, Touches),
            _ => {
                let written = self.text[range.clone()].to_owned();
                self.found.push(Token {
                    range,
                    written,
                    before: Apart,
                    after: Apart,
                    comment: false,
                });
                return;
            }
        };
        self.push(range, before, after);
    }

    /// The operators in a stretch between the parts of a rule.
    fn operators(&mut self, stretch: Range<usize>, rule: Rule, parent: Rule, several_lines: bool) {
        let bracket = if several_lines { Bracket } else { Touches };
        for (offset, character) in self.text[stretch.clone()].char_indices() {
            if character.is_whitespace() {
                continue;
            }
            let start = stretch.start + offset;
            let (before, after) = match (ascii(character), rule) {
                ('(', Rule::group) => (Apart, bracket),
                ('(', _) => (Touches, bracket),
                (')', _) => (bracket, Apart),
                ('{', Rule::filters) if parent == Rule::token => (Apart, Touches),
                ('}' | '>', _) => (Touches, Apart),
                ('@' | '<', _) => (Apart, Touches),
                ('|', Rule::alternatives) => (Apart, Apart),
                _ => (Touches, Touches),
            };
            self.push(start..start + character.len_utf8(), before, after);
        }
    }

    fn push(&mut self, range: Range<usize>, before: Side, after: Side) {
        let written = self.text[range.clone()]
            .chars()
            .filter(|character| !character.is_whitespace())
            .map(ascii)
            .collect();
        self.found.push(Token {
            range,
            written,
            before,
            after,
            comment: false,
        });
    }
}

/// Rules that the grammar gives no inner parts although they consist of operators.
fn holds_operators(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::filters | Rule::token | Rule::sequence | Rule::alternatives
    )
}

/// The ASCII spelling of an operator.
fn ascii(character: char) -> char {
    match character {
        '！'..='～' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
        other => other,
    }
}

/// Collects what has to change, in places of the file.
struct Edits<'a> {
    scalar: &'a Scalar,
    file: &'a str,
    made: Vec<Fix>,
}

impl Edits<'_> {
    fn all(&mut self, tokens: &[Token]) {
        let text = &*self.scalar.text;
        let several_lines = text.trim_end().contains('\n');
        let mut previous: Option<&Token> = None;
        for token in tokens {
            let start = previous.map_or(0, |token| token.range.end);
            self.between(previous, token, start..token.range.start, several_lines);
            self.replace(token.range.clone(), &token.written);
            previous = Some(token);
        }
        if let Some(last) = previous {
            self.end(last.range.clone());
        }
    }

    /// Takes away the blanks behind the last token, which the place of a block leaves out.
    fn end(&mut self, last: Range<usize>) {
        let behind = &self.scalar.text[last.end..];
        let blanks = behind.find('\n').unwrap_or(behind.len());
        if blanks > 0 {
            let mut place = self.scalar.place_of(last.start, last.end);
            place.start = place.end;
            place.end += blanks as u32;
            let replacement = String::new();
            self.made.push(Fix { place, replacement });
        }
    }

    /// What stands between two tokens.
    fn between(
        &mut self,
        left: Option<&Token>,
        right: &Token,
        range: Range<usize>,
        several_lines: bool,
    ) {
        let text = &*self.scalar.text;
        let blanks = &text[range.clone()];
        let Some(left) = left else {
            return;
        };
        if blanks.contains('\n') || self.breaks_line(&range) {
            self.line_ends(range);
            return;
        }
        let aligned = several_lines && blanks.len() > 1 && left.after == Apart;
        let wanted = match (left.after, right.before) {
            // Comments stand where the author put them.
            _ if right.comment && !blanks.is_empty() => return self.plain(range),
            (Bracket, _) | (_, Bracket) if !blanks.is_empty() => return self.plain(range),
            (Apart, Apart) if aligned => return self.plain(range),
            (Apart, Apart) => " ",
            _ => "",
        };
        self.replace(range, wanted);
    }

    /// The blanks stay, but as ASCII ones: U+3000 takes the room of two.
    fn plain(&mut self, range: Range<usize>) {
        let blanks = &self.scalar.text[range.clone()];
        if blanks.chars().any(|blank| blank != ' ') {
            let plain: String = blanks.chars().map(as_wide).collect();
            self.replace(range, &plain);
        }
    }

    /// Takes the blanks before line breaks away, and makes indentation ASCII.
    fn line_ends(&mut self, range: Range<usize>) {
        let blanks = &self.scalar.text[range.clone()];
        let mut at = range.start;
        for (index, line) in blanks.split('\n').enumerate() {
            let whole = at..at + line.len();
            at = whole.end + 1;
            if self.breaks_line(&whole) {
                continue;
            }
            let last = whole.end == range.end && range.end < self.scalar.text.len();
            if last && index > 0 {
                self.plain(whole);
            } else if !line.is_empty() {
                self.replace(whole, "");
            }
        }
    }

    /// Whether a stretch within a line of the pattern goes over a line break of the file, as
    /// in plain and folded scalars.
    fn breaks_line(&self, range: &Range<usize>) -> bool {
        !range.is_empty() && !self.scalar.text[range.clone()].contains('\n') && {
            let place = self.scalar.place_of(range.start, range.end);
            let next = self.scalar.place_of(range.end, range.end);
            self.file[place.start as usize..next.start.max(place.end) as usize].contains('\n')
        }
    }

    fn replace(&mut self, range: Range<usize>, wanted: &str) {
        if &self.scalar.text[range.clone()] == wanted {
            return;
        }
        self.made.push(Fix {
            place: self.scalar.place_of(range.start, range.end),
            replacement: wanted.to_owned(),
        });
    }
}

fn as_wide(blank: char) -> &'static str {
    if blank == '\u{3000}' { "  " } else { " " }
}
