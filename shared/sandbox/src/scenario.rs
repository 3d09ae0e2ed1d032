//! A scenario file: TOML with the tables `[[account]]`, `[[status]]` and `[[fault]]`.
//!
//! Their fields are those of the control endpoint.

use serde::Deserialize;

use crate::faults::Fault;
use crate::organization::OrganizationAccount;
use crate::status::{Setting, SettingError};

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Any of them makes an organization.
    #[serde(default)]
    pub account: Vec<OrganizationAccount>,
    #[serde(default)]
    pub status: Vec<Setting>,
    #[serde(default)]
    pub fault: Vec<Fault>,
}

#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// Not TOML, or other fields; the source names the line.
    #[error("not a scenario")]
    Toml(#[from] toml::de::Error),
    #[error("[[status]] number {number}")]
    Setting {
        /// From 1.
        number: usize,
        source: SettingError,
    },
}

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// When the text is not TOML, has an unknown field, or has a setting that an API cannot answer.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text)?;
        for (index, setting) in scenario.status.iter().enumerate() {
            let number = index + 1;
            setting.validate().map_err(|source| ScenarioError::Setting { number, source })?;
        }
        Ok(scenario)
    }
}
