//! What a setting makes of each component: what an API's answer is written from, and what people are shown.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::registry::Check;
use super::setting::{ComponentSetting, Setting};
use rollcall_core::identity::AccountId;
use rollcall_core::region::Region;

/// What a check answers within an account and a Region; None stands for all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatusAnswer {
    pub check: Check,
    pub account: Option<AccountId>,
    pub region: Option<Region>,
    /// The main one first.
    pub components: Vec<ComponentAnswer>,
    /// As in the setting: merged over the API's answer, so that it may say something else than `components`.
    pub answer: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentAnswer {
    pub component: String,
    /// None if the answer leaves the component out.
    pub status: Option<String>,
    pub reason: Option<String>,
}

impl From<&Setting> for StatusAnswer {
    fn from(setting: &Setting) -> Self {
        Self {
            check: setting.check,
            account: setting.account.clone(),
            region: setting.region.clone(),
            components: setting.answered(),
            answer: setting.answer.clone(),
        }
    }
}

impl Setting {
    /// Every component, the main one first: those of the check's row, and those that are set.
    pub(super) fn answered(&self) -> Vec<ComponentAnswer> {
        let main = self.main_answer();
        let row = self.check.row();
        let has_parts =
            main.status.as_ref().is_none_or(|status| !row.statuses_without_parts.contains(&status.as_str()));
        let usual = row.components.iter().map(|(name, _)| *name).skip(1);
        let others = self.components.keys().map(String::as_str);
        let others = others.filter(|name| row.components.iter().all(|(usual, _)| usual != name));
        let part = |name| self.component_answer(name, self.components.get(name), has_parts);
        std::iter::once(main).chain(usual.chain(others).map(part)).collect()
    }

    pub(super) fn main_answer(&self) -> ComponentAnswer {
        self.component_answer(self.check.row().main_component(), Some(&self.main()), true)
    }

    /// A component that is not set is there or not; one that is set is there unless it was removed.
    fn component_answer(
        &self,
        name: &str,
        set: Option<&ComponentSetting>,
        is_there: bool,
    ) -> ComponentAnswer {
        let is_there = set.map_or(is_there, |set| !set.removed);
        let status = set.and_then(|set| set.status.as_deref()).or(self.check.row().healthy(name));
        ComponentAnswer {
            component: name.to_owned(),
            status: status.filter(|_| is_there).map(str::to_owned),
            reason: set.and_then(|set| set.reason.clone()),
        }
    }
}
