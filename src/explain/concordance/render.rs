//! A concordance for people: hits one under the other, or a table of counts.

use crate::diagnostic::Language;
use crate::explain::table::{self, Side, number};

use super::{Concordance, Count, Hit, Miss};

/// The most cells of the column of document ids.
const ID_CELLS: usize = 24;
/// The most cells to which hits are filled up, so that what stands behind is aligned.
const HIT_CELLS: usize = 24;
const EMPHASIS: (&str, &str) = ("\u{1b}[1;31m", "\u{1b}[0m");
const FAINT: (&str, &str) = ("\u{1b}[2m", "\u{1b}[0m");

/// The concordance as text, with colours as ANSI escapes: where they are not seen, two blanks
/// on each side set the hits apart.
pub fn render(found: &Concordance, language: Language) -> String {
    let mut out = String::new();
    if let Some(hits) = &found.shown {
        lines(hits, &mut out);
    }
    if let Some(counts) = &found.counts {
        out.push_str(&counted(counts, language));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&summary(found, language));
    out.push('\n');
    if let Some(miss) = &found.miss {
        out.push_str(&missed(miss, language));
        out.push('\n');
    }
    out
}

/// Why there is no hit.
fn missed(miss: &Miss, language: Language) -> String {
    match (miss, language) {
        (
            Miss::Elsewhere {
                within,
                document,
                text,
            },
            Language::Zh,
        ) => format!("换个范围就有，例如 {document} 的“{text}”：加 --within {within}"),
        (
            Miss::Elsewhere {
                within,
                document,
                text,
            },
            Language::En,
        ) => format!(
            "In another scope there are, such as “{text}” in {document}: add --within {within}"
        ),
        (Miss::Absent(parts), Language::Zh) => {
            format!("这些部分哪一篇里都没有：{}", parts.join("  "))
        }
        (Miss::Absent(parts), Language::En) => {
            format!("No document holds these parts: {}", parts.join("  "))
        }
        (Miss::Apart, Language::Zh) => "各部分单独都有，但没有依次相连的".to_owned(),
        (Miss::Apart, Language::En) => {
            "Each part is there by itself, but never one behind the other".to_owned()
        }
    }
}

fn lines(hits: &[Hit], out: &mut String) {
    let widest = |cells: &dyn Fn(&Hit) -> usize| hits.iter().map(cells).max().unwrap_or(0);
    let ids = widest(&|hit| table::width(&hit.document)).min(ID_CELLS);
    let before = widest(&|hit| table::width(&hit.left));
    let inside = widest(&|hit| table::width(&hit.text)).min(HIT_CELLS);
    for hit in hits {
        let id = table::left(&table::cut(&hit.document, ids), ids);
        let left = table::right(&table::one_line(&hit.left), before);
        let text = table::one_line(&hit.text);
        let fill = " ".repeat(inside.saturating_sub(table::width(&text)));
        let right = table::one_line(&hit.right);
        let line = format!(
            "{}{id}{}  {left}  {}{text}{}{fill}  {right}",
            FAINT.0, FAINT.1, EMPHASIS.0, EMPHASIS.1
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

fn counted(counts: &[Count], language: Language) -> String {
    if counts.is_empty() {
        return String::new();
    }
    let heading = match language {
        Language::Zh => ["次数", "篇数", "文本"],
        Language::En => ["hits", "docs", "text"],
    };
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(counts.iter().map(|count| {
        vec![
            number(count.hits),
            number(count.documents),
            table::one_line(&count.text),
        ]
    }));
    table::rows(&[Side::Right, Side::Right, Side::Left], &rows)
}

fn summary(found: &Concordance, language: Language) -> String {
    let Concordance {
        documents,
        documents_hit,
        hits,
        ..
    } = *found;
    let [hits_said, hit_said, all_said] = [hits, documents_hit, documents].map(number);
    let mut said = match language {
        Language::Zh => format!("共 {hits_said} 处，见于 {hit_said} 篇，查了 {all_said} 篇。"),
        Language::En => format!("{hits_said} hits in {hit_said} of {all_said} documents."),
    };
    if let Some(missing) = found.uncounted {
        let missing = number(missing);
        said.push_str(&match language {
            Language::Zh => format!("其中 {missing} 处没有这个捕获。"),
            Language::En => format!(" {missing} of them without this capture."),
        });
    }
    if let Some(left_out) = left_out(found) {
        said.push_str(&left_out.said(language));
    }
    said
}

/// How many of what are shown, where it is not all.
struct LeftOut {
    shown: u64,
    all: u64,
    texts: bool,
}

fn left_out(found: &Concordance) -> Option<LeftOut> {
    let texts = found.counts.as_ref();
    let shown = match texts {
        Some(counts) => counts.len(),
        None => found.shown.as_ref()?.len(),
    } as u64;
    let all = found.different.unwrap_or(found.hits);
    (shown < all).then_some(LeftOut {
        shown,
        all,
        texts: texts.is_some(),
    })
}

impl LeftOut {
    fn said(&self, language: Language) -> String {
        let (shown, all) = (number(self.shown), number(self.all));
        match (language, self.texts) {
            (Language::Zh, false) => format!("列出 {shown} 处（--limit 0 列出全部）。"),
            (Language::Zh, true) => {
                format!("共 {all} 种文本，列出 {shown} 种（--limit 0 列出全部）。")
            }
            (Language::En, false) => format!(" {shown} are shown (--limit 0 shows all)."),
            (Language::En, true) => {
                format!(" {shown} of {all} different texts are shown (--limit 0 shows all).")
            }
        }
    }
}
