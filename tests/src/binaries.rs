//! The functions' binaries, built once for all tests of a process.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}

/// The folder with the functions' binaries, in the profile that this test was built in. Builds
/// them at the first call, which blocks: ask for it before anything waits for an answer.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(build)
}

/// Builds the workspace's binaries with the features that the tests were built with, which takes no time if
/// they exist.
fn build() -> PathBuf {
    let this = std::env::current_exe().expect("a test has a path");
    let folder = this.parent().and_then(Path::parent).expect("a test lies in target/<profile>/deps");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(workspace()).args(["build", "--workspace", "--bins", "--quiet"]);
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    let status = cargo.status().expect("cargo can be started");
    assert!(status.success(), "the functions do not build");
    folder.to_owned()
}
