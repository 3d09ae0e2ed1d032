//! A value behind a lock that is held for one closure, so never across an await.

use std::sync::{Mutex, PoisonError};

#[derive(Debug, Default)]
pub(crate) struct Guarded<T>(Mutex<T>);

impl<T> Guarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Runs `action` on the value. After a panic in another closure the value is used as it was left: no
    /// invariant here spans several fields, so a panic cannot break one.
    pub(crate) fn with<R>(&self, action: impl FnOnce(&mut T) -> R) -> R {
        action(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
