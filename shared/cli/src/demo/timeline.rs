//! Prints the demo: what happens, what the observers found, the e-mails that people got, and at the end the
//! table of all enrollments. Colour only if the terminal supports it.

use std::collections::BTreeSet;
use std::sync::Arc;

use rollcall_checks::registry;
use rollcall_core::decide::Outcome;
use rollcall_core::policy::Policy;
use rollcall_core::rules::Rules;
use rollcall_core::standing::Standing;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_report::terminal::status::table;
use rollcall_report::terminal::{BAD, BOLD, DIM, DOUBTFUL, GOOD, count};
use rollcall_sandbox::Sandbox;

use super::cast::Step;
use crate::output::{print, screen};

pub(super) struct Timeline {
    sandbox: Arc<Sandbox>,
    /// Messages already shown.
    shown: usize,
    /// Kinds of which one e-mail was shown in full.
    kinds: BTreeSet<String>,
}

impl Timeline {
    pub(super) fn new(sandbox: &Arc<Sandbox>) -> Self {
        Self { sandbox: Arc::clone(sandbox), shown: 0, kinds: BTreeSet::new() }
    }

    pub(super) fn heading(&self, url: &str) -> anyhow::Result<()> {
        print(&format!(
            "{BOLD}Rollcall, six simulated days{BOLD:#}: the real observer and courier, every three hours,\n\
             against AWS on loopback ({url}). Nothing leaves this machine.\n"
        ))
    }

    /// An event outside Rollcall.
    pub(super) fn note(&self, hour: usize, note: &str) -> anyhow::Result<()> {
        print(&format!("\n{DIM}{}{DIM:#}  {BOLD}{note}{BOLD:#}\n", when(hour)))
    }

    /// The results of one step that are worth a line.
    pub(super) fn step(&mut self, hour: usize, step: &Step) -> anyhow::Result<()> {
        let when = when(hour);
        for found in step.found.iter().filter(|found| found.outcome == Outcome::Changed) {
            let (name, components) = (&found.state.enrollment, components(&found.state));
            print(&format!("{DIM}{when}{DIM:#}  {name}: {components}\n"))?;
        }
        if !step.delivered.failures.is_empty() {
            let waiting = count(step.delivered.waiting, "alert");
            print(&format!("{DIM}{when}{DIM:#}  {BAD}the topic takes nothing{BAD:#}: {waiting} waiting\n"))?;
        }
        self.mails()
    }

    /// The e-mails since the last call: the first of each kind in full, of the others the subject.
    fn mails(&mut self) -> anyhow::Result<()> {
        let messages = self.sandbox.messages();
        for message in &messages[self.shown.min(messages.len())..] {
            let attribute =
                |name: &str| message.attributes.get(name).map(|attribute| attribute.value.as_str());
            let style = match attribute("severity") {
                Some("critical") => BAD,
                Some("warning") => DOUBTFUL,
                Some(_) | None => GOOD,
            };
            print(&format!("{style}✉{style:#} {}\n", message.subject.as_deref().unwrap_or_default()))?;
            if self.kinds.insert(attribute("kind").unwrap_or_default().to_owned()) {
                let text = message.text_for("email");
                let lines = text.trim_end().lines().map(|line| format!("{style}│{style:#} {line}\n"));
                print(&lines.collect::<String>())?;
            }
        }
        self.shown = messages.len();
        Ok(())
    }

    pub(super) fn ending(&self, states: &[State], runs: usize, now: Time) -> anyhow::Result<()> {
        let heading = format!("How it stands after {runs} runs and {} alerts", self.shown);
        let policy = Policy::default();
        let stands = |state: &State| {
            let check = registry::find(&state.enrollment.check)?;
            Some(Standing::of(state, Rules { check, policy: &policy }, now))
        };
        let mut standings: Vec<Standing> = states.iter().filter_map(stands).collect();
        Standing::worst_first(&mut standings);
        print(&format!("\n{BOLD}{heading}{BOLD:#}\n{}", table(&standings, screen(now))))
    }
}

/// The first component and its status, and how many more there are.
fn components(state: &State) -> String {
    let mut each = state.components.iter();
    let first = each.next().map(|(name, component)| format!("{name} {}", component.status));
    let more = each.count();
    format!("{}{}", first.unwrap_or_default(), if more == 0 { String::new() } else { format!(" (+{more})") })
}

/// `day 2 14:00`, of a demo that begins at 08:00.
fn when(hour: usize) -> String {
    let hour = hour + 8;
    format!("day {} {:02}:00", hour / 24 + 1, hour % 24)
}
