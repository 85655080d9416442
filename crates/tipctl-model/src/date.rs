//! A day of the calendar.

use std::fmt;

/// A day of the Gregorian calendar, in UTC where it is a day of something that happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day that `text` writes as `2027-01-31`; none when there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts.as_slice() else { return None };
        let number = |part: &str, digits: usize| -> Option<u16> {
            let is_right = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| is_right)
        };
        let year = number(year, 4)?;
        let month = u8::try_from(number(month, 2)?).ok()?;
        let day = u8::try_from(number(day, 2)?).ok()?;
        (1..=days_of(year, month)?).contains(&day).then_some(Self { year, month, day })
    }

    /// The day in UTC of a time in milliseconds since the epoch; the last day of the year 9999 for all later times.
    pub fn of_epoch_ms(ms: u64) -> Self {
        let mut days = ms / 86_400_000;
        let mut year = 1970;
        while year < 9999 {
            let length = if is_leap(year) { 366 } else { 365 };
            if days < length {
                break;
            }
            days -= length;
            year += 1;
        }
        let mut month = 1;
        while let Some(length) =
            days_of(year, month).filter(|length| month < 12 && days >= u64::from(*length))
        {
            days -= u64::from(length);
            month += 1;
        }
        let day = u8::try_from(days + 1).unwrap_or(31).min(31);
        Self { year, month, day }
    }

    /// When the day begins in UTC, in milliseconds since the epoch; the epoch itself for days before it.
    pub fn to_epoch_ms(self) -> u64 {
        let Self { year, month, day } = self;
        let of_years: u64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
        let of_months: u64 = (1..month).filter_map(|month| days_of(year, month)).map(u64::from).sum();
        if year < 1970 { 0 } else { (of_years + of_months + u64::from(day) - 1) * 86_400_000 }
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of(year: u16, month: u8) -> Option<u8> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if is_leap(year) { 29 } else { 28 }),
        _ => None,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day } = self;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_those_that_do_not_exist_are_not() {
        for day in ["2027-01-31", "2024-02-29", "2000-02-29", "9999-12-31"] {
            assert_eq!(Date::parse(day).unwrap().to_string(), day);
        }
        for no_day in
            ["2027-02-29", "1900-02-29", "2027-13-01", "2027-00-10", "2027-1-31", "31.01.2027", "+027-01-31"]
        {
            assert_eq!(Date::parse(no_day), None, "{no_day}");
        }
        assert!(Date::parse("2026-12-31") < Date::parse("2027-01-01"));
    }

    #[test]
    fn a_time_falls_on_a_day() {
        const DAY: u64 = 86_400_000;
        for (ms, day) in [
            (0, "1970-01-01"),
            (DAY - 1, "1970-01-01"),
            (59 * DAY, "1970-03-01"),
            (951_782_400_000, "2000-02-29"),
            (1_798_675_200_000 + DAY - 1, "2026-12-31"),
            (u64::MAX, "9999-12-31"),
        ] {
            assert_eq!(Date::of_epoch_ms(ms).to_string(), day, "{ms}");
        }
        for day in ["1970-01-01", "2000-02-29", "2000-03-01", "2026-12-31"] {
            let begins = Date::parse(day).unwrap().to_epoch_ms();
            assert_eq!(Date::of_epoch_ms(begins).to_string(), day);
            assert_ne!(
                Date::of_epoch_ms(begins.saturating_sub(1)).to_string(),
                day.replace("1970-01-01", "")
            );
        }
    }
}
