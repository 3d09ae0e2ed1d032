//! `rollcall demo`: plays six simulated days through the real observer and courier, against a sandbox on a
//! free port with a database in memory, and shows what people would have received.

mod cast;
mod script;
mod timeline;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rollcall_core::time::Time;
use rollcall_sandbox::{Options, Sandbox};

use cast::Cast;
use script::{HOURS, STEP_HOURS};
use timeline::Timeline;

use crate::progress;

/// Monday, 2 March 2026, 08:00 UTC.
const BEGIN: Time = Time::from_epoch_millis(1_772_438_400_000);

/// How the demo is played.
#[derive(Debug, clap::Args)]
pub(crate) struct DemoOptions {
    /// Keep what was found in this new file, for `rollcall status --state FILE` and the like
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

pub(crate) async fn run(options: DemoOptions) -> anyhow::Result<()> {
    let taken = options.state.as_deref().filter(|file| file.exists());
    anyhow::ensure!(taken.is_none(), "{} exists already", taken.unwrap_or(Path::new("")).display());
    let sandbox = Arc::new(Sandbox::start(Options { data: options.state, ..Options::default() }).await?);
    let mut cast = Cast::new(&sandbox)?;
    let mut timeline = Timeline::new(&sandbox);
    let bar = progress::show(bar());
    timeline.heading(&sandbox.url())?;
    for hour in (0..HOURS).step_by(STEP_HOURS) {
        let now = BEGIN.plus(Duration::from_secs(hour as u64 * 3600));
        for note in script::play(&sandbox, hour)? {
            timeline.note(hour, note)?;
        }
        timeline.step(hour, &cast.run(now).await?)?;
        bar.set_message((hour / 24 + 1).to_string());
        bar.inc(STEP_HOURS as u64);
    }
    bar.finish_and_clear();
    let end = BEGIN.plus(Duration::from_secs(HOURS as u64 * 3600));
    timeline.ending(&cast.states().await?, cast.runs(), end)?;
    drop(cast);
    if let Ok(sandbox) = Arc::try_unwrap(sandbox) {
        sandbox.stop().await;
    }
    Ok(())
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} day {msg} of 6, hour {pos} of {len} {wide_bar}");
    let bar = ProgressBar::new(HOURS as u64);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
