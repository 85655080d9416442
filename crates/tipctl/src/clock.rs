//! The time of day, for waivers that end and entitlements that get around.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tipctl_model::Date;

/// Now, in milliseconds since the epoch.
#[expect(clippy::disallowed_methods, reason = "the binary is where the clock that others are handed is read")]
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The day that `now_ms` is in, in UTC.
pub(crate) fn day(now_ms: u64) -> Date {
    Date::of_epoch_ms(now_ms)
}
