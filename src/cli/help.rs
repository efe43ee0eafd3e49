//! `tiyao help`: the help of a command.

use clap::{ArgMatches, Args, FromArgMatches};

use super::command::{Command, Context, Outcome, command_line};
use super::failure::Failure;
use super::language::words;

/// `tiyao help [COMMAND]`.
pub const COMMAND: Command = Command {
    name: "help",
    about: words("某个命令的说明", "All about a command"),
    more: words("", ""),
    arguments: Arguments::augment_args,
    help: &[("topic", words("命令的名字", "Name of a command"))],
    run,
};

#[derive(Args)]
struct Arguments {
    #[arg(value_name = "COMMAND")]
    topic: Option<String>,
}

fn run(matches: &ArgMatches, context: &Context) -> Result<Outcome, Failure> {
    let arguments = Arguments::from_arg_matches(matches)
        .map_err(|error| Failure::said(error.to_string(), error.to_string()))?;
    let mut line = command_line(super::COMMANDS, context.language);
    line.build();
    let shown = match &arguments.topic {
        None => Some(&mut line),
        Some(topic) => line.find_subcommand_mut(topic),
    };
    match shown {
        Some(command) => {
            anstream::print!("{}", command.render_help().ansi());
            Ok(Outcome::Fine)
        }
        None => {
            let topic = arguments.topic.unwrap_or_default();
            Err(Failure::said(
                format!("没有命令 {topic}"),
                format!("there is no command {topic}"),
            ))
        }
    }
}
