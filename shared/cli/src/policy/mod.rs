//! `rollcall policy`: shows, checks, compares and applies policies.

pub(crate) mod read;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use rollcall_checks::registry;
use rollcall_core::ports::{SettingsStore as _, StoredPolicy, Written};
use rollcall_report::{json, terminal};

use self::read::read_file;
use crate::exit::{AwsFailure, Ending};
use crate::location::{LocationOptions, Opening};
use crate::output::AnswerOptions;
use crate::when;

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Show the policy that is in force, and those before it
    Show {
        #[command(flatten)]
        location: LocationOptions,
        #[command(flatten)]
        output: AnswerOptions,
    },
    /// Show what is wrong with a policy file, and the effective policy
    Check {
        /// The policy, a TOML file
        file: PathBuf,
        #[command(flatten)]
        output: AnswerOptions,
    },
    /// Show how a policy file differs from the policy that is in force
    Diff {
        /// The policy, a TOML file
        file: PathBuf,
        #[command(flatten)]
        location: LocationOptions,
        #[command(flatten)]
        output: AnswerOptions,
    },
    /// Put a policy file in force: it is kept in the table, with its author and time
    Apply {
        /// The policy, a TOML file
        file: PathBuf,
        #[command(flatten)]
        location: LocationOptions,
        #[command(flatten)]
        output: AnswerOptions,
    },
}

pub(crate) async fn run(command: PolicyCommand) -> anyhow::Result<Ending> {
    match command {
        PolicyCommand::Show { location, output } => show(&location, output).await,
        PolicyCommand::Check { file, output } => check(&file, output),
        PolicyCommand::Diff { file, location, output } => diff(&file, &location, output).await,
        PolicyCommand::Apply { file, location, output } => apply(&file, &location, output).await,
    }
    .map(|()| Ending::Well)
}

async fn show(location: &LocationOptions, output: AnswerOptions) -> anyhow::Result<()> {
    let store = location.open(Opening::Read).await?.store();
    let mut policies = store.policies().await.map_err(AwsFailure::from)?;
    policies.reverse();
    let heading = |policy: &StoredPolicy| {
        let StoredPolicy { version, author, applied_at, .. } = policy;
        format!("version {version}, applied {} by {author}\n", when::local(*applied_at))
    };
    let text = match policies.split_first() {
        None => "no policy is stored; ROLLCALL_POLICY, or else the defaults, are in force\n".to_owned(),
        Some((newest, former)) => {
            let former: String =
                former.iter().map(|policy| format!("# before: {}", heading(policy))).collect();
            format!("# {}{former}{}\n", heading(newest), newest.toml.trim_end())
        }
    };
    let each = policies.iter().map(|StoredPolicy { version, toml, author, applied_at }| {
        serde_json::json!({"version": version, "applied_at": applied_at, "author": author, "toml": toml})
    });
    let each: Vec<serde_json::Value> = each.collect();
    output.print(&text, &serde_json::json!({"schema": "rollcall.policy-show/1", "policies": each}))
}

fn check(file: &Path, output: AnswerOptions) -> anyhow::Result<()> {
    let (policy, _) = read_file(file)?;
    let text = terminal::policy::text(&policy, &registry::KNOWN);
    output.print_texts(&text, &json::policy(&policy, &registry::KNOWN))
}

async fn diff(file: &Path, location: &LocationOptions, output: AnswerOptions) -> anyhow::Result<()> {
    let (_, toml) = read_file(file)?;
    let stored =
        location.open(Opening::ReadOrEmpty).await?.store().policy().await.map_err(AwsFailure::from)?;
    let before = stored.map(|stored| stored.toml).unwrap_or_default();
    let diff = terminal::policy::diff(&before, &toml);
    let answer =
        serde_json::json!({"schema": "rollcall.policy-diff/1", "same": diff.is_empty(), "diff": diff});
    let text = if diff.is_empty() { "the file is the policy that is in force\n" } else { &diff };
    output.print(text, &answer)
}

async fn apply(file: &Path, location: &LocationOptions, output: AnswerOptions) -> anyhow::Result<()> {
    let (_, toml) = read_file(file)?;
    let location = location.open(Opening::Create).await?;
    let _lock = location.lock().await?;
    let store = location.store();
    let before = store.policy().await.map_err(AwsFailure::from)?;
    let answer = |version: u64, applied: bool| serde_json::json!({"schema": "rollcall.policy-apply/1", "version": version, "applied": applied});
    if let Some(before) = before.as_ref().filter(|before| before.toml == toml) {
        return output.print("this policy is in force already\n", &answer(before.version, false));
    }
    let version = before.map_or(0, |before| before.version) + 1;
    let policy = StoredPolicy { version, toml, author: location.author().await?, applied_at: when::now() };
    match store.apply(&policy).await.map_err(AwsFailure::from)? {
        Written::Done => output
            .print(&format!("version {version} is in force with the next run\n"), &answer(version, true)),
        Written::Conflict => anyhow::bail!(
            "another policy was applied in the meantime: see `rollcall policy diff`, then try again"
        ),
    }
}
