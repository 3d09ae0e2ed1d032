//! Standings in the order that is asked for, and how they are printed.

use std::num::NonZeroUsize;

use rollcall_core::standing::{Standing, Totals};
use rollcall_core::time::Time;
use rollcall_report::groups::{Group, GroupBy, groups};
use rollcall_report::inventory::KnownAccounts;
use rollcall_report::terminal::status::{list, table_with_names};
use rollcall_report::{csv, json, terminal};

use crate::exit::Ending;
use crate::filter::Filter;
use crate::output::{Output, OutputOptions, print, print_by, screen};
use crate::source::Source;

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Sort {
    /// The worst, with a heading for each verdict
    Worst,
    /// By check, account and Region; groups by what they have in common
    Enrollment,
    /// What has stood longest as it stands; groups by their oldest open problem
    Since,
    /// What was not seen for the longest time
    Seen,
}

impl Sort {
    fn sort(self, standings: &mut [Standing]) {
        Standing::worst_first(standings);
        match self {
            Self::Worst => {}
            Self::Enrollment => standings.sort_by(|one, other| one.enrollment.cmp(&other.enrollment)),
            Self::Since => standings.sort_by_key(|standing| standing.since),
            Self::Seen => standings.sort_by_key(|standing| standing.last_observed),
        }
    }

    /// `groups` are the worst first.
    fn sort_groups(self, groups: &mut [Group]) {
        match self {
            Self::Worst => {}
            Self::Enrollment => groups.sort_by(|one, other| one.value.cmp(&other.value)),
            Self::Since => groups.sort_by_key(|group| (group.open_since.is_none(), group.open_since)),
            Self::Seen => groups.sort_by_key(|group| group.seen),
        }
    }
}

/// What enrollments are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Grouping {
    OrganizationalUnit,
    Owner,
    Account,
    Check,
    Region,
}

impl Grouping {
    pub(super) fn by(self, depth: Option<NonZeroUsize>) -> anyhow::Result<GroupBy> {
        anyhow::ensure!(
            depth.is_none() || self == Self::OrganizationalUnit,
            "--depth needs --group-by organizational-unit"
        );
        Ok(match self {
            Self::OrganizationalUnit => GroupBy::OrganizationalUnit { depth: depth.map(NonZeroUsize::get) },
            Self::Owner => GroupBy::Owner,
            Self::Account => GroupBy::Account,
            Self::Check => GroupBy::Check,
            Self::Region => GroupBy::Region,
        })
    }
}

/// What comes first, and what is one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) sort: Sort,
    pub(super) group_by: Option<GroupBy>,
}

/// Standings at a point in time.
pub(super) struct Shown {
    standings: Vec<Standing>,
    accounts: KnownAccounts,
    at: Time,
    order: Order,
    /// What is said if there are none.
    nothing: &'static str,
    ending: Ending,
}

impl Shown {
    /// That none has the verdict or condition that is asked for is an answer; that none has the key is an
    /// error.
    pub(super) async fn of(
        source: &Source,
        mut standings: Vec<Standing>,
        at: Time,
        filter: Filter,
        order: Order,
        unknown: &'static str,
    ) -> anyhow::Result<Self> {
        if standings.is_empty()
            && let Some(why) = source.unmatched(&filter).await?
        {
            anyhow::bail!(why);
        }
        order.sort.sort(&mut standings);
        let (nothing, ending) = match filter.is_by_standing() {
            true if standings.is_empty() => ("no enrollment has that verdict or condition", Ending::Well),
            true | false => (unknown, Ending::of(&standings)),
        };
        Ok(Self { standings, accounts: filter.known, at, order, nothing, ending })
    }

    pub(super) fn table(&self) -> String {
        let Self { standings, accounts, .. } = self;
        let screen = screen(self.at);
        match (self.order.group_by, self.order.sort) {
            _ if standings.is_empty() => format!("{}\n", self.nothing),
            (Some(by), _) => {
                terminal::groups::table(&self.groups(by), by, accounts, &Totals::of(standings), screen)
            }
            (None, Sort::Worst) => table_with_names(standings, accounts, screen),
            (None, Sort::Enrollment | Sort::Since | Sort::Seen) => list(standings, accounts, screen),
        }
    }

    fn groups(&self, by: GroupBy) -> Vec<Group> {
        let mut groups = groups(&self.standings, by, &self.accounts);
        self.order.sort.sort_groups(&mut groups);
        groups
    }

    /// Prints them, and ends with the worst.
    pub(super) fn print(&self, options: OutputOptions) -> anyhow::Result<Ending> {
        match (options.output, self.order.group_by) {
            (Output::Table, _) => print(&self.table())?,
            (Output::Json, None) => self.print_json()?,
            (Output::Csv, None) => print_csv_with_names(&self.standings, &self.accounts, self.at)?,
            (Output::Json, Some(by)) => {
                let totals = Totals::of(&self.standings);
                print(&json::groups(&self.groups(by), by, &self.accounts, totals, self.at))?;
            }
            (Output::Csv, Some(by)) => {
                print(&csv::groups(&self.groups(by), by, &self.accounts, self.at))?;
            }
        }
        Ok(self.ending)
    }

    fn print_json(&self) -> anyhow::Result<()> {
        let items = self.standings.iter().map(|standing| Ok(json::standing(standing, &self.accounts)));
        let list = json::status(Totals::of(&self.standings), self.at);
        print_by(|out| list.write(items, out))
    }
}

/// The standings without names of accounts.
pub(crate) fn print_csv(standings: &[Standing], at: Time) -> anyhow::Result<()> {
    print_csv_with_names(standings, &KnownAccounts::default(), at)
}

fn print_csv_with_names(standings: &[Standing], accounts: &KnownAccounts, at: Time) -> anyhow::Result<()> {
    let items = standings.iter().map(|standing| Ok(csv::standing(standing, accounts, at)));
    print_by(|out| csv::status().write(items, out))
}
