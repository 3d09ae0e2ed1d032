//! One run of `rollcall check`: asks, stores, sends.

use std::time::Duration;

use indicatif::ProgressBar;
use rollcall_aws::Sessions;
use rollcall_checks::{Services, registry};
use rollcall_core::check::CheckRules;
use rollcall_core::ports::{CallError, Inventory, Ledger, SettingsStore, Store};
use rollcall_core::standing::Standing;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_engine::clock::SystemClock;
use rollcall_engine::courier::Delivered;
use rollcall_engine::deadline::Deadline;
use rollcall_engine::observed::Observed;
use rollcall_engine::observer::Observer;
use rollcall_engine::refused::Refused;
use rollcall_engine::rulebook::Rulebook;

use super::Job;
use super::dry::Dry;
use super::organization::{self, Whole};
use crate::deliver::deliver;
use crate::exit::{AwsFailure, Ending};
use crate::output::say;
use crate::{progress, when};

/// What a run found and did.
pub(super) struct Run {
    pub(super) at: Time,
    pub(super) observed: Observed,
    /// How the enrollments that were asked for stand after the run, the worst first.
    pub(super) standings: Vec<Standing>,
    /// None unless the whole organization was asked.
    pub(super) whole: Option<Whole>,
    pub(super) sent: Sent,
    pub(super) ending: Ending,
}

/// Who sends the alerts of a run.
pub(super) enum Sent {
    /// No one: it was a dry run.
    Nothing,
    /// The courier of a deployment, later.
    ByCourier,
    Here(Delivered),
}

/// Asks for each status once, and stores and sends what follows.
pub(super) async fn run_once(job: &Job) -> anyhow::Result<Run> {
    if !job.dry_run && !job.source.may_decide() {
        ensure_same_policy(job).await?;
    }
    let (observed, whole, sent) = {
        let _lock = if job.dry_run { None } else { job.source.location.lock().await? };
        let (observed, whole) = observe(job).await?;
        observed.faults.iter().for_each(|fault| say(format_args!("error: {fault}")));
        (observed, whole, send(job).await)
    };
    let at = when::now();
    let mut standings: Vec<Standing> = Vec::new();
    for found in &observed.found {
        standings.push(Standing::of(&found.state, job.source.rules(&found.state.enrollment.check)?, at));
    }
    Standing::worst_first(&mut standings);
    let ending = ending(job, &observed, &standings, &sent);
    Ok(Run { at, observed, standings, whole, sent, ending })
}

async fn send(job: &Job) -> Sent {
    match &job.destination {
        Some(destination) => Sent::Here(deliver(&job.source.location, destination, false).await),
        None if job.dry_run => Sent::Nothing,
        None => Sent::ByCourier,
    }
}

/// A fault first, then the worst standing.
fn ending(job: &Job, observed: &Observed, standings: &[Standing], sent: &Sent) -> Ending {
    let undelivered = match (&job.destination, sent) {
        (Some(destination), Sent::Here(delivered)) => destination.ending(delivered),
        (_, Sent::Nothing | Sent::ByCourier | Sent::Here(_)) => None,
    };
    Ending::of_faults(&observed.faults).or(undelivered).unwrap_or_else(|| Ending::of(standings))
}

async fn observe(job: &Job) -> anyhow::Result<(Observed, Option<Whole>)> {
    let store = job.source.location.store();
    match job.dry_run {
        true => observe_on(job, Dry::new(store, job.organization.is_some())).await,
        false => observe_on(job, store).await,
    }
}

async fn observe_on<S>(job: &Job, store: S) -> anyhow::Result<(Observed, Option<Whole>)>
where
    S: Store + SettingsStore + Inventory + Ledger + Clone,
{
    if let Some(organization) = &job.organization {
        let (observed, whole) = organization::observe(job, organization, store).await?;
        return Ok((observed, Some(whole)));
    }
    let observer = observer(job, store);
    let asking = observer.observe(&job.request, &job.home, Deadline::NONE);
    let observed = with_progress("asking for each status", asking).await;
    Ok((observed.map_err(refused)?, None))
}

pub(super) fn observer<S>(job: &Job, store: S) -> Observer<Sessions<Services>, S, SystemClock> {
    Observer { accounts: job.accounts.clone(), store, clock: SystemClock, rulebook: rulebook(job) }
}

/// Of every check; the command decides by the policy that it was given or has found.
pub(super) fn rulebook(job: &Job) -> Rulebook {
    Rulebook {
        checks: &registry::ALL,
        known: &registry::KNOWN,
        policy: job.source.policy.clone(),
        takes_stored_policy: false,
    }
}

pub(super) fn refused(error: Refused) -> anyhow::Error {
    match error {
        Refused::Store(fault) => AwsFailure::from(fault.error),
        Refused::Plan(_) | Refused::Policy { .. } | Refused::Run(_) => error.into(),
    }
}

/// Refuses to run under another policy than the one that the stored states are judged by.
async fn ensure_same_policy(job: &Job) -> anyhow::Result<()> {
    let is_asked = |check: &CheckRules| job.checks.is_empty() || job.checks.contains(&check);
    let is_known = |state: &State| registry::find(&state.enrollment.check).is_some_and(is_asked);
    let is_judged = |state: &&State| state.retired_at.is_none() && is_known(state);
    let states = states(job).await.map_err(AwsFailure::from)?;
    states.iter().filter(is_judged).try_for_each(|state| job.source.ensure_same_policy(state))
}

/// The stored states of the accounts that are asked.
async fn states(job: &Job) -> Result<Vec<State>, CallError> {
    let location = &job.source.location;
    if job.organization.is_some() {
        return Ok(location.reader().all_states().await?.found.into_values().collect());
    }
    let own = std::slice::from_ref(&job.home.account);
    let mut states = Vec::new();
    for account in if job.named.is_empty() { own } else { &job.named } {
        states.extend(location.store().states(account).await?.found.into_values());
    }
    Ok(states)
}

/// A line of progress on a terminal, gone when the work is done.
pub(super) async fn with_progress<T>(doing: &'static str, work: impl Future<Output = T>) -> T {
    let progress = progress::show(ProgressBar::new_spinner().with_message(doing));
    progress.enable_steady_tick(Duration::from_millis(100));
    let done = work.await;
    progress.finish_and_clear();
    done
}
