//! The policy's TOML as it is written, each value with its place in the text.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) notify_at: Option<Spanned<String>>,
    pub(super) notify_after: Option<Spanned<String>>,
    pub(super) remind_every: Option<Spanned<String>>,
    pub(super) blind_after: Option<Spanned<String>>,
    pub(super) stale_after: Option<Spanned<String>>,
    pub(super) note_every: Option<Spanned<String>>,
    pub(super) history_days: Option<Spanned<i64>>,
    #[serde(default)]
    pub(super) flapping: FlappingTable,
    #[serde(default)]
    pub(super) checks: BTreeMap<Spanned<String>, CheckTable>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlappingTable {
    pub(super) times: Option<Spanned<i64>>,
    pub(super) within: Option<Spanned<String>>,
    pub(super) steady: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckTable {
    pub(super) enabled: Option<bool>,
    pub(super) regions: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) required: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) accept: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) deadlines: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    pub(super) statuses: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    pub(super) components: BTreeMap<Spanned<String>, ComponentTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComponentTable {
    #[serde(default)]
    pub(super) accept: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) deadlines: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    pub(super) statuses: BTreeMap<Spanned<String>, Spanned<String>>,
}
