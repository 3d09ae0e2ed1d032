//! Compute Optimizer: whether the account is opted in.
//!
//! Enrollment belongs to the account and is the same in all its Regions: watching one Region is enough.

use rollcall_core::check::{CheckRules, ComponentRules, Scope, StatusRules};
use rollcall_core::condition::Condition::{Absent, Failed, Healthy, Progressing};

pub static RULES: CheckRules = CheckRules {
    id: "compute-optimizer",
    service: "AWS Compute Optimizer",
    scope: Scope::Account,
    action: "compute-optimizer:GetEnrollmentStatus",
    organization_action: Some("compute-optimizer:GetEnrollmentStatusesForOrganization"),
    console_path: "compute-optimizer/home?region={region}",
    docs: "https://docs.aws.amazon.com/compute-optimizer/latest/APIReference/API_GetEnrollmentStatus.html",
    components: &[ComponentRules {
        name: "enrollment",
        statuses: &[
            StatusRules::new("Active", Healthy),
            StatusRules::new("Pending", Progressing),
            StatusRules::new("Inactive", Absent),
            StatusRules::new("Failed", Failed),
        ],
        remedies: &[
            (
                Progressing,
                "A large organization takes its time; a single account is opted in within minutes. See that trusted \
                 access for Compute Optimizer is on in AWS Organizations, then opt in again: \
                 aws compute-optimizer update-enrollment-status --status Active.",
            ),
            (
                Absent,
                "Someone opted the account out, or nobody ever opted it in: CloudTrail shows it, under UpdateEnrollmentStatus. \
                 To opt in: aws compute-optimizer update-enrollment-status --status Active. Opting out has deleted the \
                 recommendations and the metrics behind them; new ones take about a day.",
            ),
            (
                Failed,
                "See that whoever opts in may create the role AWSServiceRoleForComputeOptimizer \
                 (iam:CreateServiceLinkedRole) and that no service control policy denies it. Then opt in again: \
                 aws compute-optimizer update-enrollment-status --status Active.",
            ),
        ],
        reasons: &[],
    }],
};

#[cfg(feature = "fetch")]
pub(crate) use fetch::{fetch, fetch_organization};

#[cfg(feature = "fetch")]
mod fetch {
    use std::collections::BTreeMap;

    use aws_sdk_computeoptimizer::Client;
    use aws_sdk_computeoptimizer::operation::RequestId;
    use aws_sdk_computeoptimizer::operation::get_enrollment_status::GetEnrollmentStatusOutput;
    use aws_sdk_computeoptimizer::types::AccountEnrollmentStatus;
    use aws_types::SdkConfig;
    use rollcall_core::identity::AccountId;
    use rollcall_core::observation::{Blindness, Observation, Snapshot};

    use super::RULES;
    use crate::answer::Answer;
    use crate::blind::{self, Endpoint};

    pub(crate) async fn fetch(config: SdkConfig) -> Observation {
        match Client::new(&config).get_enrollment_status().send().await {
            Ok(answer) => read(&answer),
            Err(error) => blind::observation(&error, Endpoint::of(&config, "Compute Optimizer")),
        }
    }

    /// All accounts of the organization, or none: a part of them would make the rest look gone.
    pub(crate) async fn fetch_organization(
        config: SdkConfig,
    ) -> Result<BTreeMap<AccountId, Snapshot>, Blindness> {
        let client = Client::new(&config);
        let pages = client.get_enrollment_statuses_for_organization().into_paginator().page_size(100);
        let mut pages = pages.send();
        let mut found = BTreeMap::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| blind::blindness(&error))?;
            found.extend(page.account_enrollment_statuses().iter().filter_map(read_account));
        }
        Ok(found)
    }

    /// None if it names no account, or has no status.
    fn read_account(account: &AccountEnrollmentStatus) -> Option<(AccountId, Snapshot)> {
        let id = account.account_id()?.parse().ok()?;
        let mut answer = Answer::new(&RULES);
        let status = account.status().map(|status| status.as_str());
        answer.component("enrollment", status, account.status_reason());
        answer.fact("last-updated", account.last_updated_timestamp());
        match answer.observation(None) {
            Observation::Observed(snapshot) => Some((id, snapshot)),
            Observation::NotApplicable | Observation::Blind(_) => None,
        }
    }

    /// What is only said of a management account is a fact only there, so that an account's facts do not
    /// depend on which of the two operations gave them.
    fn read(output: &GetEnrollmentStatusOutput) -> Observation {
        let mut answer = Answer::new(&RULES);
        answer.component("enrollment", output.status().map(|status| status.as_str()), output.status_reason());
        let enrolled = Some(output.member_accounts_enrolled()).filter(|enrolled| *enrolled);
        answer.fact("member-accounts-enrolled", enrolled);
        let opted_in = output.number_of_member_accounts_opted_in().filter(|opted_in| *opted_in > 0);
        answer.fact("member-accounts-opted-in", opted_in);
        answer.fact("last-updated", output.last_updated_timestamp());
        answer.observation(output.request_id())
    }
}
