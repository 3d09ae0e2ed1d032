//! `rollcall accounts confirm`: retires the accounts that left in such a number that no run believed it.

use futures_util::{StreamExt as _, TryStreamExt as _};
use rollcall_core::account::Account;
use rollcall_core::organization::inventory::is_leaving;
use rollcall_core::ports::Inventory as _;
use rollcall_core::time::Time;
use rollcall_report::terminal;
use rollcall_report::terminal::{count, wrapped};

use super::list::NONE_KNOWN;
use crate::exit::{AwsFailure, Ending};
use crate::location::{Location, LocationOptions, Opening};
use crate::output::{AnswerOptions, screen};
use crate::source::READ_AT_ONCE;
use crate::when;

#[derive(Debug, clap::Args)]
pub(super) struct ConfirmOptions {
    /// Show the accounts, and leave them as they are
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    location: LocationOptions,
    #[command(flatten)]
    output: AnswerOptions,
}

/// What became of the accounts that are leaving.
#[derive(Default)]
struct Confirmed<'a> {
    retired: Vec<&'a Account>,
    /// Those that were changed after they were read.
    kept: Vec<&'a Account>,
}

pub(super) async fn confirm(options: ConfirmOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let opening = if options.dry_run { Opening::Read } else { Opening::Change };
    let location = options.location.open(opening).await?;
    let _lock = if options.dry_run { None } else { location.lock().await? };
    let known = location.store().accounts().await.map_err(AwsFailure::from)?;
    let leaving: Vec<&Account> = known.values().filter(|account| is_leaving(account)).collect();
    let confirmed = match options.dry_run {
        true => Confirmed { retired: leaving.clone(), kept: Vec::new() },
        false => retire(&location, &leaving, now).await?,
    };
    let text = match leaving.is_empty() {
        true if known.is_empty() => wrapped(NONE_KNOWN, screen(now).columns),
        true => "no account is leaving: there is nothing to confirm\n".to_owned(),
        false => {
            let table = terminal::accounts::lines(&leaving, screen(now));
            let said = said(&confirmed, options.dry_run, location.is_deployed());
            format!("{table}{}", wrapped(&said, screen(now).columns))
        }
    };
    let ids = |accounts: &[&Account]| accounts.iter().map(|account| account.id.clone()).collect::<Vec<_>>();
    let answer = serde_json::json!({
        "schema": "rollcall.accounts-confirm/1", "dry_run": options.dry_run,
        "retired": ids(&confirmed.retired), "kept": ids(&confirmed.kept),
    });
    options.output.print(&text, &answer)?;
    Ok(Ending::Well)
}

async fn retire<'a>(
    location: &Location,
    leaving: &[&'a Account],
    now: Time,
) -> anyhow::Result<Confirmed<'a>> {
    let store = &location.store();
    let retire = async |account: &'a Account| Ok((account, store.retire(account, now).await?));
    let results = futures_util::stream::iter(leaving.iter().copied()).map(retire).buffered(READ_AT_ONCE);
    let results: Vec<(&Account, bool)> = results.try_collect().await.map_err(AwsFailure::from)?;
    let mut confirmed = Confirmed::default();
    for (account, is_retired) in results {
        if is_retired { confirmed.retired.push(account) } else { confirmed.kept.push(account) }
    }
    Ok(confirmed)
}

fn said(confirmed: &Confirmed<'_>, dry_run: bool, is_deployed: bool) -> String {
    let retired = count(confirmed.retired.len(), "account");
    if dry_run {
        return format!("{retired} would be retired; nothing was stored\n");
    }
    let kept = match confirmed.kept.len() {
        0 => String::new(),
        some => format!("{} changed meanwhile, and stays as it is now\n", count(some, "account")),
    };
    let next = if is_deployed {
        "the next run of the organization retires their enrollments, and `inventory` recovers"
    } else {
        "they are no longer asked, and `inventory` recovers with the next run"
    };
    format!("{retired} retired\n{kept}{next}\n")
}

#[cfg(test)]
mod tests {
    use rollcall_core::account::AccountState;
    use rollcall_sandbox::{Options, Sandbox};

    use super::*;

    #[tokio::test]
    async fn an_account_that_changed_meanwhile_stays_as_it_is_now() {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let sdk = rollcall_aws::loopback(&sandbox.url(), "us-east-1", "111122223333");
        let location = Location::deployed(sdk, "rollcall".to_owned()).unwrap();
        let absent = |absences| Account { absences, ..Account::new("444455556666".parse().unwrap()) };
        let closed = Account { state: AccountState::Closed, ..absent(0) };
        let retired = |account: Account| Account { retired_at: Some(when::now()), ..account };
        let store = location.store();
        for (read, stored, is_retired) in [
            (absent(2), absent(2), true),
            (closed.clone(), closed.clone(), true),
            (absent(2), absent(0), false),
            (absent(2), absent(3), false),
            (closed.clone(), absent(0), false),
            (closed.clone(), retired(closed.clone()), false),
        ] {
            store.put(&stored).await.unwrap();
            let now = when::now().next();
            let confirmed = super::retire(&location, &[&read], now).await.unwrap();
            assert_eq!(confirmed.retired.len(), usize::from(is_retired), "{read:?} {stored:?}");
            assert_eq!(confirmed.kept.len(), usize::from(!is_retired));
            let expected = if is_retired { Account { retired_at: Some(now), ..stored } } else { stored };
            assert_eq!(store.account(&read.id).await.unwrap(), Some(expected));
        }
        let unknown = Account::new("777788889999".parse().unwrap());
        assert!(!store.retire(&unknown, when::now()).await.unwrap(), "none is made");
        assert_eq!(store.account(&unknown.id).await.unwrap(), None);
    }
}
