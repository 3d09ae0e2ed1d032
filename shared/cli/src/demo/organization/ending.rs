//! The end of the story: what people received, what is open, and commands that show more.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rollcall_core::condition::Compliance;
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::time::Time;
use rollcall_report::inventory::KnownAccounts;
use rollcall_report::terminal::status::{list, summary};
use rollcall_report::terminal::{BOLD, count, wrapped};
use rollcall_sandbox::Message;

use crate::demo::ending::{commands, program};
use crate::demo::timeline::{attribute, line, names};
use crate::filter::Filter;
use crate::location::Opening;
use crate::output::{print, screen};
use crate::source::SourceOptions;

#[derive(Debug)]
pub(in crate::demo) struct Played {
    pub(super) end: Time,
    pub(super) runs: usize,
    pub(super) messages: Vec<Arc<Message>>,
}

pub(in crate::demo) async fn show(file: &Path, played: &Played) -> anyhow::Result<()> {
    let Played { end, runs, messages } = played;
    let source = SourceOptions::in_file(file.to_owned()).open(Opening::Read).await?;
    let mut standings = source.standings(&Filter::default(), *end).await?;
    let totals = summary(&Totals::of(&standings));
    standings.retain(|standing| standing.compliance == Compliance::NonCompliant);
    let accounts = source.accounts().await?;
    let names = names(standings.iter().filter_map(|one| accounts.get(&one.enrollment.target.account)));
    let heading = format!("{BOLD}How it stands after {}{BOLD:#}", count(*runs, "run"));
    let commands = commands(&shown(&standings), &program(), &file.to_string_lossy());
    let rows = rows(&list(&standings, &KnownAccounts::default(), screen(*end)));
    let words = wrapped(&format!("{totals}{names}\n{}\n", received(messages)), screen(*end).columns);
    let heading = line(*end, &heading);
    print(&format!(
        "\n{heading}{rows}{words}\n{BOLD}Copy these to see more{BOLD:#}, in your local time:\n{commands}"
    ))
}

/// A list without its last line, the totals.
fn rows(list: &str) -> String {
    list.split_inclusive('\n').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect()
}

/// The commands that show more; the worst enrollment is explained.
fn shown(worst_first: &[Standing]) -> Vec<String> {
    let explain = worst_first.first().map(|worst| format!("explain {}", worst.enrollment));
    let others = ["accounts", "coverage", "report --since 7d --out demo.html --open"].map(str::to_owned);
    std::iter::once("status --compliance non-compliant".to_owned()).chain(explain).chain(others).collect()
}

/// `People received 103 e-mails: failure 51, recovery 48, reminder 2`, the most first.
fn received(messages: &[Arc<Message>]) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for message in messages {
        *kinds.entry(attribute(message, "kind")).or_default() += 1;
    }
    let mut kinds: Vec<(&str, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    format!("People received {}: {}", count(messages.len(), "e-mail"), kinds.join(", "))
}
