//! `tiyao completions`: what makes a shell complete commands and options.

use clap::{ArgMatches, Args};
use clap_complete::Shell;

use super::command::{Command, Context, Outcome, command_line, parsed};
use super::failure::Failure;
use super::language::words;
use super::terminal;

/// `tiyao completions SHELL`.
pub const COMMAND: Command = Command {
    name: "completions",
    about: words("命令行补全脚本", "Completion script of a shell"),
    more: words(
        "例：\n  tiyao completions bash > ~/.local/share/bash-completion/completions/tiyao\n  tiyao completions fish > ~/.config/fish/completions/tiyao.fish",
        "Examples:\n  tiyao completions bash > ~/.local/share/bash-completion/completions/tiyao\n  tiyao completions fish > ~/.config/fish/completions/tiyao.fish",
    ),
    arguments: Arguments::augment_args,
    help: &[(
        "shell",
        words(
            "bash、zsh、fish、powershell 或 elvish",
            "bash, zsh, fish, powershell or elvish",
        ),
    )],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments: Arguments = parsed(matches)?;
    let mut line = command_line(super::COMMANDS, context.language);
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut line, "tiyao", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Fine)
}
