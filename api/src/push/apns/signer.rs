//! The provider token: an ES256 signature over team and time that every request carries. Apple wants it renewed at least
//! every hour and at most every 20 minutes, and punishes more with 429 for the whole team.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jsonwebtoken::{Algorithm, EncodingKey, Header};

use super::super::credentials::ec_key;
use crate::clock::Clock;

/// Signed anew after this, well before Apple's hour.
const RENEWED_AFTER: Duration = Duration::from_secs(50 * 60);
/// Never signed anew before this, even when asked to.
const KEPT_FOR: Duration = Duration::from_secs(20 * 60);

pub(super) struct Signer {
    team_id: String,
    header: Header,
    key: EncodingKey,
    clock: Clock,
    held: Mutex<Option<Signed>>,
}

struct Signed {
    token: String,
    at_ms: i64,
}

impl Signer {
    pub(super) fn new(team_id: &str, key_id: &str, private_key_pem: &str, clock: Clock) -> Result<Self, String> {
        let key = ec_key(private_key_pem).ok_or("the APNs key cannot be read")?;
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(key_id.to_owned());
        header.typ = None;
        Ok(Self { team_id: team_id.to_owned(), header, key, clock, held: Mutex::new(None) })
    }

    /// The token in force.
    pub(super) fn token(&self) -> Result<String, String> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        match &*held {
            Some(signed) if self.age(signed) < RENEWED_AFTER => Ok(signed.token.clone()),
            _ => self.sign(&mut held),
        }
    }

    /// Another token than the one Apple called expired: the one somebody else has made meanwhile, or a new one if the old one
    /// is old enough to be replaced. Nothing when a fresh one was refused; then the clocks differ.
    pub(super) fn renew(&self, refused: &str) -> Option<String> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        match &*held {
            Some(signed) if signed.token != refused => Some(signed.token.clone()),
            Some(signed) if self.age(signed) < KEPT_FOR => None,
            _ => self.sign(&mut held).ok(),
        }
    }

    fn sign(&self, held: &mut Option<Signed>) -> Result<String, String> {
        let at_ms = self.clock.now_ms();
        let claims = serde_json::json!({ "iss": self.team_id, "iat": at_ms / 1000 });
        let token = jsonwebtoken::encode(&self.header, &claims, &self.key).map_err(|_| "the APNs key cannot sign")?;
        *held = Some(Signed { token: token.clone(), at_ms });
        Ok(token)
    }

    fn age(&self, signed: &Signed) -> Duration {
        Duration::from_millis(u64::try_from(self.clock.now_ms() - signed.at_ms).unwrap_or_default())
    }
}
