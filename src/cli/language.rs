//! In which language the command speaks.

use crate::diagnostic::Language;
pub use crate::diagnostic::{Words, words};

/// The names of the languages as arguments.
pub const NAMES: [&str; 2] = ["zh", "en"];

/// What the arguments ask for (`--lang`), else the environment, else Chinese.
///
/// The help is made before the arguments are parsed, so they are looked through here.
pub fn language_of(arguments: &[std::ffi::OsString]) -> Language {
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    let mut asked = None;
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => asked = words.next(),
            Some(value) => asked = value.strip_prefix('=').or(asked),
            None if word == "--" => break,
            None => {}
        }
    }
    match asked {
        Some("zh") => Language::Zh,
        Some("en") => Language::En,
        _ => of_environment(),
    }
}

fn of_environment() -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .unwrap_or_default();
    of_locale(&locale)
}

/// A locale that names no language (`C`, `POSIX`) leaves the default, Chinese.
fn of_locale(locale: &str) -> Language {
    let language = locale.split(['_', '.', '@']).next().unwrap_or_default();
    match language {
        "" | "C" | "POSIX" | "zh" => Language::Zh,
        _ => Language::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_decides() {
        let arguments = ["tiyao", "extract", "--lang=en"].map(Into::into);
        assert_eq!(language_of(&arguments), Language::En);
        let arguments = ["tiyao", "--lang", "zh", "check"].map(Into::into);
        assert_eq!(language_of(&arguments), Language::Zh);
    }

    #[test]
    fn a_locale_without_language_is_chinese() {
        for locale in ["", "C", "C.UTF-8", "POSIX", "zh_CN.UTF-8", "zh_TW"] {
            assert_eq!(of_locale(locale), Language::Zh, "{locale}");
        }
        for locale in ["en_US.UTF-8", "de_DE", "en"] {
            assert_eq!(of_locale(locale), Language::En, "{locale}");
        }
    }
}
