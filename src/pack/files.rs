//! Where the files of a pack come from: a folder, or one embedded in the program.

use std::path::Path;

/// The files of one pack, already read.
#[derive(Debug, Clone, Default)]
pub struct PackSource {
    /// The files to be read as rules: the name shown in messages, and the text. One of
    /// them must be named `pack.yaml` (any folders before the name do not matter).
    pub files: Vec<(String, String)>,
    /// Files beside them that are not read and that an author may believe to be:
    /// `rules.yml`, a YAML file in a subfolder. Each becomes a warning.
    pub unread: Vec<String>,
}

/// Why a folder cannot be read as a pack.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file system says no.
    #[error("{path}: {error}")]
    Io {
        /// Which file or folder.
        path: String,
        /// What it says.
        error: std::io::Error,
    },
    /// A rule file is not UTF-8.
    #[error("{path}: not UTF-8 (byte {byte})")]
    Encoding {
        /// Which file.
        path: String,
        /// The first byte that is not.
        byte: usize,
    },
}

impl PackSource {
    /// The name that `extends` gives in `pack.yaml`, so that the caller can find the base;
    /// `None` for a base and where `pack.yaml` cannot be read.
    pub fn extends(&self) -> Option<String> {
        let (_, text) = self.files.iter().find(|(name, _)| is_manifest(name))?;
        #[derive(serde::Deserialize)]
        struct Extends {
            extends: Option<String>,
        }
        let manifest: Extends = serde_yaml::from_str(text).ok()?;
        manifest.extends
    }

    /// Reads a folder: `pack.yaml` and every other `.yaml` file directly in it, by name.
    /// Files are named as `folder` was given, with `/` between.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, or a file is not UTF-8.
    pub fn read(folder: &Path) -> Result<Self, ReadError> {
        let io = |path: &Path| {
            let path = shown(path);
            move |error| ReadError::Io { path, error }
        };
        let mut found = Self::default();
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(io(folder))? {
            paths.push(entry.map_err(io(folder))?.path());
        }
        paths.sort();
        for path in paths {
            if path.is_dir() {
                found.look_into(&path);
                continue;
            }
            let name = shown(&path);
            match reading(&name) {
                Reading::Rules => {
                    let bytes = std::fs::read(&path).map_err(io(&path))?;
                    let text = String::from_utf8(bytes).map_err(|error| ReadError::Encoding {
                        path: name.clone(),
                        byte: error.utf8_error().valid_up_to(),
                    })?;
                    found.files.push((name, text));
                }
                Reading::Unread => found.unread.push(name),
                Reading::Other => {}
            }
        }
        Ok(found)
    }

    /// Notes YAML files of a subfolder, which are not read; `tests` holds no rules, and a
    /// folder with a `pack.yaml` of its own is another pack.
    fn look_into(&mut self, folder: &Path) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        if name == "tests" || name.starts_with('.') || folder.join("pack.yaml").exists() {
            return;
        }
        let Ok(entries) = std::fs::read_dir(folder) else {
            return;
        };
        let mut names: Vec<String> = entries
            .flatten()
            .map(|entry| shown(&entry.path()))
            .filter(|name| !matches!(reading(name), Reading::Other))
            .collect();
        names.sort();
        self.unread.append(&mut names);
    }

    /// The files of an embedded folder.
    pub fn embedded(folder: &include_dir::Dir<'_>) -> Self {
        let mut found = Self::default();
        for file in folder.files() {
            let name = shown(file.path());
            match (reading(&name), file.contents_utf8()) {
                (Reading::Rules, Some(text)) => found.files.push((name, text.to_owned())),
                (Reading::Rules | Reading::Unread, _) => found.unread.push(name),
                (Reading::Other, _) => {}
            }
        }
        found.files.sort();
        found
    }
}

/// Whether a file of this name is a pack's manifest.
pub(crate) fn is_manifest(name: &str) -> bool {
    name.rsplit(['/', '\\']).next() == Some("pack.yaml")
}

/// What a file's name says of its content.
enum Reading {
    Rules,
    /// Its author may believe that it is read.
    Unread,
    Other,
}

fn reading(name: &str) -> Reading {
    let file = name.rsplit('/').next().unwrap_or(name);
    let lower = file.to_lowercase();
    if file.starts_with('.') {
        Reading::Other
    } else if file.ends_with(".yaml") {
        Reading::Rules
    } else if lower.contains(".yml") || lower.contains(".yaml") || lower.ends_with(".json") {
        Reading::Unread
    } else {
        Reading::Other
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
