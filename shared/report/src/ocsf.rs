//! The report as OCSF 1.6.0 Compliance Findings (class 2003), profile `cloud`: a JSON array, one finding
//! per line and per enrollment.
//!
//! A report does not know what an earlier one said. So a finding's `activity_id` is Close (3) if the
//! verdict is `COMPLIANT` or `NOT_APPLICABLE`, else Create (1) if it began in the time that the report
//! covers, else Update (2). It began with the open problem, else with the blindness, else with the worst
//! status. `finding_info.uid` is the same in every report; `metadata.uid` is the report's own. `unmapped`
//! is not used.

use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::text::one_line;
use rollcall_core::time::Time;
use serde_json::{Value, json};

use crate::document::Cover;
use crate::list::List;
use crate::wording;
use rollcall_core::standing::{ComponentStanding, Standing};

pub const OCSF_VERSION: &str = "1.6.0";

const CLASS_UID: u32 = 2003;

/// An enumerated value: its id and its caption.
type Coded = (u32, &'static str);

/// A report as OCSF Compliance Findings: a list of [`finding`]s.
pub fn findings() -> List {
    List { head: "[\n".to_owned(), between: ",\n", tail: "\n]\n" }
}

/// The finding on an enrollment, as an item of [`findings`]. Service text is on one line.
pub fn finding(cover: &Cover, standing: &Standing) -> String {
    let activity = activity(cover.from, standing);
    let severity = severity(standing);
    let status = finding_status(standing.compliance);
    json!({
        "activity_id": activity.0,
        "activity_name": activity.1,
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": CLASS_UID,
        "class_name": "Compliance Finding",
        "type_uid": CLASS_UID * 100 + activity.0,
        "type_name": format!("Compliance Finding: {}", activity.1),
        "severity_id": severity.0,
        "severity": severity.1,
        "status_id": status.0,
        "status": status.1,
        "time": cover.made_at.epoch_millis(),
        "timezone_offset": 0,
        "message": title(standing),
        "metadata": metadata(cover, standing),
        "cloud": cloud(cover, standing),
        "resources": [resource(cover, standing)],
        "finding_info": finding_info(standing),
        "compliance": compliance(standing),
    })
    .to_string()
}

fn activity(from: Time, standing: &Standing) -> Coded {
    match standing.compliance {
        Compliance::Compliant | Compliance::NotApplicable => (3, "Close"),
        Compliance::NonCompliant | Compliance::InsufficientData if began(standing) >= from => (1, "Create"),
        Compliance::NonCompliant | Compliance::InsufficientData => (2, "Update"),
    }
}

fn began(standing: &Standing) -> Time {
    let problem = standing.problem.as_ref().map(|problem| problem.opened_at);
    let blind = standing.blind.as_ref().map(|spell| spell.since);
    problem.or(blind).unwrap_or(standing.since)
}

/// As severe as the alert about it would be: see the table of kinds in the rules.
fn severity(standing: &Standing) -> Coded {
    match (standing.compliance, standing.condition) {
        (Compliance::Compliant | Compliance::NotApplicable, _) => (1, "Informational"),
        (_, Some(Condition::Failed | Condition::Suspended)) => (5, "Critical"),
        (Compliance::NonCompliant, _) => (3, "Medium"),
        (Compliance::InsufficientData, Some(Condition::Progressing)) if standing.blind.is_none() => {
            (1, "Informational")
        }
        (Compliance::InsufficientData, _) => (3, "Medium"),
    }
}

/// New until it is closed: only the reader knows whether someone works on it.
fn finding_status(compliance: Compliance) -> Coded {
    match compliance {
        Compliance::Compliant | Compliance::NotApplicable => (4, "Resolved"),
        Compliance::NonCompliant | Compliance::InsufficientData => (1, "New"),
    }
}

fn title(standing: &Standing) -> String {
    let target = &standing.enrollment.target;
    let headline = wording::headline(standing);
    format!("{} in {}, {}: {headline}", standing.service, target.account, target.region.as_str())
}

fn metadata(cover: &Cover, standing: &Standing) -> Value {
    json!({
        "version": OCSF_VERSION,
        "profiles": ["cloud"],
        "uid": format!("{}@{}", standing.enrollment, cover.made_at),
        "log_name": cover.source,
        "log_provider": "Rollcall",
        "product": {"name": "Rollcall", "vendor_name": "Rollcall", "version": cover.made_by},
    })
}

fn cloud(cover: &Cover, standing: &Standing) -> Value {
    let target = &standing.enrollment.target;
    let mut cloud = json!({
        "provider": "AWS",
        "region": target.region.as_str(),
        "account": {"uid": target.account.as_str(), "type_id": 10, "type": "AWS Account"},
    });
    if let Some(name) = cover.accounts.name(&target.account) {
        cloud["account"]["name"] = name.into();
    }
    if let Some(unit) = cover.accounts.organizational_unit(&target.account) {
        // OCSF wants the organization's name or id too. AWS gives it no name, and the inventory has no id.
        cloud["org"] = json!({"name": "AWS Organization", "ou_name": unit});
    }
    cloud
}

/// The account, with the type and the id that AWS Security Hub gives it.
fn resource(cover: &Cover, standing: &Standing) -> Value {
    let target = &standing.enrollment.target;
    let mut resource = json!({
        "uid": format!("AWS::::Account:{}", target.account),
        "name": target.account.as_str(),
        "type": "AwsAccount",
        "region": target.region.as_str(),
    });
    if let Some(owner) = cover.accounts.owner(&target.account) {
        resource["owner"] = json!({"name": owner});
    }
    resource
}

fn finding_info(standing: &Standing) -> Value {
    let mut info = json!({
        "uid": format!("rollcall/{}", standing.enrollment),
        "title": title(standing),
        "desc": wording::lines(standing).join("\n"),
        "created_time": standing.first_observed.unwrap_or(standing.since).epoch_millis(),
        "first_seen_time": began(standing).epoch_millis(),
    });
    if let Some(last) = standing.last_observed {
        info["last_seen_time"] = last.epoch_millis().into();
    }
    info
}

/// The verdict. Its standard is Rollcall's own: no published one requires an enrollment.
fn compliance(standing: &Standing) -> Value {
    let verdict = verdict(standing.compliance);
    json!({
        "status_id": verdict.0,
        "status": verdict.1,
        "status_code": standing.compliance.into_str(),
        "status_details": wording::lines(standing),
        "standards": ["Rollcall"],
        "control": standing.enrollment.check,
        "desc": format!("The account's standing with {} is as it should be.", standing.service),
        "checks": standing.components.iter().map(component_check).collect::<Vec<_>>(),
    })
}

fn component_check(component: &ComponentStanding) -> Value {
    let verdict = verdict(component.compliance());
    json!({
        "name": one_line(&component.name),
        "desc": one_line(&format!("{} ({})", component.status, component.condition().into_str())),
        "status_id": verdict.0,
        "status": verdict.1,
    })
}

/// OCSF's Warning is a check without a result because information is missing.
fn verdict(compliance: Compliance) -> Coded {
    match compliance {
        Compliance::Compliant => (1, "Pass"),
        Compliance::InsufficientData => (2, "Warning"),
        Compliance::NonCompliant => (3, "Fail"),
        Compliance::NotApplicable => (99, "NOT_APPLICABLE"),
    }
}
