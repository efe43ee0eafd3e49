//! `--format` and `--output` of the commands that report something.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::diagnostic::Language;

use super::failure::Failure;
use super::sink::write_whole;
use super::terminal;

/// Arguments of a command whose report is text, JSON or a page, in the terminal or a file.
#[derive(Debug, Clone, Args)]
pub struct ReportArguments {
    #[arg(
        short = 'f',
        long = "format",
        value_name = "FORMAT",
        default_value = "text"
    )]
    report_format: ReportFormat,
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    report_output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    Text,
    Json,
    Html,
}

/// Writes a report in a language.
type Renderer<R> = fn(&R, Language) -> String;

impl ReportArguments {
    /// Whether a page is asked for.
    pub fn is_page(&self) -> bool {
        self.report_format == ReportFormat::Html
    }

    /// Shows a report as it is asked for, by `text` or `page`.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn show<R: Serialize>(
        &self,
        report: &R,
        text: Renderer<R>,
        page: Renderer<R>,
        language: Language,
    ) -> Result<(), Failure> {
        let shown = match self.report_format {
            ReportFormat::Text => text(report, language),
            ReportFormat::Html => page(report, language),
            ReportFormat::Json => terminal::json(report)?,
        };
        match &self.report_output {
            None => terminal::print(&shown),
            Some(path) => {
                let plain = anstream::adapter::strip_str(&shown).to_string();
                write_whole(path, &plain)
            }
        }
    }
}

/// Arguments of a command whose report is text or JSON.
#[derive(Debug, Clone, Args)]
pub struct PlainArguments {
    #[arg(
        short = 'f',
        long = "format",
        value_name = "FORMAT",
        default_value = "text"
    )]
    plain_format: PlainFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlainFormat {
    Text,
    Json,
}

impl PlainArguments {
    /// Whether JSON is asked for.
    pub fn is_json(&self) -> bool {
        self.plain_format == PlainFormat::Json
    }
}
