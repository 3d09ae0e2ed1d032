//! An organization's accounts and runs, with texts that no format may let through.

use std::collections::BTreeMap;

use rollcall_core::account::{Account, AccountState};
use rollcall_core::observation::Cause;
use rollcall_core::organization::ledger::{Coverage, Run};
use rollcall_core::organization::unit::{RunId, tile};
use rollcall_report::coverage::{Blind, BlindAccount, CoverageReport, RunCoverage};

use crate::samples::{HOSTILE, hours};

/// One that is watched, one that is leaving, one that is retired.
pub(crate) fn listed() -> Vec<Account> {
    let account = |id: &str| Account {
        name: Some(HOSTILE.to_owned()),
        organizational_unit: Some(HOSTILE.to_owned()),
        owner: Some(HOSTILE.to_owned()),
        joined_at: Some(hours(-900)),
        ..Account::new(id.parse().expect("it is an account"))
    };
    vec![
        Account { found_at: Some(hours(-800)), ..account("000000000001") },
        Account { state: AccountState::Closed, ..account("111122223333") },
        Account { absences: 2, retired_at: Some(hours(-3)), ..account("444455556666") },
    ]
}

/// A run that ended with something blind and something missing, and a newer one that has not ended.
pub(crate) fn coverage() -> CoverageReport {
    let enrollment = || "odb/000000000001/us-east-1".parse().expect("it is an enrollment");
    let mut coverage = Coverage::default();
    coverage.count(None);
    coverage.count(Some("no-access"));
    coverage.miss(enrollment());
    let ranges = tile(&BTreeMap::new());
    let run = Run { id: RunId(hours(-2)), planned: 3, ranges, answered: BTreeMap::new(), coverage: None };
    let ended = Run { id: RunId(hours(-3)), coverage: Some(coverage.clone()), ..run.clone() };
    let account = BlindAccount {
        id: "000000000001".parse().expect("it is an account"),
        name: Some(HOSTILE.to_owned()),
        suspended: true,
        enrollments: vec![enrollment()],
    };
    CoverageReport {
        running: Some(RunCoverage { run, reported: 1, coverage: Coverage::default() }),
        runs: vec![RunCoverage { run: ended, reported: 10, coverage }],
        blind_now: Some(vec![Blind { cause: Cause::NoAccess, accounts: vec![account] }]),
    }
}
