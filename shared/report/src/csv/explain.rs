//! An explanation as CSV: one row per component.

use rollcall_core::explanation::Explanation;

use super::sheet::{cell, sheet};

const HEADER: [&str; 16] = [
    "at",
    "enrollment",
    "compliance",
    "component",
    "status",
    "component_compliance",
    "rule",
    "policy_line",
    "deadline_at",
    "reported_at",
    "reported_status",
    "held",
    "held_until",
    "reminder_at",
    "remedy",
    "reason",
];

pub fn explain(explanation: &Explanation) -> String {
    let standing = &explanation.standing;
    let each = standing.components.iter().zip(&explanation.components);
    let rows = each.map(|(component, why)| {
        let reported = why.reported.as_ref();
        [
            explanation.at.to_string(),
            standing.enrollment.to_string(),
            standing.compliance.into_str().to_owned(),
            component.name.clone(),
            component.status.clone(),
            component.compliance().into_str().to_owned(),
            why.rule.clone(),
            cell(why.policy_line.as_ref()),
            cell(why.deadline_at),
            cell(reported.map(|reported| reported.at)),
            cell(reported.map(|reported| &reported.status)),
            cell(why.held.map(|held| held.hold.into_str())),
            cell(why.held.and_then(|held| held.until)),
            cell(explanation.reminder_at),
            cell(why.remedy.as_ref()),
            cell(component.reason.as_ref()),
        ]
    });
    sheet(HEADER, rows)
}
