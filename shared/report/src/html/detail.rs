//! How much the page shows of each enrollment: everything, or less, so that it stays below 5 MB and can be
//! mailed. Every enrollment is in its figures, and every problem in its cards; of a very large organization only
//! the worst enrollments have a place of their own.

/// With more enrollments than this, less is shown of each, so that people find what they look for.
const LARGE_ABOVE: usize = 300;
/// With more enrollments than this, not each has a place of its own: they would not fit, however little is shown.
const VAST_ABOVE: usize = 4000;

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
    /// The most enrollments, the worst first, that the grid and the evidence list.
    pub(super) listed_max: usize,
}

const FULL: Detail = Detail {
    is_large: false,
    is_terse: false,
    quote_bytes_max: 500,
    changes_max: 50,
    picture_steps: 1000,
    listed_max: usize::MAX,
};
const LARGE: Detail = Detail { is_large: true, quote_bytes_max: 160, changes_max: 5, ..FULL };
const TERSE: Detail = Detail { is_terse: true, picture_steps: 100, ..LARGE };
const BARE: Detail = Detail { quote_bytes_max: 80, changes_max: 0, picture_steps: 10, ..TERSE };

const WORST: Detail = Detail { listed_max: 2000, ..TERSE };
const FEWEST: Detail = Detail { listed_max: 1000, ..BARE };

impl Detail {
    /// The details to try for so many enrollments, the most first.
    pub(super) fn of(enrollments: usize) -> &'static [Self] {
        if enrollments > VAST_ABOVE {
            &[WORST, FEWEST]
        } else if enrollments > LARGE_ABOVE {
            &[LARGE, TERSE, BARE, WORST, FEWEST]
        } else {
            &[FULL, LARGE, TERSE, BARE]
        }
    }
}
