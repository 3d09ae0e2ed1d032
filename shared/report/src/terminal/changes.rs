//! `rollcall diff`: what changed, oldest first.

use rollcall_core::alert::Transition;
use rollcall_core::check::NONE;
use rollcall_core::text::one_line;
use rollcall_core::time::Time;

use super::{Screen, sign, style, wrapped};
use crate::wording::{notes, tally};
use rollcall_core::change::Change;

/// A line per entry and below it one per transition; at the end how many there are.
pub fn text(changes: &[Change], screen: Screen) -> String {
    format!("{}{}\n", lines(changes, screen), tally(changes))
}

/// A line per change and below it one per transition.
pub fn lines(changes: &[Change], screen: Screen) -> String {
    changes.iter().map(|change| entry(change, screen)).collect()
}

/// That nothing changed in a time, and when the last change was, before or after it.
pub fn none(from: Time, to: Time, last: Option<&Change>, screen: Screen) -> String {
    let last = last.map(|last| {
        let what = last.transitions.iter().map(movement).chain(notes(last)).collect::<Vec<_>>().join(", ");
        format!("; the last change was {} ({}: {what})", (screen.local)(last.at), last.enrollment)
    });
    let (from, to) = ((screen.local)(from), (screen.local)(to));
    let text = format!("nothing changed between {from} and {to}{}\n", last.unwrap_or_default());
    wrapped(&text, screen.columns)
}

fn entry(change: &Change, screen: Screen) -> String {
    let style = style(change.compliance.to);
    let alert = match (&change.alert, change.receipts.values().next()) {
        (None, _) => String::new(),
        (Some(_), None) => "  alert waiting".to_owned(),
        (Some(_), Some(settled)) => format!("  alert {}", settled.word()),
    };
    let mut text = format!(
        "{}  {style}{}{style:#} {}{alert}\n",
        (screen.local)(change.at),
        sign(change.compliance.to),
        change.enrollment
    );
    text.extend(change.transitions.iter().map(|moved| format!("    {}\n", movement(moved))));
    text.extend(notes(change).iter().map(|note| format!("    {note}\n")));
    text
}

fn movement(transition: &Transition) -> String {
    let Transition { component, from, to, .. } = transition;
    let (component, to) = (one_line(component), one_line(to));
    if from == NONE {
        format!("{component} {to}, first seen")
    } else {
        format!("{component} {} -> {to}", one_line(from))
    }
}
