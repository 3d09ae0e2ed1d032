//! Numbers, times and quotations as words. Everything that a service said goes through
//! [`quote`]; its escaping is maud's.

use std::time::Duration;

use maud::{Markup, html};
use rollcall_core::identity::Enrollment;
use rollcall_core::text::{cut, one_line, span};
use rollcall_core::time::Time;

/// `3,000`.
pub(super) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 enrollment`, `3,000 enrollments`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(count))
}

/// Text of others: on one line, neutralised, and not longer than `bytes_max`.
pub(super) fn quote(text: &str, bytes_max: usize) -> String {
    cut(one_line(text), bytes_max)
}

/// An enrollment's key, with a link to its evidence if it is on the page. A line may break at its slashes.
pub(super) fn key(enrollment: &Enrollment, id: Option<usize>) -> Markup {
    let Enrollment { check, target } = enrollment;
    let parts = html! {
        span { (one_line(check)) "/" } span { (target.account) "/" } span { (target.region) }
    };
    html! { @if let Some(id) = id { a.to href={ "#e" (id) } { (parts) } } @else { span.to { (parts) } } }
}

pub(super) fn ago(now: Time, earlier: Time) -> String {
    span(now.since(earlier))
}

/// In whole days from three days on.
pub(super) fn roughly(duration: Duration) -> String {
    let days = duration.as_secs() / 86_400;
    if days < 3 { span(duration) } else { format!("{} d", number(days as usize)) }
}

/// `2026-11-21`.
pub(super) fn day(time: Time) -> String {
    time.to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let check = |count, expected: &str| assert_eq!(counted(count, "row"), expected);
        check(0, "0 rows");
        check(1, "1 row");
        check(999, "999 rows");
        check(1000, "1,000 rows");
        check(12_345_678, "12,345,678 rows");
    }
}
