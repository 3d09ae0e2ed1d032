//! What happens in the demo, hour by hour.

use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;
use rollcall_sandbox::{Check, Effect, Fault, Sandbox, Service, Setting};

pub(super) const HOURS: usize = 6 * 24;
/// The observers and the courier run this often.
pub(super) const STEP_HOURS: usize = 3;

pub(super) const ACCOUNT: &str = "111122223333";
/// An account whose service control policy denies the question from the second day on.
pub(super) const CLOSED_ACCOUNT: &str = "444455556666";
/// Where the onboarding is waiting.
pub(super) const ONBOARDING_REGION: &str = "us-east-1";
/// Where a finished one is suspended.
pub(super) const SUSPENDED_REGION: &str = "eu-central-1";

/// The policies of the two accounts: FleetWise is used in one Region, and the closed account watches only
/// Compute Optimizer.
pub(super) const POLICIES: [&str; 2] = [
    "[checks.iot-fleetwise]\nregions = [\"us-east-1\"]",
    "[checks.iot-fleetwise]\nenabled = false\n[checks.odb]\nenabled = false",
];

/// Makes the events of `hour` happen, and gives the notes that the timeline shows.
pub(super) fn play(sandbox: &Sandbox, hour: usize) -> anyhow::Result<Vec<&'static str>> {
    let notes = match hour {
        0 => begin(sandbox)?,
        9 => {
            sandbox.set(onboarding("PENDING_CUSTOMER_ACTION")?)?;
            vec!["Oracle sends the activation link to the customer, and waits"]
        }
        12 => {
            let reason = "The role's trust policy does not allow iotfleetwise.amazonaws.com";
            let failed = fleetwise("REGISTRATION_FAILURE")?.component("iam", "REGISTRATION_FAILURE");
            sandbox.set(failed.component_reason("iam", reason))?;
            vec!["The account is registered with IoT FleetWise, which fails"]
        }
        21 => {
            sandbox.set(fleetwise("REGISTRATION_SUCCESS")?)?;
            vec!["The trust policy is fixed"]
        }
        30 => {
            sandbox.inject(closed()?);
            vec!["A service control policy closes account 444455556666"]
        }
        48 => {
            sandbox.inject(Fault::new(Service::Sns, Effect::InternalError));
            vec!["SNS is down"]
        }
        51 => {
            let reason = "The subscription was suspended: payment is overdue";
            sandbox.set(second_region("SUSPENDED")?.reason(reason))?;
            vec!["Oracle suspends the subscription in eu-central-1"]
        }
        60 => {
            sandbox.clear_faults();
            sandbox.inject(closed()?);
            vec!["SNS is back"]
        }
        96 => {
            sandbox.set(onboarding("ACTIVATING")?)?;
            vec!["Somebody reads the mail and uses the link"]
        }
        99 => {
            sandbox.set(onboarding("ACTIVE")?)?;
            vec![]
        }
        108 => {
            sandbox.clear_faults();
            vec!["The service control policy is withdrawn"]
        }
        120 => {
            sandbox.set(second_region("ACTIVE")?)?;
            vec!["The bill is paid"]
        }
        _ => vec![],
    };
    Ok(notes)
}

fn begin(sandbox: &Sandbox) -> anyhow::Result<Vec<&'static str>> {
    sandbox.set(onboarding("PENDING_LINK_GENERATION")?)?;
    sandbox.set(second_region("ACTIVE")?)?;
    sandbox.set(fleetwise("NOT_REGISTERED")?)?;
    Ok(vec!["An onboarding with Oracle begins"])
}

fn onboarding(status: &str) -> anyhow::Result<Setting> {
    Ok(Setting::new(Check::Odb).region(ONBOARDING_REGION.parse::<Region>()?).status(status))
}

fn second_region(status: &str) -> anyhow::Result<Setting> {
    Ok(Setting::new(Check::Odb).region(SUSPENDED_REGION.parse::<Region>()?).status(status))
}

fn fleetwise(status: &str) -> anyhow::Result<Setting> {
    Ok(Setting::new(Check::IotFleetwise).account(ACCOUNT.parse::<AccountId>()?).status(status))
}

fn closed() -> anyhow::Result<Fault> {
    let denied = Fault::new(Service::ComputeOptimizer, Effect::AccessDenied);
    Ok(denied.account(CLOSED_ACCOUNT.parse::<AccountId>()?))
}
