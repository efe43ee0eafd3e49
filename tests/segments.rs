//! What holds of every division into segments, on generated texts.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use tiyao::compile::Program;
use tiyao::engine::{Engine, Extraction, Metadata, Scratch};
use tiyao::pack::{Pack, PackSource};
use tiyao::record::{Record, RecordId, Span, Value};
use tiyao::text::Text;

const RULES: &str = r#"
types:
  Item: { fields: { ordinal: number, marker: text, content: text } }
  Enumeration: { fields: { style: text, items: { kind: Item, many: true } } }
lexicons:
  中文数字: [一, 二, 三]
rules:
  enumeration:
    within: body
    segment:
      markers:
        - style: （一）
          match: |
            "（" n:@中文数字 "）"
        - style: 一要
          match: |
            n:@中文数字 "要"
        - style: 一是
          match: |
            n:@中文数字 "是"
        - style: 一是
          ordinal: next
          match: |
            "最后"
      order: consecutive(n)
      minimum: 2
      end:
        - |
          "会上"
        - subhead
        - quote
    emit:
      - each: [s in segments]
        Item: { ordinal: s.ordinal, marker: s.marker, content: s.content }
      - Enumeration: { style: style, items: emitted(Item) }
"#;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let source = PackSource {
        files: vec![
            ("pack.yaml".into(), "name: segments\nversion: '1'\n".into()),
            ("rules.yaml".into(), RULES.into()),
        ],
        unread: Vec::new(),
    };
    let (pack, _) = Pack::load(source, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let program = Program::compile(Arc::new(pack)).expect("the pack compiles");
    Engine::new(Arc::new(program))
});

fn texts() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "一要",
        "二要",
        "三要",
        "（一）",
        "（二）",
        "（三）",
        "一是",
        "二是",
        "三是",
        "最后",
        "要",
        "，",
        "。",
        "“",
        "”",
        "（",
        "）",
        "开会",
        "会上",
        "\n",
        "小标题\n",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

struct Found<'a> {
    span: Span,
    style: &'a str,
    items: Vec<(Span, f64)>,
}

fn enumerations(extraction: &Extraction) -> Vec<Found<'_>> {
    let item = |value: &Value| match value {
        Value::Record(RecordId(id)) => {
            let Record { span, fields, .. } = &extraction.records[*id as usize];
            match fields[0] {
                Value::Number(ordinal) => (*span, ordinal),
                ref other => panic!("an ordinal is a number, not {other:?}"),
            }
        }
        other => panic!("an item is a record, not {other:?}"),
    };
    let records = extraction.records.iter();
    records
        .filter_map(|record| match &record.fields[..] {
            [Value::Text(style), Value::List(items)] => Some(Found {
                span: record.span,
                style,
                items: items.iter().map(item).collect(),
            }),
            _ => None,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn runs_count_from_one_and_nest(text in texts()) {
        let text = Text::from_plain(&text);
        let extraction = ENGINE
            .extract(&text, &Metadata::default(), &mut Scratch::default())
            .expect("within the limits");
        let runs = enumerations(&extraction);
        for run in &runs {
            prop_assert!(run.items.len() >= 2);
            let ordinals: Vec<f64> = run.items.iter().map(|(_, ordinal)| *ordinal).collect();
            let counted: Vec<f64> = (1..=run.items.len()).map(|n| n as f64).collect();
            prop_assert_eq!(ordinals, counted);
            for pair in run.items.windows(2) {
                prop_assert!(pair[0].0.end <= pair[1].0.start);
            }
            prop_assert!(run.items.iter().all(|(span, _)| run.span.contains(*span)));
        }
        for (index, run) in runs.iter().enumerate() {
            for other in &runs[index + 1..] {
                let apart = !run.span.overlaps(other.span);
                let in_one = |inner: &Found<'_>, outer: &Found<'_>| {
                    let items = outer.items.iter();
                    let holding = items.filter(|(span, _)| span.overlaps(inner.span));
                    holding.clone().count() <= 1
                        && holding.clone().all(|(span, _)| span.contains(inner.span))
                };
                prop_assert!(
                    apart || in_one(run, other) || in_one(other, run),
                    "{} {:?} and {} {:?} cross", run.style, run.span, other.style, other.span
                );
            }
        }
    }
}
