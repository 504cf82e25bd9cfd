//! Medians and 95th percentiles.

use std::time::Duration;

/// The median and the 95th percentile, in milliseconds.
pub(crate) fn percentiles(times: impl Iterator<Item = Duration>) -> (f64, f64) {
    let mut times: Vec<f64> = times.map(|time| time.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    (at(50).copied().unwrap_or(f64::NAN), at(95).copied().unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let times = (1..=100).rev().map(Duration::from_millis);
        assert_eq!(percentiles(times), (51.0, 96.0));
        assert_eq!(percentiles([Duration::from_millis(7)].into_iter()), (7.0, 7.0));
    }
}
