//! The released binaries, built as `cargo lambda build --release` builds them: each with the
//! features of its own package.

use std::path::PathBuf;
use std::process::Command;

use rollcall_tests::binaries::workspace;

/// Builds the three functions.
pub(crate) fn build() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(workspace()).args(["build", "--release", "--quiet"]);
    cargo.args(["-p", "compute-optimizer", "-p", "iot-fleetwise", "-p", "odb"]);
    assert!(cargo.status().is_ok_and(|status| status.success()), "the functions do not build");
}

/// The binary of a function.
pub(crate) fn binary(check: &str) -> PathBuf {
    let this = std::env::current_exe().expect("a benchmark has a path");
    let folder = this.ancestors().nth(2).expect("a benchmark lies in target/release/deps");
    folder.join(check)
}
