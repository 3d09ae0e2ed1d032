//! How large a page may become.

use rollcall_report::html::render;

use crate::fleet::{fleet, organization, restless};
use crate::sample;

#[test]
fn ten_enrollments_stay_below_200_kilobytes() {
    let size = render(&fleet(10)).len();
    assert!(size < 200_000, "{size}");
}

#[test]
fn three_thousand_enrollments_with_a_year_of_changes_stay_below_5_megabytes() {
    let document = fleet(3000);
    let marks: usize = document.enrollments.iter().map(|one| one.timeline.changes.len()).sum();
    assert!(marks >= 3000 * 11, "a year has about twelve changes, not {marks} in all");
    let size = render(&document).len();
    assert!(size < 5_000_000, "{size}");
}

#[test]
fn three_thousand_that_all_failed_after_a_restless_year_stay_below_5_megabytes_too() {
    let document = restless(3000);
    assert!(document.enrollments[0].timeline.changes.len() >= 120);
    let page = render(&document);
    assert!(page.len() < 5_000_000, "{}", page.len());
    assert_eq!(page.matches(">SUSPENDED<").count(), 3000, "none is left out");
    assert_eq!(page.matches(">identity-domain, iam-role/KmsTde, iam-role/SecretsManager<").count(), 3000);
}

#[test]
fn three_thousand_blind_enrollments_stay_below_5_megabytes_too() {
    let mut document = fleet(3000);
    let blind = sample::three().enrollments.into_iter().find_map(|one| one.explanation.standing.blind);
    for one in &mut document.enrollments {
        one.explanation.standing.blind.clone_from(&blind);
    }
    let size = render(&document).len();
    assert!(size < 5_000_000, "{size}");
}

#[test]
fn three_thousand_accounts_stay_below_5_megabytes_and_say_what_is_not_listed() {
    let document = organization(3000);
    assert_eq!(document.enrollments.len(), 9000);
    let page = render(&document);
    assert!(page.len() < 5_000_000, "{}", page.len());
    assert!(page.contains("list the worst 2,000 of 9,000 enrollments; the others have nothing to look at"));
    assert_eq!(page.matches("<tbody id=\"e").count(), 2000);
}
