//! What a function answers: the public contract, in JSON.

use std::collections::BTreeMap;

use rollcall_core::condition::Compliance;
use rollcall_core::decide::Outcome;
use rollcall_core::identity::Enrollment;
use serde::Serialize;

use crate::run::Run;

/// The answer to a schedule or a list of targets.
#[derive(Debug, Serialize)]
pub struct Answer {
    check: &'static str,
    observed: usize,
    unchanged: usize,
    changed: usize,
    blind: usize,
    not_applicable: usize,
    alerts_published: usize,
    alerts_pending: usize,
    enrollments: Vec<EnrollmentAnswer>,
}

/// What was found at one enrollment.
#[derive(Clone, Debug, Serialize)]
pub struct EnrollmentAnswer {
    /// The enrollment's key.
    pub enrollment: Enrollment,
    /// The verdict.
    pub compliance: Compliance,
    /// `unchanged`, `changed`, `blind` or `not_applicable`.
    #[serde(serialize_with = "outcome_word")]
    pub outcome: Outcome,
    /// The statuses by component; the last known ones where it is blind.
    pub components: BTreeMap<String, String>,
}

/// The answer to a batch of an SQS queue.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchAnswer {
    /// The records to be delivered again.
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// A record that failed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItemFailure {
    /// Its `messageId`.
    pub item_identifier: String,
}

fn outcome_word<S: serde::Serializer>(outcome: &Outcome, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(outcome.as_str())
}

impl Answer {
    /// The answer of a run.
    pub fn of(check: &'static str, run: &Run) -> Self {
        Self {
            check,
            observed: run.count(Outcome::Unchanged) + run.count(Outcome::Changed),
            unchanged: run.count(Outcome::Unchanged),
            changed: run.count(Outcome::Changed),
            blind: run.count(Outcome::Blind),
            not_applicable: run.count(Outcome::NotApplicable),
            alerts_published: run.published,
            alerts_pending: run.pending.len(),
            enrollments: run.enrollments.clone(),
        }
    }
}

impl BatchAnswer {
    pub(crate) fn of(message_ids: Vec<String>) -> Self {
        let failure = |item_identifier| BatchItemFailure { item_identifier };
        Self { batch_item_failures: message_ids.into_iter().map(failure).collect() }
    }
}
