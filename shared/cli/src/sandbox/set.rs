//! `rollcall sandbox set`: what a running sandbox answers for a check.

use anyhow::Context as _;
use clap::ArgGroup;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use rollcall_core::condition::Condition;
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;
use rollcall_core::text::one_line;
use rollcall_report::terminal::wrapped;
use rollcall_sandbox::{Check, ControlClient, Setting, StatusAnswer};
use serde_json::{Map, Value};

use super::{PORT, answered, known};
use crate::output::{print, screen};
use crate::when;

/// The arguments of which one is enough to change something.
const CHANGES: [&str; 5] = ["status", "component", "component_reason", "without", "answer"];

/// What to answer, and where.
#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("change").multiple(true).args(CHANGES)))]
pub(super) struct SetOptions {
    /// The check
    #[arg(value_parser = PossibleValuesParser::new(Check::ALL.map(Check::as_str)).try_map(|id| id.parse::<Check>()))]
    check: Check,
    /// The status of its main component, such as SUSPENDED; any word is taken. Without one, the statuses
    /// that the check knows are listed
    status: Option<String>,
    /// The reason of its main component
    #[arg(long, requires = "status")]
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
    #[arg(long, requires = "change")]
    account: Option<AccountId>,
    /// Only in this Region
    #[arg(long, requires = "change")]
    region: Option<Region>,
    /// The port of the sandbox
    #[arg(long, default_value_t = PORT)]
    port: u16,
}

pub(super) async fn run(options: SetOptions) -> anyhow::Result<()> {
    let (check, port) = (options.check, options.port);
    let setting = setting(options)?;
    let text = if setting == Setting::new(check) {
        known::statuses(check)
    } else {
        let answer = ControlClient::new(port).set(&setting).await?;
        answered::lines(&answer) + &unknown(&answer)
    };
    print(&wrapped(&text, screen(when::now()).columns))
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

/// A line for each status that no table holds.
fn unknown(answer: &StatusAnswer) -> String {
    let check = answer.check;
    let unknown = answer.components.iter().filter_map(|one| {
        let status = one.status.as_deref()?;
        let is_unknown = answered::condition(check, &one.component, status) == Condition::Unknown;
        is_unknown.then(|| one_line(status))
    });
    let line = |status| {
        format!(
            "{status} is in no table: it will be `unknown`; `rollcall sandbox set {check}` lists the others\n"
        )
    };
    unknown.map(line).collect()
}
