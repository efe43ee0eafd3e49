//! Candidates as YAML to be pasted, with what speaks for each in comments.

use super::{Candidate, Suggestions};
use crate::diagnostic::Language;
use crate::explain::table::number;

/// How suggestions are shown.
#[derive(Debug, Clone, Copy)]
pub struct RenderOptions {
    /// The language of the comments.
    pub language: Language,
}

/// The candidates as a part of an overlay; the lines of the list also go into the lexicon
/// itself.
pub fn render(found: &Suggestions, options: RenderOptions) -> String {
    let language = options.language;
    let [documents, places, entries, occurring, contexts] = [
        found.documents,
        found.places,
        found.entries as u64,
        found.occurring as u64,
        found.contexts as u64,
    ]
    .map(number);
    let mut out = match language {
        Language::Zh => format!(
            "# {documents} 篇；{entries} 个词条出现了 {occurring} 个，共 {places} 处，可比的上下文 {contexts} 种\n"
        ),
        Language::En => format!(
            "# {documents} documents; {occurring} of {entries} entries occur, at {places} places; {contexts} contexts to compare\n"
        ),
    };
    if found.candidates.is_empty() {
        out.push_str(match language {
            Language::Zh => "# 没有候选\n",
            Language::En => "# no candidates\n",
        });
        return out;
    }
    out.push_str(&format!("lexicons:\n  {}:\n    add:\n", found.lexicon));
    for candidate in &found.candidates {
        out.push_str(&shown(candidate, language));
    }
    out
}

fn shown(candidate: &Candidate, language: Language) -> String {
    let [count, standing, documents] =
        [candidate.count, candidate.standing, candidate.documents].map(number);
    let (alike, others) = match language {
        Language::Zh => (candidate.alike.join("、"), candidate.in_lexicons.join("、")),
        Language::En => (candidate.alike.join(", "), candidate.in_lexicons.join(", ")),
    };
    let mut out = match language {
        Language::Zh => format!(
            "      # {count} 处，{documents} 篇；{standing} 处站在词条常在的地方，如同 {alike}"
        ),
        Language::En => format!(
            "      # {count} places, {documents} documents; {standing} of them where entries stand, like {alike}"
        ),
    };
    if !others.is_empty() {
        out.push_str(&match language {
            Language::Zh => format!("；已在 {others}"),
            Language::En => format!("; already in {others}"),
        });
    }
    out.push('\n');
    for sample in &candidate.samples {
        out.push_str(&format!(
            "      #   {}【{}】{}  {}\n",
            sample.left, candidate.text, sample.right, sample.document
        ));
    }
    out.push_str(&format!("      - {}\n", scalar(&candidate.text)));
    out
}

/// A text as a YAML scalar.
fn scalar(text: &str) -> String {
    if text.chars().all(char::is_alphabetic) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
