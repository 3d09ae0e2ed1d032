//! A table as CSV whose cells are text and nothing else: no spreadsheet executes one.
//!
//! OWASP, "CSV Injection": a cell that begins with one of a few characters is a formula, and a
//! formula can start a program.

use rollcall_core::text::one_line;

use crate::list::List;

/// Why writing cannot fail.
const IN_MEMORY: &str = "memory takes what is written, and all rows are equally long";

/// The header and the rows as CSV, with CRLF at the end of each.
pub(super) fn sheet<const COLUMNS: usize>(
    header: [&str; COLUMNS],
    lines: impl IntoIterator<Item = [String; COLUMNS]>,
) -> String {
    rows(std::iter::once(header.map(str::to_owned)).chain(lines))
}

/// The header, and after it items that are [`rows`].
pub(super) fn list<const COLUMNS: usize>(header: [&str; COLUMNS]) -> List {
    List { head: sheet(header, []), between: "", tail: "" }
}

/// Rows as CSV, with CRLF at the end of each.
pub(super) fn rows<const COLUMNS: usize>(rows: impl IntoIterator<Item = [String; COLUMNS]>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(|cell| disarm(&one_line(&cell)))).expect(IN_MEMORY);
    }
    let bytes = writer.into_inner().expect(IN_MEMORY);
    String::from_utf8(bytes).expect("cells are UTF-8, and so is what quotes and parts them")
}

pub(super) fn cell(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Puts an apostrophe before everything that could begin a formula. Where the list separator is a
/// semicolon, a spreadsheet splits a cell at each one, quoted or not: what follows it counts as a beginning
/// too.
fn disarm(cell: &str) -> String {
    let mut disarmed = String::with_capacity(cell.len() + 1);
    let mut at_beginning = true;
    for character in cell.chars() {
        if at_beginning && begins_formula(character) {
            disarmed.push('\'');
        }
        let skipped = character.is_whitespace() || character == '"';
        at_beginning = character == ';' || (at_beginning && skipped && !begins_formula(character));
        disarmed.push(character);
    }
    disarmed
}

/// OWASP's list, and the wide forms that spreadsheets in some languages treat the same.
fn begins_formula(character: char) -> bool {
    matches!(character, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_cell_that_could_be_a_formula_begins_with_an_apostrophe() {
        let check = |cell: &str, expected: &str| assert_eq!(disarm(cell), expected, "{cell:?}");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            check(formula, &format!("'{formula}"));
        }
        check("  =1", "  '=1");
        check("\"=1", "\"'=1");
        check("SUSPENDED; =cmd|' /C calc'!A0", "SUSPENDED; '=cmd|' /C calc'!A0");
        check("2026-11-21T03:29:13.412Z", "2026-11-21T03:29:13.412Z");
        check("000000000001", "000000000001");
        check("", "");
    }

    #[test]
    fn lines_end_as_rfc_4180_wants_and_quotes_are_doubled() {
        let text = sheet(["name", "reason"], [["a".to_owned(), "he said \"no\", twice".to_owned()]]);
        assert_eq!(text, "name,reason\r\na,\"he said \"\"no\"\", twice\"\r\n");
    }

    proptest! {
        #[test]
        fn no_cell_executes(cells in prop::array::uniform3("(\\PC|[=+@;\"'\r\n\t-]){0,12}")) {
            let rows = read(&sheet(["one", "two", "three"], [cells.clone()]));
            prop_assert_eq!(rows.len(), 2);
            for part in rows[1].iter().flat_map(|cell| cell.split(';')) {
                prop_assert!(!part.trim_start_matches(['"', ' ']).starts_with(begins_formula), "{part}");
            }
        }

        #[test]
        fn every_cell_can_be_read_back(cell in any::<String>()) {
            let rows = read(&sheet(["one", "two"], [[cell.clone(), "end".to_owned()]]));
            prop_assert_eq!(&rows[1], &[disarm(&one_line(&cell)), "end".to_owned()]);
        }
    }
}
