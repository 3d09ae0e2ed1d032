//! A history entry, and what only the entry after it says.

use rollcall_core::history::HistoryEntry;
use rollcall_core::policy::Policy;
use rollcall_core::standing::Standing;
use rollcall_core::time::Time;

pub(crate) struct Stay<'a> {
    pub(crate) entry: &'a HistoryEntry,
    /// None if it still stands.
    pub(crate) until: Option<Time>,
    /// The last look while it stood.
    pub(crate) looked_until: Option<Time>,
    /// From when on it was stale.
    pub(crate) stale_from: Option<Time>,
}

impl<'a> Stay<'a> {
    /// The entries between two points in time. `now` is how the enrollment stands.
    pub(crate) fn between(
        entries: &'a [HistoryEntry],
        now: &Standing,
        policy: &Policy,
        from: Time,
        to: Time,
    ) -> impl Iterator<Item = Stay<'a>> {
        let next = entries.iter().skip(1).map(Some).chain([None]);
        let shown = entries.iter().zip(next).filter(move |(entry, _)| (from..=to).contains(&entry.at));
        shown.map(move |(entry, next)| {
            let looked_until = next.map_or(Some(now.looked_at), |next| Some(next.before?.looked_at));
            let until = next.map(|next| next.at);
            let is_stale = |looked_at: &Time| policy.is_stale(*looked_at, until.unwrap_or(to));
            Stay { entry, until, looked_until, stale_from: looked_until.filter(is_stale) }
        })
    }
}
