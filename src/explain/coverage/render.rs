//! A coverage report for people.

use crate::diagnostic::Language;
use crate::explain::table::{self, Side, number, percent};

use super::{Coverage, InsideWords, LexiconUse, RuleUse};

/// How much is shown, and how.
#[derive(Debug, Clone, Copy)]
pub struct RenderOptions {
    /// In which language.
    pub language: Language,
    /// The most lines of a list; all when absent.
    pub limit: Option<usize>,
}

impl RenderOptions {
    fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// Words joined as the language joins them.
    fn joined(self, words: &[String]) -> String {
        words.join(self.pick("、", ", "))
    }
}

/// Cells of what is quoted from a rule file.
const WRITTEN_CELLS: usize = 60;
/// Longer words named for an entry.
const WORDS_NAMED: usize = 4;

/// The report as text.
pub fn render(coverage: &Coverage, options: RenderOptions) -> String {
    let sections = [
        summary(coverage, options),
        rules(coverage, options),
        alternatives(coverage, options),
        lexicons(coverage, options),
        inside_words(coverage, options),
        exceptions(coverage, options),
        expectations(coverage, options),
    ];
    let shown = sections.iter().filter(|section| !section.is_empty());
    shown.map(String::as_str).collect::<Vec<_>>().join("\n")
}

fn summary(coverage: &Coverage, options: RenderOptions) -> String {
    let [documents, characters] = [coverage.documents, coverage.characters].map(number);
    match (options.language, &coverage.layer) {
        (Language::Zh, None) => format!("{documents} 篇，{characters} 字。\n"),
        (Language::Zh, Some(layer)) => {
            format!("{documents} 篇，{characters} 字。只列 {layer} 自己写的。\n")
        }
        (Language::En, None) => format!("{documents} documents, {characters} characters.\n"),
        (Language::En, Some(layer)) => {
            format!(
                "{documents} documents, {characters} characters. Only what {layer} itself holds.\n"
            )
        }
    }
}

/// The rules in their order, or, where their work was measured, the costliest first.
fn rules(coverage: &Coverage, options: RenderOptions) -> String {
    if coverage.rules.is_empty() {
        return String::new();
    }
    let profiled = coverage.is_profiled();
    let mut heading = vec![
        options.pick("规则", "rule"),
        options.pick("记录", "records"),
        options.pick("匹配", "matched"),
        options.pick("排除", "dropped"),
        options.pick("范围", "scopes"),
    ];
    if profiled {
        heading.extend([
            options.pick("细查", "searched"),
            options.pick("步数", "steps"),
            options.pick("占", "share"),
            options.pick("毫秒", "ms"),
        ]);
    }
    let mut sides = vec![Side::Right; heading.len()];
    sides[0] = Side::Left;
    sides.push(Side::Left);
    heading.push(options.pick("排除的缘由", "why dropped"));
    let mut rows = vec![heading.into_iter().map(str::to_owned).collect()];
    let mut rules: Vec<&RuleUse> = coverage.rules.iter().collect();
    if profiled {
        rules.sort_by_key(|rule| std::cmp::Reverse((rule.microseconds, rule.steps)));
    }
    for rule in rules {
        let counts = [rule.records, rule.matched, rule.dropped.all(), rule.scopes];
        let mut row = vec![rule.rule.clone()];
        row.extend(counts.map(number));
        if profiled {
            let searched = rule.scopes - rule.skipped;
            row.extend([searched, rule.steps].map(number));
            row.push(percent(rule.steps, coverage.steps));
            row.push(number(rule.microseconds.unwrap_or(0) / 1000));
        }
        row.push(why_dropped(rule, options));
        rows.push(row);
    }
    let mut out = table::rows(&sides, &rows);
    let silent: Vec<String> = coverage
        .rules
        .iter()
        .filter(|rule| rule.records == 0)
        .map(|rule| format!("{}（{}）", rule.rule, rule.place))
        .collect();
    if !silent.is_empty() {
        let label = options.pick("没有留下记录的规则：", "Rules that leave no record: ");
        out.push_str(&format!("\n{label}{}\n", options.joined(&silent)));
    }
    out
}

fn why_dropped(rule: &RuleUse, options: RenderOptions) -> String {
    let dropped = &rule.dropped;
    let parts = [
        (dropped.conditions, "where", "where"),
        (dropped.missing, "缺必填字段", "field missing"),
        (dropped.exceptions, "例外", "except"),
        (dropped.rivals, "竞争", "rival"),
        (dropped.doubled, "重复", "double"),
        (dropped.runs, "不成列举", "no run"),
    ];
    let parts = parts.iter().filter(|(count, _, _)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, zh, en)| format!("{} {}", options.pick(zh, en), number(*count)))
        .collect();
    parts.join(options.pick("，", ", "))
}

/// Lines under a heading, cut to the limit.
fn list(heading: String, lines: &[Vec<String>], sides: &[Side], options: RenderOptions) -> String {
    let limit = options.limit.unwrap_or(usize::MAX);
    let shown = &lines[..lines.len().min(limit)];
    let mut out = format!("{heading}\n");
    for line in table::rows(sides, shown).lines() {
        out.push_str(&format!("  {line}\n"));
    }
    let left_out = lines.len() - shown.len();
    if left_out > 0 {
        out.push_str(&more(left_out, options));
    }
    out
}

fn more(left_out: usize, options: RenderOptions) -> String {
    let count = number(left_out as u64);
    match options.language {
        Language::Zh => format!("  …… 还有 {count} 个（--limit 0 列出全部）\n"),
        Language::En => format!("  … and {count} more (--limit 0 shows all)\n"),
    }
}

fn alternatives(coverage: &Coverage, options: RenderOptions) -> String {
    let all = coverage.alternatives.len();
    let never = coverage.alternatives.iter().filter(|it| it.matched == 0);
    let lines: Vec<Vec<String>> = never
        .map(|it| {
            let owner = match it.in_rule {
                true => options.pick("规则", "rule"),
                false => options.pick("模式", "pattern"),
            };
            let text = table::cut(&it.text, WRITTEN_CELLS);
            vec![it.place.clone(), format!("{owner} {}", it.owner), text]
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    let count = lines.len();
    let heading = match options.language {
        Language::Zh => format!("从未走到的分支（{all} 个里的 {count} 个）"),
        Language::En => format!("Alternatives never taken ({count} of {all})"),
    };
    list(heading, &lines, &[Side::Left; 3], options)
}

fn lexicons(coverage: &Coverage, options: RenderOptions) -> String {
    if coverage.lexicons.is_empty() {
        return String::new();
    }
    let heading = match options.language {
        Language::Zh => [
            "词表",
            "词条",
            "出现",
            "用上",
            "被挡",
            "未出现",
            "未用上",
            "总被挡",
        ],
        Language::En => [
            "lexicon",
            "entries",
            "stands",
            "used",
            "hidden",
            "absent",
            "unused",
            "all hidden",
        ],
    };
    let or_dash = |count: Option<u64>| count.map_or_else(|| "–".to_owned(), number);
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for lexicon in &coverage.lexicons {
        rows.push(vec![
            lexicon.lexicon.clone(),
            number(lexicon.entries.len() as u64),
            number(lexicon.stands),
            or_dash(lexicon.used),
            number(lexicon.hidden),
            number(lexicon.absent),
            or_dash(lexicon.unused),
            number(lexicon.always_hidden),
        ]);
    }
    let mut sides = [Side::Right; 8];
    sides[0] = Side::Left;
    let explained = options.pick(
        "出现：词条站得住的地方；用上：匹配用到的地方（– 只用在前后文里，看不到）；\n\
         被挡：写在文中而被守卫或更长的词条挡住。后三列数词条。--lexicon 名字 列出一个词表的词条。",
        "stands: places of entries; used: places that matches use (–: only in looks, which are\n\
         not seen); hidden: written, but a guard or a longer entry forbids it. The last three\n\
         count entries. --lexicon NAME shows the entries of one.",
    );
    format!("{}{explained}\n", table::rows(&sides, &rows))
}

/// The entries of one lexicon, those used most first.
pub fn render_entries(lexicon: &LexiconUse, options: RenderOptions) -> String {
    let heading = match options.language {
        Language::Zh => ["词条", "用上", "长词里", "出现", "被挡", "位置"],
        Language::En => ["entry", "used", "in words", "stands", "hidden", "place"],
    };
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    let limit = options.limit.unwrap_or(usize::MAX);
    for entry in lexicon.entries.iter().take(limit) {
        let counts = [entry.used, entry.inside, entry.stands, entry.hidden];
        let mut row = vec![entry.entry.clone()];
        row.extend(counts.map(number));
        row.push(entry.place.clone());
        rows.push(row);
    }
    let mut sides = [Side::Right; 6];
    sides[0] = Side::Left;
    sides[5] = Side::Left;
    let mut out = table::rows(&sides, &rows);
    let left_out = lexicon.entries.len().saturating_sub(limit);
    if left_out > 0 {
        out.push_str(&more(left_out, options));
    }
    out
}

fn inside_words(coverage: &Coverage, options: RenderOptions) -> String {
    if coverage.inside_words.is_empty() {
        return String::new();
    }
    let heading = options.pick(
        "常常用在更长的词里的词条",
        "Entries often used inside longer words",
    );
    let lines: Vec<Vec<String>> = coverage
        .inside_words
        .iter()
        .map(|it| {
            vec![
                format!("{}（{}）", it.entry, it.lexicon),
                format!("{}/{}", number(it.inside), number(it.used)),
                longer_words(it, options),
                it.words.first().map_or_else(String::new, |word| {
                    format!("{} {}", word.document, table::one_line(&word.example))
                }),
            ]
        })
        .collect();
    let sides = [Side::Left, Side::Right, Side::Left, Side::Left];
    list(heading.to_owned(), &lines, &sides, options)
}

fn longer_words(it: &InsideWords, options: RenderOptions) -> String {
    let words = it.words.iter().take(WORDS_NAMED);
    let words: Vec<String> = words
        .map(|word| format!("{} {}", word.word, number(word.count)))
        .collect();
    options.joined(&words)
}

fn exceptions(coverage: &Coverage, options: RenderOptions) -> String {
    if coverage.exceptions.is_empty() {
        return String::new();
    }
    let heading = options.pick(
        "例外，各去掉多少记录",
        "Exceptions, and how many records each dropped",
    );
    let lines: Vec<Vec<String>> = coverage
        .exceptions
        .iter()
        .map(|it| {
            vec![
                number(it.dropped),
                it.rule.clone(),
                it.place.clone(),
                table::cut(&it.text, WRITTEN_CELLS),
            ]
        })
        .collect();
    let sides = [Side::Right, Side::Left, Side::Left, Side::Left];
    list(heading.to_owned(), &lines, &sides, options)
}

fn expectations(coverage: &Coverage, options: RenderOptions) -> String {
    if coverage.expectations.is_empty() {
        return String::new();
    }
    let heading = options.pick("期望（expect）", "Expectations (expect)");
    let lines: Vec<Vec<String>> = coverage
        .expectations
        .iter()
        .map(|it| {
            let verdict = match it.holds {
                true => options.pick("成立", "holds"),
                false => options.pick("不成立", "FAILS"),
            };
            vec![
                verdict.to_owned(),
                it.text.clone(),
                percent(it.present, it.records),
                format!("{}/{}", number(it.present), number(it.records)),
            ]
        })
        .collect();
    let sides = [Side::Left, Side::Left, Side::Right, Side::Right];
    let all = RenderOptions {
        limit: None,
        ..options
    };
    list(heading.to_owned(), &lines, &sides, all)
}
