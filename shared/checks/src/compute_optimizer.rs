//! Compute Optimizer: whether the account is opted in.
//!
//! Enrollment belongs to the account and is the same in all its Regions: one Region an account
//! is enough to watch.

use rollcall_core::check::{CheckRules, ComponentRules, StatusRules};
use rollcall_core::condition::Condition::{Absent, Failed, Healthy, Progressing};

/// The tables of `compute-optimizer`.
pub static RULES: CheckRules = CheckRules {
    id: "compute-optimizer",
    service: "AWS Compute Optimizer",
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

#[cfg(feature = "compute-optimizer")]
pub use fetch::ComputeOptimizer;

#[cfg(feature = "compute-optimizer")]
mod fetch {
    use aws_sdk_computeoptimizer::Client;
    use aws_sdk_computeoptimizer::config::Config;
    use aws_sdk_computeoptimizer::operation::RequestId;
    use aws_sdk_computeoptimizer::operation::get_enrollment_status::GetEnrollmentStatusOutput;
    use aws_types::SdkConfig;
    use rollcall_core::check::CheckRules;
    use rollcall_core::identity::Target;
    use rollcall_core::observation::Observation;
    use rollcall_core::ports::Check;

    use super::RULES;
    use crate::answer::Answer;
    use crate::blind;
    use crate::home::Home;

    /// Asks Compute Optimizer, over one client for all Regions.
    #[derive(Clone, Debug)]
    pub struct ComputeOptimizer {
        client: Client,
        home: Home,
    }

    impl ComputeOptimizer {
        /// Asks with this configuration.
        pub fn new(config: &SdkConfig) -> Self {
            Self { client: Client::new(config), home: Home::of(config, "Compute Optimizer") }
        }
    }

    impl Check for ComputeOptimizer {
        fn rules(&self) -> &'static CheckRules {
            &RULES
        }

        async fn fetch(&self, target: &Target) -> Observation {
            let call = self.client.get_enrollment_status();
            let answer = match self.home.other_region(target) {
                None => call.send().await,
                Some(region) => {
                    call.customize().config_override(Config::builder().region(region)).send().await
                }
            };
            match answer {
                Ok(answer) => read(&answer),
                Err(error) => blind::observation(&error, self.home.endpoint),
            }
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
