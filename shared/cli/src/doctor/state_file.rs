//! The state file: whether it is there and can be read, and whether another process writes it.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use rollcall_core::ports::States;
use rollcall_report::finding::Finding;

use super::finding::enrollments;
use super::stored::{self, Stored};
use crate::exit::AwsFailure;
use crate::location::{LocationOptions, Opening};
use crate::lock;
use crate::shell::quoted;

/// Looks at the state file, and reads it; none if it cannot be read.
pub(super) async fn look(location: &LocationOptions, file: &Path) -> (Vec<Finding>, Option<Stored>) {
    if !file.exists() {
        let none_yet = Finding::well(what(file), "none yet: `rollcall check` makes it");
        return (vec![none_yet], Some(Stored::default()));
    }
    let stored = match location.open(Opening::Read).await {
        Ok(location) => stored::read(&location).await.map_err(AwsFailure::from),
        Err(error) => Err(error),
    };
    match stored {
        Ok(stored) => (vec![readable(file, &stored.states)], Some(stored)),
        Err(error) => (vec![unreadable(file, &error, File::open(file).err())], None),
    }
}

fn readable(file: &Path, states: &States) -> Finding {
    let number = states.found.len() + states.unreadable.len();
    let lock = if lock::is_held(file) { "; another rollcall is writing it now" } else { "" };
    Finding::well(what(file), format!("{}{lock}", enrollments(number)))
}

/// `denied` is why the file cannot be opened at all.
fn unreadable(file: &Path, error: &anyhow::Error, denied: Option<std::io::Error>) -> Finding {
    let path = quoted(&file.to_string_lossy());
    let fix = match denied {
        Some(denied) if denied.kind() == ErrorKind::PermissionDenied => format!("chmod u+rw {path}"),
        Some(_) | None => format!("mv {path} {path}.old, or name another file with --state"),
    };
    Finding::wrong(what(file), format!("{error:#}"), fix)
}

fn what(file: &Path) -> String {
    format!("file {}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_is_opened_to_its_owner_or_moved_away() {
        let fix = |denied: Option<ErrorKind>| {
            let error = anyhow::anyhow!("cannot open the state");
            let found = unreadable(Path::new("/a b/state.db"), &error, denied.map(std::io::Error::from));
            found.fault.unwrap().fix
        };
        assert_eq!(fix(Some(ErrorKind::PermissionDenied)), "chmod u+rw '/a b/state.db'");
        assert!(fix(None).starts_with("mv '/a b/state.db' '/a b/state.db'.old, or"), "{}", fix(None));
    }
}
