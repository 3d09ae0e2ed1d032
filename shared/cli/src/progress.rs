//! Progress on a terminal, and what is printed beside it: a bar and a line never run into each
//! other.

use std::sync::LazyLock;

use indicatif::{MultiProgress, ProgressBar};

/// The bars on standard error; a process has one set of them.
static SHOWN: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Shows a bar until it is finished; never if standard error is not a terminal.
pub(crate) fn show(bar: ProgressBar) -> ProgressBar {
    SHOWN.add(bar)
}

/// Prints with the bars out of the way.
pub(crate) fn beside<T>(print: impl FnOnce() -> T) -> T {
    SHOWN.suspend(print)
}
