//! Opens a state file, to write it or only to read it.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::SystemTime;

use dynoxide::Database;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// How every file of SQLite begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// What the database says of a file that begins as its own do, and goes on otherwise.
const DAMAGED: [&str; 3] = ["malformed", "not a database", "encrypted"];

#[derive(Debug, thiserror::Error)]
#[error("cannot {attempted}")]
pub struct Error {
    attempted: String,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// The database in a file, which is created if it is missing; without a file, one in memory.
///
/// # Errors
/// When the file cannot be opened, or is not a database.
pub fn database(file: Option<&Path>) -> Result<Database, Error> {
    let Some(file) = file else {
        return Database::memory().map_err(|source| Error::new("open a database in memory", source));
    };
    Database::new(&file.to_string_lossy()).map_err(|source| Error::open(file, source))
}

/// A copy in memory of what a file holds now.
///
/// SQLite creates a -wal and a -shm beside a file even to read it, which fails in a folder that cannot be
/// written. While no writer has the file open there is no -wal, and all data is in the file itself: it is
/// read as immutable, which touches nothing. If there is a -wal, its -shm is there too, and SQLite reads
/// all three beside the writer.
pub(crate) fn snapshot(file: &Path) -> Result<Database, Error> {
    let database = database(None)?;
    let failed = |source| Error::open(file, source);
    let file = file.canonicalize().map_err(failed)?;
    loop {
        let before = Look::at(&file).map_err(failed)?;
        let mode = if before.has_wal { "mode=ro" } else { "immutable=1" };
        let restored = if before.is_new() { Ok(()) } else { database.restore_from(&uri(&file, mode)) };
        // A writer may have changed the file while it was read as immutable.
        if before.has_wal && restored.is_ok() || Look::at(&file).map_err(failed)? == before {
            return restored.map(|()| database).map_err(|source| Error::open(&file, source));
        }
    }
}

/// What any writer changes about a file.
#[derive(PartialEq)]
struct Look {
    has_wal: bool,
    bytes: u64,
    modified: SystemTime,
}

impl Look {
    fn at(file: &Path) -> io::Result<Self> {
        let metadata = file.metadata()?;
        let mut wal = file.as_os_str().to_owned();
        wal.push("-wal");
        let has_wal = Path::new(&wal).try_exists()?;
        Ok(Self { has_wal, bytes: metadata.len(), modified: metadata.modified()? })
    }

    /// Whether the file was created but not written yet.
    fn is_new(&self) -> bool {
        self.bytes == 0 && !self.has_wal
    }
}

/// What is wrong with a file that could not be opened, in our words: the database speaks of itself.
fn fault(file: &Path, said: &str) -> String {
    if file.is_dir() {
        "it is a folder, and not a file".to_owned()
    } else if is_foreign(file) {
        "it is no state of Rollcall".to_owned()
    } else if DAMAGED.iter().any(|word| said.contains(word)) {
        "it is damaged: put a copy of it in its place, or name another file".to_owned()
    } else if let Err(error) = File::open(file) {
        error.to_string()
    } else {
        said.trim_start_matches("Internal error: ").to_owned()
    }
}

/// Whether a file is another program's.
fn is_foreign(file: &Path) -> bool {
    let mut header = Vec::new();
    let read = File::open(file).and_then(|file| file.take(SQLITE.len() as u64).read_to_end(&mut header));
    read.is_ok_and(|bytes| bytes > 0) && header != SQLITE
}

fn uri(file: &Path, parameter: &str) -> String {
    const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/');
    format!("file://{}?{parameter}", percent_encode(file.as_os_str().as_encoded_bytes(), PATH))
}

impl Error {
    pub(crate) fn new(
        attempted: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { attempted: attempted.into(), source: source.into() }
    }

    fn open(file: &Path, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let attempted = format!("open the state {}", file.display());
        Self::new(attempted, fault(file, &source.into().to_string()))
    }
}
