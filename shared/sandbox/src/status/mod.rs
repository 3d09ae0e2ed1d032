//! The three status APIs: what they answer, and how that is set.

mod check;
mod compute_optimizer;
mod iot_fleetwise;
mod odb;
mod setting;
mod settings;

pub use check::Check;
pub use setting::{ComponentSetting, Setting, SettingError};
pub(crate) use settings::Settings;
