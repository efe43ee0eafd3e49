//! The rule packs that are part of the program.

use include_dir::{Dir, include_dir};

use crate::explain::testing::{Golden, embedded_goldens};
use crate::pack::{Pack, PackFaults, PackSource};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The name of the pack that is meant where none is named.
pub const DEFAULT: &str = "govnews";

/// The files of the shipped pack of this name, overlays included.
pub fn pack(name: &str) -> Option<PackSource> {
    let folder = folders().find(|(folder, _)| *folder == name)?.1;
    Some(PackSource::embedded(folder))
}

/// The whole articles with recorded output of the shipped pack of this name.
pub fn goldens(name: &str) -> Vec<Golden> {
    folders()
        .find(|(folder, _)| *folder == name)
        .map(|(_, folder)| embedded_goldens(folder))
        .unwrap_or_default()
}

/// The names of all shipped packs, sorted.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = folders().map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

fn folders() -> impl Iterator<Item = (&'static str, &'static Dir<'static>)> {
    RULES.dirs().filter_map(|folder| {
        let name = folder.path().file_name()?.to_str()?;
        Some((name, folder))
    })
}

impl Pack {
    /// The shipped pack under the shipped overlays of these names, in order.
    ///
    /// # Errors
    /// An overlay that does not exist (an empty one stands for it), or that does not go with
    /// those below it.
    pub fn shipped(overlays: &[&str]) -> Result<Pack, Box<PackFaults>> {
        let files = |name: &str| pack(name).unwrap_or_default();
        let overlays: Vec<PackSource> = overlays.iter().map(|name| files(name)).collect();
        let (pack, _) = Pack::load(files(DEFAULT), &overlays)?;
        Ok(pack)
    }
}
