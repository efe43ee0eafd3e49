//! A pack as it was in a revision of a git repository: `HEAD~1:rules/govnews`.

use std::process::Command;

use crate::pack::PackSource;

use super::failure::{Failure, pack_message};

/// A folder in a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// What git knows it by: `HEAD~1`, `v1.2`, `main`.
    name: String,
    /// The folder, from the root of the repository.
    folder: String,
}

impl Revision {
    /// What is written as `revision:folder`.
    pub fn parse(written: &str) -> Option<Self> {
        let (name, folder) = written.split_once(':')?;
        let folder = folder.trim_matches('/');
        let whole = !name.is_empty() && !folder.is_empty();
        whole.then(|| Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
        })
    }

    /// The folder of this name beside this one, in the same revision.
    pub fn beside(&self, name: &str) -> Self {
        let folder = match self.folder.rsplit_once('/') {
            Some((around, _)) => format!("{around}/{name}"),
            None => name.to_owned(),
        };
        Self {
            name: self.name.clone(),
            folder,
        }
    }

    /// As it is written.
    pub fn written(&self) -> String {
        format!("{}:{}", self.name, self.folder)
    }

    /// Whether there is such a folder.
    pub fn exists(&self) -> bool {
        let kind = run(git(&["cat-file", "-t", &self.written()]), "");
        kind.is_ok_and(|kind| kind.trim() == "tree")
    }

    /// Reads the pack. Its files are named as the revision is written.
    ///
    /// # Errors
    /// Where git is missing or cannot read the folder; a folder that is no pack.
    pub fn read(&self) -> Result<PackSource, Failure> {
        let written = self.written();
        let copy = tempfile::tempdir().map_err(|error| Failure::io(&written, &error))?;
        let index = copy.path().join("index");
        let folder = copy.path().join("pack");
        // An index of its own, so that the repository's is not touched; from the root of the
        // repository, since a folder within it sees only its own part of the index.
        let root = run(git(&["rev-parse", "--show-cdup"]), &written)?;
        let root = root.trim();
        let from_root = |arguments: &[&str]| {
            let mut command = git(arguments);
            command.env("GIT_INDEX_FILE", &index);
            if !root.is_empty() {
                command.current_dir(root);
            }
            run(command, &written)
        };
        from_root(&["read-tree", &written])?;
        let prefix = format!("--prefix={}/", folder.display());
        from_root(&["checkout-index", "--all", &prefix])?;
        let source = PackSource::read(&folder);
        let mut source = source.map_err(|error| Failure::Said(pack_message(&error)))?;
        let copied = folder.to_string_lossy().replace('\\', "/");
        let rename = |name: &mut String| {
            if let Some(rest) = name.strip_prefix(&copied) {
                *name = format!("{written}{rest}");
            }
        };
        source.files.iter_mut().for_each(|(name, _)| rename(name));
        source.unread.iter_mut().for_each(rename);
        Ok(source)
    }
}

fn git(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(arguments);
    command
}

/// What a command prints.
fn run(mut command: Command, written: &str) -> Result<String, Failure> {
    let output = command
        .output()
        .map_err(|error| Failure::io("git", &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim();
    Err(Failure::said(
        format!("git 读不到 {written}：{said}"),
        format!("git cannot read {written}: {said}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_has_a_name_and_a_folder() {
        let revision = Revision::parse("HEAD~1:rules/govnews/").unwrap();
        assert_eq!(revision.written(), "HEAD~1:rules/govnews");
        assert_eq!(revision.beside("base").written(), "HEAD~1:rules/base");
        let top = Revision::parse("v1:govnews").unwrap();
        assert_eq!(top.beside("base").written(), "v1:base");
        assert_eq!(Revision::parse("govnews"), None);
        assert_eq!(Revision::parse(":govnews"), None);
    }
}
