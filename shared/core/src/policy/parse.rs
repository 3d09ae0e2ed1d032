//! The policy's TOML. Every fault names its place as line and column; all faults of meaning
//! are listed at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Duration;

use jiff::SignedDuration;
use serde::Deserialize;
use toml::Spanned;

use super::{CheckPolicy, Policy};
use crate::alert::Severity;
use crate::check::{CheckRules, GONE};
use crate::condition::Condition;

/// Why a text is no policy: one line a fault, each with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .faults.join("; "))]
pub struct PolicyError {
    /// The faults, in the order of their places.
    pub faults: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    notify_at: Option<Spanned<String>>,
    remind_every: Option<Spanned<String>>,
    blind_after: Option<Spanned<i64>>,
    history_days: Option<Spanned<i64>>,
    #[serde(default)]
    checks: BTreeMap<Spanned<String>, CheckTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckTable {
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    deadlines: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    accept: Vec<Spanned<String>>,
    #[serde(default)]
    statuses: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl Policy {
    /// Reads a policy; `checks` are the checks that it may name.
    ///
    /// # Errors
    /// When the text is not TOML, or names a key, check, condition, status or duration that
    /// there is not.
    pub fn parse(text: &str, checks: &[&CheckRules]) -> Result<Self, PolicyError> {
        let mut faults = Faults { text, found: Vec::new() };
        let document: Document = match toml::from_str(text) {
            Ok(document) => document,
            Err(error) => {
                faults.add(error.span().unwrap_or(0..0), error.message().to_owned());
                return Err(faults.into_error());
            }
        };
        let policy = faults.read(document, checks);
        if faults.found.is_empty() { Ok(policy) } else { Err(faults.into_error()) }
    }
}

/// Collects what is wrong, so that one start shows all of it.
struct Faults<'a> {
    text: &'a str,
    found: Vec<(usize, String)>,
}

impl Faults<'_> {
    fn add(&mut self, span: Range<usize>, fault: String) {
        let before = &self.text[..self.text.floor_char_boundary(span.start)];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&character| character != '\n').count() + 1;
        self.found.push((span.start, format!("line {line}, column {column}: {fault}")));
    }

    fn into_error(mut self) -> PolicyError {
        self.found.sort();
        PolicyError { faults: self.found.into_iter().map(|(_, fault)| fault).collect() }
    }

    fn read(&mut self, document: Document, checks: &[&CheckRules]) -> Policy {
        let default = Policy::default();
        Policy {
            notify_at: document.notify_at.map_or(default.notify_at, |name| self.severity(&name)),
            remind_every: document.remind_every.map_or(default.remind_every, |text| self.duration(&text)),
            blind_after: document.blind_after.map_or(default.blind_after, |number| self.count(&number)),
            history_days: document.history_days.map_or(default.history_days, |number| self.count(&number)),
            checks: document
                .checks
                .into_iter()
                .filter_map(|(id, table)| Some((id.get_ref().clone(), self.check(&id, table, checks)?)))
                .collect(),
        }
    }

    fn check(
        &mut self,
        id: &Spanned<String>,
        table: CheckTable,
        checks: &[&CheckRules],
    ) -> Option<CheckPolicy> {
        let Some(rules) = checks.iter().find(|rules| rules.id == id.get_ref()) else {
            let known: Vec<&str> = checks.iter().map(|rules| rules.id).collect();
            self.add(id.span(), format!("there is no check {:?}, only {}", id.get_ref(), known.join(", ")));
            return None;
        };
        let statuses: BTreeMap<String, Condition> = table
            .statuses
            .iter()
            .map(|(status, name)| (status.get_ref().clone(), self.condition(name)))
            .collect();
        for status in table.accept.iter().chain(table.deadlines.keys()) {
            self.known_status(status, rules, &statuses);
        }
        let accept: BTreeSet<String> = table.accept.into_iter().map(Spanned::into_inner).collect();
        let deadlines = table
            .deadlines
            .iter()
            .map(|(status, text)| (status.get_ref().clone(), self.duration(text)))
            .collect();
        Some(CheckPolicy { optional: table.optional, deadlines, accept, statuses })
    }

    fn known_status(
        &mut self,
        status: &Spanned<String>,
        rules: &CheckRules,
        statuses: &BTreeMap<String, Condition>,
    ) {
        let name = status.get_ref();
        if !rules.knows_status(name) && !statuses.contains_key(name) && name != GONE {
            let fault = format!(
                "{name:?} is no status of {id}; class it under [checks.{id}.statuses] if the service has it",
                id = rules.id
            );
            self.add(status.span(), fault);
        }
    }

    fn severity(&mut self, name: &Spanned<String>) -> Severity {
        Severity::from_name(name.get_ref()).unwrap_or_else(|| {
            self.add(name.span(), format!("{:?} is not info, warning or critical", name.get_ref()));
            Severity::Warning
        })
    }

    fn condition(&mut self, name: &Spanned<String>) -> Condition {
        Condition::from_name(name.get_ref()).unwrap_or_else(|| {
            let names = Condition::ALL.map(Condition::as_str).join(", ");
            self.add(name.span(), format!("there is no condition {:?}, only {names}", name.get_ref()));
            Condition::Unknown
        })
    }

    fn duration(&mut self, text: &Spanned<String>) -> Duration {
        let parsed =
            text.get_ref().parse::<SignedDuration>().ok().and_then(|parsed| Duration::try_from(parsed).ok());
        match parsed {
            Some(duration) if duration >= Duration::from_secs(60) => duration,
            Some(_) | None => {
                let fault = format!(
                    "{:?} is not a duration of a minute or more, such as \"90m\" or \"72h\"",
                    text.get_ref()
                );
                self.add(text.span(), fault);
                Duration::from_secs(60)
            }
        }
    }

    fn count(&mut self, number: &Spanned<i64>) -> u32 {
        u32::try_from(*number.get_ref()).ok().filter(|&count| (1..=36_500).contains(&count)).unwrap_or_else(
            || {
                self.add(number.span(), format!("{} is not a number from 1 to 36500", number.get_ref()));
                1
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::fixture::ODB;

    fn fault(text: &str) -> String {
        Policy::parse(text, &[&ODB]).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_policy_is_the_default() {
        assert_eq!(Policy::parse("", &[&ODB]).unwrap(), Policy::default());
    }

    #[test]
    fn the_whole_of_it_is_read() {
        let text = r#"
            notify_at = "critical"
            remind_every = "36h"
            blind_after = 5
            history_days = 30
            [checks.odb]
            optional = true
            deadlines = { ACTIVATING = "48h" }
            accept = ["ACTIVE_LIMITED", "(gone)"]
            [checks.odb.statuses]
            NEW_STATUS = "progressing"
        "#;
        let policy = Policy::parse(text, &[&ODB]).unwrap();
        assert_eq!(policy.notify_at, Severity::Critical);
        assert_eq!(policy.remind_every, Duration::from_secs(36 * 3600));
        assert_eq!((policy.blind_after, policy.history_days), (5, 30));
        let odb = &policy.checks["odb"];
        assert!(odb.optional);
        assert_eq!(odb.deadlines["ACTIVATING"], Duration::from_secs(48 * 3600));
        assert_eq!(odb.statuses["NEW_STATUS"], Condition::Progressing);
        assert!(odb.accept.contains("ACTIVE_LIMITED"));
    }

    #[test]
    fn a_fault_names_its_place() {
        let cases = [
            ("notify = 1", "line 1, column 1: unknown field `notify`"),
            ("\nnotify_at = \"loud\"", "line 2, column 13: \"loud\" is not info, warning or critical"),
            ("blind_after = 0", "line 1, column 15: 0 is not a number from 1 to 36500"),
            ("[checks.oddb]", "line 1, column 9: there is no check \"oddb\", only odb"),
            ("[checks.odb]\naccept = [\"ACTIV\"]", "line 2, column 11: \"ACTIV\" is no status of odb"),
            (
                "[checks.odb]\ndeadlines = { ACTIVATING = \"2 moons\" }",
                "line 2, column 28: \"2 moons\" is not a duration",
            ),
            ("[checks.odb.statuses]\nX = \"fine\"", "line 2, column 5: there is no condition \"fine\""),
            ("remind_every = \"0s\"", "line 1, column 16: \"0s\" is not a duration"),
            ("remind_every = \"-5h\"", "line 1, column 16"),
            ("a = [", "line 1, column "),
        ];
        for (text, expected) in cases {
            assert!(fault(text).contains(expected), "{text}: {}", fault(text));
        }
    }

    #[test]
    fn all_faults_of_meaning_are_listed_at_once() {
        let faults = Policy::parse("notify_at = \"x\"\nblind_after = -1", &[&ODB]).unwrap_err().faults;
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
