//! Enrollments as people name them: `odb/111122223333/us-east-1`, or with wildcards `odb/*/us-*`.
//!
//! A part that no enrollment can have is no error here: what is stored tells what was meant.

use std::fmt;
use std::str::FromStr;

use rollcall_core::identity::{Enrollment, EnrollmentError};

use crate::unmatched::listed;

/// How alike a key must be to be what was meant, from 0 to 1: a few characters may differ.
const ALIKE: f64 = 0.8;
/// How many keys an error suggests.
const SUGGESTED_MAX: usize = 5;

#[derive(Clone, Debug)]
pub(crate) struct Pattern(String);

impl FromStr for Pattern {
    type Err = EnrollmentError;

    fn from_str(text: &str) -> Result<Self, EnrollmentError> {
        let parts: Vec<&str> = text.split('/').collect();
        if parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(EnrollmentError::Shape(text.to_owned()))
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Pattern {
    pub(crate) fn has_wildcard(&self) -> bool {
        self.0.contains('*')
    }

    /// The only enrollment that it can name. None for wildcards, and for what is no enrollment.
    pub(crate) fn exact(&self) -> Option<Enrollment> {
        self.0.parse().ok().filter(|_| !self.has_wildcard())
    }

    pub(crate) fn takes(&self, enrollment: &Enrollment) -> bool {
        let key = enrollment.to_string();
        self.0.split('/').zip(key.split('/')).all(|(pattern, part)| is_match(pattern, part))
    }

    /// Why it takes none of the known enrollments, and what it may have meant.
    pub(crate) fn unknown(&self, known: &[Enrollment]) -> String {
        if self.has_wildcard() && !known.is_empty() {
            return format!("no enrollment matches {self}: the state has {}", listed(known.iter()));
        }
        match &self.alike(known)[..] {
            [] => format!("nothing is known of {self}: `rollcall status` lists what is"),
            [one] => format!("nothing is known of {self}: did you mean {one}?"),
            several => format!("nothing is known of {self}: did you mean one of {}?", several.join(", ")),
        }
    }

    /// The most alike first.
    fn alike(&self, known: &[Enrollment]) -> Vec<String> {
        let keys = known.iter().map(ToString::to_string);
        let mut alike: Vec<(f64, String)> =
            keys.map(|key| (strsim::normalized_damerau_levenshtein(&self.0, &key), key)).collect();
        alike.retain(|(alike, _)| *alike >= ALIKE);
        alike.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        alike.into_iter().take(SUGGESTED_MAX).map(|(_, key)| key).collect()
    }
}

/// Whether a text is as the pattern, in which `*` stands for any text.
pub(crate) fn is_match(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    let mut ends = rest.char_indices().map(|(end, _)| end).chain([rest.len()]);
    ends.any(|end| is_match(after, &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_any_text_within_its_part() {
        let enrollment: Enrollment = "odb/111122223333/us-east-1".parse().unwrap();
        let check = |pattern: &str, expected: bool| {
            assert_eq!(pattern.parse::<Pattern>().unwrap().takes(&enrollment), expected, "{pattern}");
        };
        check("odb/111122223333/us-east-1", true);
        check("odb/*/us-*", true);
        check("*/*/*", true);
        check("o*b/1111*3333/*-east-*", true);
        check("odb/*/us-*-2", false);
        check("odb/*/us-east", false);
        check("odb/*/eu-*", false);
        check("iot-*/*/*", false);
    }

    #[test]
    fn a_pattern_has_three_parts() {
        for text in ["odb", "odb/*", "odb//us-east-1", "*/*/*/*"] {
            assert!(text.parse::<Pattern>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_was_meant_is_found_and_what_was_not_is_left_out() {
        let regions = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-central-1", "eu-west-1"];
        let known: Vec<Enrollment> =
            regions.iter().map(|region| format!("odb/111122223333/{region}").parse().unwrap()).collect();
        let told = |text: &str| text.parse::<Pattern>().unwrap().unknown(&known);
        let first = told("odb/111122223333/us-east1");
        assert!(first.contains("did you mean one of odb/111122223333/us-east-1, "), "{first}");
        assert!(first.matches("odb/").count() <= 1 + SUGGESTED_MAX, "{first}");
        assert!(told("iot-fleetwise/999988887777/sa-east-1").ends_with("`rollcall status` lists what is"));
    }
}
