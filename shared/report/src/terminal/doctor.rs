//! `rollcall doctor`: what it found, by subject, and how to fix what is wrong.

use rollcall_core::condition::Compliance;
use rollcall_core::text::one_line;

use super::{BOLD, Screen, sign, style, wrapped};
use crate::finding::{Finding, Subject};

/// A line for each finding, and below a fault the line that fixes it, in one piece: people copy it.
pub fn text(findings: &[(Subject, Vec<Finding>)], screen: Screen) -> String {
    let some = findings.iter().filter(|(_, findings)| !findings.is_empty());
    let each: String = some.map(|(subject, findings)| group(*subject, findings, screen)).collect();
    let all = || findings.iter().flat_map(|(_, findings)| findings);
    let wrong = all().filter(|finding| finding.fault.is_some()).count();
    let ending = match wrong {
        0 => "nothing is wrong".to_owned(),
        _ => format!("{wrong} of {} to fix", all().count()),
    };
    format!("{each}{ending}\n")
}

fn group(subject: Subject, findings: &[Finding], screen: Screen) -> String {
    let each: String = findings.iter().map(|finding| entry(finding, screen)).collect();
    format!("{BOLD}{}{BOLD:#}\n{each}", subject.heading())
}

fn entry(finding: &Finding, screen: Screen) -> String {
    let verdict = if finding.fault.is_some() { Compliance::NonCompliant } else { Compliance::Compliant };
    let (style, what, detail) = (style(verdict), one_line(&finding.what), one_line(&finding.detail));
    let line = wrapped(&format!("{style}{}{style:#} {what}: {detail}\n", sign(verdict)), screen.columns);
    match &finding.fault {
        Some(fault) => format!("{line}    {}\n", one_line(&fault.fix)),
        None => line,
    }
}
