//! Faults as the workflow commands of GitHub Actions, shown beside the lines of a change.

use super::model::{Diagnostic, Language, Severity};
use crate::source::Sources;

/// A fault in one line: `::error file=…,line=…,col=…,title=E0101::message`.
pub fn render_github(diagnostic: &Diagnostic, sources: &Sources, language: Language) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut message = diagnostic.message.in_language(language).to_owned();
    for more in [&diagnostic.label, &diagnostic.help].into_iter().flatten() {
        message.push('\n');
        message.push_str(more.in_language(language));
    }
    let mut place = String::new();
    if let Some(at) = diagnostic.place {
        let file = escaped_property(&sources.get(at.source).name);
        let (line, column) = sources.line_column(at);
        let (end_line, end_column) = sources.end_line_column(at);
        place = format!("file={file},line={line},endLine={end_line},col={column}");
        // GitHub takes columns on a single line only.
        if line == end_line && end_column > column {
            place.push_str(&format!(",endColumn={}", end_column - 1));
        }
        place.push(',');
    }
    let code = diagnostic.code;
    format!("::{level} {place}title={code}::{}", escaped(&message))
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escaped_property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Message;
    use crate::source::Place;

    #[test]
    fn what_has_a_meaning_to_github_is_escaped() {
        let mut sources = Sources::default();
        let source = sources.add("a,b.yaml", "名字: 100%\n");
        let place = Place {
            source,
            start: 8,
            end: 12,
        };
        let message = Message::new("甲\n乙 100%", "a\nb 100%");
        let fault = Diagnostic::error("E0101", place, message);
        assert_eq!(
            render_github(&fault, &sources, Language::En),
            "::error file=a%2Cb.yaml,line=1,endLine=1,col=5,endColumn=8,title=E0101::a%0Ab 100%25"
        );
    }
}
