//! Waits between retries: doubled each time, half fixed and half by chance, so that clients do not come back all at once.

use std::time::Duration;

use crate::client::Options;

/// Waits of one thing that is retried.
#[derive(Clone, Debug)]
pub struct Backoff {
    first: Duration,
    most: Duration,
    failures: u32,
}

impl Backoff {
    /// Waits between `first` and `most`.
    #[must_use]
    pub fn new(first: Duration, most: Duration) -> Self {
        Self { first, most, failures: 0 }
    }

    pub(crate) fn of(options: &Options) -> Self {
        Self::new(options.backoff_first, options.backoff_most)
    }

    /// Notes a failure and gives the wait: between half and all of `first`·2ⁿ, never above `most`.
    pub fn wait(&mut self) -> Duration {
        let full = self.first.saturating_mul(2_u32.saturating_pow(self.failures.min(30))).min(self.most);
        self.failures = self.failures.saturating_add(1);
        full.mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    /// As [`Backoff::wait`], but the first failure after a success costs no wait.
    pub fn wait_after_first(&mut self) -> Duration {
        if self.failures == 0 {
            self.failures = 1;
            return Duration::ZERO;
        }
        self.wait()
    }

    /// Notes a success.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_within_equal_jitter_up_to_the_most() {
        let (first, most) = (Duration::from_millis(500), Duration::from_secs(30));
        for _ in 0..200 {
            let mut backoff = Backoff::new(first, most);
            for n in 0..40_u32 {
                let full = first.saturating_mul(2_u32.saturating_pow(n.min(20))).min(most);
                let wait = backoff.wait();
                assert!(wait >= full / 2 && wait <= full, "wait {n} was {wait:?}, full {full:?}");
            }
        }
    }

    #[test]
    fn success_starts_over() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));
        for _ in 0..5 {
            backoff.wait();
        }
        backoff.reset();
        assert!(backoff.wait() <= Duration::from_secs(1));
        backoff.reset();
        assert_eq!(backoff.wait_after_first(), Duration::ZERO);
        assert!(backoff.wait_after_first() >= Duration::from_secs(1));
    }
}
