//! The `Authorization` header by which a push service knows who sends: a signature for its origin.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use http::HeaderValue;
use jsonwebtoken::{Algorithm, EncodingKey, Header};

use super::super::credentials::ec_key;
use crate::clock::Clock;

/// How long a signature lives; push services refuse more than 24 hours.
const LIFE: Duration = Duration::from_secs(12 * 3600);
/// Not used any more this long before it ends.
const MARGIN: Duration = Duration::from_secs(3600);
/// Origins whose signatures are kept; Windows alone has dozens.
const KEPT_ORIGINS: usize = 256;

pub(super) struct Vapid {
    key: EncodingKey,
    public_key: String,
    subject: String,
    clock: Clock,
    held: Mutex<HashMap<String, (HeaderValue, i64)>>,
}

impl Vapid {
    pub(super) fn new(private_key_pem: &str, public_key: &str, subject: &str, clock: Clock) -> Result<Self, String> {
        let key = ec_key(private_key_pem).ok_or("the VAPID key cannot be read")?;
        Ok(Self { key, public_key: public_key.to_owned(), subject: subject.to_owned(), clock, held: Mutex::default() })
    }

    /// The header for one origin, signed anew when it nears its end.
    pub(super) fn authorization(&self, origin: &str) -> Result<HeaderValue, String> {
        let now_ms = self.clock.now_ms();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((value, until_ms)) = held.get(origin)
            && now_ms < *until_ms
        {
            return Ok(value.clone());
        }
        let end = (now_ms / 1000).saturating_add_unsigned(LIFE.as_secs());
        let claims = serde_json::json!({ "aud": origin, "exp": end, "sub": self.subject });
        let signed = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.key)
            .map_err(|_| "the VAPID key cannot sign")?;
        let mut value = HeaderValue::try_from(format!("vapid t={signed}, k={}", self.public_key))
            .map_err(|_| "the VAPID public key is damaged")?;
        value.set_sensitive(true);
        if held.len() >= KEPT_ORIGINS {
            held.clear();
        }
        let until_ms = end.saturating_sub_unsigned(MARGIN.as_secs()).saturating_mul(1000);
        held.insert(origin.to_owned(), (value.clone(), until_ms));
        Ok(value)
    }
}
