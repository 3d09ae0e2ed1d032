//! The period in numbers: for how long enrollments were compliant, how many problems they had, how long
//! these lasted, and who was notified.

use std::time::Duration;

use maud::{Markup, html};
use rollcall_core::condition::Compliance;
use rollcall_core::record::Record;
use rollcall_core::text::{one_line, span};

use super::look::Look;
use super::view::View;
use super::words::{counted, number, roughly};
use crate::wording::percent;

pub(super) fn section(view: &View<'_>) -> Markup {
    let (cover, record) = (&view.document.cover, &view.record);
    html! {
        div.period {
            h2 { (cover.from.minute()) " to " (cover.to.minute()) }
            dl.counts {
                (share(record, Compliance::Compliant, record.compliant, "of the time compliant"))
                (share(record, Compliance::NonCompliant, record.non_compliant, "not compliant"))
                (share(record, Compliance::InsufficientData, record.not_known, "not known"))
                (tally("", &number(record.problems), "problem", &open(record)))
                (tally("", &recovery(record), "median time to recovery", &longest(record)))
                (tally("", &number(record.alerts.stored), "alert", &notified(view)))
            }
        }
    }
}

fn share(record: &Record, compliance: Compliance, lasted: Duration, what: &str) -> Markup {
    let share = record.share(lasted).map_or("–".to_owned(), |share| format!("{} %", percent(share)));
    let meaning =
        if lasted.is_zero() { "never".to_owned() } else { format!("{}, added up", roughly(lasted)) };
    let class = if lasted.is_zero() { "zero" } else { Look::class_of(compliance) };
    tally(class, &share, what, &meaning)
}

fn tally(class: &str, figure: &str, what: &str, meaning: &str) -> Markup {
    let plural = if ["problem", "alert"].contains(&what) && figure != "1" { "s" } else { "" };
    html! {
        div class=(class) {
            dt { (what) (plural) }
            dd.count { (figure) }
            dd { (meaning) }
        }
    }
}

fn open(record: &Record) -> String {
    match (record.problems, record.open) {
        (0, _) => "none was open".to_owned(),
        (_, 0) => "all are over".to_owned(),
        (_, open) => format!("{} open at the end", number(open)),
    }
}

fn recovery(record: &Record) -> String {
    record.median_recovery().map_or_else(|| "–".to_owned(), span)
}

fn longest(record: &Record) -> String {
    record.longest_recovery().map_or_else(
        || "no problem ended".to_owned(),
        |longest| format!("the longest took {}", span(longest)),
    )
}

/// How many were sent, to whom, and how many wait.
fn notified(view: &View<'_>) -> String {
    let alerts = &view.record.alerts;
    let sent = alerts.sent.iter().map(|((route, channel), sent)| {
        let reached = view.document.cover.routes.get(route).and_then(|route| route.subscriptions);
        let reached = reached.map(|known| format!(" ({})", counted(known.confirmed, "subscription")));
        let (route, channel) = (one_line(route), one_line(channel));
        format!("{} sent to {route} over {channel}{}", number(*sent), reached.unwrap_or_default())
    });
    let waiting = (alerts.waiting > 0).then(|| format!("{} not sent yet", number(alerts.waiting)));
    let changes = format!("for {}", counted(view.record.changes, "change"));
    sent.chain(waiting).chain([changes]).collect::<Vec<_>>().join("; ")
}
