//! How a run is shown: a table that ends with what was done, JSON, or CSV.

use rollcall_core::decide::Outcome;
use rollcall_core::time::Time;
use rollcall_engine::answer::ObserverAnswer;
use rollcall_engine::courier::Delivered;
use rollcall_report::json;
use rollcall_report::terminal::{count, status};
use serde::Serialize;

use super::run::{Run, Sent};
use crate::deliver::DeliveredJson;
use crate::exit::Ending;
use crate::output::{Output, OutputOptions, print, screen};
use crate::status::print_csv;

/// Shows a whole run, and ends as it did.
pub(super) fn whole(run: &Run, options: OutputOptions) -> anyhow::Result<Ending> {
    match options.output {
        Output::Table => {
            print(&format!("{}{}", status::table(&run.standings, screen(run.at)), closing(run)))?;
        }
        Output::Json => print(&json::text(&CheckJson::of(run)))?,
        Output::Csv => print_csv(&run.standings, run.at)?,
    }
    Ok(run.ending)
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
        }
    }
}
