//! The server's clock as the counters need it: it never goes back.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::clock::Clock;

/// Time that has passed since the start. When the system's clock is set back, it stands still for that moment only:
/// otherwise everybody would be refused until the old time is reached again.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    clock: Clock,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug)]
struct Seen {
    last_ms: i64,
    passed_ms: u64,
}

impl Pace {
    pub(super) fn new(clock: Clock) -> Self {
        let seen = Seen { last_ms: clock.now_ms(), passed_ms: 0 };
        Self { clock, seen: Arc::new(Mutex::new(seen)) }
    }
}

impl governor::clock::Clock for Pace {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = self.clock.now_ms();
        seen.passed_ms += u64::try_from(now_ms - seen.last_ms).unwrap_or(0);
        seen.last_ms = now_ms;
        Duration::from_millis(seen.passed_ms)
    }
}
