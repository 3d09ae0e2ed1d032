//! What a run found, gathered: accounts to which the same happened are one group, however many they are.

use std::collections::{BTreeMap, BTreeSet};

use rollcall_checks::registry;
use rollcall_core::condition::Compliance;
use rollcall_core::decide::Outcome;
use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::state::State;
use rollcall_engine::look::Found;

/// Accounts in which the same checks moved from the same statuses to the same statuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) compliance: Compliance,
    pub(super) accounts: Vec<AccountId>,
    pub(super) moves: Vec<Move>,
}

/// A status of a check's main component that is new.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Move {
    pub(super) check: &'static str,
    /// None at the first look.
    pub(super) from: Option<String>,
    pub(super) to: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    pub(super) groups: Vec<Group>,
    /// How many enrollments can no longer be seen.
    pub(super) lost: usize,
    /// How many enrollments of each account are no longer watched.
    pub(super) retired: BTreeMap<AccountId, usize>,
}

/// What was seen last.
#[derive(Debug, Default)]
pub(super) struct Tally {
    statuses: BTreeMap<Enrollment, String>,
    blind: BTreeSet<Enrollment>,
}

impl Tally {
    /// What is new after a run.
    pub(super) fn add(&mut self, found: &[Found]) -> News {
        let mut news = News::default();
        let mut moved: BTreeMap<(Move, Compliance), Vec<AccountId>> = BTreeMap::new();
        for Found { state, outcome, .. } in found {
            let account = state.enrollment.target.account.clone();
            match outcome {
                Outcome::Blind => news.lost += usize::from(self.blind.insert(state.enrollment.clone())),
                Outcome::Retired => *news.retired.entry(account).or_default() += 1,
                Outcome::Changed | Outcome::Unchanged | Outcome::NotApplicable => {
                    self.blind.remove(&state.enrollment);
                    if let Some(one) = self.moved(state) {
                        moved.entry((one, state.compliance)).or_default().push(account);
                    }
                }
            }
        }
        news.groups = grouped(moved);
        news
    }

    fn moved(&mut self, state: &State) -> Option<Move> {
        let check = registry::find(&state.enrollment.check)?;
        let to = state.components.get(check.main_component())?.status.clone();
        let from = self.statuses.insert(state.enrollment.clone(), to.clone());
        (from.as_ref() != Some(&to)).then_some(Move { check: check.id, from, to })
    }
}

/// Joins what happened to the same accounts.
fn grouped(moved: BTreeMap<(Move, Compliance), Vec<AccountId>>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for ((one, compliance), accounts) in moved {
        match groups.iter_mut().find(|group| group.compliance == compliance && group.accounts == accounts) {
            Some(group) => group.moves.push(one),
            None => groups.push(Group { compliance, accounts, moves: vec![one] }),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use rollcall_core::state::ComponentState;
    use rollcall_core::time::Time;

    use super::*;

    const NOW: Time = Time::from_epoch_millis(0);

    fn found(enrollment: &str, status: &str, outcome: Outcome) -> Found {
        let enrollment = enrollment.parse().unwrap();
        let mut state = State { compliance: Compliance::Compliant, ..State::new(&enrollment, NOW) };
        let main = registry::find(&enrollment.check).unwrap().main_component();
        let status = status.to_owned();
        let component = ComponentState { status, reason: None, since: NOW, was_enrolled: false };
        state.components.insert(main.to_owned(), component);
        Found { state, outcome, alerts: false }
    }

    fn odb(account: usize, status: &str) -> Found {
        found(&format!("odb/{account:012}/us-east-1"), status, Outcome::Unchanged)
    }

    fn role(account: usize, status: &str) -> Found {
        found(&format!("access/{account:012}/us-east-1"), status, Outcome::Unchanged)
    }

    /// `2 accounts: odb ACTIVE -> FAILED` for each group.
    fn told(news: &News) -> Vec<String> {
        let told = |one: &Move| match &one.from {
            Some(from) => format!("{} {from} -> {}", one.check, one.to),
            None => format!("{} {}", one.check, one.to),
        };
        let group = |group: &Group| {
            let moves: Vec<String> = group.moves.iter().map(told).collect();
            format!("{} accounts: {}", group.accounts.len(), moves.join(", "))
        };
        news.groups.iter().map(group).collect()
    }

    #[test]
    fn what_moved_alike_is_one_group_and_what_stood_still_is_none() {
        let mut tally = Tally::default();
        let all = |first: &str| [odb(1, first), odb(2, first), odb(3, "ACTIVE"), role(3, "ASSUMED")];
        assert_eq!(
            told(&tally.add(&all("ACTIVE"))),
            ["1 accounts: access ASSUMED", "3 accounts: odb ACTIVE"]
        );
        assert_eq!(told(&tally.add(&all("ACTIVE"))), Vec::<String>::new());
        assert_eq!(told(&tally.add(&all("FAILED"))), ["2 accounts: odb ACTIVE -> FAILED"]);
    }

    #[test]
    fn what_happened_to_the_same_accounts_is_joined() {
        let mut tally = Tally::default();
        let news = tally.add(&[odb(1, "ACTIVE"), role(1, "ASSUMED"), odb(2, "SUSPENDED"), role(3, "DENIED")]);
        let expected = [
            "1 accounts: access ASSUMED, odb ACTIVE",
            "1 accounts: access DENIED",
            "1 accounts: odb SUSPENDED",
        ];
        assert_eq!(told(&news), expected);
    }

    #[test]
    fn what_is_lost_is_counted_once_until_it_is_seen_again() {
        let mut tally = Tally::default();
        let blind = || [found("odb/111122223333/us-east-1", "ACTIVE", Outcome::Blind)];
        let seen = || [found("odb/111122223333/us-east-1", "ACTIVE", Outcome::Unchanged)];
        let lost: Vec<usize> =
            [blind(), blind(), seen(), blind()].iter().map(|found| tally.add(found).lost).collect();
        assert_eq!(lost, [1, 0, 0, 1]);
    }
}
