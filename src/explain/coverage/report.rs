//! Counts put beside the names and places that they belong to.

use serde::Serialize;

use crate::pack::{Entry, Pack, Rule, uses};
use crate::pattern::Node;
use crate::record::LexiconId;
use crate::source::Place;

use super::outline::Owner;
use super::tally::{EntryTally, RuleTally};
use super::{Outline, Tally};

/// An entry is said to hit inside longer words from this share of its uses on, and from this
/// many.
const SHARE: f64 = 0.1;
const ENOUGH: u64 = 2;

/// What the rules of a pack did over a corpus.
#[derive(Debug, Clone, Serialize)]
pub struct Coverage {
    /// The topmost layer, where only what it holds is told of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// Documents looked through.
    pub documents: u64,
    /// Their code points.
    pub characters: u64,
    /// Steps that the engine took.
    pub steps: u64,
    /// The rules, in the order of the pack.
    pub rules: Vec<RuleUse>,
    /// The branches of choices, in the order of the rule files.
    pub alternatives: Vec<Alternative>,
    /// The lexicons, in the order of the pack.
    pub lexicons: Vec<LexiconUse>,
    /// Entries that matches often use inside longer words, the commonest first.
    pub inside_words: Vec<InsideWords>,
    /// The exceptions, in the order of the rules.
    pub exceptions: Vec<ExceptionUse>,
    /// The pack's `expect` lines.
    pub expectations: Vec<Promise>,
}

/// What a rule did.
#[derive(Debug, Clone, Serialize)]
pub struct RuleUse {
    /// Its name.
    pub rule: String,
    /// Where it is defined: file and line.
    pub place: String,
    /// Scopes in which it might match.
    pub scopes: u64,
    /// Scopes passed over at a glance, since what every match needs is not there.
    pub skipped: u64,
    /// Matches of its patterns.
    pub matched: u64,
    /// Records that it made.
    pub made: u64,
    /// Why records or matches fell.
    pub dropped: Dropped,
    /// Records that stayed.
    pub records: u64,
    /// Steps that it took.
    pub steps: u64,
    /// The time that it took, where the caller measured it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub microseconds: Option<u64>,
}

/// Why records or matches of a rule fell.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Dropped {
    /// A `where` did not hold.
    pub conditions: u64,
    /// A required field found no value.
    pub missing: u64,
    /// An exception.
    pub exceptions: u64,
    /// A rival.
    pub rivals: u64,
    /// Equal to another.
    pub doubled: u64,
    /// A run of segments that was none.
    pub runs: u64,
}

/// A branch of a choice.
#[derive(Debug, Clone, Serialize)]
pub struct Alternative {
    /// The rule or the named pattern that it belongs to.
    pub owner: String,
    /// Whether that is a rule.
    pub in_rule: bool,
    /// Where it stands: file, line and column.
    pub place: String,
    /// As it is written.
    pub text: String,
    /// Matches that took it.
    pub matched: u64,
}

/// What became of the entries of a lexicon.
#[derive(Debug, Clone, Serialize)]
pub struct LexiconUse {
    /// Its name.
    pub lexicon: String,
    /// How often an entry stands somewhere.
    pub stands: u64,
    /// How often an entry is written but a guard or a longer entry forbids it.
    pub hidden: u64,
    /// How often a match uses an entry; absent where the lexicon only serves in looks,
    /// barriers and conditions, which are not seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<u64>,
    /// How many entries are not in the corpus.
    pub absent: u64,
    /// How many stand somewhere and are used by no match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unused: Option<u64>,
    /// How many are always forbidden where they are written.
    pub always_hidden: u64,
    /// The entries, those used most first.
    pub entries: Vec<EntryUse>,
}

/// What became of an entry.
#[derive(Debug, Clone, Serialize)]
pub struct EntryUse {
    /// The entry.
    pub entry: String,
    /// Where it is defined: file and line.
    pub place: String,
    /// How often it stands somewhere.
    pub stands: u64,
    /// How often it is written but a guard or a longer entry forbids it.
    pub hidden: u64,
    /// How often a match uses it.
    pub used: u64,
    /// Of these, how often inside a longer word that no match covers.
    pub inside: u64,
}

/// An entry that is often used inside longer words.
#[derive(Debug, Clone, Serialize)]
pub struct InsideWords {
    /// Its lexicon.
    pub lexicon: String,
    /// The entry.
    pub entry: String,
    /// Where it is defined: file and line.
    pub place: String,
    /// How often matches use it.
    pub used: u64,
    /// How often inside a longer word.
    pub inside: u64,
    /// The words, the commonest first.
    pub words: Vec<LongerWord>,
}

/// A word that holds an entry.
#[derive(Debug, Clone, Serialize)]
pub struct LongerWord {
    /// The word.
    pub word: String,
    /// How often the entry was used inside it.
    pub count: u64,
    /// The document of the first of these places.
    pub document: String,
    /// The text there, from some characters before the entry to some behind it.
    pub example: String,
}

/// What an exception dropped.
#[derive(Debug, Clone, Serialize)]
pub struct ExceptionUse {
    /// Its rule.
    pub rule: String,
    /// Where it stands: file and line.
    pub place: String,
    /// Its pattern as it is written.
    pub text: String,
    /// Records that it dropped.
    pub dropped: u64,
}

/// An `expect` line and what the corpus says of it.
#[derive(Debug, Clone, Serialize)]
pub struct Promise {
    /// The line as written.
    pub text: String,
    /// Records of the type.
    pub records: u64,
    /// Those with the field.
    pub present: u64,
    /// Whether the share is reached; nothing is asked of no records.
    pub holds: bool,
}

impl Dropped {
    /// All of them.
    pub fn all(&self) -> u64 {
        let Self {
            conditions,
            missing,
            exceptions,
            rivals,
            doubled,
            runs,
        } = *self;
        conditions + missing + exceptions + rivals + doubled + runs
    }
}

/// Which part of a pack is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All layers.
    Whole,
    /// What is written in the topmost layer: its definitions, and what it adds to others.
    Own,
}

/// A pack, or the part of it that is told of.
#[derive(Clone, Copy)]
struct Told<'p> {
    pack: &'p Pack,
    part: Part,
}

impl Told<'_> {
    /// Whether what is written at a place is told of.
    fn shows(self, place: Place) -> bool {
        self.part == Part::Whole || self.pack.is_own(place)
    }

    /// Whether a rule is: it, or a part of it, is written there.
    fn shows_rule(self, rule: &Rule) -> bool {
        fn any(told: Told<'_>, node: &Node) -> bool {
            told.shows(node.place) || node.children().any(|child| any(told, child))
        }
        let expressions = uses::expressions(rule).into_iter();
        let emitted = rule.emit.iter().map(|emit| emit.place);
        self.shows(rule.place)
            || uses::patterns(rule).into_iter().any(|node| any(self, node))
            || expressions
                .map(|(it, _)| it.place)
                .chain(emitted)
                .any(|it| self.shows(it))
    }
}

impl Coverage {
    /// The report of what was counted, of a part of the pack; `microseconds` holds the time of
    /// each rule, in the order of the pack, or nothing.
    pub fn new(
        pack: &Pack,
        outline: &Outline,
        tally: &Tally,
        microseconds: &[u64],
        part: Part,
    ) -> Self {
        let told = Told { pack, part };
        let rules = pack.rules.iter().enumerate().zip(&tally.rules);
        let rules = rules.filter(|((_, rule), _)| told.shows_rule(rule));
        let lexicons = (0..).map(LexiconId).zip(&tally.entries);
        Self {
            layer: (part == Part::Own).then(|| pack.name.clone()),
            documents: tally.documents,
            characters: tally.characters,
            steps: tally.steps,
            rules: rules
                .map(|((index, _), counts)| rule_use(pack, index, counts, microseconds))
                .collect(),
            alternatives: alternatives(told, outline, tally),
            lexicons: lexicons
                .filter_map(|(id, counts)| lexicon_use(told, outline, id, counts))
                .collect(),
            inside_words: inside_words(told, tally),
            exceptions: exceptions(told, tally),
            expectations: promises(told, tally),
        }
    }

    /// Whether the time of the rules was measured.
    pub fn is_profiled(&self) -> bool {
        self.rules.iter().any(|rule| rule.microseconds.is_some())
    }

    /// Whether every `expect` line holds.
    pub fn keeps_its_promises(&self) -> bool {
        self.expectations.iter().all(|promise| promise.holds)
    }
}

fn line_of(pack: &Pack, place: Place) -> String {
    let (line, _) = pack.sources.line_column(place);
    format!("{}:{line}", pack.sources.get(place.source).name)
}

fn rule_use(pack: &Pack, index: usize, counts: &RuleTally, microseconds: &[u64]) -> RuleUse {
    let rule = &pack.rules[index];
    RuleUse {
        rule: rule.name.clone(),
        place: line_of(pack, rule.place),
        scopes: counts.scopes,
        skipped: counts.skipped,
        matched: counts.matched,
        made: counts.made,
        dropped: Dropped {
            conditions: counts.conditions,
            missing: counts.missing,
            exceptions: counts.excepted,
            rivals: counts.lost,
            doubled: counts.doubled,
            runs: counts.runs_dropped,
        },
        records: counts.records,
        steps: counts.steps,
        microseconds: microseconds.get(index).copied(),
    }
}

fn alternatives(told: Told<'_>, outline: &Outline, tally: &Tally) -> Vec<Alternative> {
    let pack = told.pack;
    let mut found: Vec<(Place, Alternative)> = outline
        .branches
        .iter()
        .zip(&tally.branches)
        .filter(|(branch, _)| told.shows(branch.place))
        .map(|(branch, &matched)| {
            let (line, column) = pack.sources.line_column(branch.place);
            let file = &pack.sources.get(branch.place.source).name;
            let (owner, in_rule) = match branch.owner {
                Owner::Rule(rule) => (&pack.rule(rule).name, true),
                Owner::Pattern(index) => (&pack.patterns[index].name, false),
            };
            let alternative = Alternative {
                owner: owner.clone(),
                in_rule,
                place: format!("{file}:{line}:{column}"),
                text: written(pack, branch.place),
                matched,
            };
            (branch.place, alternative)
        })
        .collect();
    found.sort_by_key(|(place, _)| (place.source, place.start, std::cmp::Reverse(place.end)));
    found
        .into_iter()
        .map(|(_, alternative)| alternative)
        .collect()
}

/// What stands at a place, its white space drawn together.
fn written(pack: &Pack, place: Place) -> String {
    let words = pack.sources.slice(place).split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

/// A lexicon with the entries that are told of; none where it and they all are not.
fn lexicon_use(
    told: Told<'_>,
    outline: &Outline,
    id: LexiconId,
    counts: &[EntryTally],
) -> Option<LexiconUse> {
    let pack = told.pack;
    let lexicon = &pack.lexicons[id.index()];
    let shown: Vec<(&Entry, &EntryTally)> = lexicon
        .entries
        .iter()
        .zip(counts)
        .filter(|(entry, _)| told.shows(entry.place))
        .collect();
    if shown.is_empty() && !told.shows(lexicon.place) {
        return None;
    }
    let counts = || shown.iter().map(|(_, counts)| *counts);
    let sum = |count: fn(&EntryTally) -> u64| counts().map(count).sum();
    let those = |wanted: fn(&EntryTally) -> bool| counts().filter(|it| wanted(it)).count() as u64;
    let seen = outline.read.contains(&id);
    let mut entries: Vec<EntryUse> = shown
        .iter()
        .map(|(entry, counts)| EntryUse {
            entry: entry.text.to_string(),
            place: line_of(pack, entry.place),
            stands: counts.stands,
            hidden: counts.hidden,
            used: counts.used,
            inside: counts.inside,
        })
        .collect();
    entries.sort_by(|a, b| {
        let most_first = (b.used, b.stands, b.hidden).cmp(&(a.used, a.stands, a.hidden));
        most_first.then_with(|| a.entry.cmp(&b.entry))
    });
    Some(LexiconUse {
        lexicon: lexicon.name.clone(),
        stands: sum(|it| it.stands),
        hidden: sum(|it| it.hidden),
        used: seen.then(|| sum(|it| it.used)),
        absent: those(|it| it.stands + it.hidden == 0),
        unused: seen.then(|| those(|it| it.stands > 0 && it.used == 0)),
        always_hidden: those(|it| it.stands == 0 && it.hidden > 0),
        entries,
    })
}

fn inside_words(told: Told<'_>, tally: &Tally) -> Vec<InsideWords> {
    let pack = told.pack;
    let mut found = Vec::new();
    for (lexicon, counts) in pack.lexicons.iter().zip(&tally.entries) {
        for (entry, counts) in lexicon.entries.iter().zip(counts) {
            let often = counts.inside as f64 >= SHARE * counts.used as f64;
            if counts.inside >= ENOUGH && often && told.shows(entry.place) {
                found.push(InsideWords {
                    lexicon: lexicon.name.clone(),
                    entry: entry.text.to_string(),
                    place: line_of(pack, entry.place),
                    used: counts.used,
                    inside: counts.inside,
                    words: Vec::new(),
                });
            }
        }
    }
    for ((lexicon, entry, word), inside) in &tally.inside {
        let lexicon = &pack.lexicons[lexicon.index()];
        let entry = &lexicon.entry(*entry).text;
        let holder = found
            .iter_mut()
            .find(|it| it.lexicon == lexicon.name && it.entry == **entry);
        if let Some(holder) = holder {
            let sample = &inside.sample;
            holder.words.push(LongerWord {
                word: word.clone(),
                count: inside.count,
                document: sample.id.clone(),
                example: format!("{}{}{}", sample.left, sample.text, sample.right),
            });
        }
    }
    for holder in &mut found {
        let by_count = |a: &LongerWord, b: &LongerWord| {
            b.count.cmp(&a.count).then_with(|| a.word.cmp(&b.word))
        };
        holder.words.sort_by(by_count);
    }
    found.sort_by(|a, b| {
        let by_name = || (&a.lexicon, &a.entry).cmp(&(&b.lexicon, &b.entry));
        b.inside.cmp(&a.inside).then_with(by_name)
    });
    found
}

fn exceptions(told: Told<'_>, tally: &Tally) -> Vec<ExceptionUse> {
    let pack = told.pack;
    let rules = pack.rules.iter().zip(&tally.exceptions);
    rules
        .flat_map(|(rule, counts)| {
            let exceptions = rule.exceptions.iter().zip(counts);
            let shown = exceptions.filter(|(exception, _)| told.shows(exception.pattern.place));
            shown.map(|(exception, &dropped)| ExceptionUse {
                rule: rule.name.clone(),
                place: line_of(pack, exception.pattern.place),
                text: written(pack, exception.pattern.place),
                dropped,
            })
        })
        .collect()
}

fn promises(told: Told<'_>, tally: &Tally) -> Vec<Promise> {
    let lines = told.pack.expectations.iter().zip(&tally.promises);
    lines
        .filter(|(expectation, _)| told.shows(expectation.place))
        .map(|(expectation, &(records, present))| Promise {
            text: expectation.text.clone(),
            records,
            present,
            holds: records == 0 || present as f64 >= expectation.share * records as f64,
        })
        .collect()
}
