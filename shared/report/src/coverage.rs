//! What runs of the organization saw: what every format of `rollcall coverage` renders.

use std::collections::BTreeMap;

use rollcall_core::account::{Account, Watch};
use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::observation::Cause;
use rollcall_core::organization::ledger::{Coverage, Run};
use rollcall_core::state::State;

#[derive(Clone, Debug)]
pub struct CoverageReport {
    /// The newest run, if it has not ended and another is shown.
    pub running: Option<RunCoverage>,
    /// The newest first.
    pub runs: Vec<RunCoverage>,
    /// None where the runs say nothing about now.
    pub blind_now: Option<Vec<Blind>>,
}

#[derive(Clone, Debug)]
pub struct RunCoverage {
    pub run: Run,
    /// How many of its units have reported.
    pub reported: usize,
    /// If it has not ended, of the units that have reported.
    pub coverage: Coverage,
}

/// What cannot be seen for one cause.
#[derive(Clone, Debug)]
pub struct Blind {
    pub cause: Cause,
    pub accounts: Vec<BlindAccount>,
}

#[derive(Clone, Debug)]
pub struct BlindAccount {
    pub id: AccountId,
    pub name: Option<String>,
    /// Whether it is suspended: its services are not asked, and no one must act.
    pub suspended: bool,
    pub enrollments: Vec<Enrollment>,
}

impl RunCoverage {
    pub fn has_ended(&self) -> bool {
        self.run.coverage.is_some()
    }
}

impl Blind {
    pub fn enrollments(&self) -> impl Iterator<Item = &Enrollment> {
        self.accounts.iter().flat_map(|account| &account.enrollments)
    }
}

/// What cannot be seen now, by cause and account. What is retired is not expected.
pub fn blind_now<'a>(
    states: impl IntoIterator<Item = &'a State>,
    accounts: &BTreeMap<AccountId, Account>,
) -> Vec<Blind> {
    let mut blind: BTreeMap<&'static str, (Cause, BTreeMap<AccountId, Vec<Enrollment>>)> = BTreeMap::new();
    for state in states {
        let id = &state.enrollment.target.account;
        let watch = accounts.get(id).map(Account::watch);
        let is_expected = state.retired_at.is_none() && watch != Some(Watch::Retired);
        let Some(spell) = state.blind.as_ref().filter(|_| is_expected) else { continue };
        let cause = spell.latest.cause;
        let (_, of_cause) = blind.entry(cause.into_str()).or_insert_with(|| (cause, BTreeMap::new()));
        of_cause.entry(id.clone()).or_default().push(state.enrollment.clone());
    }
    let account = |(id, enrollments): (AccountId, Vec<Enrollment>)| {
        let known = accounts.get(&id);
        let suspended = known.is_some_and(|account| account.watch() == Watch::Suspended);
        BlindAccount { name: known.and_then(|account| account.name.clone()), suspended, id, enrollments }
    };
    let group = |(cause, of_cause): (Cause, BTreeMap<_, _>)| Blind {
        cause,
        accounts: of_cause.into_iter().map(account).collect(),
    };
    blind.into_values().map(group).collect()
}
