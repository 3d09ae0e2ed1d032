//! What commands read and judge: a state, and the policy that it is judged by.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use futures_util::{Stream, StreamExt as _};
use indicatif::{ProgressBar, ProgressFinish};
use rollcall_checks::registry;
use rollcall_core::account::Account;
use rollcall_core::deliver::{Backoff, DEFAULT_ROUTE, PendingAlert};
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::policy::Policy;
use rollcall_core::ports::{
    CallError, Inventory as _, Outbox as _, Routes as _, SettingsStore as _, Store as _,
};
use rollcall_core::rules::Rules;
use rollcall_core::standing::Standing;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_report::inventory::KnownAccounts;

use crate::exit::AwsFailure;
use crate::filter::{Filter, FilterOptions};
use crate::location::{Location, LocationOptions, Opening};
use crate::output::say;
use crate::pattern::Pattern;
use crate::policy::read::{self, PolicyOrigin};
use crate::progress;
use crate::unmatched::{listed, unmatched};

/// Where the state is, and what is a problem.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "State")]
pub(crate) struct SourceOptions {
    #[command(flatten)]
    pub(crate) location: LocationOptions,
    /// A policy as a TOML file [default: the stored one, else the text in ROLLCALL_POLICY]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) location: Location,
    pub(crate) policy: Policy,
    pub(crate) origin: PolicyOrigin,
}

/// Histories or alerts read at once: enough to hide the latency of a distant Region.
pub(crate) const READ_AT_ONCE: usize = 32;

impl SourceOptions {
    /// A state in a file, and the policy in force.
    pub(crate) fn in_file(file: PathBuf) -> Self {
        Self { location: LocationOptions::in_file(file), policy: None }
    }

    pub(crate) fn policy(&self) -> Option<&Path> {
        self.policy.as_deref()
    }

    pub(crate) async fn open(&self, opening: Opening) -> anyhow::Result<Source> {
        let named = self.policy().map(read::named).transpose()?;
        let location = self.location.open(opening).await?;
        let (policy, origin) = match named {
            Some(named) => named,
            None => read::in_force(location.store().policy().await.map_err(AwsFailure::from)?)?,
        };
        Ok(Source { location, policy, origin })
    }
}

impl Source {
    pub(crate) fn rules(&self, check: &str) -> anyhow::Result<Rules<'_>> {
        let check = registry::find(check).with_context(|| format!("there is no check {check:?}"))?;
        Ok(Rules { check, policy: &self.policy })
    }

    /// The stored states that a pattern takes: at least one.
    pub(crate) async fn states(&self, pattern: &Pattern) -> anyhow::Result<Vec<State>> {
        let mut states: Vec<State> = match pattern.exact() {
            Some(enrollment) => {
                let state = self.location.store().load(&enrollment).await.map_err(AwsFailure::from)?;
                state.into_iter().collect()
            }
            None => {
                let is_taken = |one: &Enrollment| pattern.takes(one) && registry::find(&one.check).is_some();
                self.location.reader().states(is_taken).await.map_err(AwsFailure::from)?
            }
        };
        if states.is_empty() {
            anyhow::bail!(pattern.unknown(&self.enrollments().await?));
        }
        states.sort_by(|one, other| one.enrollment.cmp(&other.enrollment));
        Ok(states)
    }

    /// The stored state of the only enrollment that a pattern takes.
    pub(crate) async fn state(&self, pattern: &Pattern) -> anyhow::Result<State> {
        let mut states = self.states(pattern).await?;
        let taken = states.iter().map(|state| &state.enrollment);
        anyhow::ensure!(states.len() == 1, "{pattern} matches {}: name one of them", listed(taken));
        Ok(states.remove(0))
    }

    /// All that are stored.
    pub(crate) async fn enrollments(&self) -> anyhow::Result<Vec<Enrollment>> {
        let states = self.location.reader().states(|_| true).await.map_err(AwsFailure::from)?;
        Ok(states.into_iter().map(|state| state.enrollment).collect())
    }

    /// Why a filter takes no enrollment by its key; none if it does.
    pub(crate) async fn unmatched(&self, filter: &Filter) -> anyhow::Result<Option<String>> {
        if filter.named().is_empty() {
            return Ok(None);
        }
        Ok(unmatched(filter, &self.enrollments().await?))
    }

    /// Says so if a filter takes no enrollment by its key, for commands that do not judge.
    pub(crate) async fn warn_if_unmatched(&self, filter: &Filter) -> anyhow::Result<()> {
        if let Some(why) = self.unmatched(filter).await? {
            say(format_args!("warning: {why}"));
        }
        Ok(())
    }

    /// The states that a filter takes, whatever their standing.
    pub(crate) async fn filtered(&self, filter: &Filter) -> anyhow::Result<Vec<State>> {
        let states = self.location.reader().states(|enrollment| filter.takes_enrollment(enrollment)).await;
        let mut states = states.map_err(AwsFailure::from)?;
        // Another version of Rollcall may know more checks.
        states.retain(|state| registry::find(&state.enrollment.check).is_some());
        Ok(states)
    }

    /// A filter; the inventory is read only if it needs it.
    pub(crate) async fn filter(&self, options: FilterOptions) -> anyhow::Result<Filter> {
        let known = match options.needs_accounts() {
            true => self.known_accounts().await?,
            false => KnownAccounts::default(),
        };
        Ok(Filter::new(options, known))
    }

    /// What is shown of accounts, which may be nothing.
    pub(crate) async fn known_accounts(&self) -> anyhow::Result<KnownAccounts> {
        Ok(KnownAccounts::of(self.accounts().await?.into_values()))
    }

    /// What is shown of one account.
    pub(crate) async fn known_account(&self, account: &AccountId) -> anyhow::Result<KnownAccounts> {
        let read = self.location.store().account(account).await.map_err(AwsFailure::from)?;
        Ok(KnownAccounts::of(read))
    }

    /// What the inventory knows, which may be nothing.
    pub(crate) async fn accounts(&self) -> anyhow::Result<BTreeMap<AccountId, Account>> {
        self.location.store().accounts().await.map_err(AwsFailure::from)
    }

    /// The standings that a filter takes, the worst first.
    pub(crate) async fn standings(&self, filter: &Filter, now: Time) -> anyhow::Result<Vec<Standing>> {
        let mut standings = Vec::new();
        for state in self.filtered(filter).await? {
            standings.push(Standing::of(&state, self.rules(&state.enrollment.check)?, now));
        }
        standings.retain(|standing| filter.takes(standing));
        Standing::worst_first(&mut standings);
        Ok(standings)
    }

    /// The history of each, in their order: the entry that stood at `from`, and those after it. A terminal
    /// shows how many are left.
    pub(crate) fn histories<T: AsRef<Enrollment>>(
        &self,
        of: Vec<T>,
        from: Time,
    ) -> impl Stream<Item = anyhow::Result<(T, Vec<HistoryEntry>)>> + Unpin {
        let bar = ProgressBar::new(of.len() as u64).with_finish(ProgressFinish::AndClear);
        let progress = progress::show(bar);
        let show = move |_: &_| {
            progress.inc(1);
            if Some(progress.position()) == progress.length() {
                progress.finish_and_clear();
            }
        };
        let reader = self.location.reader();
        let read = move |one: T| {
            let reader = reader.clone();
            async move {
                let entries = reader.history(one.as_ref(), from).await.map_err(AwsFailure::from)?;
                Ok((one, entries))
            }
        };
        Box::pin(futures_util::stream::iter(of).map(read).buffered(READ_AT_ONCE).inspect(show))
    }

    /// How the channel of the only route does.
    pub(crate) async fn backoff(&self) -> anyhow::Result<Backoff> {
        let mut routes = self.location.outbox().routes().await.map_err(AwsFailure::from)?;
        Ok(routes.remove(DEFAULT_ROUTE).unwrap_or_default().backoff)
    }

    /// The pending alerts of the enrollments that a filter takes, the oldest first.
    pub(crate) async fn pending(&self, filter: &Filter, now: Time) -> anyhow::Result<Vec<PendingAlert>> {
        let outbox = self.location.outbox();
        let queue = outbox.waiting(DEFAULT_ROUTE).await.map_err(AwsFailure::from)?;
        let wanted = queue.alerts.iter().filter(|waiting| filter.takes_enrollment(&waiting.id.parts().0));
        let read = futures_util::stream::iter(wanted).map(|waiting| outbox.read(DEFAULT_ROUTE, &waiting.id));
        let read: Vec<Result<Option<PendingAlert>, CallError>> = read.buffered(READ_AT_ONCE).collect().await;
        let unreadable = queue.unreadable.into_iter().map(Err);
        let pending = unreadable.chain(read.into_iter().filter_map(Result::transpose));
        let mut pending: Vec<PendingAlert> = pending.collect::<Result<_, _>>().map_err(AwsFailure::from)?;
        if filter.is_by_standing() && !pending.is_empty() {
            let standings = self.standings(filter, now).await?;
            let taken: BTreeSet<&Enrollment> =
                standings.iter().map(|standing| &standing.enrollment).collect();
            pending.retain(|pending| taken.contains(&pending.alert.enrollment));
        }
        pending.sort_by_key(|pending| pending.alert.observed_at);
        Ok(pending)
    }

    /// Whether the policy may decide whatever decided before: it is the stored one, which the functions go by
    /// too, or only this command writes the state.
    pub(crate) fn may_decide(&self) -> bool {
        !self.location.is_deployed() || self.origin.is_stored()
    }

    /// Refuses to decide by another policy than the functions that write the state: each would report and
    /// close what the other decided, again and again.
    pub(crate) fn ensure_same_policy(&self, state: &State) -> anyhow::Result<()> {
        let enrollment = &state.enrollment;
        let is_same = self.rules(&enrollment.check)?.digest() == state.policy;
        anyhow::ensure!(
            self.may_decide() || is_same,
            "{enrollment} in {} is judged by another policy than this command uses: leave out --policy, or put the policy \
             in force with `rollcall policy apply`; `check --dry-run` shows what another would change",
            self.location.label
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rollcall_sandbox::{Effect, Fault, Options, Sandbox, Service};

    use super::*;
    use crate::exit::{code_of, told};

    fn source(sandbox: &Sandbox) -> Source {
        let sdk = rollcall_aws::loopback(&sandbox.url(), "us-east-1", "111122223333");
        let location = Location::deployed(sdk, "rollcall".to_owned()).unwrap();
        Source { location, policy: Policy::default(), origin: PolicyOrigin::Defaults }
    }

    fn account(id: &str, name: Option<&str>) -> Account {
        Account { name: name.map(str::to_owned), ..Account::new(id.parse().unwrap()) }
    }

    #[tokio::test]
    async fn accounts_of_every_partition_are_read_with_and_without_a_name() {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let source = source(&sandbox);
        assert_eq!(source.accounts().await.unwrap(), BTreeMap::new());
        let mut put = vec![account("111122223333", Some("before")), account("111122223333", Some("after"))];
        put.extend((0..10).map(|digit| account(&format!("44445555666{digit}"), None)));
        for account in &put {
            source.location.store().put(account).await.unwrap();
        }
        let accounts = source.accounts().await.unwrap();
        assert_eq!(accounts.into_values().collect::<Vec<_>>(), put[1..]);
    }

    #[tokio::test]
    async fn names_that_may_not_be_read_fail_as_states_do() {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let source = source(&sandbox);
        sandbox.inject(Fault::new(Service::Dynamodb, Effect::AccessDenied));
        let of_names = source.accounts().await.unwrap_err();
        let of_states = source.standings(&Filter::default(), Time::from_epoch_millis(0)).await.unwrap_err();
        let told = told(&of_names);
        assert!(told.starts_with("error: could not read the accounts (AccessDenied"), "{told}");
        assert!(told.ends_with("`rollcall doctor` says how to fix it"), "{told}");
        assert_eq!(code_of(&of_names), code_of(&of_states));
    }
}
