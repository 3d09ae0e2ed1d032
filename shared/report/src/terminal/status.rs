//! `rollcall status`: one line per enrollment, the worst first, and a line of totals.

use rollcall_core::text::one_line;

use super::table::{Cell, render};
use super::{BOLD, DOUBTFUL, Screen, count, short, sign, style};
use rollcall_core::standing::{Standing, Totals};

const HEAD: [&str; 6] = ["", "ENROLLMENT", "CONDITION", "STATUS", "FOR", "SEEN"];
const STATUS: usize = 3;
/// Before the time of the last look; the line of totals explains them.
const BLIND: &str = "!";
const STALE: &str = "~";

/// A heading, a line per standing, in the order given, and the totals.
pub fn list(standings: &[Standing], screen: Screen) -> String {
    if standings.is_empty() {
        return "no enrollment\n".to_owned();
    }
    lines(standings, screen) + &summary(&Totals::of(standings))
}

/// The list, with a line above those of each verdict.
pub fn table(standings: &[Standing], screen: Screen) -> String {
    if standings.is_empty() {
        return list(standings, screen);
    }
    grouped(standings, screen) + &summary(&Totals::of(standings))
}

fn grouped(standings: &[Standing], screen: Screen) -> String {
    let lines = lines(standings, screen);
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
    grouped(shown, screen) + &summary(totals)
}

fn lines(standings: &[Standing], screen: Screen) -> String {
    let rows: Vec<[Cell; 6]> = standings.iter().map(|standing| row(standing, screen)).collect();
    render(HEAD, &rows, STATUS, screen.columns)
}

fn row(standing: &Standing, screen: Screen) -> [Cell; 6] {
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
    let numbers = [
        (totals.non_compliant, "not compliant"),
        (totals.insufficient_data, "not known"),
        (totals.compliant, "compliant"),
        (totals.not_applicable, "not applicable"),
    ];
    let (blind, stale) = (format!("blind ({BLIND})"), format!("stale ({STALE})"));
    let listed = |numbers: &[(usize, &str)]| {
        let some = numbers.iter().filter(|(number, _)| *number > 0);
        some.map(|(number, what)| format!("{number} {what}")).collect::<Vec<_>>().join(", ")
    };
    let marks = listed(&[(totals.blind, &blind), (totals.stale, &stale)]);
    let marks = if marks.is_empty() { marks } else { format!("; {marks}") };
    let changed = match totals.policy_changed {
        0 => String::new(),
        some => format!("{some} judged by another policy: the next check decides\n"),
    };
    format!("{}: {}{marks}\n{changed}", count(totals.all(), "enrollment"), listed(&numbers))
}
