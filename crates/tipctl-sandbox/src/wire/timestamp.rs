//! Moments as the protocols write them. All come from milliseconds since the epoch.

use std::fmt;

use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Seconds with a fraction, as the JSON protocols write a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Epoch(pub(crate) u64);

impl Serialize for Epoch {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this age are exact in a double")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / 1000.0)
    }
}

/// `2026-01-31T12:00:00Z`, as the XML protocols write a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Iso8601(pub(crate) u64);

impl Serialize for Iso8601 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seconds = i64::try_from(self.0 / 1000).map_err(serde::ser::Error::custom)?;
        let moment = OffsetDateTime::from_unix_timestamp(seconds).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&moment.format(&Rfc3339).map_err(serde::ser::Error::custom)?)
    }
}

/// `Sat, 31 Jan 2026 12:00:00 GMT`, as headers write a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HttpDate(pub(crate) u64);

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.0 / 1000).map_err(|_| fmt::Error)?;
        let moment = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| fmt::Error)?;
        let (weekday, month) = (moment.weekday().to_string(), moment.month().to_string());
        let short = |name: &str| name.chars().take(3).collect::<String>();
        let (hour, minute, second) = moment.to_hms();
        let (day, year) = (moment.day(), moment.year());
        let (weekday, month) = (short(&weekday), short(&month));
        write!(f, "{weekday}, {day:02} {month} {year} {hour:02}:{minute:02}:{second:02} GMT")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_protocols_do() {
        assert_eq!(serde_json::to_string(&Epoch(1_605_672_582_781)).unwrap(), "1605672582.781");
        assert_eq!(serde_json::to_string(&Iso8601(1_605_672_582_781)).unwrap(), "\"2020-11-18T04:09:42Z\"");
        assert_eq!(HttpDate(1_605_672_582_781).to_string(), "Wed, 18 Nov 2020 04:09:42 GMT");
    }
}
