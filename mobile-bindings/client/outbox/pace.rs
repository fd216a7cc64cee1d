//! How fast items go: below what the server allows a person, so that a long time offline does not end in refusals.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

/// Counts what went within the last minute.
pub(super) struct Pace {
    per_minute: Option<usize>,
    went: VecDeque<Instant>,
}

impl Pace {
    /// At most so many in any minute; as many as there are without a number.
    pub fn new(per_minute: Option<u32>) -> Self {
        Self {
            per_minute: per_minute.map(|most| usize::try_from(most).unwrap_or(usize::MAX).max(1)),
            went: VecDeque::new(),
        }
    }

    pub fn allows(&mut self, now: Instant) -> bool {
        while self.went.front().is_some_and(|at| now.duration_since(*at) >= MINUTE) {
            self.went.pop_front();
        }
        self.per_minute.is_none_or(|most| self.went.len() < most)
    }

    pub fn note(&mut self, now: Instant) {
        if self.per_minute.is_some() {
            self.went.push_back(now);
        }
    }

    /// When the next may go, if it may not now.
    pub fn wait_until(&mut self, now: Instant) -> Option<Instant> {
        if self.allows(now) { None } else { self.went.front().map(|at| *at + MINUTE) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_has_more_than_allowed() {
        let (mut pace, start) = (Pace::new(Some(3)), Instant::now());
        for second in 0..3 {
            assert!(pace.allows(start + Duration::from_secs(second)));
            pace.note(start + Duration::from_secs(second));
        }
        let soon = start + Duration::from_secs(10);
        assert!(!pace.allows(soon));
        assert_eq!(pace.wait_until(soon), Some(start + MINUTE));
        assert!(pace.allows(start + MINUTE) && pace.wait_until(start + MINUTE).is_none());
        assert!(Pace::new(None).allows(start));
    }
}
