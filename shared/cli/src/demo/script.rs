//! What happens in the demo, hour by hour.
//!
//! At its end one enrollment needs someone, one is in progress, and all other trouble is over.

use rollcall_core::account::Account;
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;
use rollcall_sandbox::{Check, Effect, Fault, Sandbox, Service, Setting};

pub(super) const HOURS: usize = 6 * 24;
/// The observers and the courier run this often.
pub(super) const STEP_HOURS: usize = 3;

pub(super) const ACCOUNT: &str = "111122223333";
/// An account whose service control policy denies the question for some days.
pub(super) const CLOSED_ACCOUNT: &str = "444455556666";
/// Where the onboardings are.
pub(super) const ONBOARDING_REGION: &str = "us-east-1";
/// Where a finished one is suspended.
pub(super) const SUSPENDED_REGION: &str = "eu-central-1";

/// The policies of the two accounts: the first uses FleetWise in one Region, the other does not use it, and
/// Oracle Database@AWS in one Region.
pub(super) const POLICIES: [&str; 2] = [
    "[checks.iot-fleetwise]\nregions = [\"us-east-1\"]",
    "[checks.iot-fleetwise]\nenabled = false\n[checks.odb]\nregions = [\"us-east-1\"]",
];

pub(super) fn accounts() -> anyhow::Result<[Account; 2]> {
    let account = |id: &str, name: &str| -> anyhow::Result<Account> {
        Ok(Account { name: Some(name.to_owned()), ..Account::new(id.parse()?) })
    };
    Ok([account(ACCOUNT, "payments-prod")?, account(CLOSED_ACCOUNT, "analytics-dev")?])
}

/// Makes the events of `hour` happen, and gives the note that the timeline shows.
pub(super) fn play(sandbox: &Sandbox, hour: usize) -> anyhow::Result<Option<&'static str>> {
    let note = match hour {
        0 => begin(sandbox)?,
        9 => {
            sandbox.set(onboarding(ACCOUNT, "PENDING_CUSTOMER_ACTION")?)?;
            "Oracle sends an activation link to payments-prod, and waits"
        }
        12 => {
            let reason = "The role's trust policy does not allow iotfleetwise.amazonaws.com";
            let failed = fleetwise("REGISTRATION_FAILURE")?.component("iam", "REGISTRATION_FAILURE");
            sandbox.set(failed.component_reason("iam", reason))?;
            "payments-prod registers with IoT FleetWise, which fails"
        }
        21 => {
            sandbox.set(fleetwise("REGISTRATION_SUCCESS")?)?;
            "The trust policy is fixed"
        }
        30 => {
            sandbox.inject(closed()?);
            "A service control policy shuts Rollcall out of analytics-dev"
        }
        48 => {
            sandbox.inject(Fault::new(Service::Sns, Effect::InternalError));
            "SNS is down"
        }
        51 => {
            let reason = "The subscription was suspended: payment is overdue";
            sandbox.set(second_region("SUSPENDED")?.reason(reason))?;
            "Oracle suspends payments-prod's subscription in eu-central-1"
        }
        60 => {
            sandbox.clear_faults();
            sandbox.inject(closed()?);
            "SNS is back"
        }
        84 => {
            sandbox.clear_faults();
            "The service control policy is withdrawn"
        }
        96 => {
            sandbox.set(onboarding(ACCOUNT, "ACTIVATING")?)?;
            "Someone reads the e-mail and uses the link"
        }
        99 => {
            sandbox.set(onboarding(ACCOUNT, "ACTIVE")?)?;
            "Oracle has activated payments-prod in us-east-1"
        }
        135 => {
            sandbox.set(onboarding(CLOSED_ACCOUNT, "ACTIVATING")?)?;
            "Oracle begins to activate analytics-dev in us-east-1"
        }
        _ => return Ok(None),
    };
    Ok(Some(note))
}

fn begin(sandbox: &Sandbox) -> anyhow::Result<&'static str> {
    sandbox.set(onboarding(ACCOUNT, "PENDING_LINK_GENERATION")?)?;
    sandbox.set(onboarding(CLOSED_ACCOUNT, "NOT_STARTED")?)?;
    sandbox.set(second_region("ACTIVE")?)?;
    sandbox.set(fleetwise("NOT_REGISTERED")?)?;
    Ok("payments-prod begins an onboarding with Oracle in us-east-1")
}

fn onboarding(account: &str, status: &str) -> anyhow::Result<Setting> {
    let odb = Setting::new(Check::Odb).account(account.parse::<AccountId>()?);
    Ok(odb.region(ONBOARDING_REGION.parse::<Region>()?).status(status))
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
