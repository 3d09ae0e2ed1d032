//! What a report is about: the states, and for each of them what its history says of the period.

use futures_util::{Stream, StreamExt as _};
use rollcall_core::explanation::Explanation;
use rollcall_core::history::HistoryEntry;
use rollcall_core::ports::Routes as _;
use rollcall_core::standing::Standing;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_core::timeline::Timeline;
use rollcall_report::document::{Cover, EnrollmentReport, PolicyNote};

use crate::exit::AwsFailure;
use crate::filter::Filter;
use crate::source::Source;

pub(super) async fn cover(
    source: &Source,
    filter: &Filter,
    (from, to): (Time, Time),
    now: Time,
) -> anyhow::Result<Cover> {
    let mut pending = source.pending(filter, now).await?;
    pending.retain(|pending| pending.alert.observed_at <= to);
    Ok(Cover {
        made_at: now,
        from,
        to,
        source: source.location.label.clone(),
        made_by: format!("Rollcall {}", env!("CARGO_PKG_VERSION")),
        policy: policy(source, from, to).await?,
        accounts: filter.known.clone(),
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

/// Each enrollment that the filter takes as it stood when the period ended, in no order. Without history only
/// how it stands is known; a period that ended before needs it.
pub(super) async fn reports<'a>(
    source: &'a Source,
    filter: &'a Filter,
    cover: &'a Cover,
    with_history: bool,
) -> anyhow::Result<impl Stream<Item = anyhow::Result<EnrollmentReport>> + 'a> {
    let mut states = source.filtered(filter).await?;
    if states.is_empty() {
        source.warn_if_unmatched(filter).await?;
    }
    if ends_now(cover) && filter.is_by_standing() {
        let mut taken = Vec::new();
        for state in states {
            let rules = source.rules(&state.enrollment.check)?;
            if filter.takes(&Standing::of(&state, rules, cover.to)) {
                taken.push(state);
            }
        }
        states = taken;
    }
    let histories = if with_history || !ends_now(cover) {
        source.histories(states, cover.from).left_stream()
    } else {
        futures_util::stream::iter(states.into_iter().map(|state| Ok((state, Vec::new())))).right_stream()
    };
    Ok(histories.filter_map(move |read| async move {
        read.and_then(|(state, entries)| report(source, filter, cover, &state, &entries)).transpose()
    }))
}

fn ends_now(cover: &Cover) -> bool {
    cover.to == cover.made_at
}

/// None if nothing was known of it then, or the filter does not take it as it stood.
fn report(
    source: &Source,
    filter: &Filter,
    cover: &Cover,
    state: &State,
    entries: &[HistoryEntry],
) -> anyhow::Result<Option<EnrollmentReport>> {
    let (from, to) = (cover.from, cover.to);
    let rules = source.rules(&state.enrollment.check)?;
    if ends_now(cover) {
        let explanation = Explanation::of(state, rules, &cover.pending, to);
        let timeline = Timeline::of(entries, Some(&explanation.standing), rules, from, to);
        return Ok(Some(EnrollmentReport::of(explanation, timeline)));
    }
    let now = Standing::of(state, rules, cover.made_at);
    let Some(past) = Standing::past(&now, entries, rules, to) else { return Ok(None) };
    let explanation = Explanation::of(&past, rules, &cover.pending, to);
    let timeline = Timeline::of(entries, Some(&now), rules, from, to);
    let is_taken = filter.takes(&explanation.standing);
    Ok(is_taken.then(|| EnrollmentReport::of(explanation, timeline)))
}
