//! What is stored of every enrollment: those that are blind, stale, never seen, or cannot be read.

use std::collections::{BTreeMap, BTreeSet};

use rollcall_checks::registry;
use rollcall_core::identity::Enrollment;
use rollcall_core::observation::Blindness;
use rollcall_core::plan::Planned;
use rollcall_core::policy::Policy;
use rollcall_core::ports::States;
use rollcall_core::state::{BlindSpell, Sight, State};
use rollcall_core::text::{one_line, span};
use rollcall_core::time::Time;
use rollcall_engine::fault::chain;
use rollcall_report::finding::Finding;
use rollcall_report::terminal::count;

use super::asked::{self, Asked};
use super::finding::{enrollments, named};
use super::place::Place;

pub(super) fn findings(
    states: &States,
    asked: &[Asked],
    policy: &Policy,
    place: &Place,
    now: Time,
) -> Vec<Finding> {
    let watched: Vec<&State> = states.found.values().filter(|state| state.retired_at.is_none()).collect();
    let planned = asked.iter().map(|(planned, _)| planned);
    // Only this command looks at a file: what was asked just now is more than what is stored.
    let is_asked = |state: &&State| {
        !place.is_deployed() && asked.iter().any(|(planned, _)| planned.enrollment == state.enrollment)
    };
    let stored = watched.iter().copied().filter(|state| !is_asked(state));
    let mut findings: Vec<Finding> = summary(&watched, now).into_iter().collect();
    findings.extend(never_asked(planned, states, place));
    findings.extend(blind(stored, if place.is_deployed() { " to the observer's role" } else { "" }, now));
    findings.extend(stale(&watched, policy, place, now));
    findings.extend(unreadable(states));
    findings
}

fn summary(watched: &[&State], now: Time) -> Option<Finding> {
    let newest = watched.iter().map(|state| state.looked_at).max()?;
    let accounts: BTreeSet<_> = watched.iter().map(|state| &state.enrollment.target.account).collect();
    let (accounts, last) = (count(accounts.len(), "account"), span(now.since(newest)));
    Some(Finding::well(enrollments(watched.len()), format!("in {accounts}; the last look was {last} ago")))
}

/// What a run would look at, and none has.
fn never_asked<'a>(
    planned: impl Iterator<Item = &'a Planned>,
    states: &States,
    place: &Place,
) -> Option<Finding> {
    if !place.is_deployed() && states.found.is_empty() {
        // The first check makes the file.
        return None;
    }
    let is_watched = |enrollment: &Enrollment| {
        let found = states.found.get(enrollment).is_some_and(|state| state.retired_at.is_none());
        found || states.unreadable.contains_key(enrollment)
    };
    let new: Vec<&Enrollment> =
        planned.map(|planned| &planned.enrollment).filter(|enrollment| !is_watched(enrollment)).collect();
    let detail = || format!("planned, and no run has looked yet: {}", named(new.iter().copied()));
    (!new.is_empty()).then(|| Finding::wrong(enrollments(new.len()), detail(), place.observe_more()))
}

/// A blind enrollment.
type Blind<'a> = (&'a State, &'a BlindSpell);

/// One for each check and cause. `to` is as in [`asked::fix`].
fn blind<'a>(states: impl Iterator<Item = &'a State>, to: &str, now: Time) -> Vec<Finding> {
    let mut by_cause = BTreeMap::<_, Vec<Blind<'_>>>::new();
    for state in states {
        if let Some(spell) = &state.blind {
            let Blindness { cause, code, .. } = &spell.latest;
            let group = (&state.enrollment.check, state.sight == Sight::Never, cause.into_str(), code);
            by_cause.entry(group).or_default().push((state, spell));
        }
    }
    by_cause.into_values().filter_map(|group| of_one_cause(&group, to, now)).collect()
}

/// `group` is of one check.
fn of_one_cause(group: &[Blind<'_>], to: &str, now: Time) -> Option<Finding> {
    let (State { enrollment, sight, .. }, spell) = group.iter().min_by_key(|(_, spell)| spell.since)?;
    let Blindness { cause, message, .. } = &spell.latest;
    let seen = if *sight == Sight::Never { "never answered, asked" } else { "blind" };
    let (age, message) = (span(now.since(spell.since)), one_line(message));
    let names = named(group.iter().map(|(state, _)| &state.enrollment));
    let detail = format!("{seen} for {age} ({}: {message}): {names}", cause.into_str());
    let check = &enrollment.check;
    let fix = match registry::find(check) {
        Some(check) => asked::fix(check, &spell.latest, &enrollment.target.region, to),
        None => format!("update Rollcall: this version has no check {check}"),
    };
    Some(Finding::wrong(format!("{} of {check}", enrollments(group.len())), detail, fix))
}

fn stale(watched: &[&State], policy: &Policy, place: &Place, now: Time) -> Option<Finding> {
    let stale: Vec<&State> =
        watched.iter().copied().filter(|state| policy.is_stale(state.looked_at, now)).collect();
    let oldest = stale.iter().map(|state| state.looked_at).min()?;
    let names = named(stale.iter().map(|state| &state.enrollment));
    let detail = format!("stale, nobody looked for up to {}: {names}", span(now.since(oldest)));
    Some(Finding::wrong(enrollments(stale.len()), detail, place.observe_on_schedule()))
}

fn unreadable(states: &States) -> Option<Finding> {
    let (_, error) = states.unreadable.first_key_value()?;
    let detail = format!("{}; in all: {}", chain(error), named(states.unreadable.keys()));
    let fix = "update Rollcall: another version has written what this one cannot read";
    Some(Finding::wrong(format!("{} unreadable", enrollments(states.unreadable.len())), detail, fix))
}

#[cfg(test)]
mod tests {
    use rollcall_core::observation::{Cause, Observation};
    use rollcall_core::ports::{CallError, CallErrorClass};

    use super::*;

    fn hour(hours: i64) -> Time {
        Time::from_epoch_millis(1_795_230_000_000 + hours * 3_600_000)
    }

    fn key(number: usize) -> Enrollment {
        format!("odb/{number:012}/us-east-1").parse().unwrap()
    }

    /// Seen at hour 0.
    fn seen(number: usize) -> State {
        State { sight: Sight::Observed, ..State::new(&key(number), hour(0)) }
    }

    fn unseen(number: usize, cause: Cause, code: &str) -> State {
        let latest = Blindness::new(cause, Some(code), None, "not allowed");
        State {
            blind: Some(BlindSpell { since: hour(-3), latest, recorded: true, reported_at: None }),
            ..seen(number)
        }
    }

    fn states(states: impl IntoIterator<Item = State>) -> States {
        let found = states.into_iter().map(|state| (state.enrollment.clone(), state)).collect();
        States { found, ..States::default() }
    }

    fn table() -> Place {
        Place { table: Some("rollcall".to_owned()), ..Place::default() }
    }

    fn planned(number: usize) -> Asked {
        let check = registry::find("odb").unwrap();
        (Planned { check, enrollment: key(number) }, Observation::NotApplicable)
    }

    /// Each finding and its fix, but the first, which counts.
    fn faults(states: &States, asked: &[Asked], place: &Place, now: Time) -> Vec<(String, String)> {
        let found = findings(states, asked, &Policy::default(), place, now);
        let of =
            |finding: Finding| Some((format!("{}: {}", finding.what, finding.detail), finding.fault?.fix));
        found.into_iter().filter_map(of).collect()
    }

    #[test]
    fn what_was_seen_in_time_is_one_line() {
        let found =
            findings(&states([seen(0), seen(1)]), &[planned(0)], &Policy::default(), &table(), hour(2));
        let summary = Finding::well("2 enrollments", "in 2 accounts; the last look was 2 h ago");
        assert_eq!(found, [summary]);
        assert_eq!(findings(&States::default(), &[], &Policy::default(), &table(), hour(2)), []);
    }

    #[test]
    fn three_thousand_that_are_blind_for_two_causes_are_two_findings() {
        let denied = (0..2000).map(|number| unseen(number, Cause::Denied, "AccessDeniedException"));
        let failing = (2000..3000).map(|number| unseen(number, Cause::Unavailable, "InternalError"));
        let faults = faults(&states(denied.chain(failing)), &[], &table(), hour(0));
        let [(denied, allow), (failing, again)] = &faults[..] else { panic!("{faults:?}") };
        assert!(
            denied.starts_with("2000 enrollments of odb: blind for 3 h (denied: not allowed): odb/0000"),
            "{denied}"
        );
        assert!(
            denied.ends_with(" and 1990 more") && allow.starts_with("allow it to the observer's role: {"),
            "{allow}"
        );
        assert!(
            failing.starts_with("1000 enrollments of odb: blind") && again.starts_with("try again"),
            "{failing}"
        );
    }

    #[test]
    fn what_never_answered_is_told_apart_from_what_no_longer_does() {
        let never = State { sight: Sight::Never, ..unseen(1, Cause::Malformed, "") };
        let faults = faults(&states([unseen(0, Cause::Malformed, ""), never]), &[], &table(), hour(0));
        let told: Vec<&str> = faults.iter().map(|(told, _)| &told[..31]).collect();
        assert_eq!(
            told,
            ["1 enrollment of odb: blind for 3", "1 enrollment of odb: never answ"].map(|told| &told[..31])
        );
        assert!(faults.iter().all(|(_, fix)| fix.starts_with("update Rollcall")));
    }

    #[test]
    fn in_a_file_what_was_asked_just_now_stands_above_what_is_stored() {
        let stored = states([unseen(0, Cause::Denied, ""), unseen(1, Cause::Denied, "")]);
        let file = Place { file: "state.db".to_owned(), ..Place::default() };
        let count = |place: &Place| faults(&stored, &[planned(0)], place, hour(0))[0].0[..2].to_owned();
        assert_eq!([count(&file), count(&table())], ["1 ", "2 "]);
    }

    #[test]
    fn stale_is_longer_than_the_policy_allows() {
        let stored = states([
            seen(0),
            State { looked_at: hour(40), ..seen(1) },
            State { retired_at: Some(hour(0)), ..seen(2) },
        ]);
        assert_eq!(faults(&stored, &[], &table(), hour(48)), []);
        let stale = "1 enrollment: stale, nobody looked for up to 49 h: odb/000000000000/us-east-1";
        let expected = |fix: &str| [(stale.to_owned(), fix.to_owned())];
        assert_eq!(faults(&stored, &[], &table(), hour(49)), expected("aws scheduler list-schedules"));
        let file = Place { file: "state.db".to_owned(), ..Place::default() };
        assert_eq!(faults(&stored, &[], &file, hour(49)), expected("rollcall check --state state.db"));
    }

    #[test]
    fn what_is_planned_and_was_never_looked_at_is_named() {
        let retired = State { retired_at: Some(hour(0)), ..seen(1) };
        let faults =
            faults(&states([seen(0), retired]), &[planned(0), planned(1), planned(2)], &table(), hour(0));
        let [(told, fix)] = &faults[..] else { panic!("{faults:?}") };
        let names = "odb/000000000001/us-east-1, odb/000000000002/us-east-1";
        assert_eq!(told, &format!("2 enrollments: planned, and no run has looked yet: {names}"));
        assert_eq!(fix, "aws scheduler list-schedules");
    }

    #[test]
    fn a_state_of_another_version_is_named() {
        let error = CallError {
            attempted: "read the state".to_owned(),
            class: CallErrorClass::Unreadable,
            code: None,
            request_id: None,
            source: "it is of schema 9".into(),
        };
        let stored = States { unreadable: BTreeMap::from([(key(0), error)]), ..states([seen(1)]) };
        let faults = faults(&stored, &[planned(0)], &table(), hour(0));
        let [(told, fix)] = &faults[..] else { panic!("{faults:?}") };
        assert!(
            told.contains("could not read the state: it is of schema 9; in all: odb/000000000000"),
            "{told}"
        );
        assert!(fix.starts_with("update Rollcall"), "{fix}");
    }
}
