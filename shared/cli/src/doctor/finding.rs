//! How findings are made of failed calls and of many enrollments, and how the command ends with them.

use rollcall_core::identity::Enrollment;
use rollcall_core::ports::CallError;
use rollcall_engine::fault::chain;
use rollcall_report::finding::{Fault, Finding, Subject};
use rollcall_report::terminal::count;

use crate::exit::{Ending, is_by_aws};

/// How many enrollments a finding names.
const NAMED_MAX: usize = 10;

/// Findings by subject.
pub(super) type Findings = Vec<(Subject, Vec<Finding>)>;

/// What a call that failed could not look at.
pub(super) fn failed(what: impl Into<String>, error: &CallError, fix: impl Into<String>) -> Finding {
    let fault = Some(Fault { fix: fix.into(), by_aws: is_by_aws(error) });
    Finding { fault, ..Finding::well(what, chain(error)) }
}

/// Whether a permission is missing.
pub(super) fn is_denied(error: &CallError) -> bool {
    error
        .code
        .as_deref()
        .is_some_and(|code| code.starts_with("AccessDenied") || code.starts_with("Authorization"))
}

/// The statement of an IAM policy that is missing. `to` names the role if it is not this command's.
pub(super) fn allow(to: &str, actions: &[&str], resource: &str) -> String {
    let actions = match actions {
        [action] => format!("\"{action}\""),
        _ => format!("[\"{}\"]", actions.join("\", \"")),
    };
    format!("allow it{to}: {{\"Effect\": \"Allow\", \"Action\": {actions}, \"Resource\": \"{resource}\"}}")
}

/// `12 enrollments`.
pub(super) fn enrollments(number: usize) -> String {
    count(number, "enrollment")
}

/// `odb/111122223333/us-east-1, odb/111122223333/us-west-2 and 10 more`.
pub(super) fn named<'a>(all: impl IntoIterator<Item = &'a Enrollment>) -> String {
    let names: Vec<String> = all.into_iter().map(ToString::to_string).collect();
    let (first, rest) = names.split_at(names.len().min(NAMED_MAX));
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    format!("{}{more}", first.join(", "))
}

pub(super) fn ending(findings: &Findings) -> Ending {
    let all = findings.iter().flat_map(|(_, findings)| findings);
    let faults: Vec<&Fault> = all.filter_map(|finding| finding.fault.as_ref()).collect();
    if faults.iter().any(|fault| !fault.by_aws) {
        Ending::Misconfigured
    } else if faults.is_empty() {
        Ending::Well
    } else {
        Ending::AwsFailed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_ten_enrollments_are_named() {
        let all = |number| -> Vec<Enrollment> {
            (0..number).map(|one| format!("odb/{one:012}/us-east-1").parse().unwrap()).collect()
        };
        assert_eq!(named(&all(2)), "odb/000000000000/us-east-1, odb/000000000001/us-east-1");
        let many = named(&all(3000));
        assert_eq!(many.matches("odb/").count(), 10);
        assert!(many.ends_with(" and 2990 more"), "{many}");
    }

    #[test]
    fn what_the_user_can_fix_comes_before_what_aws_failed() {
        let fault =
            |by_aws| Finding { fault: Some(Fault { fix: String::new(), by_aws }), ..Finding::well("a", "b") };
        let ending = |findings: &[Finding]| ending(&vec![(Subject::Stored, findings.to_vec())]);
        assert_eq!(ending(&[Finding::well("a", "b")]), Ending::Well);
        assert_eq!(ending(&[fault(true)]), Ending::AwsFailed);
        assert_eq!(ending(&[fault(true), fault(false)]), Ending::Misconfigured);
    }
}
