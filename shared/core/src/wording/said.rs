//! What a summary says of components. Those with the same news share a sentence.

use std::time::Duration;

use super::Facts;
use crate::alert::{Kind, Transition};
use crate::check::{GONE, NONE};
use crate::decide::News;
use crate::text::{one_line, span};

/// What a summary says of one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Moved { from: String, to: String, after: String },
    LeftOut { from: String, after: String },
    FirstSeen { status: String },
    Stands { status: String, lasted: String },
    Overdue { status: String, lasted: String, allowed: String },
    Flaps { status: String, times: usize, within: String },
}

impl Said {
    /// The predicate of a sentence about one component or several.
    fn predicate(&self, is_one: bool) -> String {
        let (has, is, it, was) =
            if is_one { ("has", "is", "it", "was") } else { ("have", "are", "they", "were") };
        match self {
            Self::Moved { from, to, after } => format!("went from {from} to {to} after {after}"),
            Self::LeftOut { from, after } => {
                format!("{is} no longer in the service's answer; {it} {was} {from} for {after}")
            }
            Self::FirstSeen { status } => format!("{is} {status} at the first look"),
            Self::Stands { status, lasted } => format!("{has} been {status} for {lasted}"),
            Self::Overdue { status, lasted, allowed } => {
                format!("{has} been {status} for {lasted}; {allowed} is allowed")
            }
            Self::Flaps { status, times, within } => {
                format!("became a problem {times} times in {within}, and {is} {status} now")
            }
        }
    }
}

/// One sentence for all components with the same news, in the order in which they come.
pub(super) fn sentences(mut said: Vec<(String, Said)>) -> Vec<String> {
    let mut sentences = Vec::new();
    while let Some((_, first)) = said.first().cloned() {
        let (same, rest): (Vec<_>, Vec<_>) = said.into_iter().partition(|(_, other)| *other == first);
        let names: Vec<String> = same.into_iter().map(|(name, _)| one_line(&name)).collect();
        sentences.push(format!("{} {}.", listed(&names), first.predicate(names.len() == 1)));
        said = rest;
    }
    sentences
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

impl Facts<'_> {
    /// What to say of the components that are reported now, and of the other transitions.
    pub(super) fn said(&self) -> Vec<(String, Said)> {
        let reported: Vec<(String, Said)> =
            self.reported().filter_map(|one| Some((one.component.clone()?, self.said_of(one)?))).collect();
        let is_said = |moved: &&Transition| reported.iter().any(|(name, _)| *name == moved.component);
        let others = self.transitions.iter().filter(|moved| !is_said(moved));
        let others: Vec<(String, Said)> =
            others.map(|moved| (moved.component.clone(), of_transition(moved))).collect();
        reported.into_iter().chain(others).collect()
    }

    fn said_of(&self, news: &News) -> Option<Said> {
        let name = news.component.as_ref()?;
        let moved = self.transitions.iter().find(|moved| moved.component == *name);
        match (news.kind, moved) {
            (Kind::Flapping, _) => {
                let status = one_line(&self.after.components.get(name)?.status);
                let times = self.after.swings.get(name)?.began.len();
                Some(Said::Flaps { status, times, within: span(self.rules.policy.flapping.within) })
            }
            (Kind::Stuck, _) | (_, None) => self.stands(name),
            (_, Some(moved)) => Some(of_transition(moved)),
        }
    }

    /// How long a component has had its status.
    pub(super) fn stands(&self, name: &str) -> Option<Said> {
        let component = self.after.components.get(name)?;
        let (status, lasted) = (one_line(&component.status), span(component.age(self.at)));
        let judgement = self.judged.get(name)?;
        Some(match judgement.deadline.filter(|_| judgement.is_overdue()) {
            Some(deadline) => Said::Overdue { status, lasted, allowed: span(deadline) },
            None => Said::Stands { status, lasted },
        })
    }
}

fn of_transition(moved: &Transition) -> Said {
    let (from, to) = (one_line(&moved.from), one_line(&moved.to));
    let after = span(moved.previous_seconds.map(Duration::from_secs).unwrap_or_default());
    match (moved.from.as_str(), moved.to.as_str()) {
        (NONE, _) => Said::FirstSeen { status: to },
        (_, GONE) => Said::LeftOut { from, after },
        (_, _) => Said::Moved { from, to, after },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_said_once() {
        let stands = |status: &str| Said::Stands { status: status.into(), lasted: "2 h".into() };
        let said = [("a", "X"), ("b", "Y"), ("c", "X"), ("d", "X")];
        let said = said.map(|(name, status)| (name.to_owned(), stands(status)));
        assert_eq!(sentences(said.into()), ["a, c and d have been X for 2 h.", "b has been Y for 2 h."]);
    }
}
