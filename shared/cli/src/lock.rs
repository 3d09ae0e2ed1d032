//! One process at a time writes a state file; readers need not wait.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::output::say;

/// Whether a process writes this file now.
pub(crate) fn is_held(file: &Path) -> bool {
    let lock = File::open(path(file));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// Keeps others from locking this file for as long as the result lives.
pub(crate) fn lock(file: &Path) -> anyhow::Result<File> {
    let path = path(file);
    let failed = || format!("cannot lock {}", path.display());
    let file = File::options().create(true).append(true).open(&path).with_context(failed)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            say(format_args!("waiting for the other rollcall that has locked {}", path.display()));
            file.lock().with_context(failed)?;
        }
        locked => locked.with_context(failed)?,
    }
    Ok(file)
}

fn path(file: &Path) -> PathBuf {
    file.with_added_extension("lock")
}
