//! What a report is about: the states, and for each of them what its history says of the period.

use futures_util::{Stream, StreamExt as _};
use rollcall_core::explanation::Explanation;
use rollcall_core::history::HistoryEntry;
use rollcall_core::identity::Enrollment;
use rollcall_core::ports::Routes as _;
use rollcall_core::standing::Standing;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_core::timeline::Timeline;
use rollcall_report::document::{Cover, EnrollmentReport, PolicyNote};

use crate::exit::AwsFailure;
use crate::filter::Filter;
use crate::source::Source;

/// An enrollment as it is stored now.
struct Stored {
    state: State,
    standing: Standing,
}

impl AsRef<Enrollment> for Stored {
    fn as_ref(&self) -> &Enrollment {
        &self.state.enrollment
    }
}

pub(super) async fn cover(
    source: &Source,
    filter: &Filter,
    (from, to): (Time, Time),
    now: Time,
) -> anyhow::Result<Cover> {
    let names = source.accounts().await?.into_values();
    let mut pending = source.pending(filter, now).await?;
    pending.retain(|pending| pending.alert.observed_at <= to);
    Ok(Cover {
        made_at: now,
        from,
        to,
        source: source.location.label.clone(),
        made_by: format!("Rollcall {}", env!("CARGO_PKG_VERSION")),
        policy: policy(source, from, to).await?,
        names: names.filter_map(|account| Some((account.id, account.name?))).collect(),
        routes: source.location.outbox().routes().await.map_err(AwsFailure::from)?,
        pending,
    })
}

/// Which policy it is judged by, and which were applied in the period.
async fn policy(source: &Source, from: Time, to: Time) -> anyhow::Result<PolicyNote> {
    let mut applied = source.location.store().policies().await.map_err(AwsFailure::from)?;
    applied.retain(|policy| (from..=to).contains(&policy.applied_at));
    Ok(PolicyNote {
        origin: source.origin.to_string(),
        toml: source.origin.toml().to_owned(),
        stale_after: source.policy.stale_after,
        applied,
    })
}

/// Each enrollment that the filter takes as it stood when the period ended, in no order.
pub(super) async fn reports<'a>(
    source: &'a Source,
    filter: &'a Filter,
    cover: &'a Cover,
) -> anyhow::Result<impl Stream<Item = anyhow::Result<EnrollmentReport>> + 'a> {
    let mut stored = Vec::new();
    for state in source.filtered(filter).await? {
        let standing = Standing::of(&state, source.rules(&state.enrollment.check)?, cover.made_at);
        stored.push(Stored { state, standing });
    }
    let histories = source.histories(stored, cover.from);
    Ok(histories.filter_map(move |read| async move {
        read.and_then(|(stored, entries)| report(source, filter, cover, &stored, &entries)).transpose()
    }))
}

/// None if nothing was known of it then, or the filter does not take it as it stood.
fn report(
    source: &Source,
    filter: &Filter,
    cover: &Cover,
    stored: &Stored,
    entries: &[HistoryEntry],
) -> anyhow::Result<Option<EnrollmentReport>> {
    let (from, to) = (cover.from, cover.to);
    let ends_now = to == cover.made_at;
    let rules = source.rules(&stored.state.enrollment.check)?;
    let past = || Standing::past(&stored.standing, entries, rules, to);
    let Some(state) = (if ends_now { Some(stored.state.clone()) } else { past() }) else { return Ok(None) };
    let explanation = Explanation::of(&state, rules, &cover.pending, to);
    if !filter.takes(&explanation.standing) {
        return Ok(None);
    }
    let timeline = Timeline::of(entries, Some(&stored.standing), rules, from, to);
    Ok(Some(EnrollmentReport::of(explanation, timeline)))
}
