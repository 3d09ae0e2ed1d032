//! The policy: what an operator decides. [`crate::rules`] applies it to a status.

mod document;
mod parse;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::alert::Severity;
use crate::condition::Condition;
use crate::region::Region;
use crate::time::Time;

pub use parse::PolicyError;

const HOUR: Duration = Duration::from_secs(3600);

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Alerts below this severity are held. Default: warning.
    pub notify_at: Severity,
    /// How long a component must be a problem before it is reported. Default: 0.
    pub notify_after: Duration,
    /// How long after the last report an open problem is reported again. Default: 24 h.
    pub remind_every: Duration,
    /// How long an enrollment must be blind before that is reported. Default: 2 h.
    pub blind_after: Duration,
    /// How long after the last look an enrollment is stale. Default: 48 h.
    pub stale_after: Duration,
    /// How often an unchanged look is noted; at most half of `stale_after`. Default: 1 h.
    pub note_every: Duration,
    /// How many days a history entry is kept after it was superseded. Default: 400.
    pub history_days: u32,
    pub flapping: Flapping,
    /// By check id.
    pub checks: BTreeMap<String, CheckPolicy>,
}

/// When a component flaps, and when it no longer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Flapping {
    /// It became a problem this often. Default: 4.
    pub times: u32,
    /// Within this time. Default: 24 h.
    pub within: Duration,
    /// It is steady if it did not start or stop being a problem for this long. Default: 12 h.
    pub steady: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckPolicy {
    /// Whether it is watched. Default: true.
    #[serde(skip)]
    pub enabled: bool,
    /// Where it is watched, if not in the default Regions.
    #[serde(skip)]
    pub regions: Option<Vec<Region>>,
    pub required: Required,
    pub main: ComponentPolicy,
    /// Other components, by name. A name that ends in `/` stands for all whose names begin with it and
    /// that have no entry of their own.
    pub components: BTreeMap<String, ComponentPolicy>,
}

/// Whether an account must be enrolled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Required {
    /// Absence is a problem from the first look.
    Always,
    /// Absence is a problem once the account was enrolled.
    #[default]
    OnceEnrolled,
    /// Absence is never a problem.
    Never,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ComponentPolicy {
    /// Statuses that are fine.
    pub accept: BTreeSet<String>,
    /// How long a status may last, instead of the default.
    pub deadlines: BTreeMap<String, Duration>,
    /// Conditions of statuses that this build does not know, or classes differently.
    pub statuses: BTreeMap<String, Condition>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            notify_at: Severity::Warning,
            notify_after: Duration::ZERO,
            remind_every: HOUR * 24,
            blind_after: HOUR * 2,
            stale_after: HOUR * 48,
            note_every: HOUR,
            history_days: 400,
            flapping: Flapping { times: 4, within: HOUR * 24, steady: HOUR * 12 },
            checks: BTreeMap::new(),
        }
    }
}

impl Default for CheckPolicy {
    fn default() -> Self {
        Self {
            enabled: true,
            regions: None,
            required: Required::default(),
            main: ComponentPolicy::default(),
            components: BTreeMap::new(),
        }
    }
}

impl Policy {
    pub fn enables(&self, check: &str) -> bool {
        self.checks.get(check).is_none_or(|own| own.enabled)
    }

    pub fn is_stale(&self, looked_at: Time, now: Time) -> bool {
        now.since(looked_at) > self.stale_after
    }

    /// When to report it again: 3 % early, since schedules jitter.
    pub fn reminder_at(&self, reported_at: Time) -> Time {
        reported_at.plus(self.remind_every.saturating_mul(97) / 100)
    }
}
