//! A report for people, in a terminal.

use crate::diagnostic::Language;
use crate::explain::describe::shortened;
use crate::explain::table::{self, Side, cut, number, one_line, width};

use super::item::{Kind, Miss, Sight};
use super::{Figure, Report};

const FALSE: &str = "\u{1b}[31m";
const MISSING: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

/// Cells that are left to the place of what is listed, so that contexts stand in a line.
const DOCUMENT_CELLS: usize = 16;

/// The report as text, with colours as ANSI escapes; `+` (false) and `-` (missing) tell the same.
pub fn render(report: &Report, language: Language) -> String {
    let mut out = String::new();
    if !report.figures.is_empty() {
        out.push_str(&figures(report, language));
        out.push('\n');
    }
    out.push_str(&summary(report, language));
    for note in notes(report, language) {
        out.push_str(&note);
        out.push('\n');
    }
    for group in report.misses.chunk_by(|a, b| a.measure == b.measure) {
        out.push_str(&format!("\n{}\n", group[0].measure));
        for miss in group {
            out.push_str(&shown(miss, language));
        }
    }
    if report.unlisted > 0 && !report.misses.is_empty() {
        let count = number(report.unlisted);
        out.push_str(&match language {
            Language::Zh => format!("\n另有 {count} 条未列出（--limit 0 全列）。\n"),
            Language::En => format!("\n{count} more are not listed (--limit 0 lists all).\n"),
        });
    }
    out
}

/// The heads of the columns: name, P, R, F1, right, false, missing.
pub(super) fn columns(language: Language) -> [&'static str; 7] {
    match language {
        Language::Zh => ["", "准确率", "召回率", "F1", "对", "多", "漏"],
        Language::En => ["", "precision", "recall", "F1", "right", "false", "missing"],
    }
}

/// A share with as many digits as are worth reading.
pub(super) fn share(share: f64) -> String {
    format!("{share:.3}")
}

fn figures(report: &Report, language: Language) -> String {
    let mut rows = vec![columns(language).map(str::to_owned).to_vec()];
    rows.extend(report.figures.iter().map(|figure| {
        let Figure {
            name,
            precision,
            recall,
            f1,
            right,
            wrong,
            missing,
            ..
        } = figure;
        let shares = [precision, recall, f1].map(|it| share(*it));
        let counts = [right, wrong, missing].map(|it| number(*it));
        let cells = std::iter::once(name.clone()).chain(shares);
        cells.chain(counts).collect()
    }));
    let mut sides = [Side::Right; 7];
    sides[0] = Side::Left;
    table::rows(&sides, &rows)
}

/// One sentence on the whole.
pub(super) fn summary(report: &Report, language: Language) -> String {
    if report.articles == 0 {
        return match language {
            Language::Zh => "没有一篇文章可比。\n".to_owned(),
            Language::En => "No article could be held against gold.\n".to_owned(),
        };
    }
    let articles = number(report.articles);
    if report.figures.is_empty() {
        return match language {
            Language::Zh => format!("{articles} 篇文章有标准答案，但没有一项可比。\n"),
            Language::En => {
                format!("Articles with gold: {articles}, but nothing in it is measured.\n")
            }
        };
    }
    let mean = share(report.mean_f1);
    match language {
        Language::Zh => format!(
            "{articles} 篇文章与标准答案相比；{} 项 F1 的平均 {mean}。\n",
            report.figures.len()
        ),
        Language::En => format!(
            "{articles} {} held against gold; mean F1 of {} figures {mean}.\n",
            if report.articles == 1 {
                "article"
            } else {
                "articles"
            },
            report.figures.len()
        ),
    }
}

/// The longest list in a note.
const NOTED: usize = 8;

/// What was not counted, and why.
pub(super) fn notes(report: &Report, language: Language) -> Vec<String> {
    let zh = language == Language::Zh;
    let listed = |items: &[String]| {
        let mut shown = items.iter().take(NOTED).cloned().collect::<Vec<_>>();
        if items.len() > NOTED {
            shown.push("…".to_owned());
        }
        shown.join(if zh { "、" } else { ", " })
    };
    let mut notes = Vec::new();
    if !report.without_gold.is_empty() {
        let (count, listed) = (report.without_gold.len(), listed(&report.without_gold));
        notes.push(match language {
            Language::Zh => format!("{count} 篇文章没有标准答案，未计：{listed}。"),
            Language::En => format!("Articles without gold, not counted: {count}: {listed}."),
        });
    }
    if !report.without_article.is_empty() {
        let (count, listed) = (
            report.without_article.len(),
            listed(&report.without_article),
        );
        notes.push(match language {
            Language::Zh => format!("{count} 份标准答案没有文章，未计：{listed}。"),
            Language::En => {
                format!("Gold without an article, not counted: {count}: {listed}.")
            }
        });
    }
    if report.untouched > 0 {
        let count = report.untouched;
        notes.push(match language {
            Language::Zh => format!("{count} 篇还没有人标注，未计。"),
            Language::En => format!("Documents not annotated yet, not counted: {count}."),
        });
    }
    if !report.unmeasured.is_empty() {
        let listed = listed(&report.unmeasured);
        notes.push(match language {
            Language::Zh => {
                format!("标准答案里的 {listed} 没有对应的度量，未计；可在 measures.yaml 或规则包的 measures 里写明。")
            }
            Language::En => {
                format!("Of the gold, nothing measures: {listed}; measures.yaml or the pack's measures can say what does.")
            }
        });
    }
    notes
}

/// What is listed of a miss behind its place.
pub(super) fn instead(miss: &Miss, language: Language) -> Option<String> {
    let instead = miss.instead.as_ref()?;
    let instead = shortened(instead);
    Some(match language {
        Language::Zh => format!("找到的是“{instead}”"),
        Language::En => format!("found instead: {instead}"),
    })
}

/// A miss: its sign, document, what it says, and its context where that says more.
fn shown(miss: &Miss, language: Language) -> String {
    let (sign, colour) = match miss.kind {
        Kind::False => ('+', FALSE),
        Kind::Missing => ('-', MISSING),
    };
    let document = cut(&miss.document, DOCUMENT_CELLS);
    let pad = " ".repeat(DOCUMENT_CELLS.saturating_sub(width(&document)));
    let Sight {
        said,
        left,
        text,
        right,
        ..
    } = &miss.sight;
    let mut out = format!("  {colour}{sign}{PLAIN} {document}{pad}");
    // What stands at its place need not be told twice.
    if said != text {
        out.push_str(&format!("  {colour}{}{PLAIN}", shortened(said)));
    }
    if !text.is_empty() {
        let [left, right] = [left, right].map(|text| one_line(text));
        let text = shortened(text);
        out.push_str(&format!("  …{left}【{colour}{text}{PLAIN}】{right}…"));
    }
    if let Some(instead) = instead(miss, language) {
        out.push_str(&format!("  {instead}"));
    }
    out.push('\n');
    out
}
