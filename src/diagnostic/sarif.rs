//! Faults as SARIF 2.1.0, which code scanning services and editors read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::codes;
use super::model::{Diagnostic, Language, Severity};
use crate::source::{Place, Sources};

/// All faults of any number of packs as one SARIF document, messages in one language.
pub fn sarif<'a>(
    faults: impl IntoIterator<Item = (&'a Diagnostic, &'a Sources)>,
    language: Language,
) -> Value {
    let mut used = BTreeMap::new();
    let mut results = Vec::new();
    for (diagnostic, sources) in faults {
        used.entry(diagnostic.code)
            .or_insert_with(|| rule(diagnostic.code, language));
        results.push(result(diagnostic, sources, language));
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "tiyao",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": used.into_values().collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &str, language: Language) -> Value {
    let Some(declared) = codes::find(code) else {
        return json!({ "id": code });
    };
    let (title, why) = match language {
        Language::Zh => (declared.zh, declared.why_zh),
        Language::En => (declared.en, declared.why_en),
    };
    json!({
        "id": code,
        "shortDescription": { "text": title },
        "fullDescription": { "text": why },
    })
}

fn result(diagnostic: &Diagnostic, sources: &Sources, language: Language) -> Value {
    let mut message = diagnostic.message.in_language(language).to_owned();
    for more in [&diagnostic.label, &diagnostic.help].into_iter().flatten() {
        message.push('\n');
        message.push_str(more.in_language(language));
    }
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": { "text": message },
    });
    if let Some(place) = diagnostic.place {
        result["locations"] = json!([{ "physicalLocation": location(place, sources) }]);
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|(place, message)| {
            json!({
                "physicalLocation": location(*place, sources),
                "message": { "text": message.in_language(language) },
            })
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &diagnostic.fix {
        result["fixes"] = json!([{ "artifactChanges": [{
            "artifactLocation": artifact(fix.place, sources),
            "replacements": [{
                "deletedRegion": region(fix.place, sources),
                "insertedContent": { "text": fix.replacement },
            }],
        }]}]);
    }
    result
}

fn location(place: Place, sources: &Sources) -> Value {
    json!({
        "artifactLocation": artifact(place, sources),
        "region": region(place, sources),
    })
}

/// A file by its path as it was named; what a URI cannot hold is escaped.
fn artifact(place: Place, sources: &Sources) -> Value {
    let name = &sources.get(place.source).name;
    let mut uri = String::from(if name.starts_with('/') { "file://" } else { "" });
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    json!({ "uri": uri })
}

fn region(place: Place, sources: &Sources) -> Value {
    let (line, column) = sources.line_column(place);
    let (end_line, end_column) = sources.end_line_column(place);
    json!({
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Message;

    #[test]
    fn a_fault_has_its_region_and_its_mend() {
        let mut sources = Sources::default();
        let source = sources.add("规则/people.yaml", "types:\n  人: 1\n");
        let place = Place {
            source,
            start: 9,
            end: 12,
        };
        let fault = Diagnostic::error(codes::UNKNOWN_TYPE, place, Message::new("没有", "none"))
            .fix(place, "人物");
        let document = sarif([(&fault, &sources)], Language::En);
        let result = &document["runs"][0]["results"][0];
        let at = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            at["artifactLocation"]["uri"],
            "%E8%A7%84%E5%88%99/people.yaml"
        );
        assert_eq!(
            at["region"],
            json!({"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 4})
        );
        let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(change["insertedContent"]["text"], "人物");
        assert_eq!(
            document["runs"][0]["tool"]["driver"]["rules"][0]["id"],
            "E0410"
        );
    }
}
