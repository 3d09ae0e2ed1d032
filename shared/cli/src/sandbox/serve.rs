//! Serving: the sandbox runs until Ctrl-C, and prints what arrives.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rollcall_sandbox::{DEFAULT_REGION, Event, Options, Sandbox, Scenario};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::{PORT, arrivals};
use crate::shell;
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
    /// Start with the settings, accounts and faults of this TOML file
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// The table to create if it is not there
    #[arg(long, default_value = "rollcall")]
    table: String,
    /// The name of the SNS topic to create
    #[arg(long, value_name = "NAME", default_value = "rollcall")]
    topic: String,
    /// With an organization of so many accounts, whose management account is 111122223333
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    accounts: usize,
    /// The only role that AssumeRole gives; any, or with --accounts rollcall-member
    #[arg(long, value_name = "NAME")]
    member_role: Option<String>,
    /// The external id that AssumeRole asks for; none, or with --accounts rollcall-sandbox
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
}

/// What AssumeRole asks for with --accounts, unless it is chosen.
const MEMBER_ROLE: &str = "rollcall-member";
const EXTERNAL_ID: &str = "rollcall-sandbox";

/// Serves until Ctrl-C or SIGTERM.
pub(super) async fn run(chosen: ServeOptions) -> anyhow::Result<()> {
    let scenario = chosen.scenario.as_deref().map(read).transpose()?;
    let options = options(chosen);
    let sandbox = Sandbox::start(options.clone()).await?;
    if let Some(scenario) = scenario {
        sandbox.play(scenario)?;
    }
    // Both listen before the first line is printed: its reader may call, or end this, at once.
    let events = sandbox.events();
    let interrupted = interrupted().context("cannot listen for signals")?;
    let mut out = anstream::stdout();
    out.write_all(banner(&sandbox, &options).as_bytes())?;
    let printed = tokio::select! {
        printed = print(events, &mut out) => printed,
        () = interrupted => Ok(()),
    };
    sandbox.stop().await;
    printed
}

fn options(chosen: ServeOptions) -> Options {
    let ServeOptions { port, data, scenario: _, table, topic, accounts, member_role, external_id } = chosen;
    let with_accounts = |default: &str| (accounts > 0).then(|| default.to_owned());
    let member_role = member_role.or_else(|| with_accounts(MEMBER_ROLE));
    let external_id = external_id.or_else(|| with_accounts(EXTERNAL_ID));
    Options { port, data, table, topic, accounts, member_role, external_id, ..Options::default() }
}

fn read(path: &Path) -> anyhow::Result<Scenario> {
    let named = || format!("cannot use the scenario {}", path.display());
    let text = std::fs::read_to_string(path).with_context(named)?;
    Scenario::parse(&text).with_context(named)
}

/// The lines for a shell that a user needs.
fn banner(sandbox: &Sandbox, options: &Options) -> String {
    let variable = |name: &str, value: &Option<String>| {
        let line = |value: &String| format!("  export {name}={}\n", shell::quoted(value));
        value.as_ref().map(line).unwrap_or_default()
    };
    format!(
        "Rollcall's sandbox: AWS on this machine, until Ctrl-C. To use it:\n\n  \
         export AWS_ENDPOINT_URL={url}\n  \
         export AWS_REGION={DEFAULT_REGION} AWS_DEFAULT_REGION={DEFAULT_REGION}\n  \
         export AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox\n  \
         export ROLLCALL_TABLE={table}\n  \
         export ROLLCALL_TOPIC_ARN={topic}\n{member_role}{external_id}\n",
        url = sandbox.url(),
        table = options.table,
        topic = sandbox.topic(),
        member_role = variable("ROLLCALL_MEMBER_ROLE", &options.member_role),
        external_id = variable("ROLLCALL_EXTERNAL_ID", &options.external_id),
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
