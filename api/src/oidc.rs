//! OpenID Connect, as the side that relies on a provider: what a provider says of itself, its keys, the exchange of a code, and
//! the check of an ID token. Every request leaves by the guarded client, since admins supply the addresses.

mod exchange;
mod verify;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, Method};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use serde::{Deserialize, de::DeserializeOwned};

pub use self::{
    exchange::Exchange,
    verify::{Expected, Vouched},
};
use crate::{clock::Clock, egress::Egress};

/// How long what a provider says of itself is believed.
const DISCOVERY_MS: i64 = 3_600_000;
/// Keys are read again for a key that is not known, but no more often: tokens are anybody's to make up.
const KEYS_EVERY_MS: i64 = 60_000;
/// Providers remembered.
const REMEMBERED_MOST: usize = 1_000;

/// Why a sign-in did not come about, in a sentence that holds nothing of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The provider cannot be reached, or answers what no provider answers.
    #[error("{0}")]
    Unavailable(&'static str),
    /// The provider, or what it signed, does not vouch for anybody.
    #[error("{0}")]
    Refused(&'static str),
}

/// What a provider says of itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Discovery {
    /// Its address.
    pub issuer: String,
    /// Where people sign in.
    pub authorization_endpoint: String,
    /// Where codes are exchanged.
    pub token_endpoint: String,
    /// Where its keys are.
    pub jwks_uri: String,
    /// How this server may show its secret; `client_secret_basic` when nothing is said.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// Providers, and what is known of them; cheap to clone.
#[derive(Clone, Debug)]
pub struct Oidc {
    egress: Egress,
    clock: Clock,
    known: Arc<Mutex<HashMap<String, Known>>>,
}

#[derive(Clone, Debug)]
struct Known {
    discovery: Arc<Discovery>,
    read_at_ms: i64,
    keys: Option<(Arc<JwkSet>, i64)>,
}

impl Oidc {
    /// Over the guarded client.
    #[must_use]
    pub fn new(egress: Egress, clock: Clock) -> Self {
        Self { egress, clock, known: Arc::default() }
    }

    /// What the provider at this address says of itself, read at most once an hour.
    ///
    /// # Errors
    /// [`OidcError::Unavailable`].
    pub async fn discover(&self, issuer: &str) -> Result<Arc<Discovery>, OidcError> {
        let now_ms = self.clock.now_ms();
        if let Some(known) = self.lock().get(issuer).filter(|known| now_ms - known.read_at_ms < DISCOVERY_MS) {
            return Ok(Arc::clone(&known.discovery));
        }
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let discovery: Discovery = self.read(&address).await?;
        // One that speaks for another could have its tokens taken for the other's.
        if discovery.issuer != issuer {
            return Err(OidcError::Unavailable("The provider calls itself by another address than the one entered."));
        }
        let discovery = Arc::new(discovery);
        let mut known = self.lock();
        if known.len() >= REMEMBERED_MOST {
            known.clear();
        }
        let keys = known.remove(issuer).and_then(|known| known.keys);
        known.insert(issuer.to_owned(), Known { discovery: Arc::clone(&discovery), read_at_ms: now_ms, keys });
        Ok(discovery)
    }

    /// The provider's key of this name. One that is not known has the keys read again, at most once a minute.
    async fn key(&self, discovery: &Discovery, key_id: Option<&str>) -> Result<Jwk, OidcError> {
        let now_ms = self.clock.now_ms();
        let known = self.lock().get(&discovery.issuer).and_then(|known| known.keys.clone());
        if let Some((keys, read_at_ms)) = known {
            if let Some(key) = choose(&keys, key_id) {
                return Ok(key);
            }
            if now_ms - read_at_ms < KEYS_EVERY_MS {
                return Err(OidcError::Refused("The token is signed with a key that the provider does not have."));
            }
        }
        let keys: Arc<JwkSet> = Arc::new(self.read(&discovery.jwks_uri).await?);
        if let Some(known) = self.lock().get_mut(&discovery.issuer) {
            known.keys = Some((Arc::clone(&keys), now_ms));
        }
        choose(&keys, key_id)
            .ok_or(OidcError::Refused("The token is signed with a key that the provider does not have."))
    }

    async fn read<T: DeserializeOwned>(&self, address: &str) -> Result<T, OidcError> {
        let answer = self.egress.send(Method::GET, address, HeaderMap::new(), Bytes::new()).await;
        let answer = answer.map_err(|_| OidcError::Unavailable("The provider cannot be reached."))?;
        if answer.status != 200 || answer.truncated {
            return Err(OidcError::Unavailable("The provider does not answer as a provider does."));
        }
        serde_json::from_slice(&answer.body)
            .map_err(|_| OidcError::Unavailable("The provider does not answer as a provider does."))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By name; a token without one is meant for the only key there is.
fn choose(keys: &JwkSet, key_id: Option<&str>) -> Option<Jwk> {
    match (key_id, keys.keys.as_slice()) {
        (Some(key_id), _) => keys.find(key_id).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}
