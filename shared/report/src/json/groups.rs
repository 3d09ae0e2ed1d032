//! `rollcall.groups/1`: how enrollments stand, taken together by what they have in common.

use rollcall_core::standing::Totals;
use rollcall_core::time::Time;
use serde::Serialize;

use super::standing::SummaryJson;
use crate::groups::{Group, GroupBy};
use crate::inventory::KnownAccounts;

/// Groups at a point in time, in the order given, as `rollcall.groups/1`.
pub fn groups(groups: &[Group], by: GroupBy, accounts: &KnownAccounts, totals: Totals, at: Time) -> String {
    super::text(&GroupsJson {
        schema: "rollcall.groups/1",
        at,
        group_by: by.into(),
        depth: by.depth(),
        summary: SummaryJson::of(totals),
        groups: groups.iter().map(|group| GroupJson::of(group, by, accounts)).collect(),
    })
}

#[derive(Serialize)]
struct GroupsJson<'a> {
    schema: &'static str,
    at: Time,
    group_by: &'static str,
    depth: Option<usize>,
    summary: SummaryJson,
    groups: Vec<GroupJson<'a>>,
}

#[derive(Serialize)]
struct GroupJson<'a> {
    value: Option<&'a str>,
    account_name: Option<&'a str>,
    accounts: usize,
    #[serde(flatten)]
    summary: SummaryJson,
    worst_condition: Option<&'static str>,
    open_since: Option<Time>,
}

impl<'a> GroupJson<'a> {
    fn of(group: &'a Group, by: GroupBy, accounts: &'a KnownAccounts) -> Self {
        Self {
            value: group.value.as_deref(),
            account_name: group.account_name(by, accounts),
            accounts: group.accounts,
            summary: SummaryJson::of(group.totals),
            worst_condition: group.worst.map(|condition| condition.into_str()),
            open_since: group.open_since,
        }
    }
}
