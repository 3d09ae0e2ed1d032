//! AWS on loopback: what Rollcall's functions call, over the real wire protocols.
//!
//! One port, one process: DynamoDB (by `dynoxide`), the status APIs, SNS, STS and an Organization, for
//! unmodified SDKs, the AWS CLI and boto3. Tests set what it answers and where it fails.
//! It never leaves 127.0.0.1, and it checks no signature.

mod api_error;
mod call;
mod clock;
mod cloud;
mod control;
mod control_client;
mod credential;
mod dynamodb;
mod error;
mod faults;
mod gateway;
mod guarded;
mod journal;
mod named;
mod options;
mod organization;
mod protocol;
mod request;
pub mod runtime_api;
mod sandbox;
mod scenario;
mod scope;
mod server;
mod service;
mod sns;
mod status;
mod sts;

pub use control_client::{ControlClient, ControlError, Overview};
pub use error::SandboxError;
pub use faults::{Effect, Fault, FaultGone, FaultId, FaultInForce, When};
pub use options::{ACTIVATION_SECRET, DEFAULT_REGION, Options};
pub use organization::{
    AccountRole, AccountState, OrganizationAccount, OrganizationalUnit, OrganizationalUnitError,
};
pub use request::{Event, Outcome, Request};
pub use sandbox::Sandbox;
pub use scenario::{Scenario, ScenarioError};
pub use service::Service;
pub use sns::{Attribute, Message, TopicMessages};
pub use status::{Check, ComponentAnswer, ComponentSetting, Setting, SettingError, StatusAnswer};
