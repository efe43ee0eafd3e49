//! Faults for programs.

use serde::Serialize;

use super::model::{Diagnostic, Message, Severity};
use crate::source::{Place, Sources};

/// A fault as JSON: both languages, and places that need no file to be understood.
#[derive(Debug, Clone, Serialize)]
pub struct JsonDiagnostic<'a> {
    /// `E0123`
    pub code: &'a str,
    /// `error`, `warning`
    pub severity: &'static str,
    /// What is wrong.
    pub message: JsonMessage<'a>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<JsonPlace<'a>>,
    /// What is said under the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<JsonMessage<'a>>,
    /// Other places that matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<JsonRelated<'a>>,
    /// The likely mend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<JsonMessage<'a>>,
    /// The mend as an edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<JsonFix<'a>>,
}

/// A sentence in both languages.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct JsonMessage<'a> {
    /// Chinese.
    pub zh: &'a str,
    /// English.
    pub en: &'a str,
}

/// A place in a rule file.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct JsonPlace<'a> {
    /// The file as it was named.
    pub file: &'a str,
    /// From 1.
    pub line: usize,
    /// From 1, in code points.
    pub column: usize,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Another place that matters.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct JsonRelated<'a> {
    /// Where.
    pub place: JsonPlace<'a>,
    /// Why it matters.
    pub message: JsonMessage<'a>,
}

/// A replacement that mends the fault.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct JsonFix<'a> {
    /// What is replaced.
    pub place: JsonPlace<'a>,
    /// By what.
    pub replacement: &'a str,
}

/// A fault in the form for programs.
pub fn json<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> JsonDiagnostic<'a> {
    let place = |place: Place| {
        let (line, column) = sources.line_column(place);
        JsonPlace {
            file: &sources.get(place.source).name,
            line,
            column,
            start: place.start,
            end: place.end,
        }
    };
    JsonDiagnostic {
        code: diagnostic.code,
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: message(&diagnostic.message),
        place: diagnostic.place.map(place),
        label: diagnostic.label.as_ref().map(message),
        related: diagnostic
            .related
            .iter()
            .map(|(at, said)| JsonRelated {
                place: place(*at),
                message: message(said),
            })
            .collect(),
        help: diagnostic.help.as_ref().map(message),
        fix: diagnostic.fix.as_ref().map(|fix| JsonFix {
            place: place(fix.place),
            replacement: &fix.replacement,
        }),
    }
}

fn message(message: &Message) -> JsonMessage<'_> {
    JsonMessage {
        zh: &message.zh,
        en: &message.en,
    }
}
