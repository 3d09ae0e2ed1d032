//! How an enrollment stands: its stored state, classed under the rules at a point in time.
//!
//! The value behind every table, file and report. It repeats no decision: conditions and
//! verdicts come from `rollcall_core::policy`.

use std::time::Duration;

use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::identity::Enrollment;
use rollcall_core::policy::Rules;
use rollcall_core::state::{BlindSpell, Problem, Sight, State};
use rollcall_core::time::Time;

/// Not seen for this long, an enrollment is stale: two of the longest interval that the
/// deployment template offers.
pub const STALE_AFTER: Duration = Duration::from_secs(2 * 24 * 3600);

/// How an enrollment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// The service's name for people.
    pub service: &'static str,
    /// The stored verdict; that of a stuck status only once a run has found it stuck. What is stale
    /// is not known to be compliant.
    pub compliance: Compliance,
    /// The worst condition of its components; none where none was ever seen.
    pub condition: Option<Condition>,
    /// Its components, the main one first.
    pub components: Vec<ComponentStanding>,
    /// What was last seen.
    pub sight: Sight,
    /// Since when it has its worst status, or its verdict where there is no component.
    pub since: Time,
    /// When it was first seen.
    pub first_observed: Option<Time>,
    /// When it was last seen.
    pub last_observed: Option<Time>,
    /// The runs in a row that could not see it.
    pub blind: Option<BlindSpell>,
    /// Whether it was not seen for so long that its status may be another by now.
    pub stale: bool,
    /// The problem that people were told of.
    pub problem: Option<Problem>,
    /// How many changes are in its history.
    pub version: u64,
}

/// How a component stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentStanding {
    /// Its name.
    pub name: String,
    /// The service's own string.
    pub status: String,
    /// Our class of it.
    pub condition: Condition,
    /// The verdict on it.
    pub compliance: Compliance,
    /// Since when it has the status, as far as we saw.
    pub since: Time,
    /// The service's explanation.
    pub reason: Option<String>,
    /// How long the status may last.
    pub deadline: Option<Duration>,
}

impl Standing {
    /// How a state stands at `now`.
    pub fn of(state: &State, rules: Rules<'_>, now: Time) -> Self {
        let mut components: Vec<ComponentStanding> = state
            .components
            .iter()
            .map(|(name, component)| ComponentStanding {
                name: name.clone(),
                status: component.status.clone(),
                condition: rules.condition(name, &component.status),
                compliance: rules.compliance(name, &component.status, component.age(now)),
                since: component.since,
                reason: component.reason.clone(),
                deadline: rules.deadline(name, &component.status),
            })
            .collect();
        let place = |name: &str| rules.check.components.iter().position(|known| known.name == name);
        components.sort_by_key(|component| place(&component.name).unwrap_or(usize::MAX));
        let stale = state.last_observed.is_some_and(|last| is_stale(last, now));
        let worst = worst(&components);
        Self {
            enrollment: state.enrollment.clone(),
            service: rules.check.service,
            compliance: if stale { when_stale(state.compliance) } else { state.compliance },
            condition: worst.map(|component| component.condition),
            since: worst.map_or(state.changed_at, |component| component.since),
            stale,
            components,
            sight: state.sight,
            first_observed: state.first_observed,
            last_observed: state.last_observed,
            blind: state.blind.clone(),
            problem: state.problem.clone(),
            version: state.version,
        }
    }

    /// The component in the worst condition; of several the first.
    pub fn worst(&self) -> Option<&ComponentStanding> {
        worst(&self.components)
    }

    /// Sorts the worst first: by verdict, then by condition, then by key.
    pub fn worst_first(standings: &mut [Self]) {
        standings.sort_by(|one, other| {
            let weight = |standing: &Self| (standing.compliance, standing.condition.map(Condition::rank));
            weight(other).cmp(&weight(one)).then_with(|| one.enrollment.cmp(&other.enrollment))
        });
    }
}

/// Whether what was last seen then has not been seen for long.
pub(crate) fn is_stale(last_observed: Time, now: Time) -> bool {
    now.since(last_observed) > STALE_AFTER
}

/// A verdict that nobody has looked at for long: it is not known to be compliant any more.
pub(crate) fn when_stale(compliance: Compliance) -> Compliance {
    if compliance == Compliance::Compliant { Compliance::InsufficientData } else { compliance }
}

fn worst(components: &[ComponentStanding]) -> Option<&ComponentStanding> {
    components.iter().rev().max_by_key(|component| component.condition.rank())
}

/// How many enrollments have which verdict, and how many cannot be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// As they should be.
    pub compliant: usize,
    /// Somebody has to act.
    pub non_compliant: usize,
    /// Not known.
    pub insufficient_data: usize,
    /// Does not apply.
    pub not_applicable: usize,
    /// Those that the last run could not see, whatever their verdict.
    pub blind: usize,
    /// Those that were not seen for long, whatever their verdict.
    pub stale: usize,
}

impl Totals {
    /// The totals of some standings.
    pub fn of<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> Self {
        let mut totals = Self::default();
        for standing in standings {
            match standing.compliance {
                Compliance::Compliant => totals.compliant += 1,
                Compliance::NonCompliant => totals.non_compliant += 1,
                Compliance::InsufficientData => totals.insufficient_data += 1,
                Compliance::NotApplicable => totals.not_applicable += 1,
            }
            totals.blind += usize::from(standing.blind.is_some());
            totals.stale += usize::from(standing.stale);
        }
        totals
    }

    /// All enrollments.
    pub fn all(&self) -> usize {
        self.compliant + self.non_compliant + self.insufficient_data + self.not_applicable
    }

    /// The share of those that apply and are compliant, in whole percent, rounded down: 100 is
    /// said of nothing but all. None where nothing applies.
    pub fn percent_compliant(&self) -> Option<usize> {
        (self.compliant * 100).checked_div(self.all() - self.not_applicable)
    }
}
