//! `rollcall sandbox show`: what a running sandbox answers now.

use clap::ValueEnum;
use rollcall_core::text::one_line;
use rollcall_report::terminal::{BOLD, count, wrapped};
use rollcall_sandbox::{ControlClient, FaultInForce, Overview, TopicMessages, When};

use super::{PORT, answered, organization};
use crate::output::{print, screen};
use crate::when;

#[derive(Debug, clap::Args)]
pub(super) struct ShowOptions {
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    output: Form,
    /// The port of the sandbox
    #[arg(long, default_value_t = PORT)]
    port: u16,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// For people
    Table,
    /// For machines, with the fields of a scenario file
    Json,
}

pub(super) async fn run(options: ShowOptions) -> anyhow::Result<()> {
    let overview = ControlClient::new(options.port).overview().await?;
    match options.output {
        Form::Table => print(&wrapped(&text(&overview), screen(when::now()).columns)),
        Form::Json => print(&format!("{}\n", serde_json::to_string_pretty(&overview)?)),
    }
}

fn text(overview: &Overview) -> String {
    let status: String = overview.status.iter().map(answered::lines).collect();
    let faults: String = overview.faults.iter().map(fault).collect();
    let faults = if faults.is_empty() { "no fault is in force\n" } else { &faults };
    let topics: String = overview.topics.iter().map(topic).collect();
    let organization = organization::lines(&overview.accounts);
    let organization = if organization.is_empty() { organization } else { format!("{organization}\n") };
    format!("{status}\n{organization}{faults}\n{topics}\ntable {}\n", overview.table)
}

fn fault(FaultInForce { id, fault, left }: &FaultInForce) -> String {
    let after = match fault.when {
        When::Before => "",
        When::After => " after the call has taken effect",
    };
    let left = match left {
        None => "until it is cleared".to_owned(),
        Some(1) => "once more".to_owned(),
        Some(left) => format!("{left} more times"),
    };
    let calls = fault.operation.as_deref().unwrap_or("every operation");
    let texts = fault.contains.iter().map(|text| format!(" with {text}")).collect::<String>();
    let place = answered::place(fault.account.as_ref(), fault.region.as_ref());
    let (service, effect) = (fault.service, fault.effect.as_str());
    format!(
        "{BOLD}fault {id}{BOLD:#}: {service} {effect}{after}, {left}\n  {}\n",
        one_line(&format!("{calls}{texts} {place}"))
    )
}

fn topic(TopicMessages { topic, messages }: &TopicMessages) -> String {
    format!("{topic}  {}\n", count(*messages, "message"))
}
