//! The configuration of a function: one struct, built once from a look-up of variables.
//!
//! Every fault is listed at once, so that one failed start is enough to fix them all.

use rollcall_aws::TopicArn;
use rollcall_core::check::CheckRules;
use rollcall_core::policy::Policy;
use rollcall_core::region::Region;

/// What a function is told by its environment.
#[derive(Clone, Debug)]
pub struct Config {
    /// The table's name or ARN: `ROLLCALL_TABLE`, required.
    pub table: String,
    /// The topic that alerts go to: `ROLLCALL_TOPIC_ARN`, required.
    pub topic: TopicArn,
    /// The Regions to check: `ROLLCALL_REGIONS`, comma-separated; by default the function's own.
    pub regions: Vec<Region>,
    /// What the operator decides: `ROLLCALL_POLICY`, as TOML text; by default the default policy.
    pub policy: Policy,
    /// The function's own Region: `AWS_REGION` (else `AWS_DEFAULT_REGION`), which Lambda sets.
    pub region: Region,
}

/// Why there is no configuration: one line a fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the configuration has {} fault(s): {}", .faults.len(), .faults.join("; "))]
pub struct ConfigError {
    /// The faults, each beginning with its variable.
    pub faults: Vec<String>,
}

impl Config {
    /// Reads the variables that `look_up` knows. The policy may name any of `checks`.
    ///
    /// # Errors
    /// When a variable is missing or malformed; the error names all of them.
    pub fn read(
        look_up: impl Fn(&str) -> Option<String>,
        checks: &[&CheckRules],
    ) -> Result<Self, ConfigError> {
        let set =
            |name: &str| look_up(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let mut faults = Vec::new();
        let table = required(set("ROLLCALL_TABLE"), "ROLLCALL_TABLE", &mut faults);
        let table = table.and_then(|table| checked(parse_table(table), "ROLLCALL_TABLE", &mut faults));
        let topic = required(set("ROLLCALL_TOPIC_ARN"), "ROLLCALL_TOPIC_ARN", &mut faults);
        let topic =
            topic.and_then(|topic| checked(topic.parse::<TopicArn>(), "ROLLCALL_TOPIC_ARN", &mut faults));
        let region =
            required(set("AWS_REGION").or_else(|| set("AWS_DEFAULT_REGION")), "AWS_REGION", &mut faults);
        let region = region.and_then(|region| checked(region.parse::<Region>(), "AWS_REGION", &mut faults));
        let regions = set("ROLLCALL_REGIONS").map(|list| parse_regions(&list, &mut faults));
        let policy = Policy::parse(&look_up("ROLLCALL_POLICY").unwrap_or_default(), checks);
        let policy = checked(policy, "ROLLCALL_POLICY", &mut faults);
        match (table, topic, region, policy) {
            (Some(table), Some(topic), Some(region), Some(policy)) if faults.is_empty() => {
                let regions = regions.unwrap_or_else(|| vec![region.clone()]);
                Ok(Self { table, topic, regions, policy, region })
            }
            (..) => Err(ConfigError { faults }),
        }
    }
}

fn required(value: Option<String>, name: &str, faults: &mut Vec<String>) -> Option<String> {
    if value.is_none() {
        faults.push(format!("{name} is not set"));
    }
    value
}

fn checked<T, E: std::fmt::Display>(parsed: Result<T, E>, name: &str, faults: &mut Vec<String>) -> Option<T> {
    parsed.map_err(|error| faults.push(format!("{name}: {error}"))).ok()
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

fn parse_regions(list: &str, faults: &mut Vec<String>) -> Vec<Region> {
    let mut regions = Vec::new();
    for region in list.split(',') {
        let region = checked(region.trim().parse::<Region>(), "ROLLCALL_REGIONS", faults);
        regions.extend(region.filter(|region| !regions.contains(region)));
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let look_up = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Config::read(look_up, &rollcall_checks::registry::ALL)
    }

    const NEEDED: [(&str, &str); 3] = [
        ("ROLLCALL_TABLE", "rollcall"),
        ("ROLLCALL_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:rollcall"),
        ("AWS_REGION", "us-east-1"),
    ];

    #[test]
    fn the_needed_variables_are_enough() {
        let config = read(&NEEDED).unwrap();
        assert_eq!(config.regions, [config.region]);
        assert_eq!(config.policy, Policy::default());
    }

    #[test]
    fn regions_are_a_list_without_repeats() {
        let regions = ("ROLLCALL_REGIONS", "us-east-1, eu-central-1,us-east-1");
        let config = read(&[&NEEDED[..], &[regions]].concat()).unwrap();
        assert_eq!(
            config.regions.iter().map(Region::as_str).collect::<Vec<_>>(),
            ["us-east-1", "eu-central-1"]
        );
    }

    #[test]
    fn one_failed_start_names_every_fault() {
        let variables = [
            ("ROLLCALL_TABLE", "a b"),
            ("ROLLCALL_REGIONS", "us-east-1,,mars"),
            ("ROLLCALL_POLICY", "[checks.oddb]"),
        ];
        let faults = read(&variables).unwrap_err().faults;
        let expected = [
            "ROLLCALL_TABLE: \"a b\" is not the name",
            "ROLLCALL_TOPIC_ARN is not set",
            "AWS_REGION is not set",
            "ROLLCALL_REGIONS: \"\" is not an AWS Region",
            "ROLLCALL_REGIONS: \"mars\" is not an AWS Region",
            "ROLLCALL_POLICY: line 1, column 9: there is no check \"oddb\"",
        ];
        assert_eq!(faults.len(), expected.len(), "{faults:#?}");
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.starts_with(expected), "{fault}");
        }
    }
}
