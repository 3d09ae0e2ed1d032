//! What a run of the observer found.

use rollcall_core::decide::Outcome;
use rollcall_core::organization::ledger::Coverage;

use crate::fault::Fault;
use crate::look::Found;

#[derive(Debug, Default)]
pub struct Observed {
    /// The enrollments, in the order of the plan, account by account, each with those that were retired there.
    pub found: Vec<Found>,
    pub faults: Vec<Fault>,
}

impl Observed {
    pub fn count(&self, outcome: Outcome) -> usize {
        self.found.iter().filter(|found| found.outcome == outcome).count()
    }

    /// How many alerts were committed.
    pub fn alerts(&self) -> usize {
        self.found.iter().filter(|found| found.alerts).count()
    }

    pub(crate) fn add(&mut self, result: Result<Found, Fault>) {
        match result {
            Ok(found) => self.found.push(found),
            Err(fault) => self.faults.push(fault),
        }
    }

    pub fn extend(&mut self, other: Self) {
        self.found.extend(other.found);
        self.faults.extend(other.faults);
    }

    /// What was expected and seen. What has a fault was not seen.
    pub fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::default();
        for Found { state, outcome, .. } in &self.found {
            match outcome {
                Outcome::Retired => {}
                Outcome::Blind => {
                    let cause = state.blind.as_ref().map(|spell| spell.latest.cause.into_str());
                    coverage.count(Some(cause.unwrap_or("unavailable")));
                }
                Outcome::Unchanged | Outcome::Changed | Outcome::NotApplicable => coverage.count(None),
            }
        }
        for enrollment in self.faults.iter().filter_map(|fault| fault.enrollment.clone()) {
            coverage.miss(enrollment);
        }
        coverage
    }
}
