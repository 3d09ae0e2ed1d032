//! `rollcall history`: what happened at one enrollment, or at those that a pattern takes.

use futures_util::TryStreamExt as _;
use rollcall_core::change::Change;
use rollcall_core::history::HistoryEntry;
use rollcall_core::standing::Standing;
use rollcall_core::time::Time;
use rollcall_core::timeline::Timeline;
use rollcall_report::inventory::KnownAccounts;
use rollcall_report::terminal::Screen;
use rollcall_report::{csv, json, terminal};

use crate::exit::Ending;
use crate::location::Opening;
use crate::output::{Output, OutputOptions, print, screen};
use crate::pattern::Pattern;
use crate::source::{Source, SourceOptions};
use crate::spool::print_spooled;
use crate::when;

/// What happened at one enrollment.
#[derive(Debug, clap::Args)]
pub(crate) struct HistoryOptions {
    /// The enrollment, such as odb/111122223333/us-east-1, or several: 'odb/*/us-*', in quotes
    enrollment: Pattern,
    /// From when: so long ago (30d, 12h, 3mo), a day (yesterday), a quarter (2026-Q3), or a time
    #[arg(long, value_name = "WHEN", default_value = "30d")]
    since: String,
    /// Until when
    #[arg(long, value_name = "WHEN", default_value = "now", hide_default_value = true)]
    until: String,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    output: OutputOptions,
}

pub(crate) async fn run(options: HistoryOptions) -> anyhow::Result<Ending> {
    let now = when::now();
    let (from, to) = when::period(&options.since, &options.until, now)?;
    let source = options.source.open(Opening::Read).await?;
    let mut standings = Vec::new();
    for state in source.states(&options.enrollment).await? {
        standings.push(Standing::of(&state, source.rules(&state.enrollment.check)?, to));
    }
    let histories = source.histories(standings, from);
    let window = Window { source: &source, from, to };
    let several = options.enrollment.has_wildcard();
    match options.output.output {
        Output::Table => {
            let accounts = match options.enrollment.exact() {
                Some(enrollment) => source.known_account(&enrollment.target.account).await?,
                None => source.known_accounts().await?,
            };
            let texts = histories.and_then(async |history| window.text(&history, &accounts, screen(now)));
            print(&texts.try_collect::<Vec<_>>().await?.join("\n"))?;
        }
        Output::Json if several => {
            let items = histories.map_ok(|history| vec![((), window.item(&history))]);
            print_spooled(&json::histories(from, to), items).await?;
        }
        Output::Json => {
            let texts = histories.map_ok(|history| window.json(&history));
            print(&texts.try_collect::<String>().await?)?;
        }
        Output::Csv => {
            let rows = histories.map_ok(|history| vec![((), window.rows(&history))]);
            print_spooled(&csv::histories(), rows).await?;
        }
    }
    Ok(Ending::Well)
}

/// An enrollment as it stands today, and its entries.
type History = (Standing, Vec<HistoryEntry>);

/// The time that is shown.
struct Window<'a> {
    source: &'a Source,
    from: Time,
    to: Time,
}

impl Window<'_> {
    /// The timeline, or when the last change was if none was in that time.
    fn text(
        &self,
        (standing, entries): &History,
        accounts: &KnownAccounts,
        screen: Screen,
    ) -> anyhow::Result<String> {
        let rules = self.source.rules(&standing.enrollment.check)?;
        let timeline = Timeline::of(entries, Some(standing), rules, self.from, self.to);
        let text = terminal::history::text(&standing.enrollment, accounts, entries, &timeline, screen);
        if !timeline.changes.is_empty() {
            return Ok(text);
        }
        let newest = Change::newest(entries, rules.policy);
        Ok(text + &terminal::changes::none(self.from, self.to, newest.as_ref(), screen))
    }

    fn json(&self, (standing, entries): &History) -> String {
        json::history(entries, standing, &self.source.policy, self.from, self.to)
    }

    fn item(&self, (standing, entries): &History) -> String {
        json::history_item(entries, standing, &self.source.policy, self.from, self.to)
    }

    fn rows(&self, (standing, entries): &History) -> String {
        csv::history(entries, standing, &self.source.policy, self.from, self.to)
    }
}
