//! Settings that the SDK's clients take from the environment, except credentials: which endpoints to
//! call.
//!
//! `aws_config`'s loader does the same, but links every way to get credentials. A function does not use
//! them, and they are a twelfth of its binary. Nothing is read from profiles.

use aws_types::SdkConfig;
use aws_types::sdk_config::Builder;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

const ENDPOINT_URL: &str = "AWS_ENDPOINT_URL";

/// Looks up a variable.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Environment(pub(crate) fn(&str) -> Option<String>);

impl Environment {
    /// A configuration with the endpoints that the variables name.
    pub(crate) fn configure(self) -> Builder {
        let mut config = SdkConfig::builder().service_config(self);
        config.set_endpoint_url(self.endpoint_url(ENDPOINT_URL));
        config.set_use_fips(self.flag("AWS_USE_FIPS_ENDPOINT"));
        config.set_use_dual_stack(self.flag("AWS_USE_DUALSTACK_ENDPOINT"));
        config
    }

    fn endpoint_url(self, variable: &str) -> Option<String> {
        let ignored = self.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == Some(true);
        if ignored { None } else { self.text(variable) }
    }

    fn text(self, variable: &str) -> Option<String> {
        self.0(variable).filter(|value| !value.is_empty())
    }

    fn flag(self, variable: &str) -> Option<bool> {
        self.text(variable)?.to_ascii_lowercase().parse().ok()
    }
}

/// A service's own settings come before those of all services.
impl LoadServiceConfig for Environment {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        let variables = [format!("{}_{service}", key.env()), key.env().to_owned()];
        let set = |variable: &String| match key.env() {
            ENDPOINT_URL => self.endpoint_url(variable),
            _ => self.text(variable),
        };
        variables.iter().find_map(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_and_one(variable: &str) -> Option<String> {
        match variable {
            "AWS_ENDPOINT_URL" => Some("http://all".to_owned()),
            "AWS_ENDPOINT_URL_COMPUTE_OPTIMIZER" => Some("http://one".to_owned()),
            "AWS_ENDPOINT_URL_ODB" => Some(String::new()),
            "AWS_USE_FIPS_ENDPOINT" => Some("TRUE".to_owned()),
            _ => None,
        }
    }

    fn ignored(variable: &str) -> Option<String> {
        let ignore = variable == "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
        if ignore { Some("true".to_owned()) } else { all_and_one(variable) }
    }

    fn endpoint(environment: Environment, service_id: &str) -> Option<String> {
        let key =
            ServiceConfigKey::builder().service_id(service_id).env(ENDPOINT_URL).profile("endpoint_url");
        environment.load_config(key.build().unwrap())
    }

    #[test]
    fn a_services_own_endpoint_wins() {
        let environment = Environment(all_and_one);
        assert_eq!(endpoint(environment, "Compute Optimizer").as_deref(), Some("http://one"));
        assert_eq!(endpoint(environment, "DynamoDB").as_deref(), Some("http://all"));
        assert_eq!(environment.configure().build().endpoint_url(), Some("http://all"));
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        assert_eq!(endpoint(Environment(all_and_one), "odb").as_deref(), Some("http://all"));
        assert_eq!(Environment(|_| Some(String::new())).configure().build().endpoint_url(), None);
    }

    #[test]
    fn configured_endpoints_can_be_ignored() {
        assert_eq!(endpoint(Environment(ignored), "Compute Optimizer"), None);
        assert_eq!(Environment(ignored).configure().build().endpoint_url(), None);
    }

    #[test]
    fn flags_are_true_false_or_not_set() {
        let config = Environment(all_and_one).configure().build();
        assert_eq!((config.use_fips(), config.use_dual_stack()), (Some(true), None));
    }
}
