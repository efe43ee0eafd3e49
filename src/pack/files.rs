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

    /// Reads a folder: `pack.yaml`, every other `.yaml` file in it and in its subfolders, by
    /// name. `tests` holds no rules, and a subfolder with a `pack.yaml` of its own is another
    /// pack. Files are named as `folder` was given, with `/` between.
    ///
    /// # Errors
    /// When a folder or file cannot be read, or a file is not UTF-8.
    pub fn read(folder: &Path) -> Result<Self, ReadError> {
        let mut found = Self::default();
        found.read_folder(folder)?;
        Ok(found)
    }

    fn read_folder(&mut self, folder: &Path) -> Result<(), ReadError> {
        let io = |path: &Path| {
            let path = shown(path);
            move |error| ReadError::Io { path, error }
        };
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(io(folder))? {
            let entry = entry.map_err(io(folder))?;
            // A link to a folder is not followed: it may lead round in a circle.
            let is_folder = entry.file_type().map_err(io(&entry.path()))?.is_dir();
            entries.push((entry.path(), is_folder));
        }
        entries.sort();
        for (path, is_folder) in entries {
            let name = shown(&path);
            if is_folder {
                if holds_rules(&name) && !path.join(MANIFEST).exists() {
                    self.read_folder(&path)?;
                }
                continue;
            }
            match reading(&name) {
                Reading::Rules => {
                    let bytes = std::fs::read(&path).map_err(io(&path))?;
                    let text = String::from_utf8(bytes).map_err(|error| ReadError::Encoding {
                        path: name.clone(),
                        byte: error.utf8_error().valid_up_to(),
                    })?;
                    self.files.push((name, text));
                }
                Reading::Unread => self.unread.push(name),
                Reading::Other => {}
            }
        }
        Ok(())
    }

    /// The files of an embedded folder, chosen as [`PackSource::read`] chooses them.
    pub fn embedded(folder: &include_dir::Dir<'_>) -> Self {
        let mut found = Self::default();
        found.take_folder(folder);
        found.files.sort();
        found
    }

    fn take_folder(&mut self, folder: &include_dir::Dir<'_>) {
        for file in folder.files() {
            let name = shown(file.path());
            match (reading(&name), file.contents_utf8()) {
                (Reading::Rules, Some(text)) => self.files.push((name, text.to_owned())),
                (Reading::Rules | Reading::Unread, _) => self.unread.push(name),
                (Reading::Other, _) => {}
            }
        }
        for inner in folder.dirs() {
            if holds_rules(&shown(inner.path()))
                && inner.get_file(inner.path().join(MANIFEST)).is_none()
            {
                self.take_folder(inner);
            }
        }
    }
}

/// The file that makes a folder a pack.
pub const MANIFEST: &str = "pack.yaml";

/// Whether a subfolder of this name holds rule files of the pack.
fn holds_rules(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    name != "tests" && !name.starts_with('.')
}

/// Whether a file of this name is a pack's manifest.
pub(crate) fn is_manifest(name: &str) -> bool {
    name.rsplit(['/', '\\']).next() == Some(MANIFEST)
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
