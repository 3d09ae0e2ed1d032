//! The check `access`: whether Rollcall may enter an account. While it may not, nothing else can be seen
//! there.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::account::Account;
use crate::check::{CheckRules, ComponentRules, Scope, StatusRules};
use crate::condition::Condition::{Failed, Healthy, Limited, Progressing};
use crate::identity::{AccountId, Enrollment, Target};
use crate::observation::{Blindness, Cause, Observation, Reading};
use crate::plan::{Home, Planned};
use crate::state::State;
use crate::time::Time;

/// How long a new account may be without its role: a stack set takes its time.
pub const GRACE: Duration = Duration::from_secs(24 * 3600);

const ROLE: &str = "role";
const ASSUMED: &str = "ASSUMED";
const WAITING: &str = "WAITING";
const ACCOUNT_SUSPENDED: &str = "ACCOUNT_SUSPENDED";
const DENIED: &str = "DENIED";

const NOT_TRUSTED: &str = "Deploy infra/member.yaml to the account: its stack set may not reach the account's organizational unit, \
    or its instance failed there. If the role is there, its trust policy has another external id, hub account or \
    organization than this deployment: compare with the parameters of the hub's stack.";

pub static RULES: CheckRules = CheckRules {
    id: "access",
    service: "Rollcall's role in the account",
    scope: Scope::Account,
    action: "sts:AssumeRole",
    organization_action: None,
    console_path: "iam/home?region={region}",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html",
    components: &[ComponentRules {
        name: ROLE,
        statuses: &[
            StatusRules::new(ASSUMED, Healthy),
            StatusRules::within_hours(WAITING, Progressing, GRACE.as_secs() / 3600),
            StatusRules::new(ACCOUNT_SUSPENDED, Limited),
            StatusRules::new(DENIED, Failed),
        ],
        remedies: &[
            (Progressing, NOT_TRUSTED),
            (
                Limited,
                "AWS or someone in the organization has suspended the account: see AWS Organizations, and AWS Support \
                 for the reason. Its services are not asked until it is active again.",
            ),
            (Failed, NOT_TRUSTED),
        ],
        reasons: &[
            (
                "service control policy",
                "A service control policy of the organization denies sts:AssumeRole for this role. Add the role to the \
                 exceptions of that policy, or move the account: AWS Organizations, Policies.",
            ),
            (
                "no identity-based policy allows",
                "The role of Rollcall's own function may not assume roles: deploy the hub's stack again, with the \
                 parameter MemberRole that the member accounts have.",
            ),
        ],
    }],
};

/// What came of entering an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Entered,
    /// AWS suspended the account, so it was not tried.
    Suspended,
    Refused(Blindness),
}

pub fn planned(account: &AccountId, home: &Home) -> Planned {
    let target = Target { account: account.clone(), region: home.region.clone() };
    Planned { check: &RULES, enrollment: Enrollment { check: RULES.id.to_owned(), target } }
}

/// The status of the role. A refusal waits for the role of an account that is new and was not entered yet; what
/// says nothing about the role, such as throttling, is blindness.
pub fn observation(
    entry: &Entry,
    account: Option<&Account>,
    known: Option<&State>,
    now: Time,
) -> Observation {
    let (status, reason) = match entry {
        Entry::Entered => (ASSUMED, None),
        Entry::Suspended => (ACCOUNT_SUSPENDED, None),
        Entry::Refused(blindness) => match blindness.cause {
            Cause::Denied if is_awaited(account, known, now) => (WAITING, Some(&blindness.message)),
            Cause::Denied => (DENIED, Some(&blindness.message)),
            Cause::NoAccess | Cause::Throttled | Cause::Unavailable | Cause::Timeout | Cause::Malformed => {
                return Observation::Blind(blindness.clone());
            }
        },
    };
    let reading = Reading { status: status.to_owned(), reason: reason.cloned() };
    let components = BTreeMap::from([(ROLE.to_owned(), reading)]);
    Observation::of(components, BTreeMap::new())
}

fn is_awaited(account: Option<&Account>, known: Option<&State>, now: Time) -> bool {
    let Some(found_at) = account.and_then(|account| account.found_at) else { return false };
    now.since(found_at) < GRACE && !known.is_some_and(|known| was_entered_since(known, found_at))
}

/// An account that came back is new to its role, whatever its state remembers from before.
fn was_entered_since(known: &State, found_at: Time) -> bool {
    let was_seen = known.last_observed.is_some_and(|at| at >= found_at);
    let mut role = known.components.get(ROLE).into_iter();
    was_seen && role.any(|role| role.was_enrolled && [ASSUMED, DENIED].contains(&role.status.as_str()))
}

/// What stands for the answer of a service in an account that cannot be entered.
pub fn no_access(entry: &Entry) -> Observation {
    let (code, request_id, message) = match entry {
        Entry::Entered => (None, None, "the role was not assumed"),
        Entry::Suspended => (None, None, "the account is suspended"),
        Entry::Refused(Blindness { code, request_id, message, .. }) => {
            (code.as_deref(), request_id.as_deref(), message.as_str())
        }
    };
    Observation::Blind(Blindness::new(Cause::NoAccess, code, request_id, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::fixture::hour;

    fn refused(cause: Cause) -> Entry {
        Entry::Refused(Blindness::new(cause, Some("AccessDenied"), Some("r-1"), "is not authorized"))
    }

    fn found(at: i64) -> Account {
        Account { found_at: Some(hour(at)), ..Account::new("111122223333".parse().unwrap()) }
    }

    /// The role's state, last seen at that hour.
    fn seen(status: &str, ever_entered: bool, at: i64) -> State {
        let enrollment = "access/111122223333/us-east-1".parse().unwrap();
        let role = crate::state::ComponentState {
            status: status.to_owned(),
            reason: None,
            since: hour(0),
            was_enrolled: ever_entered,
        };
        let components = BTreeMap::from([(ROLE.to_owned(), role)]);
        State { components, last_observed: Some(hour(at)), ..State::new(&enrollment, hour(0)) }
    }

    fn status(observation: &Observation) -> String {
        match observation {
            Observation::Observed(snapshot) => snapshot.components()[ROLE].status.clone(),
            Observation::Blind(blindness) => blindness.cause.into_str().to_owned(),
            Observation::NotApplicable => "not applicable".to_owned(),
        }
    }

    #[test]
    fn a_refusal_waits_for_the_role_of_a_new_account_only() {
        let cases = [
            (Some(found(0)), None, 23, WAITING),
            (Some(found(0)), None, 24, DENIED),
            (Some(found(0)), Some(seen(DENIED, false, 1)), 23, WAITING),
            (Some(found(0)), Some(seen(ASSUMED, true, 0)), 23, DENIED),
            (Some(found(0)), Some(seen(DENIED, true, 1)), 23, DENIED),
            // Suspended when it joined.
            (Some(found(5)), Some(seen(ACCOUNT_SUSPENDED, true, 6)), 23, WAITING),
            // It left, and came back without its role.
            (Some(found(9)), Some(seen(ASSUMED, true, 8)), 32, WAITING),
            (Some(found(9)), Some(seen(DENIED, true, 8)), 32, WAITING),
            (Some(found(9)), Some(seen(WAITING, true, 9)), 32, WAITING),
            (Some(found(9)), Some(seen(WAITING, true, 9)), 33, DENIED),
            (None, None, 0, DENIED),
        ];
        for (account, known, now, expected) in cases {
            let observation =
                observation(&refused(Cause::Denied), account.as_ref(), known.as_ref(), hour(now));
            assert_eq!(status(&observation), expected, "{account:?} {known:?} {now}");
        }
    }

    #[test]
    fn what_says_nothing_about_the_role_is_blindness() {
        for cause in [Cause::Throttled, Cause::Unavailable, Cause::Timeout, Cause::Malformed] {
            assert_eq!(status(&observation(&refused(cause), None, None, hour(0))), cause.into_str());
        }
        assert_eq!(status(&observation(&Entry::Entered, None, None, hour(0))), ASSUMED);
        assert_eq!(status(&observation(&Entry::Suspended, None, None, hour(0))), ACCOUNT_SUSPENDED);
    }

    #[test]
    fn what_cannot_be_seen_without_the_role_says_why() {
        for entry in [refused(Cause::Denied), refused(Cause::Throttled), Entry::Suspended] {
            assert_eq!(status(&no_access(&entry)), "no-access");
        }
        let Observation::Blind(blindness) = no_access(&refused(Cause::Denied)) else { panic!("blind") };
        assert_eq!(
            (blindness.code.as_deref(), blindness.message.as_str()),
            (Some("AccessDenied"), "is not authorized")
        );
    }
}
