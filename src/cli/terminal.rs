//! What is said on the terminal.

use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Language, Message, RenderOptions, render};
use crate::source::Sources;

use super::failure::Failure;

/// Prints to standard output; colours only where they are seen.
///
/// # Errors
/// [`Failure::BrokenPipe`] when the reader has gone.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::io("stdout", &error))
}

/// Prints a value as JSON.
///
/// # Errors
/// As for [`print`].
pub fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    print(&json(value)?)
}

/// A value as indented JSON, with a line break at its end.
///
/// # Errors
/// A value that is no JSON, which none of ours is.
pub fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let json = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::said(error.to_string(), error.to_string()))?;
    Ok(format!("{json}\n"))
}

/// Says why something could not be done, on standard error.
pub fn complain_of(failure: &Failure, language: Language) {
    match failure {
        Failure::Said(message) => complain(message, language),
        Failure::Pack {
            diagnostics,
            sources,
        } => complain_of_pack(diagnostics, sources, language),
        Failure::BrokenPipe => {}
    }
}

/// Says what is wrong, on standard error.
pub fn complain(message: &Message, language: Language) {
    complain_block(&format!("tiyao: {}", message.in_language(language)));
}

/// Shows what is wrong with a pack, each fault in its lines.
fn complain_of_pack(diagnostics: &[Diagnostic], sources: &Sources, language: Language) {
    let colour = true;
    for diagnostic in diagnostics {
        let block = render(diagnostic, sources, RenderOptions { language, colour });
        complain_block(&format!("{block}\n"));
    }
}

/// Where standard error cannot be written to there is nobody left to tell.
fn complain_block(block: &str) {
    let told: io::Result<()> = writeln!(anstream::stderr(), "{block}");
    drop(told);
}
