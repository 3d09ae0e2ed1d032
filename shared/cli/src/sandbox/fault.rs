//! `rollcall sandbox fault`: makes calls to a running sandbox go wrong, and right again.

use anyhow::{Context as _, ensure};
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;
use rollcall_sandbox::{ControlClient, Effect, Fault, Service, When};

use super::PORT;
use crate::output::print;

/// What goes wrong, or that nothing does any more.
#[derive(Debug, clap::Args)]
pub(super) struct FaultOptions {
    /// Clear all faults
    #[arg(long, conflicts_with_all = ["service", "effect", "FaultRule"])]
    clear: bool,
    /// The service
    #[arg(required_unless_present = "clear")]
    #[arg(value_parser = PossibleValuesParser::new(Service::ALL.map(Service::as_str)).try_map(|id| id.parse::<Service>()))]
    service: Option<Service>,
    /// What happens to its calls
    #[arg(value_enum, required_unless_present = "clear")]
    effect: Option<Kind>,
    #[command(flatten)]
    rule: FaultRule,
    /// The port of the sandbox
    #[arg(long, default_value_t = PORT)]
    port: u16,
}

/// Which calls.
#[derive(Debug, clap::Args)]
struct FaultRule {
    /// Only this operation, such as GetOciOnboardingStatus
    #[arg(long)]
    operation: Option<String>,
    /// Only calls whose body contains this; may be repeated
    #[arg(long, value_name = "TEXT")]
    contains: Vec<String>,
    /// Only so many calls
    #[arg(long)]
    times: Option<u32>,
    /// Before the call takes effect, which it then never does (the default)
    #[arg(long, conflicts_with = "after")]
    before: bool,
    /// After the call has taken effect, so that only its answer is lost
    #[arg(long)]
    after: bool,
    /// Only for this account
    #[arg(long)]
    account: Option<AccountId>,
    /// Only in this Region
    #[arg(long)]
    region: Option<Region>,
    /// How late the answer comes
    #[arg(long, required_if_eq("effect", "latency"))]
    milliseconds: Option<u64>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// The service's own denial
    AccessDenied,
    /// The service's own throttling
    Throttling,
    /// HTTP 500
    InternalError,
    /// The connection closes without an answer
    Cut,
    /// No answer until the fault is cleared
    Hang,
    /// A normal answer, but late by --milliseconds
    Latency,
}

pub(super) async fn run(options: FaultOptions) -> anyhow::Result<()> {
    let client = ControlClient::new(options.port);
    if options.clear {
        let cleared = client.clear_faults().await?;
        return print(&format!("cleared {cleared} {}\n", if cleared == 1 { "fault" } else { "faults" }));
    }
    let service = options.service.context("name the service whose calls go wrong")?;
    let kind = options.effect.context("name what happens to the calls")?;
    let fault = fault(service, kind, options.rule)?;
    let id = client.inject(&fault).await?;
    let effect = fault.effect.as_str();
    print(&format!("fault {id}: {service} {effect}; `rollcall sandbox fault --clear` ends it\n"))
}

fn fault(service: Service, kind: Kind, rule: FaultRule) -> anyhow::Result<Fault> {
    Ok(Fault {
        service,
        operation: rule.operation,
        contains: rule.contains,
        account: rule.account,
        region: rule.region,
        times: rule.times,
        when: if rule.after { When::After } else { When::Before },
        effect: effect(kind, rule.milliseconds)?,
    })
}

fn effect(kind: Kind, milliseconds: Option<u64>) -> anyhow::Result<Effect> {
    ensure!(matches!(kind, Kind::Latency) || milliseconds.is_none(), "--milliseconds is for latency only");
    Ok(match kind {
        Kind::AccessDenied => Effect::AccessDenied,
        Kind::Throttling => Effect::Throttling,
        Kind::InternalError => Effect::InternalError,
        Kind::Cut => Effect::Cut,
        Kind::Hang => Effect::Hang,
        Kind::Latency => {
            Effect::Latency { milliseconds: milliseconds.context("say how late with --milliseconds")? }
        }
    })
}
