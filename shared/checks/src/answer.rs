//! Turns an answer into an observation: components, their reasons, facts.
//!
//! A value that the SDK makes up for a missing one (an empty text, the epoch) is not a fact.

use std::collections::BTreeMap;

use aws_smithy_types::DateTime;
use rollcall_core::check::CheckRules;
use rollcall_core::condition::Condition;
use rollcall_core::links;
use rollcall_core::observation::{Blindness, Cause, Observation, Reading, Snapshot};
use rollcall_core::text::{cut, one_line};
use rollcall_core::time::Time;

/// The longest component name, in bytes: parts of some names come from the service.
const NAME_BYTES_MAX: usize = 128;

/// An answer as far as it was read.
pub(crate) struct Answer {
    rules: &'static CheckRules,
    components: BTreeMap<String, Reading>,
    facts: BTreeMap<String, String>,
    /// A component that is in the answer without a status.
    without_status: Option<String>,
}

impl Answer {
    pub(crate) fn new(rules: &'static CheckRules) -> Self {
        Self { rules, components: BTreeMap::new(), facts: BTreeMap::new(), without_status: None }
    }

    /// Notes a component that is in the answer. Of several with one name the worst stays, whatever
    /// their order.
    pub(crate) fn component(&mut self, name: &str, status: Option<&str>, reason: Option<&str>) {
        let name = name_of(name);
        let Some(status) = status.filter(|status| !status.is_empty()) else {
            self.without_status.get_or_insert(name);
            return;
        };
        let reading = Reading { status: status.to_owned(), reason: reason.map(str::to_owned) };
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

    pub(crate) fn fact(&mut self, name: &str, value: Option<impl Fact>) {
        if let Some(value) = value.and_then(|value| value.text()) {
            self.facts.insert(name_of(name), value);
        }
    }

    /// A component without a status makes the answer malformed: if it counted as left out, it would
    /// look lost.
    pub(crate) fn observation(self, request_id: Option<&str>) -> Observation {
        let malformed =
            |message: &str| Observation::Blind(Blindness::new(Cause::Malformed, None, request_id, message));
        let main = self.rules.main_component();
        let is_missing = !self.components.contains_key(main);
        if let Some(name) = self.without_status.or(is_missing.then(|| main.to_owned())) {
            return malformed(&format!("the answer has no status for {name}"));
        }
        match Snapshot::new(self.components, self.facts) {
            Ok(snapshot) => Observation::Observed(snapshot),
            Err(error) => malformed(&error.to_string()),
        }
    }
}

fn name_of(text: &str) -> String {
    cut(one_line(&links::hide(text)), NAME_BYTES_MAX)
}

/// A value that can be kept as text; none if it only stands for a missing one.
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
