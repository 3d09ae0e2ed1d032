//! `rollcall check --organization`: plan, units and reconcile in one process. It retires nothing.

use futures_util::StreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};
use rollcall_aws::AwsOrganization;
use rollcall_checks::Services;
use rollcall_core::organization::ledger::{Coverage, Run as Plan};
use rollcall_core::organization::unit::Unit;
use rollcall_core::ports::{Inventory, Ledger, SettingsStore, Store};
use rollcall_engine::clock::SystemClock;
use rollcall_engine::deadline::Deadline;
use rollcall_engine::look::Found;
use rollcall_engine::observed::Observed;
use rollcall_engine::planner::Planner;
use rollcall_engine::refused::Refused;

use super::Job;
use super::run::{observer, refused, rulebook, with_progress};
use super::show::has_changed;
use super::unlisted::not_planned;
use crate::output::say;
use crate::progress;

/// Each asks for 64 statuses at once.
const UNITS_AT_ONCE: usize = 2;

/// A run of the organization.
pub(super) struct Whole {
    pub(super) plan: Plan,
    /// How many accounts are watched.
    pub(super) accounts: usize,
    pub(super) coverage: Coverage,
}

pub(super) async fn observe<S>(
    job: &Job,
    organization: &AwsOrganization<Services>,
    store: S,
) -> anyhow::Result<(Observed, Whole)>
where
    S: Store + SettingsStore + Inventory + Ledger + Clone,
{
    let planner = Planner {
        organization: organization.clone(),
        store: store.clone(),
        clock: SystemClock,
        rulebook: rulebook(job),
    };
    let planning = planner.plan(&job.home, Deadline::NONE);
    let planned = with_progress("listing the organization", planning).await;
    let planned = planned.map_err(|error| not_planned(error, organization, &job.home.account))?;
    for fault in &planned.unanswered {
        say(format_args!("warning: {fault}; each account is asked itself"));
    }
    let mut observed = units(job, &planned.run, store).await?;
    observed.found.extend(planned.inventory.filter(stands_out));
    let coverage = planner.reconcile(planned.run.id, &job.home, Deadline::NONE).await.map_err(refused)?;
    Ok((observed, Whole { plan: planned.run, accounts: planned.accounts, coverage }))
}

/// Whether there is news of the check of the inventory: it is no part of what is expected of the accounts.
fn stands_out(inventory: &Found) -> bool {
    let Found { state, alerts, .. } = inventory;
    state.problem.is_some() || state.blind.is_some() || has_changed(inventory) || *alerts
}

/// All units of a run. What one could not load is a fault, and the others go on.
async fn units<S>(job: &Job, plan: &Plan, store: S) -> anyhow::Result<Observed>
where
    S: Store + SettingsStore + Inventory + Ledger,
{
    let observer = observer(job, store);
    let bar = bar(plan);
    let unit = async |unit: Unit| observer.observe_unit_and_keep(&unit, &job.home, Deadline::NONE).await;
    let of_run = plan.ranges.iter().map(|range| Unit { run: plan.id, range: range.clone() });
    let mut units = futures_util::stream::iter(of_run).map(unit).buffered(UNITS_AT_ONCE);
    let mut observed = Observed::default();
    while let Some(unit) = units.next().await {
        match unit {
            Ok(unit) => observed.extend(unit),
            Err(Refused::Store(fault)) => observed.faults.push(fault),
            Err(error @ (Refused::Plan(_) | Refused::Policy { .. } | Refused::Run(_))) => {
                return Err(refused(error));
            }
        }
        bar.inc(1);
        bar.set_message(format!("{} of {}", observed.found.len(), plan.planned));
    }
    bar.finish_and_clear();
    Ok(observed)
}

/// Units, and enrollments: on a terminal, and gone when the work is done.
fn bar(plan: &Plan) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} units, {msg} enrollments");
    let bar = ProgressBar::new(plan.ranges.len() as u64).with_message(format!("0 of {}", plan.planned));
    progress::show(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
}
