//! The JUnit XML: a result for each verdict, and well-formed whatever a service says.

use proptest::prelude::*;
use rollcall_report::junit::junit;
use roxmltree::Document as Xml;

use crate::samples::{HOSTILE, Story, accounts, denied, now, observed, seen, standings, stories, story};

/// The result of each test case, by name.
fn results(stories: &[Story]) -> Vec<(String, String, String)> {
    let text = junit(&standings(stories), &accounts(), now());
    let xml = Xml::parse(&text).unwrap();
    let cases = xml.descendants().filter(|node| node.has_tag_name("testcase"));
    let result = |case: roxmltree::Node<'_, '_>| {
        let result = case.first_element_child().unwrap();
        let kind = result.attribute("type").unwrap_or_default().to_owned();
        (case.attribute("name").unwrap().to_owned(), result.tag_name().name().to_owned(), kind)
    };
    cases.map(result).collect()
}

#[test]
fn each_verdict_has_its_result() {
    let results = results(&stories());
    let check = |place: &str, element: &str, kind: &str| {
        let found = results.iter().find(|(name, ..)| name.ends_with(place)).unwrap();
        assert_eq!((found.1.as_str(), found.2.as_str()), (element, kind), "{place}");
    };
    check("000000000001/us-east-1", "system-out", "");
    check("000000000001/us-east-2", "skipped", "");
    check("000000000001/us-west-2", "failure", "progressing");
    check("000000000001/eu-west-3", "error", "unknown");
    check("odb/111122223333/us-east-1", "failure", "suspended");
    check("111122223333/eu-west-3", "error", "blind");
    check("111122223333/eu-north-1", "failure", "suspended");
    check("111122223333/sa-east-1", "error", "blind");
    check("111122223333/ca-central-1", "error", "blind");
    check("111122223333/af-south-1", "skipped", "");
}

#[test]
fn a_suite_is_a_check_and_its_counts_are_right() {
    let text = junit(&standings(&stories()), &accounts(), now());
    let xml = Xml::parse(&text).unwrap();
    let suites = xml.descendants().filter(|node| node.has_tag_name("testsuite"));
    let names: Vec<_> = suites.clone().map(|suite| suite.attribute("name").unwrap()).collect();
    assert_eq!(names, ["compute-optimizer", "odb"]);
    for node in suites.chain([xml.root_element()]) {
        for (counted, element) in
            [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            let found = node.descendants().filter(|inner| inner.has_tag_name(element)).count();
            assert_eq!(node.attribute(counted), Some(found.to_string().as_str()), "{counted}");
        }
    }
}

#[test]
fn a_failure_says_what_and_why() {
    let reason = Some("The subscription was suspended.");
    let story = story("odb/000000000001/us-east-1", &[(5, observed(&[("onboarding", "SUSPENDED", reason)]))]);
    insta::assert_snapshot!("junit", junit(&[story.standing], &accounts(), now()));
}

#[test]
fn a_report_on_nothing_is_well_formed() {
    assert!(Xml::parse(&junit(&[], &accounts(), now())).is_ok());
}

#[test]
fn hostile_text_is_on_one_line() {
    let hostile = observed(&[("onboarding", "SUSPENDED", Some(HOSTILE))]);
    let text = junit(&[story("odb/000000000001/us-east-1", &[(5, hostile)]).standing], &accounts(), now());
    let xml = Xml::parse(&text).unwrap();
    let failure = xml.descendants().find(|node| node.has_tag_name("failure")).unwrap();
    assert!(failure.text().unwrap().lines().next().unwrap().contains("]]></b> =2+3"), "{text}");
    assert!(!text.contains('\u{202e}'));
}

#[test]
fn a_result_says_whose_account_it_is_and_a_name_does_not() {
    let seen = story("odb/111122223333/us-east-1", &[(5, seen("SUSPENDED"))]);
    let text = junit(&[seen.standing], &accounts(), now());
    let xml = Xml::parse(&text).unwrap();
    let case = xml.descendants().find(|node| node.has_tag_name("testcase")).unwrap();
    assert_eq!(case.attribute("name"), Some("odb/111122223333/us-east-1"));
    let said = case.first_element_child().unwrap().text().unwrap();
    let last = said.lines().last().unwrap();
    assert!(last.starts_with("account @SUM(1) ") && last.contains(", owner @SUM(1) "), "{said}");
    assert!(!text.contains('\u{202e}'));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn the_xml_is_well_formed_whatever_a_service_says(
        status in "\\PC{1,20}|[\u{0}-\u{9f}\u{fff0}-\u{ffff}<>&\"']{1,20}",
        reason in any::<String>(),
    ) {
        let runs = [(5, observed(&[("onboarding", &status, Some(&reason)), (&reason, "FAILED", None)]))];
        let seen = story("odb/000000000001/us-east-1", &runs);
        let unseen = story("odb/000000000001/us-east-2", &[(9, self::seen("ACTIVE")), (1, denied(&reason))]);
        let text = junit(&[seen.standing, unseen.standing], &accounts(), now());
        prop_assert!(Xml::parse(&text).is_ok(), "{text:?}");
    }
}
