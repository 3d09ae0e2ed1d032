//! Writes each machine format over the samples of the tests to `target/report-samples/`, for
//! checks that are not Rust: `cargo run -p rollcall-report --features documents --example format_samples`.

#[path = "../tests/formats/samples.rs"]
mod samples;

use std::path::Path;
use std::{fs, io};

use rollcall_report::change::Change;
use rollcall_report::{csv, json, junit, ocsf};
use samples::{document, explained, from, hours, now, stories};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/report-samples");
    fs::create_dir_all(&folder)?;
    for (name, text) in texts() {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

fn texts() -> [(&'static str, String); 14] {
    let stories = stories();
    let report = document(&stories);
    let standings: Vec<_> = report.enrollments.iter().map(|(standing, _)| standing.clone()).collect();
    let changes: Vec<Change> =
        stories.iter().flat_map(|story| Change::between(&story.entries, from(), now())).collect();
    let told = &stories[7];
    [
        ("status.json", json::status(&standings, now())),
        ("history.json", json::history(&told.standing.enrollment, &told.entries, hours(-400), now())),
        ("diff.json", json::diff(from(), now(), &changes)),
        ("explain.json", json::explain(&explained(told, ""))),
        ("outbox.json", json::outbox(&report.pending, now())),
        ("report.json", json::report(&report)),
        ("status.csv", csv::status(&standings, now())),
        ("history.csv", csv::history(&told.entries, hours(-400), now())),
        ("diff.csv", csv::diff(&changes)),
        ("explain.csv", csv::explain(&explained(told, ""))),
        ("outbox.csv", csv::outbox(&report.pending, now())),
        ("report.csv", csv::report(&report)),
        ("ocsf.json", ocsf::ocsf(&report)),
        ("junit.xml", junit::junit(&report)),
    ]
}
