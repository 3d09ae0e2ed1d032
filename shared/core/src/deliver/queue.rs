//! The queue of a route, and which alerts of it go out now.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::route::{ERROR_BYTES_MAX, backoff};
use crate::alert::{Alert, AlertId, Kind, Severity};
use crate::identity::Enrollment;
use crate::text;
use crate::time::Time;

/// A pending alert without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: AlertId,
    /// None if this build does not know the word.
    pub kind: Option<Kind>,
    /// None if this build does not know the word.
    pub severity: Option<Severity>,
    /// When it may be tried again, if the channel refused it.
    pub due_at: Option<Time>,
}

/// An alert in a route's queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingAlert {
    pub alert: Alert,
    /// How often the channel refused it.
    pub attempts: u32,
    /// When it may be tried again, if the channel refused it.
    pub due_at: Option<Time>,
    /// Why the channel last refused it.
    pub last_error: Option<String>,
}

impl PendingAlert {
    /// An alert that was never tried.
    pub fn new(alert: Alert) -> Self {
        Self { alert, attempts: 0, due_at: None, last_error: None }
    }

    /// The alert after the channel refused it.
    pub fn refused(self, reason: &str, now: Time) -> Self {
        let attempts = self.attempts.saturating_add(1);
        let last_error = Some(text::cut(reason.to_owned(), ERROR_BYTES_MAX));
        Self { attempts, due_at: Some(now.plus(backoff(attempts))), last_error, ..self }
    }
}

/// What to do with the alerts of one enrollment, in this order. If a step fails, the rest waits for the
/// next run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub enrollment: Enrollment,
    /// In the order of the alerts' versions.
    pub steps: Vec<Step>,
}

/// What to do with one alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Send(AlertId),
    /// Not sent: it is a reminder, and a later alert says more.
    Supersede {
        /// The reminder.
        id: AlertId,
        /// The later alert.
        by: AlertId,
    },
}

/// Which alerts of a queue go out now: the most urgent enrollment first. They do not wait for each other.
pub fn plan(queue: &[Waiting], now: Time) -> Vec<Lane> {
    let mut by_enrollment = BTreeMap::<Enrollment, Vec<&Waiting>>::new();
    for waiting in queue {
        by_enrollment.entry(waiting.id.parts().0).or_default().push(waiting);
    }
    let mut lanes: Vec<(Reverse<Option<Severity>>, Time, Lane)> = by_enrollment
        .into_iter()
        .filter_map(|(enrollment, mut alerts)| {
            alerts.sort_by_key(|waiting| waiting.id.parts().1);
            let urgency = Reverse(alerts.iter().map(|waiting| waiting.severity).max()?);
            let oldest = alerts.iter().map(|waiting| waiting.id.parts().2).min()?;
            Some((urgency, oldest, Lane { enrollment, steps: steps(&alerts, now) }))
        })
        .collect();
    lanes.sort_by(|one, other| {
        (&one.0, one.1, &one.2.enrollment).cmp(&(&other.0, other.1, &other.2.enrollment))
    });
    lanes.into_iter().map(|(_, _, lane)| lane).filter(|lane| !lane.steps.is_empty()).collect()
}

/// The steps up to the first alert that is not due.
fn steps(alerts: &[&Waiting], now: Time) -> Vec<Step> {
    let step = |(place, waiting): (usize, &&Waiting)| {
        let later = alerts.get(place + 1).filter(|_| waiting.kind == Some(Kind::Reminder));
        match later {
            Some(later) => Some(Step::Supersede { id: waiting.id.clone(), by: later.id.clone() }),
            None => waiting.due_at.is_none_or(|due_at| due_at <= now).then(|| Step::Send(waiting.id.clone())),
        }
    };
    alerts.iter().enumerate().map_while(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(seconds: i64) -> Time {
        Time::from_epoch_millis(1_795_230_000_000 + seconds * 1000)
    }

    /// An alert by Region, version, kind and severity.
    fn waiting(region: &str, version: u64, kind: Kind, severity: Severity) -> Waiting {
        let enrollment = format!("odb/111122223333/{region}").parse().unwrap();
        let at = time(i64::try_from(version).unwrap());
        let id = AlertId::new(&enrollment, version, at);
        Waiting { id, kind: Some(kind), severity: Some(severity), due_at: None }
    }

    /// `us-east-1: send 1, supersede 2 by 3`.
    fn planned(queue: &[Waiting], now: i64) -> Vec<String> {
        let version = |id: &AlertId| id.parts().1;
        let step = |step: &Step| match step {
            Step::Send(id) => format!("send {}", version(id)),
            Step::Supersede { id, by } => format!("supersede {} by {}", version(id), version(by)),
        };
        let lane = |lane: &Lane| {
            let steps: Vec<String> = lane.steps.iter().map(step).collect();
            format!("{}: {}", lane.enrollment.target.region, steps.join(", "))
        };
        plan(queue, time(now)).iter().map(lane).collect()
    }

    const EAST: &str = "us-east-1";
    const WEST: &str = "us-west-2";

    #[test]
    fn alerts_of_an_enrollment_go_out_in_the_order_of_their_versions() {
        let alert = |version| waiting(EAST, version, Kind::Failure, Severity::Critical);
        assert_eq!(planned(&[alert(3), alert(1), alert(20)], 99), ["us-east-1: send 1, send 3, send 20"]);
    }

    #[test]
    fn a_reminder_is_superseded_by_what_waits_behind_it_and_nothing_else_is() {
        let alert = |version, kind| waiting(EAST, version, kind, Severity::Critical);
        let down = [
            alert(1, Kind::Failure),
            alert(2, Kind::Reminder),
            alert(3, Kind::Reminder),
            alert(4, Kind::Degradation),
            alert(5, Kind::Reminder),
        ];
        let expected = "us-east-1: send 1, supersede 2 by 3, supersede 3 by 4, send 4, send 5";
        assert_eq!(planned(&down, 99), [expected]);
        let over = [&down[..], &[waiting(EAST, 6, Kind::Recovery, Severity::Info)]].concat();
        assert!(planned(&over, 99)[0].ends_with("send 4, supersede 5 by 6, send 6"));
    }

    #[test]
    fn the_most_urgent_enrollment_goes_first_then_the_one_that_waits_longest() {
        let queue = [
            waiting("eu-west-1", 7, Kind::Degradation, Severity::Warning),
            waiting(WEST, 5, Kind::Degradation, Severity::Warning),
            waiting(EAST, 9, Kind::Failure, Severity::Critical),
        ];
        assert_eq!(planned(&queue, 99), ["us-east-1: send 9", "us-west-2: send 5", "eu-west-1: send 7"]);
    }

    #[test]
    fn what_was_refused_holds_back_its_own_enrollment_until_it_is_due() {
        let mut refused = waiting(EAST, 2, Kind::Failure, Severity::Critical);
        refused.due_at = Some(time(60));
        let queue = [
            waiting(EAST, 1, Kind::Failure, Severity::Critical),
            refused,
            waiting(EAST, 3, Kind::Recovery, Severity::Info),
            waiting(WEST, 4, Kind::Failure, Severity::Critical),
        ];
        assert_eq!(planned(&queue, 59), ["us-east-1: send 1", "us-west-2: send 4"]);
        assert_eq!(planned(&queue, 60)[0], "us-east-1: send 1, send 2, send 3");
        assert_eq!(planned(&queue[1..3], 59), Vec::<String>::new());
    }

    #[test]
    fn an_alert_of_a_kind_that_this_build_does_not_know_is_sent() {
        let unknown =
            Waiting { kind: None, severity: None, ..waiting(EAST, 1, Kind::Failure, Severity::Info) };
        assert_eq!(planned(&[unknown], 99), ["us-east-1: send 1"]);
    }
}
