//! The access token: asked for with a signed assertion, kept until shortly before it ends, and asked for by one task however
//! many wait for it.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Client;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{
    super::{client::failure, credentials::ServiceAccount, outcome::Outcome},
    answer,
};
use crate::{clock::Clock, egress};

const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Not used any more this long before it ends, so that it does not end on the way.
const MARGIN: Duration = Duration::from_secs(300);
/// Longest life of an assertion that Google accepts.
const ASSERTION_LIFE: Duration = Duration::from_secs(3600);

pub(super) struct Bearer {
    client: Client,
    url: String,
    email: String,
    header: Header,
    key: EncodingKey,
    clock: Clock,
    held: Mutex<Held>,
    /// How often a token was asked for, readable by those who wait.
    asked: AtomicU64,
}

#[derive(Default)]
struct Held {
    token: Option<(String, i64)>,
    failure: Option<Outcome>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: u64,
}

impl Bearer {
    pub(super) fn new(account: &ServiceAccount, url: &str, client: Client, clock: Clock) -> Result<Self, String> {
        let key = EncodingKey::from_rsa_pem(account.private_key.as_bytes())
            .map_err(|_| "the service account's key cannot be read")?;
        let mut header = Header::new(Algorithm::RS256);
        header.kid.clone_from(&account.private_key_id);
        let (url, email) = (url.to_owned(), account.client_email.clone());
        Ok(Self { client, url, email, header, key, clock, held: Mutex::default(), asked: AtomicU64::new(0) })
    }

    /// A token to use; another one than `refused`, if that is given.
    pub(super) async fn token(&self, refused: Option<&str>) -> Result<String, Outcome> {
        let asked = self.asked.load(Ordering::Acquire);
        let mut held = self.held.lock().await;
        if let Some((token, until_ms)) = &held.token
            && refused != Some(token)
            && self.clock.now_ms() < *until_ms
        {
            return Ok(token.clone());
        }
        // Whoever waited while somebody else asked in vain takes that answer instead of asking once more.
        if let Some(failure) = &held.failure
            && self.asked.load(Ordering::Acquire) != asked
        {
            return Err(failure.clone());
        }
        let granted = self.ask().await;
        self.asked.fetch_add(1, Ordering::AcqRel);
        match granted {
            Ok(granted) => {
                let token = granted.access_token.clone();
                *held = Held { token: Some(self.until(granted)), failure: None };
                Ok(token)
            }
            Err(outcome) => {
                *held = Held { token: None, failure: Some(outcome.clone()) };
                Err(outcome)
            }
        }
    }

    async fn ask(&self) -> Result<Granted, Outcome> {
        let now = self.clock.now_ms() / 1000;
        let end = now.saturating_add_unsigned(ASSERTION_LIFE.as_secs());
        let claims = serde_json::json!({ "iss": self.email, "scope": SCOPE, "aud": self.url, "iat": now, "exp": end });
        let assertion = jsonwebtoken::encode(&self.header, &claims, &self.key)
            .map_err(|_| Outcome::config("the service account's key cannot sign"))?;
        let form = [("grant_type", GRANT), ("assertion", assertion.as_str())];
        let response = self.client.post(&self.url).form(&form).send().await.map_err(|error| failure(&error))?;
        let answered = egress::read(response).await.map_err(|error| failure(&error))?;
        if answered.status != 200 {
            return Err(answer::classify_grant(&answered, self.clock.now_ms()));
        }
        serde_json::from_slice(&answered.body).map_err(|_| Outcome::config("the token endpoint's answer has no token"))
    }

    fn until(&self, granted: Granted) -> (String, i64) {
        let life = Duration::from_secs(granted.expires_in);
        let used = life.saturating_sub(MARGIN).max(life / 2);
        (granted.access_token, self.clock.now_ms().saturating_add(i64::try_from(used.as_millis()).unwrap_or_default()))
    }
}
