//! Breakers: a push app whose credentials are refused, or whose provider is busy, rests. Kept in memory: after a restart the
//! first push finds out again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use pronto_protocol::{Timestamp, push::PushPauseView};
use uuid::Uuid;

/// How often refused credentials are tried again: with one push, while the others wait.
pub const PROBE_MS: i64 = 60_000;

/// The breakers of all push apps.
#[derive(Clone, Debug, Default)]
pub struct Breakers {
    resting: Arc<Mutex<HashMap<Uuid, Rest>>>,
}

#[derive(Debug)]
struct Rest {
    version: i64,
    reason: String,
    until_ms: i64,
    /// Refused by the provider, and so tried again with one push only; otherwise merely busy.
    refused: bool,
}

/// Whether a push may go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pass {
    /// It may.
    Go,
    /// It may, as the only one of its app: it tries whether the credentials are still refused.
    Probe {
        /// Until when the others wait for it, in Unix milliseconds.
        until_ms: i64,
    },
    /// Not before this time.
    Wait {
        /// Unix milliseconds.
        until_ms: i64,
        /// The provider's word.
        reason: String,
    },
}

impl Breakers {
    /// Whether a push of this app may go out now. When a refusal is a minute old the one who asks first is the probe. New
    /// credentials (a higher version) are not held back by what the old ones met.
    #[must_use]
    pub fn pass(&self, push_app_id: Uuid, version: i64, now_ms: i64) -> Pass {
        let mut resting = self.lock();
        let Some(rest) = resting.get_mut(&push_app_id) else { return Pass::Go };
        if rest.version >= version && now_ms < rest.until_ms {
            return Pass::Wait { until_ms: rest.until_ms, reason: rest.reason.clone() };
        }
        if rest.version >= version && rest.refused {
            rest.until_ms = now_ms + PROBE_MS;
            return Pass::Probe { until_ms: rest.until_ms };
        }
        resting.remove(&push_app_id);
        Pass::Go
    }

    /// A probe was not sent after all: whoever asks next is the probe. What was learned of the app since it was let through
    /// stands.
    pub fn release(&self, push_app_id: Uuid, probe_until_ms: i64, now_ms: i64) {
        let mut resting = self.lock();
        let Some(rest) = resting.get_mut(&push_app_id) else { return };
        if rest.refused && rest.until_ms == probe_until_ms {
            rest.until_ms = now_ms;
        }
    }

    /// The provider refused the app itself; tells until when it rests.
    pub fn open(&self, push_app_id: Uuid, version: i64, reason: &str, now_ms: i64) -> i64 {
        let until_ms = now_ms + PROBE_MS;
        self.lock().insert(push_app_id, Rest { version, reason: reason.to_owned(), until_ms, refused: true });
        until_ms
    }

    /// The provider is busy; a refusal already known goes on.
    pub fn slow(&self, push_app_id: Uuid, version: i64, reason: &str, until_ms: i64) {
        let mut resting = self.lock();
        if resting.get(&push_app_id).is_none_or(|rest| !rest.refused) {
            resting.insert(push_app_id, Rest { version, reason: reason.to_owned(), until_ms, refused: false });
        }
    }

    /// The provider took the app's word again (or its credentials were changed); true when it had refused it before. A
    /// busy provider keeps its pause: what it accepts meanwhile was on its way already.
    pub fn close(&self, push_app_id: Uuid) -> bool {
        let mut resting = self.lock();
        let refused = resting.get(&push_app_id).is_some_and(|rest| rest.refused);
        if refused {
            resting.remove(&push_app_id);
        }
        refused
    }

    /// Why an app rests, and until when, as admins read it.
    #[must_use]
    pub fn paused(&self, push_app_id: Uuid) -> Option<PushPauseView> {
        let resting = self.lock();
        let rest = resting.get(&push_app_id)?;
        Some(PushPauseView { reason: rest.reason.clone(), until: Timestamp::from_unix_ms(rest.until_ms) })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Rest>> {
        self.resting.lock().expect("nothing panics while it holds the breakers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: Uuid = Uuid::from_u128(7);

    fn wait(until_ms: i64) -> Pass {
        Pass::Wait { until_ms, reason: "InvalidProviderToken".to_owned() }
    }

    #[test]
    fn refused_credentials_are_probed_once_a_minute() {
        let breakers = Breakers::default();
        assert_eq!(breakers.pass(APP, 1, 0), Pass::Go);
        assert_eq!(breakers.open(APP, 1, "InvalidProviderToken", 0), PROBE_MS);
        assert_eq!(breakers.pass(APP, 1, PROBE_MS - 1), wait(PROBE_MS));
        assert_eq!(breakers.pass(Uuid::nil(), 1, 1), Pass::Go, "another app is not concerned");
        assert_eq!(breakers.pass(APP, 1, PROBE_MS), Pass::Probe { until_ms: 2 * PROBE_MS });
        assert_eq!(breakers.pass(APP, 1, PROBE_MS), wait(2 * PROBE_MS), "everyone else");
        assert_eq!(breakers.paused(APP).expect("paused").reason, "InvalidProviderToken");
        assert!(breakers.close(APP));
        assert_eq!(breakers.pass(APP, 1, PROBE_MS), Pass::Go);
        assert!(breakers.paused(APP).is_none());
    }

    #[test]
    fn a_probe_that_was_not_sent_is_the_next_one_to_ask() {
        let breakers = Breakers::default();
        breakers.open(APP, 1, "InvalidProviderToken", 0);
        assert_eq!(breakers.pass(APP, 1, PROBE_MS), Pass::Probe { until_ms: 2 * PROBE_MS });
        breakers.release(APP, 2 * PROBE_MS, PROBE_MS + 5);
        assert_eq!(breakers.pass(APP, 1, PROBE_MS + 5), Pass::Probe { until_ms: 2 * PROBE_MS + 5 });
        breakers.release(APP, 2 * PROBE_MS, PROBE_MS + 6);
        assert_eq!(breakers.pass(APP, 1, PROBE_MS + 6), wait(2 * PROBE_MS + 5), "another's probe is on its way");
        breakers.open(APP, 1, "InvalidProviderToken", PROBE_MS + 10);
        breakers.release(APP, 2 * PROBE_MS + 5, PROBE_MS + 20);
        assert_eq!(breakers.pass(APP, 1, PROBE_MS + 20), wait(2 * PROBE_MS + 10), "refused again");
        assert!(breakers.close(APP));
        breakers.release(APP, 2 * PROBE_MS + 10, PROBE_MS + 30);
        assert_eq!(breakers.pass(APP, 1, PROBE_MS + 30), Pass::Go);
    }

    #[test]
    fn new_credentials_are_tried_at_once() {
        let breakers = Breakers::default();
        breakers.open(APP, 1, "InvalidProviderToken", 0);
        assert_eq!(breakers.pass(APP, 2, 1), Pass::Go);
        assert_eq!(breakers.pass(APP, 2, 2), Pass::Go);
    }

    #[test]
    fn a_busy_provider_gets_its_pause_and_then_everything() {
        let breakers = Breakers::default();
        breakers.slow(APP, 1, "ServiceUnavailable", 500);
        assert!(matches!(breakers.pass(APP, 1, 499), Pass::Wait { until_ms: 500, .. }));
        assert_eq!(breakers.pass(APP, 1, 500), Pass::Go);
        assert_eq!(breakers.pass(APP, 1, 500), Pass::Go);
        breakers.open(APP, 1, "InvalidProviderToken", 0);
        breakers.slow(APP, 1, "ServiceUnavailable", 500);
        assert_eq!(breakers.pass(APP, 1, 600), wait(PROBE_MS), "a refusal is not shortened");
    }
}
