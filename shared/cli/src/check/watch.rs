//! `rollcall check --watch`: runs again and again. A terminal or a container is then a deployment of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use rollcall_core::change::Change;
use rollcall_core::identity::Enrollment;
use rollcall_core::standing::Standing;
use rollcall_core::time::Time;
use rollcall_report::{json, terminal};

use super::run::{Run, run_once};
use super::{CheckOptions, Job, prepare, show};
use crate::exit::{self, Ending};
use crate::output::{Output, OutputOptions, print, say, screen};
use crate::watch::until_interrupted;
use crate::when;

/// Runs until it is interrupted, which ends it at once: each commit is one transaction, and an alert that was
/// not confirmed stays in the outbox.
pub(super) async fn watch(options: &CheckOptions, pause: Duration) -> anyhow::Result<Ending> {
    anyhow::ensure!(options.output.output != Output::Csv, "--watch prints tables or JSON, not CSV");
    until_interrupted(repeat(options, pause)).await
}

/// Ends only with what is wrong from the start. What fails later is printed, and tried again.
async fn repeat(options: &CheckOptions, pause: Duration) -> anyhow::Result<Ending> {
    let mut prepared = Some(prepare(options).await?);
    let mut shown = Shown::default();
    loop {
        if let Err(error) = run(options, prepared.take(), &mut shown).await {
            say(exit::told(&error));
        }
        tokio::time::sleep(pause).await;
    }
}

/// A run by the policy that is in force now.
async fn run(options: &CheckOptions, prepared: Option<Job>, shown: &mut Shown) -> anyhow::Result<()> {
    let job = match prepared {
        Some(job) => job,
        None => prepare(options).await?,
    };
    let run = run_once(&job).await?;
    shown.show(&job, &run, options.output).await
}

/// What was printed so far.
#[derive(Default)]
struct Shown {
    /// When the last run was.
    at: Option<Time>,
    versions: BTreeMap<Enrollment, u64>,
}

impl Shown {
    /// Prints the first run as a table, and of each later one what changed and a line.
    async fn show(&mut self, job: &Job, run: &Run, options: OutputOptions) -> anyhow::Result<()> {
        let changed = run.standings.iter().filter(|one| self.version(one) != Some(one.version));
        let changed: Vec<Standing> = changed.cloned().collect();
        self.versions.extend(changed.iter().map(|one| (one.enrollment.clone(), one.version)));
        match (options.output, self.at.replace(run.at)) {
            (Output::Json, _) => print(&json::line(&show::CheckJson::of(run))),
            (Output::Table | Output::Csv, None) => show::whole(run, options).map(|_| ()),
            (Output::Table | Output::Csv, Some(last)) => {
                let changes = changes(job, changed, last.next(), run.at).await?;
                let lines = terminal::changes::lines(&changes, screen(run.at));
                print(&format!("{lines}{}  {}", when::local(run.at), show::closing(run)))
            }
        }
    }

    fn version(&self, standing: &Standing) -> Option<u64> {
        self.versions.get(&standing.enrollment).copied()
    }
}

/// What changed at these enrollments, oldest first.
async fn changes(job: &Job, changed: Vec<Standing>, from: Time, to: Time) -> anyhow::Result<Vec<Change>> {
    let histories = job.source.histories(changed, from);
    let changes = histories.map_ok(|(_, entries)| Change::between(&entries, &job.source.policy, from, to));
    let mut changes = changes.try_concat().await?;
    changes.sort_by_key(|change| change.at);
    Ok(changes)
}
