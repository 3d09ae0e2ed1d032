//! Prints the story so that a person reads it to its end: one line for what many accounts share, single lines
//! with a name for single accounts.

use std::collections::BTreeMap;
use std::sync::Arc;

use rollcall_core::account::Account;
use rollcall_core::identity::AccountId;
use rollcall_core::organization::ledger::Coverage;
use rollcall_core::text::one_line;
use rollcall_core::time::Time;
use rollcall_report::terminal::{BOLD, DIM, DOUBTFUL, count, sign, style};
use rollcall_sandbox::Message;

use super::hub::Round;
use super::script::{ACCOUNTS, STEP_HOURS};
use super::tally::{Group, Move, News, Tally};
use crate::demo::timeline::{attribute, below, body, line, subject};
use crate::output::print;

/// More organizational units than this are not named.
const UNITS_NAMED_MAX: usize = 3;

#[derive(Debug, Default)]
pub(super) struct Telling {
    tally: Tally,
    /// Messages already told.
    told: usize,
    /// Whether an e-mail was shown in full.
    has_shown: bool,
}

impl Telling {
    pub(super) fn heading(url: &str) -> anyhow::Result<()> {
        print(&format!(
            "{BOLD}Rollcall, four simulated days of an organization of {ACCOUNTS} accounts{BOLD:#}:\n\
             the real planner, observer and courier, every {STEP_HOURS} hours, against AWS on\n\
             loopback ({url}). Nothing leaves this machine. Times are UTC.\n"
        ))
    }

    /// What happened outside Rollcall, what the run found, the e-mails, and the coverage at the end of a day.
    pub(super) fn run(
        &mut self,
        now: Time,
        note: Option<&str>,
        round: &Round,
        messages: &[Arc<Message>],
        day: Option<usize>,
    ) -> anyhow::Result<()> {
        let news = self.tally.add(&round.found);
        let mut lines = Lines { now, text: String::new() };
        note.iter().for_each(|note| lines.add(&format!("{BOLD}{note}{BOLD:#}")));
        news.groups.iter().for_each(|group| lines.add(&moved(group, &round.accounts)));
        lost(&news).iter().for_each(|lost| lines.add(lost));
        retired(&news, &round.accounts).iter().for_each(|retired| lines.add(retired));
        self.mails(&mut lines, messages);
        if let Some(day) = day {
            lines.add(&format!("{DIM}Day {day}:{DIM:#} {}", covered(&round.coverage)));
        }
        if lines.text.is_empty() { Ok(()) } else { print(&format!("\n{}", lines.text)) }
    }

    /// One line for all of a check and kind. Of the first that came in numbers, one is shown in full.
    fn mails(&mut self, lines: &mut Lines, messages: &[Arc<Message>]) {
        let mut alike: BTreeMap<(&str, &str), Vec<&Message>> = BTreeMap::new();
        for message in &messages[self.told.min(messages.len())..] {
            let key = (attribute(message, "check"), attribute(message, "kind"));
            alike.entry(key).or_default().push(message);
        }
        self.told = messages.len();
        for mut messages in alike.into_values() {
            // They are sent side by side, in any order.
            messages.sort_by_key(|message| attribute(message, "account"));
            match &messages[..] {
                [] => {}
                [only] => lines.add(&subject(only, "")),
                [first, ..] => {
                    lines.add(&subject(first, &format!("{} e-mails, such as: ", messages.len())));
                    if !std::mem::replace(&mut self.has_shown, true) {
                        lines.text += &body(first);
                    }
                }
            }
        }
    }
}

/// The lines of one run; the first has its time.
struct Lines {
    now: Time,
    text: String,
}

impl Lines {
    fn add(&mut self, text: &str) {
        self.text += &if self.text.is_empty() { line(self.now, text) } else { below(self.now, text) };
    }
}

/// `✗ 30 accounts: odb ACTIVE -> SUSPENDED; 20 in /prod/data, 10 in /staging/data`.
fn moved(group: &Group, accounts: &BTreeMap<AccountId, Account>) -> String {
    let Group { compliance, accounts: ids, moves } = group;
    let style = style(*compliance);
    let moved = |Move { check, from, to }: &Move| {
        let from = from.as_ref().map(|from| format!("{} -> ", one_line(from))).unwrap_or_default();
        format!("{check} {from}{}", one_line(to))
    };
    let moves = moves.iter().map(moved).collect::<Vec<_>>().join(", ");
    let (who, places) = match (&ids[..], places(ids, accounts).as_slice()) {
        ([only], _) => (place(only, accounts), String::new()),
        (all, [(unit, _)]) => (format!("{} in {unit}", count(all.len(), "account")), String::new()),
        (all, places) => {
            let places: Vec<String> =
                places.iter().map(|(unit, count)| format!("{count} in {unit}")).collect();
            let places = if places.is_empty() { String::new() } else { format!("; {}", places.join(", ")) };
            (count(all.len(), "account"), places)
        }
    };
    format!("{style}{}{style:#} {who}: {moves}{places}", sign(*compliance))
}

/// How many accounts are in which organizational unit; nothing if they are all over the organization.
fn places(ids: &[AccountId], accounts: &BTreeMap<AccountId, Account>) -> Vec<(String, usize)> {
    let mut units: BTreeMap<String, usize> = BTreeMap::new();
    for unit in ids.iter().filter_map(|id| accounts.get(id)?.organizational_unit.as_deref()) {
        *units.entry(one_line(unit)).or_default() += 1;
    }
    if units.len() > UNITS_NAMED_MAX { Vec::new() } else { units.into_iter().collect() }
}

fn lost(news: &News) -> Option<String> {
    let lost = count(news.lost, "other enrollment");
    (news.lost > 0).then(|| format!("{DOUBTFUL}?{DOUBTFUL:#} {lost} there are blind: no alerts for them"))
}

fn retired(news: &News, accounts: &BTreeMap<AccountId, Account>) -> Vec<String> {
    let retired = |(id, enrollments): (&AccountId, &usize)| {
        format!("– {}: {} retired", place(id, accounts), count(*enrollments, "enrollment"))
    };
    news.retired.iter().map(retired).collect()
}

/// `payments-prod in /prod/commerce`; the number of an account without a name.
fn place(id: &AccountId, accounts: &BTreeMap<AccountId, Account>) -> String {
    let account = accounts.get(id);
    let name = account.and_then(|account| account.name.as_deref());
    let unit = account.and_then(|account| account.organizational_unit.as_deref());
    let unit = unit.map(|unit| format!(" in {}", one_line(unit))).unwrap_or_default();
    name.map_or_else(|| id.to_string(), one_line) + &unit
}

/// `expected 599, seen 557, blind 42 (no-access), missing 0`.
fn covered(coverage: &Coverage) -> String {
    let Coverage { expected, seen, missing, .. } = coverage;
    let causes: Vec<&str> = coverage.blind.keys().map(String::as_str).collect();
    let causes = if causes.is_empty() { String::new() } else { format!(" ({})", causes.join(", ")) };
    format!("expected {expected}, seen {seen}, blind {}{causes}, missing {missing}", coverage.blind())
}

#[cfg(test)]
mod tests {
    use rollcall_core::condition::Compliance;

    use super::*;

    /// An account for each unit, numbered from 0.
    fn accounts(units: &[&str]) -> BTreeMap<AccountId, Account> {
        let account = |(number, unit): (usize, &&str)| {
            let id: AccountId = format!("{number:012}").parse().unwrap();
            let organizational_unit = Some((*unit).to_owned());
            let name = Some(format!("account-{number}"));
            (id.clone(), Account { name, organizational_unit, ..Account::new(id) })
        };
        units.iter().enumerate().map(account).collect()
    }

    #[test]
    fn accounts_are_named_alone_and_counted_together() {
        for (units, expected) in [
            (&["/prod"][..], "✗ account-0 in /prod: odb ACTIVE -> FAILED"),
            (&["/prod", "/prod"], "✗ 2 accounts in /prod: odb ACTIVE -> FAILED"),
            (&["/prod", "/dev", "/prod"], "✗ 3 accounts: odb ACTIVE -> FAILED; 1 in /dev, 2 in /prod"),
            (&["/a", "/b", "/c", "/d"], "✗ 4 accounts: odb ACTIVE -> FAILED"),
        ] {
            let accounts = accounts(units);
            let moves = vec![Move { check: "odb", from: Some("ACTIVE".to_owned()), to: "FAILED".to_owned() }];
            let compliance = Compliance::NonCompliant;
            let group = Group { compliance, accounts: accounts.keys().cloned().collect(), moves };
            let told = moved(&group, &accounts);
            assert_eq!(anstream::adapter::strip_str(&told).to_string(), expected);
        }
    }

    #[test]
    fn coverage_names_the_causes_of_blindness() {
        let mut coverage = Coverage::default();
        coverage.count(None);
        assert_eq!(covered(&coverage), "expected 1, seen 1, blind 0, missing 0");
        ["timeout", "no-access", "no-access"].iter().for_each(|cause| coverage.count(Some(cause)));
        assert_eq!(covered(&coverage), "expected 4, seen 1, blind 3 (no-access, timeout), missing 0");
    }
}
