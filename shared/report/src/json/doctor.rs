//! `rollcall.doctor/1`: what the doctor found.

use rollcall_core::time::Time;
use serde::Serialize;

use crate::finding::{Finding, Subject};

/// The findings at a point in time, in the order given, as `rollcall.doctor/1`.
pub fn doctor(findings: &[(Subject, Vec<Finding>)], at: Time) -> String {
    let all = findings.iter().flat_map(|(subject, findings)| findings.iter().map(|one| (*subject, one)));
    let findings = all.map(|(subject, finding)| FindingJson::of(subject.into_str(), finding)).collect();
    super::text(&DoctorJson { schema: "rollcall.doctor/1", at, findings })
}

#[derive(Serialize)]
struct DoctorJson<'a> {
    schema: &'static str,
    at: Time,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    subject: &'static str,
    what: &'a str,
    detail: &'a str,
    ok: bool,
    fix: Option<&'a str>,
}

impl<'a> FindingJson<'a> {
    fn of(subject: &'static str, finding: &'a Finding) -> Self {
        let Finding { what, detail, fault } = finding;
        let fix = fault.as_ref().map(|fault| fault.fix.as_str());
        Self { subject, what, detail, ok: fix.is_none(), fix }
    }
}
