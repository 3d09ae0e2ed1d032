//! How an enrollment stands, and what a change was, in words: for formats that machines carry and people
//! read.
//!
//! Service text is put on one line, without what would change how the rest reads.

use rollcall_core::alert::Kind;
use rollcall_core::change::Change;
use rollcall_core::condition::Compliance;
use rollcall_core::explanation::Explanation;
use rollcall_core::history::Closed;
use rollcall_core::rules::{Absence, Origin};
use rollcall_core::standing::{ComponentStanding, Standing};
use rollcall_core::state::{BlindSpell, Sight};
use rollcall_core::text::{one_line, span};

use crate::inventory::KnownAccount;

/// How it stands, in one line: what the verdict rests on.
pub(crate) fn headline(standing: &Standing) -> String {
    let decisive = |component: &&ComponentStanding| component.compliance() == standing.compliance;
    let decisive: Vec<String> = standing.components.iter().filter(decisive).map(status).collect();
    match (&standing.blind, standing.sight) {
        _ if standing.retired_at.is_some() => "no longer watched".to_owned(),
        (_, Sight::NotApplicable) => "the service is not offered in this Region".to_owned(),
        (Some(spell), _) if standing.compliance == Compliance::InsufficientData => blind(spell),
        _ if !decisive.is_empty() => decisive.join(", "),
        (Some(spell), _) => blind(spell),
        (None, Sight::Never) => "never seen".to_owned(),
        (None, Sight::Observed) => standing.components.iter().map(status).collect::<Vec<_>>().join(", "),
    }
}

/// How it stands in full: a line per component, and what else there is to say.
pub(crate) fn lines(standing: &Standing) -> Vec<String> {
    let components = standing.components.iter().map(component);
    let without = standing.components.is_empty().then(|| headline(standing));
    let spell = standing.blind.as_ref().filter(|_| !standing.components.is_empty()).map(blind);
    let stale = standing
        .stale
        .then(|| format!("not looked at since {}: the status may have changed", standing.looked_at));
    let problem = standing.problem.as_ref().map(|problem| match problem.reported_at {
        Some(reported_at) => {
            format!("a problem is open since {}, last reported {reported_at}", problem.opened_at)
        }
        None => format!("a problem is open since {}, and held", problem.opened_at),
    });
    components.chain(without).chain(spell).chain(stale).chain(problem).collect()
}

/// `payments-prod in /prod/data, owner data-team`, as far as it is known; none if nothing is.
pub(crate) fn account(account: &KnownAccount) -> Option<String> {
    let unit = account.organizational_unit().map(|unit| format!("in {unit}"));
    let name = account.name().map(str::to_owned).into_iter().chain(unit).collect::<Vec<_>>().join(" ");
    let owner = account.owner().map(|owner| format!("owner {owner}"));
    let said = Some(name).filter(|name| !name.is_empty()).into_iter().chain(owner);
    let said = said.collect::<Vec<_>>().join(", ");
    Some(said).filter(|said| !said.is_empty())
}

/// What to do about its problem, each thing once.
pub(crate) fn remedies(explanation: &Explanation) -> Vec<&str> {
    once(explanation.components.iter().filter_map(|why| why.remedy.as_deref()))
}

/// Each text once, in the order of first appearance.
pub(crate) fn once<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    texts.fold(Vec::new(), |mut known, text| {
        if !known.contains(&text) {
            known.push(text);
        }
        known
    })
}

/// What is wrong with a component that is a problem.
pub(crate) fn trouble(component: &ComponentStanding) -> String {
    let ComponentStanding { name, status, judgement, .. } = component;
    let lost = match judgement.absence {
        Some(Absence::Lost) => ", and was enrolled before",
        Some(Absence::Required) => ", and the policy requires it",
        Some(Absence::NeverEnrolled | Absence::NotRequired) | None => "",
    };
    let unlisted = match judgement.origin {
        Origin::Unlisted => ", which Rollcall does not know",
        Origin::Table | Origin::Accepted | Origin::Policy | Origin::LeftOut => "",
    };
    match judgement.deadline.filter(|_| judgement.is_overdue()) {
        Some(deadline) => one_line(&format!("{name} has been {status} for longer than {}", span(deadline))),
        None => one_line(&format!("{name} is {status}{lost}{unlisted}")),
    }
}

fn status(component: &ComponentStanding) -> String {
    one_line(&format!("{} {}", component.name, component.status))
}

fn component(component: &ComponentStanding) -> String {
    let until = component.deadline_at();
    let until = until.map(|until| format!(", which may last until {until}")).unwrap_or_default();
    let reason = component.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let (condition, since) = (component.condition().into_str(), component.since);
    one_line(&format!("{} ({condition}) since {since}{until}{reason}", status(component)))
}

fn blind(spell: &BlindSpell) -> String {
    let BlindSpell { since, latest, .. } = spell;
    let code = latest.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    one_line(&format!("blind since {since}: {}{code}: {}", latest.cause.into_str(), latest.message))
}

/// A share in hundredths of a percent, such as `97.20`.
pub(crate) fn percent(share: u128) -> String {
    format!("{}.{:02}", share / 100, share % 100)
}

/// `2 changes in 6 entries`: reminders, blindness and first looks are entries, but no changes.
pub(crate) fn tally(changes: &[Change]) -> String {
    let transitions = changes.iter().filter(|change| change.is_transition()).count();
    let plural = if transitions == 1 { "" } else { "s" };
    let entries = if changes.len() == 1 { "entry" } else { "entries" };
    format!("{transitions} change{plural} in {} {entries}", changes.len())
}

/// What a change was besides its transitions, a line each. Held progress is not worth a line.
pub(crate) fn notes(change: &Change) -> Vec<String> {
    let gap = change.gap_since.map(|looked_at| {
        format!(
            "looked at again after {}, in which its status is not known",
            span(change.at.since(looked_at))
        )
    });
    let forgotten = change.forgotten.as_ref().map(|forgotten| {
        one_line(&format!("{} forgotten by {}: {}", forgotten.component, forgotten.by, forgotten.reason))
    });
    let held = change.held.iter().filter(|held| held.kind != Kind::Progress);
    let held = held.map(|held| {
        let component = held.component.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
        one_line(&format!("not reported: {}{component} ({})", held.kind.into_str(), held.hold.into_str()))
    });
    let closed = change.closed.and_then(|Closed { opened_at, held }| {
        let lasted = span(change.at.since(opened_at));
        Some(format!("a problem of {lasted} opened and closed while held ({})", held?.into_str()))
    });
    let retired = change.retired.then(|| "no longer watched".to_owned());
    let notes: Vec<String> =
        retired.into_iter().chain(gap).chain(forgotten).chain(held).chain(closed).collect();
    if notes.is_empty() && change.transitions.is_empty() {
        let what = change.kind.map_or("facts, reasons or the verdict changed", <&str>::from);
        return vec![what.to_owned()];
    }
    notes
}
