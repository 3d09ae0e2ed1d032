//! A scenario file: TOML with the tables `[[status]]` and `[[fault]]`.
//!
//! Their fields are those of the control endpoint.

use serde::Deserialize;

use crate::faults::Fault;
use crate::status::{Setting, SettingError};

/// What a sandbox starts with.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What the status APIs answer.
    #[serde(default)]
    pub status: Vec<Setting>,
    /// What goes wrong.
    #[serde(default)]
    pub fault: Vec<Fault>,
}

/// Why a text is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// Not TOML, or not with these fields; names the line.
    #[error("not a scenario")]
    Toml(#[from] toml::de::Error),
    /// One of the settings cannot be answered; counted from 1.
    #[error("[[status]] number {number}")]
    Setting {
        /// Which one, from 1.
        number: usize,
        /// Why.
        source: SettingError,
    },
}

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// When the text is no TOML, has an unknown field, or a setting that an API cannot say.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text)?;
        for (index, setting) in scenario.status.iter().enumerate() {
            let number = index + 1;
            setting.validate().map_err(|source| ScenarioError::Setting { number, source })?;
        }
        Ok(scenario)
    }
}
