//! `rollcall demo`: plays six simulated days through the real observer and courier, against a sandbox on a
//! free port, and shows what people would have received.
//!
//! The state appears under its name once all is played; before that it is in a folder of its own.

mod aside;
mod cast;
mod draft;
mod ending;
mod organization;
mod script;
mod timeline;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use rollcall_core::time::Time;
use rollcall_sandbox::{Options, Sandbox};

use aside::Aside;
use cast::Cast;
use draft::Draft;
use script::{HOURS, STEP_HOURS};
use timeline::Timeline;

use crate::signal::interrupted;
use crate::{progress, when};

/// How the demo is played.
#[derive(Debug, clap::Args)]
pub(crate) struct DemoOptions {
    /// Keep the state in this new file [default: ~/.local/state/rollcall/demo.db, which each demo replaces]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// When the days end, to the full hour: so long ago (12h), a day, or a time (2026-03-01T08:00:00Z)
    #[arg(long, value_name = "WHEN", default_value = "now")]
    until: String,
    /// Play four days of an organization of 200 accounts instead
    #[arg(long)]
    organization: bool,
}

/// What is played.
#[derive(Clone, Copy, Debug)]
enum Story {
    Accounts,
    Organization,
}

/// A story that was played to its end.
enum Played {
    Accounts(ending::Played),
    Organization(organization::Played),
}

impl Story {
    fn hours(self) -> usize {
        match self {
            Self::Accounts => script::HOURS,
            Self::Organization => organization::HOURS,
        }
    }

    /// AWS, and where it answers, if that is not here.
    async fn start(self, data: PathBuf) -> anyhow::Result<(Sandbox, Option<Aside>)> {
        match self {
            Self::Accounts => {
                Ok((Sandbox::start(Options { data: Some(data), ..Options::default() }).await?, None))
            }
            Self::Organization => {
                let aside = Aside::start().context("cannot start a thread")?;
                let sandbox = aside.run(Sandbox::start(organization::options(data))).await??;
                Ok((sandbox, Some(aside)))
            }
        }
    }

    async fn play(self, sandbox: &Sandbox, begin: Time, bar: &ProgressBar) -> anyhow::Result<Played> {
        match self {
            Self::Accounts => play(sandbox, begin, bar).await.map(Played::Accounts),
            Self::Organization => organization::play(sandbox, begin, bar).await.map(Played::Organization),
        }
    }
}

impl Played {
    async fn show(&self, file: &Path) -> anyhow::Result<()> {
        match self {
            Self::Accounts(played) => ending::show(file, played).await,
            Self::Organization(played) => organization::show(file, played).await,
        }
    }
}

pub(crate) async fn run(options: DemoOptions) -> anyhow::Result<()> {
    let story = if options.organization { Story::Organization } else { Story::Accounts };
    let begin = begin(when::past(&options.until, when::now())?, story.hours());
    let draft = Draft::begin(options.state)?;
    let interrupted = interrupted().context("cannot listen for signals")?;
    let (sandbox, _aside) = story.start(draft.database()).await?;
    let bar = progress::show(bar(story.hours()));
    let played = tokio::select! {
        played = story.play(&sandbox, begin, &bar) => played,
        () = interrupted => Err(anyhow::anyhow!("interrupted: no state is kept")),
    };
    bar.finish_and_clear();
    // The database is closed before its file is moved or deleted.
    sandbox.stop().await;
    let played = played?;
    played.show(&draft.finish()?).await
}

/// The beginning of the last `hours` before `until` that end with a full hour.
fn begin(until: Time, hours: usize) -> Time {
    const HOUR_MILLIS: i64 = 3_600_000;
    let hours = until.epoch_millis() / HOUR_MILLIS - hours as i64;
    Time::from_epoch_millis(hours * HOUR_MILLIS)
}

async fn play(sandbox: &Sandbox, begin: Time, bar: &ProgressBar) -> anyhow::Result<ending::Played> {
    let mut cast = Cast::new(sandbox).await?;
    let mut timeline = Timeline::default();
    timeline.heading(&sandbox.url())?;
    let mut now = begin;
    for hour in (0..=HOURS).step_by(STEP_HOURS) {
        now = begin.plus(Duration::from_secs(hour as u64 * 3600));
        let note = script::play(sandbox, hour)?;
        let step = cast.run(now).await?;
        timeline.step(now, note, &step, &sandbox.messages())?;
        bar.set_position(hour as u64);
    }
    Ok(ending::Played { end: now, runs: cast.runs(), alerts: sandbox.messages().len() })
}

fn bar(hours: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} hour {pos} of {len} {wide_bar}");
    let bar = ProgressBar::new(hours as u64);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_days_end_with_the_last_full_hour() {
        for (until, expected) in [
            ("2026-03-08T08:00:00Z", "2026-03-02T08:00:00.000Z"),
            ("2026-03-08T08:59:59.999Z", "2026-03-02T08:00:00.000Z"),
            ("1970-01-02T00:00:00Z", "1970-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(begin(until.parse().unwrap(), HOURS).to_string(), expected, "{until}");
        }
    }
}
