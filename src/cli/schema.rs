//! `tiyao schema`: the JSON Schema of what `extract` gives.

use clap::{ArgMatches, Args};

use crate::view::{Layout, schema};

use super::command::{Command, Context, Outcome, parsed};
use super::failure::Failure;
use super::language::words;
use super::pack::{PackArguments, view_named};
use super::terminal;

/// `tiyao schema`.
pub const COMMAND: Command = Command {
    name: "schema",
    about: words(
        "extract 输出的 JSON Schema",
        "The JSON Schema of what extract gives",
    ),
    more: words(
        "例：\n  tiyao schema > 记录.schema.json\n  tiyao schema --rules 我的规则 --view news",
        "Examples:\n  tiyao schema > records.schema.json\n  tiyao schema --rules my-rules --view news",
    ),
    arguments: Arguments::augment_args,
    help: &[(
        "view",
        words(
            "规则包的哪个视图（默认第一个）",
            "View of the pack (default the first)",
        ),
    )],
    run,
};

#[derive(Args)]
struct Arguments {
    #[command(flatten)]
    pack: PackArguments,
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
}

fn run(matches: &ArgMatches, _: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let (pack, _) = arguments.pack.load()?;
    let view = view_named(&pack, arguments.view.as_deref())?;
    let schema = schema::schema(&Layout::new(&pack, view));
    terminal::print(&format!("{schema:#}\n"))?;
    Ok(Outcome::Fine)
}
