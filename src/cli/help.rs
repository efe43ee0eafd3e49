//! `tiyao help`: the help of a command, or all about a code.

use clap::{ArgMatches, Args};

use crate::diagnostic::Language;
use crate::diagnostic::codes::{self, Declaration};

use super::command::{Command, Context, Outcome, command_line, parsed};
use super::failure::Failure;
use super::language::words;
use super::terminal;

/// `tiyao help [COMMAND|CODE]`.
pub const COMMAND: Command = Command {
    name: "help",
    about: words("某个命令或错误码的说明", "All about a command or a code"),
    more: words(
        "例：\n  tiyao help extract\n  tiyao help E0101",
        "Examples:\n  tiyao help extract\n  tiyao help E0101",
    ),
    arguments: Arguments::augment_args,
    help: &[(
        "topic",
        words(
            "命令的名字，或错误码，如 E0101",
            "Name of a command, or a code such as E0101",
        ),
    )],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(value_name = "TOPIC")]
    topic: Option<String>,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let mut line = command_line(super::COMMANDS, context.language);
    line.build();
    let topic = arguments.topic.as_deref().unwrap_or_default();
    let shown = match topic {
        "" => Some(&mut line),
        topic => line.find_subcommand_mut(topic),
    };
    if let Some(command) = shown {
        terminal::print(&command.render_help().ansi().to_string())?;
    } else if let Some(declaration) = codes::find(&topic.to_uppercase()) {
        terminal::print(&described(declaration, context.language))?;
    } else {
        return Err(Failure::said(
            format!("没有命令或错误码 {topic}"),
            format!("there is no command or code {topic}"),
        ));
    }
    Ok(Outcome::Fine)
}

/// All about a code, with an example of the fault and of its mend.
fn described(declaration: &Declaration, language: Language) -> String {
    let (title, why, faulty, mended) = match language {
        Language::Zh => (declaration.zh, declaration.why_zh, "有错", "改正"),
        Language::En => (declaration.en, declaration.why_en, "Faulty", "Mended"),
    };
    let example = |text: &str| {
        let lines = text.trim_matches('\n').lines();
        lines.map(|line| format!("  {line}\n")).collect::<String>()
    };
    format!(
        "{}  {title}\n\n{why}\n\n{faulty}:\n\n{}\n{mended}:\n\n{}",
        declaration.code,
        example(declaration.faulty),
        example(declaration.mended),
    )
}
