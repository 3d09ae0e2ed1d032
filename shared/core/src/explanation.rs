//! Why an enrollment has its compliance: the rule for each component, the line of the policy that it
//! comes from, what was reported, what is held, and what happens next.

use strum::IntoStaticStr;

use crate::alert::{AlertId, Hold, Severity};
use crate::condition::Compliance;
use crate::decide;
use crate::deliver::PendingAlert;
use crate::observation::Cause;
use crate::remedy;
use crate::rules::{Absence, Assessment, Judgement, Origin, Rules};
use crate::standing::{ComponentStanding, Standing};
use crate::state::{BlindSpell, Reported, State};
use crate::text::span;
use crate::time::Time;

#[derive(Clone, Debug)]
pub struct Explanation {
    /// When it was asked for.
    pub at: Time,
    pub standing: Standing,
    /// In the standing's order.
    pub components: Vec<ComponentExplanation>,
    /// When the open problem, or the blindness, is reported again.
    pub reminder_at: Option<Time>,
    /// When blindness is reported, if it goes on.
    pub blind_at: Option<Time>,
    /// What to do about blindness.
    pub blind_remedy: Option<String>,
    /// Less severe alerts are held.
    pub notify_at: Severity,
    /// Its alerts that are not sent yet.
    pub pending: Vec<AlertId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentExplanation {
    pub component: String,
    /// The rule, such as `SUSPENDED is suspended`.
    pub rule: String,
    /// The line of the policy that it comes from, such as `[checks.odb] accept`.
    pub policy_line: Option<String>,
    pub deadline_at: Option<Time>,
    pub reported: Option<Reported>,
    /// Why its problem is not reported yet.
    pub held: Option<HeldUntil>,
    /// What to do; none if it is no problem.
    pub remedy: Option<String>,
}

/// What an enrollment needs of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Need {
    /// Someone must act.
    Act,
    /// Someone must act, but all of that is held.
    Held,
    /// The service is at work, in time.
    Wait,
    Nothing,
}

/// Why something is not reported yet, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldUntil {
    pub hold: Hold,
    /// None if it is not known.
    pub until: Option<Time>,
}

impl Explanation {
    pub fn of(state: &State, rules: Rules<'_>, pending: &[PendingAlert], at: Time) -> Self {
        let standing = Standing::of(state, rules, at);
        let own = pending.iter().filter(|pending| pending.alert.enrollment == state.enrollment);
        Self {
            at,
            components: standing.components.iter().map(|one| component(one, state, rules, at)).collect(),
            reminder_at: reminder_at(state, rules),
            blind_at: blind_at(state, rules),
            blind_remedy: state.blind.as_ref().map(|spell| remedy::of_blindness(rules, spell.latest.cause)),
            notify_at: rules.policy.notify_at,
            pending: own.map(|pending| pending.alert.id.clone()).collect(),
            standing,
        }
    }

    pub fn need(&self) -> Need {
        let Standing { problem, compliance, components, retired_at, .. } = &self.standing;
        let in_time = |one: &ComponentStanding| one.judgement.assessment == Assessment::InTime;
        match problem {
            _ if retired_at.is_some() => Need::Nothing,
            Some(_) if self.is_held() => Need::Held,
            Some(_) => Need::Act,
            None if *compliance == Compliance::NonCompliant => Need::Act,
            None if components.iter().any(in_time) => Need::Wait,
            None => Need::Nothing,
        }
    }

    /// Whether the news of every component that is a problem is held.
    fn is_held(&self) -> bool {
        let each = self.standing.components.iter().zip(&self.components);
        let mut problems = each.filter(|(one, _)| one.judgement.severity().is_some()).peekable();
        problems.peek().is_some() && problems.all(|(_, why)| why.held.is_some())
    }
}

fn reminder_at(state: &State, rules: Rules<'_>) -> Option<Time> {
    if state.blind.as_ref().is_some_and(BlindSpell::is_without_access) {
        return None;
    }
    let problem = state.problem.as_ref().and_then(|problem| problem.reported_at);
    let denied = state.blind.as_ref().filter(|spell| spell.latest.cause == Cause::Denied);
    let reported_at = problem.or(denied.and_then(|spell| spell.reported_at))?;
    Some(reported_at.plus(rules.policy.remind_every))
}

fn blind_at(state: &State, rules: Rules<'_>) -> Option<Time> {
    let may_be_reported = |spell: &&BlindSpell| spell.reported_at.is_none() && !spell.is_without_access();
    let spell = state.blind.as_ref().filter(may_be_reported)?;
    Some(spell.since.plus(rules.policy.blind_after))
}

fn component(
    standing: &ComponentStanding,
    state: &State,
    rules: Rules<'_>,
    at: Time,
) -> ComponentExplanation {
    let ComponentStanding { name, status, judgement, .. } = standing;
    let problem = state.problem.as_ref().and_then(|problem| problem.components.get(name));
    ComponentExplanation {
        component: name.clone(),
        rule: rule(standing),
        policy_line: policy_line(standing, rules),
        deadline_at: standing.deadline_at(),
        reported: problem.and_then(|problem| problem.reported.clone()),
        held: held(name, judgement, state, rules, at),
        remedy: judgement
            .severity()
            .map(|_| remedy::of_component(rules, name, status, standing.reason.as_deref())),
    }
}

/// Why news of a component is held now, and until when.
fn held(name: &str, judgement: &Judgement, state: &State, rules: Rules<'_>, at: Time) -> Option<HeldUntil> {
    let problem = state.problem.as_ref()?.components.get(name)?;
    problem.held?;
    let swings = state.swings.get(name);
    let flapping = swings.and_then(|swings| swings.flapping.as_ref());
    let hold = decide::hold(rules.policy, judgement.severity()?, problem, flapping, at)?;
    let until = match hold {
        Hold::BelowNotifyAt => None,
        Hold::TooYoung => Some(problem.since.plus(rules.policy.notify_after)),
        Hold::Flapping => swings.map(|swings| swings.last.plus(rules.policy.flapping.steady)),
    };
    Some(HeldUntil { hold, until })
}

/// The rule for a component, worded to follow `because`.
fn rule(standing: &ComponentStanding) -> String {
    let ComponentStanding { status, judgement, .. } = standing;
    let condition = judgement.condition.into_str();
    let class = match judgement.origin {
        Origin::Table => format!("{status} is {condition}"),
        Origin::Accepted => format!("the policy accepts {status}"),
        Origin::Policy => format!("the policy classes {status} as {condition}"),
        Origin::LeftOut => format!("it is {status}: no longer in the service's answer"),
        Origin::Unlisted => {
            format!("{status} is {condition}: neither Rollcall nor the policy lists it")
        }
    };
    let absence = judgement.absence.map_or("", |absence| match absence {
        Absence::NeverEnrolled => ", which is fine: it was never enrolled",
        Absence::NotRequired => ", which is fine: the policy does not require it",
        Absence::Lost => ", which is a loss: it was enrolled before",
        Absence::Required => ", and the policy always requires it",
    });
    let deadline = judgement.deadline.map_or_else(String::new, |deadline| match judgement.is_overdue() {
        true => format!(" for longer than {}", span(deadline)),
        false => format!(", which is allowed for {}", span(deadline)),
    });
    format!("{class}{absence}{deadline}")
}

/// The line of the policy that decides about a component.
fn policy_line(standing: &ComponentStanding, rules: Rules<'_>) -> Option<String> {
    let ComponentStanding { name, status, judgement, .. } = standing;
    let line = |key: &str| Some(format!("{} {key}", rules.policy_table(name)));
    match (judgement.origin, judgement.absence) {
        (Origin::Accepted, _) => line("accept"),
        (Origin::Policy, _) => line("statuses"),
        (_, Some(Absence::NotRequired | Absence::Required)) => {
            Some(format!("[checks.{}] required", rules.check.id))
        }
        _ if rules.decides_deadline(name, status) => line("deadlines"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::fixture::{Play, hour};

    fn explain(play: &Play, hours: i64) -> Explanation {
        Explanation::of(play.state(), play.rules(), &[], hour(hours))
    }

    fn rule(policy: &str, before: &str, seen: &str, hours: i64) -> String {
        let mut play = Play::new(policy);
        play.at(0, before);
        play.at(1, seen);
        play.at(hours, seen);
        let explained = explain(&play, hours);
        let one = explained.components.iter().find(|one| one.component != "onboarding");
        let one = one.unwrap_or(&explained.components[0]);
        format!(
            "{}{}",
            one.rule,
            one.policy_line.as_ref().map(|line| format!(" ({line})")).unwrap_or_default()
        )
    }

    #[test]
    fn each_rule_is_named_with_its_line_of_the_policy() {
        let accept = "[checks.odb.components.\"iam-role/\"]\naccept = [\"(gone)\"]";
        let deadline = "[checks.odb]\ndeadlines = { ACTIVATING = \"2h\" }";
        let classed = "[checks.odb.statuses]\nQUUX = \"suspended\"";
        let required = |word: &str| format!("[checks.odb]\nrequired = \"{word}\"");
        let (active, absent, role) = ("ACTIVE", "NOT_STARTED", "ACTIVE KmsTde=AVAILABLE");
        let cases = [
            ("", active, active, 2, "ACTIVE is healthy"),
            ("", active, "SUSPENDED", 2, "SUSPENDED is suspended"),
            ("", active, "ACTIVATING", 2, "ACTIVATING is progressing, which is allowed for 24 h"),
            ("", active, "ACTIVATING", 30, "ACTIVATING is progressing for longer than 24 h"),
            (
                deadline,
                active,
                "ACTIVATING",
                2,
                "ACTIVATING is progressing, which is allowed for 2 h ([checks.odb] deadlines)",
            ),
            (classed, active, "QUUX", 2, "the policy classes QUUX as suspended ([checks.odb] statuses)"),
            ("", active, "QUUX", 2, "QUUX is unknown: neither Rollcall nor the policy lists it"),
            ("", absent, absent, 2, "NOT_STARTED is absent, which is fine: it was never enrolled"),
            ("", active, absent, 2, "NOT_STARTED is absent, which is a loss: it was enrolled before"),
            (
                &required("never"),
                active,
                absent,
                2,
                "NOT_STARTED is absent, which is fine: the policy does not require it ([checks.odb] required)",
            ),
            (
                &required("always"),
                active,
                absent,
                2,
                "NOT_STARTED is absent, and the policy always requires it ([checks.odb] required)",
            ),
            (
                "",
                role,
                active,
                2,
                "it is (gone): no longer in the service's answer, which is a loss: it was enrolled before",
            ),
            (
                accept,
                role,
                active,
                2,
                "the policy accepts (gone) ([checks.odb.components.\"iam-role/\"] accept)",
            ),
        ];
        for (policy, before, seen, hours, expected) in cases {
            assert_eq!(rule(policy, before, seen, hours), expected);
        }
    }

    #[test]
    fn what_was_reported_what_is_held_and_what_comes_next() {
        let mut play = Play::new("notify_after = \"3h\"");
        play.at(0, "FAILED");
        let held = explain(&play, 1).components[0].held.unwrap();
        assert_eq!((held.hold, held.until), (Hold::TooYoung, Some(hour(3))));
        assert_eq!(explain(&play, 3).components[0].held, None, "the next look reports it");
        play.at(3, "FAILED");
        let explained = explain(&play, 4);
        let reported = explained.components[0].reported.clone().unwrap();
        assert_eq!((reported.status.as_str(), reported.at), ("FAILED", hour(3)));
        assert_eq!((explained.reminder_at, explained.components[0].held), (Some(hour(27)), None));
        play.at(5, "down");
        assert_eq!(explain(&play, 5).blind_at, Some(hour(7)));
    }

    #[test]
    fn an_enrollment_needs_people_as_it_stands_and_as_it_was_reported() {
        let need = |policy: &str, looks: &[&str]| {
            let mut play = Play::new(policy);
            looks.iter().zip(0..).for_each(|(look, hour)| drop(play.at(hour, look)));
            explain(&play, looks.len() as i64 - 1).need()
        };
        assert_eq!(need("", &["ACTIVE"]), Need::Nothing);
        assert_eq!(need("", &["ACTIVE", "ACTIVATING"]), Need::Wait);
        assert_eq!(need("", &["ACTIVE", "FAILED"]), Need::Act);
        assert_eq!(need("", &["ACTIVE", "FAILED", "down"]), Need::Act, "it was last seen so");
        assert_eq!(need("", &["ACTIVE", "QUUX"]), Need::Act, "someone must classify it");
        assert_eq!(need("notify_after = \"3h\"", &["ACTIVE", "FAILED"]), Need::Held);
        assert_eq!(need("notify_after = \"3h\"", &["ACTIVE KmsTde=AVAILABLE", "ACTIVE"]), Need::Held);
        assert_eq!(need("[checks.odb]\naccept = [\"FAILED\"]", &["FAILED"]), Need::Nothing);
    }

    #[test]
    fn a_component_that_flaps_is_held_until_it_is_steady() {
        let mut play = Play::new("");
        play.alternate(9, "FAILED", "ACTIVE");
        let held = explain(&play, 9).components[0].held.unwrap();
        assert_eq!((held.hold, held.until), (Hold::Flapping, Some(hour(20))));
    }
}
