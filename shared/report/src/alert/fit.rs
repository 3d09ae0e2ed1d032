//! Makes a message fit SNS's limit: shortens reasons step by step, then leaves out the least
//! severe transitions, and says both. At last it shortens our own words.
//!
//! The same alert always gives the same message, on a retry too.

use std::cmp::Reverse;

use rollcall_core::alert::{Alert, Transition};
use rollcall_core::text::cut;

/// SNS's limit for a message with its attributes, in bytes.
pub(super) const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// How an alert may be shortened.
enum Step {
    /// Reasons to so many bytes.
    Reasons(usize),
    /// Transitions to so many.
    Transitions(usize),
    /// Title, summary and remedy to so many bytes.
    Words(usize),
}

/// What is tried, one after the other.
const STEPS: [Step; 9] = [
    Step::Reasons(4096),
    Step::Reasons(1024),
    Step::Reasons(256),
    Step::Reasons(0),
    Step::Transitions(64),
    Step::Transitions(16),
    Step::Transitions(4),
    Step::Transitions(0),
    Step::Words(1024),
];

/// Renders `alert`, shortened until it takes at most `bytes_max`.
pub(super) fn fit(alert: &Alert, bytes_max: usize, render: impl Fn(&Alert) -> String) -> String {
    let mut short = alert.clone();
    let mut text = render(&short);
    for step in &STEPS {
        if text.len() <= bytes_max {
            break;
        }
        shorten(&mut short, alert, step);
        text = render(&short);
    }
    text
}

fn shorten(short: &mut Alert, whole: &Alert, step: &Step) {
    match *step {
        Step::Reasons(bytes_max) => {
            for (transition, whole) in short.transitions.iter_mut().zip(&whole.transitions) {
                transition.reason = whole.reason.clone().map(|reason| cut(reason, bytes_max));
            }
        }
        Step::Transitions(most) if short.transitions.len() > most => {
            keep_worst(&mut short.transitions, most);
            let all = whole.transitions.len();
            short.summary = format!("{} Of its {all} changes, {most} are told here.", whole.summary);
        }
        Step::Transitions(_) => {}
        Step::Words(bytes_max) => {
            for words in [&mut short.title, &mut short.summary, &mut short.remedy] {
                *words = cut(std::mem::take(words), bytes_max);
            }
        }
    }
}

/// Keeps the most severe, in their order.
fn keep_worst(transitions: &mut Vec<Transition>, most: usize) {
    transitions.sort_by_key(|transition| Reverse(transition.condition.rank()));
    transitions.truncate(most);
    transitions.sort_by(|one, other| one.component.cmp(&other.component));
}

#[cfg(test)]
mod tests {
    use super::*;

    use rollcall_core::condition::Condition;
    use rollcall_core::ports::Message;

    use crate::alert::message;
    use crate::alert::tests::{alert, transition};

    fn size(message: &Message) -> usize {
        let attributes = message.attributes.pairs();
        let attributes = attributes.iter().map(|(name, value)| name.len() + "String".len() + value.len());
        message.body.len() + attributes.sum::<usize>()
    }

    fn large(count: usize, reason: &str) -> Alert {
        let transitions = (0..count).map(|number| transition(&format!("iam-role/{number:03}"), reason));
        Alert { transitions: transitions.collect(), ..alert() }
    }

    /// With the characters that grow most when they are escaped, in JSON within JSON.
    #[test]
    fn the_largest_alert_fits_and_is_the_same_again() {
        for filler in ["\u{1}", "\"", "\\", "ü", "\u{202E}", "x"] {
            let alert = large(64, &filler.repeat(4096 / filler.len()));
            let message = message(&alert);
            assert!(size(&message) <= MESSAGE_BYTES_MAX, "{filler:?}: {}", size(&message));
            assert!(message.body.contains("[cut: "), "{filler:?}");
            assert_eq!(message, crate::alert::message(&alert));
        }
    }

    #[test]
    fn of_too_many_transitions_the_worst_are_told() {
        let mut alert = large(2000, "x");
        for transition in &mut alert.transitions {
            transition.condition = Condition::Healthy;
        }
        alert.transitions[1234].condition = Condition::Failed;
        let message = message(&alert);
        assert!(size(&message) <= MESSAGE_BYTES_MAX);
        assert!(message.body.contains("Of its 2000 changes, 64 are told here."));
        assert!(message.body.contains("iam-role/1234"));
    }

    #[test]
    fn no_alert_is_too_large() {
        let words = "\u{1}".repeat(100_000);
        let alert = Alert {
            title: words.clone(),
            summary: words.clone(),
            remedy: words.clone(),
            ..large(64, &words)
        };
        assert!(size(&message(&alert)) <= MESSAGE_BYTES_MAX);
    }

    #[test]
    fn what_fits_is_left_alone() {
        let body = message(&large(1, &"x".repeat(4000))).body;
        assert!(body.contains(&"x".repeat(4000)));
    }
}
