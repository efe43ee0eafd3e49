//! `tiyao schema`: the JSON Schema of what `extract` gives, the settings with which annotation
//! tools take it, and the JSON Schema of rule files.

use clap::{ArgMatches, Args, ValueEnum};

use crate::annotation::Scheme;
use crate::pack::schema as files;
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
        "extract 输出或规则文件的 JSON Schema",
        "The JSON Schema of what extract gives, or of rule files",
    ),
    more: words(
        "规则文件的 Schema 给编辑器用：补全、说明、查错。文件头一行写上\n  # yaml-language-server: $schema=规则的 Schema 的路径\n\n例：\n  tiyao schema > 记录.schema.json\n  tiyao schema --rules 我的规则 --view news\n  tiyao schema --format label-studio > labeling-config.xml\n  tiyao schema --of rules > 我的规则/.schema/rules.json\n  tiyao schema --of pack > 我的规则/.schema/pack.json",
        "The schema of rule files is for editors: completion, explanation, faults. It is named in the\nfirst line of a file:\n  # yaml-language-server: $schema=path-of-the-schema\n\nExamples:\n  tiyao schema > records.schema.json\n  tiyao schema --rules my-rules --view news\n  tiyao schema --format label-studio > labeling-config.xml\n  tiyao schema --of rules > my-rules/.schema/rules.json\n  tiyao schema --of pack > my-rules/.schema/pack.json",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "of",
            words(
                "什么的：output 输出（默认）、rules 规则文件、pack 规则包的 pack.yaml",
                "Of what: output (default), rules for rule files, pack for pack.yaml",
            ),
        ),
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
    #[arg(long, value_name = "WHAT", default_value = "output")]
    of: Of,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    Output,
    Rules,
    Pack,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    if arguments.of != Of::Output && arguments.format != Format::Json {
        return Err(Failure::said(
            "标注工具的配置只有输出（--of output）才有",
            "only what extract gives (--of output) has settings of annotation tools",
        ));
    }
    terminal::print(&match arguments.of {
        Of::Rules => format!("{:#}\n", files::rules(context.language)),
        Of::Pack => format!("{:#}\n", files::manifest(context.language)),
        Of::Output => of_output(&arguments)?,
    })?;
    Ok(Outcome::Fine)
}

fn of_output(arguments: &Arguments) -> Result<String, Failure> {
    let (pack, _) = arguments.pack.load()?;
    let view = view_named(&pack, arguments.view.as_deref())?;
    let layout = Layout::new(&pack, view);
    Ok(match arguments.format {
        Format::Json => format!("{:#}\n", schema::schema(&layout)),
        Format::LabelStudio => labeling_config(&Scheme::new(&layout)),
        Format::Brat => annotation_conf(&Scheme::new(&layout)),
    })
}
