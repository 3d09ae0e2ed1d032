//! `rollcall demo`: plays six simulated days through the real handler, against a sandbox on a
//! free port with a database in memory, and shows what people would have been told.

mod cast;
mod script;
mod timeline;

use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use rollcall_core::time::Time;
use rollcall_sandbox::{Options, Sandbox};

use cast::Cast;
use script::{HOURS, STEP_HOURS};
use timeline::Timeline;

/// Monday, 2 March 2026, 08:00 UTC.
const BEGIN: Time = Time::from_epoch_millis(1_772_438_400_000);

/// Runs the command.
pub(crate) async fn run() -> anyhow::Result<()> {
    let sandbox = Arc::new(Sandbox::start(Options::default()).await?);
    let mut cast = Cast::new(&sandbox)?;
    let mut timeline = Timeline::new(&sandbox);
    let progress = progress();
    timeline.heading(&sandbox.url());
    for hour in (0..HOURS).step_by(STEP_HOURS) {
        let now = BEGIN.plus(std::time::Duration::from_secs(hour as u64 * 3600));
        for note in script::play(&sandbox, hour)? {
            progress.suspend(|| timeline.note(hour, note));
        }
        for outcome in cast.run(now).await {
            progress.suspend(|| timeline.outcome(hour, &outcome));
        }
        progress.suspend(|| timeline.mails());
        progress.set_message((hour / 24 + 1).to_string());
        progress.inc(STEP_HOURS as u64);
    }
    progress.finish_and_clear();
    timeline.ending(&cast.states().await?, cast.runs());
    drop(cast);
    if let Ok(sandbox) = Arc::try_unwrap(sandbox) {
        sandbox.stop().await;
    }
    Ok(())
}

/// Shown on a terminal only.
fn progress() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} day {msg} of 6, hour {pos} of {len} {wide_bar}");
    let bar = ProgressBar::new(HOURS as u64);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
