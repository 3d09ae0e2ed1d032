//! The three checks, as far as the samples need them. The real tables are in `shared/checks`, which
//! this crate does not know.

use rollcall_core::check::{CheckRules, ComponentRules, Scope, StatusRules};
use rollcall_core::condition::Condition;

pub(crate) static ODB: CheckRules = CheckRules {
    id: "odb",
    service: "Oracle Database@AWS",
    scope: Scope::Regional,
    action: "odb:GetOciOnboardingStatus",
    console_path: "odb/home?region={region}",
    docs: "https://docs.aws.amazon.com/odb/",
    components: &[
        ComponentRules {
            name: "onboarding",
            statuses: &[
                StatusRules::new("ACTIVE", Condition::Healthy),
                StatusRules::new("ACTIVE_LIMITED", Condition::Limited),
                StatusRules::new("ACTIVATING", Condition::Progressing),
                StatusRules::new("PENDING_CUSTOMER_ACTION", Condition::Waiting),
                StatusRules::new("NOT_STARTED", Condition::Absent),
                StatusRules::new("SUSPENDED", Condition::Suspended),
                StatusRules::new("FAILED", Condition::Failed),
            ],
            remedies: &[],
        },
        ComponentRules {
            name: "iam-role/",
            statuses: &[
                StatusRules::new("AVAILABLE", Condition::Healthy),
                StatusRules::new("PROVISION_FAILED", Condition::Failed),
            ],
            remedies: &[],
        },
    ],
};

pub(crate) static FLEETWISE: CheckRules = CheckRules {
    id: "iot-fleetwise",
    service: "AWS IoT FleetWise",
    scope: Scope::Regional,
    action: "iotfleetwise:GetRegisterAccountStatus",
    console_path: "iotfleetwise/home?region={region}",
    docs: "https://docs.aws.amazon.com/iot-fleetwise/",
    components: &[
        ComponentRules { name: "account", statuses: REGISTRATION, remedies: &[] },
        ComponentRules { name: "iam", statuses: REGISTRATION, remedies: &[] },
        ComponentRules { name: "timestream", statuses: REGISTRATION, remedies: &[] },
    ],
};

const REGISTRATION: &[StatusRules] = &[
    StatusRules::new("REGISTRATION_SUCCESS", Condition::Healthy),
    StatusRules::within_hours("REGISTRATION_PENDING", Condition::Progressing, 1),
    StatusRules::new("NOT_REGISTERED", Condition::Absent),
    StatusRules::new("REGISTRATION_FAILURE", Condition::Failed),
];

pub(crate) static OPTIMIZER: CheckRules = CheckRules {
    id: "compute-optimizer",
    service: "AWS Compute Optimizer",
    scope: Scope::Account,
    action: "compute-optimizer:GetEnrollmentStatus",
    console_path: "compute-optimizer/home?region={region}",
    docs: "https://docs.aws.amazon.com/compute-optimizer/",
    components: &[ComponentRules {
        name: "enrollment",
        statuses: &[
            StatusRules::new("Active", Condition::Healthy),
            StatusRules::new("Pending", Condition::Progressing),
            StatusRules::new("Inactive", Condition::Absent),
            StatusRules::new("Failed", Condition::Failed),
        ],
        remedies: &[],
    }],
};
