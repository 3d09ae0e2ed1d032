//! How an enrollment stands, in words, for formats that machines carry and people read.
//!
//! Whatever a service says is put on one line, and free of what would change how the rest reads.

use rollcall_core::condition::Compliance;
use rollcall_core::state::{BlindSpell, Sight};
use rollcall_core::text::one_line;

use crate::standing::{ComponentStanding, Standing};

/// How it stands, in a line: what the verdict rests on.
pub(crate) fn headline(standing: &Standing) -> String {
    let decisive = |component: &&ComponentStanding| component.compliance == standing.compliance;
    let decisive: Vec<String> = standing.components.iter().filter(decisive).map(status).collect();
    match (&standing.blind, standing.sight) {
        (_, Sight::NotApplicable) => "the service is not offered in this Region".to_owned(),
        (Some(spell), _) if standing.compliance == Compliance::InsufficientData => blind(spell),
        _ if !decisive.is_empty() => decisive.join(", "),
        (Some(spell), _) => blind(spell),
        (None, Sight::Never) => "never seen".to_owned(),
        (None, Sight::Observed) => standing.components.iter().map(status).collect::<Vec<_>>().join(", "),
    }
}

/// How it stands in full: a line a component, and what else there is to say.
pub(crate) fn lines(standing: &Standing) -> Vec<String> {
    let components = standing.components.iter().map(component);
    let without = standing.components.is_empty().then(|| headline(standing));
    let spell = standing.blind.as_ref().filter(|_| !standing.components.is_empty()).map(blind);
    let last = standing.last_observed.filter(|_| standing.stale);
    let stale = last.map(|last| format!("last seen {last}: the status may be another by now"));
    let problem = standing.problem.as_ref().map(|problem| {
        format!("a problem is open since {}, last alerted {}", problem.opened_at, problem.alerted_at)
    });
    components.chain(without).chain(spell).chain(stale).chain(problem).collect()
}

fn status(component: &ComponentStanding) -> String {
    one_line(&format!("{} {}", component.name, component.status))
}

fn component(component: &ComponentStanding) -> String {
    let until = component.deadline.map(|deadline| component.since.plus(deadline));
    let until = until.map(|until| format!(", which may last until {until}")).unwrap_or_default();
    let reason = component.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let (condition, since) = (component.condition.as_str(), component.since);
    one_line(&format!("{} ({condition}) since {since}{until}{reason}", status(component)))
}

fn blind(spell: &BlindSpell) -> String {
    let BlindSpell { runs, since, latest, .. } = spell;
    let code = latest.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    let (cause, noun) = (latest.cause.as_str(), if *runs == 1 { "run" } else { "runs" });
    one_line(&format!("not seen in {runs} {noun} since {since}: {cause}{code}: {}", latest.message))
}
