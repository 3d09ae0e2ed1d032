//! How much the page shows of each enrollment: everything, or less, so that it stays below 5 MB and can be
//! mailed. No enrollment, problem or component is ever left out.

/// With more enrollments than this, less is shown of each, so that people find what they look for.
const LARGE_ABOVE: usize = 300;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Detail {
    /// Whether accounts that are fine are folded, each on its own, and their pictures have no signs.
    pub(super) is_large: bool,
    /// Whether pictures have no signs, alerts no ids, and the compliant components of an enrollment share a
    /// row.
    pub(super) is_terse: bool,
    pub(super) quote_bytes_max: usize,
    /// The most changes written out for one enrollment; its picture shows all.
    pub(super) changes_max: usize,
    /// The most distinct places on a picture.
    pub(super) picture_steps: i64,
}

const FULL: Detail =
    Detail { is_large: false, is_terse: false, quote_bytes_max: 500, changes_max: 50, picture_steps: 1000 };
const LARGE: Detail = Detail { is_large: true, quote_bytes_max: 160, changes_max: 5, ..FULL };
const TERSE: Detail = Detail { is_terse: true, picture_steps: 100, ..LARGE };
const BARE: Detail = Detail { quote_bytes_max: 80, changes_max: 0, picture_steps: 10, ..TERSE };

impl Detail {
    /// The details to try for so many enrollments, the most first.
    pub(super) fn of(enrollments: usize) -> &'static [Self] {
        if enrollments > LARGE_ABOVE { &[LARGE, TERSE, BARE] } else { &[FULL, LARGE, TERSE, BARE] }
    }
}
