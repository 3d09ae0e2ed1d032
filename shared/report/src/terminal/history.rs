//! `rollcall history`: the timeline as a bar, and what happened, oldest first.

use rollcall_core::alert::Transition;
use rollcall_core::change::Change;
use rollcall_core::condition::Condition;
use rollcall_core::deliver::{Outcome, Receipt, Settled};
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::Enrollment;
use rollcall_core::text::{one_line, span};

use super::{Screen, account_line, sign, style, wrapped};
use crate::inventory::KnownAccounts;
use crate::wording::notes;
use rollcall_core::timeline::{Band, Timeline, Unseen};

/// The account, the bar, its legend, and a paragraph for each change of that time. `entries` are those that
/// made the timeline.
pub fn text(
    enrollment: &Enrollment,
    accounts: &KnownAccounts,
    entries: &[HistoryEntry],
    timeline: &Timeline,
    screen: Screen,
) -> String {
    let account = account_line(accounts.get(&enrollment.target.account));
    let mut text = format!("{enrollment}\n{}", wrapped(&account, screen.columns));
    let (Some(first), Some(last)) = (timeline.bands.first(), timeline.bands.last()) else {
        return text + "nothing is known of that time\n";
    };
    text.push_str(&bar(timeline, screen));
    text.push_str(&format!("{} … {}\n", (screen.local)(first.from), (screen.local)(last.to)));
    text.push_str(&legend(timeline));
    for change in &timeline.changes {
        let entry = entries.iter().find(|entry| entry.version == change.version);
        text.push('\n');
        text.push_str(&wrapped(&paragraph(change, entry, screen), screen.columns));
    }
    text
}

/// The character that a band is drawn with, and the word for it in the legend.
fn look(band: &Band) -> (char, &'static str) {
    match (band.unseen, band.condition) {
        (Some(Unseen::Blind), _) => ('░', "blind"),
        (Some(Unseen::Stale), _) => ('~', "stale"),
        (None, None) => ('·', "nothing seen"),
        (None, Some(condition)) => (letter(condition), condition.into_str()),
    }
}

const fn letter(condition: Condition) -> char {
    match condition {
        Condition::Healthy => '█',
        Condition::Progressing => '▒',
        Condition::Waiting => 'w',
        Condition::Ending => 'e',
        Condition::Limited => 'l',
        Condition::Absent => '_',
        Condition::Suspended => 'S',
        Condition::Failed => 'F',
        Condition::Unknown => '?',
    }
}

/// The bands in proportion; even the shortest has one character.
fn bar(timeline: &Timeline, screen: Screen) -> String {
    let columns = screen.columns.unwrap_or(80).max(20);
    let whole = |band: &Band| u128::from(band.to.since(band.from).as_secs().max(1) as u32);
    let all: u128 = timeline.bands.iter().map(whole).sum();
    let spare = (columns.saturating_sub(timeline.bands.len())) as u128;
    let mut bar = String::new();
    for band in timeline.bands.iter().take(columns) {
        let width = 1 + usize::try_from(whole(band) * spare / all.max(1)).unwrap_or(0);
        let style = style(band.compliance);
        let letters = look(band).0.to_string().repeat(width);
        bar.push_str(&format!("{style}{letters}{style:#}"));
    }
    bar.push('\n');
    bar
}

fn legend(timeline: &Timeline) -> String {
    let mut words: Vec<String> = Vec::new();
    for band in &timeline.bands {
        let (letter, word) = look(band);
        let entry = format!("{letter} {word}");
        if !words.contains(&entry) {
            words.push(entry);
        }
    }
    format!("{}\n", words.join("  "))
}

fn paragraph(change: &Change, entry: Option<&HistoryEntry>, screen: Screen) -> String {
    let verdict = change.compliance.to;
    let style = style(verdict);
    let kind = match change.kind {
        Some(kind) => kind.into_str(),
        None if change.version == 1 => "first seen",
        None => "noted",
    };
    let (at, sign, verdict) = ((screen.local)(change.at), sign(verdict), verdict.into_str());
    let mut text = format!("{at}  {style}{sign}{style:#} {verdict}  {kind}\n");
    text.extend(change.transitions.iter().map(moved));
    if change.transitions.is_empty() {
        text.push_str(&entry.map(still).unwrap_or_default());
    }
    text.extend(notes(change).iter().map(|note| format!("  {note}\n")));
    if let Some(blind) = entry.and_then(|entry| entry.blind.as_ref()) {
        let (since, cause) = ((screen.local)(blind.since), blind.latest.cause.into_str());
        text.push_str(&format!("  blind since {since}: {cause}: {}\n", one_line(&blind.latest.message)));
    }
    if let Some(alert) = &change.alert {
        text.push_str(&format!("  alert {alert}\n"));
        let settled = change.receipts.values().map(|settled| settlement(settled, screen));
        text.push_str(
            &settled.reduce(|all, one| all + &one).unwrap_or_else(|| "  not sent yet\n".to_owned()),
        );
    }
    text
}

/// How an alert left the queue.
fn settlement(settled: &Settled, screen: Screen) -> String {
    let at = (screen.local)(settled.at);
    match &settled.outcome {
        Outcome::Sent(Receipt { channel, message_id }) => {
            format!("  sent {at} over {channel} as {message_id}\n")
        }
        Outcome::Superseded { by } => format!("  not sent: superseded {at} by {by}\n"),
        Outcome::Dropped { by, reason } => {
            format!("  dropped {at} by {}: {}\n", one_line(by), one_line(reason))
        }
    }
}

/// `  onboarding ACTIVE -> SUSPENDED, after 3 d 4 h`, and the service's reason.
fn moved(transition: &Transition) -> String {
    let Transition { component, from, to, .. } = transition;
    let after = transition.previous_seconds.map(std::time::Duration::from_secs).map(span);
    let after = after.map_or_else(String::new, |after| format!(", after {after}"));
    let mut text = format!("  {} {} -> {}{after}\n", one_line(component), one_line(from), one_line(to));
    if let Some(reason) = &transition.reason {
        text.push_str(&format!("    {}\n", one_line(reason)));
    }
    text
}

/// The statuses of an entry without a transition.
fn still(entry: &HistoryEntry) -> String {
    let each = entry
        .components
        .iter()
        .map(|(name, component)| format!("  {} {}\n", one_line(name), one_line(&component.status)));
    each.collect()
}
