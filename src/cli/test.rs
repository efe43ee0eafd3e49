//! `tiyao test`: the examples of a pack.

use std::sync::Arc;

use clap::{ArgMatches, Args};

use crate::compile::Program;
use crate::diagnostic::RenderOptions;
use crate::engine::{Engine, Scratch};
use crate::explain::testing::{Tally, report, run_examples};
use crate::shipped;

use super::command::{Command, Context, Outcome, parsed};
use super::failure::Failure;
use super::language::words;
use super::{pack, terminal};

/// `tiyao test [PACK]`.
pub const COMMAND: Command = Command {
    name: "test",
    about: words("检验规则包的例子", "Run the tests of a rule pack"),
    more: words(
        "例：\n  tiyao test                        随程序附带的所有规则包\n  tiyao test 我的规则/               一个文件夹\n  tiyao test 我的规则/ --filter 组长  只检验名字或规则里有“组长”的\n\n退出码：0 全部通过；1 有不通过的；2 用法有误或规则包有错。",
        "Examples:\n  tiyao test                        all shipped packs\n  tiyao test my-rules/              a folder\n  tiyao test my-rules/ --filter 组长  only those with 组长 in their name or rule\n\nExit status: 0 all passed; 1 some failed; 2 wrong use or a broken pack.",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "pack",
            words(
                "规则包的文件夹，或随程序附带的规则包的名字（默认为所有附带的）",
                "Folder of a rule pack, or the name of a shipped one (default all shipped ones)",
            ),
        ),
        (
            "filter",
            words(
                "只检验名字、文字或规则里有这段文字的",
                "Only tests with this text in their name, text or rule",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(value_name = "PACK")]
    pack: Option<String>,
    #[arg(long, value_name = "PACK")]
    overlay: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let names = match &arguments.pack {
        Some(name) => vec![name.as_str()],
        None => shipped::names(),
    };
    let wanted = arguments.filter.as_deref().unwrap_or_default();
    let keep = |rule: &str, name: &str| rule.contains(wanted) || name.contains(wanted);
    let options = RenderOptions {
        language: context.language,
        colour: true,
    };
    let mut total = Tally::default();
    for name in names {
        let (pack, _) = pack::load(name, &arguments.overlay)?;
        let program = Program::compile(pack.clone()).map_err(|diagnostics| Failure::Pack {
            diagnostics,
            sources: pack.sources.clone(),
        })?;
        let engine = Engine::new(Arc::new(program));
        let outcomes = run_examples(&engine, &mut Scratch::default(), &keep);
        terminal::print(&report(&outcomes, &pack.sources, options))?;
        let tally = Tally::of(&outcomes);
        total.passed += tally.passed;
        total.failed += tally.failed;
        total.todo += tally.todo;
    }
    if total.todo > 0 {
        terminal::print(&format!("{} todo\n", total.todo))?;
    }
    terminal::print(&format!(
        "{} passed, {} failed\n",
        total.passed, total.failed
    ))?;
    Ok(if total.failed > 0 {
        Outcome::Flawed
    } else {
        Outcome::Fine
    })
}
