//! Where output goes: standard output, a file or a folder; a file or folder comes whole or
//! not at all.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use crate::write::Writer;

use super::failure::Failure;

/// Where output shall go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    StandardOutput,
    /// One file.
    File(PathBuf),
    /// A folder that gets a file for each document and stream, with the stream's extension, and
    /// the writer's companions.
    FilePerDocument(PathBuf, &'static [&'static str]),
    /// A folder that gets a file for each stream of the writer, with this extension.
    FilePerStream(PathBuf, &'static str),
}

/// Takes the bytes of documents in their order and puts them where they belong.
pub struct Sink<'w> {
    writer: &'w dyn Writer,
    output: Output,
    first: bool,
}

enum Output {
    Plain(BufWriter<Box<dyn Write>>),
    File(BufWriter<NamedTempFile>, PathBuf),
    PerDocument {
        folder: Folder,
        extensions: &'static [&'static str],
        names: HashSet<String>,
    },
    PerStream {
        folder: Folder,
        files: Vec<BufWriter<fs::File>>,
    },
}

impl<'w> Sink<'w> {
    /// Opens the target; a file or folder is not touched before [`finish`](Sink::finish).
    ///
    /// # Errors
    /// A place that cannot be written to.
    pub fn open(target: &Target, writer: &'w dyn Writer) -> Result<Self, Failure> {
        let output = match target {
            Target::StandardOutput => Output::Plain(BufWriter::new(Box::new(io::stdout()))),
            Target::File(path) => Output::file(path).map_err(|error| at(path, &error))?,
            Target::FilePerDocument(path, extensions) => {
                let folder = Folder::open(path).map_err(|error| at(path, &error))?;
                for companion in writer.companions() {
                    let path = folder.staged(companion.name);
                    fs::write(&path, companion.content).map_err(|error| at(&path, &error))?;
                }
                Output::PerDocument {
                    folder,
                    extensions,
                    names: HashSet::new(),
                }
            }
            Target::FilePerStream(path, extension) => {
                Output::per_stream(path, extension, &writer.streams())
                    .map_err(|error| at(path, &error))?
            }
        };
        let mut sink = Self {
            writer,
            output,
            first: true,
        };
        sink.each_stream(|writer, stream, out| out.write_all(writer.begin(stream)))?;
        Ok(sink)
    }

    /// Takes a document, the bytes of each stream.
    ///
    /// # Errors
    /// What writing gives; [`Failure::BrokenPipe`] when the reader of standard output has gone.
    pub fn document(&mut self, id: &str, streams: &[Vec<u8>]) -> Result<(), Failure> {
        if let Output::PerDocument {
            folder,
            extensions,
            names,
        } = &mut self.output
        {
            let name = file_name(id, names);
            for (stream, (content, extension)) in streams.iter().zip(*extensions).enumerate() {
                let path = folder.staged(&format!("{name}.{extension}"));
                let bytes = [self.writer.begin(stream), content, self.writer.end()].concat();
                fs::write(&path, bytes).map_err(|error| at(&path, &error))?;
            }
            return Ok(());
        }
        let first = std::mem::replace(&mut self.first, false);
        self.each_stream(|writer, stream, out| {
            if !first {
                out.write_all(writer.between())?;
            }
            out.write_all(&streams[stream])
        })
    }

    /// Completes the output and moves it to its place.
    ///
    /// # Errors
    /// As for [`document`](Sink::document).
    pub fn finish(mut self) -> Result<(), Failure> {
        self.each_stream(|writer, _, out| {
            out.write_all(writer.end())?;
            out.flush()
        })?;
        match self.output {
            Output::Plain(_) => Ok(()),
            Output::File(file, path) => file
                .into_inner()
                .map_err(io::IntoInnerError::into_error)
                .and_then(|file| file.persist(&path).map_err(|error| error.error))
                .map(drop)
                .map_err(|error| at(&path, &error)),
            Output::PerDocument { folder, .. } | Output::PerStream { folder, .. } => {
                folder.settle()
            }
        }
    }

    /// Does the same to every stream that is joined from all documents.
    fn each_stream(
        &mut self,
        mut action: impl FnMut(&dyn Writer, usize, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let writer = self.writer;
        match &mut self.output {
            Output::Plain(out) => action(writer, 0, out),
            Output::File(file, _) => action(writer, 0, file),
            Output::PerStream { files, .. } => files
                .iter_mut()
                .enumerate()
                .try_for_each(|(stream, file)| action(writer, stream, file)),
            Output::PerDocument { .. } => Ok(()),
        }
        .map_err(|error| Failure::io("output", &error))
    }
}

impl Output {
    fn file(path: &Path) -> io::Result<Output> {
        // A device or pipe is written to as it is; a link stays and what it leads to is replaced.
        if path.exists() && !path.is_file() {
            let device = fs::OpenOptions::new().write(true).open(path)?;
            return Ok(Output::Plain(BufWriter::new(Box::new(device))));
        }
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let file = readable().tempfile_in(parent(&path))?;
        Ok(Output::File(BufWriter::new(file), path))
    }

    fn per_stream(path: &Path, extension: &str, names: &[&str]) -> io::Result<Output> {
        let folder = Folder::open(path)?;
        let files = names
            .iter()
            .map(|name| fs::File::create(folder.staged(&format!("{name}.{extension}"))))
            .map(|file| file.map(BufWriter::new))
            .collect::<io::Result<_>>()?;
        Ok(Output::PerStream { folder, files })
    }
}

/// A folder whose files are made elsewhere and moved in when all is done.
struct Folder {
    staging: TempDir,
    path: PathBuf,
}

impl Folder {
    fn open(path: &Path) -> io::Result<Self> {
        if path.exists() && !path.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let beside = parent(path);
        fs::create_dir_all(beside)?;
        // Inside the folder if there is one: a mount point has no neighbours to move from.
        let beside = if path.exists() { path } else { beside };
        Ok(Self {
            staging: open_folder().tempdir_in(beside)?,
            path: path.to_owned(),
        })
    }

    fn staged(&self, name: &str) -> PathBuf {
        self.staging.path().join(name)
    }

    fn settle(self) -> Result<(), Failure> {
        let moved = if self.path.exists() {
            fs::read_dir(self.staging.path()).and_then(|mut files| {
                files.try_for_each(|file| {
                    let file = file?;
                    fs::rename(file.path(), self.path.join(file.file_name()))
                })
            })
        } else {
            fs::rename(self.staging.path(), &self.path)
        };
        moved.map_err(|error| at(&self.path, &error))
    }
}

fn at(path: &Path, error: &io::Error) -> Failure {
    Failure::io(path.display(), error)
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Writes a file, whole or not at all; one that is replaced leaves its permissions behind.
/// A device or pipe is written to as it is.
///
/// # Errors
/// A place that cannot be written to.
pub fn write_whole(path: &Path, text: &str) -> Result<(), Failure> {
    let written = || {
        if path.exists() && !path.is_file() {
            return fs::write(path, text);
        }
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut file = readable().tempfile_in(parent(&path))?;
        file.write_all(text.as_bytes())?;
        if let Ok(replaced) = fs::metadata(&path) {
            fs::set_permissions(file.path(), replaced.permissions())?;
        }
        file.persist(&path).map(drop).map_err(|error| error.error)
    };
    written().map_err(|error| at(path, &error))
}

/// Temporary files that end up with the permissions of any new file.
fn readable() -> tempfile::Builder<'static, 'static> {
    with_mode(0o666)
}

/// Likewise for folders.
fn open_folder() -> tempfile::Builder<'static, 'static> {
    with_mode(0o777)
}

fn with_mode(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tiyao-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

/// The longest file name made of an id, in characters; well below the 255 bytes of most systems.
const NAME_LIMIT: usize = 60;

/// An id as a file name of its own: only letters, digits, `-`, `_` and `.`, and no name twice.
fn file_name(id: &str, names: &mut HashSet<String>) -> String {
    let allowed = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    let plain: String = id
        .trim_start_matches('.')
        .chars()
        .map(|letter| if allowed(letter) { letter } else { '_' })
        .take(NAME_LIMIT)
        .collect();
    let plain = if plain.is_empty() {
        "_".to_owned()
    } else {
        plain
    };
    let mut name = plain.clone();
    let mut number = 1;
    while !names.insert(name.clone()) {
        number += 1;
        name = format!("{plain}-{number}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_and_differ() {
        let mut names = HashSet::new();
        let mut name = |id: &str| file_name(id, &mut names);
        assert_eq!(name("a01"), "a01");
        assert_eq!(name("a01"), "a01-2");
        assert_eq!(name("2020/济宁:新闻"), "2020_济宁_新闻");
        assert_eq!(name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(name(""), "_");
        assert_eq!(name(&"长".repeat(300)).chars().count(), NAME_LIMIT);
    }

    #[test]
    fn a_file_is_untouched_until_all_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.jsonl");
        fs::write(&path, "before").unwrap();
        let target = Target::File(path.clone());
        let mut sink = Sink::open(&target, &crate::write::JsonLines).unwrap();
        sink.document("a", &[b"{}\n".to_vec()]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        sink.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "{}\n");
    }

    #[test]
    fn a_folder_appears_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/out");
        let json = crate::write::Json::new(false);
        let target = Target::FilePerDocument(path.clone(), &["json"]);
        let mut sink = Sink::open(&target, &json).unwrap();
        sink.document("a/1", &[b"{}\n".to_vec()]).unwrap();
        assert!(!path.exists());
        sink.finish().unwrap();
        assert_eq!(fs::read_to_string(path.join("a_1.json")).unwrap(), "{}\n");
        assert_eq!(fs::read_dir(&path).unwrap().count(), 1);
    }
}
