//! Faults for people: the line of the rule file with the fault underlined, right under
//! Chinese characters too, what is wrong and how to mend it.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::model::{Diagnostic, Language, Severity};
use crate::source::{Place, Sources};

/// How faults are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// In which language.
    pub language: Language,
    /// Whether in colours, as ANSI escapes.
    pub colour: bool,
}

/// Words of the frame, which are not part of any single fault.
struct Words {
    error: &'static str,
    warning: &'static str,
    help: &'static str,
}

const ZH: Words = Words {
    error: "错误",
    warning: "警告",
    help: "办法",
};
const EN: Words = Words {
    error: "error",
    warning: "warning",
    help: "help",
};

fn words(language: Language) -> &'static Words {
    match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    }
}

fn severity_word(severity: Severity, language: Language) -> &'static str {
    let words = words(language);
    match severity {
        Severity::Error => words.error,
        Severity::Warning => words.warning,
    }
}

/// A fault as a block of lines, without a line break at the end.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, options: RenderOptions) -> String {
    let language = options.language;
    let name = severity_word(diagnostic.severity, language);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .with_name(name)
        .primary_title(diagnostic.message.in_language(language))
        .id(diagnostic.code);
    let mut group = Group::with_title(title).elements(snippets(diagnostic, sources, language));
    if let Some(help) = &diagnostic.help {
        let level = Level::HELP.with_name(words(language).help);
        group = group.element(level.message(help.in_language(language)));
    }
    let renderer = if options.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group])
}

/// The places of a fault, file by file, that of the fault itself first.
fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
    language: Language,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let own = diagnostic.place.map(|place| {
        let label = diagnostic.label.as_ref();
        (place, AnnotationKind::Primary, label)
    });
    let related = diagnostic
        .related
        .iter()
        .map(|(place, message)| (*place, AnnotationKind::Context, Some(message)));
    let mut snippets: Vec<(_, Snippet<'a, _>)> = Vec::new();
    for (place, kind, label) in own.into_iter().chain(related) {
        let source = sources.get(place.source);
        let annotation = kind
            .span(shown(&source.text, place))
            .label(label.map(|label| label.in_language(language)));
        let known = snippets.iter().position(|(id, _)| *id == place.source);
        match known {
            Some(index) => {
                let (id, snippet) = snippets.swap_remove(index);
                snippets.insert(index, (id, snippet.annotation(annotation)));
            }
            None => snippets.push((
                place.source,
                Snippet::source(&*source.text)
                    .path(&*source.name)
                    .annotation(annotation),
            )),
        }
    }
    snippets.into_iter().map(|(_, snippet)| snippet).collect()
}

/// What is underlined: whole characters, and no line break at the end.
fn shown(text: &str, place: Place) -> Range<usize> {
    let start = text.floor_char_boundary(place.start as usize);
    let end = text.ceil_char_boundary(place.end as usize).max(start);
    start..start + text[start..end].trim_end().len()
}

/// A fault in one line, as compilers write it for editors and log readers:
/// `file:line:column: severity code: message`.
pub fn render_line(diagnostic: &Diagnostic, sources: &Sources, language: Language) -> String {
    let severity = severity_word(diagnostic.severity, language);
    let message = diagnostic.message.in_language(language);
    let told = format!("{severity} {}: {message}", diagnostic.code);
    match diagnostic.place {
        Some(place) => {
            let (line, column) = sources.line_column(place);
            format!("{}:{line}:{column}: {told}", sources.get(place.source).name)
        }
        None => told,
    }
}
