//! The configuration of the functions: one struct each, built once from a look-up of variables.
//!
//! Every fault is listed at once, so that one failed start is enough to fix them all.

use std::fmt::Display;
use std::str::FromStr;

use rollcall_aws::MemberRole;
use rollcall_channels::topic::TopicArn;
use rollcall_checks::registry;
use rollcall_core::identity::AccountId;
use rollcall_core::policy::Policy;
use rollcall_core::region::Region;
use rollcall_engine::rulebook::Rulebook;

/// The observer's environment.
#[derive(Clone, Debug)]
pub struct ObserverConfig {
    /// The table's name or ARN: `ROLLCALL_TABLE`, required.
    pub table: String,
    /// The function's own Region: `AWS_REGION` (else `AWS_DEFAULT_REGION`), which Lambda sets.
    pub region: Region,
    /// The Regions to look at where the policy names none: `ROLLCALL_REGIONS`, comma-separated; by
    /// default the function's own.
    pub regions: Vec<Region>,
    /// What the operator decides: `ROLLCALL_POLICY`, as TOML text; by default the default policy. A
    /// stored policy replaces it.
    pub policy: Policy,
    /// The role in other accounts: `ROLLCALL_MEMBER_ROLE`, its name, and `ROLLCALL_EXTERNAL_ID`; by default other
    /// accounts are refused.
    pub role: Option<MemberRole>,
}

/// The planner's environment: the observer's, and who may ask the organization.
#[derive(Clone, Debug)]
pub struct PlannerConfig {
    pub observer: ObserverConfig,
    /// The role for the organization's own calls: `ROLLCALL_MANAGEMENT_ROLE_ARN`; by default the planner's own.
    pub management_role: Option<String>,
}

/// The courier's environment.
#[derive(Clone, Debug)]
pub struct CourierConfig {
    /// The table's name or ARN: `ROLLCALL_TABLE`, required.
    pub table: String,
    /// The function's own Region: `AWS_REGION` (else `AWS_DEFAULT_REGION`), which Lambda sets.
    pub region: Region,
    /// The topic of the route `default`: `ROLLCALL_TOPIC_ARN`, required.
    pub topic: TopicArn,
}

/// Why there is no configuration: one line for each fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the configuration has {} fault(s): {}", .faults.len(), .faults.join("; "))]
pub struct ConfigError {
    /// Each begins with its variable.
    pub faults: Vec<String>,
}

impl ObserverConfig {
    /// Reads the variables that `look_up` knows.
    ///
    /// # Errors
    /// When a variable is missing or malformed; the error names all of them.
    pub fn read(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut variables = Variables { look_up, faults: Vec::new() };
        let table = variables.table();
        let region = variables.region();
        let regions = variables.set("ROLLCALL_REGIONS").map(|list| variables.regions(&list));
        let policy = Policy::parse(&variables.set("ROLLCALL_POLICY").unwrap_or_default(), &registry::KNOWN);
        let policy = variables.checked(policy, "ROLLCALL_POLICY");
        let role = variables.role();
        match (table, region, policy) {
            (Some(table), Some(region), Some(policy)) if variables.faults.is_empty() => {
                let regions = regions.unwrap_or_else(|| vec![region.clone()]);
                Ok(Self { table, region, regions, policy, role })
            }
            (..) => Err(ConfigError { faults: variables.faults }),
        }
    }
}

/// Of every check; a stored policy stands above the given one.
pub(crate) fn rulebook(policy: Policy) -> Rulebook {
    Rulebook { checks: &registry::ALL, known: &registry::KNOWN, policy, takes_stored_policy: true }
}

impl PlannerConfig {
    /// Reads the variables that `look_up` knows.
    ///
    /// # Errors
    /// When a variable is missing or malformed; the error names all of them.
    pub fn read(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut variables = Variables { look_up: &look_up, faults: Vec::new() };
        let management_role = variables.management_role();
        match ObserverConfig::read(&look_up) {
            Ok(observer) if variables.faults.is_empty() => Ok(Self { observer, management_role }),
            Ok(_) => Err(ConfigError { faults: variables.faults }),
            Err(error) => {
                let faults = error.faults.into_iter().chain(variables.faults).collect();
                Err(ConfigError { faults })
            }
        }
    }
}

impl CourierConfig {
    /// Reads the variables that `look_up` knows.
    ///
    /// # Errors
    /// When a variable is missing or malformed; the error names all of them.
    pub fn read(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut variables = Variables { look_up, faults: Vec::new() };
        let table = variables.table();
        let topic = variables.required("ROLLCALL_TOPIC_ARN");
        let topic = topic.and_then(|topic| variables.parsed(&topic, "ROLLCALL_TOPIC_ARN"));
        let region = variables.region();
        match (table, region, topic) {
            (Some(table), Some(region), Some(topic)) if variables.faults.is_empty() => {
                Ok(Self { table, region, topic })
            }
            (..) => Err(ConfigError { faults: variables.faults }),
        }
    }
}

/// The environment and its faults.
struct Variables<L> {
    look_up: L,
    faults: Vec<String>,
}

impl<L: Fn(&str) -> Option<String>> Variables<L> {
    fn set(&self, name: &str) -> Option<String> {
        (self.look_up)(name).filter(|value| !value.trim().is_empty())
    }

    fn required(&mut self, name: &str) -> Option<String> {
        let value = self.set(name).map(|value| value.trim().to_owned());
        if value.is_none() {
            self.faults.push(format!("{name} is not set"));
        }
        value
    }

    fn checked<T, E: Display>(&mut self, result: Result<T, E>, name: &str) -> Option<T> {
        result.map_err(|error| self.faults.push(format!("{name}: {error}"))).ok()
    }

    fn parsed<T: FromStr<Err: Display>>(&mut self, text: &str, name: &str) -> Option<T> {
        self.checked(text.parse(), name)
    }

    fn table(&mut self) -> Option<String> {
        let table = self.required("ROLLCALL_TABLE")?;
        self.checked(parse_table(table), "ROLLCALL_TABLE")
    }

    fn region(&mut self) -> Option<Region> {
        let region = match self.set("AWS_DEFAULT_REGION") {
            Some(default) => self.set("AWS_REGION").or(Some(default)),
            None => self.required("AWS_REGION"),
        };
        region.and_then(|region| self.parsed(region.trim(), "AWS_REGION"))
    }

    /// IAM's own rules for external ids.
    fn role(&mut self) -> Option<MemberRole> {
        let name = self.set("ROLLCALL_MEMBER_ROLE");
        let name = name.and_then(|name| self.parsed(name.trim(), "ROLLCALL_MEMBER_ROLE"));
        let external_id = self.set("ROLLCALL_EXTERNAL_ID").map(|id| id.trim().to_owned());
        let is_in_id = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&byte);
        let is_id = |id: &str| (2..=1224).contains(&id.len()) && id.bytes().all(is_in_id);
        if external_id.as_deref().is_some_and(|id| !is_id(id)) {
            let fault = "it is not an external id: 2 to 1,224 of a-z, A-Z, 0-9 and _+=,.@:/-";
            self.faults.push(format!("ROLLCALL_EXTERNAL_ID: {fault}"));
        }
        name.map(|name| MemberRole { name, external_id })
    }

    fn management_role(&mut self) -> Option<String> {
        let role = self.set("ROLLCALL_MANAGEMENT_ROLE_ARN").map(|role| role.trim().to_owned())?;
        let parts: Vec<&str> = role.splitn(6, ':').collect();
        let is_arn = matches!(
            parts[..],
            ["arn", _, "iam", "", account, resource]
                if account.parse::<AccountId>().is_ok() && resource.starts_with("role/")
        );
        if !is_arn {
            let fault = format!(
                "{role:?} is not the ARN of a role, such as arn:aws:iam::111122223333:role/rollcall-management"
            );
            self.faults.push(format!("ROLLCALL_MANAGEMENT_ROLE_ARN: {fault}"));
        }
        Some(role)
    }

    fn regions(&mut self, list: &str) -> Vec<Region> {
        let mut regions = Vec::new();
        for region in list.split(',') {
            let region = self.parsed::<Region>(region.trim(), "ROLLCALL_REGIONS");
            regions.extend(region.filter(|region| !regions.contains(region)));
        }
        regions
    }
}

/// DynamoDB's own rule for names; an ARN is left to DynamoDB.
fn parse_table(table: String) -> Result<String, String> {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_name = (3..=255).contains(&table.len()) && table.bytes().all(in_name);
    if is_name || table.starts_with("arn:") {
        Ok(table)
    } else {
        Err(format!(
            "{table:?} is not the name of a DynamoDB table: 3 to 255 of a-z, A-Z, 0-9, '-', '_' and '.'"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_up(variables: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        move |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    const TABLE: (&str, &str) = ("ROLLCALL_TABLE", "rollcall");
    const REGION: (&str, &str) = ("AWS_REGION", "us-east-1");

    #[test]
    fn the_needed_variables_are_enough() {
        let observer = ObserverConfig::read(look_up(&[TABLE, REGION])).unwrap();
        assert_eq!((observer.regions, observer.policy), (vec![observer.region], Policy::default()));
        let topic = ("ROLLCALL_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:rollcall");
        let courier =
            CourierConfig::read(look_up(&[TABLE, ("AWS_DEFAULT_REGION", "us-east-1"), topic])).unwrap();
        assert_eq!((courier.table.as_str(), courier.topic.as_str()), ("rollcall", topic.1));
    }

    #[test]
    fn regions_are_a_list_without_repeats() {
        let regions = ("ROLLCALL_REGIONS", "us-east-1, eu-central-1,us-east-1");
        let config = ObserverConfig::read(look_up(&[TABLE, REGION, regions])).unwrap();
        let regions: Vec<&str> = config.regions.iter().map(Region::as_str).collect();
        assert_eq!(regions, ["us-east-1", "eu-central-1"]);
    }

    fn expect(faults: &[String], expected: &[&str]) {
        assert_eq!(faults.len(), expected.len(), "{faults:#?}");
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.starts_with(expected), "{fault}");
        }
    }

    #[test]
    fn one_failed_start_names_every_fault() {
        let variables = [
            ("ROLLCALL_TABLE", "a b"),
            ("ROLLCALL_REGIONS", "us-east-1,,mars"),
            ("ROLLCALL_POLICY", "[checks.oddb]"),
            ("ROLLCALL_TOPIC_ARN", "rollcall"),
        ];
        let table = "ROLLCALL_TABLE: \"a b\" is not the name";
        let observer = [
            table,
            "AWS_REGION is not set",
            "ROLLCALL_REGIONS: \"\" is not an AWS Region",
            "ROLLCALL_REGIONS: \"mars\" is not an AWS Region",
            "ROLLCALL_POLICY: line 1, column 9: there is no check \"oddb\"",
        ];
        expect(&ObserverConfig::read(look_up(&variables)).unwrap_err().faults, &observer);
        let courier = [table, "ROLLCALL_TOPIC_ARN: \"rollcall\" is not the ARN", "AWS_REGION is not set"];
        expect(&CourierConfig::read(look_up(&variables)).unwrap_err().faults, &courier);
    }

    #[test]
    fn a_role_in_other_accounts_has_a_name_and_perhaps_an_external_id() {
        let role = |variables: &[(&str, &str)]| {
            let variables: Vec<(&str, &str)> = [TABLE, REGION].iter().chain(variables).copied().collect();
            ObserverConfig::read(look_up(&variables)).map(|config| config.role)
        };
        assert_eq!(role(&[("ROLLCALL_EXTERNAL_ID", "x-1")]).unwrap(), None);
        let named =
            role(&[("ROLLCALL_MEMBER_ROLE", "path/rollcall-member"), ("ROLLCALL_EXTERNAL_ID", "x-1")]);
        let external_id = Some("x-1".to_owned());
        assert_eq!(
            named.unwrap(),
            Some(MemberRole { name: "path/rollcall-member".parse().unwrap(), external_id })
        );
        let faults =
            role(&[("ROLLCALL_MEMBER_ROLE", "/a b"), ("ROLLCALL_EXTERNAL_ID", "x")]).unwrap_err().faults;
        expect(
            &faults,
            &["ROLLCALL_MEMBER_ROLE: \"/a b\" is not the name", "ROLLCALL_EXTERNAL_ID: it is not"],
        );
    }

    #[test]
    fn the_planner_names_the_faults_of_its_own_variable_too() {
        let arn = ("ROLLCALL_MANAGEMENT_ROLE_ARN", "arn:aws:iam::111122223333:role/rollcall-management");
        let config = PlannerConfig::read(look_up(&[TABLE, REGION, arn])).unwrap();
        assert_eq!(config.management_role.as_deref(), Some(arn.1));
        let wrong = ("ROLLCALL_MANAGEMENT_ROLE_ARN", "rollcall-management");
        let fault = "ROLLCALL_MANAGEMENT_ROLE_ARN: \"rollcall-management\" is not the ARN of a role";
        expect(&PlannerConfig::read(look_up(&[TABLE, REGION, wrong])).unwrap_err().faults, &[fault]);
        let all = PlannerConfig::read(look_up(&[REGION, wrong])).unwrap_err().faults;
        expect(&all, &["ROLLCALL_TABLE is not set", fault]);
    }
}
