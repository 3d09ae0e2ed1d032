//! Runs as the ledger has them, and what cannot be seen now.

use anyhow::Context as _;
use rollcall_core::organization::inventory;
use rollcall_core::organization::ledger::{Run, reconcile};
use rollcall_core::organization::unit::RunId;
use rollcall_core::ports::{Inventory as _, Ledger as _};
use rollcall_report::coverage::{Blind, CoverageReport, RunCoverage, blind_now};

use crate::exit::AwsFailure;
use crate::location::Location;

/// How far the newest run that has ended is searched for.
const NEWEST: usize = 20;

/// The newest run that has ended, or the newest if none has.
pub(super) async fn newest(location: &Location) -> anyhow::Result<CoverageReport> {
    let runs = location.store().newest_runs(NEWEST).await.map_err(AwsFailure::from)?;
    let newest = runs.first().filter(|run| run.coverage.is_none());
    let Some(shown) = runs.iter().find(|run| run.coverage.is_some()) else {
        let runs = match newest {
            Some(run) => vec![so_far(location, run).await?],
            None => Vec::new(),
        };
        return Ok(CoverageReport { running: None, runs, blind_now: None });
    };
    let running = match newest {
        Some(run) => Some(so_far(location, run).await?),
        None => None,
    };
    let blind_now = Some(blind(location).await?);
    Ok(CoverageReport { running, runs: vec![so_far(location, shown).await?], blind_now })
}

/// A run by its id.
pub(super) async fn one(location: &Location, id: RunId) -> anyhow::Result<CoverageReport> {
    let run = location.store().run(id).await.map_err(AwsFailure::from)?;
    let run = run.with_context(|| {
        format!("there is no run {id}: `rollcall coverage --runs` lists them; they are kept for 90 days")
    })?;
    let newest = location.store().newest_runs(NEWEST).await.map_err(AwsFailure::from)?;
    let is_newest = newest.iter().find(|run| run.coverage.is_some()).is_some_and(|newest| newest.id == id);
    let blind_now = if is_newest { Some(blind(location).await?) } else { None };
    Ok(CoverageReport { running: None, runs: vec![so_far(location, &run).await?], blind_now })
}

/// The newest runs.
pub(super) async fn several(location: &Location, wanted: usize) -> anyhow::Result<CoverageReport> {
    let newest = location.store().newest_runs(wanted).await.map_err(AwsFailure::from)?;
    let mut runs = Vec::new();
    for run in &newest {
        runs.push(so_far(location, run).await?);
    }
    Ok(CoverageReport { running: None, runs, blind_now: None })
}

/// A run with what its units have reported.
async fn so_far(location: &Location, run: &Run) -> anyhow::Result<RunCoverage> {
    let units = location.store().units(run.id).await.map_err(AwsFailure::from)?;
    let coverage = run.coverage.clone().unwrap_or_else(|| reconcile(run, &units, [], |_| Vec::new()));
    Ok(RunCoverage { run: run.clone(), reported: units.len(), coverage })
}

/// What is expected of a run and cannot be seen now. The check of the inventory is no part of one.
async fn blind(location: &Location) -> anyhow::Result<Vec<Blind>> {
    let (reader, store) = (location.reader(), location.store());
    let (states, accounts) =
        tokio::join!(reader.states(|enrollment| enrollment.check != inventory::RULES.id), store.accounts());
    let (states, accounts) = (states.map_err(AwsFailure::from)?, accounts.map_err(AwsFailure::from)?);
    Ok(blind_now(&states, &accounts))
}
