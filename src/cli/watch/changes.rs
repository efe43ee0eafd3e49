//! What happens to the watched files, as batches: one for each save.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::failure::Failure;

/// A save is over when so long nothing more has happened.
const QUIET: Duration = Duration::from_millis(80);
/// A batch is given even if there is no end to it.
const LONGEST: Duration = Duration::from_secs(2);

/// What is looked at.
#[derive(Debug, Clone)]
pub struct Watched {
    /// Folders of packs.
    pub packs: Vec<PathBuf>,
    /// Articles: files, folders and globs.
    pub articles: Vec<PathBuf>,
}

/// Something that happened.
#[derive(Debug)]
pub enum Change {
    /// Something may have been written at these paths.
    Saved(Vec<PathBuf>),
    /// The user wants no more.
    End,
}

/// The batches, as long as the user wants them.
pub struct Changes {
    watched: Watched,
    receiver: Receiver<Change>,
    watcher: RecommendedWatcher,
    /// Folders that are watched already.
    under_watch: Vec<PathBuf>,
}

impl Changes {
    /// Watches from now on.
    ///
    /// # Errors
    /// A system that cannot watch files.
    pub fn new(
        watched: Watched,
        sender: Sender<Change>,
        receiver: Receiver<Change>,
    ) -> Result<Self, Failure> {
        let handler = move |event: notify::Result<notify::Event>| {
            let change = match event {
                // Reading is no change; our own reading least of all.
                Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
                Ok(event) => Change::Saved(event.paths),
                // Something was missed: everything may have changed.
                Err(_) => Change::Saved(Vec::new()),
            };
            // Where nobody receives, the loop is over.
            drop(sender.send(change));
        };
        let watcher = notify::recommended_watcher(handler).map_err(|error| failure(&error))?;
        let mut changes = Self {
            watched,
            receiver,
            watcher,
            under_watch: Vec::new(),
        };
        changes.watch_all()?;
        Ok(changes)
    }

    /// Watches every folder that is there, and those that hold the watched ones: a file may be
    /// saved by renaming another to its name, a folder taken away and made again.
    fn watch_all(&mut self) -> Result<(), Failure> {
        let own = self.watched.packs.iter().chain(&self.watched.articles);
        let own: Vec<PathBuf> = own.map(|path| stem(path)).collect();
        for path in own {
            let above = path.parent().filter(|above| !above.as_os_str().is_empty());
            let above = above.unwrap_or(Path::new("."));
            self.watch(above, RecursiveMode::NonRecursive)?;
            if path.is_dir() {
                self.watch(&path, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), Failure> {
        let known = self.under_watch.iter().any(|known| known == folder);
        if known || !folder.is_dir() {
            return Ok(());
        }
        self.watcher
            .watch(folder, mode)
            .map_err(|error| failure(&error))?;
        self.under_watch.push(folder.to_owned());
        Ok(())
    }

    /// Whether a change at these paths may matter.
    fn matters(&self, change: &Change) -> bool {
        match change {
            Change::Saved(paths) => {
                paths.is_empty() || paths.iter().any(|path| self.watched.holds(path))
            }
            Change::End => true,
        }
    }
}

impl Iterator for Changes {
    type Item = ();

    fn next(&mut self) -> Option<()> {
        let first = loop {
            // The sender ends with the watcher, which lives as long as this.
            let change = self.receiver.recv().ok()?;
            if self.matters(&change) {
                break change;
            }
        };
        if matches!(first, Change::End) {
            return None;
        }
        let begun = Instant::now();
        while begun.elapsed() < LONGEST {
            match self.receiver.recv_timeout(QUIET) {
                Ok(Change::End) => return None,
                Ok(Change::Saved(_)) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        // A folder that was made again is another one, even under the same name. What is saved
        // meanwhile is read by the run that follows.
        for folder in std::mem::take(&mut self.under_watch) {
            // One that was taken away is no longer watched anyway.
            drop(self.watcher.unwatch(&folder));
        }
        self.watch_all().ok()
    }
}

impl Watched {
    /// Whether a path is one of the watched, or lies in one; the files that editors keep for
    /// themselves do not count.
    fn holds(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || name.ends_with('~') {
            return false;
        }
        let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let path = whole(path);
        let own = self.packs.iter().chain(&self.articles);
        own.map(|own| whole(&stem(own)))
            .any(|own| path.starts_with(&own))
    }
}

/// The part of a path before the first wildcard.
fn stem(path: &Path) -> PathBuf {
    let wild = |part: &std::path::Component<'_>| {
        part.as_os_str()
            .to_string_lossy()
            .contains(['*', '?', '[', '{'])
    };
    if path.exists() || !path.components().any(|part| wild(&part)) {
        return path.to_owned();
    }
    let stem: PathBuf = path.components().take_while(|part| !wild(part)).collect();
    if stem.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        stem
    }
}

fn failure(error: &notify::Error) -> Failure {
    Failure::said(
        format!("这里不能监视文件：{error}"),
        format!("files cannot be watched here: {error}"),
    )
}
