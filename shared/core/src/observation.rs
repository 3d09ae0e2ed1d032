//! What one call to a service said, or why it could not be observed.
//!
//! Built by the checks, consumed by [`crate::decide`]. Whatever a service answers, an observation fits
//! a stored item and holds no link that could give access.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{links, text};

/// The longest reason kept, in bytes.
pub const REASON_BYTES_MAX: usize = 4096;
/// All reasons of one observation together, in bytes.
const REASONS_BYTES_MAX: usize = 64 * 1024;
/// The longest status accepted, in bytes. No service comes near it.
pub const STATUS_BYTES_MAX: usize = 256;
const COMPONENTS_MAX: usize = 64;
/// The longest fact kept, in bytes; there are at most [`FACTS_MAX`] of them.
const FACT_BYTES_MAX: usize = 1024;
const FACTS_MAX: usize = 64;

/// What a run found at an enrollment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observation {
    /// The service answered.
    Observed(Snapshot),
    /// The service is not offered in that Region.
    NotApplicable,
    /// The service could not be asked, or its answer could not be read.
    Blind(Blindness),
}

impl Observation {
    /// What was found, or that it cannot be kept.
    pub(crate) fn of(components: BTreeMap<String, Reading>, facts: BTreeMap<String, String>) -> Self {
        match Snapshot::new(components, facts) {
            Ok(snapshot) => Self::Observed(snapshot),
            Err(error) => Self::Blind(Blindness::new(Cause::Malformed, None, None, &error.to_string())),
        }
    }
}

/// A component's status as the service says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The service's own string, verbatim.
    pub status: String,
    /// The service's explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The components of one answer, by name, and the facts worth keeping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    components: BTreeMap<String, Reading>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    #[error("the status of {0} is longer than {STATUS_BYTES_MAX} bytes")]
    StatusTooLong(String),
    #[error("the status of {0} is empty")]
    StatusEmpty(String),
    #[error("the answer has more than {COMPONENTS_MAX} components")]
    TooManyComponents,
}

impl Snapshot {
    /// Takes the components and facts of an answer. Links in them are hidden; long reasons and facts
    /// are cut, and say so.
    ///
    /// # Errors
    /// When a status is empty or too long, or there are too many components.
    pub fn new(
        mut components: BTreeMap<String, Reading>,
        facts: BTreeMap<String, String>,
    ) -> Result<Self, SnapshotError> {
        if components.len() > COMPONENTS_MAX {
            return Err(SnapshotError::TooManyComponents);
        }
        let reason_max = REASON_BYTES_MAX.min(REASONS_BYTES_MAX / components.len().max(1));
        for (name, reading) in &mut components {
            if reading.status.len() > STATUS_BYTES_MAX {
                return Err(SnapshotError::StatusTooLong(name.clone()));
            }
            if reading.status.is_empty() {
                return Err(SnapshotError::StatusEmpty(name.clone()));
            }
            reading.status = links::hide(&reading.status);
            let reason = reading.reason.take().filter(|reason| !reason.trim().is_empty());
            reading.reason = reason.map(|reason| text::cut(links::hide(&reason), reason_max));
        }
        let facts = facts.into_iter().take(FACTS_MAX);
        let facts = facts.map(|(name, fact)| (name, text::cut(links::hide(&fact), FACT_BYTES_MAX))).collect();
        Ok(Self { components, facts })
    }

    pub fn components(&self) -> &BTreeMap<String, Reading> {
        &self.components
    }

    pub fn facts(&self) -> &BTreeMap<String, String> {
        &self.facts
    }
}

/// Why an enrollment cannot be observed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blindness {
    pub cause: Cause,
    /// The service's error code, if it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The id of the failed request, for AWS Support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What the service or the SDK said.
    pub message: String,
}

impl Blindness {
    /// Hides links, and cuts each text to what is kept.
    pub fn new(cause: Cause, code: Option<&str>, request_id: Option<&str>, message: &str) -> Self {
        let short = |text: &str| text::cut(links::hide(text), STATUS_BYTES_MAX);
        Self {
            cause,
            code: code.map(short),
            request_id: request_id.map(short),
            message: text::cut(links::hide(message), FACT_BYTES_MAX),
        }
    }
}

/// Why the service could not be asked or understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Cause {
    /// Not allowed to ask.
    Denied,
    /// The account could not be entered; the check `access` says why.
    NoAccess,
    /// Asked too often, even with retries.
    Throttled,
    /// The service failed or could not be reached.
    Unavailable,
    Timeout,
    /// The answer lacks a status, or cannot be read.
    Malformed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(status: &str, reason: &str) -> BTreeMap<String, Reading> {
        let reading = Reading { status: status.into(), reason: Some(reason.into()) };
        BTreeMap::from([("onboarding".to_owned(), reading)])
    }

    #[test]
    fn a_long_reason_is_cut_and_says_so() {
        let snapshot = Snapshot::new(reading("FAILED", &"ü".repeat(50_000)), BTreeMap::new()).unwrap();
        let reason = snapshot.components()["onboarding"].reason.clone().unwrap();
        assert!(reason.len() <= REASON_BYTES_MAX);
        assert!(reason.ends_with("[cut: 100000 bytes in all]"), "{reason}");
    }

    #[test]
    fn a_blank_reason_is_none() {
        let snapshot = Snapshot::new(reading("FAILED", " \n"), BTreeMap::new()).unwrap();
        assert_eq!(snapshot.components()["onboarding"].reason, None);
    }

    #[test]
    fn no_link_is_kept_anywhere() {
        let link = "https://cloud.oracle.com/s3cr3t";
        let facts = BTreeMap::from([("url".to_owned(), link.to_owned())]);
        let snapshot = Snapshot::new(reading(link, &format!("open {link}")), facts).unwrap();
        let blindness = Blindness::new(Cause::Denied, Some(link), Some(link), link);
        let kept = format!("{snapshot:?} {blindness:?}");
        assert!(kept.contains("cloud.oracle.com") && !kept.contains("s3cr3t"), "{kept}");
    }

    #[test]
    fn what_cannot_be_a_status_is_refused() {
        assert!(Snapshot::new(reading("", ""), BTreeMap::new()).is_err());
        assert!(Snapshot::new(reading(&"A".repeat(257), ""), BTreeMap::new()).is_err());
    }
}
