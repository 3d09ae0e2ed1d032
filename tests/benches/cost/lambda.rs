//! The released binaries, built as `cargo lambda build --release` builds them.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use rollcall_sandbox::Sandbox;
use rollcall_tests::binaries::workspace;
use rollcall_tests::place::Place;

pub(crate) fn build() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(workspace()).args(["build", "--release", "--quiet"]);
    cargo.args(["-p", "observer", "-p", "courier"]);
    assert!(cargo.status().is_ok_and(|status| status.success()), "the functions do not build");
}

pub(crate) fn binary(function: &str) -> PathBuf {
    let this = std::env::current_exe().expect("a benchmark has a path");
    let folder = this.ancestors().nth(2).expect("a benchmark lies in target/release/deps");
    folder.join(function)
}

/// A place for the released functions. [`Place::new`] would build the whole workspace, and replace them by
/// functions with the features of all its members.
pub(crate) fn place(sandbox: &Arc<Sandbox>, number: usize, policy: &str) -> Place {
    let account = format!("{:012}", 200_000_000_000 + number).parse().expect("it is twelve digits");
    let place = Place { sandbox: Arc::clone(sandbox), account, policy: policy.to_owned() };
    place.prepare();
    place
}
