//! Prints the demo: what happens, what the observers found, and the e-mails that people got, each with its
//! time. Colour only if the terminal supports it.

use std::collections::BTreeSet;
use std::sync::Arc;

use anstyle::Style;
use jiff::Timestamp;
use rollcall_checks::registry;
use rollcall_core::account::Account;
use rollcall_core::decide::Outcome;
use rollcall_core::state::State;
use rollcall_core::text::one_line;
use rollcall_core::time::Time;
use rollcall_report::terminal::{BAD, BOLD, DIM, DOUBTFUL, GOOD, count, sign, style, wrapped};
use rollcall_sandbox::Message;

use super::cast::Step;
use super::script;
use crate::output::{print, screen};

#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Messages already shown.
    shown: usize,
    /// Kinds of which one e-mail was shown in full.
    kinds: BTreeSet<String>,
}

impl Timeline {
    pub(super) fn heading(&self, url: &str) -> anyhow::Result<()> {
        print(&format!(
            "{BOLD}Rollcall, six simulated days{BOLD:#}: the real observer and courier, every three hours,\n\
             against AWS on loopback ({url}). Nothing leaves this machine.\n\
             {}. Times are UTC.\n",
            names(&script::accounts()?)
        ))
    }

    /// What happened outside Rollcall, the results of one step that are worth a line, and the e-mails.
    pub(super) fn step(
        &mut self,
        now: Time,
        note: Option<&str>,
        step: &Step,
        messages: &[Arc<Message>],
    ) -> anyhow::Result<()> {
        let mut text = String::new();
        if let Some(note) = note {
            text += &line(now, &format!("{BOLD}{note}{BOLD:#}"));
        }
        for found in step.found.iter().filter(|found| found.outcome == Outcome::Changed) {
            text += &line(now, &seen(&found.state));
        }
        if !step.delivered.failures.is_empty() {
            let waiting = count(step.delivered.waiting, "alert");
            text += &line(now, &format!("{BAD}SNS takes nothing{BAD:#}: {waiting} waiting"));
        }
        for message in &messages[self.shown.min(messages.len())..] {
            text += &self.mail(now, message);
        }
        self.shown = messages.len();
        if text.is_empty() { Ok(()) } else { print(&format!("\n{text}")) }
    }

    /// The first e-mail of each kind in full, of the others the subject.
    fn mail(&mut self, now: Time, message: &Message) -> String {
        let is_first = self.kinds.insert(attribute(message, "kind").to_owned());
        let body = if is_first { body(message) } else { String::new() };
        line(now, &subject(message, "")) + &body
    }
}

/// An e-mail's subject after some words.
pub(super) fn subject(message: &Message, words: &str) -> String {
    let style = severity(message);
    format!("{style}✉{style:#} {words}{}", message.subject.as_deref().unwrap_or_default())
}

/// An e-mail's text.
pub(super) fn body(message: &Message) -> String {
    let style = severity(message);
    let line = |line: &str| format!("{}\n", format!("{style}│{style:#} {line}").trim_end());
    message.text_for("email").trim_end().lines().map(line).collect()
}

fn severity(message: &Message) -> Style {
    match attribute(message, "severity") {
        "critical" => BAD,
        "warning" => DOUBTFUL,
        _ => GOOD,
    }
}

/// An attribute of a message, or nothing.
pub(super) fn attribute<'a>(message: &'a Message, name: &str) -> &'a str {
    message.attributes.get(name).map_or("", |attribute| attribute.value.as_str())
}

/// `111122223333 is payments-prod, 444455556666 is analytics-dev`.
pub(super) fn names<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> String {
    let named = |Account { id, name, .. }: &Account| Some(format!("{id} is {}", one_line(name.as_ref()?)));
    accounts.into_iter().filter_map(named).collect::<Vec<_>>().join(", ")
}

/// A verdict and the status of the main component.
fn seen(state: &State) -> String {
    let State { enrollment, components, compliance, .. } = state;
    let main = registry::find(&enrollment.check).and_then(|check| components.get(check.main_component()));
    let status = main.map(|component| one_line(&component.status)).unwrap_or_default();
    let style = style(*compliance);
    format!("{style}{}{style:#} {enrollment}: {status}", sign(*compliance))
}

/// `Tue 24 Nov 14:00  …`, in UTC.
pub(super) fn line(at: Time, text: &str) -> String {
    let timestamp = Timestamp::from_millisecond(at.epoch_millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    beside(&timestamp.strftime("%a %e %b %H:%M").to_string(), text, screen(at).columns)
}

/// A line that belongs to the one above: without its time.
pub(super) fn below(at: Time, text: &str) -> String {
    beside(&" ".repeat(16), text, screen(at).columns)
}

/// What does not fit beside `when` goes on below the text.
fn beside(when: &str, text: &str, columns: Option<usize>) -> String {
    let left = when.len() + 2;
    let text = wrapped(text, columns.map(|columns| columns.saturating_sub(left)));
    let below = format!("\n{}", " ".repeat(left));
    format!("{DIM}{when}{DIM:#}  {}\n", text.trim_end().replace('\n', &below))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str, name: Option<&str>) -> Account {
        Account { name: name.map(str::to_owned), ..Account::new(id.parse().unwrap()) }
    }

    #[test]
    fn a_name_is_one_line_and_may_be_missing() {
        let accounts = [
            account("111122223333", Some("payments\nprod")),
            account("222233334444", None),
            account("444455556666", Some("\u{202E}dev")),
        ];
        assert_eq!(names(&accounts), "111122223333 is payments prod, 444455556666 is \u{FFFD}dev");
    }

    #[test]
    fn a_long_line_goes_on_below_its_text() {
        let shown = |columns| beside("Tue 24 Nov 14:00", "✉ one two three four five", columns);
        let plain = |columns| anstream::adapter::strip_str(&shown(columns)).to_string();
        assert_eq!(plain(None), "Tue 24 Nov 14:00  ✉ one two three four five\n");
        let narrow = format!("Tue 24 Nov 14:00  ✉ one two three four\n{}five\n", " ".repeat(20));
        assert_eq!([plain(Some(38)), plain(Some(0))], [narrow.clone(), narrow]);
    }
}
