//! `tiyao eval`: what a pack finds, held against gold.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::{ArgMatches, Args, ValueEnum};

use crate::diagnostic::{Message, json_message};
use crate::engine::{Engine, Scratch};
use crate::explain::evaluation::{
    Collector, Compared, Evaluator, Floor, GoldFile, GoldSet, Listed, Report, Settings, html,
    render,
};
use crate::view::Layout;

use super::command::{Command, Context, Outcome, parsed};
use super::corpus::{Article, CorpusArguments};
use super::failure::Failure;
use super::input::files_below;
use super::language::words;
use super::pack::{PackArguments, view_named};
use super::report::ReportArguments;
use super::terminal::complain;

/// `tiyao eval`.
pub const COMMAND: Command = Command {
    name: "eval",
    about: words(
        "与标准答案相比：准确率、召回率、F1，多了哪些、漏了哪些",
        "Precision, recall and F1 against gold, and what is false or missing",
    ),
    more: words(
        "标准答案是一个文件夹，里面可以有：JSON（每篇一个，文件名即文章的 id），Label Studio 导出的 JSON，\ndoccano 导出的 JSONL，brat 的 .txt 与 .ann。文件夹里的 measures.yaml 说明怎样比较；没有就用规则包的\nmeasures。标准答案没有提到的种类不计。\n\n例：\n  tiyao eval --gold 答案/ 文章/\n  tiyao eval --gold 答案/ 文章/ --misses --only person\n  tiyao eval --gold 导出.json 文章/ --rules 我的规则/ --sample 5\n  tiyao eval --gold 答案/ 文章/ --format json --output 底线.json\n  tiyao eval --gold 答案/ 文章/ --floor 底线.json\n\n退出码：0 完成；1 有文章、答案未能处理，有答案没有文章，没有一项可比，或有一项低于底线；2 用法有误或规则包有错。",
        "Gold is a folder with JSON (one file for each article, named by its id), JSON that Label\nStudio exports, JSONL of doccano, or .txt and .ann of brat. measures.yaml in it says how gold\nis compared, else the measures of the pack do. What gold does not speak of is not counted.\n\nExamples:\n  tiyao eval --gold gold/ articles/\n  tiyao eval --gold gold/ articles/ --misses --only person\n  tiyao eval --gold export.json articles/ --rules my-rules/ --sample 5\n  tiyao eval --gold gold/ articles/ --format json --output floor.json\n  tiyao eval --gold gold/ articles/ --floor floor.json\n\nExit status: 0 done; 1 documents or gold were bad, gold had no article, nothing\nwas measured, or a figure is below its floor; 2 wrong use or a broken pack.",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "gold",
            words(
                "标准答案：文件夹、文件，或带引号的通配符",
                "Gold: a folder, a file, or a quoted glob",
            ),
        ),
        (
            "view",
            words(
                "用规则包的哪个视图（默认第一个）",
                "View of the pack (default the first)",
            ),
        ),
        (
            "only",
            words("只看这一项，可重复", "Only this figure; repeatable"),
        ),
        (
            "sort",
            words(
                "次序：declared 定义的次序（默认）、worst 差的在前",
                "Order: declared (default), worst first",
            ),
        ),
        (
            "misses",
            words(
                "列出多出的（+）和漏掉的（-），带上下文",
                "List what is false (+) and missing (-), in context",
            ),
        ),
        (
            "limit",
            words(
                "每项的多与漏各最多列出多少，0 为全部（默认 20）",
                "List so many false and so many missing ones of each at most, 0 for all (default 20)",
            ),
        ),
        (
            "sample",
            words("每项随机列出 N 条", "List a random choice of N of each"),
        ),
        (
            "seed",
            words(
                "随机数种子，同一种子取法相同（默认 0）",
                "Seed of the choice; the same seed chooses the same (default 0)",
            ),
        ),
        (
            "floor",
            words(
                "先前用 --format json 记下的结果；有一项的 F1 低于它，退出码为 1",
                "A former result of --format json; exit status 1 if an F1 is below it",
            ),
        ),
        (
            "fail_under",
            words(
                "有一项的 F1 低于此数（0 到 1），退出码为 1",
                "Exit status 1 if an F1 is below this (0 to 1)",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[command(flatten)]
    corpus: CorpusArguments,
    #[command(flatten)]
    pack: PackArguments,
    #[arg(long, value_name = "PATH")]
    gold: PathBuf,
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    #[arg(long, value_name = "ORDER", default_value = "declared")]
    sort: Sort,
    #[arg(long)]
    misses: bool,
    #[arg(short, long, value_name = "N", default_value = "20")]
    limit: usize,
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    #[arg(long, value_name = "NUMBER", default_value = "0")]
    seed: u64,
    #[arg(long, value_name = "FILE")]
    floor: Option<PathBuf>,
    #[arg(long, value_name = "F1", value_parser = share)]
    fail_under: Option<f64>,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    Declared,
    Worst,
}

fn share(written: &str) -> Result<f64, String> {
    let share = written.parse::<f64>().ok();
    let share = share.filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "0–1".to_owned())
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let (pack, _) = arguments.pack.load()?;
    let engine = arguments.pack.engine(&pack)?;
    let layout = Layout::new(&pack, view_named(&pack, arguments.view.as_deref())?);
    let floor = arguments.floor.as_deref().map(read_floor).transpose()?;
    let gold = GoldSet::read(&gold_files(&arguments.gold)?)?;
    for fault in &gold.faults {
        complain(&fault.message(), context.language);
    }
    if gold.documents.is_empty() && gold.faults.is_empty() {
        return Err(Failure::said(
            format!("{} 里没有标准答案", arguments.gold.display()),
            format!("{} holds no gold", arguments.gold.display()),
        ));
    }
    let evaluator = Evaluator::new(&layout, &gold)?;
    check_names(&arguments, &evaluator)?;
    let met = Mutex::new(HashSet::new());
    let worker = || {
        let mut scratch = Scratch::default();
        let (engine, layout, evaluator, gold, met) = (&engine, &layout, &evaluator, &gold, &met);
        move |article: &Article<'_>| {
            let Some(index) = gold.of(article.id, article.text) else {
                return Ok(Held::WithoutGold(article.id.to_owned()));
            };
            // Whoever panicked while it was locked has left a whole set behind.
            met.lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .insert(index);
            evaluate(
                article,
                engine,
                &mut scratch,
                layout,
                evaluator,
                gold,
                index,
            )
            .map(Held::Against)
        }
    };
    let mut collector = Collector::new(&evaluator, settings(&arguments));
    let mut without_gold = Vec::new();
    let outcome = arguments.corpus.each(context, worker, |compared| {
        match compared {
            Held::Against(compared) => collector.add(compared),
            Held::WithoutGold(id) => without_gold.push(id),
        }
        Ok(())
    })?;
    let layers = pack.layers.iter().map(|layer| layer.name.clone());
    let mut report = collector.finish(layers.collect());
    report.without_gold = without_gold;
    report.untouched = gold.untouched;
    let met = met
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let documents = gold.documents.iter().enumerate();
    report.without_article = documents
        .filter(|(index, _)| !met.contains(index))
        .map(|(_, document)| document.source.clone())
        .collect();
    arguments
        .report
        .show(&report, render, html, context.language)?;
    let broken = is_below(&arguments, floor.as_ref(), &report, context);
    let unmeasured = report.articles > 0 && report.figures.is_empty();
    let flawed =
        broken || unmeasured || !gold.faults.is_empty() || !report.without_article.is_empty();
    Ok(if flawed { Outcome::Flawed } else { outcome })
}

/// What came of an article.
enum Held {
    /// It was held against its gold.
    Against(Compared),
    /// There is no gold of the article with this id.
    WithoutGold(String),
}

fn evaluate(
    article: &Article<'_>,
    engine: &Engine,
    scratch: &mut Scratch,
    layout: &Layout<'_>,
    evaluator: &Evaluator,
    gold: &GoldSet,
    index: usize,
) -> Result<Compared, Message> {
    let extraction = engine
        .extract(article.text, article.metadata, scratch)
        .map_err(|error| error.message())?;
    let records = layout.arrange(article.text, &extraction);
    let document = &gold.documents[index];
    evaluator
        .document(article.id, document, &records)
        .map_err(|refusal| {
            let message = refusal.message();
            Message::new(
                format!("标准答案 {}：{}", document.source, message.zh),
                format!("gold {}: {}", document.source, message.en),
            )
        })
}

/// Reads the files of the gold.
fn gold_files(place: &Path) -> Result<Vec<GoldFile>, Failure> {
    let (base, paths) = files_below(place).map_err(|error| Failure::io(place.display(), &error))?;
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).map_err(|error| Failure::io(path.display(), &error))?;
        let below = path.strip_prefix(&base).unwrap_or(&path).with_extension("");
        Ok(GoldFile {
            id: below.to_string_lossy().replace('\\', "/"),
            path: path.display().to_string(),
            bytes,
        })
    };
    paths.into_iter().map(read).collect()
}

fn read_floor(path: &Path) -> Result<Floor, Failure> {
    let shown = path.display();
    let text = std::fs::read(path).map_err(|error| Failure::io(&shown, &error))?;
    serde_json::from_slice(&text).map_err(|error| {
        let Message { zh, en } = json_message(&error, false);
        Failure::said(
            format!("{shown}：不是 tiyao eval --format json 的结果：{zh}"),
            format!("{shown}: no result of tiyao eval --format json: {en}"),
        )
    })
}

fn check_names(arguments: &Arguments, evaluator: &Evaluator) -> Result<(), Failure> {
    let names = evaluator.names();
    let unknown = arguments.only.iter().find(|name| !names.contains(name));
    let Some(name) = unknown else {
        return Ok(());
    };
    Err(Failure::said(
        format!("没有 {name} 这一项，有的是：{}", names.join("、")),
        format!("there is no figure {name}, but: {}", names.join(", ")),
    ))
}

fn settings(arguments: &Arguments) -> Settings {
    let limit = Some(arguments.limit).filter(|&limit| limit > 0);
    Settings {
        only: arguments.only.clone(),
        worst_first: arguments.sort == Sort::Worst,
        misses: match arguments.sample {
            Some(size) => Listed::Sample(size),
            // A page has room for them.
            None if arguments.misses || arguments.report.is_page() => Listed::First(limit),
            None => Listed::None,
        },
        seed: arguments.seed,
    }
}

/// Says which figures lie below their floors.
fn is_below(
    arguments: &Arguments,
    floor: Option<&Floor>,
    report: &Report,
    context: &Context,
) -> bool {
    let own = arguments.fail_under.map(|f1| Floor::of_all(report, f1));
    let floors = floor.into_iter().chain(own.as_ref());
    let broken: Vec<_> = floors
        .flat_map(|floor| floor.broken_by(report))
        // What was not asked for is not measured.
        .filter(|(name, ..)| arguments.only.is_empty() || arguments.only.contains(name))
        .collect();
    for (name, floor, f1) in &broken {
        let said = Message::new(
            format!("{name} 的 F1 {f1:.3} 低于底线 {floor:.3}"),
            format!("F1 of {name}, {f1:.3}, is below its floor {floor:.3}"),
        );
        complain(&said, context.language);
    }
    !broken.is_empty()
}
