//! Wrong use, said in the user's language.

use std::num::ParseIntError;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::diagnostic::Language;

use super::FAILED;
use super::language::words;
use super::terminal;

/// Prints what clap has to say: help and version as they are, errors translated.
pub fn report(error: &Error, language: Language) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Whoever reads no further needs no more.
            drop(terminal::print(&error.render().ansi().to_string()));
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            anstream::eprint!("{}", error.render().ansi());
            ExitCode::from(FAILED)
        }
        _ => {
            anstream::eprintln!("tiyao: {}", message(error, language));
            let more = words("用法见 tiyao help。", "See tiyao help.");
            anstream::eprintln!("{}", more.pick(language));
            ExitCode::from(FAILED)
        }
    }
}

fn message(error: &Error, language: Language) -> String {
    let argument = said(error, ContextKind::InvalidArg);
    let value = said(error, ContextKind::InvalidValue);
    let valid = said(error, ContextKind::ValidValue);
    let text = match error.kind() {
        ErrorKind::UnknownArgument => match language {
            Language::Zh => format!("没有选项 {argument}"),
            Language::En => format!("there is no option {argument}"),
        },
        ErrorKind::InvalidSubcommand => {
            let command = said(error, ContextKind::InvalidSubcommand);
            match language {
                Language::Zh => format!("没有命令 {command}"),
                Language::En => format!("there is no command {command}"),
            }
        }
        ErrorKind::InvalidValue if value.is_empty() => match language {
            Language::Zh => format!("{argument} 后面少了值"),
            Language::En => format!("{argument} lacks its value"),
        },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let is_number =
                std::error::Error::source(error).is_some_and(|it| it.is::<ParseIntError>());
            match (language, is_number) {
                (Language::Zh, false) => format!("{argument} 的值不能是 {value}"),
                (Language::Zh, true) => format!("{argument} 的值要是整数，不能是 {value}"),
                (Language::En, false) => format!("{argument} cannot be {value}"),
                (Language::En, true) => format!("{argument} is a whole number, not {value}"),
            }
        }
        ErrorKind::MissingRequiredArgument => match language {
            Language::Zh => format!("缺少 {argument}"),
            Language::En => format!("{argument} is missing"),
        },
        ErrorKind::ArgumentConflict => {
            let prior = said(error, ContextKind::PriorArg);
            match language {
                Language::Zh => format!("{argument} 与 {prior} 不能同时用"),
                Language::En => format!("{argument} cannot be used with {prior}"),
            }
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            let argument = argument.split([' ', '=']).next().unwrap_or_default();
            match language {
                Language::Zh => format!("{argument} 后面不能有 {value}"),
                Language::En => format!("{argument} does not take {value}"),
            }
        }
        ErrorKind::TooFewValues | ErrorKind::NoEquals => match language {
            Language::Zh => format!("{argument} 后面少了值"),
            Language::En => format!("{argument} lacks its value"),
        },
        ErrorKind::InvalidUtf8 => match language {
            Language::Zh => "有一个参数不是 UTF-8".to_owned(),
            Language::En => "an argument is not UTF-8".to_owned(),
        },
        // Kinds that this command line does not lead to in everyday use.
        _ => error.to_string(),
    };
    let suggestion = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .map(|kind| said(error, kind))
    .find(|suggestion| !suggestion.is_empty());
    match (suggestion, valid.is_empty(), language) {
        (Some(suggestion), _, Language::Zh) => format!("{text}；是不是 {suggestion}？"),
        (Some(suggestion), _, Language::En) => format!("{text}; did you mean {suggestion}?"),
        (None, false, Language::Zh) => format!("{text}；可以是 {valid}"),
        (None, false, Language::En) => format!("{text}; it may be {valid}"),
        (None, true, _) => text,
    }
}

fn said(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => {
            let texts: Vec<_> = texts.iter().map(ToString::to_string).collect();
            texts.join(", ")
        }
        _ => String::new(),
    }
}
