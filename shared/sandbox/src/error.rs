//! Why a sandbox did not start, or could not make a table.

use std::io;
use std::path::PathBuf;

/// Why a sandbox did not start, or could not make a table.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Another process listens on the port.
    #[error("port {port} on 127.0.0.1 is in use; stop what listens there, or take another port")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The port cannot be listened on.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// The database file cannot be used.
    #[error("cannot open the database {path}", path = path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// Why.
        source: DatabaseError,
    },
    /// The database refused.
    #[error("cannot {action}")]
    Database {
        /// What was tried.
        action: String,
        /// Why.
        source: DatabaseError,
    },
}

/// What the database engine says.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct DatabaseError(#[from] dynoxide::DynoxideError);

impl SandboxError {
    pub(crate) fn listen(port: u16, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::AddrInUse {
            Self::PortTaken { port }
        } else {
            Self::Listen { port, source }
        }
    }

    pub(crate) fn database(action: &str, source: dynoxide::DynoxideError) -> Self {
        Self::Database { action: action.to_owned(), source: DatabaseError(source) }
    }
}
