//! `tiyao coverage`: which rules, branches, entries and exceptions fire over a corpus.

use std::sync::Mutex;
use std::time::Instant;

use clap::{ArgMatches, Args};

use crate::diagnostic::Message;
use crate::engine::trace::{Event, Observer};
use crate::engine::{Engine, Scratch};
use crate::explain::coverage::{
    Coverage, LexiconUse, Outline, Part, RenderOptions, Surveyor, Tally, render, render_entries,
};

use super::command::{Command, Context, Outcome, parsed};
use super::corpus::{Article, CorpusArguments};
use super::failure::Failure;
use super::language::words;
use super::pack::{PackArguments, lexicon};
use super::report::PlainArguments;
use super::terminal;

/// `tiyao coverage`.
pub const COMMAND: Command = Command {
    name: "coverage",
    about: words(
        "规则、分支、词条、例外在语料里各用上多少",
        "Which rules, alternatives, entries and exceptions fire over a corpus",
    ),
    more: words(
        "列出每条规则匹配、留下、去掉多少记录（--profile：步数和时间花在哪里）；从未走到的分支；没有出现或没有用上的词条；\n常常用在更长的词里的词条（主要 里的 要）；每条例外去掉多少记录；规则包的 expect: 是否成立。\n\n例：\n  tiyao coverage 文件夹\n  tiyao coverage 新闻.jsonl.gz --rules 我的规则/ --profile\n  tiyao coverage 文件夹 --format json --limit 0\n\n退出码：0 完成；1 有文章未能处理，或有期望不成立；2 用法有误或规则包有错。",
        "Shows how often each rule matched, left and dropped records (--profile: where steps and\ntime go);\nalternatives never taken; entries that do not occur or are not used; entries often used\ninside longer words (要 in 主要); what each exception drops; whether expect: lines hold.\n\nExamples:\n  tiyao coverage folder\n  tiyao coverage news.jsonl.gz --rules my-rules/ --profile\n  tiyao coverage folder --format json --limit 0\n\nExit status: 0 done; 1 documents were bad or an expectation fails; 2 wrong use or a broken pack.",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "profile",
            words(
                "多跑一遍，量出每条规则的时间，并列出尝试次数和步数",
                "Run once more and measure the time of each rule; show tries and steps, too",
            ),
        ),
        (
            "own",
            words(
                "只列最上一层写的：叠加包自己的规则、分支、词条、例外、期望",
                "Only show what the topmost layer holds: an overlay's own rules, alternatives, entries, exceptions, expectations",
            ),
        ),
        (
            "lexicon",
            words(
                "只列这个词表的词条各用上多少",
                "Only show how often the entries of this lexicon are used",
            ),
        ),
        (
            "limit",
            words(
                "每个清单最多列出多少，0 为全部（默认 20）",
                "Lines of each list at most, 0 for all (default 20)",
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
    #[arg(long)]
    profile: bool,
    #[arg(long)]
    own: bool,
    #[arg(long, value_name = "NAME")]
    lexicon: Option<String>,
    #[arg(short, long, value_name = "N", default_value = "20")]
    limit: usize,
    #[command(flatten)]
    report: PlainArguments,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let (pack, _) = arguments.pack.load()?;
    let wanted = arguments.lexicon.as_deref();
    let wanted = wanted.map(|name| lexicon(&pack, name)).transpose()?;
    let engine = arguments.pack.engine(&pack)?;
    let outline = Outline::new(&pack);
    let total = Mutex::new(Total {
        tally: Tally::new(&pack, &outline),
        nanoseconds: vec![0; pack.rules.len()],
    });
    let worker = || {
        let mut share = Share {
            surveyor: Some(Surveyor::new(&engine, &outline)),
            clock: arguments.profile.then(|| Clock::new(pack.rules.len())),
            scratch: Scratch::default(),
            total: &total,
        };
        let engine = &engine;
        move |article: &Article<'_>| share.take(engine, article)
    };
    let outcome = arguments.corpus.each(context, worker, |()| Ok(()))?;
    // A thread that panicked while it held the lock has left whole counts behind.
    let total = total
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let microseconds: Vec<u64> = match arguments.profile {
        true => total.nanoseconds.iter().map(|it| it / 1000).collect(),
        false => Vec::new(),
    };
    let part = match arguments.own {
        true => Part::Own,
        false => Part::Whole,
    };
    let coverage = Coverage::new(&pack, &outline, &total.tally, &microseconds, part);
    let only = wanted
        .map(|id| used(&coverage, &pack.lexicons[id.index()].name))
        .transpose()?;
    show(&arguments, &coverage, only, context)?;
    Ok(match coverage.keeps_its_promises() {
        true => outcome,
        false => Outcome::Flawed,
    })
}

/// What became of a lexicon.
fn used<'c>(coverage: &'c Coverage, name: &str) -> Result<&'c LexiconUse, Failure> {
    let mut lexicons = coverage.lexicons.iter();
    let found = lexicons.find(|lexicon| lexicon.lexicon == name);
    found.ok_or_else(|| {
        Failure::said(
            format!("最上一层没有给词表 {name} 加词条"),
            format!("the topmost layer adds no entry to the lexicon {name}"),
        )
    })
}

fn show(
    arguments: &Arguments,
    coverage: &Coverage,
    only: Option<&LexiconUse>,
    context: &Context,
) -> Result<(), Failure> {
    let options = RenderOptions {
        language: context.language,
        limit: Some(arguments.limit).filter(|&limit| limit > 0),
    };
    match (arguments.report.is_json(), only) {
        (true, None) => terminal::print_json(coverage),
        (true, Some(lexicon)) => terminal::print_json(lexicon),
        (false, None) => terminal::print(&render(coverage, options)),
        (false, Some(lexicon)) => terminal::print(&render_entries(lexicon, options)),
    }
}

/// What all threads counted.
struct Total {
    tally: Tally,
    nanoseconds: Vec<u64>,
}

/// What one thread counts; put to the total when the thread is done.
struct Share<'a> {
    surveyor: Option<Surveyor<'a>>,
    clock: Option<Clock>,
    scratch: Scratch,
    total: &'a Mutex<Total>,
}

impl Share<'_> {
    fn take(&mut self, engine: &Engine, article: &Article<'_>) -> Result<(), Message> {
        if let Some(surveyor) = &mut self.surveyor {
            surveyor
                .survey(article.number, article.id, article.text, article.metadata)
                .map_err(|error| error.message())?;
        }
        if let Some(clock) = &mut self.clock {
            engine
                .extract_observed(article.text, article.metadata, &mut self.scratch, clock)
                .map_err(|error| error.message())?;
        }
        Ok(())
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut total = match self.total.lock() {
            Ok(total) => total,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some(surveyor) = self.surveyor.take() {
            total.tally.add(surveyor.into_tally());
        }
        if let Some(clock) = &self.clock {
            let sums = total.nanoseconds.iter_mut().zip(&clock.nanoseconds);
            sums.for_each(|(sum, more)| *sum += more);
        }
    }
}

/// Measures the time between the begin and the end of each rule, and watches nothing else.
struct Clock {
    nanoseconds: Vec<u64>,
    begun: Instant,
}

impl Clock {
    fn new(rules: usize) -> Self {
        Self {
            nanoseconds: vec![0; rules],
            begun: Instant::now(),
        }
    }
}

impl Observer for Clock {
    fn observe(&mut self, event: Event<'_>) {
        match event {
            Event::RuleBegins { .. } => self.begun = Instant::now(),
            Event::RuleEnds { rule, .. } => {
                let taken = u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
                let sum = &mut self.nanoseconds[rule.index()];
                *sum = sum.saturating_add(taken);
            }
            _ => {}
        }
    }
}
