//! A JSON object whose last field is a list, in parts.

use serde::Serialize;

use crate::list::List;

/// The object's other fields, and after them the list under `name`, whose items are [`item`]s.
pub(super) fn list(fields: &impl Serialize, name: &str) -> List {
    let object = super::text(fields);
    let fields = object.strip_suffix("\n}\n").expect("a struct with fields is an object over several lines");
    List { head: format!("{fields},\n  \"{name}\": ["), between: ",", tail: "\n  ]\n}\n" }
}

/// An item of a list, on lines of its own.
pub(super) fn item(value: &impl Serialize) -> String {
    // In JSON text a line break is never part of a string.
    format!("\n{}", super::text(value).trim_end()).replace('\n', "\n    ")
}
