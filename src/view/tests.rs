//! Views on an article whose records are made by hand.

use super::Layout;
use super::fixture;
use serde_json::{Value, json};

fn output() -> Value {
    let (pack, text) = (fixture::pack(), fixture::text());
    let extraction = fixture::extraction(&pack, &text);
    let layout = Layout::new(&pack, &pack.views[0]);
    serde_json::to_value(layout.arrange(&text, &extraction)).unwrap()
}

#[test]
fn the_whole_tree() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&output()).unwrap());
}

#[test]
fn spans_are_those_of_the_original() {
    fn visit(value: &Value, original: &[char], seen: &mut usize) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| visit(value, original, seen)),
            Value::Object(map) => {
                if let (Some(span), Some(text)) = (map.get("span"), map.get("text")) {
                    let bound = |key: &str| span[key].as_u64().unwrap() as usize;
                    let source: String = original[bound("start")..bound("end")].iter().collect();
                    let source = source
                        .replace(',', "，")
                        .replace("書(shū)", "书")
                        .replace("者 王", "者王");
                    let text = text.as_str().unwrap();
                    assert_eq!(source.trim_matches(['“', '”']), text);
                    *seen += 1;
                }
                map.values().for_each(|value| visit(value, original, seen));
            }
            _ => {}
        }
    }
    let original: Vec<char> = fixture::ARTICLE.chars().collect();
    let mut seen = 0;
    visit(&output(), &original, &mut seen);
    assert_eq!(seen, 14);
}

#[test]
fn a_merged_record_stands_for_its_entity() {
    let tree = output();
    let expected = json!({"name": "李宏", "person": {"id": "people-1", "name": "李宏"}});
    assert_eq!(tree["speeches"][0]["speaker"], expected);
}

#[test]
fn holders_hold_what_lies_inside_or_next_to_them() {
    let tree = output();
    let ids = json!(["directive-1", "directive-2", "directive-3", "directive-4"]);
    assert_eq!(tree["speeches"][0]["directives"], ids);
    let items = tree["enumerations"][0]["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    // The event stands in the headline, its participant in the body: the nearest before.
    assert_eq!(tree["events"][0]["participants"][0]["role"], "chair");
}
