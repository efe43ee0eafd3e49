//! `tiyao schema`: the JSON Schema of what `extract` gives, and the settings with which
//! annotation tools take it.

use clap::{ArgMatches, Args, ValueEnum};

use crate::annotation::Scheme;
use crate::view::{Layout, schema};
use crate::write::{annotation_conf, labeling_config};

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
        "例：\n  tiyao schema > 记录.schema.json\n  tiyao schema --rules 我的规则 --view news\n  tiyao schema --format label-studio > labeling-config.xml",
        "Examples:\n  tiyao schema > records.schema.json\n  tiyao schema --rules my-rules --view news\n  tiyao schema --format label-studio > labeling-config.xml",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "view",
            words(
                "规则包的哪个视图（默认第一个）",
                "View of the pack (default the first)",
            ),
        ),
        (
            "format",
            words(
                "json（默认）为 JSON Schema；label-studio 为标注界面的配置，brat 为 annotation.conf",
                "json (default) is the JSON Schema; label-studio the labeling configuration, brat the annotation.conf",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[command(flatten)]
    pack: PackArguments,
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    #[arg(short, long, value_name = "FORMAT", default_value = "json")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    LabelStudio,
    Brat,
}

fn run(matches: &ArgMatches, _: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let (pack, _) = arguments.pack.load()?;
    let view = view_named(&pack, arguments.view.as_deref())?;
    let layout = Layout::new(&pack, view);
    terminal::print(&match arguments.format {
        Format::Json => format!("{:#}\n", schema::schema(&layout)),
        Format::LabelStudio => labeling_config(&Scheme::new(&layout)),
        Format::Brat => annotation_conf(&Scheme::new(&layout)),
    })?;
    Ok(Outcome::Fine)
}
