//! The status APIs: what they answer, and how that is set. A check is a row in a file of its own.

mod answered;
mod compute_optimizer;
mod iot_fleetwise;
mod odb;
mod operations;
mod registry;
mod row;
mod setting;
mod settings;

pub use answered::{ComponentAnswer, StatusAnswer};
pub(crate) use operations::answer;
pub use registry::Check;
pub use setting::{ComponentSetting, Setting, SettingError};
pub(crate) use settings::Settings;
