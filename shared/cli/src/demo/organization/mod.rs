//! `rollcall demo --organization`: four simulated days of an organization, through the real planner, observer
//! and courier.

mod ending;
mod hub;
mod script;
mod tally;
mod telling;

use std::time::Duration;

use indicatif::ProgressBar;
use rollcall_core::time::Time;
use rollcall_sandbox::Sandbox;

use self::hub::Hub;
use self::script::STEP_HOURS;
use self::telling::Telling;

pub(super) use self::ending::{Played, show};
pub(super) use self::script::{HOURS, options};

pub(super) async fn play(sandbox: &Sandbox, begin: Time, bar: &ProgressBar) -> anyhow::Result<Played> {
    let hub = Hub::new(sandbox, begin).await?;
    let mut telling = Telling::default();
    Telling::heading(&sandbox.url())?;
    let mut now = begin;
    for hour in (0..=HOURS).step_by(STEP_HOURS) {
        now = begin.plus(Duration::from_secs(hour as u64 * 3600));
        let note = script::play(sandbox, hour, now)?;
        let round = hub.run(now).await?;
        let day = (hour > 0 && hour % 24 == 0).then_some(hour / 24);
        telling.run(now, note.as_deref(), &round, &sandbox.messages(), day)?;
        bar.set_position(hour as u64);
    }
    Ok(Played { end: now, runs: HOURS / STEP_HOURS + 1, messages: sandbox.messages() })
}
