//! What each enrollment needs, and how those with the same need are put together: a mass event is one card,
//! not three thousand.

use rollcall_core::explanation::Need;

use super::view::Entry;

impl Entry<'_> {
    pub(super) fn need(&self) -> Need {
        self.report.explanation.need()
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
