//! Serving: the sandbox runs until Ctrl-C, and prints what arrives.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rollcall_sandbox::{DEFAULT_REGION, Event, Options, Sandbox, Scenario};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::{PORT, arrivals};
use crate::signal::interrupted;

/// How the sandbox is started.
#[derive(Debug, clap::Args)]
pub(super) struct ServeOptions {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Keep DynamoDB's data in this file; in memory otherwise
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Start with the settings and faults of this TOML file
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// The table to create if it is not there
    #[arg(long, default_value = "rollcall")]
    table: String,
    /// The name of the SNS topic to create
    #[arg(long, value_name = "NAME", default_value = "rollcall")]
    topic: String,
}

/// Serves until Ctrl-C or SIGTERM.
pub(super) async fn run(chosen: ServeOptions) -> anyhow::Result<()> {
    let scenario = chosen.scenario.as_deref().map(read).transpose()?;
    let ServeOptions { port, data, scenario: _, table, topic } = chosen;
    let options = Options { port, data, table: table.clone(), topic, ..Options::default() };
    let sandbox = Sandbox::start(options).await?;
    if let Some(scenario) = scenario {
        sandbox.play(scenario)?;
    }
    // Both listen before the first line is printed: its reader may call, or end this, at once.
    let events = sandbox.events();
    let interrupted = interrupted().context("cannot listen for signals")?;
    let mut out = anstream::stdout();
    out.write_all(banner(&sandbox, &table).as_bytes())?;
    let printed = tokio::select! {
        printed = print(events, &mut out) => printed,
        () = interrupted => Ok(()),
    };
    sandbox.stop().await;
    printed
}

fn read(path: &Path) -> anyhow::Result<Scenario> {
    let named = || format!("cannot use the scenario {}", path.display());
    let text = std::fs::read_to_string(path).with_context(named)?;
    Scenario::parse(&text).with_context(named)
}

/// The lines for a shell that a user needs.
fn banner(sandbox: &Sandbox, table: &str) -> String {
    format!(
        "Rollcall's sandbox: AWS on this machine, until Ctrl-C. To use it:\n\n  \
         export AWS_ENDPOINT_URL={url}\n  \
         export AWS_REGION={DEFAULT_REGION} AWS_DEFAULT_REGION={DEFAULT_REGION}\n  \
         export AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox\n  \
         export ROLLCALL_TABLE={table}\n  \
         export ROLLCALL_TOPIC_ARN={topic}\n\n",
        url = sandbox.url(),
        topic = sandbox.topic(),
    )
}

/// Prints what arrives, for as long as someone reads it.
async fn print(mut events: Receiver<Event>, out: &mut impl Write) -> anyhow::Result<()> {
    loop {
        let lines = match events.recv().await {
            Ok(event) => arrivals::lines(&event),
            Err(RecvError::Lagged(missed)) => format!("({missed} more arrived than could be printed)\n"),
            Err(RecvError::Closed) => return Ok(()),
        };
        out.write_all(lines.as_bytes()).context("cannot print what arrives")?;
    }
}
