//! Which files the arguments mean, and the documents in them.

use std::io;
use std::iter::once;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use crate::cli::failure::io_message;
use crate::diagnostic::Message;
use crate::text::Form;

use super::stream::{self, Line, Stream};
use super::{Content, Input, Problem, record};

/// Results one after the other, on whichever thread reads.
type Lazy<T> = Box<dyn Iterator<Item = Result<T, Problem>> + Send>;

/// The documents that the arguments mean, in order; read as they are asked for.
pub struct Inputs {
    /// Whether there is one document at most, as far as the names tell.
    pub single: bool,
    /// How many files of folders were passed over for their extension, so far.
    pub passed_over: Arc<AtomicU64>,
    documents: Lazy<Input>,
}

impl Iterator for Inputs {
    type Item = Result<Input, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        self.documents.next()
    }
}

/// Lists the documents in `arguments`: files, folders (all that lies in them, hidden files
/// left out), globs, `-` for standard input, which is also meant by no argument at all.
/// Documents of more than `limit` bytes are refused before they are read.
///
/// # Errors
/// Standard input that cannot be read.
pub fn list(arguments: &[PathBuf], limit: usize) -> io::Result<Inputs> {
    let standard_input = [PathBuf::from("-")];
    let arguments = if arguments.is_empty() {
        &standard_input
    } else {
        arguments
    };
    let passed_over = Arc::new(AtomicU64::new(0));
    let mut places = Vec::with_capacity(arguments.len());
    for argument in arguments {
        places.push(Place::of(argument)?);
    }
    let single = matches!(&places[..], [place] if place.is_single());
    let counter = Arc::clone(&passed_over);
    let documents = places
        .into_iter()
        .flat_map(move |place| place.documents(limit, Arc::clone(&counter)));
    Ok(Inputs {
        single,
        passed_over,
        documents: Box::new(documents),
    })
}

/// The files that an argument means, whatever they hold: a file, all below a folder (hidden ones
/// left out), or those of a glob; and the folder that they lie below.
///
/// # Errors
/// A place that is not there or cannot be read.
pub fn files_below(argument: &Path) -> io::Result<(PathBuf, Vec<PathBuf>)> {
    let (base, only) = match glob(argument) {
        Some((base, only)) if !argument.exists() => (base, Some(only)),
        _ if argument.is_dir() => (argument.to_owned(), None),
        _ => {
            argument.metadata()?;
            let base = argument.parent().unwrap_or(Path::new("")).to_owned();
            return Ok((base, vec![argument.to_owned()]));
        }
    };
    let mut files = Vec::new();
    for entry in entries(&base) {
        let entry = entry?;
        let is_wanted = only
            .as_ref()
            .is_none_or(|only| only.is_match(without_dot(entry.path())));
        if entry.file_type().is_file() && is_wanted {
            files.push(entry.into_path());
        }
    }
    Ok((base, files))
}

/// What an argument means.
enum Place {
    StandardInput { stream: Stream, records: bool },
    File(PathBuf),
    Folder(PathBuf),
    Glob { base: PathBuf, only: GlobMatcher },
}

impl Place {
    fn of(argument: &Path) -> io::Result<Place> {
        if argument == Path::new("-") {
            let mut stream = stream::standard_input()?;
            let records = stream::opens_like_records(&mut stream)?;
            return Ok(Place::StandardInput { stream, records });
        }
        if argument.is_dir() {
            return Ok(Place::Folder(argument.to_owned()));
        }
        if !argument.exists()
            && let Some((base, only)) = glob(argument)
        {
            return Ok(Place::Glob { base, only });
        }
        Ok(Place::File(argument.to_owned()))
    }

    fn is_single(&self) -> bool {
        match self {
            Place::StandardInput { records, .. } => !records,
            Place::File(path) => !matches!(Holds::of(path), Holds::Lines | Holds::Json),
            Place::Folder(_) | Place::Glob { .. } => false,
        }
    }

    fn documents(self, limit: usize, passed_over: Arc<AtomicU64>) -> Lazy<Input> {
        match self {
            Place::StandardInput {
                stream,
                records: true,
            } => lines(stream, "stdin", "-", limit),
            Place::StandardInput { stream, .. } => {
                Box::new(once(document(stream, "stdin", "-", None, limit)))
            }
            Place::File(path) => {
                let stem = stem(path.file_name().map_or(&path, Path::new));
                in_file(&path, &stem, limit)
            }
            Place::Folder(base) => {
                let files = walk(base.clone(), move |path| {
                    let known = Holds::of(path) != Holds::Unknown;
                    passed_over.fetch_add(u64::from(!known), Ordering::Relaxed);
                    known
                });
                all_of(files, base, limit)
            }
            Place::Glob { base, only } => {
                let files = walk(base.clone(), move |path| only.is_match(without_dot(path)));
                all_of(files, base, limit)
            }
        }
    }
}

/// What a name tells of a file's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// One document, of this form if the name tells it.
    Document(Option<Form>),
    /// One JSON record a line.
    Lines,
    /// One JSON record, or an array of them.
    Json,
    /// Passed over in a folder; a document where it is named.
    Unknown,
}

impl Holds {
    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("txt" | "text") => Holds::Document(Some(Form::Plain)),
            Some("md" | "markdown") => Holds::Document(Some(Form::Markdown)),
            Some("html" | "htm" | "xhtml") => Holds::Document(Some(Form::Html)),
            Some("jsonl" | "ndjson") => Holds::Lines,
            Some("json") => Holds::Json,
            _ => Holds::Unknown,
        }
    }
}

/// The part of a pattern before its first wildcard, a folder, and the pattern.
fn glob(pattern: &Path) -> Option<(PathBuf, GlobMatcher)> {
    let is_wild = |part: &Component<'_>| {
        let part = part.as_os_str().to_string_lossy();
        part.contains(['*', '?', '[', '{'])
    };
    if !pattern.components().any(|part| is_wild(&part)) {
        return None;
    }
    let base: PathBuf = pattern
        .components()
        .take_while(|part| !is_wild(part))
        .collect();
    let mut builder = GlobBuilder::new(without_dot(pattern).to_str()?);
    let only = builder.literal_separator(true).build().ok()?;
    let base = if base.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        base
    };
    Some((base, only.compile_matcher()))
}

/// `./a` is `a`.
fn without_dot(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

/// All that lies below a folder, by name, hidden ones left out.
fn entries(base: &Path) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> + Send + use<> {
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    WalkDir::new(base)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| entry.depth() == 0 || !hidden(entry.file_name()))
}

/// The files below `base` that are `wanted`, by name, hidden ones left out; a problem if
/// there is none.
fn walk(base: PathBuf, wanted: impl Fn(&Path) -> bool + Send + 'static) -> Lazy<PathBuf> {
    let shown = base.display().to_string();
    let mut files = entries(&base)
        .filter_map(move |entry| match entry {
            Ok(entry) if entry.file_type().is_dir() || !wanted(entry.path()) => None,
            Ok(entry) => Some(Ok(entry.into_path())),
            Err(error) => Some(Err(unwalkable(error))),
        })
        .peekable();
    if files.peek().is_some() {
        return Box::new(files);
    }
    let message = Message::new(
        "这里没有可读的文档（.txt .md .html .jsonl .json，或其 .gz）",
        "holds no document (.txt .md .html .jsonl .json, or one of these with .gz)",
    );
    Box::new(once(Err(Problem {
        source: shown,
        message,
    })))
}

fn unwalkable(error: walkdir::Error) -> Problem {
    let source = error.path().map(|path| path.display().to_string());
    Problem {
        source: source.unwrap_or_default(),
        message: io_message(&error.into()),
    }
}

/// The documents of all files, their ids relative to `base`.
fn all_of(files: Lazy<PathBuf>, base: PathBuf, limit: usize) -> Lazy<Input> {
    Box::new(files.flat_map(move |file| match file {
        Ok(path) => {
            let relative = path.strip_prefix(&base).unwrap_or(&path);
            in_file(&path, &stem(relative), limit)
        }
        Err(problem) => Box::new(once(Err(problem))),
    }))
}

/// A path without its extension, as an id.
fn stem(path: &Path) -> String {
    let name = path.to_string_lossy().replace('\\', "/");
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let folder = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[folder..].rfind('.') {
        Some(dot) if dot > 0 => name[..folder + dot].to_owned(),
        _ => name.to_owned(),
    }
}

/// The documents of one file.
fn in_file(path: &Path, stem: &str, limit: usize) -> Lazy<Input> {
    let source = path.display().to_string();
    let holds = Holds::of(path);
    let opened = open(path, holds, limit).map_err(|message| Problem {
        source: source.clone(),
        message,
    });
    let stream = match opened {
        Ok(stream) => stream,
        Err(problem) => return Box::new(once(Err(problem))),
    };
    match holds {
        Holds::Lines => lines(stream, stem, &source, limit),
        Holds::Json => parsed(stream, stem, &source, limit),
        Holds::Document(form) => Box::new(once(document(stream, stem, &source, form, limit))),
        Holds::Unknown => Box::new(once(document(stream, stem, &source, None, limit))),
    }
}

fn open(path: &Path, holds: Holds, limit: usize) -> Result<Stream, Message> {
    let length = path.metadata().map_err(|error| io_message(&error))?.len();
    if holds != Holds::Lines && length > limit as u64 {
        return Err(too_large(limit));
    }
    stream::open(path).map_err(|error| io_message(&error))
}

fn too_large(limit: usize) -> Message {
    let mebibytes = limit as f64 / f64::from(1 << 20);
    Message::new(
        format!("超过大小上限（{mebibytes} MiB），未读；可用 --size-limit 放宽"),
        format!("larger than the limit of {mebibytes} MiB, not read; see --size-limit"),
    )
}

fn document(
    stream: Stream,
    stem: &str,
    source: &str,
    form: Option<Form>,
    limit: usize,
) -> Result<Input, Problem> {
    let read = stream::read_all(stream, limit).map_err(|error| io_message(&error));
    let bytes = read.and_then(|bytes| bytes.ok_or_else(|| too_large(limit)));
    match bytes {
        Ok(bytes) => Ok(Input {
            id: stem.to_owned(),
            source: source.to_owned(),
            form,
            content: Content::Document(bytes),
        }),
        Err(message) => Err(Problem {
            source: source.to_owned(),
            message,
        }),
    }
}

/// A record for each line; blank ones are left out.
fn lines(mut stream: Stream, stem: &str, source: &str, limit: usize) -> Lazy<Input> {
    let (stem, source) = (stem.to_owned(), source.to_owned());
    let mut number = 0_u64;
    let mut broken = false;
    let next = move || {
        if broken {
            return None;
        }
        let line = stream::next_line(&mut stream, limit).transpose()?;
        number += 1;
        let source = format!("{source}:{number}");
        Some(match line {
            Ok(Line::Whole(bytes)) => Ok(Input {
                id: format!("{stem}-{number}"),
                source,
                form: None,
                content: Content::Record(bytes),
            }),
            Ok(Line::TooLong) => Err(Problem {
                source,
                message: too_large(limit),
            }),
            Err(error) => {
                broken = true;
                Err(Problem {
                    source,
                    message: io_message(&error),
                })
            }
        })
    };
    let is_blank = |input: &Result<Input, Problem>| matches!(input, Ok(Input { content: Content::Record(bytes), .. }) if bytes.is_empty());
    Box::new(std::iter::from_fn(next).filter(move |input| !is_blank(input)))
}

/// The records of a JSON file.
fn parsed(stream: Stream, stem: &str, source: &str, limit: usize) -> Lazy<Input> {
    let (stem, source) = (stem.to_owned(), source.to_owned());
    let read = stream::read_all(stream, limit).map_err(|error| io_message(&error));
    let records = read
        .and_then(|bytes| bytes.ok_or_else(|| too_large(limit)))
        .and_then(|bytes| record::parse_all(&bytes));
    match records {
        Ok(records) => {
            let several = records.len() > 1;
            Box::new((1..).zip(records).map(move |(number, record): (u64, _)| {
                let numbered = |name: &str, mark| match several {
                    true => format!("{name}{mark}{number}"),
                    false => name.to_owned(),
                };
                Ok(Input {
                    id: numbered(&stem, '-'),
                    source: numbered(&source, ':'),
                    form: None,
                    content: Content::Parsed(record),
                })
            }))
        }
        Err(message) => Box::new(once(Err(Problem { source, message }))),
    }
}
