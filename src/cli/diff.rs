//! `tiyao diff`: what a change of rules gains, loses and changes over a corpus.

use std::path::PathBuf;

use clap::{ArgMatches, Args, ValueEnum};

use crate::diagnostic::Message;
use crate::engine::{Engine, LimitError, Scratch};
use crate::explain::diff::{Collector, Diff, Document, changes, facts, html, render};

use super::command::{Command, Context, Outcome, parsed};
use super::corpus::{Article, CorpusArguments};
use super::failure::Failure;
use super::language::words;
use super::sink::write_whole;
use super::{pack, terminal};

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
        (
            "samples",
            words(
                "每条规则多出、少了、改变的各举几例，0 为全部（默认 5）",
                "Samples of what each rule gains, loses and changes, 0 for all (default 5)",
            ),
        ),
        (
            "format",
            words(
                "输出格式：text（默认）、json、html",
                "Output: text (default), json, html",
            ),
        ),
        ("output", words("写到这个文件", "Write to this file")),
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
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Html,
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
    show(&arguments, &collector.finish(), context)?;
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

fn show(arguments: &Arguments, diff: &Diff, context: &Context) -> Result<(), Failure> {
    let language = context.language;
    let shown = match arguments.format {
        Format::Text => render(diff, language),
        Format::Html => html(diff, language),
        Format::Json => terminal::json(diff)?,
    };
    match &arguments.output {
        None => terminal::print(&shown),
        Some(path) => {
            let plain = anstream::adapter::strip_str(&shown).to_string();
            write_whole(path, &plain)
        }
    }
}
