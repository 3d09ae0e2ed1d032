//! How a run is shown: a table that ends with what was done, JSON, or CSV.

use std::collections::{BTreeMap, BTreeSet};

use rollcall_core::condition::Compliance;
use rollcall_core::decide::Outcome;
use rollcall_core::identity::Enrollment;
use rollcall_core::organization::ledger::Coverage;
use rollcall_core::organization::unit::RunId;
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::time::Time;
use rollcall_engine::answer::ObserverAnswer;
use rollcall_engine::courier::Delivered;
use rollcall_engine::look::Found;
use rollcall_report::json;
use rollcall_report::terminal::{count, status, wrapped};
use serde::Serialize;

use super::organization::Whole;
use super::run::{Run, Sent};
use crate::deliver::DeliveredJson;
use crate::exit::Ending;
use crate::output::{Output, OutputOptions, print, screen};
use crate::status::print_csv;

/// Shows a whole run, and ends as it did.
pub(super) fn whole(run: &Run, options: OutputOptions) -> anyhow::Result<Ending> {
    match options.output {
        Output::Table => {
            print(&format!("{}{}", table(run), wrapped(&closing(run), screen(run.at).columns)))?;
        }
        Output::Json => print(&json::text(&CheckJson::of(run)))?,
        Output::Csv => print_csv(&run.standings, run.at)?,
    }
    Ok(run.ending)
}

/// Every enrollment; of an organization only those that stand out.
fn table(run: &Run) -> String {
    let Run { standings, at, .. } = run;
    if run.whole.is_none() {
        return status::table(standings, screen(*at));
    }
    let changed = changed(run);
    let stands_out = |standing: &&Standing| {
        let is_bad = standing.compliance == Compliance::NonCompliant || standing.problem.is_some();
        is_bad || standing.blind.is_some() || changed.contains(&standing.enrollment)
    };
    let shown: Vec<Standing> = standings.iter().filter(stands_out).cloned().collect();
    status::exceptions(&shown, &Totals::of(standings), screen(*at))
}

/// What changed in this run.
fn changed(run: &Run) -> BTreeSet<&Enrollment> {
    let found = run.observed.found.iter().filter(|found| has_changed(found));
    found.map(|found| &found.state.enrollment).collect()
}

/// The first look at an enrollment is no change.
pub(super) fn has_changed(found: &Found) -> bool {
    found.outcome == Outcome::Changed && found.state.version > 1
}

/// `asked 5, changed 1, blind 0; 1 alert sent, 0 waiting`.
pub(super) fn closing(run: &Run) -> String {
    let Run { observed, sent, .. } = run;
    let failed = match observed.faults.len() {
        0 => String::new(),
        some => format!(", failed {some}"),
    };
    let sent = match (sent, observed.alerts()) {
        (Sent::Nothing, _) => "dry run: nothing was stored or sent".to_owned(),
        (Sent::ByCourier, 0) => "no new alert".to_owned(),
        (Sent::ByCourier, 1) => "1 alert waits for the courier".to_owned(),
        (Sent::ByCourier, some) => format!("{some} alerts wait for the courier"),
        (Sent::Here(Delivered { sent, waiting, .. }), _) => {
            format!("{} sent, {waiting} waiting", count(*sent, "alert"))
        }
    };
    if let Some(Whole { accounts, coverage, .. }) = &run.whole {
        let asked = coverage.expected - coverage.missing;
        return format!(
            "asked {asked} in {}, changed {}, blind {}, missing {}; {sent}\n",
            count(*accounts, "account"),
            observed.count(Outcome::Changed),
            coverage.blind(),
            coverage.missing,
        );
    }
    format!(
        "asked {}, changed {}, blind {}{failed}; {sent}\n",
        observed.found.len() + observed.faults.len(),
        observed.count(Outcome::Changed),
        observed.count(Outcome::Blind)
    )
}

/// `rollcall.check/1`: the observer's answer, and what was sent if this command sends.
#[derive(Serialize)]
pub(super) struct CheckJson {
    schema: &'static str,
    at: Time,
    dry_run: bool,
    #[serde(flatten)]
    answer: ObserverAnswer,
    delivered: Option<DeliveredJson>,
    coverage: Option<CoverageJson>,
}

/// What a run of the organization expected and saw.
#[derive(Serialize)]
struct CoverageJson {
    run: RunId,
    accounts: usize,
    planned: usize,
    expected: usize,
    seen: usize,
    blind: BTreeMap<String, usize>,
    missing: usize,
}

impl CoverageJson {
    fn of(whole: &Whole) -> Self {
        let Whole { plan, accounts, coverage } = whole;
        let Coverage { expected, seen, missing, .. } = *coverage;
        let (accounts, planned, blind) = (*accounts, plan.planned, coverage.blind.clone());
        Self { run: plan.id, accounts, planned, expected, seen, blind, missing }
    }
}

impl CheckJson {
    pub(super) fn of(run: &Run) -> Self {
        let delivered = match &run.sent {
            Sent::Nothing | Sent::ByCourier => None,
            Sent::Here(delivered) => Some(DeliveredJson::of(delivered)),
        };
        Self {
            schema: "rollcall.check/1",
            at: run.at,
            dry_run: matches!(run.sent, Sent::Nothing),
            answer: ObserverAnswer::of(&run.observed),
            delivered,
            coverage: run.whole.as_ref().map(CoverageJson::of),
        }
    }
}
