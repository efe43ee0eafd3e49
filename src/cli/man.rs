//! `tiyao man`: the manual pages of all commands.

use std::fs;
use std::path::PathBuf;

use clap::{ArgMatches, Args};
use clap_mangen::Man;

use crate::diagnostic::Language;

use super::command::{Command, Context, Outcome, command_line, parsed};
use super::failure::Failure;
use super::language::{Words, words};
use super::sink::write_whole;

/// `tiyao man FOLDER`.
pub const COMMAND: Command = Command {
    name: "man",
    about: words("生成 man 手册页", "Write manual pages"),
    more: words(
        "每个命令一页：tiyao.1、tiyao-extract.1……，语言随 --lang。\n\n例：\n  tiyao man ~/.local/share/man/man1 --lang en\n  tiyao man ~/.local/share/man/zh_CN/man1",
        "A page for each command: tiyao.1, tiyao-extract.1 …, in the language of --lang.\n\nExamples:\n  tiyao man ~/.local/share/man/man1 --lang en\n  tiyao man ~/.local/share/man/zh_CN/man1 --lang zh",
    ),
    arguments: Arguments::augment_args,
    help: &[(
        "folder",
        words(
            "放手册页的文件夹（没有就建）",
            "Folder of the pages (made if need be)",
        ),
    )],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let folder = &arguments.folder;
    fs::create_dir_all(folder).map_err(|error| Failure::io(folder.display(), &error))?;
    let mut line = command_line(super::COMMANDS, context.language);
    line.build();
    // The root refers to the pages of its commands by their names with a hyphen.
    let commands: Vec<clap::Command> = line.get_subcommands().cloned().collect();
    for command in std::iter::once(line).chain(commands) {
        let name = command
            .get_display_name()
            .unwrap_or_else(|| command.get_name())
            .to_owned();
        let mut page = Vec::new();
        let man = Man::new(command)
            .title(name.to_uppercase())
            .source(concat!("tiyao ", env!("CARGO_PKG_VERSION")));
        man.render(&mut page)
            .map_err(|error| Failure::io(&name, &error))?;
        let path = folder.join(format!("{name}.1"));
        let page = String::from_utf8_lossy(&page);
        write_whole(&path, &headed(&page, context.language))?;
    }
    Ok(Outcome::Fine)
}

/// The headings that clap_mangen gives in English, in the language of the page.
fn headed(page: &str, language: Language) -> String {
    const HEADINGS: [(&str, Words); 5] = [
        ("NAME", words("名称", "NAME")),
        ("SYNOPSIS", words("用法", "SYNOPSIS")),
        ("DESCRIPTION", words("说明", "DESCRIPTION")),
        ("VERSION", words("版本", "VERSION")),
        ("EXTRA", words("详解", "DETAILS")),
    ];
    HEADINGS
        .iter()
        .fold(page.to_owned(), |page, (name, heading)| {
            let heading = format!(".SH {}\n", heading.pick(language));
            page.replace(&format!(".SH {name}\n"), &heading)
        })
}
