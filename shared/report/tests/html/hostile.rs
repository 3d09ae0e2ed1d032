//! What a service says never becomes markup, and never changes how the rest reads.

use std::time::Duration;

use rollcall_core::deliver::{Outcome, Receipt};
use rollcall_core::history::Forgotten;
use rollcall_core::observation::{Blindness, Cause};
use rollcall_core::state::BlindSpell;
use rollcall_report::document::{Document, EnrollmentReport};
use rollcall_report::html::render;
use rollcall_report::inventory::KnownAccounts;

use crate::page::{elements, read};
use crate::sample::{self, account};

const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style><svg/onload=alert(1)>",
    "&lt;b&gt; &amp; ]]> <!-- -->",
    "{{7*7}} \u{202E}desrever\u{200B} \u{7}\u{0}\r\nX",
];

/// A document in which `words` stand wherever a service's, SNS's or the operator's can.
fn document(words: &str) -> Document {
    let mut document = sample::three();
    document.cover.source = words.to_owned();
    document.cover.made_by = words.to_owned();
    document.cover.policy.origin = words.to_owned();
    document.cover.policy.toml = words.to_owned();
    let accounts = ["111122223333", "444455556666"].map(|id| account(id, words, Some(words), Some(words)));
    document.cover.accounts = KnownAccounts::of(accounts);
    for EnrollmentReport { explanation, timeline, .. } in &mut document.enrollments {
        for why in &mut explanation.components {
            why.component = words.to_owned();
            why.remedy = Some(words.to_owned());
        }
        explanation.blind_remedy = Some(words.to_owned());
        let standing = &mut explanation.standing;
        for component in &mut standing.components {
            component.name = words.to_owned();
            component.status = words.to_owned();
            component.reason = Some(words.to_owned());
            component.judgement.deadline = Some(Duration::ZERO);
        }
        let latest = Blindness::new(Cause::Malformed, Some(words), Some(words), words);
        let since = document.cover.from;
        standing.blind = Some(BlindSpell { since, latest, recorded: true, reported_at: Some(since) });
        standing.stale = true;
        for change in &mut timeline.changes {
            change.forgotten = Some(Forgotten {
                component: words.to_owned(),
                by: words.to_owned(),
                reason: words.to_owned(),
            });
            for transition in &mut change.transitions {
                transition.component = words.to_owned();
                transition.from = words.to_owned();
                transition.to = words.to_owned();
            }
            for settled in change.receipts.values_mut() {
                let receipt = Receipt { channel: words.to_owned(), message_id: words.to_owned() };
                settled.outcome = Outcome::Sent(receipt);
            }
        }
    }
    for pending in &mut document.cover.pending {
        pending.alert.title = words.to_owned();
        pending.last_error = Some(words.to_owned());
    }
    document
}

#[test]
fn hostile_words_stay_words() {
    let shape = |page: &roxmltree::Document<'_>| {
        let nodes = page.descendants().filter(roxmltree::Node::is_element);
        nodes
            .map(|node| format!("{} {}", node.tag_name().name(), node.attributes().len()))
            .collect::<Vec<_>>()
    };
    let harmless = read(&document("words"), shape);
    for words in HOSTILE {
        assert_eq!(read(&document(words), shape), harmless, "{words}");
    }
}

#[test]
fn what_reorders_or_hides_text_is_shown() {
    for words in HOSTILE {
        let page = render(&document(words));
        let deceptive = |character: char| {
            (character.is_control() && character != '\n') || matches!(character, '\u{202E}' | '\u{200B}')
        };
        assert!(!page.contains(deceptive), "{words}");
    }
}

#[test]
fn a_status_is_shown_verbatim() {
    read(&document(HOSTILE[1]), |page| {
        let statuses = elements(page, "td").filter(|cell| cell.text() == Some(HOSTILE[1])).count();
        assert!(statuses >= 3, "{statuses}");
    });
}
