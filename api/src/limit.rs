//! Traffic limits: how often one address or person may do a thing. They live in this node's memory and fail open; the
//! limits on wrong passwords are rows of the database and are not here.

pub mod address;
mod pace;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

use governor::{
    NotUntil, Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, state::keyed::DashMapStateStore,
};
use thiserror::Error;

use self::pace::Pace;
use crate::{clock::Clock, config::RateLimits};

/// After this many checks the keys that are back at full credit are forgotten.
const CHECKS_PER_SWEEP: u32 = 4_096;

type Counter = RateLimiter<u64, DashMapStateStore<u64>, Pace, NoOpMiddleware<std::time::Duration>>;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitClass {
    /// A sign-in attempt, by address.
    SignIn,
    /// A new visitor, by address.
    VisitorStart,
    /// A message, by person.
    Message,
    /// Any request, by address or person.
    Request,
}

/// Too much: wait this long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("too many requests; again in {seconds} s")]
pub struct Wait {
    /// Whole seconds until the next one is allowed, at least 1; the value of `Retry-After`.
    pub seconds: u64,
}

/// The traffic limits of this node.
pub struct Limits {
    enabled: bool,
    hasher: RandomState,
    checks: AtomicU32,
    sign_in: Counter,
    visitor_start: Counter,
    message: Counter,
    request: Counter,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("enabled", &self.enabled).finish_non_exhaustive()
    }
}

impl Limits {
    /// Limits as configured, by the given clock.
    #[must_use]
    pub fn new(rates: &RateLimits, clock: &Clock) -> Self {
        let pace = Pace::new(clock.clone());
        let counter = |per_minute: u32| {
            let most = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
            RateLimiter::dashmap_with_clock(Quota::per_minute(most), pace.clone())
        };
        Self {
            enabled: rates.enabled,
            hasher: RandomState::new(),
            checks: AtomicU32::new(0),
            sign_in: counter(rates.sign_in_per_minute),
            visitor_start: counter(rates.visitor_start_per_minute),
            message: counter(rates.messages_per_minute),
            request: counter(rates.requests_per_minute),
        }
    }

    /// Counts one for this key ([`address::key`] of an address, or a person's id).
    ///
    /// # Errors
    /// [`Wait`] when there were too many; then this one is not counted.
    pub fn check(&self, class: LimitClass, key: &str) -> Result<(), Wait> {
        if !self.enabled {
            return Ok(());
        }
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_PER_SWEEP == CHECKS_PER_SWEEP - 1 {
            self.forget_idle();
        }
        let counter = self.counter(class);
        // The hash keeps a key at eight bytes however long it is, and is keyed, so nobody can aim at another's counter.
        let key = self.hasher.hash_one(key);
        counter.check_key(&key).map_err(|denied: NotUntil<std::time::Duration>| {
            let wait = denied.wait_time_from(counter.clock().now());
            Wait { seconds: wait.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX).max(1) }
        })
    }

    /// Forgets who is back at full credit. Happens by itself as checks come in; a timer may call it as well.
    pub fn forget_idle(&self) {
        for class in [LimitClass::SignIn, LimitClass::VisitorStart, LimitClass::Message, LimitClass::Request] {
            self.counter(class).retain_recent();
            self.counter(class).shrink_to_fit();
        }
    }

    fn counter(&self, class: LimitClass) -> &Counter {
        match class {
            LimitClass::SignIn => &self.sign_in,
            LimitClass::VisitorStart => &self.visitor_start,
            LimitClass::Message => &self.message,
            LimitClass::Request => &self.request,
        }
    }
}
