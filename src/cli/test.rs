//! `tiyao test`: the examples of a pack and its whole articles.

use std::path::Path;

use clap::{ArgMatches, Args, ValueEnum};

use crate::diagnostic::{Message, RenderOptions};
use crate::engine::Scratch;
use crate::explain::testing::{
    Suite, Tally, Verdict, closing, golden_path, json_report, junit_report, run_examples,
    run_golden, text_report,
};

use super::command::{Command, Context, Outcome, parsed};
use super::failure::Failure;
use super::language::words;
use super::pack::ChosenPacks;
use super::sink::write_whole;
use super::{pack, terminal};

/// `tiyao test [PACK]`.
pub const COMMAND: Command = Command {
    name: "test",
    about: words("检验规则包的例子和样文", "Run the tests of a rule pack"),
    more: words(
        "检验规则旁的例子（examples）、例外的例子（except 的 example）和规则包 tests/ 里的样文：\n会议.txt（或 .html、.md）应给出 会议.json。叠加包之下，底包的例子也要成立。\n\n例：\n  tiyao test                          随程序附带的所有规则包\n  tiyao test 我的规则/                 一个文件夹\n  tiyao test govnews --overlay 济宁/   在叠加包之下\n  tiyao test 我的规则/ --filter 组长    只检验名字、文字或规则里有“组长”的\n  tiyao test 我的规则/ --update        样文的输出变了：看过之后记下\n\n退出码：0 全部通过；1 有不通过的；2 用法有误或规则包有错。",
        "Runs the examples beside the rules, those of exceptions, and the whole articles in the\npack's tests/: meeting.txt (.html, .md) gives meeting.json. Under an overlay the examples\nof its base hold as well.\n\nExamples:\n  tiyao test                          all shipped packs\n  tiyao test my-rules/                a folder\n  tiyao test govnews --overlay mine/  under an overlay\n  tiyao test my-rules/ --filter 组长   only those with 组长 in name, text or rule\n  tiyao test my-rules/ --update       shows what changes in articles, then records it\n\nExit status: 0 all passed; 1 some failed; 2 wrong use or a broken pack.",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "filter",
            words(
                "只检验名字、文字或规则里有这段文字的",
                "Only tests with this text in their name, text or rule",
            ),
        ),
        (
            "format",
            words(
                "报告的格式：text、json、junit（默认 text）",
                "Form of the report: text, json, junit (default text)",
            ),
        ),
        (
            "update",
            words(
                "显示样文输出的变化，并改写记下的输出",
                "Show what changes in the output of articles, and record it",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[command(flatten)]
    packs: ChosenPacks,
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[arg(long)]
    update: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Junit,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let names = arguments.packs.names();
    let options = RenderOptions {
        language: context.language,
        colour: true,
    };
    let mut suites = Vec::new();
    for name in names {
        for stack in pack::stacks(&arguments.packs.overlay)? {
            let (suite, renewed) = suite(&arguments, name, &stack)?;
            if arguments.format == Format::Text {
                terminal::print(&text_report(&suite, options))?;
            }
            suites.push(suite);
            let top = stack.last().map_or(name, String::as_str);
            record(top, &renewed, context)?;
        }
    }
    let tally = Tally::of_suites(&suites);
    let tried = tally.passed + tally.failed + tally.todo;
    if let Some(filter) = arguments.filter.as_deref().filter(|_| tried == 0) {
        return Err(Failure::said(
            format!("没有名字、文字或规则里有「{filter}」的例子和样文"),
            format!("no example or article has “{filter}” in its name, text or rule"),
        ));
    }
    terminal::print(&match arguments.format {
        Format::Text => closing(tally),
        Format::Json => json_report(&suites).map_err(|error| Failure::io("json", &error.into()))?,
        Format::Junit => junit_report(&suites, context.language),
    })?;
    Ok(if tally.failed > 0 {
        Outcome::Flawed
    } else {
        Outcome::Fine
    })
}

/// An article's name and its new output.
type Renewed = (String, String);

/// Runs all tests of a pack under a stack of overlays; the articles are those of the topmost.
/// Gives also what is to be recorded.
fn suite(
    arguments: &Arguments,
    name: &str,
    stack: &[String],
) -> Result<(Suite, Vec<Renewed>), Failure> {
    let wanted = arguments.filter.as_deref().unwrap_or_default();
    let keep = |rule: &str, name: &str| rule.contains(wanted) || name.contains(wanted);
    let (loaded, _) = pack::load(name, stack)?;
    let engine = pack::engine(&loaded)?;
    let mut scratch = Scratch::default();
    let mut outcomes = run_examples(&engine, &mut scratch, &keep);
    let mut renewed = Vec::new();
    let top = stack.last().map_or(name, String::as_str);
    for golden in pack::goldens(top)? {
        if !keep("", &golden.name) {
            continue;
        }
        let (mut outcome, output) = run_golden(&engine, &mut scratch, &golden);
        if let Some(output) = output.filter(|_| arguments.update) {
            // What changes is still shown.
            outcome.verdict = Verdict::Passed;
            renewed.push((golden.name, output));
        }
        outcomes.push(outcome);
    }
    let layers = loaded.layers.iter().map(|layer| layer.name.clone());
    let suite = Suite {
        layers: layers.collect(),
        outcomes,
        sources: loaded.sources.clone(),
    };
    Ok((suite, renewed))
}

/// Writes the new output of articles beside them, each whole or not at all.
fn record(name: &str, renewed: &[Renewed], context: &Context) -> Result<(), Failure> {
    let folder = Path::new(name);
    if renewed.is_empty() {
        return Ok(());
    }
    if !folder.is_dir() {
        return Err(Failure::said(
            "附带的规则包不能改写：给出它的文件夹",
            "a shipped pack cannot be rewritten: give its folder",
        ));
    }
    for (article, output) in renewed {
        let path = golden_path(folder, article);
        write_whole(&path, output)?;
        let shown = path.display();
        let said = Message::new(format!("已记下 {shown}"), format!("recorded {shown}"));
        terminal::complain(&said, context.language);
    }
    Ok(())
}
