//! Oracle Database@AWS: the state of the onboarding with Oracle, of the identity domain, and of the IAM
//! roles of its integrations.
//!
//! The answer holds links that let their holder take over the onboarding. Only whether a link is
//! present is kept; the SDK's output must never be printed with `{:?}`.

use rollcall_core::check::{CheckRules, ComponentRules, Scope, StatusRules};
use rollcall_core::condition::Condition::{
    Absent, Ending, Failed, Healthy, Limited, Progressing, Suspended, Waiting,
};

pub static RULES: CheckRules = CheckRules {
    id: "odb",
    service: "Oracle Database@AWS",
    scope: Scope::Regional,
    action: "odb:GetOciOnboardingStatus",
    organization_action: None,
    console_path: "odb/home?region={region}",
    docs: "https://docs.aws.amazon.com/odb/latest/APIReference/API_GetOciOnboardingStatus.html",
    components: &[ONBOARDING, IDENTITY_DOMAIN, IAM_ROLE],
};

const ONBOARDING: ComponentRules = ComponentRules {
    name: "onboarding",
    statuses: &[
        StatusRules::new("ACTIVE", Healthy),
        StatusRules::new("ACTIVE_IN_HOME_REGION", Healthy),
        StatusRules::new("PENDING_LINK_GENERATION", Progressing),
        StatusRules::new("PENDING_INITIALIZATION", Progressing),
        StatusRules::new("ACTIVATING", Progressing),
        StatusRules::new("PENDING_CUSTOMER_ACTION", Waiting),
        StatusRules::new("ACTIVE_LIMITED", Limited),
        StatusRules::new("NOT_STARTED", Absent),
        StatusRules::new("SUSPENDED", Suspended),
        StatusRules::new("CANCELED", Suspended),
        StatusRules::new("FAILED", Failed),
        StatusRules::new("PUBLIC_OFFER_UNSUPPORTED", Failed),
    ],
    remedies: &[
        (
            Progressing,
            "Oracle and AWS are at work, and nobody here needs to act before the deadline. After it, open a case with AWS \
             Support under Oracle Database@AWS, and give the account and this alert's times.",
        ),
        (
            Waiting,
            "Sign in to the Oracle Database@AWS console in this account and activate it: create an OCI tenancy or link \
             the existing one. Rollcall does not keep the activation link; the console shows it.",
        ),
        (
            Limited,
            "Running databases go on running, but part of the service is not there. See the reason, the subscription \
             in AWS Marketplace and the linked OCI tenancy; then ask Oracle Support.",
        ),
        (
            Absent,
            "The account has no onboarding. If it should have one, accept the offer in AWS Marketplace and start the \
             onboarding in the Oracle Database@AWS console; if not, set required = \"never\" for odb in the policy.",
        ),
        (
            Suspended,
            "Call Oracle Support and your Oracle account team now, and ask whether databases will be stopped or \
             deleted, and when. See the subscription and its payment in AWS Marketplace, and the state of the OCI tenancy.",
        ),
        (
            Failed,
            "See the reason, then the subscription in AWS Marketplace: the account must be the one that accepted the \
             offer. PUBLIC_OFFER_UNSUPPORTED wants a private offer from Oracle; for FAILED start again in the console, or \
             open a case with AWS Support.",
        ),
    ],
    reasons: &[],
};

const IDENTITY_DOMAIN: ComponentRules = ComponentRules {
    name: "identity-domain",
    statuses: &[
        StatusRules::new("AVAILABLE", Healthy),
        StatusRules::new("PROVISIONING", Progressing),
        StatusRules::new("UPDATING", Progressing),
        StatusRules::new("MAINTENANCE_IN_PROGRESS", Progressing),
        StatusRules::new("TERMINATING", Ending),
        StatusRules::new("TERMINATED", Suspended),
        StatusRules::new("FAILED", Failed),
    ],
    remedies: &[
        (
            Progressing,
            "Wait until its deadline. Then open a case with AWS Support under Oracle Database@AWS.",
        ),
        (
            Ending,
            "The OCI identity domain is being terminated, and with it the integrations that sign in through it. If \
             nobody meant that, look in CloudTrail and in OCI's audit log, and call Oracle Support now.",
        ),
        (
            Suspended,
            "The OCI identity domain was terminated, and with it the integrations that sign in through it. If nobody \
             meant that, look in CloudTrail and in OCI's audit log, and open a case with AWS Support.",
        ),
        (
            Absent,
            "The answer no longer names an identity domain. If nobody removed it, look in CloudTrail and in OCI's audit \
             log, and open a case with AWS Support.",
        ),
        (
            Failed,
            "See the reason, and whether the OCI tenancy is active and within its limits. The stack that sets the \
             account up is in the Oracle Database@AWS console; run it again, or open a case with AWS Support.",
        ),
    ],
    reasons: &[],
};

const IAM_ROLE: ComponentRules = ComponentRules {
    name: "iam-role/",
    statuses: &[
        StatusRules::new("AVAILABLE", Healthy),
        StatusRules::new("PROVISIONING", Progressing),
        StatusRules::new("TERMINATING", Ending),
        StatusRules::new("PROVISION_FAILED", Failed),
        StatusRules::new("TERMINATE_FAILED", Failed),
    ],
    remedies: &[
        (
            Progressing,
            "Wait until its deadline. Then open a case with AWS Support under Oracle Database@AWS.",
        ),
        (
            Ending,
            "The integration is being switched off: databases that take their keys (KmsTde) or secrets \
             (SecretsManager) through it will lose them. If nobody meant that, look in CloudTrail, and enable it again \
             in the Oracle Database@AWS console.",
        ),
        (
            Absent,
            "The integration is off: databases that take their keys (KmsTde) or secrets (SecretsManager) through it \
             lose them. If nobody meant that, enable it again in the Oracle Database@AWS console.",
        ),
        (
            Failed,
            "See the reason, and in IAM whether the role exists and a service control policy or permissions boundary \
             blocks it. Then enable or disable the integration again in the Oracle Database@AWS console.",
        ),
    ],
    reasons: &[],
};

#[cfg(feature = "fetch")]
pub(crate) use fetch::fetch;

#[cfg(feature = "fetch")]
mod fetch {
    use std::collections::{BTreeMap, BTreeSet};

    use aws_sdk_odb::Client;
    use aws_sdk_odb::operation::RequestId;
    use aws_sdk_odb::operation::get_oci_onboarding_status::GetOciOnboardingStatusOutput;
    use aws_sdk_odb::types::{OciIamRole, OciIdentityDomain};
    use aws_types::SdkConfig;
    use rollcall_core::observation::Observation;

    use super::RULES;
    use crate::answer::Answer;
    use crate::blind::{self, Endpoint};

    pub(crate) async fn fetch(config: SdkConfig) -> Observation {
        match Client::new(&config).get_oci_onboarding_status().send().await {
            Ok(answer) => read(&answer),
            Err(error) => blind::observation(&error, Endpoint::of(&config, "odb")),
        }
    }

    fn read(output: &GetOciOnboardingStatusOutput) -> Observation {
        let mut answer = Answer::new(&RULES);
        let errors = output.subscription_errors().iter().filter_map(|error| error.error_message());
        let reason = errors.collect::<Vec<_>>().join("; ");
        answer.component("onboarding", output.status().map(|status| status.as_str()), Some(&reason));
        answer.fact("existing-activation-link", presence(output.existing_tenancy_activation_link()));
        answer.fact("new-activation-link", presence(output.new_tenancy_activation_link()));
        answer.fact("linked-oci-tenancy-id", output.linked_oci_tenancy_id());
        answer.fact("linked-oci-compartment-id", output.linked_oci_compartment_id());
        if let Some(domain) = output.oci_identity_domain() {
            read_domain(&mut answer, domain);
        }
        read_roles(&mut answer, output.autonomous_database_oci_integration_iam_roles());
        answer.observation(output.request_id())
    }

    fn read_domain(answer: &mut Answer, domain: &OciIdentityDomain) {
        let status = domain.status().map(|status| status.as_str());
        answer.component("identity-domain", status, domain.status_reason());
        answer.fact("identity-domain-id", domain.oci_identity_domain_id());
        answer.fact("identity-domain-url", domain.oci_identity_domain_url());
        answer.fact("identity-domain-resource-url", domain.oci_identity_domain_resource_url());
        answer.fact("account-setup-url", presence(domain.account_setup_cloud_formation_url()));
    }

    fn read_roles(answer: &mut Answer, roles: &[OciIamRole]) {
        let mut arns: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for role in roles {
            let integration = role.aws_integration().map_or("unnamed", |integration| integration.as_str());
            let name = format!("iam-role/{integration}");
            answer.component(&name, role.status().map(|status| status.as_str()), role.status_reason());
            arns.entry(name).or_default().extend(role.iam_role_arn());
        }
        for (name, arns) in arns {
            answer.fact(&format!("{name}/role-arn"), Some(arns.into_iter().collect::<Vec<_>>().join(", ")));
        }
    }

    fn presence(link: Option<&str>) -> Option<&'static str> {
        link.filter(|link| !link.is_empty()).map(|_| "present")
    }
}
