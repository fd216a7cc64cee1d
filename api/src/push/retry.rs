//! When a push that a provider did not take is tried again.

use std::time::Duration;

use crate::chance;

/// First pause; doubled with each try.
const FIRST: Duration = Duration::from_secs(10);
/// Longest pause of our own.
const LONGEST: Duration = Duration::from_secs(3600);
/// Shortest pause of our own: chance could draw none at all.
const SHORTEST: Duration = Duration::from_secs(1);

/// The pause after so many failed tries: what the provider asked for, else drawn evenly from nothing to 10 s · 2ⁿ, so that
/// what failed together does not come back together.
#[must_use]
pub fn pause(tries: i32, asked: Option<Duration>) -> Duration {
    asked.unwrap_or_else(|| chance::jitter(widest(tries)).max(SHORTEST))
}

fn widest(tries: i32) -> Duration {
    let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or_default().min(16);
    (FIRST * 2u32.pow(doublings)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour_and_the_provider_goes_first() {
        let widths: Vec<u64> = [1, 2, 3, 9, 10, 1_000].into_iter().map(|tries| widest(tries).as_secs()).collect();
        assert_eq!(widths, [10, 20, 40, 2_560, 3_600, 3_600]);
        assert_eq!(pause(5, Some(Duration::ZERO)), Duration::ZERO);
        for _ in 0..100 {
            assert!((SHORTEST..=FIRST).contains(&pause(1, None)));
        }
    }
}
