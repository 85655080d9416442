//! Time, as the executor is given it.
//!
//! Not here: a clock. The binary brings the real one, tests a virtual one.

use tipctl_model::BoxFuture;

/// Where the executor learns what time it is, and how it waits.
pub trait Clock: Send + Sync {
    /// Milliseconds since some moment that stays the same as long as the clock lives. Never runs backwards.
    fn now_ms(&self) -> u64;

    /// Ends when `ms` milliseconds have passed.
    fn sleep(&self, ms: u64) -> BoxFuture<'_, ()>;
}
