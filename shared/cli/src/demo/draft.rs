//! The state of a demo while it is played: in a temporary folder beside its file.
//!
//! The file appears once all is in it. A demo that fails or is interrupted leaves nothing; one that is
//! killed leaves the folder, whose name ends with `.tmp`.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::{TempDir, TempPath};

use crate::environment;

#[derive(Debug)]
pub(super) struct Draft {
    folder: TempDir,
    target: PathBuf,
    /// Whether the target is the demo's own file, which each demo replaces.
    replaces: bool,
}

impl Draft {
    /// For a new file, or for the demo's own.
    ///
    /// # Errors
    /// When the new file exists, or its folder cannot be written.
    pub(super) fn begin(new: Option<PathBuf>) -> anyhow::Result<Self> {
        let replaces = new.is_none();
        let target = new.or_else(environment::demo_file);
        let target = target.context("there is no home folder: name a file with --state")?;
        for file in [target.clone(), wal(&target)] {
            let is_new = replaces || !file.exists();
            anyhow::ensure!(is_new, "{} exists already: name a new file with --state", file.display());
        }
        let folder = folder_beside(&target).map_err(|error| {
            let target = target.display();
            anyhow::anyhow!("cannot write beside {target}: {error}: name another file with --state")
        })?;
        Ok(Self { folder, target, replaces })
    }

    /// The file that is written until the end.
    pub(super) fn database(&self) -> PathBuf {
        self.folder.path().join("state.db")
    }

    /// Moves the database, which must be closed, to where it belongs.
    pub(super) fn finish(self) -> anyhow::Result<PathBuf> {
        self.move_database().with_context(|| format!("cannot write {}", self.target.display()))?;
        Ok(self.target)
    }

    fn move_database(&self) -> std::io::Result<()> {
        let database = TempPath::try_from_path(self.database())?;
        if self.replaces {
            // SQLite would take what an old writer has left there for a part of the new file.
            remove(&wal(&self.target))?;
            database.persist(&self.target)?;
        } else {
            database.persist_noclobber(&self.target)?;
        }
        Ok(())
    }
}

/// A new folder beside a file, with a name of its own: `demo.db.k3x9Qz.tmp`.
fn folder_beside(file: &Path) -> std::io::Result<TempDir> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent)?;
    let mut name = file.file_name().unwrap_or(OsStr::new("demo")).to_owned();
    name.push(".");
    tempfile::Builder::new().prefix(&name).suffix(".tmp").tempdir_in(parent)
}

/// What SQLite keeps beside a database that is open.
fn wal(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn remove(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
