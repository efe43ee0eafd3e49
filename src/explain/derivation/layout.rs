//! What of the layout keeps a place out of a rule's scopes: walls of ignored types, and lines
//! that are none of the body.

use crate::diagnostic::Message;
use crate::explain::describe::{Reader, shortened};
use crate::pack::{Rule, ScopeKind};
use crate::record::{Record, Span};
use crate::source::Place;
use crate::text::{Text, Unit};

/// The record of an ignored type that some stretch is wanted of.
pub(crate) fn wall<'a>(reader: &Reader<'a>, wanted: impl Fn(Span) -> bool) -> Option<&'a Record> {
    let mut records = reader.extraction.records.iter();
    records.find(|record| reader.pack.ignore.contains(&record.kind) && wanted(record.span))
}

/// What is said of the rule that made a wall, at that rule.
pub(crate) fn wall_said(reader: &Reader<'_>, wall: &Record) -> (Place, Message) {
    let kind = &reader.pack.type_of(wall.kind).name;
    let message = Message::new(
        format!("这里是这条规则划出的 {kind}，不属正文，别的规则不看"),
        format!("this rule makes it {kind}, which is no part of the body for other rules"),
    );
    (reader.pack.rule(wall.rule).place, message)
}

/// Whether a stretch lies in the headline.
pub(crate) fn is_headline(text: &Text, span: Span) -> bool {
    text.units(Unit::Headline)
        .iter()
        .any(|unit| unit.contains(span))
}

/// Whether a rule is sought in units that no headline has: paragraphs, sentences and the like.
pub(crate) fn leaves_headline_out(rule: &Rule) -> bool {
    rule.within.first().is_some_and(
        |scope| matches!(&scope.kind, ScopeKind::Unit { unit, .. } if is_of_body(*unit)),
    )
}

/// Whether a unit is never of the headline.
pub(crate) fn is_of_body(unit: Unit) -> bool {
    !matches!(
        unit,
        Unit::Document | Unit::Headline | Unit::Quote | Unit::Parenthesis
    )
}

/// The line that a place is in.
pub(crate) fn line_around(text: &Text, at: u32) -> Span {
    let chars = text.chars();
    let at = (at as usize).min(chars.len());
    let is_break = |character: &char| *character == '\n';
    let start = chars[..at].iter().rposition(is_break);
    let end = chars[at..].iter().position(is_break);
    Span::new(
        start.map_or(0, |before| before as u32 + 1),
        end.map_or(chars.len(), |length| at + length) as u32,
    )
}

/// The lines of the headline.
pub(crate) fn headlines(text: &Text) -> Vec<Span> {
    let units = text.units(Unit::Headline).iter();
    units
        .flat_map(|unit| {
            let mut lines = Vec::new();
            let mut at = unit.start;
            while at < unit.end {
                let line = line_around(text, at);
                at = line.end + 1;
                lines.push(line);
            }
            lines
        })
        .collect()
}

/// That a line is read as headline, and what to do about it where a rule is not sought there.
pub(crate) fn headline_said(text: &Text, span: Span) -> Message {
    let Message { zh, en } = is_headline_said(text, span);
    Message::new(
        format!("{zh}；若要找标题，写 within: headline 或 document"),
        format!("{en}; write `within: headline` or `document` to look there"),
    )
}

/// That a line is read as headline, and what to do about it where an edge of a unit fails.
pub(crate) fn headline_edge_said(text: &Text, span: Span, starts: bool) -> Message {
    let Message { zh, en } = is_headline_said(text, span);
    let (zh_rim, en_rim, mend_zh, mend_en) = if starts {
        (
            "行首",
            "begin",
            "(^ | 前文是([\\n]))",
            "(^ | prev_is([\\n]))",
        )
    } else {
        ("行尾", "end", "(后文是([\\n]) | $)", "(next_is([\\n]) | $)")
    };
    Message::new(
        format!("{zh}；若要标题的{zh_rim}，写 {mend_zh}"),
        format!("{en}; write {mend_en} for the {en_rim} of its lines"),
    )
}

fn is_headline_said(text: &Text, span: Span) -> Message {
    let line = shortened(text.slice(span));
    Message::new(
        format!(
            "“{line}”读作标题（正文之前行尾没有句读的行），里面没有段和句；若是正文，行尾要有句号"
        ),
        format!(
            "“{line}” is read as headline (lines before the body that do not end in a stop), which has no paragraphs or sentences; end the line with a stop if it is body"
        ),
    )
}
