//! `rollcall policy`: shows, checks, compares and applies policies.

pub(crate) mod read;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use rollcall_checks::registry;
use rollcall_core::ports::{SettingsStore as _, StoredPolicy, Written};
use rollcall_report::terminal;

use self::read::read_file;
use crate::exit::{AwsFailure, Ending};
use crate::location::{LocationOptions, Opening};
use crate::output::{print, screen};
use crate::when;

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Show the policy that is in force, and those before it
    Show {
        #[command(flatten)]
        location: LocationOptions,
    },
    /// Show what is wrong with a policy file, and the effective policy
    Check {
        /// The policy, a TOML file
        file: PathBuf,
    },
    /// Show how a policy file differs from the policy that is in force
    Diff {
        /// The policy, a TOML file
        file: PathBuf,
        #[command(flatten)]
        location: LocationOptions,
    },
    /// Put a policy file in force: it is kept in the table, with its author and time
    Apply {
        /// The policy, a TOML file
        file: PathBuf,
        #[command(flatten)]
        location: LocationOptions,
    },
}

pub(crate) async fn run(command: PolicyCommand) -> anyhow::Result<Ending> {
    match command {
        PolicyCommand::Show { location } => show(&location).await,
        PolicyCommand::Check { file } => check(&file),
        PolicyCommand::Diff { file, location } => diff(&file, &location).await,
        PolicyCommand::Apply { file, location } => apply(&file, &location).await,
    }
}

async fn show(location: &LocationOptions) -> anyhow::Result<Ending> {
    let store = location.open(Opening::Read).await?.store();
    let policies = store.policies().await.map_err(AwsFailure::from)?;
    let at = |policy: &StoredPolicy| (screen(when::now()).local)(policy.applied_at);
    let text = match policies.split_last() {
        None => "no policy is stored; ROLLCALL_POLICY, or else the defaults, are in force\n".to_owned(),
        Some((last, former)) => {
            let heading = |policy: &StoredPolicy| {
                format!("# version {}, applied {} by {}\n", policy.version, at(policy), policy.author)
            };
            let former: String =
                former.iter().rev().map(|policy| heading(policy).replacen("# ", "# before: ", 1)).collect();
            format!("{}{former}{}\n", heading(last), last.toml.trim_end())
        }
    };
    print(&text)?;
    Ok(Ending::Well)
}

fn check(file: &Path) -> anyhow::Result<Ending> {
    let (policy, _) = read_file(file)?;
    print(&terminal::policy::text(&policy, &registry::ALL))?;
    Ok(Ending::Well)
}

async fn diff(file: &Path, location: &LocationOptions) -> anyhow::Result<Ending> {
    let (_, toml) = read_file(file)?;
    let stored =
        location.open(Opening::ReadOrEmpty).await?.store().policy().await.map_err(AwsFailure::from)?;
    let before = stored.map(|stored| stored.toml).unwrap_or_default();
    print(&terminal::policy::diff(&before, &toml))?;
    Ok(Ending::Well)
}

async fn apply(file: &Path, location: &LocationOptions) -> anyhow::Result<Ending> {
    let (_, toml) = read_file(file)?;
    let location = location.open(Opening::Create).await?;
    let _lock = location.lock().await?;
    let store = location.store();
    let before = store.policy().await.map_err(AwsFailure::from)?;
    if before.as_ref().is_some_and(|before| before.toml == toml) {
        print("this policy is in force already\n")?;
        return Ok(Ending::Well);
    }
    let version = before.map_or(0, |before| before.version) + 1;
    let policy = StoredPolicy { version, toml, author: location.author().await?, applied_at: when::now() };
    match store.apply(&policy).await.map_err(AwsFailure::from)? {
        Written::Done => print(&format!("version {version} is in force with the next run\n"))?,
        Written::Conflict => {
            anyhow::bail!(
                "another policy was applied in the meantime: see `rollcall policy diff`, then try again"
            )
        }
    }
    Ok(Ending::Well)
}
