//! The OCSF findings: what they must say, which `tests/ocsf_check.py` cannot know.

use rollcall_core::text::one_line;
use serde_json::Value;

use crate::samples::{HOSTILE, document, seen, stories, story};
use crate::texts::ocsf;

fn findings(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

/// A finding's activity, severity and verdict, by the end of its key.
#[test]
fn a_finding_says_whether_it_is_new_open_or_closed_and_how_severe() {
    let findings = findings(&ocsf(&document(&stories())));
    let check = |place: &str, expected: [&str; 4]| {
        let uid = format!("rollcall/odb/{place}");
        let found = findings.iter().find(|finding| finding["finding_info"]["uid"] == uid.as_str()).unwrap();
        let words = ["activity_name", "severity", "status"].map(|name| found[name].as_str().unwrap());
        let [activity, severity, status] = words;
        let verdict = found["compliance"]["status"].as_str().unwrap();
        assert_eq!([activity, severity, status, verdict], expected, "{place}");
    };
    check("000000000001/us-east-1", ["Close", "Informational", "Resolved", "Pass"]);
    check("000000000001/us-east-2", ["Create", "Informational", "New", "Warning"]);
    check("000000000001/eu-west-1", ["Update", "Medium", "New", "Fail"]);
    check("000000000001/eu-west-3", ["Create", "Medium", "New", "Warning"]);
    check("111122223333/us-east-1", ["Update", "Critical", "New", "Fail"]);
    check("111122223333/us-east-2", ["Create", "Critical", "New", "Fail"]);
    check("111122223333/us-west-2", ["Close", "Informational", "Resolved", "Pass"]);
    check("111122223333/eu-west-3", ["Create", "Medium", "New", "Warning"]);
    check("111122223333/af-south-1", ["Close", "Informational", "Resolved", "NOT_APPLICABLE"]);
}

#[test]
fn ids_and_captions_belong_together() {
    for finding in findings(&ocsf(&document(&stories()))) {
        let activity = finding["activity_id"].as_u64().unwrap();
        assert_eq!(finding["type_uid"].as_u64().unwrap(), 200_300 + activity);
        assert_eq!(finding.get("unmapped"), None);
        assert!(finding["finding_info"]["created_time"].as_u64().unwrap() > 1_700_000_000_000);
    }
}

#[test]
fn service_text_is_free_of_what_changes_how_the_rest_reads() {
    let text = ocsf(&document(&stories()));
    assert!(text.contains("]]></b> =2+3"), "the reason is there, on one line");
    assert!(!text.contains('\u{202e}') && !text.contains(r"\u001b"), "{text}");
}

#[test]
fn a_finding_names_its_account_its_unit_and_its_owner_as_far_as_they_are_known() {
    let of = |account: &str| {
        let story = story(&format!("odb/{account}/us-east-1"), &[(5, seen("SUSPENDED"))]);
        findings(&ocsf(&document(&[story]))).remove(0)
    };
    let known = of("111122223333");
    let said = [
        &known["cloud"]["account"]["name"],
        &known["cloud"]["org"]["ou_name"],
        &known["resources"][0]["owner"]["name"],
    ];
    assert_eq!(said, [&one_line(HOSTILE); 3]);
    let unknown = of("000000000001");
    assert_eq!((unknown["cloud"].get("org"), unknown["resources"][0].get("owner")), (None, None));
    assert_eq!(unknown["cloud"]["account"].get("name"), None);
}

#[test]
fn there_is_one_finding_a_line() {
    let stories = stories();
    assert_eq!(ocsf(&document(&stories)).lines().count(), stories.len() + 2);
    assert_eq!(findings(&ocsf(&document(&[]))), Vec::<Value>::new());
}

#[test]
fn a_finding_reads_so() {
    let runs = [(300, "ACTIVE"), (100, "SUSPENDED"), (1, "SUSPENDED")];
    let story = story("odb/000000000001/us-east-1", &runs.map(|(hour, status)| (hour, seen(status))));
    let finding = findings(&ocsf(&document(&[story]))).remove(0);
    insta::assert_json_snapshot!("ocsf", finding);
}
