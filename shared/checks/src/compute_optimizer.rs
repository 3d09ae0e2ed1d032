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
    }],
};

#[cfg(feature = "fetch")]
pub(crate) use fetch::fetch;

#[cfg(feature = "fetch")]
mod fetch {
    use aws_sdk_computeoptimizer::Client;
    use aws_sdk_computeoptimizer::operation::RequestId;
    use aws_sdk_computeoptimizer::operation::get_enrollment_status::GetEnrollmentStatusOutput;
    use aws_types::SdkConfig;
    use rollcall_core::observation::Observation;

    use super::RULES;
    use crate::answer::Answer;
    use crate::blind::{self, Endpoint};

    pub(crate) async fn fetch(config: SdkConfig) -> Observation {
        match Client::new(&config).get_enrollment_status().send().await {
            Ok(answer) => read(&answer),
            Err(error) => blind::observation(&error, Endpoint::of(&config, "Compute Optimizer")),
        }
    }

    fn read(output: &GetEnrollmentStatusOutput) -> Observation {
        let mut answer = Answer::new(&RULES);
        answer.component("enrollment", output.status().map(|status| status.as_str()), output.status_reason());
        answer.fact("member-accounts-enrolled", Some(output.member_accounts_enrolled()));
        answer.fact("member-accounts-opted-in", output.number_of_member_accounts_opted_in());
        answer.fact("last-updated", output.last_updated_timestamp());
        answer.observation(output.request_id())
    }
}
