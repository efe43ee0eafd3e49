//! A diff as a page that is complete in itself.

use html_escape::encode_text;

use crate::diagnostic::Language;
use crate::explain::table::number;

use super::render::summary;
use super::{Counts, Diff, FieldChange, Kind, Sample};

const STYLE: &str = include_str!("page.css");

/// The diff as an HTML page.
pub fn html(diff: &Diff, language: Language) -> String {
    let zh = language == Language::Zh;
    let title = if zh {
        "规则改动的影响"
    } else {
        "What the rules changed"
    };
    let lang = if zh { "zh-CN" } else { "en" };
    let (old, new) = (encode_text(&diff.old), encode_text(&diff.new));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n<main>\n<h1>{title}</h1>\n\
         <p class=\"packs\"><del>{old}</del> → <ins>{new}</ins></p>\n<p>{}</p>\n",
        encode_text(summary(diff, language).trim_end())
    );
    if diff.all.differ() {
        let names = if zh {
            ["类型", "规则"]
        } else {
            ["type", "rule"]
        };
        let counted = [&diff.types, &diff.rules];
        for (name, counts) in names.iter().zip(counted) {
            out.push_str(&head(name, zh));
            for (name, counts) in counts.iter().filter(|(_, counts)| counts.differ()) {
                out.push_str(&row(name, counts));
            }
            out.push_str("</table>\n");
        }
    }
    for group in diff.samples.chunk_by(|a, b| a.change.rule == b.change.rule) {
        let rule = encode_text(&group[0].change.rule);
        let label = if zh { "规则" } else { "rule" };
        out.push_str(&format!("<h2>{label} {rule}</h2>\n<ol>\n"));
        for sample in group {
            out.push_str(&item(sample));
        }
        out.push_str("</ol>\n");
    }
    out.push_str("</main>\n</html>\n");
    out
}

fn head(name: &str, zh: bool) -> String {
    let columns = if zh {
        ["原有", "现有", "多出", "少了", "改变"]
    } else {
        ["old", "new", "gained", "lost", "changed"]
    };
    let columns: String = columns.iter().map(|it| format!("<th>{it}")).collect();
    format!("<table>\n<tr><th>{name}{columns}\n")
}

fn row(name: &str, counts: &Counts) -> String {
    let name = encode_text(name);
    let cells = [
        ("", counts.old),
        ("", counts.new),
        ("gained", counts.gained),
        ("lost", counts.lost),
        ("changed", counts.changed),
    ];
    let cells: String = cells
        .iter()
        .map(|(class, count)| match (*class, *count) {
            ("", count) => format!("<td>{}", number(count)),
            (_, 0) => "<td class=\"none\">0".to_owned(),
            (class, count) => format!("<td class=\"{class}\">{}", number(count)),
        })
        .collect();
    format!("<tr><td>{name}{cells}\n")
}

fn item(sample: &Sample) -> String {
    let change = &sample.change;
    let class = match change.change {
        Kind::Gained => "gained",
        Kind::Lost => "lost",
        Kind::Changed => "changed",
    };
    let [document, kind, left, text, right] = [
        &sample.document,
        &change.of,
        &change.left,
        &change.text,
        &change.right,
    ]
    .map(|text| encode_text(text));
    let mut out = format!(
        "<li class=\"{class}\"><span class=\"of\">{document} · {kind}</span> \
         …{left}<mark>{text}</mark>{right}…"
    );
    let rule = change.old_rule.as_ref().map(|old| FieldChange {
        field: "rule".to_owned(),
        old: Some(old.clone()),
        new: Some(change.rule.clone()),
    });
    if rule.is_some() || !change.fields.is_empty() {
        out.push_str("<dl>");
        for field in rule.iter().chain(&change.fields) {
            out.push_str(&format!("<dt>{}<dd>", encode_text(&field.field)));
            if let Some(old) = &field.old {
                out.push_str(&format!("<del>{}</del>", encode_text(old)));
            }
            if let Some(new) = &field.new {
                out.push_str(&format!("<ins>{}</ins>", encode_text(new)));
            }
        }
        out.push_str("</dl>");
    }
    out.push('\n');
    out
}
