//! Every CSV text: nothing is missing, and nothing executes.

use rollcall_report::csv;
use rollcall_report::groups::{GroupBy, groups};

use crate::fleet::{coverage, listed};
use crate::samples::{Story, accounts, document, from, hours, now, seen, standings, stories, story};
use crate::texts::{diff_csv, history_csv, report_csv, status_csv};

fn read(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn every_text() -> Vec<String> {
    let stories = stories();
    let of = |story: &Story| {
        let changes = story.changes(from());
        let history = history_csv(story, hours(-400), now());
        [history, diff_csv(&changes), csv::outbox(&story.pending, now())]
    };
    stories
        .iter()
        .flat_map(of)
        .chain([status_csv(&standings(&stories)), report_csv(&document(&stories)), groups_csv(&stories)])
        .chain([
            csv::accounts(&listed().iter().collect::<Vec<_>>(), now()),
            csv::coverage(&coverage(), now()),
        ])
        .collect()
}

fn groups_csv(stories: &[Story]) -> String {
    let by = GroupBy::OrganizationalUnit { depth: None };
    csv::groups(&groups(&standings(stories), by, &accounts()), by, &accounts(), now())
}

#[test]
fn a_header_is_in_snake_case_and_every_row_is_as_long() {
    for text in every_text() {
        let rows = read(&text);
        let is_word = |name: &String| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        assert!(rows[0].iter().all(is_word), "{:?}", rows[0]);
        assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        assert!(text.ends_with("\r\n"));
    }
}

#[test]
fn no_cell_of_the_samples_executes() {
    for cell in every_text().iter().flat_map(|text| read(text)).flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        assert!(!cell.chars().any(char::is_control), "{cell:?}");
    }
}

#[test]
fn each_component_has_a_row_and_so_has_an_enrollment_without_any() {
    let stories = stories();
    let rows = read(&status_csv(&standings(&stories)));
    let expected: usize = stories.iter().map(|story| story.standing.components.len().max(1)).sum();
    assert_eq!(rows.len(), 1 + expected);
    let keys = stories.iter().map(|story| story.standing.enrollment.to_string());
    keys.for_each(|key| assert!(rows.iter().any(|row| row[1] == key), "{key}"));
    assert!(rows.iter().skip(1).all(|row| row[3] == "000000000001" || row[3] == "111122223333"));
}

#[test]
fn a_group_without_a_value_is_named() {
    let rows = read(&groups_csv(&stories()));
    let values: Vec<&str> = rows.iter().map(|row| row[2].as_str()).collect();
    assert_eq!((values[0], values.contains(&"(none)"), values.len()), ("value", true, 3), "{values:?}");
}

#[test]
fn what_the_inventory_knows_has_a_column_each() {
    let stories = stories();
    for (text, first) in [(status_csv(&standings(&stories)), 4), (report_csv(&document(&stories)), 5)] {
        let rows = read(&text);
        assert_eq!(rows[0][first..first + 3], ["account_name", "organizational_unit", "owner"]);
        let known = rows.iter().filter(|row| row[first - 1] == "111122223333");
        known.for_each(|row| {
            assert!(row[first..first + 3].iter().all(|cell| cell.contains("SUM")), "{row:?}")
        });
        let unknown = rows.iter().filter(|row| row[first - 1] == "000000000001");
        unknown.for_each(|row| assert!(row[first..first + 3].iter().all(String::is_empty), "{row:?}"));
    }
}

#[test]
fn a_change_without_a_transition_has_a_row() {
    let told = stories()
        .into_iter()
        .find(|story| story.entries.len() == 1 && story.entries[0].transitions.is_empty());
    let story = told.unwrap();
    assert_eq!(read(&history_csv(&story, hours(-400), now())).len(), 2);
    assert_eq!(read(&diff_csv(&story.changes(hours(-400)))).len(), 2);
}

#[test]
fn the_tables_read_so() {
    let runs = [(300, "ACTIVE"), (100, "SUSPENDED"), (1, "SUSPENDED")];
    let story = story("odb/000000000001/us-east-1", &runs.map(|(hour, status)| (hour, seen(status))));
    let changes = story.changes(from());
    let texts = [
        status_csv(std::slice::from_ref(&story.standing)),
        history_csv(&story, hours(-400), now()),
        diff_csv(&changes),
        csv::outbox(&story.pending, now()),
    ];
    insta::assert_snapshot!("csv", texts.join("\n").replace("\r\n", "\n"));
}
