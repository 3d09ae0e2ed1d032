//! The report as a value: what every format of it renders.

use std::collections::BTreeMap;
use std::time::Duration;

use rollcall_core::deliver::{PendingAlert, Route};
use rollcall_core::explanation::Explanation;
use rollcall_core::ports::StoredPolicy;
use rollcall_core::record::Record;
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::time::Time;
use rollcall_core::timeline::Timeline;

use crate::inventory::KnownAccounts;

#[derive(Clone, Debug)]
pub struct Document {
    pub cover: Cover,
    /// The worst first.
    pub enrollments: Vec<EnrollmentReport>,
}

/// What a report says besides its enrollments.
#[derive(Clone, Debug)]
pub struct Cover {
    pub made_at: Time,
    /// Where the period begins.
    pub from: Time,
    /// Where the period ends: enrollments are shown as they stood then.
    pub to: Time,
    /// Such as `table rollcall in us-east-1`.
    pub source: String,
    /// Rollcall's version.
    pub made_by: String,
    pub policy: PolicyNote,
    pub accounts: KnownAccounts,
    pub routes: BTreeMap<String, Route>,
    pub pending: Vec<PendingAlert>,
}

/// The policy that a report is judged by.
#[derive(Clone, Debug, Default)]
pub struct PolicyNote {
    /// Where it comes from, such as `version 3, applied 2026-03-01 08:00 UTC by ann`.
    pub origin: String,
    pub toml: String,
    /// For how long nobody may look before a status is stale.
    pub stale_after: Duration,
    /// The policies that were applied in the period, oldest first.
    pub applied: Vec<StoredPolicy>,
}

/// How an enrollment stands, and what its period was like.
#[derive(Clone, Debug)]
pub struct EnrollmentReport {
    pub explanation: Explanation,
    pub timeline: Timeline,
    pub record: Record,
}

impl EnrollmentReport {
    pub fn of(explanation: Explanation, timeline: Timeline) -> Self {
        let record = Record::of(&timeline);
        Self { explanation, timeline, record }
    }

    pub fn standing(&self) -> &Standing {
        &self.explanation.standing
    }
}

impl Document {
    pub fn totals(&self) -> Totals {
        Totals::of(self.enrollments.iter().map(EnrollmentReport::standing))
    }

    pub fn record(&self) -> Record {
        Record::sum(self.enrollments.iter().map(|one| &one.record))
    }
}
