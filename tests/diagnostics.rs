//! How faults are shown, and places through the escapes of YAML.

use tiyao::diagnostic::{
    Diagnostic, Language, Message, RenderOptions, codes, json, render, render_line,
};
use tiyao::source::{Place, Scalar, SourceId, Sources};

/// The first stretch of a file that reads so.
fn place(sources: &Sources, source: SourceId, text: &str) -> Place {
    let start = sources.get(source).text.find(text).expect("the text");
    Place {
        source,
        start: start as u32,
        end: (start + text.len()) as u32,
    }
}

fn sample() -> (Sources, Diagnostic) {
    let mut sources = Sources::default();
    let base = sources.add("base/people.yaml", "职务: [书记, 市长]\n");
    let overlay = sources.add("local/people.yaml", "职务:\n  add: [镇长, 书记]\n");
    let fault = Diagnostic::error(
        codes::ADDED_TWICE,
        place(&sources, overlay, "书记"),
        Message::new("“书记”已经有了", "“书记” is there already"),
    )
    .label(Message::new("又加一次", "added again"))
    .related(
        place(&sources, base, "书记"),
        Message::new("在这里", "it stands here"),
    )
    .help(Message::new("删去它", "remove it"))
    .fix(place(&sources, overlay, ", 书记"), "");
    (sources, fault)
}

#[test]
fn both_files_are_shown_with_what_is_said_of_each() {
    let (sources, fault) = sample();
    let options = RenderOptions {
        language: Language::Zh,
        colour: false,
    };
    let shown = render(&fault, &sources, options);
    assert_eq!(
        shown,
        "错误[E0603]: “书记”已经有了\n \
         --> local/people.yaml:2:13\n  \
         |\n\
         2 |   add: [镇长, 书记]\n  \
         |               ^^^^ 又加一次\n  \
         |\n \
         ::: base/people.yaml:1:6\n  \
         |\n\
         1 | 职务: [书记, 市长]\n  \
         |        ---- 在这里\n  \
         |\n  \
         = 办法: 删去它"
    );
    let coloured = render(
        &fault,
        &sources,
        RenderOptions {
            language: Language::En,
            colour: true,
        },
    );
    assert!(coloured.contains("\u{1b}[") && coloured.contains("added again"));
}

#[test]
fn one_line_is_what_editors_read() {
    let (sources, fault) = sample();
    assert_eq!(
        render_line(&fault, &sources, Language::En),
        "local/people.yaml:2:13: error E0603: “书记” is there already"
    );
    let nowhere = Diagnostic {
        place: None,
        ..fault
    };
    assert_eq!(
        render_line(&nowhere, &sources, Language::Zh),
        "错误 E0603: “书记”已经有了"
    );
}

#[test]
fn json_has_both_languages_and_places_that_stand_alone() {
    let (sources, fault) = sample();
    let value = serde_json::to_value(json(&fault, &sources)).expect("plain data");
    assert_eq!(value["code"], "E0603");
    assert_eq!(value["severity"], "error");
    assert_eq!(value["message"]["en"], "“书记” is there already");
    assert_eq!(value["place"]["file"], "local/people.yaml");
    assert_eq!(
        (&value["place"]["line"], &value["place"]["column"]),
        (&2.into(), &13.into())
    );
    assert_eq!(value["related"][0]["place"]["file"], "base/people.yaml");
    assert_eq!(value["fix"]["replacement"], "");
}

#[test]
fn places_lead_through_escapes_and_stay_within_characters() {
    // A quoted scalar: `\L` is two bytes in the file and three in the text.
    let mut sources = Sources::default();
    let id = sources.add("rules.yaml", "a: \"甲\\L乙\\n\"\n");
    let whole = place(&sources, id, "\"甲\\L乙\\n\"");
    let scalar = Scalar {
        text: "甲\u{2028}乙\n".into(),
        place: whole,
        runs: vec![(0, 4), (3, 7), (6, 9), (9, 12)],
    };
    let shown = |start, end| sources.slice(scalar.place_of(start, end)).to_owned();
    assert_eq!(shown(0, 3), "甲");
    assert_eq!(shown(3, 6), "\\L乙");
    assert_eq!(shown(6, 9), "乙");
    assert_eq!(shown(0, 10), "甲\\L乙\\");
    for start in 0..=10 {
        for end in start..=10 {
            let place = scalar.place_of(start, end);
            assert!(place.start <= place.end && place.end <= whole.end);
        }
    }
}
