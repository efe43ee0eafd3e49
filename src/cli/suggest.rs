//! `tiyao suggest`: words that a lexicon may lack.

use std::sync::Arc;

use clap::{ArgMatches, Args};

use crate::compile::{PatternProgram, Program};
use crate::engine::{Engine, Scratch};
use crate::explain::suggest::{
    Candidates, Contexts, Found, Places, RenderOptions, Settings, Weighing, render,
};
use crate::pack::{Pack, QueryText, ScopeKind};

use super::command::{Command, Context, Outcome, parsed};
use super::corpus::{Article, CorpusArguments};
use super::failure::Failure;
use super::language::words;
use super::pack::{PackArguments, lexicon};
use super::report::PlainArguments;
use super::terminal;

/// `tiyao suggest`.
pub const COMMAND: Command = Command {
    name: "suggest",
    about: words(
        "从语料里找词表可能缺的词",
        "Find words in a corpus that a lexicon may lack",
    ),
    more: words(
        "看词表已有的词条左右常是什么，再找别的、也站在这些地方的词。输出是可以贴进叠加包的 YAML，注释里是依据。\n语料要读三遍，所以不能是标准输入。\n\n例：\n  tiyao suggest 文件夹 --lexicon 职务\n  tiyao suggest 新闻.jsonl.gz --lexicon 言说动词 --limit 50 --min 5\n  tiyao suggest 文件夹 --lexicon 机构 --rules 我的规则/ --format json",
        "Looks at what stands beside the entries that a lexicon has, then for other words in these\nplaces. The output is YAML for an overlay, with the evidence in comments. The corpus is read\nthree times, so it cannot be standard input.\n\nExamples:\n  tiyao suggest folder --lexicon 职务\n  tiyao suggest news.jsonl.gz --lexicon 言说动词 --limit 50 --min 5\n  tiyao suggest folder --lexicon 机构 --rules my-rules/ --format json",
    ),
    arguments: Arguments::augment_args,
    help: &[
        ("lexicon", words("词表的名字", "Name of the lexicon")),
        (
            "min",
            words(
                "至少出现多少处（默认 3）",
                "Places where a word stands, at least (default 3)",
            ),
        ),
        (
            "limit",
            words(
                "最多列出多少，0 为全部（默认 20）",
                "Show so many at most, 0 for all (default 20)",
            ),
        ),
        (
            "sample",
            words("每个词举几例（默认 2）", "Samples of each word (default 2)"),
        ),
        (
            "longer",
            words(
                "也列出含有已有词条的词（有了 书记，还列 党委书记）",
                "Also show words that hold an entry (党委书记 where 书记 is one)",
            ),
        ),
        (
            "plain_format",
            words(
                "输出格式：text（默认，即 YAML）、json",
                "Output: text (default, which is YAML), json",
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
    #[arg(long, value_name = "NAME")]
    lexicon: String,
    #[arg(long, value_name = "N", default_value = "3")]
    min: u64,
    #[arg(short, long, value_name = "N", default_value = "20")]
    limit: usize,
    #[arg(long, value_name = "N", default_value = "2")]
    sample: usize,
    #[arg(long)]
    longer: bool,
    #[command(flatten)]
    report: PlainArguments,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let corpus = &arguments.corpus;
    if !corpus.can_be_read_again() {
        return Err(Failure::said(
            "suggest 要把语料读三遍，标准输入和管道只能读一遍：请给文件或文件夹",
            "suggest reads the corpus three times, standard input and pipes can be read once only: give files or folders",
        ));
    }
    let (pack, _) = arguments.pack.load()?;
    let id = lexicon(&pack, &arguments.lexicon)?;
    let mut contexts = Contexts::new(&pack, id);
    let (engine, pattern, within) = seeker(&pack, &pack.lexicons[id.index()].name)?;
    let worker = || {
        let mut scratch = Scratch::default();
        let (engine, pattern, within) = (&engine, &pattern, &within);
        move |article: &Article<'_>| {
            let found = engine
                .search(
                    pattern,
                    within,
                    article.text,
                    article.metadata,
                    &mut scratch,
                )
                .map_err(|error| error.message())?;
            let spans = found.iter().map(|found| found.span);
            Ok(Places::new(article.text.chars(), spans))
        }
    };
    let outcome = corpus.each(context, worker, |places| {
        contexts.add(&places);
        Ok(())
    })?;
    let learnt = contexts.finish();

    let mut candidates = Candidates::new(&learnt);
    let worker = || |article: &Article<'_>| Ok(Found::new(&learnt, article.text.chars()));
    corpus.each_again(worker, |found| {
        candidates.add(found);
        Ok(())
    })?;

    let settings = Settings {
        least: arguments.min,
        limit: Some(arguments.limit).filter(|&limit| limit > 0),
        samples: arguments.sample,
        longer: arguments.longer,
    };
    let weighing = Weighing::new(&learnt, candidates);
    let mut counts = weighing.count(settings);
    let worker = || |article: &Article<'_>| Ok(weighing.look(article.id, article.text));
    corpus.each_again(worker, |seen| {
        counts.add(seen);
        Ok(())
    })?;
    let found = counts.finish(&weighing, &pack, id);
    if arguments.report.is_json() {
        terminal::print_json(&found)?;
    } else {
        let options = RenderOptions {
            language: context.language,
        };
        terminal::print(&render(&found, options))?;
    }
    Ok(outcome)
}

/// What finds the entries of a lexicon where they stand in a document.
fn seeker(
    pack: &Arc<Pack>,
    lexicon: &str,
) -> Result<(Engine, PatternProgram, Vec<ScopeKind>), Failure> {
    let written = QueryText {
        name: lexicon,
        pattern: &format!("@{lexicon}"),
        within: &["document".to_owned()],
    };
    let (pack, query) = Pack::clone(pack)
        .with_query(written)
        .map_err(|found| Failure::Pack {
            diagnostics: found.faults,
            sources: found.sources,
        })?;
    let sources = pack.sources.clone();
    let compiled = Program::compile_with(Arc::new(pack), &[&query.pattern]);
    let (program, mut patterns) = compiled.map_err(|diagnostics| Failure::Pack {
        diagnostics,
        sources,
    })?;
    // One was given.
    let pattern = patterns.pop().unwrap_or_default();
    Ok((Engine::new(Arc::new(program)), pattern, query.within))
}
