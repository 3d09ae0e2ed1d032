//! Reads the policy's TOML. Every fault names its line and column; all but syntax faults are listed at
//! once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use strum::VariantArray;
use toml::Spanned;

use super::document::{CheckTable, ComponentTable, Document, FlappingTable};
use super::{CheckPolicy, ComponentPolicy, Flapping, Policy, Required};
use crate::alert::Severity;
use crate::check::{CheckRules, GONE};
use crate::condition::Condition;
use crate::organization;
use crate::region::Region;

/// Why a text is not a policy: one line for each fault, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .faults.join("; "))]
pub struct PolicyError {
    /// In the order of their places.
    pub faults: Vec<String>,
}

impl Policy {
    /// Reads a policy; `checks` are the checks that it may name.
    ///
    /// # Errors
    /// When the text is not TOML, or names a key, check, component, condition, status or duration
    /// that does not exist.
    pub fn parse(text: &str, checks: &[&CheckRules]) -> Result<Self, PolicyError> {
        let mut faults = Faults { text, found: Vec::new() };
        let document: Document = match toml::from_str(text) {
            Ok(document) => document,
            Err(error) => {
                faults.add(error.span().unwrap_or(0..0), error.message().to_owned());
                return Err(faults.into_error());
            }
        };
        let policy = faults.policy(document, checks);
        if faults.found.is_empty() { Ok(policy) } else { Err(faults.into_error()) }
    }
}

/// Collects the faults, so that one attempt shows all of them.
struct Faults<'a> {
    text: &'a str,
    found: Vec<(usize, String)>,
}

/// The shortest time that a rule may wait, except for `notify_after`.
const MINUTE: Duration = Duration::from_secs(60);

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

    fn policy(&mut self, document: Document, checks: &[&CheckRules]) -> Policy {
        let default = Policy::default();
        let note_span = document.note_every.as_ref().or(document.stale_after.as_ref()).map(Spanned::span);
        let policy = Policy {
            notify_at: document.notify_at.map_or(default.notify_at, |name| self.severity(&name)),
            notify_after: self.duration(document.notify_after, Duration::ZERO, default.notify_after),
            remind_every: self.duration(document.remind_every, MINUTE, default.remind_every),
            blind_after: self.duration(document.blind_after, MINUTE, default.blind_after),
            stale_after: self.duration(document.stale_after, MINUTE, default.stale_after),
            note_every: self.duration(document.note_every, MINUTE, default.note_every),
            history_days: self.count(document.history_days, 1, default.history_days),
            flapping: self.flapping(document.flapping, default.flapping),
            checks: self.checks(document.checks, checks),
        };
        if let Some(span) = note_span
            && policy.note_every > policy.stale_after / 2
        {
            let fault =
                "note_every must be at most half of stale_after, or watched enrollments would become stale";
            self.add(span, fault.to_owned());
        }
        policy
    }

    fn flapping(&mut self, table: FlappingTable, default: Flapping) -> Flapping {
        Flapping {
            times: self.count(table.times, 2, default.times),
            within: self.duration(table.within, MINUTE, default.within),
            steady: self.duration(table.steady, MINUTE, default.steady),
        }
    }

    fn checks(
        &mut self,
        tables: BTreeMap<Spanned<String>, CheckTable>,
        checks: &[&CheckRules],
    ) -> BTreeMap<String, CheckPolicy> {
        let mut policies = BTreeMap::new();
        for (id, table) in tables {
            match checks.iter().find(|rules| rules.id == id.get_ref()) {
                Some(rules) => {
                    if organization::CHECKS.contains(rules)
                        && (table.enabled.is_some() || table.regions.is_some())
                    {
                        let fault = "it is always watched in an organization: leave out enabled and regions";
                        self.add(id.span(), fault.to_owned());
                    }
                    policies.insert(id.into_inner(), self.check(table, rules));
                }
                None => {
                    let known: Vec<&str> = checks.iter().map(|rules| rules.id).collect();
                    let fault = format!("there is no check {:?}, only {}", id.get_ref(), known.join(", "));
                    self.add(id.span(), fault);
                }
            }
        }
        policies
    }

    fn check(&mut self, table: CheckTable, rules: &CheckRules) -> CheckPolicy {
        let CheckTable { enabled, regions, required, accept, deadlines, statuses, components } = table;
        let regions = regions.map(|listed| self.regions(listed, rules));
        let main = ComponentTable { accept, deadlines, statuses };
        let required = required.map_or(Required::default(), |name| self.required(&name));
        let main = self.component(rules.main_component(), main, rules);
        let mut parts = BTreeMap::new();
        for (name, table) in components {
            if self.is_part(&name, rules) {
                parts.insert(name.get_ref().clone(), self.component(name.get_ref(), table, rules));
            }
        }
        CheckPolicy { enabled: enabled.unwrap_or(true), regions, required, main, components: parts }
    }

    fn regions(&mut self, listed: Spanned<Vec<Spanned<String>>>, rules: &CheckRules) -> Vec<Region> {
        let (span, mut regions) = (listed.span(), Vec::new());
        if listed.get_ref().is_empty() {
            self.add(span, "expected at least one Region; enabled = false watches none".to_owned());
            return regions;
        }
        for name in listed.into_inner() {
            match name.get_ref().parse::<Region>() {
                Ok(region) if !regions.contains(&region) => regions.push(region),
                Ok(_) => {}
                Err(error) => self.add(name.span(), error.to_string()),
            }
        }
        if !rules.scope.is_regional() && regions.len() > 1 {
            let fault = format!("{} has one status for the whole account: one Region is enough", rules.id);
            self.add(span, fault);
        }
        regions
    }

    fn is_part(&mut self, name: &Spanned<String>, rules: &CheckRules) -> bool {
        let (main, id) = (rules.main_component(), rules.id);
        if name.get_ref() == main {
            self.add(
                name.span(),
                format!("{main:?} is the main component: write its keys under [checks.{id}]"),
            );
            false
        } else if rules.component(name.get_ref()).is_none() {
            let parts: Vec<&str> = rules.components.iter().skip(1).map(|part| part.name).collect();
            let parts = if parts.is_empty() { "none".to_owned() } else { parts.join(", ") };
            self.add(name.span(), format!("{id} has no part {:?}, only {parts}", name.get_ref()));
            false
        } else {
            true
        }
    }

    fn component(&mut self, name: &str, table: ComponentTable, rules: &CheckRules) -> ComponentPolicy {
        let statuses: BTreeMap<String, Condition> = table
            .statuses
            .iter()
            .map(|(status, condition)| (status.get_ref().clone(), self.condition(condition)))
            .collect();
        let may_be_gone = name != rules.main_component();
        for status in &table.accept {
            let is_gone = may_be_gone && status.get_ref() == GONE;
            if !is_gone && !statuses.contains_key(status.get_ref()) {
                self.known_status(status, name, rules);
            }
        }
        for status in table.deadlines.keys().filter(|status| !statuses.contains_key(status.get_ref())) {
            self.known_status(status, name, rules);
        }
        let deadlines = table.deadlines.into_iter();
        let deadlines =
            deadlines.map(|(status, text)| (status.into_inner(), self.duration(Some(text), MINUTE, MINUTE)));
        ComponentPolicy {
            deadlines: deadlines.collect(),
            accept: table.accept.into_iter().map(Spanned::into_inner).collect(),
            statuses,
        }
    }

    fn known_status(&mut self, status: &Spanned<String>, component: &str, rules: &CheckRules) {
        let (name, id) = (status.get_ref(), rules.id);
        if rules.status(component, name).is_some() {
            return;
        }
        let owner = rules.components.iter().skip(1);
        let owner =
            owner.map(|part| part.name).find(|part| name == GONE || rules.status(part, name).is_some());
        let advice = match owner.filter(|owner| *owner != component) {
            Some(owner) => format!("for a part write it under [checks.{id}.components.\"{owner}\"]"),
            None => format!("if the service has it, classify it under statuses of {component}"),
        };
        self.add(status.span(), format!("{name:?} is not a status of {component}; {advice}"));
    }

    fn severity(&mut self, name: &Spanned<String>) -> Severity {
        self.word(name, |name, all| format!("{name:?} is not one of {all}")).unwrap_or(Severity::Warning)
    }

    fn required(&mut self, name: &Spanned<String>) -> Required {
        self.word(name, |name, all| format!("{name:?} is not one of {all}")).unwrap_or_default()
    }

    fn condition(&mut self, name: &Spanned<String>) -> Condition {
        let fault = |name: &str, all: &str| format!("there is no condition {name:?}, only {all}");
        self.word(name, fault).unwrap_or(Condition::Unknown)
    }

    /// Reads one of the words of an enum. `fault` gets what was written and all the words.
    fn word<T: FromStr + VariantArray>(
        &mut self,
        name: &Spanned<String>,
        fault: impl Fn(&str, &str) -> String,
    ) -> Option<T>
    where
        &'static str: for<'a> From<&'a T>,
    {
        let found = name.get_ref().parse().ok();
        if found.is_none() {
            let all: Vec<&str> = T::VARIANTS.iter().map(<&'static str>::from).collect();
            self.add(name.span(), fault(name.get_ref(), &all.join(", ")));
        }
        found
    }

    /// A duration of `least` or more, in hours, minutes and seconds.
    fn duration(&mut self, text: Option<Spanned<String>>, least: Duration, default: Duration) -> Duration {
        let Some(text) = text else { return default };
        let parsed = text.get_ref().parse::<SignedDuration>().ok();
        match parsed.and_then(|parsed| Duration::try_from(parsed).ok()) {
            Some(duration) if duration >= least => duration,
            Some(_) | None => {
                let least = if least.is_zero() { "" } else { " of a minute or more" };
                let fault =
                    format!("{:?} is not a duration{least}, such as \"90m\" or \"72h\"", text.get_ref());
                self.add(text.span(), fault);
                default
            }
        }
    }

    fn count(&mut self, number: Option<Spanned<i64>>, least: u32, default: u32) -> u32 {
        const MOST: u32 = 36_500;
        let Some(number) = number else { return default };
        let count = u32::try_from(*number.get_ref()).ok().filter(|count| (least..=MOST).contains(count));
        count.unwrap_or_else(|| {
            self.add(number.span(), format!("{} is not a number from {least} to {MOST}", number.get_ref()));
            default
        })
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
    fn what_watches_the_organization_cannot_be_turned_off() {
        let parse = |text: &str| Policy::parse(text, &organization::CHECKS);
        assert!(parse("[checks.access]\naccept = [\"ACCOUNT_SUSPENDED\"]").is_ok());
        for text in ["[checks.access]\nenabled = false", "[checks.inventory]\nregions = [\"us-east-1\"]"] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains("line 1, column 9: it is always watched in an organization"), "{error}");
        }
    }

    #[test]
    fn all_keys_are_read() {
        let text = r#"
            notify_at = "critical"
            notify_after = "0m"
            remind_every = "36h"
            blind_after = "3h"
            stale_after = "24h"
            note_every = "12h"
            history_days = 30
            flapping = { times = 3, within = "6h", steady = "2h" }
            [checks.odb]
            enabled = false
            regions = ["us-east-1", "eu-central-1", "us-east-1"]
            required = "always"
            deadlines = { ACTIVATING = "48h" }
            accept = ["ACTIVE_LIMITED"]
            [checks.odb.statuses]
            NEW_STATUS = "progressing"
            [checks.odb.components."iam-role/KmsTde"]
            accept = ["(gone)"]
            [checks.odb.components."iam-role/"]
            deadlines = { TERMINATING = "2h" }
        "#;
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let policy = Policy::parse(text, &[&ODB]).unwrap();
        assert_eq!((policy.notify_at, policy.notify_after), (Severity::Critical, Duration::ZERO));
        assert_eq!((policy.remind_every, policy.blind_after), (hours(36), hours(3)));
        assert_eq!((policy.stale_after, policy.note_every, policy.history_days), (hours(24), hours(12), 30));
        assert_eq!(policy.flapping, Flapping { times: 3, within: hours(6), steady: hours(2) });
        let odb = &policy.checks["odb"];
        let regions: Vec<&str> = odb.regions.iter().flatten().map(Region::as_str).collect();
        assert_eq!((policy.enables("odb"), regions), (false, vec!["us-east-1", "eu-central-1"]));
        assert_eq!((odb.required, odb.main.deadlines["ACTIVATING"]), (Required::Always, hours(48)));
        assert_eq!(odb.main.statuses["NEW_STATUS"], Condition::Progressing);
        assert!(odb.main.accept.contains("ACTIVE_LIMITED"));
        assert!(odb.components["iam-role/KmsTde"].accept.contains("(gone)"));
        assert_eq!(odb.components["iam-role/"].deadlines["TERMINATING"], hours(2));
    }

    #[test]
    fn a_fault_names_its_place() {
        let cases = [
            ("notify = 1", "line 1, column 1: unknown field `notify`"),
            ("\nnotify_at = \"loud\"", "line 2, column 13: \"loud\" is not one of info, warning, critical"),
            ("history_days = 0", "line 1, column 16: 0 is not a number from 1 to 36500"),
            ("flapping = { times = 1 }", "line 1, column 22: 1 is not a number from 2 to 36500"),
            ("flapping = { time = 4 }", "line 1, column 14: unknown field `time`"),
            ("blind_after = 3", "line 1, column 15: invalid type: integer"),
            ("[checks.oddb]", "line 1, column 9: there is no check \"oddb\", only odb"),
            ("[checks.odb]\noptional = true", "line 2, column 1: unknown field `optional`"),
            ("[checks.odb]\nregions = [\"mars\"]", "line 2, column 12: \"mars\" is not an AWS Region"),
            ("[checks.odb]\nregions = []", "line 2, column 11: expected at least one Region"),
            (
                "[checks.odb]\nrequired = \"yes\"",
                "line 2, column 12: \"yes\" is not one of always, once-enrolled, never",
            ),
            (
                "[checks.odb]\naccept = [\"ACTIV\"]",
                "line 2, column 11: \"ACTIV\" is not a status of onboarding; if the",
            ),
            (
                "[checks.odb]\naccept = [\"(gone)\"]",
                "line 2, column 11: \"(gone)\" is not a status of onboarding; for a part write it under [checks.odb.components.\"iam-role/\"]",
            ),
            (
                "[checks.odb]\ndeadlines = { TERMINATING = \"2h\" }",
                "\"TERMINATING\" is not a status of onboarding; for a part write it under [checks.odb.components.\"iam-role/\"]",
            ),
            ("[checks.odb.components.iam]", "line 1, column 24: odb has no part \"iam\", only iam-role/"),
            (
                "[checks.odb.components.onboarding]",
                "\"onboarding\" is the main component: write its keys under [checks.odb]",
            ),
            (
                "[checks.odb.components.\"iam-role/X\"]\naccept = [\"ACTIVE\"]",
                "line 2, column 11: \"ACTIVE\" is not a status of iam-role/X",
            ),
            (
                "[checks.odb]\ndeadlines = { ACTIVATING = \"2 moons\" }",
                "line 2, column 28: \"2 moons\" is not a duration",
            ),
            ("[checks.odb.statuses]\nX = \"fine\"", "line 2, column 5: there is no condition \"fine\""),
            ("remind_every = \"0s\"", "line 1, column 16: \"0s\" is not a duration of a minute or more"),
            ("notify_after = \"-5h\"", "line 1, column 16: \"-5h\" is not a duration, such as"),
            ("note_every = \"25h\"", "line 1, column 14: note_every must be at most half of stale_after"),
            ("stale_after = \"1h\"", "line 1, column 15: note_every must be at most half of stale_after"),
            ("a = [", "line 1, column "),
        ];
        for (text, expected) in cases {
            assert!(fault(text).contains(expected), "{text}: {}", fault(text));
        }
    }

    #[test]
    fn all_faults_of_meaning_are_listed_at_once() {
        let text = "notify_at = \"x\"\nhistory_days = -1\n[checks.odb]\nrequired = \"\"\n[checks.x]";
        let faults = Policy::parse(text, &[&ODB]).unwrap_err().faults;
        assert_eq!(faults.len(), 4, "{faults:?}");
    }
}
