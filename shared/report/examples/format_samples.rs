//! Writes each machine format over the samples of the tests to `target/report-samples/`, for checkers that
//! are not Rust: `cargo run -p rollcall-report --example format_samples`.

#[path = "../tests/formats/samples.rs"]
mod samples;
#[path = "../tests/formats/texts.rs"]
mod texts;

use std::path::Path;
use std::{fs, io};

use rollcall_core::change::Change;
use rollcall_core::standing::Totals;
use rollcall_report::groups::{GroupBy, groups};
use rollcall_report::{csv, json, junit};
use samples::{accounts, document, explained, from, hours, now, standings, stories};
use texts::{
    diff_csv, diff_json, histories_json, history_csv, history_json, ocsf, report_csv, report_json,
    status_csv, status_json,
};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/report-samples");
    fs::create_dir_all(&folder)?;
    for (name, text) in texts() {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

fn texts() -> [(&'static str, String); 17] {
    let stories = stories();
    let report = document(&stories);
    let standings = standings(&stories);
    let changes: Vec<Change> = stories.iter().flat_map(|story| story.changes(from())).collect();
    let by = GroupBy::OrganizationalUnit { depth: None };
    let groups = groups(&standings, by, &accounts());
    let told = &stories[7];
    [
        ("status.json", status_json(&standings)),
        ("history.json", history_json(told, hours(-400), now())),
        ("histories.json", histories_json(&stories)),
        ("diff.json", diff_json(&changes)),
        ("explain.json", json::explain(&explained(told, ""), &accounts())),
        ("outbox.json", json::outbox(&report.cover.pending, now())),
        ("report.json", report_json(&report)),
        ("groups.json", json::groups(&groups, by, &accounts(), Totals::of(&standings), now())),
        ("groups.csv", csv::groups(&groups, by, &accounts(), now())),
        ("status.csv", status_csv(&standings)),
        ("history.csv", history_csv(told, hours(-400), now())),
        ("diff.csv", diff_csv(&changes)),
        ("report.csv", report_csv(&report)),
        ("explain.csv", csv::explain(&explained(told, ""))),
        ("outbox.csv", csv::outbox(&report.cover.pending, now())),
        ("ocsf.json", ocsf(&report)),
        ("junit.xml", junit::junit(&standings, &accounts(), now())),
    ]
}
