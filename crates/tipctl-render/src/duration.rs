//! How stretches of time are written.

/// `ms` milliseconds as `4.2s`, `3m05s` or `1h02m`.
pub(crate) fn duration(ms: u64) -> String {
    let (tenths, seconds) = (ms / 100, ms / 1000);
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    if minutes == 0 {
        format!("{seconds}.{}s", tenths % 10)
    } else if hours == 0 {
        format!("{minutes}m{:02}s", seconds % 60)
    } else {
        format!("{hours}h{:02}m", minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn each_size_has_its_form() {
        let cases = [
            (0, "0.0s"),
            (999, "0.9s"),
            (59_949, "59.9s"),
            (60_000, "1m00s"),
            (185_000, "3m05s"),
            (3_599_999, "59m59s"),
            (3_725_000, "1h02m"),
        ];
        for (ms, written) in cases {
            assert_eq!(duration(ms), written, "{ms}");
        }
    }
}
