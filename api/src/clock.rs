//! The one source of time. Tests hold it and move it; nothing else reads the system's clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use pronto_protocol::Timestamp;
use tokio::sync::watch;

/// Time as the server sees it: the system's, plus what a test has added; or one that stands still until it is moved, in which the
/// past is told anew.
#[derive(Clone, Debug)]
pub struct Clock {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Added to the system's time; the time itself while it stands still.
    offset_ms: AtomicI64,
    stands: AtomicBool,
    moved: watch::Sender<()>,
}

impl Default for Clock {
    fn default() -> Self {
        let (offset_ms, stands) = (AtomicI64::new(0), AtomicBool::new(false));
        Self { inner: Arc::new(Inner { offset_ms, stands, moved: watch::channel(()).0 }) }
    }
}

impl Clock {
    /// A clock that stands still at a time (Unix milliseconds) until it is moved.
    #[must_use]
    pub fn standing_at_ms(at_ms: i64) -> Self {
        let clock = Self::default();
        clock.inner.offset_ms.store(at_ms, Ordering::Release);
        clock.inner.stands.store(true, Ordering::Release);
        clock
    }

    /// Moves a clock that stands still on to a time; never back, so that what comes later is later.
    pub fn move_to_ms(&self, at_ms: i64) {
        self.inner.offset_ms.fetch_max(at_ms, Ordering::AcqRel);
        self.inner.moved.send_replace(());
    }

    /// Lets a clock that stands still go on with the system's time.
    pub fn let_go(&self) {
        self.inner.offset_ms.store(0, Ordering::Release);
        self.inner.stands.store(false, Ordering::Release);
        self.inner.moved.send_replace(());
    }

    /// Now, as a wire time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.now_ms())
    }

    /// Now, in milliseconds since 1970.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now_ms(&self) -> i64 {
        if self.inner.stands.load(Ordering::Acquire) {
            return self.inner.offset_ms.load(Ordering::Acquire);
        }
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX) + self.inner.offset_ms.load(Ordering::Acquire)
    }

    /// Moves time forward and wakes whoever sleeps on it.
    pub fn advance(&self, by: Duration) {
        let by_ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.inner.offset_ms.fetch_add(by_ms, Ordering::AcqRel);
        self.inner.moved.send_replace(());
    }

    /// Sleeps until the given time by this clock; returns at once when it has passed.
    pub async fn sleep_until_ms(&self, at_ms: i64) {
        let mut moved = self.inner.moved.subscribe();
        loop {
            let left_ms = at_ms - self.now_ms();
            let Ok(left_ms @ 1..) = u64::try_from(left_ms) else { return };
            let stands = self.inner.stands.load(Ordering::Acquire);
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(left_ms)), if !stands => {}
                _ = moved.changed() => {}
            }
        }
    }

    /// Sleeps for a span of this clock's time.
    pub async fn sleep(&self, span: Duration) {
        let span_ms = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        self.sleep_until_ms(self.now_ms().saturating_add(span_ms)).await;
    }
}
