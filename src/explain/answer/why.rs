//! Why a record is there.

use std::collections::HashSet;

use super::inquiry::Inquiry;
use super::model::{Bound, Cause, FieldShown, Merged, Node, NodeKind, Why};
use crate::diagnostic::Message;
use crate::engine::trace::SegmentSeen;
use crate::explain::derivation::walk::Walker;
use crate::explain::derivation::witness::{Division, Fall, Made};
use crate::explain::describe::shortened;
use crate::pack::{Action, Emit, End, Field, FieldValue, Kind, Rule};
use crate::pattern::tree::Node as Written;
use crate::pattern::unit_words;
use crate::record::{RecordId, RuleId, Span, Value};
use crate::source::Place;

/// Records inside records are told this deep.
const DEEPEST: usize = 12;

impl Inquiry<'_> {
    /// Why a record is there.
    pub fn why(&self, id: RecordId) -> Why {
        let record = &self.extraction.records[id.index()];
        let rule = self.pack.rule(record.rule);
        let serial = self.witness.serials.get(&id).copied();
        let made = serial.and_then(|serial| self.witness.made.get(&serial));
        let emit = made.and_then(|made| rule.emit.get(made.emit?));
        let mut told = HashSet::from([id.index() + 1]);
        Why {
            record: self.line(id),
            passage: self.passage(record.span),
            rule: self.rule(record.rule),
            scope: made
                .and_then(|made| self.scope(made))
                .map(|scope| self.passage(scope)),
            derivation: made
                .filter(|made| made.emit.is_some())
                .map_or_else(Vec::new, |made| self.derivation(made, &mut told, 0)),
            bound: made.map_or_else(Vec::new, |made| {
                let bound = made.bound.iter();
                bound
                    .map(|(name, span)| Bound {
                        name: name.clone(),
                        text: self.text.slice(*span).to_owned(),
                    })
                    .collect()
            }),
            fields: self.fields(id, made, emit),
            merged: serial.map_or_else(Vec::new, |serial| self.merged(serial, rule)),
            over: serial.map_or_else(Vec::new, |serial| self.over(serial)),
        }
    }

    /// The scope in which the match of a record was sought.
    fn scope(&self, made: &Made) -> Option<Span> {
        let division = || self.division(made).map(|division| division.scope);
        self.witness
            .way_of(made)
            .map(|way| way.scope)
            .or_else(division)
    }

    fn division(&self, made: &Made) -> Option<&Division> {
        let mut divisions = self.witness.divisions.iter();
        divisions.find(|one| (one.rule, one.run) == (made.rule, made.from))
    }

    /// What the match or run of a record consists of; records inside are told the first time.
    fn derivation(&self, made: &Made, told: &mut HashSet<usize>, depth: usize) -> Vec<Node> {
        let graphs = self.graphs(made.rule);
        let mut nodes = if let Some(division) = self.division(made) {
            let about = made.bound.iter().map(|(_, span)| *span);
            self.run(division, about.collect())
        } else if let Some(way) = self.witness.way_of(made) {
            let matched = graphs.iter().find_map(|graph| {
                let steps = Walker::new(&self.ground, graph, way.scope).steps(way.span.start)?;
                let end = steps.last().map_or(way.span.start, |step| step.to);
                (end == way.span.end).then(|| self.nodes(graph, &steps, way.scope))
            });
            matched.unwrap_or_default()
        } else {
            Vec::new()
        };
        for node in &mut nodes {
            self.tell_records(node, told, depth);
        }
        nodes
    }

    /// Puts the derivations of records under the nodes that read them.
    fn tell_records(&self, node: &mut Node, told: &mut HashSet<usize>, depth: usize) {
        if node.kind == NodeKind::Record && depth < DEEPEST {
            for &number in &node.records {
                if !told.insert(number) {
                    continue;
                }
                let id = RecordId(number as u32 - 1);
                let serial = self.witness.serials.get(&id);
                let made = serial.and_then(|serial| self.witness.made.get(serial));
                if let Some(made) = made.filter(|made| made.emit.is_some()) {
                    node.parts = self.derivation(made, told, depth + 1);
                }
            }
            return;
        }
        for part in &mut node.parts {
            self.tell_records(part, told, depth);
        }
    }

    /// A run: its segments, those that the record is about with their parts.
    fn run(&self, division: &Division, about: Vec<Span>) -> Vec<Node> {
        let rule = self.pack.rule(division.rule);
        let Action::Segment(segment) = &rule.action else {
            return Vec::new();
        };
        let graphs = self.graphs(division.rule);
        let whole = about.iter().all(|span| {
            let mut segments = division.segments.iter();
            segments.all(|segment| segment.span != *span)
        });
        let segments = division.segments.iter().map(|seen| {
            let label = match seen.ordinal {
                Some(ordinal) => format!("{} {ordinal}", division.style),
                None => division.style.clone(),
            };
            let marker = &segment.markers[seen.marker];
            let mut node = self.bare(NodeKind::Segment, label, Some(marker.place), seen.span);
            if whole || about.contains(&seen.span) {
                let graph = &graphs[seen.marker];
                let steps = Walker::new(&self.ground, graph, division.scope).steps(seen.at.start);
                node.parts =
                    steps.map_or_else(Vec::new, |steps| self.nodes(graph, &steps, division.scope));
                let content = Span::new(seen.at.end, seen.span.end.max(seen.at.end));
                if !content.is_empty() {
                    let label = "content".to_owned();
                    let content = self.bare(NodeKind::Content, label, None, content);
                    node.parts.push(content);
                }
                let ends = marker.end.iter().chain(&segment.end);
                node.beside = self.ended(seen, ends, division).into_iter().collect();
            }
            node
        });
        segments.collect()
    }

    /// The pattern or the unit that ended a segment, where neither the next marker nor the
    /// scope did.
    fn ended<'e>(
        &self,
        seen: &SegmentSeen,
        mut ends: impl Iterator<Item = &'e End>,
        division: &Division,
    ) -> Option<Node> {
        let follows = |other: &SegmentSeen| other.span.start >= seen.span.end;
        let next = division.segments.iter().filter(|other| follows(other));
        let next = next.map(|other| other.span.start).min();
        // A segment is told without the blanks at its end.
        let chars = &self.text.chars()[seen.span.end as usize..division.scope.end as usize];
        let blanks = chars.iter().take_while(|it| it.is_whitespace()).count() as u32;
        let end = seen.span.end + blanks;
        if next == Some(end) || end >= division.scope.end {
            return None;
        }
        ends.find_map(|ending| match ending {
            End::Pattern(pattern) => {
                let (span, parts) = (seen.span.end..=end)
                    .find_map(|at| self.matched(pattern, at, None, division.scope))?;
                let label = self.written(pattern.place);
                let mut node = self.bare(NodeKind::End, label, Some(pattern.place), span);
                node.parts = parts;
                Some(node)
            }
            End::Unit(unit) => {
                let mut units = self.text.units(*unit).iter();
                let unit_there = *units.find(|it| (seen.span.end..=end).contains(&it.start))?;
                let label = unit_words(*unit).0.to_owned();
                Some(self.bare(NodeKind::End, label, None, unit_there))
            }
        })
    }

    fn fields(&self, id: RecordId, made: Option<&Made>, emit: Option<&Emit>) -> Vec<FieldShown> {
        let record = &self.extraction.records[id.index()];
        let kinds = &self.pack.type_of(record.kind).fields;
        let mut shown = Vec::new();
        for (index, (field, value)) in kinds.iter().zip(&record.fields).enumerate() {
            let filled = emit.and_then(|emit| {
                let mut fields = emit.fields.iter();
                fields.find(|(filled, _)| *filled == index)
            });
            let by = made.and_then(|made| {
                let mut filled = made.filled.iter();
                filled
                    .find(|(filled, _)| *filled == index)
                    .map(|(_, by)| *by)
            });
            let filled = filled.map(|(_, value)| value);
            self.field(&field.name, field, value, filled, by, &mut shown);
        }
        shown
    }

    fn field(
        &self,
        name: &str,
        field: &Field,
        value: &Value,
        filled: Option<&FieldValue>,
        by: Option<Place>,
        shown: &mut Vec<FieldShown>,
    ) {
        let said = self.reader().value(value, &field.kind);
        let said = (!matches!(&*said, "~" | "[]")).then_some(said);
        match (filled, &field.kind) {
            (None, _) if said.is_none() => {}
            (Some(FieldValue::Map(inner)), Kind::Map(kinds)) => {
                let values = match value {
                    Value::Map { fields, .. } => Some(fields),
                    Value::List(items) => match items.first() {
                        Some(Value::Map { fields, .. }) => Some(fields),
                        _ => None,
                    },
                    _ => None,
                };
                for (index, filled) in inner {
                    let Some(field) = kinds.get(*index) else {
                        continue;
                    };
                    let value = values.and_then(|values| values.get(*index));
                    let name = format!("{name}.{}", field.name);
                    let value = value.unwrap_or(&Value::Absent);
                    self.field(&name, field, value, Some(filled), None, shown);
                }
            }
            (filled, _) => {
                let whole = match filled {
                    Some(FieldValue::Expression(expression)) => Some(expression.place),
                    _ => None,
                };
                let mut records = Vec::new();
                referred(value, &mut records);
                shown.push(FieldShown {
                    name: name.to_owned(),
                    value: said,
                    written: whole.map(|place| self.written(place)),
                    by: by
                        .filter(|by| Some(*by) != whole)
                        .map(|by| self.written(by)),
                    place: by.or(whole).map(|place| self.at(place)),
                    records,
                });
            }
        }
    }

    /// The mentions that an entity was merged from, in the order of the text.
    fn merged(&self, serial: u32, rule: &Rule) -> Vec<Merged> {
        let Action::Entity(entity) = &rule.action else {
            return Vec::new();
        };
        let of = self.witness.merged.get(&serial).into_iter().flatten();
        let records = of.filter_map(|of| {
            let made = self.witness.made.get(of)?;
            let maker = self.pack.rule(made.rule);
            let kind = &self.pack.type_of(made.kind).name;
            let merged = Merged {
                passage: self.passage(made.span),
                record: self.number_of(*of),
                of: kind.clone(),
                place: self.at(maker.place),
                derivation: Vec::new(),
            };
            Some((made.span, merged))
        });
        let mentions = self.witness.mentions.iter();
        let mentions = mentions.filter(|one| one.entity == Some(serial) && one.counts);
        let mentions = mentions.filter_map(|one| {
            let pattern = &entity.mentions.get(one.mention)?.pattern;
            let merged = Merged {
                passage: self.passage(one.span),
                record: None,
                of: self.written(entity.mentions[one.mention].refers.place),
                place: self.at(pattern.place),
                derivation: self.mention(one.rule, one.span, pattern),
            };
            Some((one.span, merged))
        });
        let mut merged: Vec<(Span, Merged)> = records.chain(mentions).collect();
        merged.sort_by_key(|(span, _)| *span);
        merged.into_iter().map(|(_, merged)| merged).collect()
    }

    fn mention(&self, rule: RuleId, span: Span, pattern: &Written) -> Vec<Node> {
        let mut ways = self.witness.ways.iter();
        let way = ways.find(|way| (way.rule, way.span) == (rule, span));
        let matched = way.and_then(|way| self.matched(pattern, span.start, None, way.scope));
        matched.map_or_else(Vec::new, |(_, nodes)| nodes)
    }

    /// What fell to a record, or is the same.
    fn over(&self, serial: u32) -> Vec<Cause> {
        let told = self.witness.falls.iter().filter_map(|fall| {
            let (other, zh, en) = match fall {
                Fall::Rival(other, to) if *to == serial => (other, "让位于它", "fell to it"),
                Fall::Double(other, of) if *of == serial => (other, "与它完全相同", "equals it"),
                _ => return None,
            };
            let other = self.witness.made.get(other)?;
            let rule = self.pack.rule(other.rule);
            let text = shortened(self.text.slice(other.span));
            let message = Message::new(
                format!("“{text}”（规则 {}）{zh}", rule.name),
                format!("“{text}” (rule {}) {en}", rule.name),
            );
            Some(self.cause(rule.place, message))
        });
        told.collect()
    }
}

fn referred(value: &Value, records: &mut Vec<usize>) {
    match value {
        Value::Record(id) => records.push(id.index() + 1),
        Value::List(items) => items.iter().for_each(|item| referred(item, records)),
        Value::Map { fields, .. } => fields.iter().for_each(|field| referred(field, records)),
        _ => {}
    }
}
