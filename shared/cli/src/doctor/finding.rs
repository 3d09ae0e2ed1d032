//! What the doctor found: one line each, and below a fault the line that fixes it.

use std::error::Error;

use rollcall_core::condition::Compliance;
use rollcall_core::ports::CallError;
use rollcall_core::text::one_line;
use rollcall_report::terminal::{Screen, sign, style, wrapped};

use crate::exit::{Ending, is_by_aws};

#[derive(Debug)]
pub(crate) struct Finding {
    what: String,
    detail: String,
    fault: Option<Fault>,
}

#[derive(Debug)]
struct Fault {
    /// A command or a setting.
    fix: String,
    /// Whether AWS failed or refused.
    by_aws: bool,
}

impl Finding {
    pub(crate) fn well(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { what: what.into(), detail: detail.into(), fault: None }
    }

    pub(crate) fn wrong(what: impl Into<String>, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        let fault = Fault { fix: fix.into(), by_aws: false };
        Self { what: what.into(), detail: detail.into(), fault: Some(fault) }
    }

    pub(crate) fn failed(what: impl Into<String>, error: &CallError, fix: impl Into<String>) -> Self {
        let chain = std::iter::successors(Some(error as &dyn Error), |error| (*error).source());
        let detail = chain.map(ToString::to_string).collect::<Vec<_>>().join(": ");
        let detail = one_line(&detail);
        let fault = Fault { fix: fix.into(), by_aws: is_by_aws(error) };
        Self { what: what.into(), detail, fault: Some(fault) }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    pub(crate) fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// A line each, and below a fault the line that fixes it.
    pub(crate) fn text(&self, screen: Screen) -> String {
        let each: String = self.0.iter().map(line).collect();
        let wrong = self.0.iter().filter(|finding| finding.fault.is_some()).count();
        let ending = match wrong {
            0 => "nothing is wrong".to_owned(),
            _ => format!("{wrong} of {} to fix", self.0.len()),
        };
        wrapped(&format!("{each}{ending}\n"), screen.columns)
    }

    pub(crate) fn ending(&self) -> Ending {
        let faults = || self.0.iter().filter_map(|finding| finding.fault.as_ref());
        if faults().any(|fault| !fault.by_aws) {
            Ending::Misconfigured
        } else if faults().next().is_some() {
            Ending::AwsFailed
        } else {
            Ending::Well
        }
    }
}

fn line(finding: &Finding) -> String {
    let verdict = if finding.fault.is_some() { Compliance::NonCompliant } else { Compliance::Compliant };
    let style = style(verdict);
    let line = format!("{style}{}{style:#} {}: {}\n", sign(verdict), finding.what, finding.detail);
    match &finding.fault {
        Some(fault) => format!("{line}    {}\n", fault.fix),
        None => line,
    }
}
