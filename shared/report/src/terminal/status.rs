//! `rollcall status`: one line per enrollment, the worst first, and a line of totals.

use rollcall_core::condition::Compliance;
use rollcall_core::text::one_line;

use super::table::{Cell, fit, render};
use super::{BOLD, DOUBTFUL, Screen, count, short, sign, style};
use crate::inventory::KnownAccounts;
use rollcall_core::standing::{Standing, Totals};

const HEAD: [&str; 7] = ["", "ENROLLMENT", "ACCOUNT", "CONDITION", "STATUS", "FOR", "SEEN"];
const ACCOUNT: usize = 2;
const STATUS: usize = 4;
/// Names of accounts that would be cut to less are left out: the enrollments have the ids.
const NAME_COLUMNS_MIN: usize = 10;
/// Before the time of the last look; the line of totals explains them.
const BLIND: &str = "!";
const STALE: &str = "~";

/// A heading, a line per standing, in the order given, and the totals.
pub fn list(standings: &[Standing], accounts: &KnownAccounts, screen: Screen) -> String {
    if standings.is_empty() {
        return "no enrollment\n".to_owned();
    }
    lines(standings, accounts, screen) + &summary(&Totals::of(standings))
}

/// The list without names, with a line above those of each verdict.
pub fn table(standings: &[Standing], screen: Screen) -> String {
    table_with_names(standings, &KnownAccounts::default(), screen)
}

/// The list, with a line above those of each verdict.
pub fn table_with_names(standings: &[Standing], accounts: &KnownAccounts, screen: Screen) -> String {
    if standings.is_empty() {
        return list(standings, accounts, screen);
    }
    grouped(standings, accounts, screen) + &summary(&Totals::of(standings))
}

fn grouped(standings: &[Standing], accounts: &KnownAccounts, screen: Screen) -> String {
    let lines = lines(standings, accounts, screen);
    let mut lines = lines.lines();
    let mut text = format!("{}\n", lines.next().unwrap_or_default());
    let mut verdict = None;
    for (standing, line) in standings.iter().zip(lines) {
        if verdict != Some(standing.compliance) {
            verdict = Some(standing.compliance);
            text.push_str(&format!("{BOLD}{}{BOLD:#}\n", standing.compliance.into_str()));
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// What stands out, by verdict, and the totals of all. Nothing but the totals if nothing does.
pub fn exceptions(shown: &[Standing], totals: &Totals, screen: Screen) -> String {
    if shown.is_empty() {
        return summary(totals);
    }
    grouped(shown, &KnownAccounts::default(), screen) + &summary(totals)
}

fn lines(standings: &[Standing], accounts: &KnownAccounts, screen: Screen) -> String {
    let mut rows: Vec<[Cell; 7]> = standings.iter().map(|standing| row(standing, accounts, screen)).collect();
    fit(HEAD, &mut rows, ACCOUNT, NAME_COLUMNS_MIN, screen.columns);
    render(HEAD, &rows, STATUS, screen.columns)
}

fn row(standing: &Standing, accounts: &KnownAccounts, screen: Screen) -> [Cell; 7] {
    let since = |time| short(screen.now.since(time));
    let seen = standing.last_observed.map_or("never".to_owned(), since);
    let seen = match (&standing.blind, standing.stale) {
        (Some(_), _) => Cell::styled(format!("{BLIND}{seen}"), DOUBTFUL),
        (None, true) => Cell::styled(format!("{STALE}{seen}"), DOUBTFUL),
        (None, false) => Cell::new(seen),
    };
    [
        Cell::styled(sign(standing.compliance), style(standing.compliance)),
        Cell::new(standing.enrollment.to_string()),
        Cell::new(accounts.name(&standing.enrollment.target.account).unwrap_or_default()),
        Cell::new(standing.condition.map_or("–", |condition| condition.into_str())),
        Cell::new(status(standing)),
        Cell::new(since(standing.since)),
        seen,
    ]
}

/// The status of the worst component, and how many more are not healthy.
fn status(standing: &Standing) -> String {
    let Some(worst) = standing.worst() else { return "–".to_owned() };
    let is_main = standing.components.first().is_some_and(|main| main.name == worst.name);
    let more = standing.components.iter().filter(|one| one.condition().rank() > 0).count().saturating_sub(1);
    let name = if is_main { String::new() } else { format!("{} ", one_line(&worst.name)) };
    let more = if more == 0 { String::new() } else { format!(" +{more}") };
    format!("{name}{}{more}", one_line(&worst.status))
}

/// `4 enrollments: 1 not compliant, 3 compliant; 1 blind (!)`.
pub fn summary(totals: &Totals) -> String {
    summary_in(totals, |_, words| words.to_owned())
}

/// `4 enrollments: 1 not compliant (✗), 3 compliant (✓); 1 blind (!)`, for tables whose columns are the signs.
pub(super) fn summary_with_signs(totals: &Totals) -> String {
    summary_in(totals, |compliance, words| format!("{words} ({})", sign(compliance)))
}

fn summary_in(totals: &Totals, worded: impl Fn(Compliance, &str) -> String) -> String {
    let numbers = [
        (totals.non_compliant, worded(Compliance::NonCompliant, "not compliant")),
        (totals.insufficient_data, worded(Compliance::InsufficientData, "not known")),
        (totals.compliant, worded(Compliance::Compliant, "compliant")),
        (totals.not_applicable, worded(Compliance::NotApplicable, "not applicable")),
    ];
    let marks = [(totals.blind, format!("blind ({BLIND})")), (totals.stale, format!("stale ({STALE})"))];
    let listed = |numbers: &[(usize, String)]| {
        let some = numbers.iter().filter(|(number, _)| *number > 0);
        some.map(|(number, what)| format!("{number} {what}")).collect::<Vec<_>>().join(", ")
    };
    let marks = listed(&marks);
    let marks = if marks.is_empty() { marks } else { format!("; {marks}") };
    let changed = match totals.policy_changed {
        0 => String::new(),
        some => format!("{some} judged by another policy: the next check decides\n"),
    };
    format!("{}: {}{marks}\n{changed}", count(totals.all(), "enrollment"), listed(&numbers))
}
