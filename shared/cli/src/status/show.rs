//! Standings in the order that is asked for, and how they are printed.

use rollcall_core::standing::{Standing, Totals};
use rollcall_core::time::Time;
use rollcall_report::terminal::status::{list, table};
use rollcall_report::{csv, json};

use super::ViewOptions;
use crate::exit::Ending;
use crate::output::{Output, OutputOptions, print, print_by, screen};
use crate::source::Source;

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Sort {
    /// The worst, with a heading for each verdict
    Worst,
    /// By check, account and Region
    Enrollment,
    /// What has stood longest as it stands
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
}

/// Standings at a point in time.
pub(super) struct Shown {
    standings: Vec<Standing>,
    at: Time,
    sort: Sort,
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
        view: &ViewOptions,
        unknown: &'static str,
    ) -> anyhow::Result<Self> {
        if standings.is_empty()
            && let Some(why) = source.unmatched(&view.filter).await?
        {
            anyhow::bail!(why);
        }
        view.sort.sort(&mut standings);
        let (nothing, ending) = match view.filter.is_by_standing() {
            true if standings.is_empty() => ("no enrollment has that verdict or condition", Ending::Well),
            true | false => (unknown, Ending::of(&standings)),
        };
        Ok(Self { standings, at, sort: view.sort, nothing, ending })
    }

    pub(super) fn table(&self) -> String {
        match self.sort {
            _ if self.standings.is_empty() => format!("{}\n", self.nothing),
            Sort::Worst => table(&self.standings, screen(self.at)),
            Sort::Enrollment | Sort::Since | Sort::Seen => list(&self.standings, screen(self.at)),
        }
    }

    /// Prints them, and ends with the worst.
    pub(super) fn print(&self, options: OutputOptions) -> anyhow::Result<Ending> {
        match options.output {
            Output::Table => print(&self.table())?,
            Output::Json => {
                let items = self.standings.iter().map(json::standing).map(Ok);
                let list = json::status(Totals::of(&self.standings), self.at);
                print_by(|out| list.write(items, out))?;
            }
            Output::Csv => print_csv(&self.standings, self.at)?,
        }
        Ok(self.ending)
    }
}

pub(crate) fn print_csv(standings: &[Standing], at: Time) -> anyhow::Result<()> {
    let items = standings.iter().map(|standing| Ok(csv::standing(standing, at)));
    print_by(|out| csv::status().write(items, out))
}
