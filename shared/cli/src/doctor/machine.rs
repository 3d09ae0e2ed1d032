//! This machine: its Region, credentials and clock.

use std::time::Duration;

use rollcall_aws::SdkConfig;
use rollcall_aws::inspect::{self, Identity};
use rollcall_core::ports::CallErrorClass;
use rollcall_core::text::span;
use rollcall_core::time::Time;
use rollcall_report::finding::Finding;

use super::finding::failed;
use crate::{aws, when};

/// AWS refuses signatures that are off by more than five minutes.
const SKEW_MAX: Duration = Duration::from_secs(5 * 60);

/// Looks at this machine; who we are, if there are credentials. `regions` is why the Regions cannot be read.
pub(super) async fn look(
    sdk: &SdkConfig,
    regions: Option<&anyhow::Error>,
) -> (Vec<Finding>, Option<Identity>) {
    let region = match aws::region(sdk) {
        Err(error) => {
            // Without one, AWS cannot be asked.
            let none = Finding::wrong("Region", format!("{error:#}"), "export AWS_REGION=us-east-1");
            return (vec![none], None);
        }
        Ok(region) => region,
    };
    let (identity, time) = inspect::identity(sdk).await;
    let mut findings = vec![match regions {
        None => Finding::well("Region", region.to_string()),
        Some(error) => {
            let fix = format!("export ROLLCALL_REGIONS={region}");
            Finding::wrong("Regions", format!("{error:#}"), fix)
        }
    }];
    findings.extend(time.map(|time| clock(time, when::now())));
    match identity {
        Ok(identity) => {
            findings.push(Finding::well("credentials", &identity.arn));
            (findings, Some(identity))
        }
        Err(error) => {
            findings.push(failed("credentials", &error, credentials(error.class)));
            (findings, None)
        }
    }
}

fn credentials(class: CallErrorClass) -> &'static str {
    match class {
        CallErrorClass::Configuration | CallErrorClass::Unreadable => {
            "aws sso login, or aws configure; AWS_PROFILE names another profile"
        }
        CallErrorClass::Unavailable => {
            "is AWS reachable from here? AWS_ENDPOINT_URL, HTTPS_PROXY and the profile say where it is"
        }
    }
}

fn clock(aws: Time, own: Time) -> Finding {
    // `since` is zero for a time that is later.
    let skew = own.since(aws).max(aws.since(own));
    let detail = format!("{} from AWS's", span(skew));
    if skew > SKEW_MAX {
        Finding::wrong("clock", detail, "sudo timedatectl set-ntp true")
    } else {
        Finding::well("clock", detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_may_be_five_minutes_early_or_late() {
        let fault = |own: i64| {
            let [aws, own] =
                [1_800_000_000, 1_800_000_000 + own].map(|at| Time::from_epoch_millis(at * 1000));
            clock(aws, own).fault.map(|fault| fault.fix)
        };
        let fix = || Some("sudo timedatectl set-ntp true".to_owned());
        assert_eq!([-301, -300, 0, 300, 301].map(fault), [fix(), None, None, None, fix()]);
    }
}
