//! A small pack, an article and its records by hand, for the tests of views and writers.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::Extraction;
use crate::pack::{
    Action, Entity, Field, Guard, Hold, Keep, Kind, Pack, Rule, Type, View, ViewPart,
};
use crate::record::{DateValue, Record, RecordId, RuleId, Span, TypeId, Value};
use crate::source::{Place, SourceId, Sources};
use crate::text::Text;

/// The article. A gloss, a traditional character and a half-width comma, so that original
/// and normalised positions differ.
pub const ARTICLE: &str = "全市海洋工作会议召开
滨海日报2月7日讯（记者 王一）昨天，市委書(shū)记李宏主持会议,并讲话。
李宏指出,要守住底线。一要摸清底数<含渔船>；二要压实责任。各单位必须“人盯人”抓落实。
副市长赵敏 & 李宏随后察看港口。";

const PLACE: Place = Place {
    source: SourceId(0),
    start: 0,
    end: 0,
};

fn field(name: &str, doc: &str, kind: Kind, many: bool, required: bool) -> Field {
    Field {
        name: name.into(),
        doc: doc.into(),
        kind,
        many,
        required,
        guard: Guard::default(),
        not_inside: Vec::new(),
        place: PLACE,
    }
}

fn one(name: &str, doc: &str, kind: Kind) -> Field {
    field(name, doc, kind, false, false)
}

fn required(name: &str, doc: &str, kind: Kind) -> Field {
    field(name, doc, kind, false, true)
}

fn many(name: &str, doc: &str, kind: Kind) -> Field {
    field(name, doc, kind, true, false)
}

fn leaf(name: &str, doc: &str, fields: Vec<Field>) -> Type {
    Type {
        name: name.into(),
        doc: doc.into(),
        fields,
        leaves: Vec::new(),
        unions: Vec::new(),
        place: PLACE,
    }
}

fn part(key: &str, of: TypeId) -> ViewPart {
    ViewPart {
        key: key.into(),
        of,
        one: false,
        how: Hold::Inside,
        fields: None,
        holds: Vec::new(),
        place: PLACE,
    }
}

const DATELINE: TypeId = TypeId(0);
const TITLED: TypeId = TypeId(1);
const BARE: TypeId = TypeId(2);
const PERSON: TypeId = TypeId(3);
const PEOPLE: TypeId = TypeId(4);
const EVENT: TypeId = TypeId(5);
const PARTICIPANT: TypeId = TypeId(6);
const SPEECH: TypeId = TypeId(7);
const DIRECTIVE: TypeId = TypeId(8);
const ENUMERATION: TypeId = TypeId(9);
const ITEM: TypeId = TypeId(10);
const SLOGAN: TypeId = TypeId(11);

fn types() -> Vec<Type> {
    let title = || {
        Kind::Map(vec![
            one("organ", "机构", Kind::Text),
            one("post", "职位", Kind::Text),
        ])
    };
    let person = || {
        vec![
            required("name", "姓名", Kind::Text),
            many("titles", "职务", title()),
        ]
    };
    let speaker = Kind::Map(vec![
        one("name", "姓名", Kind::Text),
        one("person", "人物", Kind::Record(PERSON)),
        one("group", "集体", Kind::Text),
    ]);
    let mut types = vec![
        leaf(
            "Dateline",
            "消息头：谁发的、哪天",
            vec![
                one("publisher", "发布者", Kind::Text),
                one("date", "日期", Kind::Date),
                many("reporters", "记者", Kind::Text),
            ],
        ),
        leaf("TitledPerson", "带职务的人", person()),
        leaf("BarePerson", "不带职务的人", person()),
        leaf("Person", "人", person()),
        leaf("People", "人物", person()),
        leaf(
            "Event",
            "活动",
            vec![
                required("kind", "类别", Kind::Text),
                one("name", "名称", Kind::Text),
            ],
        ),
        leaf(
            "Participant",
            "参加者",
            vec![
                one("person", "人物", Kind::Record(PEOPLE)),
                one("group", "集体", Kind::Text),
                required("role", "角色", Kind::Text),
            ],
        ),
        leaf(
            "Speech",
            "讲话",
            vec![
                one("speaker", "谁说", speaker.clone()),
                required("verb", "言说动词", Kind::Text),
                required("content", "所说", Kind::Text),
            ],
        ),
        leaf(
            "Directive",
            "要求",
            vec![
                one("speaker", "谁要求", speaker),
                one("addressee", "对谁", Kind::Text),
                required("modal", "情态词", Kind::Text),
                required("content", "要做的", Kind::Text),
                one("ordinal", "序号", Kind::Number),
            ],
        ),
        leaf(
            "Enumeration",
            "列举",
            vec![
                required("style", "样式", Kind::Text),
                many("items", "各项", Kind::Record(ITEM)),
            ],
        ),
        leaf(
            "Item",
            "一项",
            vec![
                required("ordinal", "序号", Kind::Number),
                required("head", "要点", Kind::Text),
            ],
        ),
        leaf(
            "Slogan",
            "提法",
            vec![
                required("text", "原文", Kind::Text),
                one("quoted", "加引号", Kind::YesNo),
            ],
        ),
    ];
    types[PERSON.index()].leaves = vec![TITLED, BARE];
    types[TITLED.index()].unions = vec![PERSON];
    types[BARE.index()].unions = vec![PERSON];
    types
}

/// The pack, with one view.
pub fn pack() -> Pack {
    let types = types();
    let names = types.iter().map(|kind| kind.name.clone());
    let mut dateline = part("dateline", DATELINE);
    dateline.one = true;
    let mut participants = part("participants", PARTICIPANT);
    participants.how = Hold::Nearest;
    let mut events = part("events", EVENT);
    events.holds = vec![participants];
    let by_id = |key: &str, of| ViewPart {
        how: Hold::Ids,
        ..part(key, of)
    };
    let mut speeches = part("speeches", SPEECH);
    speeches.holds = vec![
        by_id("directives", DIRECTIVE),
        by_id("enumerations", ENUMERATION),
    ];
    let mut enumerations = part("enumerations", ENUMERATION);
    enumerations.holds = vec![part("items", ITEM)];
    let people_rule = Rule {
        name: "people".into(),
        doc: String::new(),
        within: Vec::new(),
        action: Action::Entity(Entity {
            of: PERSON,
            makes: PEOPLE,
            same: "name".into(),
            unite: vec!["titles".into()],
            mentions: Vec::new(),
        }),
        condition: None,
        emit: Vec::new(),
        exceptions: Vec::new(),
        examples: Vec::new(),
        keep: Keep::Longest,
        layer: 0,
        place: PLACE,
    };
    Pack {
        name: "sample".into(),
        version: "1".into(),
        language: "zh".into(),
        layers: Vec::new(),
        sources: Sources::default(),
        ignore: Vec::new(),
        type_names: names.zip((0..).map(TypeId)).collect(),
        types,
        lexicons: Vec::new(),
        patterns: Vec::new(),
        rules: vec![people_rule],
        views: vec![View {
            name: "news".into(),
            parts: vec![
                dateline,
                part("people", PEOPLE),
                events,
                speeches,
                part("directives", DIRECTIVE),
                enumerations,
                part("slogans", SLOGAN),
            ],
            place: PLACE,
        }],
        expectations: Vec::new(),
        order: Vec::new(),
        lexicon_names: HashMap::new(),
        pattern_names: HashMap::new(),
    }
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
pub fn extraction(text: &Text) -> Extraction {
    let find = Finder(text);
    let record = |kind, span, fields| Record {
        kind,
        rule: RuleId(0),
        span,
        fields,
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
            EVENT,
            find.at("全市海洋工作会议"),
            vec![constant("meeting"), find.value("全市海洋工作会议")],
        ),
        record(
            DATELINE,
            find.at("滨海日报2月7日讯（记者王一）"),
            vec![
                find.value("滨海日报"),
                date,
                Value::List(vec![find.value("王一")]),
            ],
        ),
        record(
            TITLED,
            find.at("市委书记李宏"),
            vec![find.value("李宏"), li_titles.clone()],
        ),
        record(
            PEOPLE,
            find.at("市委书记李宏"),
            vec![find.value("李宏"), li_titles],
        ),
        record(
            PARTICIPANT,
            find.at("市委书记李宏主持会议"),
            vec![Value::Absent, Value::Absent, constant("chair")],
        ),
        record(
            SPEECH,
            find.at(speech_text),
            vec![Value::Absent, find.value("指出"), find.value(content)],
        ),
        record(
            DIRECTIVE,
            find.at("要守住底线"),
            vec![
                Value::Absent,
                Value::Absent,
                find.value("要"),
                find.value("守住底线"),
                Value::Absent,
            ],
        ),
        record(
            ENUMERATION,
            find.at("一要摸清底数<含渔船>；二要压实责任。"),
            vec![constant("一要"), Value::List(vec![])],
        ),
        record(
            ITEM,
            find.at("一要摸清底数<含渔船>；"),
            vec![Value::Number(1.0), find.value("摸清底数<含渔船>")],
        ),
        record(
            DIRECTIVE,
            find.at("要摸清底数<含渔船>"),
            vec![
                Value::Absent,
                Value::Absent,
                Value::Span(find.after("一要", "要")),
                find.value("摸清底数<含渔船>"),
                Value::Number(1.0),
            ],
        ),
        record(
            ITEM,
            find.at("二要压实责任。"),
            vec![Value::Number(2.0), find.value("压实责任")],
        ),
        record(
            DIRECTIVE,
            find.at("要压实责任"),
            vec![
                Value::Absent,
                Value::Absent,
                Value::Span(find.after("二要", "要")),
                find.value("压实责任"),
                Value::Number(2.0),
            ],
        ),
        record(
            DIRECTIVE,
            find.at("各单位必须“人盯人”抓落实"),
            vec![
                Value::Absent,
                find.value("各单位"),
                find.value("必须"),
                find.value("“人盯人”抓落实"),
                Value::Absent,
            ],
        ),
        record(
            SLOGAN,
            find.at("“人盯人”"),
            vec![find.value("人盯人"), Value::YesNo(true)],
        ),
        record(
            TITLED,
            find.at("副市长赵敏"),
            vec![find.value("赵敏"), zhao_titles.clone()],
        ),
        record(
            PEOPLE,
            find.at("副市长赵敏"),
            vec![find.value("赵敏"), zhao_titles],
        ),
        record(
            BARE,
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
    let indices = |kind: TypeId| {
        let matching = records
            .iter()
            .enumerate()
            .filter(move |(_, record)| record.kind == kind);
        matching
            .map(|(index, _)| RecordId(index as u32))
            .collect::<Vec<_>>()
    };
    let (people, titled) = (indices(PEOPLE), indices(TITLED));
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
        match record.kind {
            SPEECH | DIRECTIVE => record.fields[0] = speaker.clone(),
            PARTICIPANT => record.fields[0] = Value::Record(people[0]),
            _ => {}
        }
    }
    Extraction {
        records,
        mentions,
        ..Extraction::default()
    }
}
