//! Why a rule found nothing at a place, and which rules came near.

use super::inquiry::Inquiry;
use super::model::{Cause, FailedShown, Outcome, WhyNot};
use crate::diagnostic::Message;
use crate::explain::derivation::graph::{ElementKind, Graph};
use crate::explain::derivation::layout;
use crate::explain::derivation::narrow::too_narrow;
use crate::explain::derivation::progress::{self, Attempt, Failed, Nearness, Telling, attempts};
use crate::explain::derivation::witness::{Fall, touch};
use crate::explain::describe::shortened;
use crate::pack::{Action, ScopeKind};
use crate::record::{RecordId, RuleId, Span, TypeId};
use crate::text::Unit;

/// So many rules are told that came near a place.
const NEAR: usize = 8;
/// So many attempts of one rule are told where no place is given.
const ATTEMPTS: usize = 3;
/// So many falls of one rule are told.
const FALLS: usize = 8;
/// Where a rule lacks a record, the rules that make it are asked, and those before them: so
/// many one behind the other.
const CHASED: usize = 3;
/// So many rules are told that should have made what another wanted.
const MAKERS: usize = 3;
/// So many elements that failed are told.
const FAILED: usize = 24;

impl Inquiry<'_> {
    /// Why a rule has no record at a place; where it has one, that it has.
    pub fn why_not(&self, rule: RuleId, place: Span) -> WhyNot {
        self.why_not_chased(rule, place, CHASED)
    }

    /// Likewise; so many rules before it are asked in turn.
    fn why_not_chased(&self, rule: RuleId, place: Span, chase: usize) -> WhyNot {
        if let Some(told) = self.found(rule, place).or_else(|| self.fell(rule, place)) {
            return told;
        }
        let scopes = self.witness.scopes_of(rule);
        if !scopes.iter().any(|scope| touch(*scope, place)) {
            return self.out_of_scope(rule, place);
        }
        let graphs = self.graphs(rule);
        let attempt = attempts(&self.ground, &graphs, &scopes, place)
            .into_iter()
            .next();
        match attempt {
            Some(attempt) => self.attempt(rule, &graphs, &attempt, place, chase),
            None => self.nothing(rule, place),
        }
    }

    /// The attempts of a rule in the whole document that came farthest, and what fell.
    pub fn why_nowhere(&self, rule: RuleId) -> Vec<WhyNot> {
        self.why_nowhere_chased(rule, CHASED)
    }

    fn why_nowhere_chased(&self, rule: RuleId, chase: usize) -> Vec<WhyNot> {
        let whole = Span::new(0, self.ground.length());
        let mut told: Vec<WhyNot> = self.fell(rule, whole).into_iter().collect();
        if self.of_rule(rule).next().is_some() {
            return told;
        }
        let scopes = self.witness.scopes_of(rule);
        if scopes.is_empty() {
            told.push(self.without_scope(rule));
            return told;
        }
        let graphs = self.graphs(rule);
        let near = attempts(&self.ground, &graphs, &scopes, whole);
        let best = near.iter().filter(|attempt| attempt.is_near());
        let mut best: Vec<WhyNot> = best
            .take(ATTEMPTS)
            .map(|attempt| self.attempt(rule, &graphs, attempt, attempt.reached(), chase))
            .collect();
        if best.is_empty() && told.is_empty() {
            best.push(match near.first() {
                Some(attempt) => self.attempt(rule, &graphs, attempt, whole, chase),
                None => self.nothing(rule, whole),
            });
        }
        told.extend(best);
        told
    }

    /// All rules that came near a place: those of which something fell, then the nearest.
    pub fn near(&self, place: Span) -> Vec<WhyNot> {
        let mut fell = Vec::new();
        let mut near: Vec<(Nearness, WhyNot)> = Vec::new();
        for rule in (0..self.pack.rules.len() as u32).map(RuleId) {
            if self.found(rule, place).is_some() {
                continue;
            }
            if let Some(told) = self.fell(rule, place) {
                fell.push(told);
                continue;
            }
            let scopes = self.witness.scopes_of(rule);
            if !scopes.iter().any(|scope| touch(*scope, place)) {
                continue;
            }
            let graphs = self.graphs(rule);
            let attempt = attempts(&self.ground, &graphs, &scopes, place)
                .into_iter()
                .next();
            let Some(attempt) = attempt.filter(|attempt| attempt.is_near()) else {
                continue;
            };
            let told = self.attempt(rule, &graphs, &attempt, place, 1);
            near.push((attempt.nearness(), told));
        }
        near.sort_by_key(|(nearness, _)| std::cmp::Reverse(*nearness));
        fell.truncate(NEAR);
        fell.extend(near.into_iter().take(NEAR).map(|(_, told)| told));
        fell
    }

    /// The records of a rule that stay.
    pub fn of_rule(&self, rule: RuleId) -> impl Iterator<Item = RecordId> + '_ {
        let records = self.records();
        records.filter(move |id| self.extraction.records[id.index()].rule == rule)
    }

    fn bare_answer(&self, rule: RuleId, outcome: Outcome, message: Message) -> WhyNot {
        WhyNot {
            rule: self.rule(rule),
            outcome,
            message,
            scope: None,
            met: None,
            derivation: Vec::new(),
            failed: Vec::new(),
            causes: Vec::new(),
            records: Vec::new(),
        }
    }

    fn found(&self, rule: RuleId, place: Span) -> Option<WhyNot> {
        let found = self.of_rule(rule).filter(|id| self.touches(*id, place));
        let numbers: Vec<usize> = found.map(|id| id.index() + 1).collect();
        if numbers.is_empty() {
            return None;
        }
        let shown: Vec<String> = numbers.iter().map(|number| format!("#{number}")).collect();
        let shown = shown.join(" ");
        let message = Message::new(
            format!("这里有这条规则的记录 {shown}"),
            format!("the rule has a record here: {shown}"),
        );
        let mut told = self.bare_answer(rule, Outcome::Found, message);
        told.records = numbers;
        Some(told)
    }

    /// What was found at a place and fell.
    fn fell(&self, rule: RuleId, place: Span) -> Option<WhyNot> {
        let falls = self.falls();
        let scopes = self.witness.scopes_of(rule);
        let concerns = |fall: &&Fall| {
            if falls.rule_of(fall) != Some(rule) {
                return false;
            }
            let span = falls.span_of(fall);
            // Of a run only the first marker is known.
            let reach = |span: Span| match fall {
                Fall::Run { .. } => {
                    let mut around = scopes.iter().filter(|scope| scope.contains(span));
                    around.any(|scope| touch(*scope, place)) && span.start < place.end
                }
                _ => span.overlaps(place),
            };
            span.is_some_and(reach)
        };
        let fell = self.witness.falls.iter().filter(concerns);
        let told: Vec<Cause> = fell
            .filter_map(|fall| {
                let (_, place, message) = falls.told(fall)?;
                let mut cause = self.cause(place, message);
                cause.derivation = self.excepted(fall, &scopes);
                Some(cause)
            })
            .take(FALLS)
            .chain(self.unmerged(rule, place))
            .collect();
        if told.is_empty() {
            return None;
        }
        let message = Message::new("匹配过，但没有留下来", "something matched and did not stay");
        let mut answer = self.bare_answer(rule, Outcome::Fell, message);
        for cause in told {
            if !answer.causes.contains(&cause) {
                answer.causes.push(cause);
            }
        }
        Some(answer)
    }

    /// Mentions that refer to nothing, or that overlap others.
    fn unmerged(&self, rule: RuleId, place: Span) -> Vec<Cause> {
        let Action::Entity(entity) = &self.pack.rule(rule).action else {
            return Vec::new();
        };
        let mentions = self
            .witness
            .mentions
            .iter()
            .filter(|one| one.rule == rule && one.span.overlaps(place) && !one.counts);
        let told = mentions.filter_map(|one| {
            let written = entity.mentions.get(one.mention)?;
            let text = shortened(self.text.slice(one.span));
            let (at, message) = if one.entity.is_none() {
                let message = Message::new(
                    format!("“{text}”所指（refers）的没有找到"),
                    format!("what “{text}” refers to is not there"),
                );
                (written.refers.place, message)
            } else {
                let message = Message::new(
                    format!("“{text}”与已有的提及重叠，不另算"),
                    format!("“{text}” overlaps a mention that is there already"),
                );
                (written.place, message)
            };
            Some(self.cause(at, message))
        });
        told.take(FALLS).collect()
    }

    fn nothing(&self, rule: RuleId, place: Span) -> WhyNot {
        let text = shortened(self.text.slice(place));
        let message = Message::new(
            format!("“{text}”这里没有像它开头的东西"),
            format!("nothing at “{text}” is like its begin"),
        );
        let mut told = self.bare_answer(rule, Outcome::NothingNear, message);
        if let Action::Entity(entity) = &self.pack.rule(rule).action {
            let of = &self.pack.type_of(entity.of);
            let message = Message::new(
                format!("它合并 {}，这里没有", of.name),
                format!("it merges {}, of which there is none here", of.name),
            );
            told.causes.push(self.cause(of.place, message));
        }
        told
    }

    /// One attempt: how far it came, what failed, which limit did it.
    fn attempt(
        &self,
        rule: RuleId,
        graphs: &[Graph],
        attempt: &Attempt,
        place: Span,
        chase: usize,
    ) -> WhyNot {
        let graph = &graphs[attempt.pattern];
        let reached = attempt.reached();
        let came = shortened(self.text.slice(reached));
        let mut told = self.bare_answer(rule, Outcome::Failed, Message::default());
        told.scope = Some(self.passage(attempt.scope));
        told.derivation = self.nodes(graph, attempt.steps(), attempt.scope);
        told.met = Some(self.passage(reached));
        let progress = match &attempt.outcome {
            progress::Outcome::Fails(progress) => progress,
            progress::Outcome::Matches(_) => {
                self.taken(rule, &mut told, attempt);
                return told;
            }
        };
        let telling = Telling {
            ground: &self.ground,
            graph,
            scope: attempt.scope,
        };
        let mut failed = telling.failed(progress);
        failed.sort_by_key(|failed| !failed.specific);
        told.message = failed.first().map_or_else(
            || self.nothing(rule, place).message,
            |failed| {
                if reached.is_empty() {
                    failed.said_here()
                } else {
                    failed.said(&came)
                }
            },
        );
        if reached.is_empty() && !attempt.refused {
            told.outcome = Outcome::NothingNear;
        }
        if let Some(short) = attempt.short {
            let matched = shortened(self.text.slice(short));
            told.message = Message::new(
                format!("只匹配到“{matched}”为止；再往后，{}", told.message.zh),
                format!(
                    "it matches “{matched}” and no more; beyond, {}",
                    told.message.en
                ),
            );
        }
        let shown = failed.iter().take(FAILED);
        told.failed = shown
            .map(|failed| self.failed(failed, &came, graph, attempt.scope))
            .collect();
        let lacking = failed.iter().find(|failed| failed.lacks.is_some());
        if let Some(failed) = lacking.filter(|_| chase > 0) {
            told.causes = self.lacking(rule, failed, place, chase - 1);
        }
        let narrow = too_narrow(
            &self.ground,
            graph,
            self.pack.rule(rule),
            attempt.scope,
            attempt.start,
        );
        if let Some((at, message)) = narrow.filter(|_| attempt.short.is_none()) {
            told.causes.push(self.cause(at, message));
        }
        told
    }

    /// Why there is no record of the type that an element wanted, by the rules that make it.
    fn lacking(&self, rule: RuleId, failed: &Failed, place: Span, chase: usize) -> Vec<Cause> {
        let whole = place.len() == self.ground.length();
        let at = Span::new(failed.at, (failed.at + 1).min(self.ground.length()));
        let mut told = Vec::new();
        for maker in failed.lacks.map_or_else(Vec::new, |kind| self.makers(kind)) {
            // Rules read what rules before them made; a circle is no pack.
            if maker == rule {
                continue;
            }
            let answer = if whole {
                self.why_nowhere_chased(maker, chase).into_iter().next()
            } else {
                Some(self.why_not_chased(maker, at, chase))
            };
            let near = answer.filter(|answer| {
                matches!(
                    answer.outcome,
                    Outcome::Fell | Outcome::Failed | Outcome::Taken
                )
            });
            if let Some(answer) = near {
                let name = &self.pack.rule(maker).name;
                let decided = answer.causes.first();
                let said = decided.map_or(&answer.message, |cause| &cause.message);
                let message = Message::new(
                    format!("规则 {name}：{}", said.zh),
                    format!("rule {name}: {}", said.en),
                );
                told.push(self.cause(self.pack.rule(maker).place, message));
            }
            if told.len() == MAKERS {
                break;
            }
        }
        told
    }

    /// The rules that make records of a type.
    pub fn makers(&self, kind: TypeId) -> Vec<RuleId> {
        let leaves = self.pack.leaves(kind);
        let rules = (0..self.pack.rules.len() as u32).map(RuleId);
        let makes = |id: &RuleId| {
            let rule = self.pack.rule(*id);
            let merges = matches!(&rule.action, Action::Entity(entity)
                if leaves.contains(&entity.makes));
            merges || rule.emit.iter().any(|emit| leaves.contains(&emit.makes))
        };
        rules.filter(makes).collect()
    }

    fn failed(&self, failed: &Failed, came: &str, graph: &Graph, scope: Span) -> FailedShown {
        let at = Span::new(failed.at, failed.at);
        let because = failed.because.iter();
        let mut because: Vec<Cause> = because
            .map(|(place, message)| self.cause(*place, message.clone()))
            .collect();
        let mut elements = graph.elements.iter();
        let element = elements.find(|element| element.place == failed.place);
        if let Some(cause) = because.first_mut()
            && let Some(ElementKind::Look {
                look,
                negative: true,
            }) = element.map(|element| &element.kind)
        {
            cause.derivation = self.looked(graph, *look, failed.at, scope);
        }
        FailedShown {
            written: self.written(failed.place),
            place: self.at(failed.place),
            at: self.text.original_range(at).start,
            behind_gap: failed.behind_gap,
            wanted: failed.wanted.clone(),
            stood: failed.stood.clone(),
            message: if came.is_empty() {
                failed.said_here()
            } else {
                failed.said(came)
            },
            because,
        }
    }

    /// The pattern matches here, but the engine has no such match.
    fn taken(&self, rule: RuleId, told: &mut WhyNot, attempt: &Attempt) {
        let reached = attempt.reached();
        let here = shortened(self.text.slice(reached));
        let mut ways = self.witness.ways.iter();
        let way = ways.find(|way| way.rule == rule && way.span.overlaps(reached));
        told.outcome = Outcome::Taken;
        told.message = match way {
            Some(way) if way.span == reached => {
                let made = self.witness.made_in_order().into_iter();
                let made = made.filter(|(_, made)| (made.rule, made.from) == (rule, way.span));
                told.records = made.filter_map(|(it, _)| self.number_of(it)).collect();
                let shown: Vec<String> = told
                    .records
                    .iter()
                    .map(|number| format!("#{number}"))
                    .collect();
                let shown = shown.join(" ");
                Message::new(
                    format!("“{here}”匹配了，但由此留下的记录（{shown}）不在这里"),
                    format!("“{here}” matched, but the records made of it ({shown}) are not here"),
                )
            }
            Some(way) => {
                let other = shortened(self.text.slice(way.span));
                Message::new(
                    format!("“{here}”本可匹配，但“{other}”先匹配了：匹配自左至右，互不重叠"),
                    format!(
                        "“{here}” could match, but “{other}” matched first: matches go from left to right and do not overlap"
                    ),
                )
            }
            None => Message::new(
                format!("标记“{here}”在这里，但没有成串"),
                format!("the marker “{here}” stands here, but there is no run of it"),
            ),
        };
    }

    /// The rule is not sought at a place.
    fn out_of_scope(&self, rule: RuleId, place: Span) -> WhyNot {
        let shown = self.rule(rule);
        let within = &shown.within;
        let message = Message::new(
            format!("这里不在它找的范围（{}）之内", within.zh),
            format!("this place is not in its scope ({})", within.en),
        );
        let mut told = self.bare_answer(rule, Outcome::OutOfScope, message);
        told.causes.extend(self.outside(rule, place));
        told
    }

    /// The document has no scope of the rule at all.
    fn without_scope(&self, rule: RuleId) -> WhyNot {
        let shown = self.rule(rule);
        let within = &shown.within;
        let message = Message::new(
            format!("这篇没有它找的范围（{}）", within.zh),
            format!("the document has no scope of it ({})", within.en),
        );
        self.bare_answer(rule, Outcome::OutOfScope, message)
    }

    /// What keeps a place out of the scopes of a rule.
    fn outside(&self, rule: RuleId, place: Span) -> Option<Cause> {
        let reader = self.reader();
        if let Some(wall) = layout::wall(&reader, |wall| wall.contains(place)) {
            let (at, message) = layout::wall_said(&reader, wall);
            return Some(self.cause(at, message));
        }
        let scopes = &self.pack.rule(rule).within;
        for scope in scopes {
            let message = match &scope.kind {
                ScopeKind::Records(kind) | ScopeKind::Field(kind, _) => {
                    let leaves = self.pack.leaves(*kind);
                    let mut there = self.records().filter(|id| {
                        let record = &self.extraction.records[id.index()];
                        leaves.contains(&record.kind) && touch(record.span, place)
                    });
                    let name = &self.pack.type_of(*kind).name;
                    there.next().is_none().then(|| {
                        Message::new(
                            format!("这里没有 {name}"),
                            format!("there is no {name} here"),
                        )
                    })
                }
                ScopeKind::Unit { .. } => self.layout_of(place),
            };
            if let Some(message) = message {
                return Some(self.cause(scope.place, message));
            }
        }
        None
    }

    /// What of the layout a place is, where it is not of the prose.
    fn layout_of(&self, place: Span) -> Option<Message> {
        let of = |unit: Unit| {
            let mut units = self.text.units(unit).iter();
            units.any(|unit| unit.contains(place))
        };
        if layout::is_headline(self.text, place) {
            let line = layout::line_around(self.text, place.start);
            return Some(layout::headline_said(self.text, line));
        }
        if of(Unit::Subhead) {
            return Some(Message::new("这里是小标题", "this is a subhead"));
        }
        (!of(Unit::Body)).then(|| Message::new("这里不是正文", "this is no part of the body"))
    }
}
