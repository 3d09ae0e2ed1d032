//! The deployed functions: when each last completed a run, by its metrics, and by what the table shows.

use std::time::Duration;

use rollcall_aws::SdkConfig;
use rollcall_aws::metrics::{LastRuns, last_runs};
use rollcall_core::ports::CallError;
use rollcall_core::text::span;
use rollcall_core::time::Time;
use rollcall_report::finding::Finding;

use super::finding::{allow, failed, is_denied};
use super::place::Place;
use super::stored::{Stored, StoredRoute};
use crate::shell::quoted;

const ACTIONS: [&str; 2] = ["cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics"];

/// One of the two functions.
#[derive(Clone, Copy, Debug)]
struct Function {
    name: &'static str,
    /// Counts its completed runs.
    metric: &'static str,
    /// To the nearest of which its last run is known.
    step: Duration,
    /// Without a completed run for longer, something is wrong.
    late: Duration,
    /// Its section in infra/README.md.
    runbook: &'static str,
}

const OBSERVER: Function = Function {
    name: "observer",
    metric: "RunCompleted",
    step: minutes(5),
    // A day, the longest usual schedule, and some.
    late: minutes(26 * 60),
    runbook: "observer-run-missing",
};

const COURIER: Function = Function {
    name: "courier",
    metric: "CourierCompleted",
    step: minutes(1),
    late: minutes(15),
    runbook: "courier-run-missing",
};

/// The courier counts subscriptions once an hour.
const COUNT_LATE: Duration = minutes(75);

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// The last runs that the metrics show.
#[derive(Debug)]
pub(super) struct Runs {
    observer: LastRuns,
    courier: LastRuns,
}

pub(super) async fn read(sdk: &SdkConfig, now: Time) -> Result<Runs, CallError> {
    let of = |function: Function| last_runs(sdk, function.metric, function.step, now);
    let (observer, courier) = tokio::try_join!(of(OBSERVER), of(COURIER))?;
    Ok(Runs { observer, courier })
}

impl Runs {
    /// The names of the observer and the courier that completed a run last.
    pub(super) fn newest(&self) -> [Option<String>; 2] {
        [&self.observer, &self.courier].map(|runs| match runs {
            LastRuns::Of(runs) => runs.iter().max_by_key(|(_, at)| **at).map(|(name, _)| name.clone()),
            LastRuns::NotServed => None,
        })
    }
}

/// `stored` is none if the table cannot be read.
pub(super) fn findings(
    runs: &Result<Runs, CallError>,
    stored: Option<&Stored>,
    place: &Place,
    now: Time,
) -> Vec<Finding> {
    let mut findings = match runs {
        Err(error) => vec![without_metrics(error)],
        Ok(Runs { observer: LastRuns::Of(_), courier: LastRuns::Of(_) }) => Vec::new(),
        Ok(_) => vec![Finding::well("metrics", "what answers at AWS_ENDPOINT_URL is not CloudWatch")],
    };
    if let Ok(Runs { observer, courier }) = runs {
        findings.extend(by_metrics(OBSERVER, observer, now));
        findings.extend(by_metrics(COURIER, courier, now));
    }
    findings.extend(stored.and_then(|stored| last_look(stored, place, now)));
    findings.extend(stored.into_iter().flat_map(|stored| last_counts(stored, place, now)));
    findings
}

fn without_metrics(error: &CallError) -> Finding {
    if is_denied(error) {
        failed("metrics", error, allow("", &ACTIONS, "*"))
    } else {
        failed("metrics", error, "try again later; AWS_ENDPOINT_URL and HTTPS_PROXY say where CloudWatch is")
    }
}

/// Metrics do not say which table a function uses: one that is late is another stack's, or was deleted, if
/// another is not.
fn by_metrics(function: Function, runs: &LastRuns, now: Time) -> Vec<Finding> {
    let LastRuns::Of(runs) = runs else { return Vec::new() };
    if runs.is_empty() {
        let detail = "no run is counted yet: a new metric takes up to 15 min to appear";
        return vec![Finding::well(function.name, detail)];
    }
    let is_late = |at: &Option<Time>| at.is_none_or(|at| now.since(at) > function.late);
    let all_late = runs.values().all(is_late);
    let finding = |(name, at): (&String, &Option<Time>)| {
        let what = format!("{} {name}", function.name);
        let when = match at {
            Some(at) => format!("last completed a run {} ago", span(now.since(*at))),
            None => format!("completed no run in the last {}", span(function.step * 1440)),
        };
        if !is_late(at) {
            Finding::well(what, when)
        } else if !all_late {
            Finding::well(what, format!("{when}: of another stack, or deleted"))
        } else {
            Finding::wrong(what, format!("{when} (infra/README.md: {})", function.runbook), logs(name))
        }
    };
    runs.iter().map(finding).collect()
}

/// The log group of a function has a name of its own.
fn logs(function: &str) -> String {
    format!(
        "aws logs tail --since 1d \"$(aws lambda get-function-configuration --function-name {} \
         --query LoggingConfig.LogGroup --output text)\"",
        quoted(function)
    )
}

/// The observer's last look, by the states. None if there is no state yet.
fn last_look(stored: &Stored, place: &Place, now: Time) -> Option<Finding> {
    let age = now.since(stored.states.found.values().map(|state| state.looked_at).max()?);
    let detail = format!("{} ago, by the states in the table", span(age));
    Some(if age > OBSERVER.late {
        Finding::wrong("last look", detail, place.observe_on_schedule())
    } else {
        Finding::well("last look", detail)
    })
}

/// The courier's last count of each route's subscriptions. What was just deployed has none.
fn last_counts(stored: &Stored, place: &Place, now: Time) -> Vec<Finding> {
    let first_looks =
        stored.states.found.values().map(|state| state.first_observed.unwrap_or(state.changed_at));
    let is_new = first_looks.min().is_none_or(|first| now.since(first) <= COURIER.late);
    let finding = |(name, stored): (&String, &StoredRoute)| {
        let what = format!("last count of {name}");
        let Some(known) = stored.route.subscriptions else {
            if is_new {
                return Finding::well(what, "none yet: the courier's first run counts");
            }
            return Finding::wrong(what, "no courier has served this route yet", place.deliver());
        };
        let age = now.since(known.asked_at);
        let detail = format!("{} ago: the courier counts subscriptions once an hour", span(age));
        if age > COUNT_LATE {
            Finding::wrong(what, detail, place.deliver())
        } else {
            Finding::well(what, detail)
        }
    };
    stored.routes.iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rollcall_core::deliver::{KnownSubscriptions, Route};
    use rollcall_core::ports::{CallErrorClass, States};
    use rollcall_core::state::State;

    use super::*;

    fn ago(age: Duration) -> Time {
        Time::from_epoch_millis(1_795_230_000_000 - i64::try_from(age.as_millis()).unwrap())
    }

    fn runs(observers: &[(&str, Option<u64>)]) -> LastRuns {
        let run = |(name, age): &(&str, Option<u64>)| (String::from(*name), age.map(|age| ago(minutes(age))));
        LastRuns::Of(observers.iter().map(run).collect())
    }

    fn place() -> Place {
        Place { table: Some("rollcall".to_owned()), courier: Some("c".to_owned()), ..Place::default() }
    }

    /// Each finding with the first three words of its fix.
    fn told(findings: Vec<Finding>) -> Vec<String> {
        let fix = |fix: &str| fix.split(' ').take(3).collect::<Vec<_>>().join(" ");
        let text = |finding: Finding| {
            let told = format!("{}: {}", finding.what, finding.detail);
            finding.fault.map_or(told.clone(), |fault| format!("{told} -> {}", fix(&fault.fix)))
        };
        findings.into_iter().map(text).collect()
    }

    fn by_metrics(observers: &[(&str, Option<u64>)]) -> Vec<String> {
        told(super::by_metrics(OBSERVER, &runs(observers), ago(Duration::ZERO)))
    }

    #[test]
    fn a_function_may_be_late_only_if_another_is_not() {
        assert_eq!(by_metrics(&[("a", Some(50))]), ["observer a: last completed a run 50 min ago"]);
        assert_eq!(by_metrics(&[("a", Some(26 * 60))]), ["observer a: last completed a run 26 h ago"]);
        let runbook = "(infra/README.md: observer-run-missing) -> aws logs tail";
        let late = [format!("observer a: last completed a run 26 h 1 min ago {runbook}")];
        assert_eq!(by_metrics(&[("a", Some(26 * 60 + 1))]), late);
        let none = [format!("observer a: completed no run in the last 5 d {runbook}")];
        assert_eq!(by_metrics(&[("a", None)]), none);
        let two = by_metrics(&[("a", None), ("b", Some(5))]);
        let elsewhere = "observer a: completed no run in the last 5 d: of another stack, or deleted";
        assert_eq!(two, [elsewhere, "observer b: last completed a run 5 min ago"]);
        let new = by_metrics(&[]);
        assert_eq!(new, ["observer: no run is counted yet: a new metric takes up to 15 min to appear"]);
    }

    #[test]
    fn the_function_that_ran_last_is_the_one_that_lines_name() {
        let runs = Runs {
            observer: runs(&[("a", Some(9)), ("b", Some(2)), ("c", None)]),
            courier: LastRuns::NotServed,
        };
        assert_eq!(runs.newest(), [Some("b".to_owned()), None]);
    }

    fn stored(looked: Duration, asked: Option<Duration>) -> Stored {
        let key = "odb/111122223333/us-east-1".parse().unwrap();
        let found =
            BTreeMap::from([(key, State::new(&"odb/111122223333/us-east-1".parse().unwrap(), ago(looked)))]);
        let known = |asked| KnownSubscriptions { asked_at: ago(asked), ..KnownSubscriptions::default() };
        let route = Route { subscriptions: asked.map(known), ..Route::default() };
        let routes =
            BTreeMap::from([("default".to_owned(), StoredRoute { route, ..StoredRoute::default() })]);
        Stored { states: States { found, ..States::default() }, policy: None, routes }
    }

    #[test]
    fn the_table_shows_when_each_last_worked_even_without_metrics() {
        let class = CallErrorClass::Configuration;
        let code = Some("AccessDeniedException".to_owned());
        let (attempted, source) = ("list the metric RunCompleted".to_owned(), "no".into());
        let denied: Result<Runs, _> = Err(CallError { attempted, class, code, request_id: None, source });
        let found = |stored: &Stored| told(findings(&denied, Some(stored), &place(), ago(Duration::ZERO)));
        let well = found(&stored(minutes(60), Some(minutes(75))));
        assert!(
            well[0].starts_with("metrics: could not list the metric RunCompleted (AccessDenied"),
            "{well:?}"
        );
        assert!(well[0].ends_with(" -> allow it: {\"Effect\":"), "{well:?}");
        let count = "h 15 min ago: the courier counts subscriptions once an hour";
        assert_eq!(
            well[1..],
            [
                "last look: 1 h ago, by the states in the table".to_owned(),
                format!("last count of default: 1 {count}")
            ]
        );
        let late = found(&stored(minutes(27 * 60), Some(minutes(76))));
        assert!(
            late[1].ends_with(" -> aws scheduler list-schedules")
                && late[2].ends_with(" -> aws lambda invoke"),
            "{late:?}"
        );
        let new = found(&stored(minutes(15), None));
        assert_eq!(new[2], "last count of default: none yet: the courier's first run counts");
        let never = found(&stored(minutes(16), None));
        assert_eq!(
            never[2],
            "last count of default: no courier has served this route yet -> aws lambda invoke"
        );
    }

    #[test]
    fn an_endpoint_that_is_not_cloudwatch_is_no_fault() {
        let elsewhere = Ok(Runs { observer: LastRuns::NotServed, courier: LastRuns::NotServed });
        let found = told(findings(&elsewhere, None, &place(), ago(Duration::ZERO)));
        assert_eq!(found, ["metrics: what answers at AWS_ENDPOINT_URL is not CloudWatch"]);
    }
}
