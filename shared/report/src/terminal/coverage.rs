//! `rollcall coverage`: what a run of the organization saw, and the names of what it did not; or a line per run.

use std::collections::BTreeMap;

use rollcall_core::identity::Enrollment;
use rollcall_core::observation::Cause;
use rollcall_core::text::one_line;

use super::table::{Cell, render};
use super::{BAD, BOLD, DOUBTFUL, Screen, count, short, wrapped};
use crate::coverage::{Blind, BlindAccount, CoverageReport, RunCoverage};

const HEAD: [&str; 7] = ["RUN", "STARTED", "PLANNED", "EXPECTED", "SEEN", "MISSING", "BLIND"];
const BLIND: usize = 6;
/// The most names of one kind.
const NAMED_MAX: usize = 20;

/// The first run of a report.
pub fn text(report: &CoverageReport, screen: Screen) -> String {
    let Some(run) = report.runs.first() else { return String::new() };
    let running = report.running.as_ref().map(|run| format!("{}\n\n", progress(run, screen)));
    let names = &run.coverage.missing_named;
    let missing = named("missing", run.coverage.missing, names.iter().map(Enrollment::to_string));
    let blind: String = report.blind_now.iter().flatten().map(blind).collect();
    let text = format!("{}{}{missing}{blind}", running.unwrap_or_default(), counts(run, screen));
    wrapped(&text, screen.columns)
}

/// `20261130T233000000Z has not ended: it began 2m ago, and 3 of 10 units have reported`
fn progress(run: &RunCoverage, screen: Screen) -> String {
    let id = run.run.id;
    let (age, units) = (short(screen.now.since(id.0)), run.run.ranges.len());
    format!("run {id} has not ended: it began {age} ago, and {} of {units} units have reported", run.reported)
}

fn counts(run: &RunCoverage, screen: Screen) -> String {
    let RunCoverage { run: plan, coverage, .. } = run;
    let head = if run.has_ended() {
        let (age, at) = (short(screen.now.since(plan.id.0)), (screen.local)(plan.id.0));
        format!("run {}, {age} ago ({at})", plan.id)
    } else {
        progress(run, screen)
    };
    let causes = causes(&coverage.blind);
    let causes = if causes.is_empty() { causes } else { format!("  {causes}") };
    let (blind, missing) = (coverage.blind(), coverage.missing);
    let mark = |number: usize, style: anstyle::Style| match number {
        0 => "0".to_owned(),
        some => format!("{style}{some}{style:#}"),
    };
    format!(
        "{head}\n  planned   {}\n  expected  {}\n  seen      {}{}\n  blind     {}{causes}\n  missing   {}\n",
        plan.planned,
        coverage.expected,
        coverage.seen,
        percent(coverage.seen, coverage.expected),
        mark(blind, DOUBTFUL),
        mark(missing, BAD),
    )
}

/// `  99.5 %`, and never 100 % if one is not seen.
fn percent(seen: usize, expected: usize) -> String {
    match (seen * 1000).checked_div(expected) {
        None => String::new(),
        Some(1000) => "  100 %".to_owned(),
        Some(permille) => format!("  {}.{} %", permille / 10, permille % 10),
    }
}

/// `2 denied, 1 no-access`; a cause alone needs no number.
fn causes(blind: &BTreeMap<String, usize>) -> String {
    if let (1, Some(cause)) = (blind.len(), blind.keys().next()) {
        return one_line(cause);
    }
    let causes = blind.iter().map(|(cause, number)| format!("{number} {}", one_line(cause)));
    causes.collect::<Vec<_>>().join(", ")
}

fn blind(blind: &Blind) -> String {
    let title = format!("blind now: {}", blind.cause.into_str());
    match blind.cause {
        Cause::NoAccess => named(&title, blind.accounts.len(), blind.accounts.iter().map(account)),
        Cause::Denied | Cause::Throttled | Cause::Unavailable | Cause::Timeout | Cause::Malformed => {
            let names = blind.enrollments().map(Enrollment::to_string);
            named(&title, blind.enrollments().count(), names)
        }
    }
}

/// `444455556666 data-lake: 3 enrollments, suspended`
fn account(account: &BlindAccount) -> String {
    let name = account.name.as_deref().map(|name| format!(" {}", one_line(name)));
    let suspended = if account.suspended { ", suspended" } else { "" };
    let enrollments = count(account.enrollments.len(), "enrollment");
    format!("{}{}: {enrollments}{suspended}", account.id, name.unwrap_or_default())
}

/// A title and the first names under it; nothing without any.
fn named(title: &str, all: usize, names: impl Iterator<Item = String>) -> String {
    if all == 0 {
        return String::new();
    }
    let shown: Vec<String> = names.take(NAMED_MAX).map(|name| format!("  {name}\n")).collect();
    let more = match all - shown.len().min(all) {
        0 => String::new(),
        more => format!("  and {more} more\n"),
    };
    format!("\n{BOLD}{title}{BOLD:#}\n{}{more}", shown.concat())
}

/// A line per run.
pub fn table(report: &CoverageReport, screen: Screen) -> String {
    let rows: Vec<[Cell; 7]> = report.runs.iter().map(|run| row(run, screen)).collect();
    render(HEAD, &rows, BLIND, screen.columns)
}

fn row(run: &RunCoverage, screen: Screen) -> [Cell; 7] {
    let RunCoverage { run: plan, reported, coverage } = run;
    let mark = |number: usize, style| match number {
        0 => Cell::new("0"),
        some => Cell::styled(some.to_string(), style),
    };
    let started = Cell::new((screen.local)(plan.id.0));
    let (id, planned) = (Cell::new(plan.id.to_string()), Cell::new(plan.planned.to_string()));
    if !run.has_ended() {
        let units = format!("not ended: {reported} of {} units", plan.ranges.len());
        let seen = Cell::new(coverage.seen.to_string());
        let none = Cell::new("–");
        return [id, started, planned, none.clone(), seen, none, Cell::styled(units, DOUBTFUL)];
    }
    let blind = match causes(&coverage.blind) {
        none if none.is_empty() => Cell::new("0"),
        causes if coverage.blind.len() == 1 => {
            Cell::styled(format!("{} {causes}", coverage.blind()), DOUBTFUL)
        }
        causes => Cell::styled(causes, DOUBTFUL),
    };
    let (expected, seen) = (Cell::new(coverage.expected.to_string()), Cell::new(coverage.seen.to_string()));
    [id, started, planned, expected, seen, mark(coverage.missing, BAD), blind]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_said_only_of_all() {
        assert_eq!(percent(0, 0), "");
        assert_eq!(percent(600, 600), "  100 %");
        assert_eq!(percent(99_999, 100_000), "  99.9 %");
        assert_eq!(percent(1, 3), "  33.3 %");
    }

    #[test]
    fn names_end_with_how_many_more_there_are() {
        let names = |number: usize| named("missing", number, (0..number).map(|one| one.to_string()));
        assert_eq!(names(0), "");
        assert!(names(20).ends_with("  19\n"));
        assert!(names(21).ends_with("  19\n  and 1 more\n"));
        assert!(named("missing", 5000, ["a".to_owned()].into_iter()).ends_with("  a\n  and 4999 more\n"));
    }
}
