//! `tiyao find`: a typed pattern in a corpus, as a concordance.

use std::sync::Arc;

use clap::{ArgMatches, Args, ValueEnum};
use serde::Serialize;

use crate::compile::Program;
use crate::diagnostic::Language;
use crate::engine::{Engine, Scratch};
use crate::explain::concordance::{
    Collector, Concordance, Counted, Hit, Order, Probe, Settings, parts, render,
};
use crate::pack::{Query, QueryText};

use super::command::{Command, Context, Outcome, parsed};
use super::corpus::CorpusArguments;
use super::failure::Failure;
use super::language::words;
use super::pack::PackArguments;
use super::report::PlainArguments;
use super::terminal;

/// `tiyao find`.
pub const COMMAND: Command = Command {
    name: "find",
    about: words(
        "在文章里找一个模式，上下文对齐列出",
        "Find a pattern in articles, shown in context",
    ),
    more: words(
        "模式里可以用规则包的词表、模式和记录。只用前两者时不跑规则，每秒几千篇。\n\n例：\n  tiyao find '@职务 @姓氏 \\p{Han}{1,2}' 文件夹\n  tiyao find '\"要\" 宾:\\p{Han}{2}' 新闻.jsonl.gz --count=宾\n  tiyao find '<Person> \"主持\"' 文件夹 --sort right --within paragraph\n  tiyao find '「一是」 gap{1,30} 「二是」' 文件夹 --sample 20 --format json",
        "A pattern may use the lexicons, patterns and records of the pack. Without records no rule\nis run: thousands of articles a second.\n\nExamples:\n  tiyao find '@职务 @姓氏 \\p{Han}{1,2}' folder\n  tiyao find '\"要\" what:\\p{Han}{2}' news.jsonl.gz --count=what\n  tiyao find '<Person> \"主持\"' folder --sort right --within paragraph\n  tiyao find '「一是」 gap{1,30} 「二是」' folder --sample 20 --format json",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "pattern",
            words("模式，用单引号括住", "The pattern, in single quotes"),
        ),
        (
            "count",
            words(
                "不列上下文，数命中的文本各有多少；--count=名字 数一个捕获的文本",
                "Count the texts hit instead of showing them; --count=NAME counts a capture",
            ),
        ),
        (
            "sort",
            words(
                "次序：document 原序（默认）、left 左文、right 右文、match 命中的文本、count 常见的在前",
                "Order: document (default), left context, right context, match, count (commonest first)",
            ),
        ),
        ("sample", words("随机取 N 处", "A random choice of N hits")),
        (
            "seed",
            words(
                "随机数种子，同一种子取法相同（默认 0）",
                "Seed of the choice; the same seed chooses the same (default 0)",
            ),
        ),
        (
            "within",
            words(
                "在什么范围里找：sentence（默认）、paragraph、body、document、headline、quote、一个类型……；从外到内可重复",
                "Scope: sentence (default), paragraph, body, document, headline, quote, a type …; repeatable, from outer to inner",
            ),
        ),
        (
            "limit",
            words(
                "最多列出多少，0 为全部（默认 50）",
                "Show so many at most, 0 for all (default 50)",
            ),
        ),
        (
            "context",
            words(
                "左右各列多少字（默认 20）",
                "Characters of context on each side (default 20)",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(value_name = "PATTERN")]
    pattern: String,
    #[command(flatten)]
    corpus: CorpusArguments,
    #[command(flatten)]
    pack: PackArguments,
    #[arg(long, value_name = "CAPTURE", num_args = 0..=1, require_equals = true)]
    count: Option<Option<String>>,
    #[arg(long, value_name = "ORDER", default_value = "document")]
    sort: Sort,
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    #[arg(long, value_name = "NUMBER", default_value = "0")]
    seed: u64,
    #[arg(long, value_name = "SCOPE")]
    within: Vec<String>,
    #[arg(short, long, value_name = "N", default_value = "50")]
    limit: usize,
    #[arg(short, long, value_name = "N", default_value = "20")]
    context: u32,
    #[command(flatten)]
    report: PlainArguments,
}

/// The names of [`Order`].
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sort {
    Document,
    Left,
    Right,
    Match,
    Count,
}

impl From<Sort> for Order {
    fn from(name: Sort) -> Self {
        match name {
            Sort::Document => Order::Document,
            Sort::Left => Order::Left,
            Sort::Right => Order::Right,
            Sort::Match => Order::Match,
            Sort::Count => Order::Count,
        }
    }
}

/// The concordance with what was asked for.
#[derive(Serialize)]
struct Answer<'a> {
    pattern: &'a str,
    within: &'a [&'a str],
    #[serde(flatten)]
    found: &'a Concordance,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let (pack, _) = arguments.pack.load()?;
    let name = words("命令行", "command line").pick(context.language);
    let (pack, query) = Arc::unwrap_or_clone(pack)
        .with_query(QueryText {
            name,
            pattern: &arguments.pattern,
            within: &arguments.within,
        })
        .map_err(|found| Failure::Pack {
            diagnostics: found.faults,
            sources: found.sources,
        })?;
    check_count(&arguments, &query)?;
    let sources = pack.sources.clone();
    let mut nodes = parts(&query.pattern);
    nodes.push(&query.pattern);
    let compiled = Program::compile_with(Arc::new(pack), &nodes);
    let (program, mut patterns) = match compiled {
        Ok(compiled) => compiled,
        Err(diagnostics) => {
            return Err(Failure::Pack {
                diagnostics,
                sources,
            });
        }
    };
    // One more than the parts was given.
    let pattern = patterns.pop().unwrap_or_default();
    let probe = Probe::new(&query, patterns, &sources);
    let engine = Engine::new(Arc::new(program));
    let worker = || {
        let mut scratch = Scratch::default();
        let (engine, pattern, query, arguments) = (&engine, &pattern, &query, &arguments);
        let probe = &probe;
        move |article: &super::corpus::Article<'_>| {
            let matches = engine
                .search(
                    pattern,
                    &query.within,
                    article.text,
                    article.metadata,
                    &mut scratch,
                )
                .map_err(|error| error.message())?;
            if matches.is_empty() {
                let seen = (article.number, article.id, article.text, article.metadata);
                probe.look(engine, pattern, seen, &mut scratch);
            } else {
                probe.is_hit();
            }
            let hit = |found| {
                Hit::new(
                    article.id,
                    article.number,
                    article.text,
                    found,
                    arguments.context,
                )
            };
            Ok(matches.iter().map(hit).collect::<Vec<Hit>>())
        }
    };
    let mut collector = Collector::new(settings(&arguments));
    let outcome = arguments.corpus.each(context, worker, |hits| {
        collector.add_document(hits);
        Ok(())
    })?;
    let mut found = collector.finish();
    found.miss = probe.finish();
    show(&arguments, &found, context.language)?;
    Ok(outcome)
}

fn settings(arguments: &Arguments) -> Settings {
    Settings {
        order: arguments.sort.into(),
        limit: Some(arguments.limit).filter(|&limit| limit > 0),
        sample: arguments.sample.map(|size| (size, arguments.seed)),
        count: arguments.count.as_ref().map(|name| match name {
            Some(name) => Counted::Capture(name.clone()),
            None => Counted::Hit,
        }),
    }
}

/// A capture that is to be counted must be one of the pattern.
fn check_count(arguments: &Arguments, query: &Query) -> Result<(), Failure> {
    let Some(Some(wanted)) = &arguments.count else {
        return Ok(());
    };
    let names = query.captures();
    if names.contains(wanted) {
        return Ok(());
    }
    Err(if names.is_empty() {
        Failure::said(
            format!("模式里没有捕获 {wanted}；写成 {wanted}:(…) 就有了"),
            format!("the pattern has no capture {wanted}; write {wanted}:(…)"),
        )
    } else {
        Failure::said(
            format!("模式里没有捕获 {wanted}，有的是：{}", names.join("、")),
            format!(
                "the pattern has no capture {wanted}, it has: {}",
                names.join(", ")
            ),
        )
    })
}

fn show(arguments: &Arguments, found: &Concordance, language: Language) -> Result<(), Failure> {
    if !arguments.report.is_json() {
        return terminal::print(&render(found, language));
    }
    let mut within: Vec<&str> = arguments.within.iter().map(String::as_str).collect();
    if within.is_empty() {
        within.push("sentence");
    }
    terminal::print_json(&Answer {
        pattern: &arguments.pattern,
        within: &within,
        found,
    })
}
