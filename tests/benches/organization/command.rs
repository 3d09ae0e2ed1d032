//! What the command reads of a whole organization.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rollcall_tests::organization::Hub;
use rollcall_tests::process;

use crate::released::{binary, calls};

pub(crate) fn measure(hub: &Hub) {
    println!("| command | calls | wall | peak memory | output |");
    println!("|---|---|---|---|---|");
    for arguments in [
        &["status"][..],
        &["status", "--output", "json"],
        &["coverage"],
        &["report", "--since", "1d"],
        &["report", "--since", "1d", "--format", "json"],
    ] {
        command(hub, arguments);
    }
}

/// A command that does not exist yet is left out.
fn command(hub: &Hub, arguments: &[&str]) {
    let (before, begin, file) = (calls(hub), Instant::now(), binary("organization.out"));
    let out = std::fs::File::create(&file).expect("a file can be made");
    let mut command = Command::new(binary("rollcall"));
    command.args(arguments).args(["--table", &hub.place.table()]).envs(hub.variables());
    let mut child = command.stdout(out).stderr(Stdio::null()).spawn().expect("the command starts");
    let mut peak = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be asked") {
            break status;
        }
        peak = peak.max(process::peak_megabytes(child.id()));
        std::thread::sleep(Duration::from_millis(2));
    };
    let name = arguments.join(" ");
    // A command line that it does not take.
    if status.code() == Some(1) {
        eprintln!("{name}: there is no such command");
        return;
    }
    let (wall, calls) = (begin.elapsed().as_secs_f64(), calls(hub) - before);
    let size = std::fs::metadata(&file).map_or(0, |file| file.len()) as f64 / 1e6;
    println!("| `{name}` | {calls} | {wall:.2} s | {peak:.0} MB | {size:.2} MB |");
}
