//! A report as a page that is complete in itself.

use html_escape::{encode_double_quoted_attribute, encode_text};

use crate::diagnostic::Language;
use crate::explain::table::{number, one_line};

use super::item::{Kind, Miss};
use super::render::{columns, instead, notes, share, summary};
use super::{Figure, Report};

const STYLE: &str = include_str!("page.css");

/// The report as an HTML page.
pub fn html(report: &Report, language: Language) -> String {
    let zh = language == Language::Zh;
    let (lang, title) = match language {
        Language::Zh => ("zh-CN", "与标准答案相比"),
        Language::En => ("en", "Held against gold"),
    };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n<main>\n<h1>{title}</h1>\n<p class=\"packs\">{}</p>\n<p>{}</p>\n",
        encode_text(&report.pack.join(" + ")),
        encode_text(summary(report, language).trim_end())
    );
    for note in notes(report, language) {
        out.push_str(&format!("<p class=\"note\">{}</p>\n", encode_text(&note)));
    }
    if !report.figures.is_empty() {
        out.push_str(&table(report, language));
    }
    for group in report.misses.chunk_by(|a, b| a.measure == b.measure) {
        let name = &group[0].measure;
        out.push_str(&format!(
            "<h2 id=\"{}\">{}</h2>\n<ol>\n",
            encode_double_quoted_attribute(name),
            encode_text(name)
        ));
        for miss in group {
            out.push_str(&item(miss, language));
        }
        out.push_str("</ol>\n");
    }
    if report.unlisted > 0 && !report.misses.is_empty() {
        let count = number(report.unlisted);
        let said = match zh {
            true => format!("另有 {count} 条未列出。"),
            false => format!("{count} more are not listed."),
        };
        out.push_str(&format!("<p class=\"note\">{said}</p>\n"));
    }
    out.push_str("</main>\n</html>\n");
    out
}

fn table(report: &Report, language: Language) -> String {
    let heads: String = columns(language)
        .iter()
        .map(|it| format!("<th>{it}"))
        .collect();
    let mut out = format!("<div class=\"figures\"><table>\n<tr>{heads}\n");
    for figure in &report.figures {
        out.push_str(&row(figure, report));
    }
    out.push_str("</table></div>\n");
    out
}

fn row(figure: &Figure, report: &Report) -> String {
    let listed = report.misses.iter().any(|miss| miss.measure == figure.name);
    let name = encode_text(&figure.name);
    let name = match listed {
        true => {
            let to = encode_double_quoted_attribute(&figure.name);
            format!("<a href=\"#{to}\">{name}</a>")
        }
        false => name.into_owned(),
    };
    let doc = match &*figure.doc {
        "" => String::new(),
        doc => format!("<small>{}</small>", encode_text(doc)),
    };
    let count = |class: &str, count: u64| match count {
        0 => "<td>0".to_owned(),
        count => format!("<td class=\"{class}\">{}", number(count)),
    };
    format!(
        "<tr><td>{name}{doc}<td>{}<td>{}<td>{}<span class=\"bar\"><i style=\"width:{:.1}%\"></i></span><td>{}{}{}\n",
        share(figure.precision),
        share(figure.recall),
        share(figure.f1),
        figure.f1 * 100.0,
        number(figure.right),
        count("false", figure.wrong),
        count("missing", figure.missing)
    )
}

fn item(miss: &Miss, language: Language) -> String {
    let (class, sign) = match miss.kind {
        Kind::False => ("false", "+"),
        Kind::Missing => ("missing", "−"),
    };
    let sight = &miss.sight;
    let mut out = format!(
        "<li class=\"{class}\">{sign} <span class=\"of\">{}</span>",
        encode_text(&miss.document)
    );
    // What stands at its place need not be told twice.
    if sight.said != sight.text {
        out.push_str(&format!("<b>{}</b>", encode_text(&sight.said)));
    }
    if !sight.text.is_empty() {
        let [left, text, right] =
            [&sight.left, &sight.text, &sight.right].map(|text| one_line(text));
        out.push_str(&format!(
            "<q>…{}<mark>{}</mark>{}…</q>",
            encode_text(&left),
            encode_text(&text),
            encode_text(&right)
        ));
    }
    if let Some(instead) = instead(miss, language) {
        out.push_str(&format!(
            " <span class=\"of\">{}</span>",
            encode_text(&instead)
        ));
    }
    out.push('\n');
    out
}
