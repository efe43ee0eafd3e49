//! One fault and everything that is said of it, in Chinese and English.

use crate::source::Place;

/// The languages of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Message {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Message {
    /// The sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The sentence in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// A fixed text in both languages.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// The text in both languages, Chinese first.
pub const fn words(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

impl Words {
    /// The text in one language.
    pub const fn pick(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

impl From<Words> for Message {
    fn from(words: Words) -> Self {
        Message::new(words.zh, words.en)
    }
}

/// How grave a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The pack cannot be used.
    Error,
    /// Probably not what was meant.
    Warning,
}

/// A replacement of a stretch of a rule file: what mends a fault, or what the formatter changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub place: Place,
    /// By what.
    pub replacement: String,
}

/// A fault of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code: `E0123` or `W0123`; each is described in [`crate::diagnostic`].
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: Message,
    /// Where; absent only where no file is at fault (a folder without `pack.yaml`).
    pub place: Option<Place>,
    /// What is said under the underlined place, such as what was expected.
    pub label: Option<Message>,
    /// Other places that matter: the first definition, the chain of patterns.
    pub related: Vec<(Place, Message)>,
    /// The likely mend.
    pub help: Option<Message>,
    /// The mend as an edit.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &'static str, place: Place, message: Message) -> Self {
        Self::at(code, Severity::Error, Some(place), message)
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, place: Place, message: Message) -> Self {
        Self::at(code, Severity::Warning, Some(place), message)
    }

    /// A fault of any severity, with or without a place.
    pub fn at(
        code: &'static str,
        severity: Severity,
        place: Option<Place>,
        message: Message,
    ) -> Self {
        Self {
            code,
            severity,
            message,
            place,
            label: None,
            related: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// With what is said under the place.
    pub fn label(mut self, label: Message) -> Self {
        self.label = Some(label);
        self
    }

    /// With another place that matters.
    pub fn related(mut self, place: Place, message: Message) -> Self {
        self.related.push((place, message));
        self
    }

    /// With the likely mend.
    pub fn help(mut self, help: Message) -> Self {
        self.help = Some(help);
        self
    }

    /// With the mend as an edit.
    pub fn fix(mut self, place: Place, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix {
            place,
            replacement: replacement.into(),
        });
        self
    }
}
