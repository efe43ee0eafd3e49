//! The command line: one file for each command, listed in `COMMANDS`.

mod check;
mod command;
mod completions;
mod corpus;
mod coverage;
mod diff;
mod eval;
mod explain;
mod extract;
mod failure;
mod find;
mod fmt;
mod help;
mod input;
mod language;
mod man;
mod new;
mod pack;
mod pipeline;
mod report;
mod revision;
mod schema;
mod sink;
mod suggest;
mod terminal;
mod test;
mod usage;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use command::{Command, Context, Outcome, command_line};
use failure::Failure;
use language::language_of;

/// All commands, in the order in which the help shows them.
const COMMANDS: &[&Command] = &[
    &extract::COMMAND,
    &explain::COMMAND,
    &find::COMMAND,
    &coverage::COMMAND,
    &diff::COMMAND,
    &eval::COMMAND,
    &suggest::COMMAND,
    &check::COMMAND,
    &test::COMMAND,
    &watch::COMMAND,
    &fmt::COMMAND,
    &new::COMMAND,
    &schema::COMMAND,
    &completions::COMMAND,
    &man::COMMAND,
    &help::COMMAND,
];

/// Exit status when something was found wrong and reported.
const FLAWED: u8 = 1;
/// Exit status when the command could not be done: wrong use, a broken pack.
const FAILED: u8 = 2;

/// Runs the command line. The first of `arguments` is the program's name.
///
/// The exit status is 0 when all went well, 1 when documents were bad or something was found
/// wrong, 2 when the command could not be done.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let context = Context {
        language: language_of(&arguments),
    };
    let line = command_line(COMMANDS, context.language);
    let matches = match line.try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return usage::report(&error, context.language),
    };
    let command = matches.subcommand().and_then(|(name, matches)| {
        let command = COMMANDS.iter().find(|command| command.name == name)?;
        Some((command, matches))
    });
    // clap lets no line pass without a subcommand.
    let Some((command, matches)) = command else {
        return ExitCode::from(FAILED);
    };
    match (command.run)(matches, &context) {
        Ok(Outcome::Fine) | Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        Ok(Outcome::Flawed) => ExitCode::from(FLAWED),
        Ok(Outcome::Broken) => ExitCode::from(FAILED),
        Err(failure) => {
            terminal::complain_of(&failure, context.language);
            ExitCode::from(FAILED)
        }
    }
}
