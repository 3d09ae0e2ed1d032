//! An explanation as CSV: one row a component.

use super::sheet::{cell, sheet};
use crate::explanation::Explanation;

const HEADER: [&str; 12] = [
    "at",
    "enrollment",
    "compliance",
    "component",
    "status",
    "component_compliance",
    "rule",
    "policy_line",
    "deadline_at",
    "reminder_at",
    "remedy",
    "reason",
];

/// Why an enrollment has its verdict: one row a component.
pub fn explain(explanation: &Explanation) -> String {
    let standing = &explanation.standing;
    let each = standing.components.iter().zip(&explanation.reasons);
    let rows = each.map(|(component, reason)| {
        [
            explanation.at.to_string(),
            standing.enrollment.to_string(),
            standing.compliance.as_str().to_owned(),
            component.name.clone(),
            component.status.clone(),
            component.compliance.as_str().to_owned(),
            reason.rule.clone(),
            cell(reason.policy_line.as_ref()),
            cell(reason.deadline_at),
            cell(explanation.reminder_at),
            cell(reason.remedy),
            cell(component.reason.as_ref()),
        ]
    });
    sheet(HEADER, rows)
}
