//! An answer as a page that is complete in itself.

use html_escape::encode_text;

use crate::diagnostic::{Language, Message};
use crate::explain::describe::shortened;

use super::model::{
    Answer, At, Cause, FailedShown, FieldShown, Line, Merged, Node, Outcome, Passage, RuleShown,
    Why, WhyNot,
};
use super::text::{condensed, name, numbers, remarks, tells_more, together, unmet};

const STYLE: &str = include_str!("page.css");

/// The answer as an HTML page.
pub fn html(answer: &Answer, language: Language) -> String {
    let mut page = Page {
        language,
        out: String::new(),
    };
    page.answer(answer);
    page.out
}

struct Page {
    language: Language,
    out: String,
}

impl Page {
    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn said(&self, message: &Message) -> String {
        encode_text(message.in_language(self.language)).replace('\n', "<br>")
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn answer(&mut self, answer: &Answer) {
        let lang = self.pick("zh-CN", "en");
        let title = self.pick("为什么", "Why");
        let document = encode_text(&answer.document);
        let pack = encode_text(&answer.pack.join(" + ")).into_owned();
        let head = format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title} · {document}</title>\n<style>\n{STYLE}</style>\n<main>\n\
             <h1>{title}</h1>\n<p class=\"soft\">{document} · {pack}</p>"
        );
        self.put(&head);
        if let Some(place) = &answer.place {
            let passage = self.passage(place, "asked");
            self.put(&passage);
        }
        for note in &answer.notes {
            let said = format!("<p class=\"note\">{}</p>", self.said(note));
            self.put(&said);
        }
        if let Some(records) = &answer.records {
            self.records(records);
        }
        for why in &answer.why {
            self.why(why);
        }
        if !answer.why_not.is_empty() && answer.place.is_some() && answer.records.is_some() {
            let heading = self.pick(
                "没有留下记录的规则，最接近的在前",
                "Rules that left no record here, the nearest first",
            );
            let heading = format!("<h2>{heading}</h2>");
            self.put(&heading);
        }
        for why_not in &answer.why_not {
            self.why_not(why_not);
        }
        self.put("</main>\n</html>");
    }

    fn passage(&self, passage: &Passage, class: &str) -> String {
        let [left, text, right] =
            [&passage.left, &passage.text, &passage.right].map(|text| encode_text(text));
        format!(
            "<p class=\"passage\">…{left}<mark class=\"{class}\">{text}</mark>{right}… \
             <span class=\"soft\">{}–{}</span></p>",
            passage.start, passage.end
        )
    }

    fn records(&mut self, records: &[Line]) {
        if records.is_empty() {
            let said = self.pick("没有记录。", "There are no records.");
            let said = format!("<p>{said}</p>");
            self.put(&said);
            return;
        }
        let headings = match self.language {
            Language::Zh => ["编号", "id", "类型", "规则", "文字"],
            Language::En => ["number", "id", "type", "rule", "text"],
        };
        let headings: String = headings.iter().map(|it| format!("<th>{it}")).collect();
        let head = format!("<div class=\"wide\"><table>\n<tr>{headings}");
        self.put(&head);
        for record in records {
            let id = record.id.as_deref().unwrap_or_default();
            let shown = shortened(&record.text);
            let [id, kind, rule, text] =
                [id, &record.kind, &record.rule, &shown].map(|text| encode_text(text));
            let row = format!(
                "<tr><td>{}<td>{id}<td>{kind}<td>{rule}<td class=\"text\">{text}",
                record.number
            );
            self.put(&row);
        }
        self.put("</table></div>");
    }

    fn place(&self, at: &At) -> String {
        let At { file, line, column } = at;
        let (shown, whole) = (
            file.rsplit('/').next().unwrap_or(file),
            format!("{file}:{line}:{column}"),
        );
        format!(
            "<span class=\"place\" title=\"{}\">{}:{line}:{column}</span>",
            html_escape::encode_double_quoted_attribute(&whole),
            encode_text(shown)
        )
    }

    fn rule(&mut self, rule: &RuleShown) {
        let label = self.pick("规则", "rule");
        let within = self.pick("范围", "within");
        let shown = format!(
            "<p class=\"rule\">{label} <b>{}</b> {} <span class=\"soft\">{within} {}</span></p>",
            encode_text(&rule.name),
            self.place(&rule.place),
            self.said(&rule.within)
        );
        self.put(&shown);
        if !rule.doc.is_empty() {
            let doc = format!("<p class=\"soft\">{}</p>", encode_text(&rule.doc));
            self.put(&doc);
        }
    }

    fn heading(&mut self, zh: &str, en: &str) {
        let heading = format!("<h3>{}</h3>", self.pick(zh, en));
        self.put(&heading);
    }

    fn why(&mut self, why: &Why) {
        let id = why.record.id.as_deref().unwrap_or_default();
        let title = format!(
            "<section class=\"found\">\n<h2>#{} {} <span class=\"soft\">{}</span></h2>",
            why.record.number,
            encode_text(&why.record.kind),
            encode_text(id)
        );
        self.put(&title);
        let passage = self.passage(&why.passage, "found");
        self.put(&passage);
        self.rule(&why.rule);
        if !why.derivation.is_empty() {
            self.heading("匹配", "Match");
            self.tree(&why.derivation);
        }
        if !why.bound.is_empty() {
            let bound = why.bound.iter().map(|bound| {
                let (name, text) = (encode_text(&bound.name), encode_text(&bound.text));
                format!("<b>{name}</b> = “{text}”")
            });
            let bound: Vec<String> = bound.collect();
            let label = self.pick("每个", "each");
            let shown = format!("<p>{label} {}</p>", bound.join(", "));
            self.put(&shown);
        }
        if !why.merged.is_empty() {
            self.heading("合并自", "Merged from");
            self.put("<ul class=\"tree\">");
            for merged in &why.merged {
                self.merged(merged);
            }
            self.put("</ul>");
        }
        if !why.fields.is_empty() {
            self.heading("字段", "Fields");
            self.fields(&why.fields);
        }
        if !why.over.is_empty() {
            self.heading("胜过", "Over");
            self.causes(&why.over);
        }
        self.put("</section>");
    }

    fn merged(&mut self, merged: &Merged) {
        let number = merged.record.map(|number| numbers(&[number]));
        let shown = format!(
            "<li>{}<span class=\"soft\">{} {}</span> {}",
            self.passage(&merged.passage, "found"),
            encode_text(&merged.of),
            number.unwrap_or_default(),
            self.place(&merged.place)
        );
        self.put(&shown);
        if !merged.derivation.is_empty() {
            self.tree(&merged.derivation);
        }
    }

    fn fields(&mut self, fields: &[FieldShown]) {
        self.put("<div class=\"wide\"><table class=\"fields\">");
        for field in fields {
            let value = field.value.as_deref().unwrap_or("~");
            let by = field.by.as_ref().or(field.written.as_ref());
            let by = by.map_or(String::new(), |by| {
                format!("<code>{}</code>", encode_text(by))
            });
            let at = field.place.as_ref().map(|at| self.place(at));
            let row = format!(
                "<tr><td><b>{}</b><td class=\"text\">{} <span class=\"soft\">{}</span><td>{by}<td>{}",
                encode_text(&field.name),
                encode_text(value),
                numbers(&field.records),
                at.unwrap_or_default()
            );
            self.put(&row);
        }
        self.put("</table></div>");
    }

    fn tree(&mut self, nodes: &[Node]) {
        self.nodes(&condensed(nodes));
    }

    fn nodes(&mut self, nodes: &[Node]) {
        self.put("<ul class=\"tree\">");
        for node in nodes {
            self.node(node);
        }
        self.put("</ul>");
    }

    fn node(&mut self, node: &Node) {
        let text = match &*node.text {
            "" => String::new(),
            text => format!(
                " <mark class=\"found\">{}</mark>",
                encode_text(&shortened(text))
            ),
        };
        let said = remarks(node, self.language).join(" · ");
        let at = node.place.as_ref().map(|at| self.place(at));
        let shown = format!(
            "<code>{}</code>{text} <span class=\"soft\">{}</span> {}",
            encode_text(&name(node)),
            encode_text(&said),
            at.unwrap_or_default()
        );
        if node.parts.is_empty() {
            let leaf = format!("<li>{shown}");
            self.put(&leaf);
            return;
        }
        let open = format!("<li><details open><summary>{shown}</summary>");
        self.put(&open);
        self.nodes(&node.parts);
        self.put("</details>");
    }

    fn cause(&mut self, cause: &Cause) {
        let shown = format!(
            "<li>{} <code>{}</code> {}",
            self.said(&cause.message),
            encode_text(&cause.written),
            self.place(&cause.place)
        );
        self.put(&shown);
        if tells_more(&cause.derivation) {
            self.tree(&cause.derivation);
        }
    }

    fn causes(&mut self, causes: &[Cause]) {
        self.put("<ul>");
        for cause in causes {
            self.cause(cause);
        }
        self.put("</ul>");
    }

    fn why_not(&mut self, why_not: &WhyNot) {
        let class = match why_not.outcome {
            Outcome::Found => "found",
            _ => "failed",
        };
        let open = format!("<section class=\"{class}\">");
        self.put(&open);
        self.rule(&why_not.rule);
        let said = format!("<p class=\"{class}\">{}</p>", self.said(&why_not.message));
        self.put(&said);
        if let Some(met) = why_not.met.as_ref().filter(|met| !met.text.is_empty()) {
            let passage = self.passage(met, "found");
            self.put(&passage);
        }
        if !condensed(&why_not.derivation).is_empty() {
            let heading = self.pick("匹配到的", "What matched");
            let open = format!("<details><summary class=\"soft\">{heading}</summary>");
            self.put(&open);
            self.tree(&why_not.derivation);
            self.put("</details>");
        }
        if !why_not.failed.is_empty() {
            self.heading("不成立的", "What failed");
            self.put("<ul>");
            for failed in together(&why_not.failed) {
                self.failed(&failed);
            }
            self.put("</ul>");
        }
        if !why_not.causes.is_empty() {
            self.heading("原因", "Why");
            self.causes(&why_not.causes);
        }
        self.put("</section>");
    }

    fn failed(&mut self, failed: &[&FailedShown]) {
        let said = unmet(failed, self.language);
        let at = failed.first().map(|failed| self.place(&failed.place));
        let shown = format!("<li>{} {}", encode_text(&said), at.unwrap_or_default());
        self.put(&shown);
        let because: Vec<Cause> = failed
            .iter()
            .flat_map(|failed| failed.because.iter().cloned())
            .collect();
        if !because.is_empty() {
            self.causes(&because);
        }
    }
}
