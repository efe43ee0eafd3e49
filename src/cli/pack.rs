//! `--rules` and `--overlay`: which pack is meant.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::compile::Program;
use crate::diagnostic::{Diagnostic, closest};
use crate::engine::Engine;
use crate::explain::testing::{Golden, read_goldens};
use crate::pack::{MANIFEST, Pack, PackSource, View};
use crate::record::LexiconId;
use crate::shipped;

use super::failure::{Failure, pack_message};
use super::revision::Revision;

/// Arguments of every command that uses a pack.
#[derive(Debug, Clone, clap::Args)]
pub struct PackArguments {
    #[arg(long, value_name = "PACK", default_value = shipped::DEFAULT)]
    rules: String,
    #[arg(long, value_name = "PACK")]
    overlay: Vec<String>,
}

/// Arguments of the commands that look at whole packs.
#[derive(Debug, Clone, clap::Args)]
pub struct ChosenPacks {
    #[arg(value_name = "PACK")]
    pack: Option<String>,
    /// The overlays on each of them.
    #[arg(long, value_name = "PACK")]
    pub overlay: Vec<String>,
}

impl ChosenPacks {
    /// The pack that is named, else all shipped ones.
    pub fn names(&self) -> Vec<&str> {
        match &self.pack {
            Some(name) => vec![name.as_str()],
            None => shipped::names(),
        }
    }
}

/// Bases that packs name by `extends` one after the other, at most.
const BASES_LIMIT: usize = 16;

impl PackArguments {
    /// Loads the pack with its overlays, and its warnings.
    ///
    /// # Errors
    /// A name that is no pack; a broken pack with all its faults.
    pub fn load(&self) -> Result<(Arc<Pack>, Vec<Diagnostic>), Failure> {
        load(&self.rules, &self.overlay)
    }

    /// The engine of a loaded pack.
    ///
    /// # Errors
    /// A pack that goes beyond what can be compiled.
    pub fn engine(&self, pack: &Arc<Pack>) -> Result<Engine, Failure> {
        engine(pack)
    }

    /// The folders that the pack and its overlays are read from.
    pub fn folders(&self) -> Vec<PathBuf> {
        // A pack that cannot be read yet may be mended.
        let bases = match bases(&self.rules) {
            Ok(layers) => layers.into_iter().map(|(place, _)| place).collect(),
            Err(_) => vec![Place::of(&self.rules)],
        };
        let overlays = self.overlay.iter().map(|name| Place::of(name));
        let folders = bases.into_iter().chain(overlays);
        folders
            .filter_map(|place| match place {
                Place::Folder(folder) => Some(folder),
                Place::Revision(_) | Place::Shipped(_) => None,
            })
            .collect()
    }

    /// Whether only shipped packs are used, whose warnings are nobody's business here.
    pub fn is_shipped(&self) -> bool {
        let mut names = std::iter::once(&self.rules).chain(&self.overlay);
        names.all(|name| !is_folder(name))
    }
}

/// Loads a pack with its overlays, and its warnings. Where `pack` names an overlay, the base
/// that it extends is sought beside it, then among the shipped packs.
///
/// # Errors
/// A name that is no pack; a broken pack with all its faults.
pub fn load(pack: &str, overlays: &[String]) -> Result<(Arc<Pack>, Vec<Diagnostic>), Failure> {
    let mut layers: Vec<PackSource> = bases(pack)?.into_iter().map(|(_, layer)| layer).collect();
    for name in overlays {
        layers.push(source(name)?);
    }
    let base = layers.remove(0);
    match Pack::load(base, &layers) {
        Ok((pack, warnings)) => Ok((Arc::new(pack), warnings)),
        Err(found) => Err(found.into()),
    }
}

/// A pack and those that it extends, the lowest first, and where they lie.
fn bases(pack: &str) -> Result<Vec<(Place, PackSource)>, Failure> {
    let place = Place::of(pack);
    let layer = place.read()?;
    let mut layers = vec![(place, layer)];
    for _ in 0..BASES_LIMIT {
        let Some(base) = layers[0].1.extends() else {
            break;
        };
        let place = layers[0].0.beside(&base);
        let layer = place.read()?;
        layers.insert(0, (place, layer));
    }
    Ok(layers)
}

/// The engine of a loaded pack.
///
/// # Errors
/// A pack that goes beyond what can be compiled.
pub fn engine(pack: &Arc<Pack>) -> Result<Engine, Failure> {
    match Program::compile(Arc::clone(pack)) {
        Ok(program) => Ok(Engine::new(Arc::new(program))),
        Err(diagnostics) => Err(Failure::Pack {
            diagnostics,
            sources: pack.sources.clone(),
        }),
    }
}

/// The stacks in which a pack is tried: alone where there is no overlay, else under each
/// overlay, together with those before it that it extends in turn.
///
/// # Errors
/// A name that is no pack.
pub fn stacks(overlays: &[String]) -> Result<Vec<Vec<String>>, Failure> {
    if overlays.is_empty() {
        return Ok(vec![Vec::new()]);
    }
    let mut stacks: Vec<Vec<String>> = Vec::new();
    for name in overlays {
        let below = source(name)?.extends().unwrap_or_default();
        let known = stacks.iter().find(|stack| {
            let top = stack.last().map(Path::new).and_then(Path::file_name);
            top.is_some_and(|top| top == below.as_str())
        });
        let mut stack = known.cloned().unwrap_or_default();
        stack.push(name.clone());
        stacks.push(stack);
    }
    Ok(stacks)
}

/// The whole articles with recorded output of a folder or shipped pack.
///
/// # Errors
/// A name that is no pack, or a file that cannot be read.
pub fn goldens(name: &str) -> Result<Vec<Golden>, Failure> {
    if !is_folder(name) {
        return Ok(shipped::goldens(name));
    }
    let folder = Path::new(name);
    read_goldens(folder).map_err(|(path, error)| Failure::io(path.display(), &error))
}

/// The view of this name, the first one without a name.
///
/// # Errors
/// A name that the pack does not have, or a pack without views.
pub fn view_named<'p>(pack: &'p Pack, name: Option<&str>) -> Result<&'p View, Failure> {
    let found = match name {
        Some(name) => pack.views.iter().find(|view| view.name == name),
        None => pack.views.first(),
    };
    found.ok_or_else(|| {
        let names: Vec<&str> = pack.views.iter().map(|view| &*view.name).collect();
        match name {
            Some(name) => Failure::said(
                format!("规则包没有视图 {name}，有的是：{}", names.join("、")),
                format!("the pack has no view {name}, it has: {}", names.join(", ")),
            ),
            None => Failure::said("规则包没有视图（views）", "the pack has no views"),
        }
    })
}

/// Whether a name means a folder. One that only happens to be called as a shipped pack is,
/// and holds none, does not hide that pack.
fn is_folder(name: &str) -> bool {
    let folder = Path::new(name);
    let is_other = || folder.join(MANIFEST).is_file() || !shipped::names().contains(&name);
    folder.is_dir() && is_other()
}

/// Where a pack is.
enum Place {
    Folder(PathBuf),
    Revision(Revision),
    Shipped(String),
}

impl Place {
    /// A folder, else a folder of a git revision, else a shipped pack.
    fn of(name: &str) -> Self {
        if is_folder(name) {
            return Place::Folder(name.into());
        }
        match Revision::parse(name) {
            Some(revision) => Place::Revision(revision),
            None => Place::Shipped(name.to_owned()),
        }
    }

    /// The pack of this name beside this one, else the shipped one.
    fn beside(&self, name: &str) -> Self {
        match self {
            Place::Folder(folder) if folder.with_file_name(name).is_dir() => {
                Place::Folder(folder.with_file_name(name))
            }
            Place::Revision(revision) if revision.beside(name).exists() => {
                Place::Revision(revision.beside(name))
            }
            _ => Place::Shipped(name.to_owned()),
        }
    }

    fn read(&self) -> Result<PackSource, Failure> {
        match self {
            Place::Folder(folder) => read(folder),
            Place::Revision(revision) => revision.read(),
            Place::Shipped(name) => shipped_pack(name),
        }
    }
}

fn source(name: &str) -> Result<PackSource, Failure> {
    Place::of(name).read()
}

fn shipped_pack(name: &str) -> Result<PackSource, Failure> {
    shipped::pack(name).ok_or_else(|| {
        let names = shipped::names();
        Failure::said(
            format!(
                "没有规则包 {name}：没有这个文件夹，附带的有 {}",
                names.join("、")
            ),
            format!(
                "no rule pack {name}: no such folder, and shipped are {}",
                names.join(", ")
            ),
        )
    })
}

fn read(folder: &Path) -> Result<PackSource, Failure> {
    PackSource::read(folder).map_err(|error| Failure::Said(pack_message(&error)))
}

/// The lexicon of a name, with or without its `@`.
///
/// # Errors
/// A name that no lexicon has; the nearest is proposed.
pub fn lexicon(pack: &Pack, name: &str) -> Result<LexiconId, Failure> {
    let name = name.strip_prefix('@').unwrap_or(name);
    if let Some(&id) = pack.lexicon_names.get(name) {
        return Ok(id);
    }
    let names = pack.lexicons.iter().map(|lexicon| lexicon.name.as_str());
    Err(match closest(name, names) {
        Some(near) => Failure::said(
            format!("规则包没有词表 {name}，是否指 {near}？"),
            format!("the pack has no lexicon {name}, did you mean {near}?"),
        ),
        None => Failure::said(
            format!("规则包没有词表 {name}"),
            format!("the pack has no lexicon {name}"),
        ),
    })
}
