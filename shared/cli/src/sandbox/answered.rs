//! What a check answers, in lines for a person: where, and one line for each component.

use anstyle::Style;
use rollcall_checks::registry;
use rollcall_core::condition::Condition;
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;
use rollcall_core::text::one_line;
use rollcall_report::terminal::{BOLD, DIM};
use rollcall_sandbox::{Check, ComponentAnswer, StatusAnswer};
use serde_json::Value;

pub(super) fn lines(answer: &StatusAnswer) -> String {
    let place = place(answer.account.as_ref(), answer.region.as_ref());
    let mut lines = format!("{BOLD}{}{BOLD:#} {place}\n", answer.check);
    let width = answer.components.iter().map(|one| one.component.len()).max().unwrap_or(0);
    for one in &answer.components {
        let (style, said) = said(answer.check, one);
        lines.push_str(&format!("  {:width$}  {style}{said}{style:#}\n", one_line(&one.component)));
    }
    if !answer.answer.is_empty() {
        let merged = Value::Object(answer.answer.clone()).to_string();
        lines.push_str(&format!("  merged over it: {}\n", one_line(&merged)));
    }
    lines
}

/// The targets of a setting or a fault, in words.
pub(super) fn place(account: Option<&AccountId>, region: Option<&Region>) -> String {
    let account = account.map_or("all accounts", AccountId::as_str);
    format!("for {account} in {}", region.map_or("all Regions", Region::as_str))
}

fn said(check: Check, one: &ComponentAnswer) -> (Style, String) {
    let Some(status) = &one.status else { return (DIM, "(left out)".to_owned()) };
    let condition = condition(check, &one.component, status).into_str();
    let reason = one.reason.as_deref().map(|reason| format!("  \"{}\"", one_line(reason)));
    (Style::new(), format!("{} ({condition}){}", one_line(status), reason.unwrap_or_default()))
}

/// The condition of a status, unless a policy classes it otherwise.
pub(super) fn condition(check: Check, component: &str, status: &str) -> Condition {
    let row = registry::find(check.as_str()).and_then(|rules| rules.status(component, status));
    row.map_or(Condition::Unknown, |row| row.condition)
}
