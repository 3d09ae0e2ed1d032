//! One process at a time writes a state file; readers need not wait.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;

use crate::output::say;

/// How soon a lock that another has is tried again.
const AGAIN: Duration = Duration::from_millis(50);

/// Whether a process writes this file now.
pub(crate) fn is_held(file: &Path) -> bool {
    let lock = File::open(path(file));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// Keeps others from locking this file for as long as the result lives. It is tried again and again: a
/// call that blocks could not be interrupted.
pub(crate) async fn lock(file: &Path) -> anyhow::Result<File> {
    let path = path(file);
    let failed = || format!("cannot lock {}", path.display());
    let file = File::options().create(true).append(true).open(&path).with_context(failed)?;
    let mut waits = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(error).with_context(failed),
            Err(TryLockError::WouldBlock) if waits => {}
            Err(TryLockError::WouldBlock) => {
                say(format_args!("waiting for the other rollcall that has locked {}", path.display()));
                waits = true;
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
}

fn path(file: &Path) -> PathBuf {
    file.with_added_extension("lock")
}
