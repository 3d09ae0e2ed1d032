//! All settings, and which of them holds at a target: the most specific one, as a whole.

use std::collections::BTreeMap;

use super::row::Members;
use super::{Check, Setting, SettingError, StatusAnswer};
use crate::api_error::ApiError;
use crate::guarded::Guarded;
use rollcall_core::identity::{AccountId, Target};
use rollcall_core::region::Region;

#[derive(Debug)]
pub(crate) struct Settings {
    set: Guarded<BTreeMap<Place, Setting>>,
    activation_secret: String,
}

/// Where a setting holds; None stands for all of them, and comes first.
type Place = (Check, Option<AccountId>, Option<Region>);

impl Settings {
    pub(crate) fn new(activation_secret: String) -> Self {
        Self { set: Guarded::default(), activation_secret }
    }

    /// Replaces the setting of the same check, account and Region.
    pub(crate) fn set(&self, setting: Setting) -> Result<(), SettingError> {
        setting.validate()?;
        self.set.with(|set| set.insert(place(&setting), setting));
        Ok(())
    }

    /// What every check answers: everywhere first, and then where it is set otherwise.
    pub(crate) fn all(&self) -> Vec<StatusAnswer> {
        let mut all = self.set.with(|set| set.clone());
        for unset in Check::ALL.map(Setting::new) {
            all.entry(place(&unset)).or_insert(unset);
        }
        all.values().map(StatusAnswer::from).collect()
    }

    /// The API's whole answer at a target.
    pub(super) fn answer_at(&self, check: Check, target: &Target) -> Result<Members, ApiError> {
        let setting = self.at(check, target);
        let mut answer = (check.row().answer)(&setting, target, &self.activation_secret)?;
        answer.extend(setting.answer);
        // A member that is set to null is removed.
        answer.retain(|_, value| !value.is_null());
        Ok(answer)
    }

    fn at(&self, check: Check, target: &Target) -> Setting {
        let Target { account, region } = target;
        // An account is more specific than a Region.
        let places = [
            (check, Some(account.clone()), Some(region.clone())),
            (check, Some(account.clone()), None),
            (check, None, Some(region.clone())),
            (check, None, None),
        ];
        let found = self.set.with(|set| places.iter().find_map(|place| set.get(place)).cloned());
        found.unwrap_or_else(|| Setting::new(check))
    }
}

fn place(setting: &Setting) -> Place {
    (setting.check, setting.account.clone(), setting.region.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn status_at(settings: &Settings, account: &str, region: &str) -> Option<String> {
        let target = Target { account: account.parse().unwrap(), region: region.parse().unwrap() };
        settings.at(Check::Odb, &target).status
    }

    #[test]
    fn the_most_specific_setting_wins() {
        let settings = Settings::new(String::new());
        let (account, region) = ("111122223333", "us-east-1");
        let odb = || Setting::new(Check::Odb);
        let both = odb().account(account.parse().unwrap());
        let both = both.region(region.parse().unwrap());
        settings.set(both.status("BOTH")).unwrap();
        settings.set(odb().account(account.parse().unwrap()).status("ACCOUNT")).unwrap();
        settings.set(odb().region(region.parse().unwrap()).status("REGION")).unwrap();
        settings.set(odb().status("ALL")).unwrap();
        settings.set(Setting::new(Check::IotFleetwise)).unwrap();

        let cases = [
            (account, region, "BOTH"),
            (account, "eu-west-1", "ACCOUNT"),
            ("444455556666", region, "REGION"),
            ("444455556666", "eu-west-1", "ALL"),
        ];
        for (account, region, expected) in cases {
            assert_eq!(status_at(&settings, account, region).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_setting_replaces_the_one_at_its_place() {
        let settings = Settings::new(String::new());
        settings.set(Setting::new(Check::Odb).status("ONE").reason("why")).unwrap();
        settings.set(Setting::new(Check::Odb).status("TWO")).unwrap();
        let target =
            Target { account: "111122223333".parse().unwrap(), region: "us-east-1".parse().unwrap() };
        assert_eq!(settings.at(Check::Odb, &target), Setting::new(Check::Odb).status("TWO"));
    }

    #[test]
    fn a_setting_that_the_api_cannot_say_is_refused() {
        let settings = Settings::new(String::new());
        let cases = [
            Setting::new(Check::Odb).component("iam", "X"),
            Setting::new(Check::Odb).component("iam-role/", "X"),
            Setting::new(Check::ComputeOptimizer).status("A").component("enrollment", "B"),
            Setting::new(Check::IotFleetwise).reason("why"),
            Setting::new(Check::IotFleetwise).status("NOT_REGISTERED").component("iam", "X"),
            Setting::new(Check::IotFleetwise).status("NOT_REGISTERED").answer("x", Value::Null),
        ];
        for setting in cases {
            assert!(settings.set(setting.clone()).is_err(), "{setting:?}");
        }
    }
}
