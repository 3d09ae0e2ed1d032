//! The report as a value: what every format of it renders.

use rollcall_core::deliver::PendingAlert;
use rollcall_core::time::Time;

use rollcall_core::standing::{Standing, Totals};
use rollcall_core::timeline::Timeline;

/// All that a report tells.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it tells beside its enrollments.
    pub cover: Cover,
    /// The enrollments, the worst first, each with its timeline.
    pub enrollments: Vec<(Standing, Timeline)>,
}

/// What a report tells beside its enrollments.
#[derive(Clone, Debug)]
pub struct Cover {
    /// When it was made.
    pub made_at: Time,
    /// From when its timelines tell; they end when it was made.
    pub from: Time,
    /// What it was made from, such as `table rollcall in us-east-1`.
    pub source: String,
    /// The version of Rollcall that made it.
    pub made_by: String,
    /// The alerts that are not sent yet.
    pub pending: Vec<PendingAlert>,
}

impl Document {
    /// How the enrollments stand, in numbers.
    pub fn totals(&self) -> Totals {
        Totals::of(self.enrollments.iter().map(|(standing, _)| standing))
    }
}
