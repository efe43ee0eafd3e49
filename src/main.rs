//! The command line of Tiyao; all of it is in [`tiyao::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    tiyao::cli::run(std::env::args_os())
}
