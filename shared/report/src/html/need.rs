//! What each enrollment needs of its reader, and how those with the same need are put together: a mass
//! event is one card, not three thousand.

use rollcall_core::condition::Compliance;
use rollcall_core::rules::Assessment;
use rollcall_core::standing::ComponentStanding;

use super::view::Entry;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Someone must act.
    Act,
    /// Someone must act, but that is not reported yet.
    Held,
    /// The service is at work.
    Wait,
    Nothing,
}

impl<'a> Entry<'a> {
    pub(super) fn need(&self) -> Need {
        let standing = self.standing;
        let in_time = |one: &ComponentStanding| one.judgement.assessment == Assessment::InTime;
        match &standing.problem {
            _ if standing.retired_at.is_some() => Need::Nothing,
            Some(_) if self.is_held() => Need::Held,
            Some(_) => Need::Act,
            None if standing.compliance == Compliance::NonCompliant => Need::Act,
            None if standing.components.iter().any(in_time) => Need::Wait,
            None => Need::Nothing,
        }
    }

    /// Whether the news of every component that is a problem is held.
    fn is_held(&self) -> bool {
        let mut problems = self.problems().peekable();
        let whys = &self.report.explanation.components;
        let is_held =
            |one: &ComponentStanding| whys.iter().any(|why| why.component == one.name && why.held.is_some());
        problems.peek().is_some() && problems.all(is_held)
    }

    /// The components that are a problem, the main one first.
    pub(super) fn problems(&self) -> impl Iterator<Item = &'a ComponentStanding> + use<'a> {
        self.standing.components.iter().filter(|one| one.judgement.severity().is_some())
    }
}

/// Puts entries with the same key together, in the order in which the keys first appear.
pub(super) fn grouped<'a, K: PartialEq>(
    entries: impl Iterator<Item = Entry<'a>>,
    key: impl Fn(&Entry<'a>) -> K,
) -> Vec<(K, Vec<Entry<'a>>)> {
    let mut groups: Vec<(K, Vec<Entry<'a>>)> = Vec::new();
    for entry in entries {
        let key = key(&entry);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(entry),
            None => groups.push((key, vec![entry])),
        }
    }
    groups
}
