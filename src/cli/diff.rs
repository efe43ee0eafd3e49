//! `tiyao diff`: what a change of rules gains, loses and changes over a corpus.

use clap::{ArgMatches, Args};

use crate::diagnostic::Message;
use crate::engine::{Engine, LimitError, Scratch};
use crate::explain::diff::{Collector, Document, changes, facts, html, render};

use super::command::{Command, Context, Outcome, parsed};
use super::corpus::{Article, CorpusArguments};
use super::failure::Failure;
use super::language::words;
use super::pack;
use super::report::ReportArguments;

/// `tiyao diff`.
pub const COMMAND: Command = Command {
    name: "diff",
    about: words(
        "两版规则在语料上的差别：多出、少了、改变的记录",
        "What a change of rules gains, loses and changes over a corpus",
    ),
    more: words(
        "两版规则各是文件夹、附带的规则包的名字，或 git 的版本加文件夹（HEAD~1:rules/我的规则）。\n\n例：\n  tiyao diff --old HEAD:rules/我的规则 --new rules/我的规则 文件夹\n  tiyao diff --old govnews --new 济宁/ 新闻.jsonl.gz --samples 10\n  tiyao diff --old 旧/ --new 新/ 文件夹 --format html --output 差别.html",
        "Each version is a folder, the name of a shipped pack, or a git revision and a folder\n(HEAD~1:rules/mine).\n\nExamples:\n  tiyao diff --old HEAD:rules/mine --new rules/mine folder\n  tiyao diff --old govnews --new jining/ news.jsonl.gz --samples 10\n  tiyao diff --old old/ --new new/ folder --format html --output diff.html",
    ),
    arguments: Arguments::augment_args,
    help: &[
        ("old", words("旧的规则包", "The old pack")),
        (
            "new",
            words(
                "新的规则包（默认 govnews）",
                "The new pack (default govnews)",
            ),
        ),
        (
            "overlay",
            words(
                "两边都叠加的叠加包，可重复",
                "Overlay on both packs; repeatable",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[command(flatten)]
    corpus: CorpusArguments,
    #[arg(long, value_name = "PACK")]
    old: String,
    #[arg(long, value_name = "PACK", default_value = crate::shipped::DEFAULT)]
    new: String,
    #[arg(long, value_name = "PACK")]
    overlay: Vec<String>,
    #[arg(long, value_name = "N", default_value = "5")]
    samples: u64,
    #[command(flatten)]
    report: ReportArguments,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let (old, _) = pack::load(&arguments.old, &arguments.overlay)?;
    let (new, _) = pack::load(&arguments.new, &arguments.overlay)?;
    let (old, new) = (pack::engine(&old)?, pack::engine(&new)?);
    let worker = || {
        let mut scratch = Scratch::default();
        let (old, new) = (&old, &new);
        move |article: &Article<'_>| -> Result<Document, Message> {
            compare(old, new, article, &mut scratch).map_err(|error| error.message())
        }
    };
    let limit = Some(arguments.samples).filter(|&limit| limit > 0);
    let mut collector = Collector::new(&arguments.old, &arguments.new, limit);
    let outcome = arguments.corpus.each(context, worker, |document| {
        collector.add(document);
        Ok(())
    })?;
    let diff = collector.finish();
    arguments
        .report
        .show(&diff, render, html, context.language)?;
    Ok(outcome)
}

/// One reading of the text serves both.
fn compare(
    old: &Engine,
    new: &Engine,
    article: &Article<'_>,
    scratch: &mut Scratch,
) -> Result<Document, LimitError> {
    let mut found = |engine: &Engine| {
        let extraction = engine.extract(article.text, article.metadata, scratch)?;
        Ok(facts(&engine.program().pack, article.text, &extraction))
    };
    let (old, new) = (found(old)?, found(new)?);
    let changes = changes(&old, &new, article.text);
    Ok(Document::new(article.id, &old, &new, changes))
}
