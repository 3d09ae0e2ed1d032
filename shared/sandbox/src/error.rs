//! Why a sandbox did not start, or could not create a table or a topic.

use std::io;

#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("port {port} on 127.0.0.1 is in use; stop what listens there, or take another port")]
    PortTaken { port: u16 },
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen { port: u16, source: io::Error },
    #[error(
        "cannot create the topic {name:?}: a name has 1 to 256 letters, digits, hyphens and underscores, all of them ASCII"
    )]
    TopicName { name: String },
    /// The database's file cannot be used, or the database refused.
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
