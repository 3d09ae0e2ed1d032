//! Makes a message fit SNS's limit: shortens reasons step by step, then leaves out the least severe
//! transitions and components, and says so. As a last step it shortens our own words.
//!
//! The same alert always gives the same message, on a retry too.

use std::cmp::Reverse;

use rollcall_core::alert::Alert;
use rollcall_core::text::cut;

/// SNS's limit for a message with its attributes, in bytes.
pub(super) const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// How an alert may be shortened.
enum Shortening {
    /// Reasons to this many bytes.
    Reasons(usize),
    /// Transitions and components to this many each.
    Lists(usize),
    /// Title, summary and remedy to this many bytes.
    Words(usize),
}

/// The steps, in the order in which they are tried.
const SHORTENINGS: [Shortening; 10] = [
    Shortening::Reasons(4096),
    Shortening::Reasons(1024),
    Shortening::Reasons(256),
    Shortening::Reasons(0),
    Shortening::Words(16 * 1024),
    Shortening::Lists(64),
    Shortening::Lists(16),
    Shortening::Lists(4),
    Shortening::Lists(0),
    Shortening::Words(1024),
];

/// Renders `alert`, shortened to at most `bytes_max`.
pub(super) fn fit(alert: &Alert, bytes_max: usize, render: impl Fn(&Alert) -> String) -> String {
    let mut short = alert.clone();
    let mut text = render(&short);
    for shortening in &SHORTENINGS {
        if text.len() <= bytes_max {
            break;
        }
        shorten(&mut short, alert, shortening);
        text = render(&short);
    }
    text
}

fn shorten(short: &mut Alert, whole: &Alert, shortening: &Shortening) {
    match *shortening {
        Shortening::Reasons(bytes_max) => {
            let cut = |reason: &Option<String>| reason.clone().map(|reason| cut(reason, bytes_max));
            for (transition, whole) in short.transitions.iter_mut().zip(&whole.transitions) {
                transition.reason = cut(&whole.reason);
            }
            for (component, whole) in short.components.iter_mut().zip(&whole.components) {
                component.reason = cut(&whole.reason);
            }
        }
        Shortening::Lists(most) => {
            keep(&mut short.transitions, most, |transition| transition.condition.rank());
            keep(&mut short.components, most, |component| component.condition.rank());
            let (transitions, components) = (whole.transitions.len(), whole.components.len());
            let left_out = transitions.max(components).saturating_sub(most);
            if left_out > 0 {
                let note = format!("The message is cut: of {components} components, {most} are listed.");
                short.remedy = format!("{} {note}", whole.remedy);
            }
        }
        Shortening::Words(bytes_max) => {
            for words in [&mut short.title, &mut short.summary, &mut short.remedy] {
                *words = cut(std::mem::take(words), bytes_max);
            }
        }
    }
}

/// Keeps the worst, in their order.
fn keep<T>(list: &mut Vec<T>, most: usize, rank: impl Fn(&T) -> usize) {
    let mut places: Vec<usize> = (0..list.len()).collect();
    places.sort_by_key(|place| Reverse(rank(&list[*place])));
    let kept = &places[..most.min(places.len())];
    let mut place = 0;
    list.retain(|_| {
        place += 1;
        kept.contains(&(place - 1))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::sns::{Envelope, envelope};
    use crate::tests::{alert, component, notification, transition};
    use rollcall_core::condition::Condition;

    fn message(alert: &Alert) -> Envelope {
        envelope(&notification(alert))
    }

    fn size(message: &Envelope) -> usize {
        let attributes = message.attributes.iter();
        let attributes = attributes.map(|(name, value)| name.len() + "String".len() + value.len());
        message.body.len() + attributes.sum::<usize>()
    }

    fn large(count: usize, reason: &str) -> Alert {
        let names = || (0..count).map(|number| format!("iam-role/{number:03}"));
        let transitions = names().map(|name| transition(&name, reason));
        let components = names().map(|name| component(&name, reason));
        Alert { transitions: transitions.collect(), components: components.collect(), ..alert() }
    }

    /// With the characters that grow most when escaped, in JSON within JSON.
    #[test]
    fn the_largest_alert_fits_and_is_the_same_again() {
        for filler in ["\u{1}", "\"", "\\", "ü", "\u{202E}", "x"] {
            let alert = large(64, &filler.repeat(4096 / filler.len()));
            let message = message(&alert);
            assert!(size(&message) <= MESSAGE_BYTES_MAX, "{filler:?}: {}", size(&message));
            assert!(message.body.contains("[cut: "), "{filler:?}");
            assert_eq!(message, envelope(&notification(&alert)));
        }
    }

    #[test]
    fn of_too_many_components_the_worst_are_listed() {
        let mut alert = large(2000, "x");
        for (transition, component) in alert.transitions.iter_mut().zip(&mut alert.components) {
            (transition.condition, component.condition) = (Condition::Healthy, Condition::Healthy);
        }
        alert.transitions[1234].condition = Condition::Failed;
        alert.components[1234].condition = Condition::Failed;
        let message = message(&alert);
        assert!(size(&message) <= MESSAGE_BYTES_MAX);
        assert!(message.body.contains("The message is cut: of 2000 components, 64 are listed."));
        let json: serde_json::Value = serde_json::from_str(&message.body).unwrap();
        let json: serde_json::Value = serde_json::from_str(json["default"].as_str().unwrap()).unwrap();
        for list in ["transitions", "components"] {
            let list = json[list].as_array().unwrap();
            assert_eq!(list.len(), 64);
            assert!(list.iter().any(|one| one["component"] == "iam-role/1234"));
        }
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
