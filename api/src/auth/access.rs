//! Signed tokens: of agents (short), visitors (long, one visitor's chats), lock-screen actions (one push) and sign-ins that wait for
//! a code. Each kind has its own audience, so that none passes for another.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use pronto_protocol::{device::DeviceRequest, error::ErrorCode, push::PushKind};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{
    clock::Clock,
    error::{Error, Result},
};

/// Verified tokens remembered, so that a signature is checked once and not at each request.
const REMEMBERED_MOST: usize = 20_000;

/// An agent's access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentClaims {
    /// The agent.
    pub sub: Uuid,
    /// The organization.
    pub org: Uuid,
    /// The session.
    pub sid: Uuid,
    /// The device.
    pub did: Uuid,
    /// Generation of the refresh token it came with.
    #[serde(rename = "gen")]
    pub generation: i64,
    /// When it ends, in Unix seconds.
    pub exp: i64,
}

/// A visitor's token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorClaims {
    /// The visitor.
    pub sub: Uuid,
    /// The organization.
    pub org: Uuid,
    /// The visitor's generation of tokens; those of an earlier one are dead.
    #[serde(rename = "gen", default)]
    pub generation: i64,
    /// When it ends, in Unix seconds.
    pub exp: i64,
}

/// A push's token for acting from the lock screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionClaims {
    /// The agent.
    pub sub: Uuid,
    /// The organization.
    pub org: Uuid,
    /// The session the push was sent for: when it has ended, so have its actions.
    pub sid: Uuid,
    /// The delivery.
    pub dlv: Uuid,
    /// What the push is about.
    pub kind: PushKind,
    /// The chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<Uuid>,
    /// The direct conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conv: Option<Uuid>,
    /// The offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Uuid>,
    /// Position of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos: Option<i64>,
    /// When it ends, in Unix seconds.
    pub exp: i64,
}

/// Tells that the password was right and that a code is to follow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChallengeClaims {
    /// The agent.
    pub sub: Uuid,
    /// The organization.
    pub org: Uuid,
    /// A mark of the password: with another one it is void.
    pub pwd: String,
    /// The device that signs in.
    pub device: DeviceRequest,
    /// When it ends, in Unix seconds.
    pub exp: i64,
}

/// A kind of token.
pub trait Claims: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Whom the token is for.
    const AUDIENCE: &'static str;
    /// When it ends, in Unix seconds.
    fn expires_at(&self) -> i64;
}

impl Claims for AgentClaims {
    const AUDIENCE: &'static str = "pronto/agent";
    fn expires_at(&self) -> i64 {
        self.exp
    }
}

impl Claims for VisitorClaims {
    const AUDIENCE: &'static str = "pronto/visitor";
    fn expires_at(&self) -> i64 {
        self.exp
    }
}

impl Claims for ActionClaims {
    const AUDIENCE: &'static str = "pronto/action";
    fn expires_at(&self) -> i64 {
        self.exp
    }
}

impl Claims for ChallengeClaims {
    const AUDIENCE: &'static str = "pronto/challenge";
    fn expires_at(&self) -> i64 {
        self.exp
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope<C> {
    aud: String,
    #[serde(flatten)]
    claims: C,
}

/// Signs and verifies tokens with one Ed25519 key.
#[derive(Clone)]
pub struct AccessTokens {
    inner: Arc<Inner>,
}

struct Inner {
    key_id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
    clock: Clock,
    remembered: Mutex<HashMap<String, AgentClaims>>,
}

impl std::fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessTokens").field("key_id", &self.inner.key_id).finish_non_exhaustive()
    }
}

impl AccessTokens {
    /// With a PKCS#8 Ed25519 key.
    ///
    /// # Errors
    /// `internal` when the key cannot be read.
    pub fn new(key_id: String, pkcs8: &[u8], clock: Clock) -> Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|error| Error::internal(error.to_string()))?;
        let decoding = DecodingKey::from_ed_der(pair.public_key().as_ref());
        let encoding = EncodingKey::from_ed_der(pkcs8);
        Ok(Self { inner: Arc::new(Inner { key_id, encoding, decoding, clock, remembered: Mutex::default() }) })
    }

    /// A new PKCS#8 key.
    ///
    /// # Errors
    /// `internal` when the system gives no randomness.
    pub fn make_key() -> Result<Vec<u8>> {
        let pair = Ed25519KeyPair::generate().map_err(|error| Error::internal(error.to_string()))?;
        let document = pair.to_pkcs8v1().map_err(|error| Error::internal(error.to_string()))?;
        Ok(document.as_ref().to_vec())
    }

    /// Signs a token.
    ///
    /// # Errors
    /// `internal` when signing fails.
    pub fn sign<C: Claims>(&self, claims: &C) -> Result<String> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.inner.key_id.clone());
        let envelope = Envelope { aud: C::AUDIENCE.to_owned(), claims: claims.clone() };
        jsonwebtoken::encode(&header, &envelope, &self.inner.encoding).map_err(Error::internal)
    }

    /// Verifies a token of one kind.
    ///
    /// # Errors
    /// `unauthenticated`, or `token_expired`.
    pub fn verify<C: Claims>(&self, token: &str) -> Result<C> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        // Our clock decides, which tests can move.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        validation.set_audience(&[C::AUDIENCE]);
        let verified = jsonwebtoken::decode::<Envelope<C>>(token, &self.inner.decoding, &validation)
            .map_err(|error| Error::new(ErrorCode::Unauthenticated).because(error))?;
        self.check_expiry(&verified.claims.claims)?;
        Ok(verified.claims.claims)
    }

    /// Verifies an agent's token; one seen before costs no signature.
    ///
    /// # Errors
    /// `unauthenticated`, or `token_expired`.
    pub fn verify_agent(&self, token: &str) -> Result<AgentClaims> {
        let remembered = self.remembered().get(token).cloned();
        if let Some(claims) = remembered {
            self.check_expiry(&claims)?;
            return Ok(claims);
        }
        let claims: AgentClaims = self.verify(token)?;
        let mut remembered = self.remembered();
        if remembered.len() >= REMEMBERED_MOST {
            remembered.clear();
        }
        remembered.insert(token.to_owned(), claims.clone());
        Ok(claims)
    }

    fn check_expiry<C: Claims>(&self, claims: &C) -> Result<()> {
        if claims.expires_at().saturating_mul(1000) <= self.inner.clock.now_ms() {
            return Err(ErrorCode::TokenExpired.into());
        }
        Ok(())
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, HashMap<String, AgentClaims>> {
        self.inner.remembered.lock().expect("nothing panics while it holds the remembered tokens")
    }
}
