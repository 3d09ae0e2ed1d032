//! `rollcall sandbox set`: what a running sandbox answers for a check.

use anyhow::Context as _;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;
use rollcall_sandbox::{Check, ControlClient, Setting};
use serde_json::{Map, Value};

use super::PORT;
use crate::output::print;

/// What to answer, and where.
#[derive(Debug, clap::Args)]
pub(super) struct SetOptions {
    /// The check
    #[arg(value_parser = PossibleValuesParser::new(Check::ALL.map(Check::as_str)).try_map(|id| id.parse::<Check>()))]
    check: Check,
    /// The status of its main component, such as SUSPENDED; any word is taken
    #[arg(required_unless_present_any = ["component", "component_reason", "without", "answer"])]
    status: Option<String>,
    /// The reason of its main component
    #[arg(long)]
    reason: Option<String>,
    /// The status of a component, such as identity-domain=FAILED; may be repeated
    #[arg(long, value_name = "NAME=STATUS", value_parser = pair)]
    component: Vec<(String, String)>,
    /// The reason of a component; may be repeated
    #[arg(long, value_name = "NAME=REASON", value_parser = pair)]
    component_reason: Vec<(String, String)>,
    /// Leave a component out of the answer; may be repeated
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
    /// A JSON object to merge over the API's answer; null removes a member
    #[arg(long, value_name = "JSON")]
    answer: Option<String>,
    /// Only for this account
    #[arg(long)]
    account: Option<AccountId>,
    /// Only in this Region
    #[arg(long)]
    region: Option<Region>,
    /// The port of the sandbox
    #[arg(long, default_value_t = PORT)]
    port: u16,
}

pub(super) async fn run(options: SetOptions) -> anyhow::Result<()> {
    let client = ControlClient::new(options.port);
    let setting = setting(options)?;
    client.set(&setting).await?;
    print(&told(&setting))
}

fn setting(options: SetOptions) -> anyhow::Result<Setting> {
    let mut setting = Setting::new(options.check);
    setting.account = options.account;
    setting.region = options.region;
    setting.status = options.status;
    setting.reason = options.reason;
    for (name, status) in options.component {
        setting = setting.component(name, status);
    }
    for (name, reason) in options.component_reason {
        setting = setting.component_reason(name, reason);
    }
    for name in options.without {
        setting = setting.without(name);
    }
    if let Some(answer) = options.answer {
        setting.answer = serde_json::from_str::<Map<String, Value>>(&answer)
            .context("--answer is not a JSON object, such as {\"linkedOciTenancyId\":null}")?;
    }
    Ok(setting)
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, such as identity-domain=FAILED")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// What is set now, in a sentence.
fn told(setting: &Setting) -> String {
    let account = setting.account.as_ref().map_or("all accounts".to_owned(), ToString::to_string);
    let region = setting.region.as_ref().map_or("all Regions", Region::as_str);
    let status = setting.status.as_deref().unwrap_or("as set");
    format!("{} answers {status} for {account} in {region}\n", setting.check)
}
