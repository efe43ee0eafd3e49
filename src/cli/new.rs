//! `tiyao new`: a starting point for a pack or an overlay.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, ValueEnum};

use crate::diagnostic::Language;
use crate::explain::starter;
use crate::shipped;

use super::command::{Command, Context, Outcome, parsed};
use super::failure::Failure;
use super::language::words;
use super::{pack, terminal};

/// `tiyao new pack|overlay NAME`.
pub const COMMAND: Command = Command {
    name: "new",
    about: words("新建规则包或叠加包", "Start a rule pack or an overlay"),
    more: words(
        "建一个文件夹，里面是带注释、能通过 check 和 test 的起点。已有的文件夹不动。\n\n例：\n  tiyao new pack 我的规则                     自成一体的规则包\n  tiyao new overlay 济宁                      叠加在 govnews 之上\n  tiyao new overlay 济宁 --extends 我的规则/   叠加在自己的规则包之上",
        "Makes a folder with a commented starting point that passes check and test. A folder\nthat exists is left alone.\n\nExamples:\n  tiyao new pack my-rules                       a pack of its own\n  tiyao new overlay jining                      an overlay of govnews\n  tiyao new overlay jining --extends my-rules/  an overlay of your own pack",
    ),
    arguments: Arguments::augment_args,
    help: &[
        (
            "kind",
            words("pack 规则包，或 overlay 叠加包", "pack, or overlay"),
        ),
        (
            "name",
            words(
                "新文件夹；它的名字也是规则包的名字",
                "The new folder; its name is the pack's too",
            ),
        ),
        (
            "extends",
            words(
                "叠加在哪个规则包之上：文件夹或附带的名字（默认 govnews）",
                "The pack that the overlay extends: a folder or shipped name (default govnews)",
            ),
        ),
    ],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(value_name = "KIND")]
    kind: Kind,
    #[arg(value_name = "NAME")]
    name: PathBuf,
    #[arg(long, value_name = "PACK")]
    extends: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Pack,
    Overlay,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let folder = &arguments.name;
    let name = folder.file_name().map(|name| name.to_string_lossy());
    let Some(name) = name.filter(|name| starter::is_name(name)) else {
        return Err(Failure::said(
            format!(
                "{} 不能作规则包的名字：只用文字、数字、- 和 _，以文字开头",
                folder.display()
            ),
            format!(
                "{} cannot name a pack: letters, digits, - and _ only, a letter first",
                folder.display()
            ),
        ));
    };
    if folder.exists() {
        return Err(Failure::said(
            format!("{} 已经有了，不动它", folder.display()),
            format!("{} exists already and is left alone", folder.display()),
        ));
    }
    let shown = folder.display().to_string();
    let mut next = shown.clone();
    let files = match (arguments.kind, &arguments.extends) {
        (Kind::Pack, None) => starter::pack(&name, &shown, context.language),
        (Kind::Pack, Some(base)) => {
            return Err(Failure::said(
                format!("叠加在 {base} 之上的是叠加包：tiyao new overlay {shown} --extends {base}"),
                format!(
                    "what extends {base} is an overlay: tiyao new overlay {shown} --extends {base}"
                ),
            ));
        }
        (Kind::Overlay, base) => {
            let base = base.as_deref().unwrap_or(shipped::DEFAULT);
            let (pack, _) = pack::load(base, &[])?;
            if !is_found_by_name(folder, &pack.name) {
                next = format!("{base} --overlay {shown}");
            }
            let options = match base {
                shipped::DEFAULT => format!("--overlay {shown}"),
                _ => format!("--rules {base} --overlay {shown}"),
            };
            let commands = starter::Commands {
                folder: &next,
                options: &options,
            };
            starter::overlay(&name, commands, &pack, context.language)
        }
    };
    for (path, text) in &files {
        write(&folder.join(path), text)?;
    }
    terminal::print(&match context.language {
        Language::Zh => {
            format!("已建 {shown}。接着：\n  tiyao check {next}\n  tiyao test {next}\n")
        }
        Language::En => {
            format!("{shown} is made. Go on with:\n  tiyao check {next}\n  tiyao test {next}\n")
        }
    })?;
    Ok(Outcome::Fine)
}

/// Whether the base of an overlay is found by its name alone: it lies beside it, or is shipped.
fn is_found_by_name(overlay: &Path, base: &str) -> bool {
    overlay.with_file_name(base).is_dir() || shipped::names().contains(&base)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::io(path.display(), &error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}
