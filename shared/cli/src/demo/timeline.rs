//! Prints the demo: what happens, what the functions found, the e-mails that people got, and at
//! the end the table of all enrollments. Colour only where the terminal takes it.

use std::collections::BTreeSet;
use std::sync::Arc;

use anstream::println;
use rollcall_checks::registry;
use rollcall_core::policy::{Policy, Rules};
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_report::standing::Standing;
use rollcall_report::terminal::status::table;
use rollcall_report::terminal::{BAD, BOLD, DIM, DOUBTFUL, GOOD};
use rollcall_sandbox::Sandbox;
use serde_json::Value;

use super::cast::Outcome;
use crate::output::{print, screen};

/// What is printed so far.
pub(super) struct Timeline {
    sandbox: Arc<Sandbox>,
    /// Messages that are shown already.
    shown: usize,
    /// Kinds of which an e-mail was shown whole.
    kinds: BTreeSet<String>,
}

impl Timeline {
    pub(super) fn new(sandbox: &Arc<Sandbox>) -> Self {
        Self { sandbox: Arc::clone(sandbox), shown: 0, kinds: BTreeSet::new() }
    }

    pub(super) fn heading(&self, url: &str) {
        println!("{BOLD}Rollcall, six simulated days{BOLD:#}: the real handlers, every three hours, against");
        println!("AWS on loopback ({url}). Nothing leaves this machine.");
    }

    /// Something that happens outside.
    pub(super) fn note(&self, hour: usize, note: &str) {
        println!("\n{DIM}{}{DIM:#}  {BOLD}{note}{BOLD:#}", when(hour));
    }

    /// What one invocation found, if it is worth a line.
    pub(super) fn outcome(&self, hour: usize, outcome: &Outcome) {
        match &outcome.answer {
            Ok(answer) => {
                let found = answer["enrollments"].as_array().into_iter().flatten();
                for one in found.filter(|one| one["outcome"] == "changed") {
                    let (name, components) = (text(&one["enrollment"]), components(&one["components"]));
                    println!("{DIM}{}{DIM:#}  {name}: {components}", when(hour));
                }
            }
            Err(failure) => {
                let (when, check, kind) = (when(hour), outcome.check, failure.error_type());
                println!(
                    "{DIM}{when}{DIM:#}  {BAD}{check} fails: {kind}{BAD:#}; the alert waits in the outbox"
                );
            }
        }
    }

    /// The e-mails that have come since the last look: the first of each kind as it reads, of
    /// the others the subject.
    pub(super) fn mails(&mut self) {
        let messages = self.sandbox.messages();
        for message in &messages[self.shown.min(messages.len())..] {
            let attribute =
                |name: &str| message.attributes.get(name).map(|attribute| attribute.value.as_str());
            let style = match attribute("severity") {
                Some("critical") => BAD,
                Some("warning") => DOUBTFUL,
                Some(_) | None => GOOD,
            };
            println!("{style}✉{style:#} {}", message.subject.as_deref().unwrap_or_default());
            if self.kinds.insert(attribute("kind").unwrap_or_default().to_owned()) {
                for line in message.text_for("email").trim_end().lines() {
                    println!("{style}│{style:#} {line}");
                }
            }
        }
        self.shown = messages.len();
    }

    pub(super) fn ending(&self, states: &[State], runs: usize, now: Time) -> anyhow::Result<()> {
        println!("\n{BOLD}How it stands after {runs} invocations and {} alerts{BOLD:#}", self.shown);
        let policy = Policy::default();
        let stands = |state: &State| {
            let check = registry::find(&state.enrollment.check)?;
            Some(Standing::of(state, Rules { check, policy: &policy }, now))
        };
        let mut standings: Vec<Standing> = states.iter().filter_map(stands).collect();
        Standing::worst_first(&mut standings);
        print(&table(&standings, screen(now)))
    }
}

/// The first component and its status, and how many more there are.
fn components(components: &Value) -> String {
    let mut each = components.as_object().into_iter().flatten();
    let first = each.next().map(|(name, status)| format!("{name} {}", text(status)));
    let more = each.count();
    format!("{}{}", first.unwrap_or_default(), if more == 0 { String::new() } else { format!(" (+{more})") })
}

/// `day 2 14:00`, of a demo that begins at 08:00.
fn when(hour: usize) -> String {
    let hour = hour + 8;
    format!("day {} {:02}:00", hour / 24 + 1, hour % 24)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
