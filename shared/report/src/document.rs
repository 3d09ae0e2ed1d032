//! The report as a value: what every format of it renders.

use rollcall_core::deliver::PendingAlert;
use rollcall_core::time::Time;

use rollcall_core::standing::{Standing, Totals};
use rollcall_core::timeline::Timeline;

#[derive(Clone, Debug)]
pub struct Document {
    pub cover: Cover,
    /// The worst first.
    pub enrollments: Vec<(Standing, Timeline)>,
}

/// What a report says besides its enrollments.
#[derive(Clone, Debug)]
pub struct Cover {
    pub made_at: Time,
    /// Where its timelines begin; they end at `made_at`.
    pub from: Time,
    /// Such as `table rollcall in us-east-1`.
    pub source: String,
    /// Rollcall's version.
    pub made_by: String,
    pub pending: Vec<PendingAlert>,
}

impl Document {
    pub fn totals(&self) -> Totals {
        Totals::of(self.enrollments.iter().map(|(standing, _)| standing))
    }
}
