//! The organization as the rest of the sandbox sees it: changed account by account, and read.
//!
//! Without accounts there is no organization. With the first one there is its management account too.

use jiff::Timestamp;

use super::account::Account;
use super::change::OrganizationAccount;
use super::generator;
use super::ids::OrganizationIds;
use super::members::{Members, Page, View};
use super::unit::OrganizationalUnit;
use crate::guarded::Guarded;
use rollcall_core::identity::AccountId;

#[derive(Debug)]
pub(crate) struct Organization {
    pub(super) ids: OrganizationIds,
    members: Guarded<Members>,
}

impl Organization {
    /// With so many accounts, `home` included; 0 is no organization.
    pub(crate) fn new(home: AccountId, accounts: usize) -> Self {
        let ids = OrganizationIds::new(home);
        let mut members = Members::default();
        for account in generator::accounts(&ids.home, accounts) {
            members.put(account, &ids);
        }
        Self { ids, members: Guarded::new(members) }
    }

    pub(crate) fn is_home(&self, account: &AccountId) -> bool {
        *account == self.ids.home
    }

    pub(crate) fn is_in_use(&self) -> bool {
        self.members.with(|members| !members.is_empty())
    }

    /// Merges a change, and gives the account as it is now.
    pub(crate) fn set(&self, change: OrganizationAccount, now: Timestamp) -> OrganizationAccount {
        self.members.with(|members| {
            if members.is_empty() {
                members.put(generator::management(self.ids.home.clone()), &self.ids);
            }
            let known = members.get(&change.id).cloned();
            let mut account = known.unwrap_or_else(|| Account::joined(change.id.clone(), now));
            change.apply(&mut account);
            let changed = OrganizationAccount::from(&account);
            members.put(account, &self.ids);
            changed
        })
    }

    /// The account has left; says whether it was there. The management account stays.
    pub(crate) fn remove(&self, account: &AccountId) -> bool {
        !self.is_home(account) && self.members.with(|members| members.remove(account))
    }

    pub(crate) fn get(&self, account: &AccountId) -> Option<Account> {
        self.members.with(|members| members.get(account).cloned())
    }

    pub(super) fn unit(&self, id: &str) -> Option<OrganizationalUnit> {
        self.members.with(|members| members.unit(id).cloned())
    }

    /// How many accounts a view has.
    pub(super) fn count(&self, view: View) -> usize {
        self.members.with(|members| members.count(view))
    }

    /// Makes something of at most `size` accounts of a view, from the first after `after`.
    pub(crate) fn page<T>(
        &self,
        view: View,
        after: Option<&AccountId>,
        size: usize,
        item: impl Fn(&Account) -> T,
    ) -> Page<T> {
        self.members.with(|members| members.page(view, after, size, item))
    }

    /// All accounts, by id.
    pub(crate) fn all(&self) -> Vec<OrganizationAccount> {
        self.members.with(|members| members.all().map(OrganizationAccount::from).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::account::{AccountRole, AccountState};
    use super::*;

    fn organization() -> Organization {
        Organization::new("111122223333".parse().unwrap(), 0)
    }

    fn change() -> OrganizationAccount {
        OrganizationAccount::new("444455556666".parse().unwrap())
    }

    #[test]
    fn the_first_account_makes_the_organization() {
        let organization = organization();
        assert!(!organization.is_in_use());
        organization.set(change(), Timestamp::UNIX_EPOCH);
        let ids: Vec<String> = organization.all().iter().map(|account| account.id.to_string()).collect();
        assert_eq!(ids, ["111122223333", "444455556666"]);
        assert_eq!(organization.all()[0].name.as_deref(), Some("management"));
    }

    #[test]
    fn a_change_leaves_what_it_does_not_name() {
        let organization = organization();
        let unit = "/prod/data".parse().unwrap();
        organization
            .set(change().name("data-lake").owner("team-data").organizational_unit(unit), Timestamp::MIN);
        let changed = organization.set(change().state(AccountState::Suspended).owner(""), Timestamp::MAX);
        let expected = change()
            .name("data-lake")
            .organizational_unit("/prod/data".parse().unwrap())
            .state(AccountState::Suspended)
            .joined(Timestamp::MIN)
            .role(AccountRole::Trusted)
            .listed(true)
            .answered(true);
        assert_eq!(changed, expected);
        assert_eq!(organization.all()[1], expected);
    }

    #[test]
    fn an_account_leaves_and_the_management_account_stays() {
        let organization = organization();
        organization.set(change(), Timestamp::UNIX_EPOCH);
        assert!(organization.remove(&change().id));
        assert!(!organization.remove(&change().id));
        assert!(!organization.remove(&organization.ids.home));
        assert!(organization.is_in_use());
    }
}
