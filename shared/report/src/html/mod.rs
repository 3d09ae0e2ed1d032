//! The report as one self-contained HTML page: no script, nothing fetched, readable without
//! colour, on paper and on a phone.
//!
//! A service's words reach the page through `words::quote` and maud's escaping only. What is
//! written past the escaping (`PreEscaped`) is ours: the style sheet, numbers and signs.

mod act;
mod axis;
mod card;
mod changes;
mod detail;
mod entry;
mod evidence;
mod grid;
mod groups;
mod headline;
mod key;
mod look;
mod made;
mod need;
mod page;
mod pending;
mod period;
mod picture;
mod quiet;
mod style;
mod unseen;
mod view;
mod words;

pub use page::render;
