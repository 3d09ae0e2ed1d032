//! What `functions/README.md` shows.

use serde_json::Value;

use crate::binaries::workspace;

/// The answer of a function that the page shows.
pub fn answer_on_page(function: &str) -> Value {
    let page = std::fs::read_to_string(workspace().join("functions/README.md")).expect("there is a page");
    let (_, after) =
        page.split_once(&format!("\nThe {function}:\n\n```json\n")).expect("it shows the answer");
    let (answer, _) = after.split_once("```").expect("the answer ends");
    serde_json::from_str(answer).expect("it is JSON")
}
