//! All settings, and which of them holds at a target: the most specific one, as a whole.

use serde_json::Value;

use super::{Check, Setting, SettingError, StatusAnswer};
use crate::api_error::ApiError;
use crate::call::Call;
use crate::guarded::Guarded;
use crate::protocol::Answer;
use crate::scope;
use rollcall_core::identity::Target;

#[derive(Debug)]
pub(crate) struct Settings {
    list: Guarded<Vec<Setting>>,
    activation_secret: String,
}

impl Settings {
    pub(crate) fn new(activation_secret: String) -> Self {
        let list = Guarded::new(Vec::new());
        Self { list, activation_secret }
    }

    /// Replaces the setting of the same check, account and Region.
    pub(crate) fn set(&self, setting: Setting) -> Result<(), SettingError> {
        setting.validate()?;
        self.list.with(|list| {
            list.retain(|other| place(other) != place(&setting));
            list.push(setting);
        });
        Ok(())
    }

    /// What every check answers: everywhere first, and then where it is set otherwise.
    pub(crate) fn all(&self) -> Vec<StatusAnswer> {
        let set = self.list.with(|list| list.clone());
        let unset = Check::ALL.map(Setting::new).into_iter();
        let unset = unset.filter(|one| set.iter().all(|other| place(other) != place(one)));
        let mut all: Vec<Setting> = unset.chain(set.iter().cloned()).collect();
        all.sort_by(|one, other| place(one).cmp(&place(other)));
        all.iter().map(StatusAnswer::from).collect()
    }

    pub(crate) fn answer(&self, check: Check, call: &Call) -> Answer {
        let row = check.row();
        if call.operation != row.operation {
            return Err(ApiError::unknown_operation(call.service, &call.operation));
        }
        let setting = self.at(check, &call.target);
        let mut answer = (row.answer)(&setting, &call.target, &self.activation_secret)?;
        answer.extend(setting.answer);
        // A member that is set to null is removed.
        answer.retain(|_, value| !value.is_null());
        Ok(Value::Object(answer))
    }

    fn at(&self, check: Check, target: &Target) -> Setting {
        let found = self.list.with(|list| {
            let holding = list.iter().filter(|one| {
                one.check == check && scope::holds(target, one.account.as_ref(), one.region.as_ref())
            });
            holding.max_by_key(|one| specificity(one)).cloned()
        });
        found.unwrap_or_else(|| Setting::new(check))
    }
}

fn place(setting: &Setting) -> impl Ord + '_ {
    (setting.check, &setting.account, &setting.region)
}

/// An account is more specific than a Region.
fn specificity(setting: &Setting) -> (bool, bool) {
    (setting.account.is_some(), setting.region.is_some())
}

#[cfg(test)]
mod tests {
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
