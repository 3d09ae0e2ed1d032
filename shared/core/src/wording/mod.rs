//! The words of an alert: its title, its summary, and what to do.
//!
//! Nothing here decides. What a service says is put on one line before it is quoted.

mod remedy;
mod said;
mod summary;
mod title;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::alert::{
    ALERT_SCHEMA, Alert, AlertComponent, AlertId, AlertProblem, ComplianceChange, Ends, Kind, Links, Next,
    Severity, Transition,
};
use crate::decide::News;
use crate::observation::Blindness;
use crate::rules::{Judgement, Rules};
use crate::state::{BlindSpell, ComponentState, State};
use crate::text::{cut, one_line, span};
use crate::time::Time;

/// What the words of an alert are made from.
pub(crate) struct Facts<'a> {
    pub(crate) rules: Rules<'a>,
    pub(crate) before: &'a State,
    pub(crate) after: &'a State,
    pub(crate) judged: &'a BTreeMap<String, Judgement>,
    pub(crate) transitions: &'a [Transition],
    /// Everything there is to report, held or not.
    pub(crate) news: &'a [News],
    /// The item of news that gives the alert its kind.
    pub(crate) lead: &'a News,
    pub(crate) at: Time,
}

/// The longest quote from a service in a summary, in bytes.
const QUOTE_BYTES_MAX: usize = 300;

pub(crate) fn alert(facts: &Facts<'_>, id: AlertId, severity: Severity) -> Alert {
    let check = facts.rules.check;
    let target = &facts.after.enrollment.target;
    Alert {
        schema: ALERT_SCHEMA.to_owned(),
        id,
        version: facts.after.version,
        head: facts.after.head.clone(),
        kind: facts.lead.kind,
        severity,
        check: check.id.to_owned(),
        service: check.service.to_owned(),
        account: target.account.clone(),
        account_name: None,
        organizational_unit: None,
        owner: None,
        region: target.region.clone(),
        scope: check.scope,
        enrollment: facts.after.enrollment.clone(),
        title: facts.title(),
        summary: facts.summary(),
        compliance: ComplianceChange { from: facts.before.compliance, to: facts.after.compliance },
        components: facts.components(),
        transitions: facts.transitions.to_vec(),
        ends: facts.lead.ends,
        problem: facts.problem(),
        observed_at: facts.at,
        first_seen: facts.first_seen(),
        next: facts.next(),
        links: Links {
            console: format!(
                "https://{region}.{domain}/{path}",
                region = target.region,
                domain = target.region.console_domain(),
                path = check.console_path.replace("{region}", target.region.as_str())
            ),
            docs: check.docs.to_owned(),
        },
        remedy: facts.remedy(),
    }
}

impl Facts<'_> {
    /// The news that is reported now of components that are a problem, the lead first.
    fn reported(&self) -> impl Iterator<Item = &News> {
        let of_component =
            |one: &&News| one.hold.is_none() && one.component.is_some() && one.kind != Kind::Progress;
        let others = self.news.iter().filter(move |one| of_component(one) && *one != self.lead);
        std::iter::once(self.lead).filter(of_component).chain(others)
    }

    /// Components by name, the main one first.
    fn in_order(&self) -> Vec<(&String, &ComponentState)> {
        let mut components: Vec<_> = self.after.components.iter().collect();
        components.sort_by_key(|(name, _)| self.rules.check.place(name));
        components
    }

    fn components(&self) -> Vec<AlertComponent> {
        let is_news = |name: &String| self.reported().any(|one| one.component.as_ref() == Some(name));
        let each = self.in_order().into_iter().filter_map(|(name, component)| {
            let judgement = self.judged.get(name)?;
            Some(AlertComponent {
                component: name.clone(),
                status: component.status.clone(),
                condition: judgement.condition,
                since: component.since,
                reason: component.reason.clone(),
                overdue: judgement.is_overdue(),
                news: is_news(name),
            })
        });
        each.collect()
    }

    /// The component that is the worst problem, if any is one.
    fn worst(&self) -> Option<(&String, &ComponentState)> {
        let weight = |name: &String| {
            let judgement = self.judged.get(name)?;
            Some((judgement.severity()?, judgement.condition.rank()))
        };
        let problems = self.in_order().into_iter().rev().filter(|(name, _)| weight(name).is_some());
        problems.max_by_key(|(name, _)| weight(name))
    }

    fn problem(&self) -> Option<AlertProblem> {
        let problem = self.after.problem.as_ref().or(self.before.problem.as_ref())?;
        Some(AlertProblem { opened_at: problem.opened_at, reported_at: problem.reported_at })
    }

    fn first_seen(&self) -> Time {
        let component = self.lead.component.as_ref();
        let since = |state: &State| state.components.get(component?).map(|known| known.since);
        let opened_at = |state: &State| state.problem.as_ref().map(|problem| problem.opened_at);
        let blind_since = |state: &State| state.blind.as_ref().map(|spell| spell.since);
        let began = || self.after.swings.get(component?)?.began.first().copied();
        let found = match (self.lead.kind, self.lead.ends) {
            (Kind::Blind, _) => blind_since(self.after),
            (Kind::Recovery, Some(Ends::Blindness)) => blind_since(self.before),
            (Kind::Recovery | Kind::Retired, _) => opened_at(self.before),
            (Kind::Reminder, _) => opened_at(self.after).or(blind_since(self.after)),
            (Kind::Flapping, _) => began(),
            (
                Kind::Progress
                | Kind::Stuck
                | Kind::ActionRequired
                | Kind::UnknownStatus
                | Kind::Degradation
                | Kind::Failure,
                _,
            ) => since(self.after),
        };
        found.unwrap_or(self.at)
    }

    fn next(&self) -> Next {
        let deadlines = self.after.components.iter().filter_map(|(name, component)| {
            let deadline = component.since.plus(self.judged.get(name)?.deadline?);
            (deadline > self.at).then_some(deadline)
        });
        let problem = self.after.problem.as_ref().and_then(|problem| problem.reported_at);
        let reminder = problem.map(|reported_at| reported_at.plus(self.rules.policy.remind_every));
        Next { deadline: deadlines.min(), reminder }
    }

    /// The reported blindness, if this look ends it.
    fn ended_blindness(&self) -> Option<&BlindSpell> {
        let reported = self.before.blind.as_ref().filter(|spell| spell.reported_at.is_some());
        reported.filter(|_| self.after.blind.is_none())
    }

    /// `denied (AccessDeniedException)`.
    fn blind_cause(&self) -> String {
        let Some(Blindness { cause, code, .. }) = self.after.blind.as_ref().map(|spell| &spell.latest) else {
            return String::new();
        };
        let code = code.as_ref().map(|code| format!(" ({})", one_line(code))).unwrap_or_default();
        format!("{}{code}", cause.into_str())
    }

    /// `onboarding ACTIVE`, three components at most, the worst first.
    fn standing(&self) -> String {
        let mut components = self.in_order();
        components
            .sort_by_key(|(name, _)| std::cmp::Reverse(self.judged.get(*name).map(|it| it.condition.rank())));
        let more = components.len().saturating_sub(3);
        let named =
            components.iter().take(3).map(|(name, known)| one_line(&format!("{name} {}", known.status)));
        let mut named: Vec<String> = named.collect();
        if more > 0 {
            named.push(format!("+{more} more"));
        }
        if named.is_empty() { "not offered in this Region".to_owned() } else { named.join(", ") }
    }

    fn lasted(&self, since: Option<Time>) -> String {
        span(since.map_or(Duration::ZERO, |since| self.at.since(since)))
    }
}

fn quote(text: &str) -> String {
    cut(one_line(text), QUOTE_BYTES_MAX)
}
