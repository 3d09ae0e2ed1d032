//! Makes a message fit SNS's limit: shortens reasons step by step, then leaves out transitions.
//!
//! The same alert always gives the same message, on a retry too.

use rollcall_core::alert::Alert;
use rollcall_core::text::cut;

/// SNS's limit for a message with its attributes, in bytes.
pub(super) const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// The reason lengths that are tried, in bytes.
const REASON_STEPS: [usize; 4] = [4096, 1024, 256, 64];

/// Renders `alert`, shortened until it takes at most `bytes_max`.
pub(super) fn fit(alert: &Alert, bytes_max: usize, render: impl Fn(&Alert) -> String) -> String {
    let mut short = alert.clone();
    let mut text = render(&short);
    for reason_max in REASON_STEPS {
        if text.len() <= bytes_max {
            return text;
        }
        for (transition, whole) in short.transitions.iter_mut().zip(&alert.transitions) {
            transition.reason = whole.reason.clone().map(|reason| cut(reason, reason_max));
        }
        text = render(&short);
    }
    let all = short.transitions.len();
    while text.len() > bytes_max && !short.transitions.is_empty() {
        let left = short.transitions.len() / 2;
        short.transitions.truncate(left);
        short.summary = format!("{} Only {left} of its {all} changes fit in here.", alert.summary);
        text = render(&short);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_core::alert::Transition;

    use crate::alert::message;
    use crate::alert::tests::{alert, transition};

    fn size(alert: &Alert) -> usize {
        let message = message(alert);
        let attributes = message.attributes.pairs();
        message.body.len()
            + attributes.iter().map(|(name, value)| name.len() + 6 + value.len()).sum::<usize>()
    }

    /// Characters that grow most when they are escaped, in JSON within JSON.
    #[test]
    fn the_largest_alert_fits() {
        for filler in ["\u{1}", "\"", "\\", "ü", "\u{202E}", "x"] {
            for count in [1, 64, 400] {
                let reason = filler.repeat(4096 / filler.len());
                let transitions: Vec<Transition> =
                    (0..count).map(|number| transition(&format!("iam-role/{number}"), &reason)).collect();
                let alert = Alert { transitions, ..alert() };
                assert!(size(&alert) <= MESSAGE_BYTES_MAX, "{filler:?} × {count}: {}", size(&alert));
            }
        }
    }

    #[test]
    fn what_is_cut_says_so() {
        let transitions =
            (0..64).map(|number| transition(&format!("iam-role/{number}"), &"\u{1}".repeat(4096)));
        let body = message(&Alert { transitions: transitions.collect(), ..alert() }).body;
        assert!(body.contains("[cut: 4096 bytes in all]"));
    }
}
