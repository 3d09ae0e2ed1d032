//! All accounts of the organization, and the views on them that answers are read from in pages.
//!
//! Every look-up is by key: no answer may take longer because the organization is larger.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::account::Account;
use super::ids::OrganizationIds;
use super::unit::OrganizationalUnit;
use rollcall_core::identity::AccountId;

#[derive(Debug, Default)]
pub(super) struct Members {
    accounts: BTreeMap<AccountId, Account>,
    views: BTreeMap<View, BTreeSet<AccountId>>,
    /// By id; they stay when their last account leaves.
    units: BTreeMap<String, OrganizationalUnit>,
}

/// The accounts that an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum View {
    /// Those in ListAccounts.
    Listed,
    /// Those with tags.
    Tagged,
    /// Those in a service's answer for the whole organization.
    Answered,
}

impl View {
    const ALL: [Self; 3] = [Self::Listed, Self::Tagged, Self::Answered];

    fn has(self, account: &Account) -> bool {
        match self {
            Self::Listed => account.listed,
            Self::Tagged => account.owner.is_some(),
            Self::Answered => account.is_answered(),
        }
    }
}

/// What was made of some accounts, in the order of their ids.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// The last account of this page, if there are more behind it.
    pub(crate) next: Option<AccountId>,
}

impl Members {
    /// Adds an account, or replaces the one of its id.
    pub(super) fn put(&mut self, account: Account, ids: &OrganizationIds) {
        for view in View::ALL {
            let seen = self.views.entry(view).or_default();
            if view.has(&account) {
                seen.insert(account.id.clone());
            } else {
                seen.remove(&account.id);
            }
        }
        for unit in account.organizational_unit.lineage() {
            self.units.entry(ids.unit(&unit)).or_insert(unit);
        }
        self.accounts.insert(account.id.clone(), account);
    }

    /// Takes an account out, and says whether it was there.
    pub(super) fn remove(&mut self, id: &AccountId) -> bool {
        for ids in self.views.values_mut() {
            ids.remove(id);
        }
        self.accounts.remove(id).is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    pub(super) fn get(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.get(id)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The organizational unit of this id.
    pub(super) fn unit(&self, id: &str) -> Option<&OrganizationalUnit> {
        self.units.get(id)
    }

    /// How many accounts a view has.
    pub(super) fn count(&self, view: View) -> usize {
        self.views.get(&view).map_or(0, BTreeSet::len)
    }

    /// Makes something of at most `size` accounts of a view, from the first after `after`.
    pub(super) fn page<T>(
        &self,
        view: View,
        after: Option<&AccountId>,
        size: usize,
        item: impl Fn(&Account) -> T,
    ) -> Page<T> {
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = self.views.get(&view).map(|ids| ids.range::<AccountId, _>((after, Bound::Unbounded)));
        let mut rest = rest.into_iter().flatten().filter_map(|id| self.accounts.get(id));
        let accounts: Vec<&Account> = rest.by_ref().take(size).collect();
        let last = accounts.last().map(|account| account.id.clone());
        Page { items: accounts.into_iter().map(item).collect(), next: last.filter(|_| rest.next().is_some()) }
    }
}
