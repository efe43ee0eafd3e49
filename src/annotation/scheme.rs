//! The labels and links that a view can give, whatever the document.

use crate::pack::{Field, Kind};
use crate::view::{Layout, Part, Slot};

/// All labels and links of a view: the setting of an annotation tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scheme {
    /// The labels in the order of the view, each record's before those of its fields.
    pub labels: Vec<Label>,
    /// Which label may be linked to which.
    pub links: Vec<LinkKind>,
    /// The fields that are yes or no: label and field.
    pub flags: Vec<(String, String)>,
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// `people`, `people.titles`.
    pub name: String,
    /// What it is, in the words of the pack; may be empty.
    pub doc: String,
}

/// A link between two labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkKind {
    /// Its name.
    pub name: String,
    /// The label that holds.
    pub from: String,
    /// The label that is held.
    pub to: String,
}

impl Scheme {
    /// The scheme of a view.
    pub fn new(layout: &Layout<'_>) -> Self {
        let mut scheme = Self::default();
        let parts = LabelledPart::all(layout);
        // Records are labelled first: a field may refer to one that comes later.
        for part in &parts {
            scheme.add(part, &parts, layout);
        }
        scheme
    }

    /// Whether there is such a label.
    pub fn has(&self, label: &str) -> bool {
        self.labels.iter().any(|known| known.name == label)
    }

    fn add(&mut self, labelled: &LabelledPart<'_>, all: &[LabelledPart<'_>], layout: &Layout<'_>) {
        let from = &labelled.label;
        self.label(from, &layout.pack.type_of(labelled.part.of).doc);
        for (leaf, slots) in &labelled.part.leaves {
            for slot in slots {
                let Slot::Field(_, field) = slot else {
                    continue;
                };
                if is_own_text(field, layout.same(*leaf)) {
                    continue;
                }
                let to = format!("{from}.{}", field.name);
                match &field.kind {
                    Kind::Text | Kind::Date | Kind::Map(_) => {
                        self.label(&to, &field.doc);
                        self.link(&field.name, from, &to);
                    }
                    Kind::Record(of) => {
                        let shown = all.iter().find(|part| part.part.of == *of);
                        match shown {
                            Some(part) => self.link(&field.name, from, &part.label),
                            None => {
                                self.label(&to, &field.doc);
                                self.link(&field.name, from, &to);
                            }
                        }
                    }
                    Kind::YesNo => {
                        let flag = (from.clone(), field.name.clone());
                        if !self.flags.contains(&flag) {
                            self.flags.push(flag);
                        }
                    }
                    Kind::Number => {}
                }
            }
        }
        for held in &labelled.part.holds {
            let shown = all.iter().find(|part| match held.is_by_id() {
                true => part.part.of == held.of,
                false => std::ptr::eq(part.part, held),
            });
            if let Some(part) = shown {
                self.link(held.key, from, &part.label);
            }
        }
    }

    fn label(&mut self, name: &str, doc: &str) {
        if !self.has(name) {
            self.labels.push(Label {
                name: name.to_owned(),
                doc: doc.to_owned(),
            });
        }
    }

    fn link(&mut self, name: &str, from: &str, to: &str) {
        let kind = LinkKind {
            name: name.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        if !self.links.contains(&kind) {
            self.links.push(kind);
        }
    }
}

/// Whether a field says no more than the label of its record: its own text, and what names an
/// entity, which is labelled at each mention.
pub(super) fn is_own_text(field: &Field, same: Option<&str>) -> bool {
    field.name == "text" || same == Some(&*field.name)
}

/// A key of a view that shows records in full, with the label that they get.
pub(super) struct LabelledPart<'a> {
    pub part: &'a Part<'a>,
    /// The key; with those above it where a key before it is the same.
    pub label: String,
}

impl<'a> LabelledPart<'a> {
    /// All such keys of a view, each before those that it holds.
    pub fn all(layout: &'a Layout<'a>) -> Vec<Self> {
        let mut all = Vec::new();
        for part in &layout.parts {
            Self::collect(part, "", &mut all);
        }
        all
    }

    fn collect(part: &'a Part<'a>, above: &str, all: &mut Vec<Self>) {
        let path = match above {
            "" => part.key.to_owned(),
            _ => format!("{above}.{}", part.key),
        };
        let taken = all.iter().any(|other| other.label == part.key);
        all.push(Self {
            part,
            label: match taken {
                true => path.clone(),
                false => part.key.to_owned(),
            },
        });
        for held in part.holds.iter().filter(|held| !held.is_by_id()) {
            Self::collect(held, &path, all);
        }
    }
}
