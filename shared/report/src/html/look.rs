//! How each condition looks: a colour, a sign and a pattern, so that no meaning is in the
//! colour alone.

use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::state::Sight;

use rollcall_core::timeline::Unseen;
use strum::VariantArray as _;

/// The class is one letter because a page has tens of thousands of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) word: &'static str,
    /// The SVG path drawn over the colour in each square of 8 by 8; none for a plain colour.
    pub(super) pattern: Option<&'static str>,
}

/// Drawn over the look of the last status.
pub(super) const BLIND: Look = look("b", "⊘", "blind", Some("M-2 10L10 -2M2 14L14 2M-6 6L6 -6"));
/// Drawn over the look of the last status.
pub(super) const STALE: Look = look("t", "~", "stale", Some("M4 0v8"));
const NEVER_SEEN: Look = look("n", "–", "never seen", Some("M0 4h8"));
const NOT_OFFERED: Look = look("n", "–", "not offered", Some("M0 4h8"));

const fn look(
    class: &'static str,
    sign: &'static str,
    word: &'static str,
    pattern: Option<&'static str>,
) -> Look {
    Look { class, sign, word, pattern }
}

impl Look {
    pub(super) const fn of(condition: Condition) -> Self {
        let word = condition.into_str();
        match condition {
            Condition::Healthy => look("h", "✓", word, None),
            Condition::Progressing => look("p", "»", word, Some("M0 8L8 0")),
            Condition::Waiting => look("w", "…", word, Some("M4 2v4")),
            Condition::Ending => look("e", "↘", word, Some("M0 0L8 8")),
            Condition::Limited => look("l", "◐", word, Some("M0 4h8")),
            Condition::Absent => look("a", "○", word, Some("M2 2h4v4h-4z")),
            Condition::Suspended => look("s", "‖", word, Some("M2 0v8M6 0v8")),
            Condition::Failed => look("f", "✕", word, Some("M0 0L8 8M0 8L8 0")),
            Condition::Unknown => look("u", "?", word, Some("M0 0l4 8 4 -8")),
        }
    }

    pub(super) const fn of_sight(sight: Sight) -> Self {
        match sight {
            Sight::NotApplicable => NOT_OFFERED,
            Sight::Never | Sight::Observed => NEVER_SEEN,
        }
    }

    /// What is drawn over the look of the last status.
    pub(super) const fn of_unseen(unseen: Unseen) -> Self {
        match unseen {
            Unseen::Stale => STALE,
            Unseen::Blind => BLIND,
        }
    }

    /// The class of a verdict: that of the condition that stands for it.
    pub(super) const fn class_of(compliance: Compliance) -> &'static str {
        match compliance {
            Compliance::Compliant => "h",
            Compliance::NonCompliant => "f",
            Compliance::InsufficientData => "u",
            Compliance::NotApplicable => "a",
        }
    }

    /// Every look, for the style sheet.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Condition::VARIANTS.iter().copied().map(Self::of).chain([BLIND, STALE, NEVER_SEEN])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_looks_share_a_class_a_sign_or_a_pattern() {
        let looks: Vec<Look> = Look::all().collect();
        let classes: BTreeSet<_> = looks.iter().map(|look| look.class).collect();
        let signs: BTreeSet<_> = looks.iter().map(|look| look.sign).collect();
        assert_eq!((classes.len(), signs.len()), (looks.len(), looks.len()));
        let patterns: BTreeSet<_> =
            Condition::VARIANTS.iter().map(|&condition| Look::of(condition).pattern).collect();
        assert_eq!(patterns.len(), Condition::VARIANTS.len());
    }
}
