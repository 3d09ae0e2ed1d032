//! Gathers what an answer says into an observation: components, their reasons, facts.
//!
//! What must not leave the process is given first, and is replaced in whatever comes after it.
//! A value that the SDK makes up for a missing one (an empty text, the epoch) is no fact.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use aws_smithy_types::DateTime;
use rollcall_core::check::CheckRules;
use rollcall_core::condition::Condition;
use rollcall_core::observation::{Blindness, Cause, Observation, Reading, Snapshot};
use rollcall_core::text::{cut, one_line};
use rollcall_core::time::Time;

/// The longest component name, in bytes: a part of some comes from the service.
const NAME_BYTES_MAX: usize = 128;

/// A text that must not leave the process.
pub(crate) struct Secret<'a> {
    /// The text.
    pub(crate) value: &'a str,
    /// What is put in its place.
    pub(crate) shown_as: &'static str,
}

/// An answer as far as it was read.
pub(crate) struct Answer<'a> {
    rules: &'static CheckRules,
    secrets: Vec<Secret<'a>>,
    components: BTreeMap<String, Reading>,
    facts: BTreeMap<String, String>,
}

impl<'a> Answer<'a> {
    pub(crate) fn new(rules: &'static CheckRules, mut secrets: Vec<Secret<'a>>) -> Self {
        secrets.retain(|secret| !secret.value.is_empty());
        // One link may be the beginning of the other.
        secrets.sort_by_key(|secret| Reverse(secret.value.len()));
        Self { rules, secrets, components: BTreeMap::new(), facts: BTreeMap::new() }
    }

    /// Notes a component's status; without one there is no component. Of several by one name
    /// the worst stands, in whatever order they come.
    pub(crate) fn component(&mut self, name: &str, status: Option<&str>, reason: Option<&str>) {
        let Some(status) = status.filter(|status| !status.is_empty()) else { return };
        let name = cut(one_line(&self.clean(name)), NAME_BYTES_MAX);
        let reading = Reading { status: self.clean(status), reason: reason.map(|reason| self.clean(reason)) };
        let rank = |reading: &Reading| {
            let known = self.rules.status(&name, &reading.status);
            let condition = known.map_or(Condition::Unknown, |rules| rules.condition);
            (condition.rank(), reading.status.clone(), reading.reason.clone())
        };
        match self.components.get(&name) {
            Some(noted) if rank(noted) >= rank(&reading) => {}
            Some(_) | None => {
                self.components.insert(name, reading);
            }
        }
    }

    /// Notes a fact worth keeping.
    pub(crate) fn fact(&mut self, name: &str, value: Option<impl Fact>) {
        if let Some(value) = value.and_then(|value| value.text()) {
            let (name, value) = (self.clean(name), self.clean(&value));
            self.facts.insert(name, value);
        }
    }

    /// What the answer comes to. Without its main status it is malformed.
    pub(crate) fn observation(self, request_id: Option<&str>) -> Observation {
        let malformed =
            |message: &str| Observation::Blind(Blindness::new(Cause::Malformed, None, request_id, message));
        let main = self.rules.components.first().map_or("", |component| component.name);
        if !self.components.contains_key(main) {
            return malformed(&format!("the answer has no status of {main}"));
        }
        match Snapshot::new(self.components, self.facts) {
            Ok(snapshot) => Observation::Observed(snapshot),
            Err(error) => malformed(&error.to_string()),
        }
    }

    fn clean(&self, text: &str) -> String {
        let hide = |text: String, secret: &Secret<'_>| text.replace(secret.value, secret.shown_as);
        self.secrets.iter().fold(text.to_owned(), hide)
    }
}

/// A value that can be kept as text; none where it only stands for a missing one.
pub(crate) trait Fact {
    fn text(&self) -> Option<String>;
}

impl Fact for &str {
    fn text(&self) -> Option<String> {
        (!self.is_empty()).then(|| (*self).to_owned())
    }
}

impl Fact for String {
    fn text(&self) -> Option<String> {
        self.as_str().text()
    }
}

impl Fact for bool {
    fn text(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Fact for i32 {
    fn text(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Fact for &DateTime {
    fn text(&self) -> Option<String> {
        let millis = self.to_millis().ok().filter(|&millis| millis != 0)?;
        Some(Time::from_epoch_millis(millis).to_string())
    }
}
