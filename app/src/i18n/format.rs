//! Numbers with their units, the same in both languages.

/// An amount of memory or output: `8.0 MB`.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if count < 1024 {
        return format!("{count} B");
    }
    let tenths = |scale: u64| count / scale * 10 + (count % scale * 10 + scale / 2) / scale;
    let (mut scale, mut unit) = (1024, 0);
    while tenths(scale) >= 10_240 && unit + 1 < UNITS.len() {
        scale *= 1024;
        unit += 1;
    }
    // One decimal says enough, and none where three digits stand before it. In whole numbers: what formats fractions is
    // code that nothing else in the browser needs.
    match tenths(scale) {
        tenths @ 0..1_000 => format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit]),
        _ => format!("{} {}", (count + scale / 2) / scale, UNITS[unit]),
    }
}

/// A measured time: `12 ms`, `3.4 s`, `2 min 5 s`.
pub fn duration(millis: u64) -> String {
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..10_000 => format!("{}.{:02} s", millis / 1_000, millis % 1_000 / 10),
        10_000..60_000 => format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
        _ => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1_000),
    }
}

/// A time that ticks, always of the same width: `0:07`, `12:34`, `1:00:00`.
pub fn ticking(millis: u64) -> String {
    let seconds = millis / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_unit_that_suits_them() {
        let amounts = [0, 1023, 1024, 8 << 20, 256 << 20, (1 << 30) - 1, 3 << 30].map(bytes);
        assert_eq!(amounts, ["0 B", "1023 B", "1.0 KB", "8.0 MB", "256 MB", "1.0 GB", "3.0 GB"]);
    }

    #[test]
    fn times_have_the_unit_that_suits_them() {
        let times = [0, 999, 1_000, 3_456, 9_999, 12_345, 59_999, 60_000, 125_000].map(duration);
        assert_eq!(
            times,
            ["0 ms", "999 ms", "1.00 s", "3.45 s", "9.99 s", "12.3 s", "59.9 s", "1 min 0 s", "2 min 5 s"]
        );
    }

    #[test]
    fn ticking_time_keeps_its_width() {
        assert_eq!([0, 7_900, 754_000, 3_600_000].map(ticking), ["0:00", "0:07", "12:34", "1:00:00"]);
    }
}
