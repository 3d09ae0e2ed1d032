//! The document as the page shows it: numbered enrollments, grouped by check, and how much is shown of
//! each. It classifies nothing; that was done before.

use std::collections::BTreeMap;

use rollcall_core::condition::Compliance;
use rollcall_core::identity::{AccountId, Enrollment};
use rollcall_core::record::Record;
use rollcall_core::time::Time;

use super::detail::Detail;
use super::groups;
use super::look::{BLIND, Look, STALE};
use super::words::quote;
use crate::document::{Document, EnrollmentReport};
use crate::groups::{Group, GroupBy};
use crate::wording;
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::timeline::Timeline;

/// The most changes that a large report writes out for all enrollments that are not fine, together.
const CHANGES_MAX: usize = 2000;
/// With more enrollments than this, those that are fine are folded.
const FOLD_ABOVE: usize = 12;
/// The most rows of a list of troubles; the grid marks each enrollment anyway.
pub(super) const ROWS_MAX: usize = 100;

/// The longest name of an account, an owner or an organizational unit that is shown in full.
pub(super) const NAME_BYTES_MAX: usize = 80;
/// The most that is said of an account beside its id.
const ACCOUNT_BYTES_MAX: usize = 160;

pub(super) struct View<'a> {
    pub(super) document: &'a Document,
    pub(super) detail: Detail,
    pub(super) totals: Totals,
    /// Of all enrollments.
    pub(super) record: Record,
    pub(super) units: Vec<Group>,
    pub(super) owners: Vec<Group>,
    /// Those that the grid and the evidence list, in the order of their ids; in each, the worst first.
    pub(super) checks: BTreeMap<&'a str, Vec<Entry<'a>>>,
    ids: BTreeMap<&'a Enrollment, usize>,
    /// How many of those that are listed need a look.
    troubled: usize,
}

#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    /// Its number; its anchor is `e` and this number.
    pub(super) id: usize,
    pub(super) standing: &'a Standing,
    pub(super) timeline: &'a Timeline,
    pub(super) report: &'a EnrollmentReport,
}

impl<'a> View<'a> {
    pub(super) fn of(document: &'a Document, detail: Detail) -> Self {
        let mut checks: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
        let (mut ids, mut troubled) = (BTreeMap::new(), 0);
        for entry in numbered(document).take(detail.listed_max) {
            let enrollment = &entry.standing.enrollment;
            checks.entry(&enrollment.check).or_default().push(entry);
            ids.insert(enrollment, entry.id);
            troubled += usize::from(!entry.is_fine());
        }
        Self {
            document,
            detail,
            totals: document.totals(),
            record: document.record(),
            units: groups::of(document, GroupBy::OrganizationalUnit { depth: None }),
            owners: groups::of(document, GroupBy::Owner),
            checks,
            ids,
            troubled,
        }
    }

    /// In the document's order.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        numbered(self.document)
    }

    pub(super) fn id(&self, enrollment: &Enrollment) -> Option<usize> {
        self.ids.get(enrollment).copied()
    }

    /// How many have no place of their own.
    pub(super) fn left_out(&self) -> usize {
        self.totals.all() - self.ids.len()
    }

    /// Where else each enrollment is, after `12 more;`.
    pub(super) fn elsewhere(&self) -> &'static str {
        if self.left_out() == 0 { "the grid marks each" } else { "the report as JSON or CSV has each" }
    }

    /// The time as of which everything is shown.
    pub(super) fn now(&self) -> Time {
        self.document.cover.to
    }

    /// The account's name, if it is known; a long one is cut.
    pub(super) fn name(&self, account: &AccountId) -> Option<String> {
        self.document.cover.accounts.name(account).map(|name| quote(name, NAME_BYTES_MAX))
    }

    /// `payments-prod in /prod/data, owner data-team`, as far as it is known.
    pub(super) fn account(&self, account: &AccountId) -> Option<String> {
        let known = self.document.cover.accounts.get(account)?;
        wording::account(known).map(|account| quote(&account, ACCOUNT_BYTES_MAX))
    }

    pub(super) fn folds(&self) -> bool {
        self.ids.len() > FOLD_ABOVE
    }

    /// The most changes that are written out for an enrollment; its picture shows all.
    pub(super) fn changes_max(&self, entry: &Entry<'_>) -> usize {
        match (self.detail.is_large, entry.is_fine()) {
            (false, _) => self.detail.changes_max,
            (true, false) => (CHANGES_MAX / self.troubled.max(1)).min(self.detail.changes_max),
            (true, true) => 0,
        }
    }
}

impl Entry<'_> {
    /// Whether it needs no look.
    pub(super) fn is_fine(&self) -> bool {
        let Standing { compliance, blind, stale, .. } = self.standing;
        let is_good = match compliance {
            Compliance::Compliant | Compliance::NotApplicable => true,
            Compliance::InsufficientData | Compliance::NonCompliant => false,
        };
        is_good && blind.is_none() && !stale
    }

    /// How it looked when it was last seen.
    pub(super) fn last_look(&self) -> Look {
        self.standing.condition.map_or(Look::of_sight(self.standing.sight), Look::of)
    }

    /// How it looks: as what hides it, unless the last that was seen is worse than that.
    pub(super) fn look(&self) -> Look {
        self.hidden().unwrap_or_else(|| self.last_look())
    }

    /// The look of what hides it; none if its verdict stands nevertheless.
    fn hidden(&self) -> Option<Look> {
        let Standing { compliance, blind, stale, .. } = self.standing;
        match (compliance, blind) {
            (Compliance::NonCompliant, _) => None,
            (_, Some(_)) => Some(BLIND),
            (_, None) => stale.then_some(STALE),
        }
    }

    /// The class of its verdict.
    pub(super) fn verdict_class(&self) -> &'static str {
        self.hidden().map_or(Look::class_of(self.standing.compliance), |look| look.class)
    }
}

fn numbered(document: &Document) -> impl Iterator<Item = Entry<'_>> {
    let numbered = document.enrollments.iter().enumerate();
    numbered.map(|(id, report)| Entry { id, standing: report.standing(), timeline: &report.timeline, report })
}

/// The entries by account, in the order in which the accounts first appear.
pub(super) fn by_account<'a>(
    entries: impl Iterator<Item = Entry<'a>>,
) -> Vec<(&'a AccountId, Vec<Entry<'a>>)> {
    let mut places = BTreeMap::new();
    let mut accounts: Vec<(&AccountId, Vec<Entry<'_>>)> = Vec::new();
    for entry in entries {
        let account = &entry.standing.enrollment.target.account;
        let place = *places.entry(account).or_insert_with(|| {
            accounts.push((account, Vec::new()));
            accounts.len() - 1
        });
        accounts[place].1.push(entry);
    }
    accounts
}
