//! When and from what the report was made, so that it can be kept as evidence.

use maud::{Markup, html};
use rollcall_core::text::one_line;

use crate::document::Document;

pub(super) fn colophon(document: &Document) -> Markup {
    html! {
        h2 { "How this report was made" }
        dl {
            dt { "Made" } dd { (document.cover.made_at) }
            dt { "From" } dd { (one_line(&document.cover.source)) }
            dt { "By" } dd { (one_line(&document.cover.made_by)) }
            dt { "Period" } dd { (document.cover.from) " to " (document.cover.made_at) }
        }
        p {
            "Compliance is said in the words of AWS Config. All times are UTC. The page asks nothing of any "
            "server and runs no script."
        }
    }
}
