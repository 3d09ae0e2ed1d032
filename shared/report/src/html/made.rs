//! When, from what and by which policy the report was made, so that it can be kept as evidence.

use maud::{Markup, html};
use rollcall_core::ports::StoredPolicy;
use rollcall_core::text::{one_line, span};

use super::view::View;

pub(super) fn colophon(view: &View<'_>) -> Markup {
    let cover = &view.document.cover;
    html! {
        h2 { "How this report was made" }
        dl {
            dt { "Made" } dd { (cover.made_at) }
            dt { "From" } dd { (one_line(&cover.source)) }
            dt { "By" } dd { (one_line(&cover.made_by)) }
            dt { "Period" } dd { (cover.from) " to " (cover.to) }
            dt { "Policy" } dd { (one_line(&cover.policy.origin)) "; " (applied(&cover.policy.applied)) }
            dt { "Looks" } dd { (looks(view)) }
        }
        @if !cover.policy.toml.trim().is_empty() {
            details { summary { "The policy" } pre { (neutral(&cover.policy.toml)) } }
        }
        p {
            "Compliance is said in the words of AWS Config. The time before an enrollment was first looked at "
            "counts for nothing. All times are UTC. The page asks nothing of any server and runs no script."
        }
    }
}

fn applied(policies: &[StoredPolicy]) -> Markup {
    html! {
        @if policies.is_empty() { "unchanged in the period" }
        @else {
            "changed in the period:"
            @for (place, policy) in policies.iter().enumerate() {
                (if place == 0 { " " } else { ", " })
                "version " (policy.version) " " (policy.applied_at.minute()) " by " (one_line(&policy.author))
            }
        }
    }
}

fn looks(view: &View<'_>) -> String {
    match view.record.longest_gap {
        Some(gap) => format!("the longest time between two looks was {}; it counts as not known", span(gap)),
        None => format!("never more than {} apart", span(view.document.cover.policy.stale_after)),
    }
}

/// The text, each of its lines neutralised.
fn neutral(text: &str) -> String {
    let kept = |line: &str| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        format!("{}{}\n", " ".repeat(indent), one_line(line))
    };
    text.lines().map(kept).collect()
}
