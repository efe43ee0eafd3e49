//! Values against the kinds of the fields that they fill, and fields that nothing fills.

use std::collections::HashSet;

use super::Checker;
use super::sort::{Sort, What, captured};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::model::{Action, Field, Kind};
use crate::pattern::{Shape, ShapeItem};
use crate::record::TypeId;
use crate::source::Place;

impl<'p> Checker<'p> {
    /// Holds a value against a field.
    pub(super) fn fits(&mut self, sort: &Sort<'_>, field: &Field, place: Place) {
        if sort.many && !field.many {
            self.report(
                Diagnostic::error(
                    codes::LIST_IN_SINGLE,
                    place,
                    Message::new(
                        format!("这是列表，字段“{}”只放一个值", field.name),
                        format!("this is a list, the field `{}` holds one value", field.name),
                    ),
                )
                .related(field.place, Message::new("字段在这里定义", "the field is defined here"))
                .help(Message::new(
                    "给字段写 many: true；或用 each 逐个造记录；或取 first(…)、last(…)",
                    "give the field `many: true`, make one record for each by `each`, or take `first(…)` or `last(…)`",
                )),
            );
            return;
        }
        if field.required && sort.optional && !sort.many && !matches!(sort.what, What::Unknown) {
            self.report(
                Diagnostic::warning(
                    codes::REQUIRED_OPTIONAL,
                    place,
                    Message::new(
                        format!("“{}”是必需的，这里却可能是空的：那时整条记录都没有", field.name),
                        format!("`{}` is required, but this may be absent: the whole record is dropped then", field.name),
                    ),
                )
                .related(field.place, Message::new("字段在这里定义", "the field is defined here")),
            );
        }
        let wanted = match (&field.kind, &sort.what) {
            (_, What::Unknown) | (Kind::YesNo, _) => None,
            (Kind::Text, What::YesNo | What::Segment) => {
                Some(("一段文字".to_owned(), "a text".to_owned()))
            }
            (Kind::Number, What::YesNo | What::Date | What::Record(_) | What::Map(_)) => Some((
                "一个数，如 number(捕获)".to_owned(),
                "a number, such as `number(capture)`".to_owned(),
            )),
            (Kind::Date, What::YesNo | What::Number | What::Record(_) | What::Map(_)) => Some((
                "一个日期，如 date(捕获)".to_owned(),
                "a date, such as `date(capture)`".to_owned(),
            )),
            (Kind::Record(id), what) if !self.is_record(*id, what) => {
                let name = &self.pack.type_of(*id).name;
                Some((
                    format!("一条 {name} 记录，如捕获 x:<{name}>"),
                    format!("a record of {name}, such as the capture `x:<{name}>`"),
                ))
            }
            (Kind::Map(fields), what) => self.fits_map(what, fields, place),
            _ => None,
        };
        if let Some((zh, en)) = wanted {
            self.report(
                Diagnostic::error(
                    codes::WRONG_KIND,
                    place,
                    Message::new(
                        format!("放进字段“{}”的种类不对", field.name),
                        format!("the wrong kind for the field `{}`", field.name),
                    ),
                )
                .label(Message::new(format!("应是{zh}"), format!("{en} is wanted")))
                .related(
                    field.place,
                    Message::new("字段在这里定义", "the field is defined here"),
                ),
            );
        }
    }

    /// Whether a value can be a record of a type.
    fn is_record(&self, wanted: TypeId, what: &What<'_>) -> bool {
        let leaves = self.pack.leaves(wanted);
        let overlaps = |id: TypeId| {
            id == wanted
                || self
                    .pack
                    .leaves(id)
                    .iter()
                    .any(|leaf| leaves.contains(leaf))
        };
        match what {
            What::Record(id) => overlaps(*id),
            What::Capture(shape) => match &shape.item {
                ShapeItem::Record(kinds) => kinds
                    .iter()
                    .filter_map(|kind| self.pack.type_named(kind))
                    .any(overlaps),
                _ => false,
            },
            _ => false,
        }
    }

    /// A capture fills the fields of a map that are named like its parts; what is wanted
    /// where it can fill none.
    fn fits_map(
        &mut self,
        what: &What<'_>,
        fields: &[Field],
        place: Place,
    ) -> Option<(String, String)> {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let wanted = Some((
            format!("一个捕获，里面有 {} 之一", names.join("、")),
            format!("a capture that holds one of {}", names.join(", ")),
        ));
        match what {
            What::Capture(shape) => {
                let mut any = false;
                for field in fields {
                    if let Some(inner) = shape.inner(&field.name) {
                        any = true;
                        self.fits(&captured(inner), field, place);
                    } else if self.has_attribute(shape, &field.name) || field.name == "text" {
                        any = true;
                    }
                }
                if any { None } else { wanted }
            }
            What::Map(inner) => {
                let shared = |field: &Field| inner.iter().any(|known| known.name == field.name);
                if fields.iter().any(shared) {
                    None
                } else {
                    wanted
                }
            }
            What::Record(id) => {
                let kind = self.pack.type_of(*id);
                let shared = |field: &Field| kind.field(&field.name).is_some();
                if fields.iter().any(shared) {
                    None
                } else {
                    wanted
                }
            }
            What::Unknown => None,
            _ if names.contains(&"text") => None,
            _ => wanted,
        }
    }

    /// Whether the entry that a capture consists of, or one directly inside it, may have an
    /// attribute.
    fn has_attribute(&self, shape: &Shape, name: &str) -> bool {
        self.beyond(&shape.item, name).is_some()
            || shape
                .inner
                .iter()
                .any(|inner| self.beyond(&inner.item, name).is_some())
    }

    /// Fields of made types that no rule fills.
    pub(super) fn fields(&mut self) {
        let pack = self.pack;
        let mut filled: HashSet<Place> = HashSet::new();
        for rule in &pack.rules {
            if let Action::Entity(entity) = &rule.action {
                // An entity has what was merged.
                let fields = pack.type_of(entity.makes).fields.iter();
                filled.extend(fields.map(|field| field.place));
            }
            for emit in &rule.emit {
                let fields = &pack.type_of(emit.makes).fields;
                let places = emit
                    .fields
                    .iter()
                    .filter_map(|(index, _)| fields.get(*index));
                filled.extend(places.map(|field| field.place));
            }
        }
        for &id in &self.made.clone() {
            let kind = pack.type_of(id);
            for field in &kind.fields {
                // A leaf may have a field only for the union to have it.
                let shared = kind
                    .unions
                    .iter()
                    .flat_map(|&id| pack.leaves(id))
                    .any(|leaf| {
                        let mut fields = pack.type_of(leaf).fields.iter();
                        fields
                            .any(|other| other.name == field.name && filled.contains(&other.place))
                    });
                if !filled.contains(&field.place) && !shared {
                    self.report(Diagnostic::warning(
                        codes::FIELD_NEVER_FILLED,
                        field.place,
                        Message::new(
                            format!("没有规则填 {} 的字段“{}”", kind.name, field.name),
                            format!("no rule fills the field `{}` of {}", field.name, kind.name),
                        ),
                    ));
                }
            }
        }
    }
}
