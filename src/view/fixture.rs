//! A small pack, an article and its records by hand, for the tests of views and writers.

use std::sync::Arc;

use crate::engine::Extraction;
use crate::pack::{Pack, PackSource};
use crate::record::{DateValue, Record, RecordId, RuleId, Span, Value};
use crate::text::Text;

/// The article. A gloss, a traditional character and a half-width comma, so that original
/// and normalised positions differ.
pub const ARTICLE: &str = "全市海洋工作会议召开
滨海日报2月7日讯（记者 王一）昨天，市委書(shū)记李宏主持会议,并讲话。
李宏指出,要守住底线。一要摸清底数<含渔船>；二要压实责任。各单位必须“人盯人”抓落实。
副市长赵敏 & 李宏随后察看港口。";

const RULES: &str = "
types:
  Dateline:
    doc: 消息头：谁发的、哪天
    fields:
      publisher: { kind: text, doc: 发布者 }
      date: { kind: date, doc: 日期 }
      reporters: { kind: text, many: true, doc: 记者 }
  TitledPerson:
    doc: 带职务的人
    fields:
      name: { kind: text, required: true, doc: 姓名 }
      titles: { kind: { organ: text, post: text }, many: true, doc: 职务 }
  BarePerson: { like: TitledPerson, doc: 不带职务的人 }
  Person: { is: [TitledPerson, BarePerson], doc: 人 }
  People: { like: TitledPerson, doc: 人物 }
  Event:
    doc: 活动
    fields:
      kind: { kind: text, required: true, doc: 类别 }
      name: { kind: text, doc: 名称 }
  Participant:
    doc: 参加者
    fields:
      person: { kind: People, doc: 人物 }
      group: { kind: text, doc: 集体 }
      role: { kind: text, required: true, doc: 角色 }
  Speech:
    doc: 讲话
    fields:
      speaker: { kind: { name: text, person: Person, group: text }, doc: 谁说 }
      verb: { kind: text, required: true, doc: 言说动词 }
      content: { kind: text, required: true, doc: 所说 }
  Directive:
    doc: 要求
    fields:
      speaker: { kind: { name: text, person: Person, group: text }, doc: 谁要求 }
      addressee: { kind: text, doc: 对谁 }
      modal: { kind: text, required: true, doc: 情态词 }
      content: { kind: text, required: true, doc: 要做的 }
      ordinal: { kind: number, doc: 序号 }
  Item:
    doc: 一项
    fields:
      ordinal: { kind: number, required: true, doc: 序号 }
      head: { kind: text, required: true, doc: 要点 }
  Enumeration:
    doc: 列举
    fields:
      style: { kind: text, required: true, doc: 样式 }
      items: { kind: Item, many: true, doc: 各项 }
  Slogan:
    doc: 提法
    fields:
      text: { kind: text, required: true, doc: 原文 }
      quoted: { kind: yes_no, doc: 加引号 }
rules:
  people:
    entity: { of: Person, makes: People, same: name, unite: [titles] }
views:
  news:
    dateline: { of: Dateline, one: true }
    people: { of: People }
    events: { of: Event, holds: { participants: nearest(Participant) } }
    speeches: { of: Speech, holds: { directives: ids(Directive), enumerations: ids(Enumeration) } }
    directives: { of: Directive }
    enumerations: { of: Enumeration, holds: { items: Item } }
    slogans: { of: Slogan }
";

/// The pack, with one view.
pub fn pack() -> Pack {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let source = PackSource {
        files: vec![
            file("pack.yaml", "name: sample\nversion: 1.0.0\nlanguage: zh\n"),
            file("rules.yaml", RULES),
        ],
        unread: Vec::new(),
    };
    Pack::load(source, &[]).unwrap().0
}

/// The article, read.
pub fn text() -> Text {
    Text::from_plain(ARTICLE)
}

/// Finds spans of the article by their text.
struct Finder<'t>(&'t Text);

impl Finder<'_> {
    /// The first occurrence of `wanted` after the first one of `after`.
    fn after(&self, after: &str, wanted: &str) -> Span {
        let text = self.0.normalised();
        let from = text
            .find(after)
            .unwrap_or_else(|| panic!("{after} in {text}"));
        let start = from + text[from..].find(wanted).unwrap();
        let position = |byte: usize| text[..byte].chars().count() as u32;
        Span::new(position(start), position(start + wanted.len()))
    }

    fn at(&self, wanted: &str) -> Span {
        self.after(wanted, wanted)
    }

    fn value(&self, wanted: &str) -> Value {
        Value::Span(self.at(wanted))
    }
}

fn constant(text: &str) -> Value {
    Value::Text(Arc::from(text))
}

/// What the pack would find in the article.
pub fn extraction(pack: &Pack, text: &Text) -> Extraction {
    let kind = |name: &str| pack.type_named(name).unwrap();
    let find = Finder(text);
    let record = |name: &str, span, fields| Record {
        kind: kind(name),
        rule: RuleId(0),
        span,
        fields,
    };
    let directive = |whole: &str, addressee, modal, content: &str, ordinal: Option<f64>| {
        let ordinal = ordinal.map_or(Value::Absent, Value::Number);
        let fields = vec![
            Value::Absent,
            addressee,
            Value::Span(modal),
            find.value(content),
            ordinal,
        ];
        record("Directive", find.at(whole), fields)
    };
    let speech_text =
        "李宏指出，要守住底线。一要摸清底数<含渔船>；二要压实责任。各单位必须“人盯人”抓落实。";
    let content = &speech_text["李宏指出，".len()..];
    let title = |whole: &str, organ: Option<&str>, post: &str| Value::Map {
        span: Some(find.at(whole)),
        fields: vec![
            organ.map_or(Value::Absent, |organ| find.value(organ)),
            Value::Span(find.after(whole, post)),
        ],
    };
    let li_titles = Value::List(vec![title("市委书记", Some("市委"), "书记")]);
    let zhao_titles = Value::List(vec![title("副市长", None, "副市长")]);
    let date = Value::Date(DateValue {
        span: find.at("2月7日"),
        iso: Some("2020-02-07".into()),
    });
    let mut records = vec![
        record(
            "Event",
            find.at("全市海洋工作会议"),
            vec![constant("meeting"), find.value("全市海洋工作会议")],
        ),
        record(
            "Dateline",
            find.at("滨海日报2月7日讯（记者王一）"),
            vec![
                find.value("滨海日报"),
                date,
                Value::List(vec![find.value("王一")]),
            ],
        ),
        record(
            "TitledPerson",
            find.at("市委书记李宏"),
            vec![find.value("李宏"), li_titles.clone()],
        ),
        record(
            "People",
            find.at("市委书记李宏"),
            vec![find.value("李宏"), li_titles],
        ),
        record(
            "Participant",
            find.at("市委书记李宏主持会议"),
            vec![Value::Absent, Value::Absent, constant("chair")],
        ),
        record(
            "Speech",
            find.at(speech_text),
            vec![Value::Absent, find.value("指出"), find.value(content)],
        ),
        directive("要守住底线", Value::Absent, find.at("要"), "守住底线", None),
        record(
            "Enumeration",
            find.at("一要摸清底数<含渔船>；二要压实责任。"),
            vec![constant("一要"), Value::List(vec![])],
        ),
        record(
            "Item",
            find.at("一要摸清底数<含渔船>；"),
            vec![Value::Number(1.0), find.value("摸清底数<含渔船>")],
        ),
        directive(
            "要摸清底数<含渔船>",
            Value::Absent,
            find.after("一要", "要"),
            "摸清底数<含渔船>",
            Some(1.0),
        ),
        record(
            "Item",
            find.at("二要压实责任。"),
            vec![Value::Number(2.0), find.value("压实责任")],
        ),
        directive(
            "要压实责任",
            Value::Absent,
            find.after("二要", "要"),
            "压实责任",
            Some(2.0),
        ),
        directive(
            "各单位必须“人盯人”抓落实",
            find.value("各单位"),
            find.at("必须"),
            "“人盯人”抓落实",
            None,
        ),
        record(
            "Slogan",
            find.at("“人盯人”"),
            vec![find.value("人盯人"), Value::YesNo(true)],
        ),
        record(
            "TitledPerson",
            find.at("副市长赵敏"),
            vec![find.value("赵敏"), zhao_titles.clone()],
        ),
        record(
            "People",
            find.at("副市长赵敏"),
            vec![find.value("赵敏"), zhao_titles],
        ),
        record(
            "BarePerson",
            find.after("&", "李宏"),
            vec![Value::Span(find.after("&", "李宏")), Value::List(vec![])],
        ),
    ];
    records.sort_by_key(|record| {
        (
            record.span.start,
            std::cmp::Reverse(record.span.end),
            record.kind,
        )
    });
    let indices = |name: &str| {
        let kind = kind(name);
        let matching = records
            .iter()
            .enumerate()
            .filter(move |(_, record)| record.kind == kind);
        matching
            .map(|(index, _)| RecordId(index as u32))
            .collect::<Vec<_>>()
    };
    let (people, titled) = (indices("People"), indices("TitledPerson"));
    let bare = find.after("&", "李宏");
    let mentions = vec![
        (people[0], vec![find.at("市委书记李宏"), bare]),
        (people[1], vec![find.at("副市长赵敏")]),
    ];
    // The speaker refers to the titled record, which the entity stands for.
    let speaker = Value::Map {
        span: None,
        fields: vec![find.value("李宏"), Value::Record(titled[0]), Value::Absent],
    };
    for record in &mut records {
        match &*pack.type_of(record.kind).name {
            "Speech" | "Directive" => record.fields[0] = speaker.clone(),
            "Participant" => record.fields[0] = Value::Record(people[0]),
            _ => {}
        }
    }
    Extraction {
        records,
        mentions,
        ..Extraction::default()
    }
}
