//! Writers on an article whose records are made by hand.

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::{Csv, Document, Format, Writer};
use crate::view::{Layout, fixture};

/// Each stream of a writer, with its begin and end around the one document.
fn written(make: impl for<'a> Fn(&'a Layout<'a>) -> Box<dyn Writer + 'a>) -> Vec<(String, String)> {
    let (pack, text) = (fixture::pack(), fixture::text());
    let extraction = fixture::extraction(&pack, &text);
    let layout = Layout::new(&pack, &pack.views[0]);
    let arranged = layout.arrange(&text, &extraction);
    let document = Document {
        id: "a01",
        source: "news/a01.txt",
        records: &arranged,
    };
    let writer = make(&layout);
    let mut streams = vec![Vec::new(); writer.streams().len()];
    writer.document(&document, &mut streams).unwrap();
    let names = writer.streams().into_iter().map(str::to_owned);
    let wrapped = streams.into_iter().enumerate().map(|(index, stream)| {
        let bytes = [writer.begin(index), &stream, writer.end()].concat();
        String::from_utf8(bytes).unwrap()
    });
    names.zip(wrapped).collect()
}

fn only(format: Format, several: bool) -> String {
    let mut streams = written(|layout| format.writer(layout, several));
    assert_eq!(streams.len(), 1);
    streams.remove(0).1
}

#[test]
fn json_names_the_document_first() {
    let json = only(Format::Json, false);
    assert!(
        json.starts_with("{\n  \"document\": {\n    \"id\": \"a01\",\n"),
        "{json}"
    );
    let array = only(Format::Json, true);
    let parsed: Vec<serde_json::Value> = serde_json::from_str(&array).unwrap();
    assert_eq!(parsed[0]["document"]["source"], "news/a01.txt");
}

#[test]
fn jsonl_is_one_line() {
    let line = only(Format::Jsonl, true);
    assert_eq!(line.matches('\n').count(), 1);
    assert!(line.ends_with("}\n"));
    let parsed: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(parsed["speeches"][0]["verb"], "指出");
}

#[test]
fn json_is_what_its_schema_says() {
    let pack = fixture::pack();
    let layout = Layout::new(&pack, &pack.views[0]);
    let schema = crate::view::schema::schema(&layout);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut tree: serde_json::Value = serde_json::from_str(&only(Format::Json, false)).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&tree)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    tree["speeches"][0]["verb"] = serde_json::json!(3);
    assert!(!validator.is_valid(&tree));
}

#[test]
fn csv_has_a_table_for_each_key() {
    let tables = written(|layout| Format::Csv.writer(layout, true));
    let shown: Vec<String> = tables
        .iter()
        .map(|(name, rows)| format!("{name}\n{}", rows.trim_start_matches('\u{feff}')))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn csv_of_one_table() {
    let tables = written(|layout| Box::new(Csv::only(layout, "slogans").unwrap()));
    assert_eq!(tables.len(), 1);
    let pack = fixture::pack();
    assert!(Csv::only(&Layout::new(&pack, &pack.views[0]), "none").is_none());
}

#[test]
fn markdown_is_a_brief() {
    insta::assert_snapshot!(only(Format::Markdown, false));
}

/// The first element of this name, in the order of the page.
fn element(node: &Handle, name: &str) -> Option<Handle> {
    let found = matches!(&node.data, NodeData::Element { name: tag, .. } if &*tag.local == name);
    if found {
        return Some(node.clone());
    }
    let children = node.children.borrow();
    children.iter().find_map(|child| element(child, name))
}

/// The text of a node, a line for each block in it; footers left out.
fn read(node: &Handle, text: &mut String) {
    match &node.data {
        NodeData::Text { contents } => text.push_str(contents.borrow().trim_matches('\n')),
        NodeData::Element { name, .. } => match &*name.local {
            "footer" => {}
            "h1" | "h2" | "p" => {
                node.children
                    .borrow()
                    .iter()
                    .for_each(|child| read(child, text));
                text.push('\n');
            }
            _ => node
                .children
                .borrow()
                .iter()
                .for_each(|child| read(child, text)),
        },
        _ => {}
    }
}

fn parsed(page: &str) -> RcDom {
    html5ever::parse_document(RcDom::default(), Default::default()).one(page)
}

#[test]
fn html_holds_the_whole_article_and_nothing_is_amiss_in_it() {
    let page = only(Format::Html, false);
    let dom = parsed(&page);
    assert!(dom.errors.borrow().is_empty(), "{:?}", dom.errors.borrow());
    let article = element(&dom.document, "article").unwrap();
    let mut text = String::new();
    read(&article, &mut text);
    // Normalised, but in the script of the original.
    let expected = fixture::text().normalised().replace("市委书记", "市委書记");
    assert_eq!(text.trim_end(), expected);
}

#[test]
fn html_needs_nothing_from_elsewhere() {
    let page = only(Format::Html, false);
    for reference in ["http:", "https:", "src=", "url(", "@import"] {
        assert!(!page.contains(reference), "{reference}");
    }
}

#[test]
fn html_has_a_card_and_a_highlight_for_each_record() {
    let page = only(Format::Html, false);
    for id in [
        "people-1",
        "participant-1",
        "speech-1",
        "directive-4",
        "item-2",
        "slogan-1",
    ] {
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
        assert_eq!(
            page.matches(&format!("data-card=\"{id}\"")).count(),
            1,
            "{id}"
        );
    }
    // An entity is highlighted at each of its mentions.
    assert_eq!(page.matches("data-r=\"people-1\"").count(), 2);
}

#[test]
fn label_studio_takes_tasks() {
    let tasks = only(Format::LabelStudio, true);
    let tasks: serde_json::Value = serde_json::from_str(&tasks).unwrap();
    let result = tasks[0]["predictions"][0]["result"].as_array().unwrap();
    let items: Vec<String> = result.iter().map(ToString::to_string).collect();
    let mut around = tasks.clone();
    around[0]["predictions"][0]["result"].take();
    insta::assert_snapshot!(format!("{around}\n{}", items.join("\n")));
}

#[test]
fn doccano_takes_lines() {
    insta::assert_snapshot!("doccano", only(Format::Doccano, true));
    insta::assert_snapshot!("doccano_relations", only(Format::DoccanoRelations, true));
}

#[test]
fn brat_takes_pairs_and_its_settings() {
    let pack = fixture::pack();
    let layout = Layout::new(&pack, &pack.views[0]);
    let pair = written(|layout| Format::Brat.writer(layout, true));
    let mut shown: Vec<String> = pair
        .iter()
        .map(|(name, content)| format!("--- {name}\n{content}"))
        .collect();
    for companion in Format::Brat.writer(&layout, true).companions() {
        shown.push(format!("--- {}\n{}", companion.name, companion.content));
    }
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn label_studio_has_a_labeling_configuration() {
    let pack = fixture::pack();
    let layout = Layout::new(&pack, &pack.views[0]);
    let companions = Format::LabelStudio.writer(&layout, true).companions();
    insta::assert_snapshot!(companions[0].content);
}
