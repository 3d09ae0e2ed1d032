//! Why a sandbox did not start, or could not make a table.

use std::io;

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
    /// The database's file cannot be used, or it refused.
    #[error(transparent)]
    Database(#[from] rollcall_local::Error),
}

impl SandboxError {
    pub(crate) fn listen(port: u16, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::AddrInUse {
            Self::PortTaken { port }
        } else {
            Self::Listen { port, source }
        }
    }
}
