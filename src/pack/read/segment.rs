//! `segment`: markers that divide a scope.

use super::pattern::read_pattern;
use super::types::read_doc;
use super::{Context, Keys, head};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::model::{End, Marker, MarkerOrdinal, Segment};
use crate::pack::yaml::{Content, Text, Yaml};
use crate::pattern::unit_named;
use crate::source::Place;

/// Reads `segment`: `markers`, `order`, `minimum`, `end`.
pub(super) fn read_segment(yaml: &Yaml, owner: Place, context: &mut Context) -> Option<Segment> {
    let mut keys = Keys::of(yaml, owner, context)?;
    let markers = match keys.require("markers", context) {
        Some(markers) => read_markers(markers, context),
        None => Vec::new(),
    };
    let consecutive = keys
        .take("order")
        .and_then(|order| read_order(order, context));
    let minimum = match keys.take("minimum") {
        Some(minimum) => context.number(minimum).unwrap_or(1),
        None => 1,
    };
    let end = match keys.take("end") {
        Some(end) => read_ends(end, context),
        None => Vec::new(),
    };
    read_doc(&mut keys, context);
    keys.finish(context);
    Some(Segment {
        markers,
        consecutive,
        minimum,
        end,
    })
}

fn read_markers(yaml: &Yaml, context: &mut Context) -> Vec<Marker> {
    let Content::List(items) = &yaml.content else {
        context.wrong_form(yaml, "标记的列表", "a list of markers");
        return Vec::new();
    };
    if items.is_empty() {
        context.error(
            codes::NOTHING_GIVEN,
            yaml.place,
            "至少要有一个标记".into(),
            "at least one marker is wanted".into(),
        );
    }
    items
        .iter()
        .filter_map(|item| read_marker(item, context))
        .collect()
}

fn read_marker(item: &Yaml, context: &mut Context) -> Option<Marker> {
    let mut keys = Keys::of(item, head(item), context)?;
    let style = keys
        .require("style", context)
        .and_then(|style| context.text(style))
        .map(|style| style.as_str().trim().to_owned());
    let ordinal = match keys.take("ordinal") {
        Some(ordinal) if ordinal.as_text().map(Text::as_str) == Some("next") => MarkerOrdinal::Next,
        Some(ordinal) => match ordinal
            .as_text()
            .and_then(|text| text.as_str().parse().ok())
        {
            Some(fixed) => MarkerOrdinal::Fixed(fixed),
            None => {
                context.wrong_form(ordinal, "一个整数或 next", "a whole number or `next`");
                MarkerOrdinal::Captured
            }
        },
        None => MarkerOrdinal::Captured,
    };
    let end = match keys.take("end") {
        Some(end) => read_ends(end, context),
        None => Vec::new(),
    };
    let pattern = keys
        .require("match", context)
        .and_then(|pattern| read_pattern(pattern, context));
    keys.finish(context);
    Some(Marker {
        style: style?,
        ordinal,
        pattern: pattern?,
        end,
        place: item.place,
    })
}

/// `none`, or `consecutive(n)` with the capture that holds the ordinal.
fn read_order(yaml: &Yaml, context: &mut Context) -> Option<String> {
    let text = context.word(yaml)?;
    let written = text.as_str().trim();
    if written == "none" {
        return None;
    }
    let capture = written
        .strip_prefix("consecutive")
        .map(|rest| rest.trim().trim_matches(['(', ')', '（', '）']).trim())
        .filter(|name| crate::pattern::is_word(name));
    if capture.is_none() {
        context.faults.push(
            Diagnostic::error(
                codes::BAD_VALUE,
                text.place(),
                Message::new(
                    format!("order 不能是“{written}”"),
                    format!("`order` cannot be `{written}`"),
                ),
            )
            .label(Message::new(
                "应是 none 或 consecutive(捕获)",
                "`none` or `consecutive(capture)` is wanted",
            )),
        );
    }
    capture.map(str::to_owned)
}

/// Ends: a unit of layout by its name, else a pattern.
fn read_ends(yaml: &Yaml, context: &mut Context) -> Vec<End> {
    let items = match &yaml.content {
        Content::List(items) => items.as_slice(),
        _ => std::slice::from_ref(yaml),
    };
    let mut ends = Vec::new();
    for item in items {
        let unit = item
            .as_text()
            .and_then(|text| unit_named(text.as_str().trim()));
        match unit {
            Some(unit) => ends.push(End::Unit(unit)),
            None => ends.extend(read_pattern(item, context).map(End::Pattern)),
        }
    }
    ends
}
