//! The one source of chance: ids, secrets and jitter.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngExt;
use uuid::{ContextV7, Timestamp, Uuid};

use crate::clock::Clock;

/// A new id whose order is the order of making, by the given clock.
#[must_use]
pub fn id(clock: &Clock) -> Uuid {
    let now_ms = u64::try_from(clock.now_ms()).unwrap_or_default();
    let nanos = u32::try_from(now_ms % 1000).unwrap_or_default() * 1_000_000;
    let context = CONTEXT.lock().unwrap_or_else(PoisonError::into_inner);
    Uuid::new_v7(Timestamp::from_unix(&*context, now_ms / 1000, nanos))
}

/// Counts within a millisecond, so that ids made in the same one keep their order too.
static CONTEXT: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// Random bytes fit for secrets.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is chance")]
pub fn bytes<const N: usize>() -> [u8; N] {
    rand::rng().random()
}

/// An opaque secret of 256 bits, as 43 base64url characters.
#[must_use]
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// A span drawn evenly between nothing and the given one ("full jitter").
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is chance")]
pub fn jitter(most: Duration) -> Duration {
    most.mul_f64(rand::rng().random_range(0.0..=1.0))
}
