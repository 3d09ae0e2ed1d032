//! Pieces of pages, as they are written.

use std::collections::BTreeSet;

use rollcall_checks::odb::RULES as ODB;
use rollcall_core::condition::Compliance;
use rollcall_core::deliver::{KnownSubscriptions, Route};
use rollcall_core::identity::AccountId;
use rollcall_report::document::Document;
use rollcall_report::html::render;
use rollcall_report::inventory::KnownAccounts;
use roxmltree::{Document as Xml, Node, ParsingOptions};

use crate::fleet::{fleet, organization, restless};
use crate::page::{read, text};
use crate::sample::{self, account, add, seen};

/// The markup of the first node that `is_it`, one element per line.
fn piece(document: &Document, is_it: impl Fn(&Node<'_, '_>) -> bool) -> String {
    let page = render(document);
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let xml = Xml::parse_with_options(&page, options).unwrap();
    let node = xml.descendants().find(is_it).unwrap();
    page[node.range()].replace("><", ">\n<")
}

fn with_id(id: &'static str) -> impl Fn(&Node<'_, '_>) -> bool {
    move |node| node.attribute("id") == Some(id)
}

fn has_class(class: &'static str) -> impl Fn(&Node<'_, '_>) -> bool {
    move |node| node.attribute("class") == Some(class)
}

fn headline(document: &Document) -> String {
    read(document, |page| {
        let head = page.descendants().find(has_class("head")).unwrap();
        let words = head.descendants().filter(|node| ["p", "h1"].contains(&node.tag_name().name()));
        words.map(text).collect::<Vec<_>>().join("\n")
    })
}

#[test]
fn the_headline_says_in_words_how_it_stands() {
    insta::assert_snapshot!(headline(&fleet(30)), @r"
    90 %
    27 of 30 enrollments are compliant
    For 2 of them someone must act. 1 is in progress, or cannot be judged.
    As of 2026-11-21 03:29 UTC, from table rollcall in us-east-1.
    ");
}

#[test]
fn the_headline_of_nothing_is_no_figure() {
    insta::assert_snapshot!(headline(&sample::empty()), @r"
    No enrollment is on record
    Nothing is stored yet, or no enrollment matches what was asked for.
    As of 2026-11-21 03:29 UTC, from table rollcall in us-east-1.
    ");
}

#[test]
fn the_headline_of_what_does_not_apply_is_no_figure() {
    let mut document = sample::three();
    for one in &mut document.enrollments {
        one.explanation.standing.compliance = Compliance::NotApplicable;
        one.explanation.standing.problem = None;
    }
    insta::assert_snapshot!(headline(&document), @r"
    None of 3 enrollments applies
    No one must act. 3 are not counted, because nothing is asked of them.
    As of 2026-11-21 03:29 UTC, from table rollcall in us-east-1.
    ");
}

#[test]
fn the_headline_is_100_only_where_all_are_compliant() {
    let mut document = fleet(400);
    for one in &mut document.enrollments {
        one.explanation.standing.compliance = Compliance::Compliant;
        one.explanation.standing.problem = None;
    }
    insta::assert_snapshot!(headline(&document), @r"
    100 %
    400 enrollments, and every one is compliant
    No one must act.
    As of 2026-11-21 03:29 UTC, from table rollcall in us-east-1.
    ");
    document.enrollments[0].explanation.standing.compliance = Compliance::InsufficientData;
    insta::assert_snapshot!(headline(&document), @r"
    99 %
    399 of 400 enrollments are compliant
    As far as is known, no one must act. 1 is in progress, or cannot be judged.
    As of 2026-11-21 03:29 UTC, from table rollcall in us-east-1.
    ");
}

#[test]
fn an_empty_page_says_so_and_shows_the_alerts_that_wait() {
    let mut document = sample::empty();
    document.cover.pending = sample::three().cover.pending;
    let headings = read(&document, |page| {
        let headings = page.descendants().filter(|node| ["h1", "h2"].contains(&node.tag_name().name()));
        headings.map(text).collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(headings, @r"
    No enrollment is on record
    Alerts not sent yet
    How this report was made
    ");
}

#[test]
fn a_cell_has_its_condition_in_words_and_what_hides_it() {
    let document = sample::three();
    insta::assert_snapshot!(piece(&document, with_id("grid")));
}

#[test]
fn who_has_to_act_is_told_what_is_wrong_since_when_and_what_to_do() {
    insta::assert_snapshot!(piece(&fleet(30), with_id("act")));
}

#[test]
fn a_period_is_told_in_six_figures() {
    let mut document = sample::three();
    let count = KnownSubscriptions { expected: 2, confirmed: 2, ..KnownSubscriptions::default() };
    let route = Route { subscriptions: Some(count), ..Route::default() };
    document.cover.routes.insert("default".to_owned(), route);
    let figures = read(&document, |page| {
        let period = page.descendants().find(has_class("period")).unwrap();
        let figures =
            period.descendants().filter(|node| ["h2", "dt", "dd"].contains(&node.tag_name().name()));
        figures.map(text).collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(figures);
}

/// The headings of sections and cards.
fn headings(document: &Document) -> Vec<String> {
    read(document, |page| {
        let headings = page.descendants().filter(|node| {
            let is_card = node.parent().is_some_and(|parent| parent.has_tag_name("article"));
            node.has_tag_name("h2") || (node.has_tag_name("h3") && is_card)
        });
        headings.map(text).collect()
    })
}

#[test]
fn who_has_to_act_comes_first_and_what_there_is_nothing_of_is_one_line() {
    let [period, evidence, made] =
        ["2025-11-21 03:29 UTC to 2026-11-21 03:29 UTC", "Evidence", "How this report was made"];
    assert_eq!(
        headings(&sample::three()),
        [
            period,
            "Act now",
            "suspended Oracle Database@AWS: onboarding is SUSPENDED",
            "What cannot be seen",
            "blind AWS Compute Optimizer: denied: AccessDeniedException",
            "Alerts not sent yet",
            "At a glance",
            evidence,
            made
        ]
    );
    let mut document = sample::empty();
    let runs = [(1, seen(&[("onboarding", "ACTIVE")], None))];
    add(&mut document, &ODB, "111122223333/us-east-1", &runs, 0);
    assert_eq!(headings(&document), [period, "At a glance", evidence, made]);
    let line = piece(&document, has_class("fine"));
    assert!(line.contains(
        "No one must act. Nothing is in progress, blind, held back or stale. Every alert was sent."
    ));
}

#[test]
fn a_mass_event_is_one_card() {
    let headings = headings(&restless(400));
    let cards: Vec<&String> = headings.iter().filter(|heading| heading.contains("SUSPENDED")).collect();
    assert_eq!(cards, ["suspended Oracle Database@AWS: onboarding is SUSPENDED 400 enrollments"]);
}

#[test]
fn what_waits_and_what_flaps_have_sections_of_their_own() {
    let mut document = sample::empty();
    let run = |hours, status| (hours, seen(&[("onboarding", status)], None));
    add(&mut document, &ODB, "111122223333/us-east-1", &[run(9, "ACTIVE"), run(3, "ACTIVATING")], 0);
    let swings = (0..9).map(|hours| run(9 - hours, if hours % 2 == 0 { "FAILED" } else { "ACTIVE" }));
    add(&mut document, &ODB, "111122223333/us-west-2", &swings.collect::<Vec<_>>(), 0);
    let headings = headings(&document);
    assert_eq!(
        headings[1..5],
        [
            "In progress",
            "progressing Oracle Database@AWS: onboarding is ACTIVATING",
            "Not reported yet",
            "failed Oracle Database@AWS: onboarding is FAILED"
        ]
    );
    let held = piece(&document, with_id("held"));
    assert!(held.contains("flapping until 2026-11-21 14:29 UTC"), "{held}");
}

#[test]
fn what_is_blind_or_stale_does_not_look_healthy() {
    let mut document = sample::three();
    document.enrollments[2].explanation.standing.stale = true;
    let classes = read(&document, |page| {
        let cells = page.descendants().filter(|node| {
            node.has_tag_name("td")
                && node
                    .descendants()
                    .any(|below| below.attribute("href").is_some_and(|link| link.starts_with("#e")))
        });
        cells
            .map(|cell| (cell.attribute("class").unwrap_or_default().to_owned(), text(cell)))
            .collect::<Vec<_>>()
    });
    let expected = [("b", "blind was healthy"), ("t", "stale was healthy"), ("s", "suspended")];
    assert_eq!(classes, expected.map(|(class, words)| (class.to_owned(), words.to_owned())));
}

#[test]
fn what_is_blind_tells_why_since_when_and_what_to_do() {
    insta::assert_snapshot!(piece(&sample::three(), with_id("blind")));
}

#[test]
fn an_alert_that_is_not_sent_tells_its_age_and_its_error() {
    insta::assert_snapshot!(piece(&sample::three(), with_id("pending")));
}

#[test]
fn the_evidence_of_an_enrollment_is_its_timeline_its_alert_and_its_components() {
    insta::assert_snapshot!(piece(&sample::three(), with_id("e0")));
}

#[test]
fn the_page_tells_when_and_from_what_it_was_made() {
    insta::assert_snapshot!(piece(&sample::three(), |node| node.has_tag_name("footer")));
}

#[test]
fn a_failure_too_short_for_the_picture_lies_over_what_stood_around_it() {
    let mut document = sample::empty();
    let run = |hours, status| (hours, seen(&[("onboarding", status)], None));
    let runs = [run(8000, "ACTIVE"), run(900, "FAILED"), run(899, "ACTIVE"), run(1, "ACTIVE")];
    add(&mut document, &ODB, "111122223333/us-east-1", &runs, 0);
    let classes = read(&document, |page| {
        let drawings = page.descendants().filter(|node| node.attribute("viewBox") == Some("0 0 1000 10"));
        let paths = drawings.flat_map(|drawing| drawing.children());
        paths.filter_map(|path| path.attribute("class").map(str::to_owned)).collect::<Vec<_>>()
    });
    assert_eq!(classes[..2], ["h", "f"], "later ones are drawn over earlier ones: {classes:?}");
}

#[test]
fn time_in_which_nobody_looked_is_not_drawn_as_healthy() {
    let mut document = sample::empty();
    let runs =
        [(1000, seen(&[("onboarding", "ACTIVE")], None)), (720, seen(&[("onboarding", "ACTIVE")], None))];
    add(&mut document, &ODB, "111122223333/us-east-1", &runs, 0);
    insta::assert_snapshot!(piece(&document, |node| node.attribute("role") == Some("img")), @r##"
    <svg role="img">
    <title>healthy 11 d, healthy (stale) 30 d</title>
    <desc>0 changes, 0 alerts</desc>
    <use href="#x"/>
    <svg viewBox="0 0 1000 10" preserveAspectRatio="none">
    <path class="h" d="M885 4H1000"/>
    <path class="t" d="M917 4H1000"/>
    <path class="i" d="M885 2v4"/>
    </svg>
    <text x="95%" y="25">~</text>
    </svg>
    "##);
}

/// A row of each group of a section, as it reads, and whether it stands open.
fn group_rows(document: &Document, id: &'static str) -> Vec<(String, bool)> {
    read(document, |page| {
        let Some(section) = page.descendants().find(with_id(id)) else { return Vec::new() };
        let rows =
            section.descendants().filter(|node| node.has_tag_name("tbody")).flat_map(|body| body.children());
        let is_open = |row: &Node<'_, '_>| !row.ancestors().any(|above| above.has_tag_name("details"));
        let cells = |row: Node<'_, '_>| row.children().map(text).collect::<Vec<_>>().join(" | ");
        rows.map(|row| (cells(row), is_open(&row))).collect()
    })
}

#[test]
fn units_and_owners_have_a_line_each_the_worst_first() {
    let lines = |id| {
        let rows = group_rows(&organization(40), id);
        rows.into_iter().map(|(row, _)| row).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(format!("{}\n\n{}", lines("units"), lines("owners")));
    insta::assert_snapshot!("a_unit", piece(&organization(1), with_id("units")));
}

#[test]
fn many_units_are_folded_and_what_the_inventory_does_not_know_has_no_section() {
    let many = |count: usize| {
        let mut document = organization(count);
        let unit =
            |place: usize, id: &AccountId| account(id.as_str(), "x", Some(&format!("/u{place}")), None);
        let ids: BTreeSet<AccountId> =
            document.enrollments.iter().map(|one| one.standing().enrollment.target.account.clone()).collect();
        let accounts = ids.iter().enumerate().map(|(place, id)| unit(place, id));
        document.cover.accounts = KnownAccounts::of(accounts);
        document
    };
    let rows = group_rows(&many(400), "units");
    assert_eq!((rows.len(), rows.iter().filter(|(_, is_open)| *is_open).count()), (300, 15));
    assert!(rows[0].0.contains(" | ✕") || rows[0].0.contains(" | 1 | "), "{}", rows[0].0);
    assert!(group_rows(&many(15), "units").iter().all(|(_, is_open)| *is_open));
    assert!(group_rows(&many(15), "owners").is_empty());
    assert!(group_rows(&sample::three(), "units").is_empty());
}

#[test]
fn a_card_of_many_enrollments_names_organizational_units() {
    let words = read(&restless(60), |page| {
        let cards = page.descendants().filter(|node| node.has_tag_name("article"));
        let lines = cards.flat_map(|card| card.children()).filter(|node| node.has_tag_name("p"));
        lines.map(text).filter(|line| line.contains("accounts: ")).collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(words);
    let few = read(&fleet(30), |page| text(page.root_element()));
    assert!(!few.contains("accounts: "), "a card of few lists each");
}

#[test]
fn accounts_are_named_with_their_units_and_owners() {
    let page = render(&fleet(30));
    let known = "payments-0000 in /prod/data, owner data-platform";
    assert!(page.contains(&format!("<small>{known}</small>")), "in a card");
    assert!(page.contains(&format!("Account 100000000000 {known} ")), "in the evidence");
}
