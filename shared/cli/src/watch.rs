//! Commands that run again and again until someone ends them.

use std::time::Duration;

use anyhow::Context as _;
use jiff::SignedDuration;

use crate::exit::Ending;
use crate::signal::interrupted;

/// The pause between two runs, as it is typed.
pub(crate) fn pause(text: &str) -> Result<Duration, String> {
    let pause: SignedDuration = text.parse().map_err(|_| "expected a time, such as 30s, 15m or 1h")?;
    let pause = Duration::try_from(pause).ok().filter(|pause| !pause.is_zero());
    pause.ok_or_else(|| "leave some time between two runs, such as 15m".to_owned())
}

/// Runs until it ends, or until an interrupt ends it at once, in the midst of whatever it waits for.
pub(crate) async fn until_interrupted(
    work: impl Future<Output = anyhow::Result<Ending>>,
) -> anyhow::Result<Ending> {
    let interrupted = interrupted().context("cannot listen for signals")?;
    tokio::select! {
        () = interrupted => Ok(Ending::Well),
        ended = work => ended,
    }
}
