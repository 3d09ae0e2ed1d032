//! Whether a channel still reaches everybody: how many subscriptions there are, how many are expected, and
//! when fewer are accepted.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Time;

/// How long a channel is not asked again.
const ASKED_EVERY: Duration = Duration::from_secs(3600);
/// How long a lower count must stand to be the expected one: somebody unsubscribed on purpose.
const ACCEPTED_AFTER: Duration = Duration::from_secs(24 * 3600);

/// What a channel answers when its subscriptions are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriptions {
    /// What they are subscriptions of, such as the ARN of a topic.
    pub of: String,
    /// Those that get notifications.
    pub confirmed: usize,
    /// Those that wait to be confirmed, and get nothing.
    pub pending: usize,
}

/// What is remembered of a route's subscriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownSubscriptions {
    /// How many confirmed ones are expected.
    pub expected: usize,
    /// How many confirmed ones the last count found.
    pub confirmed: usize,
    /// The first count in a row that found that many.
    pub since: Time,
    /// When the channel was last asked, whether or not it answered.
    pub asked_at: Time,
}

/// A count of a route's subscriptions, against those that were expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionCount {
    pub found: Subscriptions,
    /// How many confirmed ones are expected; as found, if fewer were accepted by this count.
    pub expected: usize,
}

/// Nothing is known: the channel was never asked.
impl Default for KnownSubscriptions {
    fn default() -> Self {
        let never = Time::from_epoch_millis(0);
        Self { expected: 0, confirmed: 0, since: never, asked_at: never }
    }
}

impl KnownSubscriptions {
    pub fn is_due(&self, now: Time) -> bool {
        now.since(self.asked_at) >= ASKED_EVERY
    }

    /// After a count. Fewer than expected are missing until that count has stood for 24 h.
    pub fn count(self, found: Subscriptions, now: Time) -> (Self, SubscriptionCount) {
        let confirmed = found.confirmed;
        let since = if confirmed == self.confirmed { self.since } else { now };
        let is_accepted = confirmed >= self.expected || now.since(since) >= ACCEPTED_AFTER;
        let expected = if is_accepted { confirmed } else { self.expected };
        (Self { expected, confirmed, since, asked_at: now }, SubscriptionCount { found, expected })
    }

    /// After a count that failed.
    pub fn not_counted(self, now: Time) -> Self {
        Self { asked_at: now, ..self }
    }
}

impl SubscriptionCount {
    /// How many do not get notifications, and should: at least one if nobody does.
    pub fn missing(&self) -> usize {
        let least = usize::from(self.found.confirmed == 0);
        self.found.pending.saturating_add(self.gone()).max(least)
    }

    fn gone(&self) -> usize {
        self.expected.saturating_sub(self.found.confirmed)
    }

    /// What is missing, for people. None if nothing is.
    pub fn warning(&self) -> Option<String> {
        let Subscriptions { of, confirmed, pending } = &self.found;
        let some = |count: usize| match count {
            1 => format!("1 subscription of {of} is"),
            _ => format!("{count} subscriptions of {of} are"),
        };
        let gone = format!("{} gone (expected {}, found {confirmed})", some(self.gone()), self.expected);
        let texts = [
            (self.gone() > 0, gone),
            (*pending > 0, format!("{} not confirmed", some(*pending))),
            (*confirmed == 0, format!("nobody gets alerts: {of} has no confirmed subscription")),
        ];
        let texts: Vec<String> =
            texts.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text).collect();
        (!texts.is_empty()).then(|| texts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minute(minutes: i64) -> Time {
        Time::from_epoch_millis(1_795_230_000_000 + minutes * 60_000)
    }

    fn found(confirmed: usize, pending: usize) -> Subscriptions {
        Subscriptions { of: "arn:t".to_owned(), confirmed, pending }
    }

    /// The warning of the last of some counts: each an hour, and what was found then.
    fn warning(counts: &[(i64, usize, usize)]) -> String {
        let mut known = KnownSubscriptions::default();
        let mut warning = None;
        for (hour, confirmed, pending) in counts {
            let (next, count) = known.count(found(*confirmed, *pending), minute(hour * 60));
            assert_eq!(count.warning().is_some(), count.missing() > 0, "{count:?}");
            (known, warning) = (next, count.warning());
        }
        warning.unwrap_or_default()
    }

    #[test]
    fn a_count_says_what_is_missing() {
        let check = |counts: &[(i64, usize, usize)], expected: &str| assert_eq!(warning(counts), expected);
        check(&[(0, 1, 0)], "");
        check(&[(0, 2, 0), (1, 5, 0)], "");
        check(&[(0, 1, 1)], "1 subscription of arn:t is not confirmed");
        check(&[(0, 1, 0), (1, 1, 2)], "2 subscriptions of arn:t are not confirmed");
        check(&[(0, 0, 0)], "nobody gets alerts: arn:t has no confirmed subscription");
        check(&[(0, 3, 0), (1, 2, 0)], "1 subscription of arn:t is gone (expected 3, found 2)");
        check(
            &[(0, 2, 0), (1, 0, 1)],
            "2 subscriptions of arn:t are gone (expected 2, found 0); \
             1 subscription of arn:t is not confirmed; nobody gets alerts: arn:t has no confirmed subscription",
        );
    }

    #[test]
    fn fewer_are_accepted_once_they_stand_for_a_day() {
        let gone = |expected, found| {
            format!("{} subscription of arn:t is gone (expected {expected}, found {found})", expected - found)
        };
        assert_eq!(warning(&[(0, 3, 0), (1, 2, 0), (24, 2, 0)]), gone(3, 2));
        assert_eq!(warning(&[(0, 3, 0), (1, 2, 0), (25, 2, 0)]), "");
        assert_eq!(warning(&[(0, 3, 0), (1, 2, 0), (25, 2, 0), (26, 1, 0)]), gone(2, 1));
        // Nobody counted for long: the first count that finds fewer is no day old.
        assert_eq!(warning(&[(0, 3, 0), (99, 2, 0)]), gone(3, 2));
        // One more goes just before the day is over.
        let both = "2 subscriptions of arn:t are gone (expected 3, found 1)";
        assert_eq!(warning(&[(0, 3, 0), (1, 2, 0), (25, 1, 0), (48, 1, 0)]), both);
        // One comes back for a while.
        assert_eq!(warning(&[(0, 2, 0), (1, 1, 0), (20, 2, 0), (21, 1, 0), (30, 1, 0)]), gone(2, 1));
        // However long nobody is subscribed, that is never accepted.
        assert_ne!(warning(&[(0, 1, 0), (1, 0, 0), (99, 0, 0)]), "");
    }

    #[test]
    fn a_channel_is_asked_once_an_hour_whether_or_not_it_answers() {
        let known = KnownSubscriptions::default();
        assert!(known.is_due(minute(0)), "it was never asked");
        for asked in [known.count(found(1, 0), minute(0)).0, known.not_counted(minute(0))] {
            assert_eq!([0, 59, 60].map(|minutes| asked.is_due(minute(minutes))), [false, false, true]);
            assert!(!asked.is_due(minute(-99)), "the clock stepped back");
        }
    }

    #[test]
    fn a_count_that_fails_changes_nothing_else() {
        let (known, _) = KnownSubscriptions::default().count(found(3, 0), minute(0));
        let later = known.not_counted(minute(60));
        assert_eq!(later, KnownSubscriptions { asked_at: minute(60), ..known });
        assert_eq!(later.count(found(2, 0), minute(2000)).1.missing(), 1);
    }

    proptest! {
        /// Whatever was counted before, at whatever pace.
        #[test]
        fn whoever_goes_is_missing_at_once_and_accepted_after_a_day(
            counts in prop::collection::vec((0_i64..3000, prop_oneof![0_usize..4, Just(usize::MAX)], 0_usize..3), 1..40),
        ) {
            let (mut known, mut now) = (KnownSubscriptions::default(), 0);
            for (minutes, confirmed, pending) in counts {
                now += minutes;
                let (next, count) = known.count(found(confirmed, pending), minute(now));
                if confirmed < known.confirmed {
                    let gone = known.expected - confirmed;
                    prop_assert_eq!(count.missing(), gone.saturating_add(pending), "{:?}", known);
                }
                let (_, later) = next.count(found(confirmed, pending), minute(now + 24 * 60));
                prop_assert_eq!(later.missing(), pending.max(usize::from(confirmed == 0)), "{:?}", next);
                known = next;
            }
        }
    }
}
