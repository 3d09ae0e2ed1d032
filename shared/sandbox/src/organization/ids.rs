//! The ids of the organization, its root and its units, and the ARNs that are made of them.
//!
//! They are derived from the management account and the names, so that every run has the same.

use super::unit::OrganizationalUnit;
use rollcall_core::identity::AccountId;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

#[derive(Debug)]
pub(super) struct OrganizationIds {
    /// The management account.
    pub(super) home: AccountId,
    /// `o-` and ten characters.
    pub(super) organization: String,
    /// The four characters after `r-`, which the ids of all units repeat.
    root: String,
}

impl OrganizationIds {
    pub(super) fn new(home: AccountId) -> Self {
        let organization = format!("o-{}", derived(&format!("organization {home}"), 10));
        let root = derived(&format!("root {home}"), 4);
        Self { home, organization, root }
    }

    /// The id of a unit, or of the root.
    pub(super) fn unit(&self, unit: &OrganizationalUnit) -> String {
        let root = &self.root;
        if *unit == OrganizationalUnit::root() {
            format!("r-{root}")
        } else {
            format!("ou-{root}-{}", derived(unit.as_str(), 8))
        }
    }

    /// From the organization down to the unit, by ids, with a slash at the end.
    pub(super) fn path(&self, unit: &OrganizationalUnit) -> String {
        let units: String = unit.lineage().map(|unit| format!("{}/", self.unit(&unit))).collect();
        format!("{}/r-{}/{units}", self.organization, self.root)
    }

    pub(super) fn organization_arn(&self) -> String {
        self.arn("organization", None)
    }

    pub(super) fn account_arn(&self, account: &AccountId) -> String {
        self.arn("account", Some(account.as_str()))
    }

    pub(super) fn unit_arn(&self, unit: &OrganizationalUnit) -> String {
        self.arn("ou", Some(&self.unit(unit)))
    }

    fn arn(&self, kind: &str, id: Option<&str>) -> String {
        let Self { home, organization, root: _ } = self;
        let id = id.map(|id| format!("/{id}")).unwrap_or_default();
        format!("arn:aws:organizations::{home}:{kind}/{organization}{id}")
    }
}

/// So many lower-case letters and digits, the same for the same text: its FNV-1a hash.
fn derived(text: &str, length: usize) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut rest = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    let mut digit = || {
        let digit = DIGITS[(rest % 36) as usize];
        rest /= 36;
        char::from(digit)
    };
    (0..length).map(|_| digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_real_and_stay_the_same() {
        let ids = OrganizationIds::new("111122223333".parse().unwrap());
        let again = OrganizationIds::new("111122223333".parse().unwrap());
        let (prod, data) = ("/prod".parse().unwrap(), "/prod/data".parse().unwrap());
        assert_eq!(ids.path(&data), again.path(&data));
        let (root, prod, data) = (ids.unit(&OrganizationalUnit::root()), ids.unit(&prod), ids.unit(&data));
        assert_eq!((ids.organization.len(), root.len(), data.len()), (12, 6, 16));
        assert!(data.starts_with(&format!("ou-{}-", &root[2..])), "{data} is not of {root}");
        assert_ne!(prod, data);
        assert_ne!(data, ids.unit(&"/staging/data".parse().unwrap()), "two units may have one name");
        let path = format!("{}/{root}/{prod}/{data}/", ids.organization);
        assert_eq!(ids.path(&"/prod/data".parse().unwrap()), path);
        assert_eq!(ids.path(&OrganizationalUnit::root()), format!("{}/{root}/", ids.organization));
    }

    #[test]
    fn another_organization_has_other_ids() {
        let [one, other] =
            ["111122223333", "444455556666"].map(|id| OrganizationIds::new(id.parse().unwrap()));
        assert_ne!(one.organization, other.organization);
        assert_ne!(one.unit(&OrganizationalUnit::root()), other.unit(&OrganizationalUnit::root()));
    }
}
