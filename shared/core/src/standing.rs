//! How an enrollment stands: its stored state, judged under the rules at a point in time. The value
//! behind every table, file and report.

use std::cmp::Reverse;
use std::time::Duration;

use crate::alert::Severity;
use crate::condition::{Compliance, Condition};
use crate::history::HistoryEntry;
use crate::identity::Enrollment;
use crate::rules::{Judgement, Rules};
use crate::state::{BlindSpell, Problem, Sight, State};
use crate::time::Time;

/// What standings are sorted by.
pub type Place = (Reverse<(Compliance, Option<usize>)>, Enrollment);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub enrollment: Enrollment,
    pub service: &'static str,
    /// The stored compliance, as far as it is still known.
    pub compliance: Compliance,
    /// The worst condition of its components; none if none was ever seen.
    pub condition: Option<Condition>,
    /// The main one first.
    pub components: Vec<ComponentStanding>,
    pub sight: Sight,
    /// Since when it has its worst status, or its compliance if it has no component.
    pub since: Time,
    pub first_observed: Option<Time>,
    pub last_observed: Option<Time>,
    /// The last look, blind or not.
    pub looked_at: Time,
    pub blind: Option<BlindSpell>,
    /// Whether the last look is longer ago than the policy's `stale_after`.
    pub stale: bool,
    /// Whether its compliance was decided by another policy than the one that classes its components.
    pub policy_changed: bool,
    pub retired_at: Option<Time>,
    /// When the newest entry of its history was written.
    pub changed_at: Time,
    pub problem: Option<Problem>,
    /// How many changes are in its history.
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentStanding {
    pub name: String,
    /// The service's own string.
    pub status: String,
    pub judgement: Judgement,
    /// When this status was first observed.
    pub since: Time,
    pub reason: Option<String>,
}

impl ComponentStanding {
    pub fn condition(&self) -> Condition {
        self.judgement.condition
    }

    pub fn compliance(&self) -> Compliance {
        self.judgement.compliance()
    }

    pub fn deadline(&self) -> Option<Duration> {
        self.judgement.deadline
    }

    pub fn deadline_at(&self) -> Option<Time> {
        Some(self.since.plus(self.judgement.deadline?))
    }

    /// Higher is worse.
    fn weight(&self) -> (Option<Severity>, usize) {
        (self.judgement.severity(), self.judgement.condition.rank())
    }
}

impl Standing {
    pub fn of(state: &State, rules: Rules<'_>, now: Time) -> Self {
        let judged = rules.judge(&state.components, state.last_observed.unwrap_or(now));
        let each = state.components.iter().filter_map(|(name, component)| {
            Some(ComponentStanding {
                name: name.clone(),
                status: component.status.clone(),
                judgement: *judged.get(name)?,
                since: component.since,
                reason: component.reason.clone(),
            })
        });
        let mut components: Vec<ComponentStanding> = each.collect();
        components.sort_by(|one, other| rules.check.place(&one.name).cmp(&rules.check.place(&other.name)));
        let stale = state.retired_at.is_none() && rules.policy.is_stale(state.looked_at, now);
        let worst = worst(&components);
        Self {
            enrollment: state.enrollment.clone(),
            service: rules.check.service,
            compliance: if stale { state.compliance.unseen() } else { state.compliance },
            condition: worst.map(ComponentStanding::condition),
            since: worst.map_or(state.changed_at, |component| component.since),
            stale,
            policy_changed: state.retired_at.is_none() && state.policy != rules.digest(),
            retired_at: state.retired_at,
            changed_at: state.changed_at,
            components,
            sight: state.sight,
            first_observed: state.first_observed,
            last_observed: state.last_observed,
            looked_at: state.looked_at,
            blind: state.blind.clone(),
            problem: state.problem.clone(),
            version: state.version,
        }
    }

    /// How an enrollment stood at `at`; none if nothing was known of it yet. `now` is how it stands
    /// today, `entries` its history from before `at` until today, oldest first.
    pub fn at(now: &Self, entries: &[HistoryEntry], rules: Rules<'_>, at: Time) -> Option<Self> {
        Some(Self::of(&Self::past(now, entries, rules, at)?, rules, at))
    }

    /// The state at `at`, as far as history has it, and as if it had been judged by these rules: what the
    /// flapping rule remembers is not in it.
    pub fn past(now: &Self, entries: &[HistoryEntry], rules: Rules<'_>, at: Time) -> Option<State> {
        let entry = entries.iter().rfind(|entry| entry.at <= at)?;
        let next = entries.iter().find(|entry| entry.at > at);
        let (looked_at, observed_at) = match next {
            Some(next) => {
                let before = next.before?;
                (before.looked_at, before.observed_at)
            }
            None => (now.looked_at, now.last_observed),
        };
        let first_observed = now.first_observed.filter(|&first| first <= at);
        // Blindness that became an outage later had already begun.
        let begun = match next {
            Some(next) => next.blind.as_ref(),
            None => now.blind.as_ref(),
        };
        let blind = entry.blind.clone().or(begun.filter(|spell| spell.since <= at).map(|spell| BlindSpell {
            reported_at: spell.reported_at.filter(|&reported_at| reported_at <= at),
            ..spell.clone()
        }));
        Some(State {
            version: entry.version,
            sight: entry.sight,
            components: entry.components.clone(),
            facts: entry.facts.clone(),
            compliance: entry.compliance,
            problem: entry.problem.clone(),
            blind,
            first_observed,
            last_observed: first_observed.and(observed_at).map(|observed_at| observed_at.min(at)),
            looked_at: looked_at.min(at),
            retired_at: entry.retired.then_some(entry.at),
            policy: rules.digest(),
            ..State::new(&entry.enrollment, entry.at)
        })
    }

    /// The component that is the worst problem, else in the worst condition; the first of several.
    pub fn worst(&self) -> Option<&ComponentStanding> {
        worst(&self.components)
    }

    /// The components that are a problem, the main one first.
    pub fn problems(&self) -> impl Iterator<Item = &ComponentStanding> {
        self.components.iter().filter(|one| one.judgement.severity().is_some())
    }

    /// Sorts the worst first.
    pub fn worst_first(standings: &mut [Self]) {
        standings.sort_by_cached_key(Self::place);
    }

    /// Its place among others, the worst first: by compliance, then by condition, then by key.
    pub fn place(&self) -> Place {
        (Reverse((self.compliance, self.condition.map(Condition::rank))), self.enrollment.clone())
    }
}

fn worst(components: &[ComponentStanding]) -> Option<&ComponentStanding> {
    components.iter().rev().max_by_key(|component| component.weight())
}

impl AsRef<Enrollment> for Standing {
    fn as_ref(&self) -> &Enrollment {
        &self.enrollment
    }
}

/// How many enrollments have which compliance, and how many are blind or stale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub compliant: usize,
    pub non_compliant: usize,
    pub insufficient_data: usize,
    pub not_applicable: usize,
    /// Counted under their compliance too.
    pub blind: usize,
    /// Counted under their compliance too.
    pub stale: usize,
    /// Counted under the compliance that the former policy gave them.
    pub policy_changed: usize,
}

impl Totals {
    pub fn of<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> Self {
        let mut totals = Self::default();
        standings.into_iter().for_each(|standing| totals.add(standing));
        totals
    }

    pub fn add(&mut self, standing: &Standing) {
        match standing.compliance {
            Compliance::Compliant => self.compliant += 1,
            Compliance::NonCompliant => self.non_compliant += 1,
            Compliance::InsufficientData => self.insufficient_data += 1,
            Compliance::NotApplicable => self.not_applicable += 1,
        }
        self.blind += usize::from(standing.blind.is_some());
        self.stale += usize::from(standing.stale);
        self.policy_changed += usize::from(standing.policy_changed);
    }

    pub fn all(&self) -> usize {
        self.compliant + self.non_compliant + self.insufficient_data + self.not_applicable
    }

    /// In whole percent of those that apply, rounded down: 100 means all. None if nothing applies.
    pub fn percent_compliant(&self) -> Option<usize> {
        (self.compliant * 100).checked_div(self.all() - self.not_applicable)
    }
}
