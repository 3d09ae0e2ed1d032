//! `rollcall diff`: what changed, oldest first.

use rollcall_core::alert::Transition;
use rollcall_core::check::NONE;
use rollcall_core::text::one_line;

use super::{Screen, count, sign, style};
use crate::wording::notes;
use rollcall_core::change::Change;

/// A line per change and below it one per transition; at the end the number of changes.
pub fn text(changes: &[Change], screen: Screen) -> String {
    if changes.is_empty() {
        return "nothing changed in that time\n".to_owned();
    }
    format!("{}{}\n", lines(changes, screen), count(changes.len(), "change"))
}

/// A line per change and below it one per transition.
pub fn lines(changes: &[Change], screen: Screen) -> String {
    changes.iter().map(|change| entry(change, screen)).collect()
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
    text.extend(change.transitions.iter().map(moved));
    text.extend(notes(change).iter().map(|note| format!("    {note}\n")));
    text
}

fn moved(transition: &Transition) -> String {
    let Transition { component, from, to, .. } = transition;
    let (component, to) = (one_line(component), one_line(to));
    if from == NONE {
        format!("    {component} {to}, first seen\n")
    } else {
        format!("    {component} {} -> {to}\n", one_line(from))
    }
}
